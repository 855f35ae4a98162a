from django.urls import path

from needlepoint.intake.views import filling

app_name = "intake"
urlpatterns = [
    path("intake/<str:code>/", filling.resume, name="resume"),
    path("intake/<str:code>/answers/", filling.answers, name="answers"),
    path("intake/<str:code>/<str:key>/", filling.step, name="step"),
]

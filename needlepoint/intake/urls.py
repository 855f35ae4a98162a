from django.urls import path

from needlepoint.intake import views

app_name = "intake"
urlpatterns = [
    path("intake/<str:code>/", views.resume, name="resume"),
    path("intake/<str:code>/answers/", views.answers, name="answers"),
    path("intake/<str:code>/<str:key>/", views.step, name="step"),
]

from django.urls import path

from needlepoint.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("check-in/<str:code>/", views.check_in, name="check_in"),
    path("patients/<str:code>/trend/", views.trend, name="trend"),
    path("visits/<str:code>/pain/", views.today, name="today"),
]

from django.urls import path

from needlepoint.house import views

app_name = "house"
urlpatterns = [
    path("up", views.up, name="up"),
    path("house/", views.patterns, name="patterns"),
]

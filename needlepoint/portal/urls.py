from django.urls import path

from needlepoint.portal import views

app_name = "portal"
urlpatterns = [
    path("me/intake/<str:code>/finish/", views.intake_finish, name="intake_finish"),
]

from django.urls import path

from needlepoint.desk import views

app_name = "desk"
urlpatterns = [
    path("day/", views.day, name="day"),
    path("patients/", views.patients, name="patients"),
    path("patients/new/", views.new_patient, name="new_patient"),
    path("patients/<slug:code>/", views.patient, name="patient"),
    path("plans/<slug:code>/review/", views.review, name="review"),
    path("recalls/", views.recalls, name="recalls"),
    path("recalls/<slug:code>/attempt/", views.recall_attempt, name="recall_attempt"),
    path("clinic/", views.owner, name="owner"),
]

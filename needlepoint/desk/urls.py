from django.urls import path

from needlepoint.desk.views import day, owner, people, recalls, review

app_name = "desk"
urlpatterns = [
    path("day/", day.day, name="day"),
    path("patients/", people.patients, name="patients"),
    path("patients/new/", people.new_patient, name="new_patient"),
    path("patients/<slug:code>/", people.patient, name="patient"),
    path("plans/<slug:code>/review/", review.review, name="review"),
    path("recalls/", recalls.recalls, name="recalls"),
    path("recalls/<slug:code>/attempt/", recalls.recall_attempt, name="recall_attempt"),
    path("clinic/", owner.owner, name="owner"),
]

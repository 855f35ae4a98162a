from django.urls import path

from needlepoint.desk.views import calendar, day, owner, people, recalls, review

app_name = "desk"
urlpatterns = [
    path("day/", day.day, name="day"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/fits/", calendar.fits, name="calendar_fits"),
    path("calendar/move/", calendar.move, name="calendar_move"),
    path("calendar/walk-in/", calendar.walk_in, name="calendar_walk_in"),
    path("calendar/block/", calendar.block, name="calendar_block"),
    path("patients/", people.patients, name="patients"),
    path("patients/new/", people.new_patient, name="new_patient"),
    path("patients/<slug:code>/", people.patient, name="patient"),
    path("plans/<slug:code>/review/", review.review, name="review"),
    path("recalls/", recalls.recalls, name="recalls"),
    path("recalls/<slug:code>/attempt/", recalls.recall_attempt, name="recall_attempt"),
    path("clinic/", owner.owner, name="owner"),
]

from django.urls import path

from needlepoint.booking.views import visits

app_name = "booking"
urlpatterns = [
    path("book/", visits.starts, name="starts"),
    path("book/details/", visits.details, name="details"),
    path("book/booked/<str:code>/", visits.booked, name="booked"),
    path("book/booked/<str:code>/visit.ics", visits.calendar, name="calendar"),
    path("visits/<str:code>/cancellation/", visits.cancellation, name="cancellation"),
    path("visits/<str:code>/new-time/", visits.new_time, name="new_time"),
    path("visits/<str:code>/arrival/", visits.arrival, name="arrival"),
    path("visits/<str:code>/absence/", visits.absence, name="absence"),
]

from django.urls import path

from needlepoint.booking import views

app_name = "booking"
urlpatterns = [
    path("book/", views.starts, name="starts"),
    path("book/details/", views.details, name="details"),
    path("book/booked/<str:code>/", views.booked, name="booked"),
    path("book/booked/<str:code>/visit.ics", views.calendar, name="calendar"),
    path("visits/<str:code>/cancellation/", views.cancellation, name="cancellation"),
    path("visits/<str:code>/new-time/", views.new_time, name="new_time"),
    path("visits/<str:code>/arrival/", views.arrival, name="arrival"),
    path("visits/<str:code>/absence/", views.absence, name="absence"),
]

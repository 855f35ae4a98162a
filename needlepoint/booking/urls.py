from django.urls import path

from needlepoint.booking.views import details, embed, feeds, messages, starts, visits, waiting

app_name = "booking"
urlpatterns = [
    path("book/", starts.starts, name="starts"),
    path("book/details/", details.details, name="details"),
    path("book/hold/", details.hold, name="hold"),
    path("embed/", embed.embed, name="embed"),
    path("embed/book.js", embed.script, name="embed_script"),
    path("book/booked/<str:code>/", visits.booked, name="booked"),
    path("book/booked/<str:code>/visit.ics", visits.calendar, name="calendar"),
    path("book/wait/", waiting.wait, name="wait"),
    path("book/wait/<str:code>/end/", waiting.wait_end, name="wait_end"),
    path("offers/<str:code>/", waiting.offer, name="offer"),
    path("offers/<str:code>/<str:token>/", waiting.offer_by_link, name="offer_by_link"),
    path("waiting/", waiting.line, name="waiting"),
    path("waiting/<str:code>/offer/", waiting.line_offer, name="waiting_offer"),
    path("visits/<str:code>/cancellation/", visits.cancellation, name="cancellation"),
    path("visits/<str:code>/new-time/", visits.new_time, name="new_time"),
    path("visits/<str:code>/arrival/", visits.arrival, name="arrival"),
    path("visits/<str:code>/absence/", visits.absence, name="absence"),
    path("m/<str:token>/", messages.answer, name="answer"),
    path("m/<str:token>/coming/", messages.answer_coming, name="answer_coming"),
    path("m/<str:token>/cancellation/", messages.answer_cancellation, name="answer_cancellation"),
    path("m/<str:token>/new-time/", messages.answer_new_time, name="answer_new_time"),
    path("m/<str:token>/fewer/", messages.answer_stop, name="answer_stop"),
    path("sms/twilio/", messages.twilio_reply, name="twilio_reply"),
    path("messages/", messages.stuck, name="messages"),
    path("messages/<str:code>/decision/", messages.stuck_decision, name="message_decision"),
    path("feeds/<str:token>.ics", feeds.feed, name="feed"),
    path("calendar-feed/", feeds.setup, name="feed_setup"),
    path("me/calendar/", feeds.setup, name="own_feed_setup"),
]

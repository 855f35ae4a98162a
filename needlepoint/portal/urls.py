from django.urls import path

from needlepoint.portal.views import (
    bothering,
    course_visits,
    flare,
    home,
    left_in,
    plan,
    sending,
    tasks,
    visits,
)

app_name = "portal"
urlpatterns = [
    path("me/", home.home, name="home"),
    path("me/home/", tasks.tasks, name="tasks"),
    path("me/after-visit/", bothering.bothering, name="bothering"),
    path("me/after-visit/<slug:code>/", bothering.bothering_kept, name="bothering_kept"),
    path("me/flare/", flare.flare, name="flare"),
    path("me/flare/next/", flare.flare_next, name="flare_next"),
    path("me/flare/end/", flare.flare_end, name="flare_end"),
    path("me/plan/<str:code>/", plan.plan, name="plan"),
    path("me/plan/<str:code>/paper/", plan.plan_paper, name="plan_paper"),
    path("me/visits/<str:code>/", visits.visit, name="visit"),
    path("me/visits/<str:code>/paper/", visits.visit_paper, name="visit_paper"),
    path("me/plan/<str:code>/visits/", course_visits.course_visits, name="course_visits"),
    path("plans/<str:code>/visits/", course_visits.course_visits, name="desk_course_visits"),
    path("me/left-in/", left_in.left_in, name="left_in"),
    path("me/left-in/<str:code>/off/", left_in.left_in_off, name="left_in_off"),
    path("patients/<str:code>/left-in/", left_in.left_in_card, name="left_in_card"),
    path("me/intake/<str:code>/finish/", sending.intake_finish, name="intake_finish"),
]

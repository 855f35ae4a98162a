from django.urls import path

from needlepoint.plans import views
from needlepoint.plans.views import atlas, ceilings, home

app_name = "plans"
urlpatterns = [
    path("points/", atlas.points, name="points"),
    path("points/figure/<slug:area>/", atlas.figure_part, name="figure"),
    path("points/<slug:code>/", atlas.point, name="point"),
    path("patients/<slug:code>/assessment/", views.assessment, name="assessment"),
    path("patients/<slug:code>/phase/", views.phase, name="phase"),
    path("patients/<slug:code>/codes/", views.codes, name="codes"),
    path("episodes/<slug:code>/plan/", views.plan, name="plan"),
    path("plans/<slug:code>/", views.show, name="show"),
    path("plans/<slug:code>/payer/", ceilings.payer, name="payer"),
    path("plans/<slug:code>/home/", home.home, name="home"),
]

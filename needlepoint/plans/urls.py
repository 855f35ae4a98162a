from django.urls import path

from needlepoint.plans.views import agreeing, assessing, atlas, ceilings, home, showing

app_name = "plans"
urlpatterns = [
    path("points/", atlas.points, name="points"),
    path("points/figure/<slug:area>/", atlas.figure_part, name="figure"),
    path("points/<slug:code>/", atlas.point, name="point"),
    path("patients/<slug:code>/assessment/", assessing.assessment, name="assessment"),
    path("patients/<slug:code>/phase/", assessing.phase, name="phase"),
    path("patients/<slug:code>/codes/", assessing.codes, name="codes"),
    path("episodes/<slug:code>/plan/", agreeing.plan, name="plan"),
    path("plans/<slug:code>/", showing.show, name="show"),
    path("plans/<slug:code>/payer/", ceilings.payer, name="payer"),
    path("plans/<slug:code>/home/", home.home, name="home"),
]

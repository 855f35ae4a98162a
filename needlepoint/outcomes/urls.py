from django.urls import path

from needlepoint.outcomes.views import check_ins, measures

app_name = "outcomes"
urlpatterns = [
    path("check-in/<str:code>/", check_ins.check_in, name="check_in"),
    path("patients/<str:code>/trend/", check_ins.trend, name="trend"),
    path("visits/<str:code>/pain/", check_ins.today, name="today"),
    path("patients/<str:code>/measures/", measures.measures, name="measures"),
    path("patients/<str:code>/measures/new/", measures.new, name="new_measure"),
    path("patients/<str:code>/measures/paper/<slug:key>/slip/", measures.take_back, name="take_back"),
    path("patients/<str:code>/measures/<slug:key>/paper/", measures.paper, name="paper"),
    path("patients/<str:code>/measures/<slug:key>/ask/", measures.ask, name="ask"),
]

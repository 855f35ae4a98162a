from django.urls import path

from needlepoint.outcomes.views import asking, check_ins, flares, forecasting, measures, trend

app_name = "outcomes"
urlpatterns = [
    path("check-in/link/<str:token>/", asking.by_link, name="by_link"),
    path("check-in/link/<str:token>/stop/", asking.stop_by_link, name="stop_by_link"),
    path("check-in/<str:code>/", check_ins.check_in, name="check_in"),
    path("check-in/<str:code>/change/", asking.change, name="change"),
    path("patients/<str:code>/check-ins/", asking.check_ins, name="check_ins"),
    path("patients/<str:code>/check-ins/asking/", asking.own_asking, name="asking"),
    path("patients/<str:code>/check-ins/<slug:length>/paper/", asking.paper, name="check_in_paper"),
    path("patients/<str:code>/check-ins/<slug:length>/", asking.type_in, name="type_in"),
    path("patients/<str:code>/trend/", trend.trend, name="trend"),
    path("flares/<str:code>/end/", flares.flare_end, name="flare_end"),
    path("clinic/forecast/", forecasting.forecast, name="forecast"),
    path("visits/<str:code>/pain/", check_ins.today, name="today"),
    path("patients/<str:code>/measures/", measures.measures, name="measures"),
    path("patients/<str:code>/measures/new/", measures.new, name="new_measure"),
    path("patients/<str:code>/measures/paper/<slug:key>/slip/", measures.take_back, name="take_back"),
    path("patients/<str:code>/measures/<slug:key>/paper/", measures.paper, name="paper"),
    path("patients/<str:code>/measures/<slug:key>/ask/", measures.ask, name="ask"),
]

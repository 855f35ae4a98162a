from django.urls import path

from needlepoint.outcomes.views import check_ins

app_name = "outcomes"
urlpatterns = [
    path("check-in/<str:code>/", check_ins.check_in, name="check_in"),
    path("patients/<str:code>/trend/", check_ins.trend, name="trend"),
    path("visits/<str:code>/pain/", check_ins.today, name="today"),
]

"""Which step answers which address."""

from django.urls import include, path

from needlepoint.house import views as house_views

urlpatterns = [
    path("", include("needlepoint.house.urls")),
    path("", include("needlepoint.frontdoor.urls")),
    path("", include("needlepoint.people.urls")),
    path("", include("needlepoint.screening.urls")),
    path("", include("needlepoint.booking.urls")),
    path("", include("needlepoint.intake.urls")),
    path("", include("needlepoint.plans.urls")),
    path("", include("needlepoint.charting.urls")),
    path("", include("needlepoint.outcomes.urls")),
    path("", include("needlepoint.portal.urls")),
    path("", include("needlepoint.desk.urls")),
    path("account/", include("allauth.urls")),
]

handler400 = house_views.bad_request
handler403 = house_views.not_allowed
handler404 = house_views.not_found
handler500 = house_views.broken

from django.urls import path

from needlepoint.plans import views

app_name = "plans"
urlpatterns = [
    path("patients/<slug:code>/assessment/", views.assessment, name="assessment"),
    path("patients/<slug:code>/phase/", views.phase, name="phase"),
    path("episodes/<slug:code>/plan/", views.plan, name="plan"),
    path("plans/<slug:code>/", views.show, name="show"),
]

from django.urls import path

from needlepoint.frontdoor import views

app_name = "frontdoor"
urlpatterns = [
    path("", views.home, name="home"),
    path("your-visit/", views.visit, name="visit"),
    path("does-it-work/", views.evidence, name="evidence"),
    path("prices/", views.prices, name="prices"),
    path("find-us/", views.contact, name="contact"),
]

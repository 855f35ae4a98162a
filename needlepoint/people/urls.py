from django.urls import path

from needlepoint.people import views

app_name = "people"
urlpatterns = [
    path("arrive/", views.arrive, name="arrive"),
    path("link/<str:token>/", views.link, name="link"),
    path("demo/enter/<slug:who>/", views.demo, name="demo"),
    path("tablet/", views.tablet, name="tablet"),
    path("tablet/back/", views.tablet_back, name="tablet_back"),
    path("account/", views.account, name="account"),
    path("account/who/", views.choose, name="choose"),
    path("account/language/", views.language, name="language"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    # Stands before allauth's page of the same address, so that there is one way out.
    path("account/logout/", views.signout, name="signout"),
]

from django.urls import path

from needlepoint.screening import views

app_name = "screening"
urlpatterns = [
    path("check/", views.begin, name="begin"),
    path("check/q/<slug:key>/", views.question, name="question"),
    path("check/result/", views.result, name="result"),
    path("check/afresh/", views.afresh, name="afresh"),
    path("check/again/<str:code>/", views.again, name="again"),
    path("check/latest/<str:code>/", views.latest, name="latest"),
    path("check/kept/<str:code>/", views.kept, name="kept"),
]

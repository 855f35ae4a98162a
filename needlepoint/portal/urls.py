from django.urls import path

from needlepoint.portal import views
from needlepoint.portal.views import tasks

app_name = "portal"
urlpatterns = [
    path("me/", views.home, name="home"),
    path("me/home/", tasks.tasks, name="tasks"),
    path("me/plan/<str:code>/", views.plan, name="plan"),
    path("me/plan/<str:code>/visits/", views.course_visits, name="course_visits"),
    path("plans/<str:code>/visits/", views.course_visits, name="desk_course_visits"),
    path("me/intake/<str:code>/finish/", views.intake_finish, name="intake_finish"),
]

from django.urls import path

from needlepoint.intake.views import filling, kiosk, notices, printing

app_name = "intake"
urlpatterns = [
    path("notices/<slug:code>/seen/", notices.seen, name="notice_seen"),
    path("tablet/forms/", kiosk.forms, name="kiosk"),
    path("visits/<slug:code>/tablet/", kiosk.begin, name="kiosk_begin"),
    path("intake/<str:code>/paper/", printing.form, name="paper"),
    path("intake/<str:code>/paper/<slug:language>.pdf", printing.form_pdf, name="paper_pdf"),
    path("intake/<str:code>/", filling.resume, name="resume"),
    path("intake/<str:code>/answers/", filling.answers, name="answers"),
    path("intake/<str:code>/<str:key>/", filling.step, name="step"),
]

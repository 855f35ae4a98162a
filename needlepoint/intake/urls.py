from django.urls import path

from needlepoint.intake.views import consents, filling, kiosk, notices, printing, told

app_name = "intake"
urlpatterns = [
    path("notices/<slug:code>/seen/", notices.seen, name="notice_seen"),
    path("me/told/", told.own, name="told"),
    path("me/told.pdf", told.own_pdf, name="told_pdf"),
    path("me/told.json", told.own_json, name="told_json"),
    path("me/told/<str:code>/<str:item>/", told.correct, name="told_correct"),
    path("patients/<slug:code>/told/", told.of_patient, name="told_of_patient"),
    path("tablet/forms/", kiosk.forms, name="kiosk"),
    path("visits/<slug:code>/tablet/", kiosk.begin, name="kiosk_begin"),
    path("me/consents/", consents.own, name="own_consents"),
    path("me/consents/sign/", consents.sign, name="sign_consents"),
    path("me/consents/blank.pdf", consents.own_blank, name="own_blank_consents"),
    path("me/consents/<slug:kind>/withdrawal/", consents.own_withdrawal, name="own_consent_withdrawal"),
    path("consents/<slug:code>.pdf", consents.consent_paper, name="consent_paper"),
    path("patients/<slug:code>/consents/", consents.of_patient, name="patient_consents"),
    path("patients/<slug:code>/consents/blank.pdf", consents.blank, name="blank_consents"),
    path(
        "patients/<slug:code>/consents/<slug:kind>/withdrawal/",
        consents.withdrawal,
        name="consent_withdrawal",
    ),
    path("intake/<str:code>/consents/", consents.consents, name="consents"),
    path("intake/<str:code>/paper/", printing.form, name="paper"),
    path("intake/<str:code>/paper/<slug:language>.pdf", printing.form_pdf, name="paper_pdf"),
    path("intake/<str:code>/", filling.resume, name="resume"),
    path("intake/<str:code>/agreement/", filling.agreement, name="agreement"),
    path("intake/<str:code>/answers/", filling.answers, name="answers"),
    path("intake/<str:code>/support/", filling.support, name="support"),
    # Every other page of a form stands above: a screen may have any other name (knowledge.questions.reading.TAKEN).
    path("intake/<str:code>/<str:key>/", filling.step, name="step"),
]

from django.urls import path

from needlepoint.charting.views import consents, counting, effects, keeping, needling, note, signing, stricta

app_name = "charting"
urlpatterns = [
    path("visits/<slug:code>/note/", note.note, name="note"),
    path("visits/<slug:code>/note/keep/", keeping.keep, name="keep"),
    path("visits/<slug:code>/note/read/", keeping.read, name="read"),
    path("visits/<slug:code>/note/points/", note.point_search, name="point_search"),
    path("visits/<slug:code>/note/count/", note.count, name="count"),
    path("visits/<slug:code>/note/consent/", consents.consent, name="consent"),
    path("visits/<slug:code>/note/without-consent/", consents.without_consent, name="without_consent"),
    path("visits/<slug:code>/needles-in/", needling.needles_in, name="needles_in"),
    path("visits/<slug:code>/retention/", needling.retention, name="retention"),
    path("visits/<slug:code>/needles-out/", needling.needles_out, name="needles_out"),
    path("visits/<slug:code>/needles-out-early/", needling.needles_out_early, name="needles_out_early"),
    path("visits/<slug:code>/reaction/", effects.reaction, name="reaction"),
    path("effects/", effects.effects, name="effects"),
    path("effects/<slug:code>/", effects.effect, name="effect"),
    path("effects/<slug:code>/follow-up/", effects.follow_up, name="effect_follow_up"),
    path("effects/<slug:code>/reopening/", effects.reopening, name="effect_reopening"),
    path("patients/<slug:code>/effects/", effects.of_patient, name="effects_of"),
    path("visits/<slug:code>/signature/", signing.signature, name="signature"),
    path("visits/<slug:code>/amendment/", signing.amendment, name="amendment"),
    path("visits/<slug:code>/cosignature/", counting.cosignature, name="cosignature"),
    path("visits/<slug:code>/needles-in/correction/", counting.correction, name="correction"),
    path("visits/<slug:code>/incident/", counting.incident, name="incident"),
    path("visits/<slug:code>/hand-over/", counting.hand_over, name="hand_over"),
    path("visits/<slug:code>/left-in/", counting.leave_in, name="leave_in"),
    path("left-in/", counting.left_in_list, name="left_in_list"),
    path("left-in/<slug:code>/off/", counting.left_in_off, name="left_in_off"),
    path("stricta/", stricta.group, name="stricta"),
    path("stricta/<slug:kind>/", stricta.group_file, name="stricta_file"),
    path("visits/<slug:code>/stricta/", stricta.visit, name="stricta_visit"),
    path("visits/<slug:code>/stricta/<slug:kind>/", stricta.visit_file, name="stricta_visit_file"),
    path("notes/open/", counting.open_notes, name="open_notes"),
]

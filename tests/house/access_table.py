"""Who may open which page: the reviewed list. tests/house/test_doors.py holds every address against it.

A new address needs a row. `door` repeats on purpose what the view's decorator says: changing who may open a page
takes a change here too, where a reviewer sees it beside all others. Where the address names a thing (a visit, a
patient …), `names` says how to reach Ada's, so that the test can try it as everybody else.
"""

import dataclasses
import uuid
from collections.abc import Callable

from needlepoint.booking import models as booking
from needlepoint.charting import models as charting
from needlepoint.house import codes
from needlepoint.house import models as house
from needlepoint.intake import models as intake
from needlepoint.outcomes import models as outcomes
from needlepoint.people import models as people
from needlepoint.people import rules
from needlepoint.plans import models as plans
from tests import cast, checks, make

EVERYONE = "everyone"
PATIENT, PRACTITIONER, DESK, OWNER = rules.Role
STAFF = frozenset({PRACTITIONER, DESK, OWNER})
ALL = frozenset(rules.Role)


@dataclasses.dataclass(frozen=True)
class Row:
    """One address.

    door     EVERYONE, or the roles that may open it
    methods  what it answers; the rest is refused with 405
    names    for an address with a code: world -> the arguments that lead to Ada's thing
    changed  those arguments -> the same ones for a thing that is not there
    is_shut  a page that answers 404 to everyone here, and why is said beside the row
    is_invented  a page of examples, which uses the cast's names for nobody
    hidden_from  whose the thing is not although the door is open: they get 404
    """

    door: object
    methods: frozenset
    names: Callable | None = None
    changed: Callable | None = None
    is_shut: bool = False
    is_invented: bool = False
    hidden_from: tuple = ()


def row(door, methods="GET", **more):
    return Row(door if door == EVERYONE else frozenset(door), frozenset(methods.split()), **more)


# --- Ada's things --------------------------------------------------------------------------------------------------------


def visit_today(w):
    return {"code": make.a_visit(w).code}


def kept_check(w):
    return {"code": checks.kept(w.ada, checks.Route.DOCTOR_FIRST, at=w.now).code}


def ada_checked(w):
    kept_check(w)
    return ada(w)


def ada(w):
    return {"code": w.ada.code}


def a_token(_w):
    return {"token": codes.new_token()}


def stuck_message(w):
    made = house.OutboxMessage.objects.create(
        key="Ada's", clinic_id=w.clinic.pk, patient_id=w.ada.pk, send_at=w.now, failed_at=w.now
    )
    return {"code": made.code}


def visit_with_note(w):
    return {"code": make.a_note(w).visit.code}


def signed_visit(w):
    return {"code": make.a_note(w, state="SIGNED", signed_at=w.now).visit.code}


def a_table(_w):
    return {"kind": "table"}


def signed_table(w):
    return {**signed_visit(w), "kind": "table"}


def carer(w):
    return {"code": make.a_carer(w).code}


def letter(w):
    return {"code": make.a_letter(w).code}


def episode(w):
    return {"code": make.an_episode(w).code}


def course(w):
    return {"code": make.a_course(w).code}


def left_in(w):
    return {"code": make.left_in(w).code}


def an_effect(w):
    return {"code": make.an_effect(w).code}


def recall(w):
    made = plans.Recall.objects.create(
        clinic=w.clinic,
        patient=w.ada,
        course=make.a_course(w),
        due_on=w.today,
        reason="MAINTENANCE",
        made_at=w.now,
    )
    return {"code": made.code}


def flare(w):
    made = outcomes.Flare.objects.create(clinic=w.clinic, patient=w.ada, reported_at=w.now, by="patient")
    return {"code": made.code}


def check_in(w):
    made = outcomes.CheckIn.objects.create(
        clinic=w.clinic, patient=w.ada, visit=make.a_visit(w), kind="AFTER_VISIT", due_at=w.now, made_at=w.now
    )
    return {"code": made.code}


def a_sheet(w):
    return {"code": w.ada.code, "length": "long"}


def a_pack(w):
    made = intake.Pack.objects.create(
        clinic=w.clinic,
        instrument="PEG",
        language="en",
        version="1",
        acknowledged_by="owner",
        acknowledged_at=w.now,
    )
    return {"code": made.code}


def a_questionnaire(_w):
    return {"key": "PEG"}


def a_sheet_of_paper(w):
    outcomes.Score.objects.create(
        patient=w.ada, instrument="PEG", value=3, given="TOTAL", told_in="paper:sheet", asked_at=w.now, by="x"
    )
    return {"code": w.ada.code, "key": "sheet"}


def intake_step(w):
    return {**visit_today(w), "key": "where"}


def intake_paper(w):
    return {**visit_today(w), "language": "es"}


def told_answer(w):
    """An answer of Ada's in a form she sent."""
    made = intake.Intake.objects.create(
        clinic=w.clinic,
        patient=w.ada,
        visit=make.a_visit(w),
        state="FINISHED",
        started_at=w.now,
        agreed_at=w.now,
        finished_at=w.now,
    )
    intake.Answer.objects.create(
        intake=made,
        item="began",
        revision=1,
        state="SKIPPED",
        wording_version="1",
        language="en",
        source="PHONE",
        answered_at=w.now,
        by="patient:1",
    )
    return {"code": made.code, "item": "began"}


def a_notice(w):
    made = intake.Notice.objects.create(
        clinic=w.clinic, patient=w.ada, kind="DISTRESS", told_in="intake:x", raised_at=w.now
    )
    return {"code": made.code}


def a_consent(w):
    made = people.Consent.objects.create(
        patient=w.ada, kind="NEEDLING", wording_version="1", is_given=True, decided_at=w.now
    )
    return {"code": made.code}


def room(w):
    return {"code": w.rooms[0].code}


def practitioner(w):
    return {"code": w.mei.code}


def place(w):
    made = booking.Location.objects.create(clinic=w.clinic, name="North", time_zone="America/New_York")
    return {"code": made.code}


def meis_diary(w):
    return {"code": w.mei.code}


def leave(w):
    """Dr Mei is away on Tuesday."""
    made = booking.Closure.objects.create(
        clinic=w.clinic,
        practitioner=w.mei,
        kind="LEAVE",
        starts_at=cast.at("Tue 0:00"),
        ends_at=cast.at("Wed 0:00"),
    )
    return {"code": made.code}


def waiting_entry(w):
    return {"code": make.a_waiting_entry(w).code}


def start_offer(w):
    return {"code": make.a_start_offer(w).code}


def a_tap(w):
    """A press on the board that differs from Ada's note, for a practitioner to look at."""
    made = charting.Tap.objects.create(
        key=uuid.uuid4(),
        clinic=w.clinic,
        visit=make.a_visit(w),
        deed="OUT",
        pressed_at=w.now,
        received_at=w.now,
        outcome="ASK",
        by="Dr Mei",
    )
    return {"key": made.key}


def published_article(w):
    return {"slug": make.an_article(w, state="PUBLISHED", published_at=w.now).slug}


def an_article(w):
    return {"code": make.an_article(w).code}


def a_picture(w):
    return {"code": make.a_picture(w).code}


def unknown_code(arguments):
    """Only the code leads nowhere; the rest of the address is a fixed word."""
    return {**arguments, "code": codes.new_code()}


ACCESS = {
    # The house
    "house:up": row(EVERYONE),
    "house:patterns": row(EVERYONE, is_invented=True),
    # 1 Front door
    "frontdoor:home": row(EVERYONE),
    "frontdoor:visit": row(EVERYONE),
    "frontdoor:acupuncture": row(EVERYONE),
    "frontdoor:safety": row(EVERYONE),
    "frontdoor:methods": row(EVERYONE),
    "frontdoor:evidence": row(EVERYONE),
    "frontdoor:checked": row(EVERYONE),
    "frontdoor:trials": row(EVERYONE),
    "frontdoor:trials_rows": row(EVERYONE),
    "frontdoor:trials_arms": row(EVERYONE),
    "frontdoor:pooled": row(EVERYONE, names=lambda w: {"stratum": "chronic"}),
    "frontdoor:prices": row(EVERYONE),
    "frontdoor:team": row(EVERYONE),
    "frontdoor:contact": row(EVERYONE),
    "frontdoor:causes": row(EVERYONE),
    "frontdoor:problem": row(EVERYONE, names=lambda w: {"slug": "sciatica"}),
    "frontdoor:what_helps": row(EVERYONE),
    "frontdoor:articles": row(EVERYONE),
    "frontdoor:article": row(EVERYONE, names=published_article),
    "frontdoor:picture": row(EVERYONE, names=a_picture),
    "frontdoor:sitemap": row(EVERYONE),
    "frontdoor:robots": row(EVERYONE),
    "frontdoor:llms": row(EVERYONE),
    "frontdoor:feed": row(EVERYONE),
    "frontdoor:share": row(EVERYONE, names=lambda w: {"page": "home", "language": "en"}),
    "frontdoor:look": row(EVERYONE, names=lambda w: {"stamp": "ours-1"}),
    "frontdoor:look_icon": row(EVERYONE, names=lambda w: {"stamp": "ours-1"}),
    "frontdoor:questions": row(EVERYONE),
    "frontdoor:who_checked": row(EVERYONE),
    # Coming in and going out
    "people:arrive": row(EVERYONE),
    "people:account": row(ALL),
    "people:choose": row(ALL, "GET POST"),
    "people:language": row({PATIENT}, "POST"),
    "people:second_factor": row(EVERYONE),
    "people:signout": row(EVERYONE, "GET POST"),
    "people:link": row(
        EVERYONE, "GET POST", names=lambda w: {"token": codes.new_token()}, is_shut=True
    ),  # unknown token
    "people:tablet": row(EVERYONE),
    "people:tablet_back": row(EVERYONE, "POST"),
    "people:demo": row(EVERYONE, "POST", names=lambda w: {"who": "ruth"}, is_shut=True),  # not in the demo
    # 2 Screening
    "screening:begin": row(EVERYONE, "GET POST"),
    "screening:question": row(EVERYONE, "GET POST", names=lambda w: {"key": "bladder_or_numbness"}),
    "screening:result": row(EVERYONE),
    "screening:afresh": row(EVERYONE, "POST"),
    # The owner sees how many were turned where, and nobody's answers.
    "screening:again": row({PATIENT, PRACTITIONER, DESK}, "GET POST", names=ada, changed=unknown_code),
    "screening:latest": row({PATIENT, PRACTITIONER, DESK}, names=ada, changed=unknown_code),
    "screening:kept": row({PATIENT, PRACTITIONER, DESK}, names=kept_check, changed=unknown_code),
    # 3 Booking. A visitor sees a booked visit only in the browser that booked it.
    "booking:starts": row(EVERYONE),
    "booking:embed": row(EVERYONE),
    "booking:embed_script": row(EVERYONE),
    "booking:details": row(EVERYONE, "GET POST"),
    "booking:hold": row(EVERYONE, "POST"),
    "booking:booked": row(EVERYONE, names=visit_today, changed=unknown_code),
    "booking:calendar": row(EVERYONE, names=visit_today, changed=unknown_code),
    "booking:cancellation": row(ALL, "GET POST", names=visit_today, changed=unknown_code),
    "booking:new_time": row(ALL, "GET POST", names=visit_today, changed=unknown_code),
    "booking:wait": row(EVERYONE, "GET POST"),
    "booking:wait_end": row(ALL, "POST", names=waiting_entry, changed=unknown_code),
    "booking:offer": row(ALL, "GET POST", names=start_offer, changed=unknown_code),
    # Whoever holds the token: a wrong one opens nothing.
    "booking:offer_by_link": row(
        EVERYONE, "GET POST", names=lambda w: {**start_offer(w), "token": codes.new_token()}, is_shut=True
    ),
    "booking:waiting": row(STAFF),
    "booking:waiting_offer": row(STAFF, "POST", names=waiting_entry, changed=unknown_code),
    "booking:arrival": row(STAFF, "POST", names=visit_today, changed=unknown_code),
    "booking:absence": row(STAFF, "POST", names=visit_today, changed=unknown_code),
    # Answering from a message, and the feed: whoever has the token; here it is one that nobody was given.
    "booking:answer": row(EVERYONE, names=a_token, is_shut=True),
    "booking:answer_coming": row(EVERYONE, "GET POST", names=a_token, is_shut=True),
    "booking:answer_cancellation": row(EVERYONE, "GET POST", names=a_token, is_shut=True),
    "booking:answer_new_time": row(EVERYONE, "GET POST", names=a_token, is_shut=True),
    "booking:answer_stop": row(EVERYONE, "GET POST", names=a_token, is_shut=True),
    "booking:feed": row(EVERYONE, names=a_token, is_shut=True),
    "booking:twilio_reply": row(EVERYONE, "POST", is_shut=True),  # texts are not carried by Twilio here
    "booking:feed_setup": row({PATIENT, PRACTITIONER}, "GET POST"),
    "booking:own_feed_setup": row({PATIENT, PRACTITIONER}, "GET POST"),
    "booking:messages": row(STAFF),
    "booking:message_decision": row(STAFF, "POST", names=stuck_message, changed=unknown_code),
    # 4 Intake
    "intake:resume": row({PATIENT, PRACTITIONER, DESK}, names=visit_today, changed=unknown_code),
    "intake:step": row({PATIENT, PRACTITIONER, DESK}, "GET POST", names=intake_step, changed=unknown_code),
    "intake:answers": row({PATIENT, PRACTITIONER, DESK}, names=visit_today, changed=unknown_code),
    "intake:agreement": row(
        {PATIENT, PRACTITIONER, DESK}, "GET POST", names=visit_today, changed=unknown_code
    ),
    "intake:support": row({PATIENT, PRACTITIONER, DESK}, names=visit_today, changed=unknown_code),
    "intake:kiosk": row({PATIENT}, is_shut=True),  # only on a tablet that staff handed over
    "intake:kiosk_begin": row({PRACTITIONER, DESK}, "GET POST", names=visit_today, changed=unknown_code),
    "intake:paper": row({PRACTITIONER, DESK}, names=visit_today, changed=unknown_code),
    "intake:paper_pdf": row({PRACTITIONER, DESK}, names=intake_paper, changed=unknown_code),
    "intake:notice_seen": row({PRACTITIONER}, "POST", names=a_notice, changed=unknown_code),
    "intake:told": row({PATIENT}),
    "intake:told_pdf": row({PATIENT}),
    "intake:told_json": row({PATIENT}),
    "intake:told_correct": row({PATIENT}, "GET POST", names=told_answer, changed=unknown_code),
    "intake:told_of_patient": row({PRACTITIONER}, names=ada, changed=unknown_code),
    "desk:unfinished": row({PRACTITIONER, DESK}),
    "desk:form_link": row({PRACTITIONER, DESK}, "POST", names=visit_today, changed=unknown_code),
    "desk:chasing": row({OWNER}, "GET POST"),
    "intake:consents": row(
        {PATIENT, PRACTITIONER, DESK}, "GET POST", names=visit_today, changed=unknown_code
    ),
    "intake:own_consents": row({PATIENT}),
    "intake:sign_consents": row({PATIENT}, "GET POST"),
    "intake:own_blank_consents": row({PATIENT}),
    "intake:own_consent_withdrawal": row({PATIENT}, "POST", names=lambda _w: {"kind": "NEEDLING"}),
    "intake:consent_paper": row(ALL, names=a_consent, changed=unknown_code),
    "intake:patient_consents": row(STAFF, "GET POST", names=ada, changed=unknown_code),
    "intake:blank_consents": row(STAFF, names=ada, changed=unknown_code),
    "intake:consent_withdrawal": row(
        STAFF, "POST", names=lambda w: {**ada(w), "kind": "NEEDLING"}, changed=unknown_code
    ),
    # 5 Plans
    "plans:assessment": row({PRACTITIONER}, "GET POST", names=ada, changed=unknown_code),
    "plans:phase": row({PRACTITIONER}, names=ada, changed=unknown_code),
    "plans:codes": row({PRACTITIONER}, names=ada, changed=unknown_code),
    "plans:plan": row({PRACTITIONER}, "GET POST", names=episode, changed=unknown_code),
    "plans:points": row(STAFF),
    "plans:figure": row(STAFF, names=lambda _w: {"area": "calf"}),  # a textbook is nobody's
    "plans:point": row(STAFF, names=lambda _w: {"code": "BL23"}),
    "plans:show": row(STAFF, names=course, changed=unknown_code),
    "plans:payer": row({PRACTITIONER, DESK}, "GET POST", names=course, changed=unknown_code),
    "plans:home": row({PRACTITIONER}, "GET POST", names=course, changed=unknown_code),
    # 6 Charting
    "charting:note": row({PRACTITIONER}, "GET POST", names=visit_today, changed=unknown_code),
    "charting:keep": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:read": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:point_search": row({PRACTITIONER}, names=visit_today, changed=unknown_code),
    "charting:count": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:consent": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:without_consent": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:needles_in": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:retention": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:needles_out": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:needles_out_early": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:reaction": row({PRACTITIONER}, "GET POST", names=visit_today, changed=unknown_code),
    "charting:effects": row({PRACTITIONER}),
    "charting:effect": row({PRACTITIONER}, "GET POST", names=an_effect, changed=unknown_code),
    "charting:effect_follow_up": row({PRACTITIONER}, "POST", names=an_effect, changed=unknown_code),
    "charting:effect_reopening": row({PRACTITIONER}, "POST", names=an_effect, changed=unknown_code),
    "charting:effects_of": row({PRACTITIONER, DESK}, "GET POST", names=ada, changed=unknown_code),
    "charting:stricta": row({PRACTITIONER, OWNER}),
    "charting:stricta_file": row({PRACTITIONER, OWNER}, names=a_table),
    "charting:stricta_visit": row({PRACTITIONER, OWNER}, names=signed_visit, changed=unknown_code),
    "charting:stricta_visit_file": row({PRACTITIONER, OWNER}, names=signed_table, changed=unknown_code),
    "charting:signature": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:amendment": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:cosignature": row({PRACTITIONER}, "POST", names=visit_today, changed=unknown_code),
    "charting:correction": row({PRACTITIONER}, "GET POST", names=visit_today, changed=unknown_code),
    "charting:incident": row({PRACTITIONER}, "GET POST", names=visit_today, changed=unknown_code),
    "charting:hand_over": row({PRACTITIONER}, "GET POST", names=visit_today, changed=unknown_code),
    "charting:leave_in": row({PRACTITIONER}, "GET POST", names=visit_today, changed=unknown_code),
    "charting:left_in_list": row({PRACTITIONER, DESK}),
    "charting:left_in_off": row({PRACTITIONER, DESK}, "POST", names=left_in, changed=unknown_code),
    "charting:open_notes": row({PRACTITIONER, OWNER}),
    # The patient's own pages
    "portal:home": row({PATIENT}),
    "portal:flare": row({PATIENT}, "GET POST"),
    "portal:flare_next": row({PATIENT}),
    "portal:flare_end": row({PATIENT}, "POST"),
    "portal:bothering": row({PATIENT}, "GET POST"),
    "portal:bothering_kept": row({PATIENT}, names=an_effect, changed=unknown_code),
    "portal:tasks": row({PATIENT}, "GET POST"),
    "portal:left_in": row({PATIENT}),
    "portal:left_in_off": row({PATIENT}, "POST", names=left_in, changed=unknown_code),
    "portal:left_in_card": row({PRACTITIONER, DESK}, names=ada, changed=unknown_code),
    "portal:plan": row({PATIENT, PRACTITIONER}, names=course, changed=unknown_code),
    "portal:plan_paper": row({PATIENT, PRACTITIONER}, names=course, changed=unknown_code),
    "portal:visit": row({PATIENT, PRACTITIONER}, names=signed_visit, changed=unknown_code),
    "portal:visit_paper": row({PATIENT, PRACTITIONER}, names=signed_visit, changed=unknown_code),
    "portal:course_visits": row(ALL, "GET POST", names=course, changed=unknown_code),
    "portal:desk_course_visits": row(ALL, "GET POST", names=course, changed=unknown_code),
    "portal:intake_finish": row(
        {PATIENT, PRACTITIONER, DESK}, "POST", names=visit_today, changed=unknown_code
    ),
    # 7 Outcomes
    "outcomes:flare_end": row({PRACTITIONER, DESK}, "POST", names=flare, changed=unknown_code),
    "outcomes:by_link": row(EVERYONE, "GET POST", names=lambda w: {"token": codes.new_token()}, is_shut=True),
    "outcomes:stop_by_link": row(
        EVERYONE, "GET POST", names=lambda w: {"token": codes.new_token()}, is_shut=True
    ),  # unknown tokens
    "outcomes:forecast": row({PRACTITIONER, OWNER}),
    "outcomes:change": row({PATIENT, PRACTITIONER, DESK}, "GET POST", names=check_in, changed=unknown_code),
    "outcomes:check_ins": row({PRACTITIONER, DESK}, names=ada, changed=unknown_code),
    "outcomes:asking": row({PATIENT, PRACTITIONER, DESK}, "GET POST", names=ada, changed=unknown_code),
    "outcomes:check_in_paper": row({PRACTITIONER, DESK}, names=a_sheet, changed=unknown_code),
    "outcomes:type_in": row({PRACTITIONER, DESK}, "GET POST", names=a_sheet, changed=unknown_code),
    "outcomes:check_in": row({PATIENT, PRACTITIONER, DESK}, "GET POST", names=check_in, changed=unknown_code),
    "outcomes:trend": row({PATIENT, PRACTITIONER}, names=ada, changed=unknown_code),
    "outcomes:measures": row({PATIENT, PRACTITIONER}, names=ada, changed=unknown_code),
    "outcomes:new_measure": row({PRACTITIONER, DESK}, names=ada, changed=unknown_code),
    "outcomes:paper": row(
        {PRACTITIONER, DESK}, "GET POST", names=lambda w: {**ada(w), "key": "PEG"}, changed=unknown_code
    ),
    "outcomes:ask": row(
        {PRACTITIONER, DESK}, "POST", names=lambda w: {**ada(w), "key": "PEG"}, changed=unknown_code
    ),
    "outcomes:take_back": row({PRACTITIONER}, "POST", names=a_sheet_of_paper, changed=unknown_code),
    "outcomes:today": row({PATIENT, PRACTITIONER}, "GET POST", names=visit_today, changed=unknown_code),
    # The staff's day
    "desk:day": row(STAFF),
    "desk:board": row(STAFF),
    "desk:board_now": row(STAFF),
    "desk:board_shell": row(STAFF),
    "desk:board_taps": row({PRACTITIONER}, "POST"),
    "desk:board_answer": row({PRACTITIONER}, "POST", names=a_tap, changed=lambda _old: {"key": uuid.uuid4()}),
    "desk:board_worker": row(EVERYONE),  # a script that holds nothing about anybody
    "desk:calendar": row(STAFF),
    "desk:calendar_fits": row(STAFF),
    "desk:calendar_move": row(STAFF, "GET POST"),
    "desk:calendar_walk_in": row(STAFF, "GET POST"),
    "desk:calendar_block": row(STAFF, "GET POST"),
    "desk:diary": row(STAFF),
    "desk:diary_hours": row(STAFF, "GET POST", names=meis_diary, changed=unknown_code),
    "desk:diary_day": row(
        STAFF, "GET POST", names=lambda w: {**meis_diary(w), "date": "2026-11-24"}, changed=unknown_code
    ),
    "desk:leave": row(STAFF, "GET POST"),
    "desk:holidays": row({DESK, OWNER}, "GET POST"),
    "desk:closure": row(STAFF, names=leave, changed=unknown_code),
    "desk:closure_ending": row(STAFF, "POST", names=leave, changed=unknown_code),
    "desk:closure_visits": row(STAFF, names=leave, changed=unknown_code),
    "desk:closure_settlement": row(
        STAFF,
        "POST",
        names=lambda w: {**leave(w), "visit": make.a_visit(w, starts_at="Tue 10:00").code},
        changed=unknown_code,
    ),
    "desk:diary_visits": row(STAFF),
    "desk:diary_settlement": row(
        STAFF,
        "POST",
        names=lambda w: {"code": make.a_visit(w, starts_at="Tue 20:00").code},
        changed=unknown_code,
    ),
    "desk:late": row(STAFF, "GET POST", names=visit_today, changed=unknown_code),
    "desk:take_back": row(STAFF, "POST", names=visit_today, changed=unknown_code),
    "desk:waive": row({DESK, OWNER}, "POST", names=visit_today, changed=unknown_code),
    "desk:patients": row(STAFF),
    "desk:new_patient": row(STAFF, "GET POST"),
    "desk:patient": row(STAFF, names=ada, changed=unknown_code),
    "desk:carers": row({PRACTITIONER, DESK}, "GET POST", names=ada, changed=unknown_code),
    "desk:carer": row({PRACTITIONER, DESK}, "POST", names=carer, changed=unknown_code),
    "desk:new_letter": row(
        {PRACTITIONER}, "GET POST", names=lambda w: {**carer(w), "about": "progress"}, changed=unknown_code
    ),
    "desk:letter": row({PRACTITIONER}, "GET POST", names=letter, changed=unknown_code),
    "desk:letter_paper": row({PRACTITIONER, PATIENT}, names=letter, changed=unknown_code),
    "desk:review": row({PRACTITIONER}, "GET POST", names=course, changed=unknown_code),
    "desk:review_letters": row({PRACTITIONER}, names=course, changed=unknown_code),
    "desk:recalls": row(STAFF),
    "desk:recall_attempt": row(STAFF, "POST", names=recall, changed=unknown_code),
    "desk:recall_reopen": row(STAFF, "POST", names=recall, changed=unknown_code),
    "desk:recall_allow": row(STAFF, "POST", names=ada, changed=unknown_code),
    "desk:owner": row({OWNER}),
    "desk:setup": row({OWNER}, "GET POST"),
    "desk:services": row({OWNER}),
    "desk:new_service": row({OWNER}, "GET POST"),
    "desk:service": row({OWNER}, "GET POST", names=lambda w: {"code": w.first.code}, changed=unknown_code),
    "desk:rooms": row({OWNER}),
    "desk:new_room": row({OWNER}, "GET POST"),
    "desk:room": row({OWNER}, "GET POST", names=room, changed=unknown_code),
    "desk:places": row({OWNER}, "GET POST"),
    "desk:new_place": row({OWNER}, "GET POST"),
    "desk:place": row({OWNER}, "GET POST", names=place, changed=unknown_code),
    "desk:place_hours": row({OWNER}, "GET POST", names=place, changed=unknown_code),
    "desk:questionnaires": row({OWNER}),
    "desk:questionnaire": row({OWNER}, names=a_questionnaire),
    "desk:questionnaire_load": row({OWNER}, "GET POST", names=a_questionnaire),
    "desk:questionnaire_csv": row({OWNER}, names=a_questionnaire),
    "desk:questionnaire_table": row({OWNER}, names=a_questionnaire),
    "desk:questionnaire_words": row({OWNER}, names=a_pack, changed=unknown_code),
    "desk:questionnaire_end": row({OWNER}, "POST", names=a_pack, changed=unknown_code),
    "desk:plan_numbers": row({OWNER}, "GET POST"),
    "desk:plan_preset": row(
        {OWNER}, "GET POST", names=lambda _w: {"key": "chronic"}
    ),  # the book is everybody's
    "desk:policies": row({OWNER}, "GET POST"),
    "desk:clinic_facts": row({OWNER}, "GET POST"),
    "desk:first_steps": row({OWNER}),
    "desk:first_step": row({OWNER}, "GET POST", names=lambda w: {"step": "name"}),
    "desk:opening": row({OWNER}, "POST"),
    "desk:opened": row({OWNER}),
    "desk:look": row({OWNER}, "GET POST"),
    "desk:look_welcome": row({OWNER}, "POST"),
    "desk:look_logo": row({OWNER}, "POST"),
    "desk:practitioners": row({OWNER}),
    "desk:finding": row({OWNER}, "GET POST"),
    "desk:new_practitioner": row({OWNER}, "GET POST"),
    "desk:check_decision": row({PRACTITIONER, DESK}, "GET POST", names=ada_checked, changed=unknown_code),
    "desk:safety": row({PRACTITIONER, OWNER}),
    "desk:articles": row({OWNER}),
    "desk:new_article": row({OWNER}, "GET POST"),
    "desk:article": row({OWNER}, "GET POST", names=an_article, changed=unknown_code),
    "desk:article_publication": row({OWNER}, "POST", names=an_article, changed=unknown_code),
    "desk:article_back": row({OWNER}, "POST", names=an_article, changed=unknown_code),
    "desk:article_deletion": row({OWNER}, "POST", names=an_article, changed=unknown_code),
    "desk:pictures": row({OWNER}, "GET POST"),
    "desk:picture": row({OWNER}, "GET POST", names=a_picture, changed=unknown_code),
    "desk:picture_order": row({OWNER}, "POST", names=a_picture, changed=unknown_code),
    "desk:picture_deletion": row({OWNER}, "POST", names=a_picture, changed=unknown_code),
    "desk:claims": row({OWNER}),
    "desk:website": row({OWNER}),
    "desk:results": row({PRACTITIONER, OWNER}),
    "desk:result": row(
        {PRACTITIONER, OWNER}, names=lambda _w: {"key": "better"}
    ),  # the definitions are everybody's
    "desk:results_csv": row({OWNER}),
    "desk:turned": row({OWNER}),
    "desk:report": row({OWNER}),
    "desk:report_csv": row({OWNER}),
    "desk:practitioner": row({OWNER}, "GET POST", names=practitioner, changed=unknown_code),
}

# allauth's own pages answer here; the middleware lists the ones this clinic uses, and the rest do not exist.
ALLAUTH_IN_USE = {
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_inactive",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
}
ALLAUTH_SHUT = {
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
}

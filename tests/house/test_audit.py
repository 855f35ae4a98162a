"""The audit record: written inside the action's transaction, by every action, and never by halves."""

import ast
import pathlib

import pytest
from django.db import transaction

import needlepoint
from needlepoint.house import audit
from needlepoint.house import models as house
from tests import cast

PACKAGE = pathlib.Path(needlepoint.__file__).parent

# Public functions of an actions.py that record nothing of their own, and why.
WITHOUT_AUDIT = {
    "booking.feeds.note_read": "keeps the day on which a calendar asked last, so that its owner sees whether one does",
    "booking.places.change_service": "composes a deed of the front door, which records itself, with what it means here",
    "desk.diary.take_back": "composes a deed of booking, which records itself, with a look into the note",
    "desk.reviewing.decide": "composes a decision, its letter and what came of the course; the deeds record themselves",
    "desk.note_attempt": "composes two actions in one transaction; each of them records its own deed",
    "intake.consents.sign": "composes a deed of people, which records each decision",
    "intake.consents.type_in": "composes a deed of people, which records each decision",
    "intake.consents.take_back": "composes a deed of people, which records itself",
    "people.consents.kept_text": "keeps words that somebody read, inside the deed that records what they decided",
    "screening.keep_answers_in": "keeps answers in the browser's own session; nothing about a person is stored",
    "screening.keep_ticks_in": "keeps ticks in the browser's own session; nothing about a person is stored",
    "screening.begin_afresh": "forgets the answers in the browser's own session",
    "screening.count_route": "counts without a person, so that there is nobody to record it of",
    "outcomes.flares.ask_after_a_flare": "composes a deed of the check, which records itself, inside an answer's transaction",
    "outcomes.asking.withdraw_messages": "takes back a message inside the deed that makes it needless, which records itself",
    "outcomes.flares.keep_near_start": "composes a deed of booking, which records the start that is kept",
    "booking.messages.reach_of": "writes nothing: it says how somebody can be reached",
    "intake.chasing.is_due": "writes nothing: it says whether somebody is asked now",
    "intake.filling.told_in": "writes nothing: it names a form",
    "intake.filling.values_of": "writes nothing: it makes the rows that a deed then keeps",
    "intake.packs.mark_scored": "notes when numbers were worked out, inside the deed that records them",
    "outcomes.results.work_out": "works out what rows already say; the deed that changed a score recorded itself",
    "outcomes.results.follow": "works out what rows already say, inside the deed that changed a score",
    "outcomes.measures.ask_measure": "composes a deed of the intake, which records itself",
    "outcomes.measures.ask_where_now": "composes a deed of the intake, which records itself",
    "outcomes.forecasting.keep_new": "works forecasts out of scores; the deed that told the score records itself",
    "outcomes.forecasting.keep_past": "works forecasts out of scores that were told long ago",
    "outcomes.forecasting.settle": "lays scores beside forecasts; who looks at both records it",
    "charting.noting.reasons_needed": "writes nothing: it says which choices will need a reason before they are kept",
    "charting.noting.chart_faults": "writes nothing: it says what stands against a chart",
    "charting.tapping.unreadable": "writes nothing: it words an answer to what cannot be read",
    "charting.noting.plan_reasons": "writes nothing: it reads what the plan gives a reason for",
    "desk.first_steps.lacks": "writes nothing: it says what a clinic cannot open without",
    "desk.practitioners.change_practitioner": "composes two deeds of people, which record themselves",
    "frontdoor.articles.faults": "writes nothing: it says what keeps an article from its readers",
    "frontdoor.logos.show_logo": "a step of adding or deleting a picture, inside the deed that records it",
    "plans.home.keep_in_step": "a step of agreeing a plan, inside the deed that records it",
    "plans.recalling.open_or_move_recall": "a step of a decision, inside the deed that records it",
    "plans.recalling.close_open_recalls": "a step of a decision or of a plan agreed, inside the deed that records it",
}

# Modules beside the deeds whose functions are steps of them, called inside a deed's transaction.
STEPS = {"booking": {"claims", "record", "refusals", "stops"}, "charting": {"holding"}}


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(AssertionError, match="inside the action's transaction"):
        audit.record("visit_booked", by=cast.people_rules.System(1), now=cast.NOW)

    assert not house.AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_away_with_the_deed_that_failed():
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("visit_booked", by=cast.people_rules.System(1), now=cast.NOW)
        raise RuntimeError("the deed failed after all")

    assert not house.AuditEntry.objects.exists()


def test_an_entry_says_who_what_whom_when_and_from_which_request(world):
    viewer = cast.viewer(world.ruth, request_id="0123abcd")

    audit.record(
        "visit_booked",
        by=viewer,
        now=world.now,
        patient=world.ada.pk,
        thing="visit:k7m2",
        details={"service": "FIRST"},
    )

    [entry] = house.AuditEntry.objects.values()
    assert len(entry.pop("mark")) == 64 and entry.pop("seal_id") is None  # see test_seals
    entry.pop("id")
    assert entry == {
        "at": world.now,
        "clinic_id": world.clinic.pk,
        "what": "visit_booked",
        "who": f"user:{world.ruth.pk}",
        "roles": "DESK",
        "patient_id": world.ada.pk,
        "thing": "visit:k7m2",
        "request_id": "0123abcd",
        "details": {"service": "FIRST"},
    }


def records(modules: dict[str, ast.Module]) -> dict[str, bool]:
    """Which public functions of an app's actions call audit.record, themselves or through one beside them.

    modules  name → what it says; an app whose actions are one file has one module, named ''
    """
    called = {}
    for module, tree in modules.items():
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for name, node in functions.items():
            calls = {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
            here = {(module, call) for call in calls if call in functions}
            beside = {tuple(call.split(".", 1)) for call in calls if call.count(".") == 1}
            called[module, name] = here | beside
    recording = {function for function, calls in called.items() if ("audit", "record") in calls}
    while more := {function for function, calls in called.items() if calls & recording} - recording:
        recording |= more
    return {
        f"{module}.{name}".lstrip("."): (module, name) in recording
        for module, name in called
        if not name.startswith("_")
    }


def actions_of_each_app() -> dict[str, dict[str, bool]]:
    found = {}
    for file in sorted(PACKAGE.glob("*/actions.py")):
        found[file.parent.name] = records({"": ast.parse(file.read_text(encoding="utf-8"))})
    for folder in sorted(PACKAGE.glob("*/actions")):
        app = folder.parent.name
        files = {file.stem.replace("__init__", ""): file for file in folder.glob("*.py")}
        told = records({name: ast.parse(file.read_text(encoding="utf-8")) for name, file in files.items()})
        found[app] = {
            name: is_recorded
            for name, is_recorded in told.items()
            if name.partition(".")[0] not in STEPS.get(app, ())
        }
    return found


def test_every_action_leaves_an_audit_entry():
    missing = [
        f"{app}.{name}"
        for app, functions in actions_of_each_app().items()
        for name, is_recorded in functions.items()
        if not is_recorded and f"{app}.{name}" not in WITHOUT_AUDIT
    ]

    assert missing == [], (
        f"These actions call no audit.record: {', '.join(missing)}. Record the fact inside the transaction, "
        "start the name with an underscore, or add a line with the reason to WITHOUT_AUDIT."
    )


def test_the_search_for_audit_entries_would_notice_a_missing_one():
    deeds = ast.parse(
        "def book(): _keep()\ndef _keep(): notes.write()\ndef forget(): _nothing()\ndef _nothing(): pass\n"
    )
    notes = ast.parse("def write(): audit.record('x')\n")

    found = records({"deeds": deeds, "notes": notes})

    assert found == {"deeds.book": True, "deeds.forget": False, "notes.write": True}


def test_no_excuse_outlives_its_action():
    found = actions_of_each_app()
    for full in WITHOUT_AUDIT:
        app, _dot, name = full.partition(".")
        assert name in found[app], f"{full} is excused in WITHOUT_AUDIT but no longer exists"
        assert not found[app][name], f"{full} records now: take it off WITHOUT_AUDIT"

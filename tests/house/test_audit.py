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
    "desk.note_attempt": "composes two actions in one transaction; each of them records its own deed",
    "charting.reasons_needed": "writes nothing: it says which choices will need a reason before they are kept",
}


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


def records(tree: ast.Module) -> dict[str, bool]:
    """Which public functions of a module call audit.record, themselves or through a function beside them."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    called = {
        name: {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
        for name, node in functions.items()
    }
    recording = {name for name, calls in called.items() if "audit.record" in calls}
    while True:
        more = {name for name, calls in called.items() if calls & recording} - recording
        if not more:
            break
        recording |= more
    return {name: name in recording for name in functions if not name.startswith("_")}


def test_every_action_leaves_an_audit_entry():
    missing = []
    for file in sorted(PACKAGE.glob("*/actions.py")):
        for name, is_recorded in records(ast.parse(file.read_text(encoding="utf-8"))).items():
            full = f"{file.parent.name}.{name}"
            if not is_recorded and full not in WITHOUT_AUDIT:
                missing.append(full)

    assert missing == [], (
        f"These actions call no audit.record: {', '.join(missing)}. Record the fact inside the transaction, "
        "start the name with an underscore, or add a line with the reason to WITHOUT_AUDIT."
    )


def test_the_search_for_audit_entries_would_notice_a_missing_one():
    tree = ast.parse(
        "def book(): _keep()\ndef _keep(): audit.record('x')\ndef forget(): _nothing()\ndef _nothing(): pass\n"
    )

    assert records(tree) == {"book": True, "forget": False}


def test_no_excuse_outlives_its_action():
    for full in WITHOUT_AUDIT:
        app, name = full.split(".")
        tree = ast.parse((PACKAGE / app / "actions.py").read_text(encoding="utf-8"))
        assert name in records(tree), f"{full} is excused in WITHOUT_AUDIT but no longer exists"
        assert not records(tree)[name], f"{full} records now: take it off WITHOUT_AUDIT"

"""The treatment room of the tests: Ada with a plan and her consent, Dr Mei beside her."""

import datetime as dt

from needlepoint.charting import queries, rules
from needlepoint.charting.actions import needling, noting, signing
from needlepoint.house import models as house
from needlepoint.people import models as people
from tests import cast, make

PLAN = [
    {"code": "BL23", "side": "BOTH"},
    {"code": "GV3", "side": "MIDDLE"},
    {"code": "GB30", "side": "RIGHT"},
]
NEEDLES = 4  # of the plan


def consent(w, *kinds, patient=None, **changes):
    for kind in kinds:
        people.Consent.objects.create(
            patient=patient or w.ada,
            kind=kind,
            wording_version="2026-11",
            decided_at=w.now - dt.timedelta(days=10),
            **{"is_given": True, **changes},
        )


def a_visit_ready(w, *, patient=None, starts_at="9:20", **changes):
    """A visit of today for somebody with a plan and a yes to needles; no note yet."""
    patient = patient or w.ada
    consent(w, "NEEDLING", patient=patient)
    make.a_course(w, patient=patient, points=PLAN, started_at=w.now - dt.timedelta(days=30))
    return make.a_visit(w, patient=patient, starts_at=starts_at, **changes)


def a_past_note(w, *, days=7, points=(("BL25", "BOTH"), ("BL40", "LEFT")), **changes):
    """A signed note of Ada's, some days ago."""
    then = w.now - dt.timedelta(days=days)
    visit = make.a_visit(w, starts_at=then)
    mei = cast.viewer(w.mei)
    note = noting.open_note(visit=visit, by=mei, now=then)
    chart = rules.Chart(
        rows=tuple(rules.Row(code, rules.Side(side), 2 if side == "BOTH" else 1) for code, side in points),
        position="PRONE",
        needle_size="0.25 × 40 mm",
        retention_minutes=25,
    )
    noting.set_chart(note=note, chart=chart, by=mei, now=then)
    noting.write_note(note=note, by=mei, now=then, told="Stiff in the morning", response="Warm")
    needling.needles_in(note=note, by=mei, now=then)
    needling.needles_out(note=note, needles=chart.needles, by=mei, now=then + dt.timedelta(minutes=25))
    return signing.sign(note=note, by=mei, now=then + dt.timedelta(minutes=30))


def opened(w, visit):
    return noting.open_note(visit=visit, by=cast.viewer(w.mei), now=w.now)


def needled(w, visit):
    note = opened(w, visit)
    needling.needles_in(note=note, by=cast.viewer(w.mei), now=w.now)
    return note


def counted(w, visit, needles=NEEDLES):
    note = needled(w, visit)
    needling.needles_out(note=note, needles=needles, by=cast.viewer(w.mei), now=later(w, 20))
    return note


def signed(w, visit):
    note = counted(w, visit)
    return signing.sign(note=note, by=cast.viewer(w.mei), now=later(w, 30))


def later(w, minutes):
    return w.now + dt.timedelta(minutes=minutes)


def stage(note):
    return queries.ledger_of(queries.note_of(note.visit)).stage


def recorded(what):
    return house.AuditEntry.objects.filter(what=what).count()

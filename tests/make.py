"""Plain builders: what a test needs, with keyword changes. No hooks; each makes one row unless it says otherwise."""

import datetime as dt

from needlepoint.booking import models as booking
from needlepoint.charting import models as charting
from needlepoint.plans import models as plans
from tests import cast


def a_visit(w, *, patient=None, starts_at="10:00", **changes):
    """A booked follow-up with Dr Mei in Room 1 today. Holds no ticks: use booking.actions for that."""
    if isinstance(starts_at, str):
        starts_at = cast.at(starts_at)
    fields = {
        "clinic": w.clinic,
        "patient": patient or w.ada,
        "practitioner": w.mei,
        "room": w.rooms[0],
        "service": w.follow_up,
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(minutes=50),
        "booked_at": w.now - dt.timedelta(days=2),
        **changes,
    }
    return booking.Visit.objects.create(**fields)


def an_episode(w, *, patient=None, **changes):
    fields = {
        "clinic": w.clinic,
        "patient": patient or w.ada,
        "practitioner": w.mei,
        "onset_on": w.today - dt.timedelta(days=200),
        "phase": "CHRONIC",
        "site": "LOW_BACK",
        "side": "BOTH",
        "kind": "NON_SPECIFIC",
        "red_flags_asked": True,
        "assessed_at": w.now,
        **changes,
    }
    return plans.Episode.objects.create(**fields)


def a_course(w, *, episode=None, patient=None, **changes):
    """A chronic course of eight with a review after six, and its episode unless one is given."""
    patient = patient or (episode.patient if episode else w.ada)
    fields = {
        "clinic": w.clinic,
        "patient": patient,
        "episode": episode or an_episode(w, patient=patient),
        "practitioner": w.mei,
        "phase": "CHRONIC",
        "visits_planned": 8,
        "days_between": 7,
        "review_after": 6,
        "better_means": "Walk to the market and back",
        "points": [{"code": "BL23", "side": "BOTH"}, {"code": "GV3", "side": "MIDDLE"}],
        "started_at": w.now,
        **changes,
    }
    return plans.Course.objects.create(**fields)


def a_note(w, *, visit=None, **changes):
    visit = visit or a_visit(w)
    fields = {
        "visit": visit,
        "clinic": visit.clinic,
        "patient": visit.patient,
        "practitioner": visit.practitioner,
        "opened_at": w.now,
        **changes,
    }
    return charting.Note.objects.create(**fields)


def a_waiting_entry(w, *, patient=None, **changes):
    """Somebody who would come at any time in the coming week."""
    fields = {
        "clinic": w.clinic,
        "patient": patient or w.ada,
        "service": w.follow_up,
        "from_date": w.today,
        "until_date": w.today + dt.timedelta(days=7),
        "made_at": w.now,
        **changes,
    }
    return booking.WaitingEntry.objects.create(**fields)


def a_start_offer(w, *, entry=None, starts_at="Tue 10:00", **changes):
    """An offer that stands for an hour. Keeps no ticks: use booking.actions for that."""
    fields = {
        "entry": entry or a_waiting_entry(w),
        "starts_at": cast.at(starts_at),
        "practitioner": w.mei,
        "made_at": w.now,
        "expires_at": w.now + dt.timedelta(hours=1),
        **changes,
    }
    return booking.StartOffer.objects.create(**fields)

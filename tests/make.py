"""Plain builders: what a test needs, with keyword changes. No hooks; each makes one row unless it says otherwise."""

import datetime as dt

from needlepoint.booking import models as booking
from needlepoint.charting import models as charting
from needlepoint.frontdoor import models as frontdoor
from needlepoint.intake import actions as intake_actions
from needlepoint.intake import models as intake
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import reading
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


def home_tasks(course, *keys, **changes):
    """Tasks of a home programme, set when the course began, each at its usual dose."""
    course.home = list(keys)
    course.save(update_fields=["home"])
    fields = {"course": course, "set_at": course.started_at, **changes}
    return [
        plans.HomeTask.objects.create(key=key, position=place, **fields)
        for place, key in enumerate(keys, start=1)
    ]


def a_carer(w, *, patient=None, **changes):
    """Ada's family doctor, to whom we may write."""
    fields = {
        "clinic": w.clinic,
        "patient": patient or w.ada,
        "kind": "DOCTOR",
        "name": "Dr June Pell",
        "organisation": "Elm Road Practice",
        "address": "4 Elm Road",
        "phone": "555 0142",
        "may_write": True,
        "made_at": w.now,
        **changes,
    }
    return plans.Carer.objects.create(**fields)


def a_letter(w, *, carer=None, **changes):
    carer = carer or a_carer(w)
    fields = {
        "clinic": w.clinic,
        "patient": carer.patient,
        "carer": carer,
        "kind": "PROGRESS",
        "facts": [["Pain, 0 to 10", "7 at the start, 4 now"]],
        "words": "Ada walks further now.",
        "written_at": w.now,
        "written_by": "Dr Mei Tanaka, L.Ac.",
        **changes,
    }
    return plans.Letter.objects.create(**fields)


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


def an_effect(w, *, patient=None, **changes):
    """Something that bothers Ada, told from her phone; nobody has looked yet."""
    fields = {
        "clinic": w.clinic,
        "patient": patient or w.ada,
        "source": "PATIENT",
        "category": "HEADACHE",
        "words": "It began on the way home",
        "at": w.now,
        "by": "Ada",
        **changes,
    }
    return charting.Reaction.objects.create(**fields)


def left_in(w, *, note=None, **changes):
    """Two ear needles in Ada's left ear, to come off in three days."""
    fields = {
        "note": note or a_note(w),
        "kind": "EAR_NEEDLE",
        "point_code": "EAR",
        "place": "Shen men",
        "side": "LEFT",
        "pieces": 2,
        "remove_by": w.today + dt.timedelta(days=3),
        "placed_at": w.now,
        "placed_by": "Dr Mei Tanaka",
        **changes,
    }
    return charting.LeftIn.objects.create(**fields)


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


def an_intake(visit, answers=None, *, now=None, is_whole=True, is_sent=False, **changes):
    """The form before a first visit, agreed to, with these answers (item → Given) and the rest passed over.

    is_whole  False: the rest was not reached
    """
    now = now or cast.NOW
    fields = {
        "clinic": visit.clinic,
        "visit": visit,
        "patient": visit.patient,
        "started_at": now,
        "agreed_at": now,
        "state": "FINISHED" if is_sent else "OPEN",
        "finished_at": now if is_sent else None,
        **changes,
    }
    row = intake.Intake.objects.create(**fields)
    form = reading.form("first_visit")
    whole = {item.key: said.SKIPPED for item in form.items} if is_whole else {}
    told = {"wording_version": form.version, "language": "en", "source": "PHONE", "by": "test"}
    given = {**whole, **(answers or {})}
    rows = intake.Answer.objects.bulk_create(
        intake.Answer(intake=row, item=item, revision=1, state=one.state.value, answered_at=now, **told)
        for item, one in given.items()
    )
    pairs = zip(rows, given.values(), strict=True)
    intake.AnswerValue.objects.bulk_create(intake_actions.values_of(pairs))
    return row


def said_of(*values, **value):
    """An answer of these values, or of one: `said_of(code="FALL")`, `said_of(text="A box")`."""
    return said.Given(said.State.ANSWERED, values or (said.Value(**value),))


def an_article(w, **changes):
    """A draft of the owner's; `state` and `published_at` publish it."""
    fields = {
        "clinic": w.clinic,
        "slug": "before-you-come",
        "title": "Before you come",
        "summary": "What to wear, and what to bring.",
        "words": "Wear **loose** clothes.\n\n## What to bring\n\n- a list of your medicines\n- [our prices](/prices/)\n",
        "written_by": "Ivo Novak",
        "changed_at": w.now,
        **changes,
    }
    return frontdoor.Article.objects.create(**fields)


def a_picture(w, **changes):
    """A photo of the clinic. What it holds is no picture, since nothing here looks into it."""
    fields = {
        "clinic": w.clinic,
        "kind": "PHOTO",
        "alt": "The green door",
        "mime": "image/webp",
        "width": 1200,
        "height": 800,
        "content": b"as it would be sent",
        "made_at": w.now,
        **changes,
    }
    return frontdoor.Picture.objects.create(**fields)

"""Every id that travels in the body of a form, swapped for somebody else's: it leads nowhere and changes nothing.

test_doors.py tries the ids in addresses. Here every form is first sent as a page of ours would send it, so that we
know it works, and then once for each id in it with the other clinic's in its place.
"""

import datetime as dt
import types

import pytest
from django.apps import apps
from django.urls import reverse

from needlepoint.booking import actions, models
from needlepoint.booking.actions import waiting
from needlepoint.booking.queries import holds as queries
from needlepoint.booking.rules import starts
from tests import cast, make
from tests.apps.booking import test_views as pages
from tests.apps.booking import test_waiting_pages as waiting_pages
from tests.house.test_doors import IS_SECOND_ENGINE, undone

pytestmark = [pytest.mark.django_db, pytest.mark.long_list]

KEY = "k" * 20
TUESDAY, WEDNESDAY = "2026-11-24T14:00Z", "2026-11-25T15:00Z"
THEIR_WORDS = ("Quist", "Harbour", "Eve Stone", "hal@mail.example")


def book(patient, service, practitioner, *, by, when):
    return actions.book_visit(
        clinic=patient.clinic,
        patient=patient,
        service=service,
        starts_at=cast.at(when),
        practitioner_id=practitioner.pk,
        by=cast.viewer(by),
        now=cast.NOW,
        form_key=None,
    )


@pytest.fixture
def w(world):
    """Both clinics with two places, a visit, somebody who waits, a start that is kept and a closed afternoon."""
    w, theirs = world, world.other_clinic
    pages.seen(w)
    their_service = theirs.services.get(kind="FOLLOW_UP")
    w.north = models.Location.objects.create(clinic=w.clinic, name="North", time_zone="America/New_York")
    their_place = models.Location.objects.create(
        clinic=theirs, name="Harbour pier", time_zone="America/New_York"
    )
    w.visit = book(w.ada, w.follow_up, w.mei, by=w.ruth, when="Thu 9:00")
    w.bos = book(w.bo, w.follow_up, w.mei, by=w.ruth, when="Thu 10:00")
    w.waits = make.a_waiting_entry(w, patient=w.bo)
    w.shut = models.Closure.objects.create(
        clinic=w.clinic, practitioner=w.mei, starts_at=cast.at("Thu 8:00"), ends_at=cast.at("Thu 12:00")
    )
    models.Hit.objects.create(closure=w.shut, visit=w.visit, was_at=w.visit.starts_at)
    w.course = make.a_course(w)
    w.theirs = types.SimpleNamespace(
        patient=w.eves_patient.code,
        practitioner=w.eve_practitioner.code,
        room=w.other_room.code,
        place=their_place.code,
        place_pk=str(their_place.pk),
        service=their_service.code,
        visit=book(w.eves_patient, their_service, w.eve_practitioner, by=w.eve, when="Fri 9:00").code,
    )
    actions.hold_start(
        clinic=theirs,
        service=their_service,
        starts_at=cast.at("Fri 11:00"),
        practitioner_id=w.eve_practitioner.pk,
        patient=None,
        form_key=KEY,
        by=cast.viewer(w.eve),
        now=w.now,
        expires_at=w.now + dt.timedelta(minutes=10),
    )
    return w


# Who sends it, the view, the thing its address names, and the body as a page of ours sends it: each id in braces is ours.
POSTS = {
    "visitor books": (None, "booking:details", None, {**pages.GRETA, "start": f"{TUESDAY} {{practitioner}}", "service": "{first}", "place": "", "form_key": KEY}),
    "visitor holds": (None, "booking:hold", None, {"start": f"{TUESDAY} {{practitioner}}", "service": "{first}", "place": "", "form_key": KEY}),
    "patient books": ("ada", "booking:details", None, {"start": f"{TUESDAY} {{practitioner}}", "service": "{service}", "place": "", "for": "", "no_new_signs": "on", "form_key": KEY}),
    "patient waits": ("ada", "booking:wait", None, waiting_pages.typed(service="{service}", practitioner="{practitioner}", instead_of="{visit}")),
    "patient moves": ("ada", "booking:new_time", "visit", {"start": f"{TUESDAY} {{practitioner}}"}),
    "patient books a course": ("ada", "portal:course_visits", "course", {"visit-2": f"{TUESDAY} {{practitioner}}", "no_new_signs": "on", "form_key": KEY}),
    "desk books": ("ruth", "booking:details", None, {"start": f"{TUESDAY} {{practitioner}}", "service": "{service}", "place": "", "for": "{patient}", "form_key": KEY}),
    "desk lets wait": ("ruth", "booking:wait", None, waiting_pages.typed(service="{service}", practitioner="{practitioner}", **{"for": "{patient}"})),
    "desk offers": ("ruth", "booking:waiting_offer", "waits", {"start": f"{TUESDAY} {{practitioner}}"}),
    "desk drops": ("ruth", "desk:calendar_move", None, {"visit": "{visit}", "start": TUESDAY, "practitioner": "{practitioner}", "room": "{room}", "place": ""}),
    "desk drops anyway": ("ruth", "desk:calendar_move", None, {"visit": "{visit}", "start": TUESDAY, "practitioner": "{practitioner}", "room": "{room}", "place": "", "anyway": "1", "reason": "They asked"}),
    "desk walks in": ("ruth", "desk:calendar_walk_in", None, {"for": "{patient}", "start": TUESDAY, "practitioner": "{practitioner}", "room": "{room}", "place": "", "service": "{service}", "form_key": KEY, "anyway": "1", "reason": "They are here"}),
    "desk blocks": ("ruth", "desk:calendar_block", None, {"whom": "practitioner {practitioner}", "date": "2026-11-27", "time": "15:00", "minutes": "30", "reason": "Call"}),
    "desk blocks a room": ("ruth", "desk:calendar_block", None, {"whom": "room {room}", "date": "2026-11-27", "time": "15:00", "minutes": "30", "reason": "Paint"}),
    "desk shuts": ("ruth", "desk:leave", None, {"what": "p:{practitioner}", "first_date": "2026-12-01", "last_date": "2026-12-01"}),
    "desk shuts a room": ("ruth", "desk:leave", None, {"what": "r:{room}", "first_date": "2026-12-01", "last_date": "2026-12-01"}),
    "desk shuts a place": ("ruth", "desk:leave", None, {"what": "l:{place}", "first_date": "2026-12-01", "last_date": "2026-12-01"}),
    "desk settles": ("ruth", "desk:closure_settlement", "settled", {"deed": "move", "at": WEDNESDAY, "with": "{practitioner}"}),
    "desk sets hours": ("ruth", "desk:diary_hours", "practitioner", {"from_date": "2026-12-01", "d0_0_from": "9:00", "d0_0_until": "12:00", "d0_0_place": "{place_pk}", "confirmed": "1"}),
    "desk sets a day": ("ruth", "desk:diary_day", "day", {"how": "OWN", "s_0_from": "9:00", "s_0_until": "12:00", "s_0_place": "{place_pk}", "confirmed": "1"}),
    "owner adds a room": ("ivo", "desk:new_room", None, {"name": "Room 9", "capacity": "1", "position": "9", "location": "{place}"}),
}  # fmt: skip


def ours(w):
    return {
        "patient": w.ada.code,
        "practitioner": w.omar.code,
        "room": w.rooms[1].code,
        "place": w.north.code,
        "place_pk": str(w.north.pk),
        "service": w.follow_up.code,
        "first": w.first.code,
        "visit": w.visit.code,
    }


def swapped(w, body):
    """Yield the body once for each id in it, with the other clinic's in its place."""
    theirs = {**vars(w.theirs), "first": w.theirs.service}
    for field, value in body.items():
        for name in theirs:
            if f"{{{name}}}" in value:
                yield field, filled(w, body) | {field: value.format(**theirs)}
    if body.get("place") == "":
        yield "place", filled(w, body) | {"place": w.theirs.place}
    if body.get("for") == "":
        yield "for", filled(w, body) | {"for": w.theirs.patient}


def filled(w, body):
    return {
        field: value.format(**ours(w)) if isinstance(value, str) else value for field, value in body.items()
    }


def path_of(w, view, thing):
    return reverse(
        view,
        kwargs={
            None: {},
            "visit": {"code": w.visit.code},
            "course": {"code": w.course.code},
            "waits": {"code": w.waits.code},
            "settled": {"code": w.shut.code, "visit": w.visit.code},
            "practitioner": {"code": w.mei.code},
            "day": {"code": w.mei.code, "date": "2026-12-01"},
        }[thing],
    )


def sent(w, who, path, body):
    client = pages.visitor() if who is None else cast.client_of(getattr(w, who))
    return client.post(path, body)


OWNERS = ("clinic", "practitioner__clinic")


def rows_of(clinic):
    """Everything that belongs to a clinic, as it stands."""
    rows = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        if owner := next((way for way in OWNERS if way.partition("__")[0] in names), None):
            rows[model._meta.label] = list(
                model._base_manager.filter(**{owner: clinic}).order_by("pk").values()
            )
    return rows


def across():
    """Every row of one clinic that points to a row of another."""
    found = []
    for model in apps.get_models():
        owners = [
            f"{field.name}__clinic_id"
            for field in model._meta.fields
            if field.is_relation and any(one.name == "clinic" for one in field.related_model._meta.fields)
        ]
        owners += ["clinic_id"] if any(field.name == "clinic" for field in model._meta.fields) else []
        if len(owners) > 1:
            rows = model._base_manager.values("pk", *owners)
            found += [row for row in rows if len({row[name] for name in owners} - {None}) > 1]
    return found


# `make test` tries some of them, `make prove` every one.
TRIED = POSTS if IS_SECOND_ENGINE else dict(list(POSTS.items())[::3])


@pytest.mark.parametrize("post", TRIED.values(), ids=TRIED)
def test_an_id_of_another_clinic_in_a_form_changes_nothing_there_and_ties_nothing_to_it(w, post):
    who, view, thing, body = post
    path, theirs_before, ours_before = path_of(w, view, thing), rows_of(w.other_clinic), rows_of(w.clinic)
    with undone():
        answer = sent(w, who, path, filled(w, body))
        assert answer.status_code in {200, 302}, answer.content.decode()[:4000]
        assert rows_of(w.clinic) != ours_before, (
            "the form as it should be does nothing, so nothing is tried here"
        )
        assert rows_of(w.other_clinic) == theirs_before
    tried = list(swapped(w, body))
    assert tried
    for field, changed in tried:
        with undone():
            answer = sent(w, who, path, changed)
            assert answer.status_code < 500
            assert rows_of(w.other_clinic) == theirs_before, field
            assert across() == [], field
            told = answer.content.decode()
            assert not [word for word in THEIR_WORDS if word in told], field


# --- Keys and moments that no page of ours gave -----------------------------------------------------------------------------


def offered(w):
    """Bo is offered Tuesday at 10:00, which is kept for him."""
    return waiting.offer(
        w.waits, starts.Start(cast.at("Tue 10:00"), w.omar.pk), by=cast.viewer(w.ruth), now=w.now
    )


@pytest.mark.parametrize("start", ["Tue 10:00", "Wed 10:00"])
def test_the_code_of_an_offer_opens_nothing_as_the_key_of_a_form(w, start):
    """Codes name things and stand in addresses. Bo keeps what he was offered, whoever has read its code."""
    offer = offered(w)
    body = {
        "start": f"{cast.at(start):%Y-%m-%dT%H:%MZ} {w.omar.code}",
        "form_key": f"{waiting.HOUSE_HOLD}{offer.code}",
    }
    for who, service in ((None, w.first), ("ada", w.follow_up)):
        client = pages.visitor() if who is None else cast.client_of(getattr(w, who))
        for view in ("booking:hold", "booking:details"):
            sent = {**pages.GRETA, **body, "service": service.code, "no_new_signs": "on"}
            assert client.post(reverse(view), sent).status_code in {204, 409, 422}

    assert models.Hold.objects.filter(pk=offer.hold_id).exists()
    assert waiting.take(offer=offer, by=cast.viewer(w.bo), now=w.now).patient == w.bo


def test_one_patient_at_many_browsers_does_not_keep_the_whole_day(w):
    kept = []
    for number, hour in enumerate(range(9, 18)):
        body = {"start": f"{cast.at(f'Tue {hour}:00'):%Y-%m-%dT%H:%MZ}", "form_key": f"{number}" * 20}
        kept.append(
            cast.client_of(w.ada).post(reverse("booking:hold"), {**body, "service": w.follow_up.code})
        )

    assert models.Hold.objects.filter(patient=w.ada).count() == queries.EACH_MAX
    assert kept[-1].status_code == 204


@pytest.mark.parametrize("at", ["0001-01-01T00:00+23:59", "0001-01-01T00:00Z", "9999-12-31T23:55Z"])
def test_a_moment_at_the_end_of_the_calendar_moves_nothing(w, at):
    ruth, outside = cast.client_of(w.ruth), make.a_visit(w, starts_at="Tue 20:00")
    today = make.a_visit(w, starts_at="10:00")
    settled = {"deed": "move", "at": at, "with": w.mei.code}

    assert ruth.post(reverse("desk:diary_settlement", args=[outside.code]), settled).status_code == 302
    late = {"minutes": "15", "option": "move", "at": at}
    assert ruth.post(reverse("desk:late", args=[today.code]), late).status_code == 409
    assert not models.Fact.objects.filter(kind="MOVED").exists()


@pytest.mark.parametrize("code", ["undefined", "unicode_escape", "utf-7", "zip", "idna"])
def test_a_form_in_another_code_than_utf_8_is_refused_and_breaks_nothing(w, code):
    body = '--B\r\nContent-Disposition: form-data; name="form_key"\r\n\r\nkkkkkkkkkkkkkkkkkkkk\\ud800\r\n--B--\r\n'
    for client in (pages.visitor(), cast.client_of(w.ada), cast.client_of(w.ruth)):
        for view in ("booking:hold", "booking:details"):
            answer = client.generic(
                "POST", reverse(view), body, content_type=f"multipart/form-data; boundary=B; charset={code}"
            )
            assert answer.status_code == 400

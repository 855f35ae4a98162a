"""The people of the tests, always the same.

Ada has a stiff lower back and is our happy path. Bo takes a blood thinner. Cleo has a red flag. Dan has missed two
visits. Dr Mei and Dr Omar treat, Ruth runs the desk, Ivo owns the clinic. Eve works at another clinic and must see
nothing here. The clock stands at Monday 23 November 2026, 9:30 in New York.
"""

import datetime as dt
import functools
import pickle
import types
import zoneinfo

from django.apps import apps
from django.conf import settings
from django.contrib import auth
from django.contrib.auth import hashers
from django.db import transaction
from django.test import Client

from needlepoint.booking import models as booking
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import session_store
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.people import sessions

NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=NEW_YORK).astimezone(dt.UTC)
TODAY = dt.date(2026, 11, 23)
PASSWORD = "correct horse battery staple"

Role = people_rules.Role


def at(words: str, day: dt.date = TODAY) -> dt.datetime:
    """Read '14:30' or 'Tue 14:30' (the next such day from `day`) on the clinic's wall clock; return UTC."""
    *weekday, clock = words.split()
    if weekday:
        wanted = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(weekday[0][:3].lower())
        day += dt.timedelta(days=(wanted - day.weekday()) % 7)
    hour, minute = map(int, clock.split(":"))
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=NEW_YORK).astimezone(dt.UTC)


@functools.cache
def _password() -> str:
    return hashers.make_password(PASSWORD)


def _user(email, name, password=None):
    return people.User(email=email, name=name, password=password or "!nobody signs in with this")


def _patient(clinic, given, family, birth, email, **more):
    return people.Patient(
        clinic=clinic,
        user=_user(email, f"{given} {family}"),
        given_name=given,
        family_name=family,
        birth_date=birth,
        email=email,
        phone=more.pop("phone", "+12125550101"),
        made_at=NOW - dt.timedelta(days=60),
        **more,
    )


def _clinic(name):
    return people.Clinic(
        name=name,
        time_zone="America/New_York",
        phone="(555) 010-0199",
        email="hello@willow.example",
        address="12 Willow Street",
        hours_words="Monday to Saturday, 8:00 to 18:00",
        opened_on=dt.date(2025, 9, 1),
    )


def _services(clinic):
    first = [["TOGETHER", 35], ["REST", 25], ["TOGETHER", 15], ["TURNOVER", 5]]
    later = [["TOGETHER", 15], ["REST", 25], ["TOGETHER", 10], ["TURNOVER", 5]]
    return [
        frontdoor.Service(
            clinic=clinic, kind="FIRST", name="First visit", price_cents=9500, segments=first, position=1
        ),
        frontdoor.Service(
            clinic=clinic,
            kind="FOLLOW_UP",
            name="Follow-up visit",
            price_cents=7500,
            segments=later,
            position=2,
        ),
    ]


def _hours(practitioner):
    return [
        booking.Hours(practitioner=practitioner, weekday=day, starts_minute=start, ends_minute=end)
        for day in range(6)
        for start, end in ((8 * 60, 12 * 60), (13 * 60, 18 * 60))
    ]


# Everybody as they were placed for all tests of a run, and their clinic's row by which to see that they still are.
_placed: list[bytes] = []


def place() -> None:
    """Put everybody in place for all tests of a run. Outside of any test."""
    _placed[:] = [pickle.dumps(_written())]


def is_placed() -> bool:
    return bool(_placed)


def clear() -> None:
    """Take everybody away again, for the test that is running."""
    tables = [
        model for config in apps.get_app_configs() for model in config.get_models() if model._meta.managed
    ]
    with transaction.atomic():  # in which what points to a row may outlive it until the end
        for model in tables:
            model._base_manager.all()._raw_delete("default")


def world() -> types.SimpleNamespace:
    """Return everybody by name, with `clinic`, `other_clinic`, `rooms`, `first`, `follow_up`; in place, or put there.

    Thousands of tests begin here: those who were placed once are only copied.
    """
    if _placed:
        w = pickle.loads(_placed[0])  # noqa: S301  our own bytes
        if people.Clinic.objects.filter(code=w.clinic.code).exists():
            return w
    return _written()


def _written() -> types.SimpleNamespace:
    w = types.SimpleNamespace(now=NOW, today=TODAY)
    w.clinic, w.other_clinic = _clinic("Willow Street Acupuncture"), _clinic("Harbour Needles")

    w.mei_user = _user("mei@willow.example", "Dr Mei Tanaka", _password())
    w.omar_user = _user("omar@willow.example", "Dr Omar Haddad", _password())
    w.ruth = _user("ruth@willow.example", "Ruth Abara", _password())
    w.ivo = _user("ivo@willow.example", "Ivo Novak", _password())
    w.eve = _user("eve@harbour.example", "Eve Stone", _password())
    roles = [
        (w.mei_user, w.clinic, Role.PRACTITIONER),
        (w.omar_user, w.clinic, Role.PRACTITIONER),
        (w.ruth, w.clinic, Role.DESK),
        (w.ivo, w.clinic, Role.OWNER),
        *((w.eve, w.other_clinic, role) for role in (Role.PRACTITIONER, Role.DESK, Role.OWNER)),
    ]
    treats = {"clinic": w.clinic, "credential": "L.Ac."}
    w.mei = people.Practitioner(
        user=w.mei_user, name="Dr Mei Tanaka", languages="English, Japanese", **treats
    )
    w.omar = people.Practitioner(
        user=w.omar_user, name="Dr Omar Haddad", languages="English, Arabic", **treats
    )
    w.eve_practitioner = people.Practitioner(clinic=w.other_clinic, user=w.eve, name="Eve Stone")

    w.ada = _patient(w.clinic, "Ada", "Moreno", dt.date(1961, 4, 2), "ada@mail.example")
    w.bo = _patient(
        w.clinic, "Bo", "Lindqvist", dt.date(1955, 8, 19), "bo@mail.example", cautions=["blood_thinners"]
    )
    w.cleo = _patient(w.clinic, "Cleo", "Park", dt.date(1979, 1, 30), "cleo@mail.example")
    w.dan = _patient(w.clinic, "Dan", "Okafor", dt.date(1990, 12, 5), "dan@mail.example")
    w.eves_patient = _patient(w.other_clinic, "Hal", "Quist", dt.date(1970, 5, 5), "hal@mail.example")

    w.rooms = [booking.Room(clinic=w.clinic, name=f"Room {n}", position=n) for n in (1, 2, 3)]
    w.other_room = booking.Room(clinic=w.other_clinic, name="Harbour room", position=1)
    w.first, w.follow_up = services = _services(w.clinic)

    patients = [w.ada, w.bo, w.cleo, w.dan, w.eves_patient]
    practitioners = [w.mei, w.omar, w.eve_practitioner]
    staff = [w.mei_user, w.omar_user, w.ruth, w.ivo, w.eve]
    for rows in (
        [w.clinic, w.other_clinic],
        [*staff, *(patient.user for patient in patients)],
        [people.Membership(user=user, clinic=clinic, role=role) for user, clinic, role in roles],
        practitioners,
        patients,
        [*w.rooms, w.other_room],
        [*services, *_services(w.other_clinic)],
        [hours for practitioner in practitioners for hours in _hours(practitioner)],
    ):
        type(rows[0]).objects.bulk_create(rows)
    return w


def viewer(who, *, request_id="test") -> people_rules.Viewer:
    """Return the viewer that a user, patient or practitioner of the cast would be."""
    if isinstance(who, people.Patient):
        return people_rules.Viewer(
            who.clinic_id, frozenset({Role.PATIENT}), who.user_id, None, who.pk, who.given_name, request_id
        )
    if isinstance(who, people.Practitioner):
        who = who.user
    memberships = list(who.memberships.all())
    practitioner = people.Practitioner.objects.filter(user=who).first()
    return people_rules.Viewer(
        memberships[0].clinic_id,
        frozenset(Role(m.role) for m in memberships),
        who.pk,
        practitioner.pk if practitioner else None,
        None,
        who.name,
        request_id,
    )


def client_of(who) -> Client:
    """Return a test client signed in as a user, patient or practitioner of the cast; None is a visitor.

    The session is written as `force_login` writes it, without its signals: thousands of tests begin here.
    """
    client = Client()
    if who is not None:
        user = getattr(who, "user", None) or who
        session = session_store.SessionStore()
        session[auth.SESSION_KEY] = str(user.pk)
        session[auth.BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
        sessions.begin(types.SimpleNamespace(session=session))
        session.save(must_create=True)
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client

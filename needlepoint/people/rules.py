"""Roles, the viewer of a request, and how names are written. Pure."""

import dataclasses
import datetime as dt
import enum
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping

from needlepoint.knowledge.evidence import words


class Role(enum.StrEnum):
    """What somebody may be to a clinic."""

    PATIENT = "PATIENT"
    PRACTITIONER = "PRACTITIONER"
    DESK = "DESK"
    OWNER = "OWNER"


STAFF = frozenset({Role.PRACTITIONER, Role.DESK, Role.OWNER})


class Purpose(enum.StrEnum):
    """What a single-use link opens."""

    PORTAL = "PORTAL"
    CHECK_IN = "CHECK_IN"
    INTAKE = "INTAKE"
    OFFER = "OFFER"


# A second tap on the same button, a moment later in the same browser, is the same use of a link.
DOUBLE_TAP = dt.timedelta(seconds=60)

# Who the demo lets you be, by the name in the address.
DEMO_PEOPLE = {
    "ada": "ada@mail.example",
    "ruth": "ruth@willow.example",
    "mei": "mei@willow.example",
    "omar": "omar@willow.example",
    "ivo": "ivo@willow.example",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, in one clinic. Every query starts from one.

    A viewer without roles is a visitor of the public pages.
    """

    clinic_id: int | None
    roles: frozenset[Role] = frozenset()
    user_id: int | None = None
    practitioner_id: int | None = None
    patient_id: int | None = None
    name: str = ""
    request_id: str = ""
    kiosk: str = ""  # code of the visit whose forms are open on the clinic's tablet, and nothing else is
    # A patient's own row, read to find out who asks: whoever needs it in the same request need not read it again.
    row: object = dataclasses.field(default=None, compare=False, repr=False)

    @property
    def is_known(self) -> bool:
        return bool(self.roles)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)

    @property
    def is_patient(self) -> bool:
        return Role.PATIENT in self.roles

    @property
    def is_on_kiosk(self) -> bool:
        """Say whether this is a patient with the clinic's tablet in their hands."""
        return bool(self.kiosk)

    @property
    def is_practitioner(self) -> bool:
        return Role.PRACTITIONER in self.roles

    @property
    def is_desk(self) -> bool:
        return Role.DESK in self.roles

    @property
    def is_owner(self) -> bool:
        return Role.OWNER in self.roles

    @property
    def who(self) -> str:
        """How the audit record names this viewer."""
        if self.user_id is not None:
            return f"user:{self.user_id}"
        if self.patient_id is not None:
            return f"patient:{self.patient_id}"
        return "visitor"

    @property
    def role_names(self) -> str:
        return ",".join(sorted(self.roles))


@dataclasses.dataclass(frozen=True, slots=True)
class System:
    """The clinic's own clockwork: reminders, imports, the demo."""

    clinic_id: int | None = None
    request_id: str = ""
    who: str = "system"
    role_names: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Hat:
    """One way in which a signed-in person may be here: as staff of a clinic, or as one patient.

    key  kept in the session, such as 'clinic:3' or 'patient:12'; it names a choice and grants nothing
    """

    key: str
    clinic_name: str
    patient_name: str = ""


def plain_email(email: str) -> str:
    """Return an address as it is stored and compared: no spaces around it, lower case."""
    return email.strip().lower()


def plain_name(name: str) -> str:
    """Return a name as it is compared: accents, case, hyphens and extra spaces left out."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(
        letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter)
    )
    return " ".join(kept.split())


def is_same_person(
    given_name: str,
    family_name: str,
    birth_date: dt.date | None,
    *,
    as_given_name: str,
    as_family_name: str,
    as_birth_date: dt.date | None,
) -> bool:
    """Say whether two entries under one e-mail address are one person.

    The birth date and family name must agree, and one given name must begin the other ('Ada', 'Ada Maria'): twins
    share the rest. When in doubt the answer is no: two records of one person can be joined later, one record of two
    people is a danger to both.
    """
    if birth_date is None or birth_date != as_birth_date:
        return False
    if plain_name(family_name) != plain_name(as_family_name):
        return False
    shorter, longer = sorted((plain_name(given_name), plain_name(as_given_name)), key=len)
    return longer == shorter or longer.startswith(f"{shorter} ")


def hashed(token: str) -> str:
    """Return what is stored of a token: its SHA-256, in hex. The token has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_open_link(*, used_at: dt.datetime | None, expires_at: dt.datetime, now: dt.datetime) -> bool:
    """Say whether a link may still be used."""
    return used_at is None and now < expires_at


def is_too_quiet(*, since: float, seen: float, now: float, idle_minutes: int, longest_hours: int) -> bool:
    """Say whether a session has ended: too long since it began, or since its owner last did something.

    since, seen, now  seconds since 1970
    """
    return now - since >= longest_hours * 3600 or now - seen >= idle_minutes * 60


def is_within(path: str, ways: Iterable[str]) -> bool:
    """Say whether an address lies under one of `ways`, each of which begins and ends with a slash."""
    return any(path.startswith(way) for way in ways if len(way) > len("/") and way[0] == way[-1] == "/")


def age_on(birth_date: dt.date | None, day: dt.date) -> int | None:
    """Return full years lived on `day`, or None when the birth date is unknown."""
    if birth_date is None:
        return None
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


# --- What an owner may set --------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field, for the person who filled it in.

    words   a sentence; `%(name)s` in it stand for `values`
    """

    field: str
    words: str
    values: Mapping[str, int | str] = dataclasses.field(default_factory=dict)


DAY_MINUTES, WEEK_HOURS = 1440, 168
FEE_MAX_CENTS = 100_000
# The least and the most of each number; a typed number outside is a slip of the finger.
POLICY_LIMITS: Mapping[str, tuple[int, int]] = {
    "free_to_cancel_hours": (0, 2 * WEEK_HOURS),
    "grace_minutes": (0, DAY_MINUTES),
    "late_cancel_cents": (0, FEE_MAX_CENTS),
    "missed_cents": (0, FEE_MAX_CENTS),
    "hold_minutes": (2, 60),
    "offer_minutes": (5, 2 * DAY_MINUTES),
    "check_good_days": (14, 365),
    "quiet_from_minute": (0, DAY_MINUTES - 1),
    "quiet_until_minute": (0, DAY_MINUTES - 1),
    "travel_minutes": (0, 600),
}


def number_faults(values: Mapping[str, object], limits: Mapping[str, tuple[int, int]]) -> list[Fault]:
    """Return a fault for every number outside its limits; a name that is missing or None is not looked at."""
    faults = []
    for name, (least, most) in limits.items():
        number = values.get(name)
        if number is None or (isinstance(number, int) and least <= number <= most):
            continue
        faults.append(
            Fault(name, "Write a whole number from %(least)s to %(most)s.", {"least": least, "most": most})
        )
    return faults


def policy_faults(values: Mapping[str, object]) -> list[Fault]:
    """Return every fault of the clinic's policies."""
    return number_faults(values, POLICY_LIMITS)


def text_faults(values: Mapping[str, object], lengths: Mapping[str, int], needed: str) -> list[Fault]:
    """Return a fault for every text that is too long, and one when the needed one has no letters."""
    faults = [
        Fault(name, "Use at most %(most)s letters.", {"most": most})
        for name, most in lengths.items()
        if len(str(values.get(name) or "")) > most
    ]
    wanted = values.get(needed)
    if wanted is not None and not any(letter.isalnum() for letter in str(wanted)):
        faults.append(Fault(needed, "Write a name with letters in it."))
    return faults


def promise_faults(values: Mapping[str, object], names: Iterable[str]) -> list[Fault]:
    """Return a fault for every word in what the clinic wrote by itself that promises more than anybody knows."""
    return [
        Fault(
            name, "Please leave out “%(word)s”. %(instead)s", {"word": found.word, "instead": found.instead}
        )
        for name in names
        for found in words.find(str(values.get(name) or ""))[:PROMISES_NAMED]
    ]


PROMISES_NAMED = 5  # of one text; the rest is named once these are gone
# Running text. Names are left alone: a house may be called Healing Hands.
CLINIC_PROSE = ("welcome", "directions", "access_words", "areas_served", "hours_words")
PRACTITIONER_PROSE = ("about", "languages")
CLINIC_LENGTHS: Mapping[str, int] = {
    "name": 120, "address": 200, "directions": 2000, "phone": 40, "hours_words": 200, "emergency_number": 20,
    "crisis_line": 80,
}  # fmt: skip
PRACTITIONER_LENGTHS: Mapping[str, int] = {
    "name": 120, "credential": 40, "languages": 120, "about": 2000, "licence_number": 40, "licence_body": 120,
}  # fmt: skip


def clinic_faults(values: Mapping[str, object]) -> list[Fault]:
    """Return every fault of what patients read about the clinic. Without an emergency number no page is safe."""
    faults = text_faults(values, CLINIC_LENGTHS, "name") + promise_faults(values, CLINIC_PROSE)
    number = values.get("emergency_number")
    if number is not None and sum(letter.isdigit() for letter in str(number)) < 2:  # noqa: PLR2004 such as 15
        faults.append(
            Fault("emergency_number", "Write the number that people ring in an emergency, such as 911.")
        )
    return faults + phone_faults(values)


PHONE_DIGITS = (
    3  # of the shortest number that a house is rung on from outside, an island's or a switchboard's
)


def phone_faults(values: Mapping[str, object]) -> list[Fault]:
    """Return a fault when what stands as the phone cannot be rung: pages make a button of it. None is no fault."""
    phone = str(values.get("phone") or "")
    if phone and sum(letter.isdigit() for letter in phone) < PHONE_DIGITS:
        return [Fault("phone", "Write the number that people ring, such as (212) 555-0100.")]
    return []


def name_guessed(email: str) -> str:
    """Return what an account is called while nobody has said a name: what stands before the @."""
    return email.partition("@")[0]


def is_guessed(name: str, email: str) -> bool:
    """Say whether a name is only what stands before the @, in whatever case."""
    return name.casefold() == name_guessed(email).casefold()


def practitioner_faults(values: Mapping[str, object]) -> list[Fault]:
    """Return every fault of what patients read about somebody who treats."""
    return text_faults(values, PRACTITIONER_LENGTHS, "name") + promise_faults(values, PRACTITIONER_PROSE)


def is_quiet(minute: int, *, quiet_from: int, quiet_until: int) -> bool:
    """Say whether a minute of the day lies in the quiet hours, which may run over midnight. Equal ends: never."""
    if quiet_from <= quiet_until:
        return quiet_from <= minute < quiet_until
    return minute >= quiet_from or minute < quiet_until


# --- Licences ---------------------------------------------------------------------------------------------------------


class Licence(enum.StrEnum):
    """How a licence to treat stands on a day."""

    HOLDS = "HOLDS"
    SOON = "SOON"  # holds, and ends within LICENCE_WARN_DAYS
    OVER = "OVER"  # nobody is booked with them, and no page names them
    UNTOLD = "UNTOLD"  # we were not told until when it holds, which stops nothing


LICENCE_WARN_DAYS = 60


def licence_on(day: dt.date, *, expires_on: dt.date | None) -> Licence:
    """Say how a licence stands on a day.

    expires_on  the last day on which it holds
    """
    if expires_on is None:
        return Licence.UNTOLD
    if day > expires_on:
        return Licence.OVER
    return Licence.SOON if (expires_on - day).days <= LICENCE_WARN_DAYS else Licence.HOLDS


def may_treat(day: dt.date, *, expires_on: dt.date | None) -> bool:
    """Say whether somebody may treat on a day, as far as their licence goes."""
    return licence_on(day, expires_on=expires_on) is not Licence.OVER

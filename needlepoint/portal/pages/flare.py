"""What a patient reads whose back is worse again: first the safety questions, then the soonest starts."""

import dataclasses
import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats, text
from django.utils.translation import gettext as _

from needlepoint.frontdoor.wording import stock
from needlepoint.house import clock
from needlepoint.knowledge.safety import check, crisis
from needlepoint.outcomes.rules import flares as rules
from needlepoint.portal.wording import flare as wording
from needlepoint.screening import wording as check_wording


@dataclasses.dataclass(frozen=True, slots=True)
class Start:
    """A start to press."""

    when: str
    detail: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """The page of a flare that waits.

    is_asking      the safety questions come next
    stop           what to do, when by the answers help or a doctor comes first; None otherwise
    needs_company  the words may mean that they think of hurting themselves
    is_sooner      the visit that is booked comes before every start shown
    """

    is_asking: bool
    stop: check_wording.Prompt | None
    needs_company: bool
    told: str
    questions: int
    questions_url: str
    kept: Start | None
    kept_until: str
    starts: tuple[Start, ...]
    all_url: str
    wait_url: str
    next_visit: str
    is_sooner: bool
    move_url: str
    ends: tuple[tuple[str, str], ...]


def page(asked, now: dt.datetime) -> Page:
    """Word what queries.flare.asked_by found of a flare that waits."""
    clinic, flare = asked.patient.clinic, asked.told.flare
    days = _Days(clinic, now)
    kept = _kept(asked, days) if asked.kept else None
    kept_at = asked.kept.starts_at if asked.kept else None
    near = [one for one in asked.near.starts if one[0] != kept_at][: rules.SHOWN_STARTS - bool(kept)]
    visit = asked.visits[0] if asked.visits else None
    is_stopped = asked.told.is_stopped
    soonest = min((one for one in (kept_at, *(starts_at for starts_at, _, _ in near)) if one), default=None)
    is_sooner = bool(visit and soonest and visit.starts_at <= soonest)
    return Page(
        is_asking=not asked.told.may_come and not is_stopped,
        stop=check_wording.prompt(asked.told.stands, asked.patient.code, has_visit=bool(visit))
        if is_stopped
        else None,
        needs_company=needs_company(flare),
        told=told_words(flare, clinic),
        questions=len(check.pages()),
        questions_url=f"{reverse('screening:again', args=[asked.patient.code])}?reason=FLARE",
        kept=kept,
        kept_until=days.time(asked.kept.expires_at) if asked.kept else "",
        starts=tuple(
            _start(asked.near.service, starts_at, name, code, days) for starts_at, name, code in near
        ),
        all_url=reverse("booking:starts"),
        wait_url=reverse("booking:wait"),
        next_visit=days.full(visit.starts_at) if visit else "",
        is_sooner=is_sooner,
        move_url=reverse("booking:new_time", args=[visit.code])
        if visit and asked.told.may_come and visit.starts_at > now and not is_sooner
        else "",
        ends=tuple(
            (str(one), str(wording.END_WORDS[one]))
            for one in wording.ENDS
            if visit or one is not rules.Why.HAS_VISIT
        ),
    )


def needs_company(flare) -> bool:
    """Say whether the words may mean that they think of hurting themselves."""
    return crisis.speaks_of_self_harm(flare.words)


def told_words(flare, clinic) -> str:
    """Say on which day it was told, and how bad it was."""
    day = formats.date_format(clock.local(flare.reported_at, clinic.time_zone), "l j F")
    if flare.pain is None:
        return _("You told us on %(day)s.") % {"day": day}
    return _("You told us on %(day)s: pain %(pain)s of 10.") % {"day": day, "pain": flare.pain}


def _kept(asked, days) -> Start:
    hold = asked.kept
    return _start(hold.service, hold.starts_at, hold.practitioner.name, hold.practitioner.code, days)


def _start(service, starts_at: dt.datetime, name: str, code: str, days) -> Start:
    moment = f"{starts_at.astimezone(dt.UTC).isoformat(timespec='minutes')[:16]}Z"
    asked = urlencode({"service": service.code, "practitioner": code, "start": moment})
    detail = _("with %(name)s, %(service)s") % {"name": name, "service": stock.visit(service.name)}
    return Start(days.soon(starts_at), detail, f"{reverse('booking:details')}?{asked}")


class _Days:
    """Writes moments as the clinic's wall shows them."""

    def __init__(self, clinic, now: dt.datetime) -> None:
        self.zone, self.country = clinic.time_zone, clinic.country
        self.today = clock.local(now, self.zone).date()

    def time(self, moment: dt.datetime) -> str:
        return clock.time_words(clock.local(moment, self.zone), self.country)

    def full(self, moment: dt.datetime) -> str:
        day = formats.date_format(clock.local(moment, self.zone), "l j F")
        return text.capfirst(_("%(day)s, %(time)s") % {"day": day, "time": self.time(moment)})

    def soon(self, moment: dt.datetime) -> str:
        """Write a moment the way people say it: today, tomorrow, or the day."""
        away, time = (clock.local(moment, self.zone).date() - self.today).days, {"time": self.time(moment)}
        if away == 0:
            return _("Today, %(time)s") % time
        return _("Tomorrow, %(time)s") % time if away == 1 else self.full(moment)


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """What the first page says of a flare that waits. `is_asking`: the safety questions come next."""

    text: str
    action: str
    is_asking: bool = False


def line(told) -> Line | None:
    """Word it; None when nothing waits, and while the answers say that a doctor comes first: that stands there anyway."""
    if told is None or told.is_stopped:
        return None
    if told.may_come:
        return Line(_("Your answers are in. Here are the soonest times."), _("See the soonest times"))
    return Line(
        _("A few safety questions come first. Then we show you the soonest times."),
        _("Go on"),
        is_asking=True,
    )

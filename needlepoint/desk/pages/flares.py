"""Who told us that it is worse again, at the top of the day."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.desk.pages import checks, day
from needlepoint.house import clock
from needlepoint.knowledge.safety import crisis
from needlepoint.outcomes.rules import flares as rules
from needlepoint.outcomes.wording import flares as wording
from needlepoint.people import wording as people_wording

MINUTES_IN_HOUR = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One person to call or to book.

    book_url  "" while their answers say that a doctor comes first
    may_come  their answers allow a visit: to book is what comes next
    """

    name: str
    url: str
    detail: str
    phone: str
    cautions: tuple[tuple[str, str], ...]
    told: str
    since: str
    comes: str  # when they come anyway
    pain: str
    pain_tone: str
    words: str
    word: str
    tone: str
    book_url: str
    may_come: bool
    check_url: str
    end_url: str


def rows(found, viewer, *, zone: str, country: str, now: dt.datetime) -> tuple[Row, ...]:
    """Word what outcomes.queries.flares.waiting_in found, in its order."""
    return tuple(_row(one, viewer, zone, country, now) for one in found)


def line(flare, viewer, *, zone: str, now: dt.datetime) -> tuple[str, str] | None:
    """Return (when and how bad, their words) of a flare that waits, for the patient's page; None without one."""
    if flare is None:
        return None
    told = _told_words(flare, zone, now)
    if flare.pain is not None:
        told = gettext("%(told)s: pain %(pain)s of 10") % {"told": told, "pain": flare.pain}
    return told, flare.words if viewer.is_practitioner else ""


def ends() -> tuple[tuple[str, str], ...]:
    """(reason, words) for ending one without a visit."""
    return tuple((str(one), str(wording.STAFF_ENDS[one])) for one in rules.BY_STAFF)


def _row(one, viewer, zone: str, country: str, now: dt.datetime) -> Row:
    flare, patient = one.flare, one.flare.patient
    word, tone = _standing(one)
    contact = (people_wording.phone_words(patient.phone), patient.email)
    return Row(
        name=patient.name,
        url=reverse("desk:patient", args=[patient.code]),
        detail=" · ".join(part for part in contact if part),
        phone=patient.phone,
        cautions=day.caution_chips(patient.cautions),
        told=_told_words(flare, zone, now),
        since=gettext("worse since about %(day)s") % {"day": formats.date_format(flare.since, "j F")}
        if flare.since
        else "",
        comes=_comes(one.visit_at, zone, country, now),
        pain="" if flare.pain is None else gettext("pain %(pain)s of 10") % {"pain": flare.pain},
        pain_tone="danger" if (flare.pain or 0) >= rules.BAD_FROM else "quiet",
        # What they wrote is for those who treat; the desk is told when it cannot wait.
        words=flare.words if viewer.is_practitioner else "",
        word=gettext("Read what they wrote, now") if crisis.speaks_of_self_harm(flare.words) else word,
        tone="danger" if crisis.speaks_of_self_harm(flare.words) else tone,
        book_url="" if one.is_stopped else f"{reverse('booking:starts')}?for={patient.code}",
        may_come=one.may_come,
        check_url=reverse("screening:latest", args=[patient.code])
        if one.is_answered
        else f"{reverse('screening:again', args=[patient.code])}?reason=FLARE",
        end_url=reverse("outcomes:flare_end", args=[flare.code]),
    )


def _standing(one) -> tuple[str, str]:
    """Return (what comes next, tone)."""
    if one.is_stopped:
        return checks.name_of(one.stands.route.value), "danger"
    if one.may_come:
        return gettext("May come: find a start"), "good"
    return gettext("Safety questions not answered"), "soon"


def _comes(at: dt.datetime | None, zone: str, country: str, now: dt.datetime) -> str:
    if at is None:
        return ""
    local = clock.local(at, zone)
    time = clock.time_words(local, country)
    if local.date() == clock.local(now, zone).date():
        return gettext("Comes today at %(time)s anyway") % {"time": time}
    day_words = formats.date_format(local, "l j F")
    return gettext("Comes on %(day)s at %(time)s anyway") % {"day": day_words, "time": time}


def _told_words(flare, zone: str, now: dt.datetime) -> str:
    """Say how long ago they told us."""
    ago = now - flare.reported_at
    minutes = int(ago.total_seconds() // 60)
    hours = minutes // MINUTES_IN_HOUR
    if minutes < 1:
        return gettext("Told us just now")
    if ago < dt.timedelta(hours=1):
        return ngettext("Told us %(n)s minute ago", "Told us %(n)s minutes ago", minutes) % {"n": minutes}
    if ago < dt.timedelta(days=1):
        return ngettext("Told us %(n)s hour ago", "Told us %(n)s hours ago", hours) % {"n": hours}
    told_on = formats.date_format(clock.local(flare.reported_at, zone), "l j F")
    return gettext("Told us on %(day)s") % {"day": told_on}

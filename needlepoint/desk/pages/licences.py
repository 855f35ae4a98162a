"""How licences stand, in words for the owner and the desk."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.desk.pages import settings
from needlepoint.desk.queries import licences as queries
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

Licence = people_rules.Licence
TONES = {Licence.OVER: "danger", Licence.SOON: "soon", Licence.UNTOLD: "quiet", Licence.HOLDS: "good"}


@dataclasses.dataclass(frozen=True, slots=True)
class Notice:
    """One licence that the owner has to do something about."""

    name: str
    url: str
    words: str
    badge: str
    tone: str


def is_over(day: dt.date, expires_on: dt.date | None) -> bool:
    """Say whether a licence no longer holds on a day."""
    return people_rules.licence_on(day, expires_on=expires_on) is Licence.OVER


def words_on(day: dt.date, expires_on: dt.date | None) -> str:
    """Say how a licence stands on a day."""
    standing = people_rules.licence_on(day, expires_on=expires_on)
    if expires_on is None:
        return gettext("No last day of the licence is written down")
    date = formats.date_format(expires_on, "j F Y")
    if standing is Licence.OVER:
        return gettext("Licence over since %(day)s") % {"day": date}
    return gettext("Licence until %(day)s") % {"day": date}


def warnings(found: Iterable[queries.Kept], today: dt.date) -> tuple[Notice, ...]:
    """Return what is over first, then what ends soon, then of whom we know no date."""
    wanted = []
    for one in found:
        standing = people_rules.licence_on(today, expires_on=one.expires_on)
        if standing is Licence.HOLDS:
            continue
        wanted.append(
            (
                one.expires_on or dt.date.max,
                Notice(
                    name=one.name,
                    url=reverse("desk:practitioner", args=[one.code]),
                    words=" ".join(_sentences(standing, one, today)),
                    badge=words_on(today, one.expires_on),
                    tone=TONES[standing],
                ),
            )
        )
    return tuple(warning for _day, warning in sorted(wanted, key=lambda pair: (pair[0], pair[1].name)))


def _sentences(standing: Licence, one: queries.Kept, today: dt.date):
    if standing is Licence.OVER:
        yield gettext("Nobody can be booked with them, and your pages leave them out.")
    elif standing is Licence.SOON:
        days = (one.expires_on - today).days if one.expires_on else 0
        yield (
            ngettext("%(n)s day is left.", "%(n)s days are left.", days) % {"n": days}
            if days
            else gettext("Today is the last day.")
        )
    else:
        yield gettext("So nothing is watched. Write the day down, and you are told 60 days before it.")
    if one.booked_after:
        yield ngettext(
            "%(n)s visit is booked with them after that day.",
            "%(n)s visits are booked with them after that day.",
            one.booked_after,
        ) % {"n": one.booked_after}


def rows(practitioners: Iterable[people.Practitioner], today: dt.date) -> tuple[settings.Row, ...]:
    """Return who treats, as the settings list them."""
    everybody = list(practitioners)
    names = {one.pk: one.name for one in everybody}
    found = []
    for one in everybody:
        teacher = names.get(one.supervisor_id, "")
        student_of = gettext("Student of %(name)s") % {"name": teacher} if teacher else ""
        licence = words_on(today, one.licence_expires_on)
        standing = people_rules.licence_on(today, expires_on=one.licence_expires_on)
        is_loud = one.is_bookable and standing in {Licence.OVER, Licence.SOON}
        badge = licence if is_loud else "" if one.is_bookable else gettext("Cannot be booked")
        said = (one.credential, one.languages, student_of, one.licence_number, "" if is_loud else licence)
        found.append(
            settings.Row(
                title=one.name,
                url=reverse("desk:practitioner", args=[one.code]),
                detail=" · ".join(part for part in said if part),
                badge=badge,
                tone=TONES[standing] if is_loud else "quiet",
                links=tuple(
                    (words, url)
                    for words, url in [(gettext("Working hours"), settings.hours_url(one))]
                    if url
                ),
            )
        )
    return tuple(found)

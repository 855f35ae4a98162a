"""Who treats here, as visitors read it: what they may call themselves, who licensed them and until when."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext

from needlepoint.frontdoor import models
from needlepoint.frontdoor.wording import stock
from needlepoint.people import models as people


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """One card. Facts: (what it is, its value)."""

    code: str
    name: str
    credential: str
    about: str
    facts: tuple[tuple[str, str], ...]
    student_of: str
    picture: models.Picture | None
    book_url: str


def team(
    practitioners: Iterable[people.Practitioner],
    portraits: Mapping[int, models.Picture],
    *,
    on: dt.date,
) -> tuple[Person, ...]:
    """Return a card for each, in the order in which they are given.

    on  the day; whose licence is over by then is not to be among them
    """
    everybody = list(practitioners)
    names = {one.pk: one.name for one in everybody}
    book_url = reverse("booking:starts")
    return tuple(
        Person(
            code=one.code,
            name=one.name,
            credential=one.credential,
            about=one.about,
            facts=tuple(_facts(one, on)),
            student_of=names.get(one.supervisor_id, ""),
            picture=portraits.get(one.pk),
            book_url=f"{book_url}?practitioner={one.code}",
        )
        for one in everybody
    )


def _facts(one: people.Practitioner, on: dt.date) -> Iterable[tuple[str, str]]:
    if one.languages:
        yield gettext("Speaks"), stock.languages(one.languages)
    if one.qualification:
        yield gettext("Trained"), one.qualification
    if one.practising_since and one.practising_since <= on.year:
        yield gettext("Treats people since"), str(one.practising_since)
    if one.licence_number:
        yield gettext("Licence number"), one.licence_number
    if one.licence_body:
        yield gettext("Licence from"), one.licence_body
    if one.licence_expires_on:
        yield gettext("Licence holds until"), formats.date_format(one.licence_expires_on, "j F Y")

"""What happens in a visit, minute by minute, from the clinic's own pattern."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext

from needlepoint.frontdoor import pages, rules
from needlepoint.frontdoor.pages import offers, questions

Kind = rules.Kind


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A stretch of a visit."""

    when: str
    title: str
    sentences: tuple[str, ...]
    is_rest: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Timeline:
    """One kind of visit from its first minute to its last."""

    name: str
    minutes: int
    about: str
    segments: tuple[tuple[str, int], ...]
    steps: tuple[Step, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    timelines: tuple[Timeline, ...]
    feel: tuple[pages.ShownClaim, ...]
    afraid: questions.Asked | None
    length: pages.ShownClaim | None
    afterwards: pages.ShownClaim | None
    side_effects: pages.ShownClaim | None


def page(offered: Sequence[offers.Offer], on: dt.date) -> Page:
    """Return the page for a day, with the first visit and the first follow-up that the clinic offers."""
    wanted = [next((one for one in offered if one.is_first is is_first), None) for is_first in (True, False)]
    return Page(
        timelines=tuple(timeline(one) for one in wanted if one),
        feel=tuple(claim for key in ("needle_feel", "how_unpleasant") if (claim := pages.claim_on(key, on))),
        afraid=questions.one("afraid-of-needles", on),
        length=pages.claim_on("visit_length", on),
        afterwards=pages.claim_on("afterwards", on),
        side_effects=pages.claim_on("side_effects", on),
    )


def timeline(offer: offers.Offer) -> Timeline:
    return Timeline(offer.name, offer.minutes, offer.about, offer.segments, tuple(_steps(offer)))


def _steps(offer: offers.Offer) -> Iterator[Step]:
    ends = list(itertools.accumulate(minutes for _kind, minutes in offer.segments))
    last = len(ends) - 1
    for place, ((kind, minutes), end) in enumerate(zip(offer.segments, ends, strict=True)):
        title, *sentences = _words(Kind(kind), place, last, is_first=offer.is_first)
        when = gettext("Minute %(start)s to %(end)s") % {"start": end - minutes, "end": end}
        yield Step(when, title, tuple(sentences), Kind(kind) in rules.RESTING)


def _words(kind: rules.Kind, place: int, last: int, *, is_first: bool) -> tuple[str, ...]:
    """Return a title and sentences for the segment at a place, counted from nought."""
    if kind is Kind.REST:
        return (
            gettext("You rest with the needles in"),
            gettext("You lie warm and still, and may doze."),
            gettext("You have a bell in your hand. We look in on you."),
        )
    if kind is Kind.ATTENDED:
        return (
            gettext("You rest, and we stay with you"),
            gettext("You lie warm and still. We stay in the room all the time."),
        )
    if place == last and place:
        return (
            gettext("Needles out"),
            gettext("We take each needle out and count it against what went in."),
            gettext("Sit up slowly and have some water. We say what comes next."),
        )
    if place:
        return (
            gettext("We look at the needles"),
            gettext("We may turn some a little, take some out, or put new ones in. Then you rest again."),
        )
    if is_first:
        return (
            gettext("We talk, we look, and the needles go in"),
            gettext(
                "We ask about your pain, your health and your medicines. We ask the warning questions once more."
            ),
            gettext(
                "We watch how your back moves, and feel where it is sore. We test your legs if the pain goes there."
            ),
            gettext("We agree on what “better” means for you, on a plan, and on which parts you say yes to."),
            gettext("Then the needles go in, one by one. We count them."),
        )
    return (
        gettext("We ask how it went, and the needles go in"),
        gettext("We look at your answers since last time, and ask if anything went wrong."),
        gettext("We keep to the plan or change it with you. Then the needles go in, and we count them."),
    )

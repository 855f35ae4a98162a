"""What the public pages say about care: what has left them and why, what leaves soon, and what waits for a clinician."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.knowledge.evidence import claims, guidelines

SOON = dt.timedelta(days=60)
Lack = claims.Lack


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """Tables of (claim, why or when, where it stands); of what waits (claim, its words, where it stands)."""

    summary: str
    columns: tuple[str, ...]
    gone: tuple[tuple[str, ...], ...]
    soon: tuple[tuple[str, ...], ...]
    waiting: tuple[tuple[str, ...], ...]
    waiting_columns: tuple[str, ...]
    waiting_title: str


def page(on: dt.date, known: Sequence[claims.Claim] | None = None) -> Page:
    """Return the owner's list for a day.

    known   the claims to look at; None: those in force
    """
    known = claims.all_claims() if known is None else known
    shown = [one for one in known if one.is_current(on)]
    gone = [one for one in known if not one.is_current(on)]
    waiting = [one for one in shown if one.status is claims.Status.AWAITING_REVIEW]
    return Page(
        summary=ngettext(
            "%(shown)s claim is on the public pages, %(gone)s are not.",
            "%(shown)s claims are on the public pages, %(gone)s are not.",
            len(shown),
        )
        % {"shown": len(shown), "gone": len(gone)},
        columns=(gettext("Claim"), gettext("Why it is here"), gettext("Where it stands")),
        gone=(
            *(_row(one, " ".join(why_not(one, on))) for one in gone),
            *_guidelines(on),
        ),
        soon=tuple(
            _row(one, gettext("Leaves on %(day)s.") % {"day": _day(one.review_by)})
            for one in sorted(shown, key=lambda one: one.review_by)
            if one.review_by - on <= SOON
        ),
        waiting=tuple(_row(one, " ".join(_waits(one))) for one in waiting),
        waiting_columns=(gettext("Claim"), gettext("What it says"), gettext("Where it stands")),
        waiting_title=ngettext("Read %(n)s claim", "Read all %(n)s claims", len(waiting))
        % {"n": len(waiting)},
    )


def why_not(one: claims.Claim, on: dt.date) -> list[str]:
    """Return a sentence for each reason for which a claim is not shown."""
    words = {
        Lack.WORDS: gettext("It says nothing."),
        Lack.SOURCE: gettext("It names no source."),
        Lack.COMPARATOR: gettext("It does not say what it was compared with."),
        Lack.DATE: gettext("It has no day by which it must be looked at again."),
        Lack.OTHER_SIDE: gettext("It names what speaks for it and not what speaks against it."),
        Lack.DISSENT: gettext(
            "It leans on a body in favour, without the body against and a result with pretend needles."
        ),
    }
    found = [words[lack] for lack in one.lacks]
    if one.is_withdrawn:
        found.append(gettext("It was taken back."))
    if one.is_expired(on):
        found.append(gettext("Its day was %(day)s.") % {"day": _day(one.review_by)})
    if one.reviewed_on > on:
        found.append(gettext("It begins on %(day)s.") % {"day": _day(one.reviewed_on)})
    return found


def _waits(one: claims.Claim) -> list[str]:
    """Return the words that a clinician has to judge; why it waits is the same for all and stands above."""
    found = [gettext(sentence) for sentence in one.wording]
    if not one.is_confirmed:
        found.append(gettext("Nobody has read its sources: it is shown as unconfirmed."))
    return found


def _guidelines(on: dt.date) -> tuple[tuple[str, ...], ...]:
    known = guidelines.published()
    if known.on(on):
        return ()
    day = gettext("Its day was %(day)s.") % {"day": _day(known.review_by)}
    return ((gettext("What health bodies advise"), day, "guidelines.toml"),)


def _row(one: claims.Claim, words: str) -> tuple[str, ...]:
    return (one.title, words, f"{one.file}, {one.key}")


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")

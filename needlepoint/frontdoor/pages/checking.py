"""Who checked what stands on the public pages, when, and when somebody has to look again."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_noop, ngettext

from needlepoint.frontdoor import pages
from needlepoint.frontdoor.pages import doors
from needlepoint.knowledge.evidence import adverse, claims, guidelines, studies
from needlepoint.knowledge.safety import rulebook

# Where the claims of a file are read first: the file, its name for a reader, the public page.
FILES = (
    ("claims.toml", gettext_noop("Does it work, and how many visits"), "evidence"),
    ("claims_checked.toml", gettext_noop("What people say, checked"), "checked"),
    ("claims_problems.toml", gettext_noop("Back problems, and what helps"), "causes"),
    ("claims_about.toml", gettext_noop("What acupuncture is, safety, cupping and heat"), "acupuncture"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """The claims of one kind. name: of the page where they are read first; address: empty when it is not there."""

    name: str
    address: str
    count: str
    rows: tuple[tuple[str, ...], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """sentences: how many claims there are, how many rest on a source that was read, how many a clinician has checked."""

    sentences: tuple[str, ...]
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    lists: tuple[tuple[str, ...], ...]
    list_columns: tuple[str, ...]


def page(on: dt.date) -> Page:
    """Return what stands on the public pages on a day, and who has looked at it."""
    shown = claims.current_claims(on)
    until, who = gettext("Next review by"), gettext("Who checked it")
    return Page(
        sentences=tuple(_summary(shown)),
        columns=(gettext("Claim"), gettext("Sources last read"), until, who),
        groups=tuple(_groups(shown)),
        lists=tuple(_lists(on)),
        list_columns=(gettext("List"), gettext("Last looked at"), until, who),
    )


def of_page(keys: Iterable[str]) -> tuple[str, ...]:
    """Return when the claims of one page were last held against their sources, and by whom; nothing without claims."""
    shown = [one for key in keys if (one := claims.claim(key)).is_confirmed]
    if not shown:
        return ()
    days = {
        "on": formats.date_format(min(one.reviewed_on for one in shown), "j F Y"),
        "by": formats.date_format(min(one.review_by for one in shown), "j F Y"),
    }
    who = tuple(dict.fromkeys(one.reviewer for one in shown))
    is_reviewed = all(one.status is claims.Status.REVIEWED for one in shown)
    return (
        gettext("We last read the sources of this page on %(on)s, and will again by %(by)s.") % days,
        gettext("Checked by %(who)s.") % {"who": ", ".join(who)}
        if is_reviewed
        else gettext("No clinician has checked all of it yet."),
    )


def _summary(shown: tuple[claims.Claim, ...]) -> Iterator[str]:
    read = sum(one.is_confirmed for one in shown)
    checked = sum(one.status is claims.Status.REVIEWED for one in shown)
    yield ngettext(
        "There is %(n)s claim on these pages today.",
        "There are %(n)s claims on these pages today.",
        len(shown),
    ) % {"n": len(shown)}
    yield ngettext(
        "For %(n)s of them we have read at least one source ourselves.",
        "For %(n)s of them we have read at least one source ourselves.",
        read,
    ) % {"n": read}
    if read < len(shown):
        yield gettext("The rest are marked “unconfirmed”.")
    if checked:
        yield ngettext(
            "A clinician has checked %(n)s of them.", "Clinicians have checked %(n)s of them.", checked
        ) % {"n": checked}
    else:
        yield gettext("No clinician has checked any of them yet.")


def _groups(shown: tuple[claims.Claim, ...]) -> Iterator[Group]:
    known = {file for file, _name, _page in FILES}
    other = tuple(sorted({one.file for one in shown} - known))
    places = (
        *(((file,), gettext(name), doors.address(page)) for file, name, page in FILES),
        (other, gettext("Other answers"), doors.address("questions")),
    )
    for files, name, address in places:
        theirs = [one for one in shown if one.file in files]
        if theirs:
            count = ngettext("%(n)s claim", "%(n)s claims", len(theirs)) % {"n": len(theirs)}
            yield Group(name, address, count, tuple(map(_row, theirs)))


def _row(one: claims.Claim) -> tuple[str, ...]:
    worded = pages.shown(one)
    read_on = _day(one.reviewed_on) if one.is_confirmed else gettext("Not yet")
    title = format_html('<span data-claim-title="{}">{}</span>', one.key, worded.title)
    return title, read_on, _day(one.review_by), worded.reviewer


def _lists(on: dt.date) -> Iterator[tuple[str, ...]]:
    """Yield the lists of facts that are looked at as a whole; none whose day has come."""
    waiting, reviewed = claims.Status.AWAITING_REVIEW, claims.Status.REVIEWED
    looked, advice, harm, check = (
        studies.looked(),
        guidelines.published(),
        adverse.published().review,
        rulebook.current(),
    )
    for name, since, until, status in (
        (gettext("The trials, and what they found together"), looked.reviewed_on, looked.review_by, waiting),
        (gettext("What health bodies advise"), advice.reviewed_on, advice.review_by, waiting),
        (gettext("How often something went wrong"), harm.reviewed_on, harm.review_by, harm.status),
        (gettext("The check before you book"), check.written_on, check.review_by, waiting),
    ):
        if on < until:
            who = gettext(status.label) if status is reviewed else gettext("No clinician yet")
            yield name, _day(since), _day(until), who


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")

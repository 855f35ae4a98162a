"""How a forecast is said: how many people out of ten, between which numbers, and never a word about why."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.house.design import drawing
from needlepoint.outcomes.rules import forecasting as rules

WhyNot = rules.WhyNot
LOW_TENTHS = 3  # so few in ten that nobody should be left alone with the number


@dataclasses.dataclass(frozen=True, slots=True)
class Band:
    """Where a drawing of the trend shows what is likely: from the last score on to `day`."""

    day: dt.date
    low: int  # 0-10
    high: int
    mean: float
    label: str  # short, beside the band


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A forecast in words, or why there is none. One of `share_words` and `why_not` is empty.

    share_words  how many of ten got better by an amount that counts
    means_words  which number that is for this person: on the trend a change may matter from fewer points on
    band_words   between which numbers pain was for most of them
    caveat       what a forecast cannot say
    basis        whose past it goes by
    advice       what to do, for somebody who reads that little is likely; else empty
    tenths       the dots of ten that are filled
    why_not      one plain sentence; may be empty too, where nothing needs saying (the course is over)
    band         for the drawing of a trend, or None
    about_url    for staff: the page on how often forecasts were right
    """

    share_words: str = ""
    band_words: str = ""
    caveat: str = ""
    basis: str = ""
    advice: str = ""
    tenths: int = 0
    why_not: str = ""
    means_words: str = ""
    band: Band | None = None
    about_url: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to print at all."""
        return not self.share_words and not self.why_not

    @property
    def dots(self) -> tuple[tuple[int, str], ...]:
        """The dots of ten; none where "fewer than 1" or "more than 9" is all that can be said."""
        if not 0 < self.tenths < rules.TENTHS:
            return ()
        return ((self.tenths, _("of 10 people were at least 30 % better")),)


def said(foretold: rules.Foretold, *, is_own: bool) -> Said:
    """Put a forecast into words.

    is_own  the reader is the person it is about
    """
    outlook, about_url = foretold.outlook, "" if is_own else reverse("outcomes:forecast")
    if outlook is None:
        return Said(why_not=_why_not(foretold, is_own=is_own), about_url=about_url)
    return Said(
        share_words=_share(outlook, is_own=is_own),
        means_words=_("From a start of %(start)s, at least 30 %% better is pain of %(most)s or less.")
        % {"start": drawing.number(outlook.start), "most": outlook.better_from},
        band_words=_band(outlook),
        caveat=_caveat(is_own=is_own),
        basis=_basis(foretold.courses),
        advice=_("Ask us what else could help.") if is_own and outlook.tenths <= LOW_TENTHS else "",
        tenths=outlook.tenths,
        band=Band(outlook.for_day, outlook.low, outlook.high, outlook.mean, _("likely")),
        about_url=about_url,
    )


def _share(outlook: rules.Outlook, *, is_own: bool) -> str:
    words = {"n": outlook.tenths, "visit": outlook.for_visit}
    if outlook.tenths == 0:
        own = _(
            "Fewer than 1 in 10 people like you who kept coming were at least 30 %% better by visit %(visit)s."
        )
        theirs = _("Fewer than 1 in 10 people like them who kept coming were at least 30 %% better by visit %(visit)s.")  # fmt: skip
    elif outlook.tenths == rules.TENTHS:
        own = _(
            "More than 9 in 10 people like you who kept coming were at least 30 %% better by visit %(visit)s."
        )
        theirs = _("More than 9 in 10 people like them who kept coming were at least 30 %% better by visit %(visit)s.")  # fmt: skip
    else:
        own = _(
            "About %(n)s in 10 people like you who kept coming were at least 30 %% better by visit %(visit)s."
        )
        theirs = _("About %(n)s in 10 people like them who kept coming were at least 30 %% better by visit %(visit)s.")  # fmt: skip
    return (own if is_own else theirs) % words


def _band(outlook: rules.Outlook) -> str:
    words = {"low": outlook.low, "high": outlook.high, "day": formats.date_format(outlook.for_day, "j F")}
    if outlook.low == outlook.high:
        return _("At least 8 in 10 of them had pain of %(low)s then. That visit is about %(day)s.") % words
    return (
        _("At least 8 in 10 of them had pain from %(low)s to %(high)s then. That visit is about %(day)s.")
        % words
    )


def _caveat(*, is_own: bool) -> str:
    if is_own:
        return _(
            "They began with pain like yours and it changed as yours did. Nobody can tell how it will be for you."
        )
    return _(
        "They began with pain like theirs and it changed in the same way. Nobody can tell how it will be for one person."
    )


def _basis(courses: int) -> str:
    if courses:
        return _("We worked this out from studies of back pain and from %(n)s people treated here.") % {
            "n": courses
        }
    return _("We worked this out from studies of back pain, and not yet from people treated here.")


def _why_not(foretold: rules.Foretold, *, is_own: bool) -> str:
    if foretold.why_not is WhyNot.OFF:
        return off_words()
    if foretold.why_not is WhyNot.FEW:
        missing = rules.KNOWN_FROM - min(foretold.known, rules.KNOWN_FROM - 1)
        return ngettext(
            "We can look ahead after %(n)s more answer about pain.",
            "We can look ahead after %(n)s more answers about pain.",
            missing,
        ) % {"n": missing}
    if foretold.why_not is WhyNot.NO_ROOM:
        if is_own:
            return _("Your pain was so low at the start that we cannot say how likely a clear change is.")
        return _("Pain was so low at the start that we cannot say how likely a clear change is.")
    if foretold.why_not is WhyNot.DONE:
        return _("All planned visits are done, so there is no visit to look ahead to.")
    return ""


def off_words() -> str:
    """The one sentence that stands wherever a forecast would stand while it is switched off."""
    return _("We do not look ahead at the moment: when we checked, we had not been right often enough.")

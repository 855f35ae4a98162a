"""What the report shows: every figure with what it means, what it is a part of, and whether it is too small to say."""

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from needlepoint.booking.queries import report as queries
from needlepoint.booking.rules import report as rules
from needlepoint.house.design import components
from needlepoint.house.design.drawing import ink

By, Outcome, Share = rules.By, rules.Outcome, rules.Share
BAR_WIDTH, BAR_HEIGHT, WHOLE = 96, 10, 100
HOUR = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    periods  one when a single week or month is looked at
    """

    by: By
    periods: tuple[rules.Period, ...]
    is_one: bool
    today: dt.date


def asked(query: Mapping[str, str], today: dt.date) -> Asked:
    """Read an address; what cannot be read is as if it were not there."""
    by = By(query.get("by", "")) if query.get("by") in set(By) else By.WEEK
    one = _date(query.get("only", ""))
    wanted = rules.periods(by, one or _date(query.get("until", "")) or today)
    return Asked(by, wanted[-1:] if one else wanted, one is not None, today)


def _date(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        return None


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A table and what its words mean."""

    title: str
    columns: tuple[components.Column, ...]
    rows: tuple[tuple[object, ...], ...]
    meanings: tuple[tuple[str, str], ...]

    @property
    def lines(self):
        """The rows, each cell with its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclasses.dataclass(frozen=True, slots=True)
class ReportPage:
    tabs: tuple[tuple[str, str, bool], ...]
    span_words: str
    earlier_url: str
    later_url: str
    all_url: str
    csv_url: str
    figures: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    is_empty: bool


def report_page(found: queries.Report, wanted: Asked, clinic_name: str) -> ReportPage:
    sections = [
        _fullness(found, wanted),
        _outcomes(found, wanted),
        _practitioners(found),
        _rooms(found),
        *([_places(found, clinic_name)] if len(found.places) > 1 else []),
        _leads(found),
        _new(found),
    ]
    first, last = wanted.periods[0], wanted.periods[-1]
    is_past = last.end <= wanted.today
    return ReportPage(
        tabs=(
            (gettext("By week"), _address(by=By.WEEK), wanted.by is By.WEEK),
            (gettext("By month"), _address(by=By.MONTH), wanted.by is By.MONTH),
        ),
        span_words=gettext("%(first)s to %(last)s")
        % {"first": _day(first.first), "last": _day(last.end - dt.timedelta(days=1))},
        earlier_url=_step(wanted, first.first - dt.timedelta(days=1)),
        later_url=_step(wanted, _later(wanted)) if is_past else "",
        all_url=_address(by=wanted.by, until=last.first.isoformat()) if wanted.is_one else "",
        csv_url=f"{reverse('desk:report_csv')}?{_query(wanted)}",
        figures=_figures(found.whole),
        sections=tuple(sections),
        is_empty=not found.whole.tally.total,
    )


def _later(wanted: Asked) -> dt.date:
    """A day in the last of the periods that follow; never one beyond today's."""
    last = wanted.periods[-1]
    if wanted.is_one:
        return last.end
    length = last.end - wanted.periods[0].first
    return min(last.end + length - dt.timedelta(days=1), wanted.today)


def _step(wanted: Asked, to: dt.date) -> str:
    return _address(by=wanted.by, **{"only" if wanted.is_one else "until": to.isoformat()})


def _query(wanted: Asked) -> str:
    name = "only" if wanted.is_one else "until"
    return urlencode({"by": wanted.by, name: wanted.periods[-1].first.isoformat()})


def _address(**query: str) -> str:
    return f"{reverse('desk:report')}?{urlencode(query)}"


def _figures(whole: queries.Line) -> tuple[tuple[str, str], ...]:
    return (
        (gettext("of the time at work was booked with patients"), _percent(Share(whole.tally.hands_booked, whole.at_work))),
        (gettext("of the room time was in use"), _percent(Share(whole.tally.room_held, whole.room_open))),
        (gettext("visits done"), str(whole.tally.of(Outcome.DONE))),
        (gettext("of the visits that were due, nobody came"), _of(whole.tally.missed)),
    )  # fmt: skip


# --- Sections ------------------------------------------------------------------------------------------------------------


def _fullness(found: queries.Report, wanted: Asked) -> Section:
    return Section(
        title=gettext("How full the days were"),
        columns=(
            _words(_period_title(wanted)),
            _number(gettext("At work")),
            _number(gettext("Booked")),
            _number(gettext("Done")),
            _words(gettext("Booked, of the time at work")),
            _words(gettext("Rooms in use, of their time")),
        ),
        rows=tuple(
            (
                _period(line.key, wanted),
                _hours(line.at_work),
                _hours(line.tally.hands_booked),
                _hours(line.tally.hands_done),
                _time_bar(Share(line.tally.hands_booked, line.at_work)),
                _time_bar(Share(line.tally.room_held, line.room_open)),
            )
            for line in reversed(found.periods)
        ),
        meanings=(
            (gettext("At work"), gettext("Working hours of everybody who treats, without leave and closed days, by the hours as they are set now.")),
            (gettext("Booked"), gettext("Time that somebody spends with patients in visits that were not cancelled. The rest with needles in is not counted: the practitioner is free then.")),
            (gettext("Done"), gettext("The same, only for visits where the patient came.")),
            (gettext("Rooms in use"), gettext("From the welcome until the room is ready again, of the time in which anybody is at work there. Each place of a shared room counts.")),
        ),
    )  # fmt: skip


OUTCOMES = (Outcome.DONE, Outcome.MISSED, Outcome.LATE, Outcome.IN_TIME)


def _outcomes(found: queries.Report, wanted: Asked) -> Section:
    return Section(
        title=gettext("What became of the visits"),
        columns=(
            _words(_period_title(wanted)),
            *_outcome_columns(),
            _number(gettext("Moved")),
            _number(gettext("To come")),
            _number(gettext("Not noted")),
            _words(gettext("Missed, of those due")),
        ),
        rows=tuple(
            (
                _period(line.key, wanted),
                *_outcome_cells(line.tally),
                str(line.tally.moved),
                str(line.tally.of(Outcome.TO_COME)),
                str(line.tally.of(Outcome.NOT_NOTED)),
                _visit_bar(line.tally.missed),
            )
            for line in reversed(found.periods)
        ),
        meanings=(
            (gettext("Missed, of those due"), gettext("Visits nobody came to, of all that were done or missed. Cancelled ones were not due any more.")),
            (gettext("Cancelled late"), gettext("Cancelled when it was no longer free of charge by your policy of today, whoever cancelled it.")),
            (gettext("Moved"), gettext("Visits that were given another time at least once. They also count under what became of them.")),
            (gettext("Not noted"), gettext("Their time is over, and nobody wrote down whether the patient came.")),
        ),
    )  # fmt: skip


def _practitioners(found: queries.Report) -> Section:
    return Section(
        title=gettext("By practitioner"),
        columns=(
            _words(gettext("Practitioner")),
            _number(gettext("At work")),
            _number(gettext("Booked")),
            _words(gettext("Booked, of the time at work")),
            _number(gettext("Visits done")),
            _words(gettext("Missed, of those due")),
        ),
        rows=tuple(
            (
                line.key.name,
                _hours(line.at_work),
                _hours(line.tally.hands_booked),
                _time_bar(Share(line.tally.hands_booked, line.at_work)),
                str(line.tally.of(Outcome.DONE)),
                _visit_bar(line.tally.missed),
            )
            for line in found.practitioners
        ),
        meanings=(
            (gettext("A full day"), gettext("Nobody reaches 100%: notes, breaks between people and the last rest of the day take time too. Compare a person with their own earlier weeks.")),
        ),
    )  # fmt: skip


def _rooms(found: queries.Report) -> Section:
    return Section(
        title=gettext("By room"),
        columns=(
            _words(gettext("Room")),
            _number(gettext("In use")),
            _words(gettext("In use, of its time")),
            _number(gettext("Visits done")),
            _words(gettext("Missed, of those due")),
        ),
        rows=tuple(
            (
                line.key.name,
                _hours(line.tally.room_held),
                _time_bar(Share(line.tally.room_held, line.room_open)),
                str(line.tally.of(Outcome.DONE)),
                _visit_bar(line.tally.missed),
            )
            for line in found.rooms
        ),
        meanings=((gettext("Its time"), gettext("While anybody is at work in that place. People are put into the room that lets the next ones fit, so rooms are not used alike.")),),
    )  # fmt: skip


def _places(found: queries.Report, clinic_name: str) -> Section:
    return Section(
        title=gettext("By place"),
        columns=(
            _words(gettext("Place")),
            _number(gettext("At work")),
            _words(gettext("Booked, of the time at work")),
            _words(gettext("Rooms in use, of their time")),
            _number(gettext("Visits done")),
            _words(gettext("Missed, of those due")),
        ),
        rows=tuple(
            (
                line.key.name if line.key else clinic_name,
                _hours(line.at_work),
                _time_bar(Share(line.tally.hands_booked, line.at_work)),
                _time_bar(Share(line.tally.room_held, line.room_open)),
                str(line.tally.of(Outcome.DONE)),
                _visit_bar(line.tally.missed),
            )
            for line in found.places
        ),
        meanings=(),
    )


def _leads(found: queries.Report) -> Section:
    return _by_kind(
        gettext("By how long before it was booked"),
        gettext("Booked"),
        zip(lead_words(), found.leads, strict=True),
        (gettext("Booked"), gettext("From the moment of booking to the visit, at the time it has now.")),
    )


def lead_words() -> tuple[str, ...]:
    """Return the names of rules.LEAD_FROM, in its order."""
    return (
        gettext("less than a day before"),
        gettext("1 to 2 days before"),
        gettext("3 to 7 days before"),
        gettext("8 to 21 days before"),
        gettext("more than 3 weeks before"),
    )


def _new(found: queries.Report) -> Section:
    pairs = ((gettext("New people"), found.new), (gettext("People treated here before"), found.returning))
    meaning = gettext("Who had no visit done here before this one.")
    return _by_kind(gettext("New people and others"), gettext("Who"), pairs, (gettext("New people"), meaning))


def _by_kind(title: str, first: str, pairs, meaning: tuple[str, str]) -> Section:
    return Section(
        title=title,
        columns=(_words(first), *_outcome_columns(), _words(gettext("Missed, of those due"))),
        rows=tuple((words, *_outcome_cells(tally), _visit_bar(tally.missed)) for words, tally in pairs),
        meanings=(meaning,),
    )


def _outcome_columns():
    return (
        _number(gettext("Done")),
        _number(gettext("Missed")),
        _number(gettext("Cancelled late")),
        _number(gettext("Cancelled in time")),
    )


def _outcome_cells(tally: rules.Tally) -> tuple[str, ...]:
    return tuple(str(tally.of(outcome)) for outcome in OUTCOMES)


# --- Cells -----------------------------------------------------------------------------------------------------------------


def _words(label: str) -> components.Column:
    return components.Column(label)


def _number(label: str) -> components.Column:
    return components.Column(label, numeric=True)


def _period_title(wanted: Asked) -> str:
    return gettext("Week from") if wanted.by is By.WEEK else gettext("Month")


def _period(period: rules.Period, wanted: Asked):
    words = _day(period.first) if wanted.by is By.WEEK else formats.date_format(period.first, "F Y")
    if wanted.is_one:
        return words
    return format_html('<a href="{}">{}</a>', _address(by=wanted.by, only=period.first.isoformat()), words)


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")


def _hours(minutes: int) -> str:
    """Write minutes as hours to the nearest tenth, which is what a week is thought in."""
    return gettext("%(hours)s h") % {"hours": ink.number(minutes / HOUR)}


def _percent(share: Share) -> str:
    return gettext("–") if share.percent is None else gettext("%(n)s%%") % {"n": share.percent}


def _of(share: Share) -> str:
    if not share.whole:
        return gettext("none due")
    return gettext("%(part)s of %(whole)s") % {"part": share.part, "whole": share.whole}


def _time_bar(share: Share):
    """Draw a share of time: in percent, and of how many hours."""
    if share.percent is None:
        return gettext("–")
    return _drawn_with(share, gettext("of %(hours)s") % {"hours": _hours(share.whole)})


def _visit_bar(share: Share):
    """Draw a share of visits with both numbers; of fewer than five nothing is drawn."""
    if share.percent is None:
        return gettext("none due")
    if share.is_small:
        few = gettext("fewer than %(n)s: too few to say") % {"n": rules.TOO_FEW}
        return format_html('{} <span class="small quiet">{}</span>', _of(share), few)
    return _drawn_with(share, _of(share))


def _drawn_with(share: Share, words: str):
    return format_html(
        '<span class="share">{} <b>{}</b> <span class="small quiet">{}</span></span>',
        _drawn(share.percent or 0),
        _percent(share),
        words,
    )


def _drawn(percent: int) -> SafeString:
    width = BAR_WIDTH * min(percent, WHOLE) / WHOLE
    box = f'height="{BAR_HEIGHT}" rx="3" x="0" y="0"'
    parts = [
        f'<rect class="whole" width="{BAR_WIDTH}" {box}/>',
        f'<rect class="part" width="{ink.number(width)}" {box}/>' if width else "",
    ]
    drawn = ink.svg(classes="bar", width=BAR_WIDTH, height=BAR_HEIGHT, label="", body=parts)
    return mark_safe(drawn)  # noqa: S308  made of numbers only


# --- The file --------------------------------------------------------------------------------------------------------------

FIELDS = (
    "table", "line", "minutes_at_work", "minutes_with_patients_booked", "minutes_with_patients_done",
    "room_minutes_in_use", "room_minutes_open", "done", "missed", "cancelled_late", "cancelled_in_time", "moved",
    "to_come", "not_noted",
)  # fmt: skip
LEADS = ("under_1_day", "1_to_2_days", "3_to_7_days", "8_to_21_days", "over_21_days")


def as_csv(found: queries.Report) -> str:
    """Return the figures as a file: no patient is in it, and practitioners go by their codes."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    tables: tuple[tuple[str, list[queries.Line], Callable[[object], str]], ...] = (
        ("period", found.periods, lambda period: period.first.isoformat()),
        ("practitioner", found.practitioners, lambda one: one.code),
        ("room", found.rooms, lambda room: room.name),
        ("place", found.places, lambda place: place.name if place else "first place"),
    )
    for table, lines, named in tables:
        for line in lines:
            writer.writerow(
                [table, _safe(named(line.key)), line.at_work, *_cells(line.tally, line.room_open)]
            )
    kinds = [("lead_time", *pair) for pair in zip(LEADS, found.leads, strict=True)]
    for table, name, tally in (
        *kinds,
        ("patient", "new", found.new),
        ("patient", "returning", found.returning),
    ):
        writer.writerow([table, name, "", "", "", "", "", *_counts(tally)])
    return out.getvalue()


def _cells(tally: rules.Tally, room_open: int) -> tuple[int | str, ...]:
    return (tally.hands_booked, tally.hands_done, tally.room_held, room_open or "", *_counts(tally))


def _counts(tally: rules.Tally) -> tuple[int, ...]:
    after = (tally.moved, tally.of(Outcome.TO_COME), tally.of(Outcome.NOT_NOTED))
    return (*(tally.of(outcome) for outcome in OUTCOMES), *after)


def _safe(words: str) -> str:
    """A spreadsheet takes what begins so for a formula; an apostrophe makes it words."""
    return f"'{words}" if words[:1] in {"=", "+", "-", "@", "\t", "\r"} else words

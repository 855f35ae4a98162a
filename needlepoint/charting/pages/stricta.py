"""What a report by STRICTA 2010 shows, on a page, as a table for a spreadsheet and as text. No name of a patient is in it."""

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.charting import models, rules, wording
from needlepoint.charting.queries import stricta as reads
from needlepoint.charting.rules import stricta
from needlepoint.house import clock
from needlepoint.house.design import components
from needlepoint.knowledge.points import presets
from needlepoint.knowledge.tradition import catalogue
from needlepoint.people import models as people
from needlepoint.plans.wording import examining

Item, State = stricta.Item, stricta.State
SHOWN = 20  # visits listed on the page; the files hold them all

ITEMS = {
    Item.STYLE: _("Tradition worked in"),
    Item.REASONING: _("Why this treatment"),
    Item.VARIATION: _("How far it was fitted to the person"),
    Item.NEEDLES: _("Needles in a visit"),
    Item.POINTS: _("Points and sides"),
    Item.DEPTH: _("Depth"),
    Item.RESPONSE: _("Response sought and got"),
    Item.STIMULATION: _("How needles were moved or stimulated"),
    Item.RETENTION: _("Minutes the needles stayed in"),
    Item.NEEDLE_TYPE: _("Kind of needle"),
    Item.SESSIONS: _("Number of visits"),
    Item.FREQUENCY: _("How often, and minutes of hands-on time"),
    Item.BESIDE: _("What was done beside the needles"),
    Item.SETTING: _("Setting, and what patients are told"),
    Item.PRACTITIONER: _("Who treated: training and years"),
    Item.COMPARATOR: _("What it was compared with"),
    Item.COMPARATOR_DETAIL: _("The comparison in detail"),
}
STATES = {
    State.WHOLE: (_("Written"), "good"),
    State.PARTLY: (_("Partly"), "soon"),
    State.ABSENT: (_("Absent"), "danger"),
    State.OF_TRIALS: (_("Only in trials"), "quiet"),
}
MISSING = {
    (Item.STYLE, "style"): _("the tradition"),
    (Item.REASONING, "why"): _("the reasons in words"),
    (Item.REASONING, "source"): _("a source"),
    (Item.VARIATION, "individualised"): _("how far it may change"),
    (Item.NEEDLES, "in"): _("the count in"),
    (Item.NEEDLES, "out"): _("the count out"),
    (Item.POINTS, "points"): _("the points"),
    (Item.POINTS, "places"): _("where each sore spot was"),
    (Item.DEPTH, "some"): _("any depth"),
    (Item.DEPTH, "all"): _("the depth of every point"),
    (Item.RESPONSE, "sought"): _("the response sought"),
    (Item.RESPONSE, "got"): _("the response that came"),
    (Item.STIMULATION, "how"): _("how they were moved"),
    (Item.STIMULATION, "current"): _("every setting of the current"),
    (Item.RETENTION, "minutes"): _("when they went in and came out"),
    (Item.NEEDLE_TYPE, "size"): _("thickness and length"),
    (Item.NEEDLE_TYPE, "maker"): _("the maker"),
    (Item.SESSIONS, "number"): _("which visit of the course"),
    (Item.SESSIONS, "planned"): _("how many were planned"),
    (Item.FREQUENCY, "pace"): _("how often"),
    (Item.FREQUENCY, "hands_on"): _("minutes of hands-on time"),
    (Item.BESIDE, "beside"): _("anything beside the needles"),
    (Item.SETTING, "setting"): _("the setting"),
    (Item.PRACTITIONER, "qualification"): _("the training"),
    (Item.PRACTITIONER, "since"): _("years of practice"),
}
BESIDE = {
    **{str(kind): words for kind, words in wording.KINDS.items()},
    "HEAT": _("Heat"),
    "PRESS_NEEDLE": _("Press needles"),
    "EAR_NEEDLE": _("Ear press needles"),
    "SEED": _("Ear seeds"),
    "HOME": _("Home programme"),
}


# --- What one visit says of an item ------------------------------------------------------------------------------------


def values(facts: stricta.Facts) -> Mapping[Item, str]:
    """Word what is written down for each item; "" where nothing is."""
    said: dict[Item, Callable[[stricta.Facts], Iterable[str]]] = {
        Item.STYLE: lambda one: [_named(examining.STYLES, one.style)],
        Item.REASONING: _reasoning,
        Item.VARIATION: _variation,
        Item.NEEDLES: _needles,
        Item.POINTS: lambda one: [_point(row) for row in one.rows],
        Item.DEPTH: lambda one: [
            gettext("%(point)s %(depth)s mm") % {"point": _label(row), "depth": row.depth_mm}
            for row in one.rows
            if row.depth_mm is not None
        ],
        Item.RESPONSE: _response,
        Item.STIMULATION: _stimulation,
        Item.RETENTION: lambda one: [_minutes(one.retention_minutes)],
        Item.NEEDLE_TYPE: _needle_type,
        Item.SESSIONS: _sessions,
        Item.FREQUENCY: _frequency,
        Item.BESIDE: lambda one: [_named(BESIDE, key) for key in one.beside],
        Item.SETTING: lambda one: [one.setting],
        Item.PRACTITIONER: _practitioner,
        Item.COMPARATOR: lambda _one: [],
        Item.COMPARATOR_DETAIL: lambda _one: [],
    }
    return {
        item: "; ".join(words.rstrip(". ") for words in write(facts) if words) for item, write in said.items()
    }


def _named(names: Mapping, key: str) -> str:
    return str(names.get(key, key)) if key else ""


def _minutes(count: int | None) -> str:
    return "" if count is None else wording.minutes(count)


def _label(row: stricta.Needled) -> str:
    return wording.point_label(rules.Row(row.code, rules.Side(row.side), row.needles, place=row.place))


def _point(row: stricta.Needled) -> str:
    return f"{_label(row)} {str(wording.SIDES[rules.Side(row.side)]).lower()} ×{row.needles}"


def _reasoning(one: stricta.Facts) -> list[str]:
    known = {each.key: each.name for each in presets.all_presets()}
    patterns = {each.key: each.name for each in catalogue.current().patterns}
    return [
        one.rationale,
        gettext("points of %(source)s") % {"source": gettext(known.get(one.preset, one.preset))}
        if one.preset
        else "",
        *(gettext(patterns.get(key, key)) for key in one.patterns),
    ]


def _variation(one: stricta.Facts) -> list[str]:
    changed = gettext("%(changed)s of %(points)s points chosen or changed at this visit") % {
        "changed": one.changed,
        "points": len(one.rows),
    }
    return [_named(examining.INDIVIDUALISED, one.individualised), changed if one.individualised else ""]


def _needles(one: stricta.Facts) -> list[str]:
    return [
        gettext("%(count)s in") % {"count": one.needles_in} if one.needles_in is not None else "",
        gettext("%(count)s out") % {"count": one.needles_out} if one.needles_out is not None else "",
    ]


def _response(one: stricta.Facts) -> list[str]:
    got = [
        f"{_label(row)} {_named(wording.RESPONSES, row.response).lower()}" for row in one.rows if row.response
    ]
    sought = _named(wording.RESPONSES, one.response_sought).lower()
    return [gettext("sought: %(what)s") % {"what": sought} if sought else "", *got]


def _stimulation(one: stricta.Facts) -> list[str]:
    moved = [f"{_label(row)} {_named(wording.METHODS, row.method).lower()}" for row in one.rows if row.method]
    return [*moved, *(gettext("current %(how)s") % {"how": wording.part_words(part)} for part in one.current)]


def _needle_type(one: stricta.Facts) -> list[str]:
    sizes = dict.fromkeys([one.needle_size, *(row.needle_size for row in one.rows)])
    lot = gettext("lot %(lot)s") % {"lot": one.needle_lot} if one.needle_lot else ""
    return [*sizes, one.needle_brand, lot]


def _sessions(one: stricta.Facts) -> list[str]:
    if one.number is None or one.planned is None:
        return [str(one.number or "")]
    return [
        gettext("visit %(number)s of %(planned)s planned") % {"number": one.number, "planned": one.planned}
    ]


def _frequency(one: stricta.Facts) -> list[str]:
    return [
        gettext("every %(days)s days") % {"days": one.days_between} if one.days_between is not None else "",
        gettext("hands on: %(minutes)s") % {"minutes": _minutes(one.hands_on_minutes)}
        if one.hands_on_minutes is not None
        else "",
        gettext("whole visit: %(minutes)s") % {"minutes": _minutes(one.visit_minutes)}
        if one.visit_minutes
        else "",
    ]


def _practitioner(one: stricta.Facts) -> list[str]:
    since = (
        gettext("in practice since %(year)s") % {"year": one.practising_since} if one.practising_since else ""
    )
    return [one.qualification, since]


# Whoever lacks the first need not be told of the second.
_IMPLIED = {
    (Item.POINTS, "places"): "points",
    (Item.DEPTH, "all"): "some",
    (Item.STIMULATION, "current"): "how",
}


def missing_words(one: stricta.Reported) -> str:
    told = [name for name in one.missing if _IMPLIED.get((one.item, name)) not in one.missing]
    return ", ".join(str(MISSING[one.item, name]) for name in told)


# --- Pages -------------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One item of one visit."""

    number: str
    title: str
    state: str
    tone: str
    value: str
    missing: str


@dataclasses.dataclass(frozen=True, slots=True)
class VisitPage:
    when: str
    by: str
    done: str
    note_url: str
    table_url: str
    text_url: str
    rows: tuple[Row, ...]


def visit_page(note: models.Note, *, may_open_note: bool) -> VisitPage:
    """Word one visit. Whoever may not read notes sees what is there, without the reasons in words."""
    facts = shown(reads.facts_of(note), with_words=may_open_note)
    code = note.visit.code
    return VisitPage(
        when=_day(note),
        by=note.practitioner.name,
        done=_done(facts),
        note_url=reverse("charting:note", args=[code]) if may_open_note else "",
        table_url=reverse("charting:stricta_visit_file", args=[code, "table"]),
        text_url=reverse("charting:stricta_visit_file", args=[code, "text"]),
        rows=_rows(facts),
    )


def shown(facts: stricta.Facts, *, with_words: bool) -> stricta.Facts:
    """Leave out free words about the patient for whoever may not read notes; that they are there is still said."""
    if with_words or not facts.rationale:
        return facts
    return dataclasses.replace(facts, rationale=gettext("written in the plan"))


def _rows(facts: stricta.Facts) -> tuple[Row, ...]:
    said = values(facts)
    return tuple(
        Row(one.item, str(ITEMS[one.item]), *map(str, STATES[one.state]), said[one.item], missing_words(one))
        for one in stricta.reported(facts)
    )


def _done(facts: stricta.Facts) -> str:
    return gettext("%(done)s of %(asked)s items written in full") % {
        "done": stricta.whole(stricta.reported(facts)),
        "asked": stricta.ASKED,
    }


def _day(note: models.Note) -> str:
    local = clock.local(note.visit.starts_at, note.visit.clinic.time_zone)
    return formats.date_format(local.date(), "j F Y")


@dataclasses.dataclass(frozen=True, slots=True)
class GroupPage:
    """Several visits together.

    figures   (what, number) at the top
    spreads   rows of a table: what, in how many visits it is known, mean, lowest, highest
    items     rows of a table: item, and in how many visits it is written, partly there, absent
    visits    rows of a table: day, practitioner, items written
    """

    figures: tuple[tuple[str, str], ...]
    spread_columns: tuple
    spreads: tuple[tuple[str, ...], ...]
    item_columns: tuple
    items: tuple[tuple[str, ...], ...]
    visit_columns: tuple
    visits: tuple[tuple, ...]
    more: int
    cut: str
    table_url: str
    text_url: str


def cut_words(notes: Sequence[models.Note]) -> str:
    """Say that there may be more visits than were read; '' where all of them were."""
    if len(notes) < reads.MOST:
        return ""
    last = _day(notes[-1])
    return gettext("Only the first %(count)s visits are counted, until %(day)s. Ask for fewer days.") % {
        "count": reads.MOST,
        "day": last,
    }


def group_page(notes: Sequence[models.Note], *, query: Mapping[str, str]) -> GroupPage:
    every = [reads.facts_of(note) for note in notes]
    group = stricta.together(every)
    asked = urlencode({name: value for name, value in query.items() if value})
    column = components.Column
    latest = list(zip(notes, every, strict=True))[::-1]
    return GroupPage(
        figures=(
            (gettext("visits with needles"), str(group.visits)),
            (gettext("of all items written in full"), _percent(group.whole_percent)),
            (gettext("minutes the needles stay in, on average"), _mean(group.retention_minutes)),
            (gettext("minutes of hands-on time, on average"), _mean(group.hands_on_minutes)),
        ),
        spread_columns=(
            gettext("Number"),
            column(gettext("Known in"), numeric=True),
            column(gettext("Average"), numeric=True),
            column(gettext("Lowest"), numeric=True),
            column(gettext("Highest"), numeric=True),
        ),
        spreads=spread_rows(group),
        item_columns=(
            gettext("Item"),
            column(gettext("Written"), numeric=True),
            column(gettext("Partly"), numeric=True),
            column(gettext("Absent"), numeric=True),
        ),
        items=item_rows(group),
        visit_columns=(gettext("Day"), gettext("Practitioner"), gettext("Items written in full")),
        visits=tuple(
            (_visit_link(note), note.practitioner.name, _done(facts)) for note, facts in latest[:SHOWN]
        ),
        more=max(0, len(latest) - SHOWN),
        cut=cut_words(notes),
        table_url=f"{reverse('charting:stricta_file', args=['table'])}?{asked}",
        text_url=f"{reverse('charting:stricta_file', args=['text'])}?{asked}",
    )


def _visit_link(note: models.Note):
    address = reverse("charting:stricta_visit", args=[note.visit.code])
    return format_html('<a href="{}">{}</a>', address, _day(note))


def _percent(value: float | None) -> str:
    return ABSENT if value is None else gettext("%(number)s %%") % {"number": round(value)}


def _mean(found: stricta.Spread) -> str:
    return ABSENT if found.mean is None else formats.number_format(round(found.mean, 1))


ABSENT = "–"


def spread_rows(group: stricta.Group) -> tuple[tuple[str, ...], ...]:
    named = (
        (gettext("Needles in a visit"), group.needles, group.visits),
        (gettext("Depth of a point, mm"), group.depth_mm, None),
        (gettext("Minutes the needles stayed in"), group.retention_minutes, group.visits),
        (gettext("Minutes of hands-on time"), group.hands_on_minutes, group.visits),
        (gettext("Minutes of the whole visit"), group.visit_minutes, group.visits),
        (gettext("Days between visits, as planned"), group.days_between, group.visits),
    )
    return tuple(
        (
            name,
            str(found.known)
            if of is None
            else gettext("%(known)s of %(all)s") % {"known": found.known, "all": of},
            _mean(found),
            ABSENT if found.low is None else str(found.low),
            ABSENT if found.high is None else str(found.high),
        )
        for name, found, of in named
    )


def item_rows(group: stricta.Group) -> tuple[tuple[str, ...], ...]:
    """Give each item by number and name with its three figures; words and no figures for those of trials."""
    return tuple(
        (
            f"{one.item} · {ITEMS[one.item]}",
            *(
                (gettext("only in trials"), "", "")
                if one.is_of_trials
                else (str(one.whole), str(one.partly), str(one.absent))
            ),
        )
        for one in group.tallies
    )


# --- Files -------------------------------------------------------------------------------------------------------------------


def as_table(notes: Sequence[models.Note], *, with_words: bool) -> str:
    """Write a row a visit: its 17 items, and their states; an absent item says so. Safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    states = [f"{item} {gettext('state')}" for item in Item]
    numbers = (
        "needles in",
        "needles out",
        "minutes needles stayed in",
        "minutes hands on",
        "minutes of the visit",
    )
    writer.writerow(
        ["visit", "day", "practitioner", *numbers, *(f"{item} {ITEMS[item]}" for item in Item), *states]
    )
    for at, note in enumerate(notes, start=1):
        facts = shown(reads.facts_of(note), with_words=with_words)
        said, found = values(facts), stricta.reported(facts)
        row = [
            at,
            clock.local(note.visit.starts_at, note.visit.clinic.time_zone).date().isoformat(),
            note.practitioner.name,
            facts.needles_in,
            facts.needles_out,
            facts.retention_minutes,
            facts.hands_on_minutes,
            facts.visit_minutes,
            *(said[one.item] or str(STATES[one.state][0]).lower() for one in found),
            *(str(STATES[one.state][0]).lower() for one in found),
        ]
        writer.writerow([stricta.cell(value) for value in row])
    return out.getvalue()


def _opening(title: str) -> list[str]:
    return [
        title,
        gettext("Reported by STRICTA 2010 (MacPherson 2010, PLoS Med 7:e1000261), from routine notes."),
        "",
    ]


def visit_text(note: models.Note, *, with_words: bool) -> str:
    """Write what each item says of one visit, to be pasted."""
    facts = shown(reads.facts_of(note), with_words=with_words)
    items = [f"{row.number} {row.title}: {_said(row)}" for row in _rows(facts)]
    return "\n".join([*_opening(f"{_day(note)}, {note.practitioner.name}"), *items, "", _done(facts), ""])


def group_text(notes: Sequence[models.Note], title: str) -> str:
    """Write how often each item is there over several visits, and how much, to be pasted."""
    lines = _opening(title)
    every = [reads.facts_of(note) for note in notes]
    group = stricta.together(every)
    lines += [gettext("Visits with needles: %(count)s") % {"count": group.visits}, ""]
    if cut := cut_words(notes):
        lines += [cut, ""]
    for name, known, mean, low, high in spread_rows(group):
        lines.append(
            gettext("%(name)s: average %(mean)s, from %(low)s to %(high)s (known: %(known)s)")
            % {"name": name, "mean": mean, "low": low, "high": high, "known": known}
        )
    lines.append("")
    for name, whole, partly, absent in item_rows(group):
        figures = (
            gettext("written in %(whole)s, partly in %(partly)s, absent in %(absent)s")
            % {"whole": whole, "partly": partly, "absent": absent}
            if partly
            else whole
        )
        lines.append(f"{name}: {figures}")
    lines += [
        "",
        gettext("Of all items written in full: %(share)s") % {"share": _percent(group.whole_percent)},
        "",
    ]
    return "\n".join(lines)


def _said(row: Row) -> str:
    if not row.missing:
        return row.value or row.state.lower()
    if not row.value:
        return gettext("absent")
    return gettext("%(value)s (not written: %(missing)s)") % {"value": row.value, "missing": row.missing}


def span_title(first: dt.date, last: dt.date, practitioner: people.Practitioner | None) -> str:
    said = {
        "first": formats.date_format(first, "j F Y"),
        "last": formats.date_format(last, "j F Y"),
    }
    if practitioner is None:
        return gettext("Visits from %(first)s to %(last)s") % said
    return gettext("Visits with %(name)s from %(first)s to %(last)s") % {**said, "name": practitioner.name}

"""What one figure opens to: its definition, and the rows behind it for those who may see them."""

import dataclasses
from collections.abc import Iterable

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _

from needlepoint.charting.wording import effects as wording
from needlepoint.desk.pages.results import better, shapes
from needlepoint.desk.queries import results as queries
from needlepoint.house import clock
from needlepoint.house.design import components
from needlepoint.house.design.drawing import ink
from needlepoint.knowledge.figures import definitions
from needlepoint.knowledge.instruments import scores
from needlepoint.people import rules as people_rules
from needlepoint.plans import rules as plan_rules
from needlepoint.plans import wording as plan_wording


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """`rows_words` says why there are no rows, or how many of them are shown."""

    section: shapes.Section
    name: str
    definition: tuple[tuple[str, object], ...]
    tables: tuple[shapes.Table, ...]
    rows_words: str
    back_url: str


def page(
    section: shapes.Section,
    tables: Iterable[shapes.Table],
    viewer: people_rules.Viewer,
    *,
    is_clinical: bool,
    asked: str,
) -> Page:
    """Put it together.

    is_clinical  whether the rows are read by those who treat only
    asked        the address's own question, such as span=365
    """
    figure, tables = definitions.figure(section.key), tuple(tables)
    review = definitions.in_force().review
    source = (
        format_html('<a href="{}">{}</a>', figure.link, _(figure.source)) if figure.link else _(figure.source)
    )
    checked = _("%(author)s, %(day)s. %(status)s.") % {
        "author": figure.author,
        "day": formats.date_format(review.reviewed_on, "j F Y"),
        "status": _(review.status.label),
    }
    return Page(
        section=section,
        name=_(figure.name),
        definition=(
            (_("How it is worked out"), _(figure.formula)),
            (_("Of whom"), _(figure.of)),
            (_("Who is left out"), _(figure.left_out)),
            (_("How to read it"), _(figure.reading)),
            (_("Source"), source),
            (_("Written by"), checked),
        ),
        tables=tables,
        rows_words=_rows_words(tables, viewer, is_clinical=is_clinical),
        back_url=f"{reverse('desk:results')}?{asked}",
    )


def _rows_words(tables, viewer, *, is_clinical: bool) -> str:
    if is_clinical and not viewer.is_practitioner:
        return _("Who the people behind it are is seen by those who treat here. The owner sees how many.")
    if any(len(one.rows) >= queries.ROWS_MAX for one in tables):
        return _("The latest %(n)s are shown. The figure counts them all.") % {"n": queries.ROWS_MAX}
    return "" if tables else _("There is nothing behind it yet.")


# --- Rows -------------------------------------------------------------------------------------------------------------------


def course_table(rows, *, zone: str) -> list[shapes.Table]:
    """Courses with what came of each."""
    columns = (
        _("Patient"), _("Practitioner"), _("Phase"), _("Ended"), _("First score"), _("Last score"), _("At least 30 % better"),
        _("What it says"), _("Check-ins answered"),
    )  # fmt: skip
    return _table(
        _("The courses"),
        columns,
        (
            (
                _person(one.patient),
                one.practitioner.name,
                better.phase_words(one.phase),
                _day(one.ended_at, zone),
                _score(one.start),
                _score(one.latest),
                _responder(one),
                better.verdict_words(scores.Verdict(one.verdict)),
                f"{one.answered} / {one.asked}",
            )
            for one in rows
        ),
    )


def _responder(one) -> str:
    """What the share counts; the verdict beside it is by the wider rule of a person's own page."""
    if one.responder is None:
        return _("not known")
    return _("yes") if one.responder else _("no")


def benefit_table(rows, *, zone: str) -> list[shapes.Table]:
    columns = (_("Patient"), _("Practitioner"), _("Began"), _("First score"), _("First benefit"))
    return _table(
        _("The courses"),
        columns,
        (
            (
                _person(one.patient),
                one.practitioner.name,
                _day(one.began_at, zone),
                _score(one.start),
                _benefit(one),
            )
            for one in rows
        ),
    )


def _benefit(one) -> str:
    if one.start is None:
        return _("no first score")
    if not one.start:
        return _("a start of 0")
    if one.benefit_days is None:
        return _("none so far")
    return _("after %(n)s days") % {"n": one.benefit_days}


def review_tables(overdue, taken, *, zone: str) -> list[shapes.Table]:
    """What waits first, then what was decided."""
    waiting = _table(
        _("Overdue today"),
        (_("Patient"), _("Practitioner"), _("Visits done"), _("Agreed after visit")),
        (
            (_person(one.patient), one.practitioner.name, str(one.visits_done), str(one.course.review_after))
            for one in overdue
        ),
    )
    decided = _table(
        _("Decided"),
        (_("Patient"), _("Practitioner"), _("Day"), _("Decision"), _("After visit"), _("Agreed after visit"), _("In time")),
        (
            (
                _person(one.course.patient),
                one.practitioner.name,
                _day(one.decided_at, zone),
                str(plan_wording.DECISIONS[plan_rules.Decision(one.decision)]),
                str(one.after_visit),
                _("not noted") if one.due is None else str(one.due),
                _in_time(one),
            )
            for one in taken
        ),
    )  # fmt: skip
    return [*waiting, *decided]


def _in_time(one) -> str:
    if one.due is None:
        return _("not noted")
    return _("in time") if one.after_visit <= one.due else _("late")


def effect_table(rows, *, zone: str) -> list[shapes.Table]:
    columns = (_("Patient"), _("What"), _("Day"), _("Serious"))
    return _table(
        _("What was written down"),
        columns,
        (
            (
                _person(one.patient),
                format_html(
                    '<a href="{}">{}</a>',
                    reverse("charting:effect", args=[one.code]),
                    wording.GROUPS.get(one.category, one.category),
                ),
                _day(one.at, zone),
                _("serious") if one.is_serious else "–",
            )
            for one in rows
        ),
    )


def missed_table(rows, *, zone: str) -> list[shapes.Table]:
    columns = (_("Patient"), _("Practitioner"), _("Day"))
    return _table(
        _("The visits"),
        columns,
        (
            (
                _person(one.patient),
                one.practitioner.name if one.practitioner else _("nobody"),
                _day(one.starts_at, zone),
            )
            for one in rows
        ),
    )


def _table(caption: str, columns: Iterable[str], rows) -> list[shapes.Table]:
    rows = tuple(rows)
    return [shapes.Table(caption, tuple(components.Column(one) for one in columns), rows)] if rows else []


def _person(patient):
    return format_html('<a href="{}">{}</a>', reverse("desk:patient", args=[patient.code]), patient.name)


def _day(at, zone: str) -> str:
    return _("under way") if at is None else formats.date_format(clock.local(at, zone), "j F Y")


def _score(value) -> str:
    return _("not known") if value is None else ink.number(float(value))

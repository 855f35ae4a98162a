"""The points of a note: as boxes to tick, and as lines of the record."""

import dataclasses

from django.utils.translation import gettext as _

from needlepoint.charting import queries, rules, wording
from needlepoint.plans import wording as plan_wording


@dataclasses.dataclass(frozen=True)
class Row:
    """One point of the chart."""

    key: str  # its name among the boxes
    code: str
    name: str
    is_on: bool
    is_midline: bool
    side: object
    needles: object
    how: list
    how_words: str  # depth, angle … in words; nothing when nobody said
    is_wrong: bool
    classes: str
    mark: str  # 'copied', 'new' or nothing, in words
    hazards: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Charted:
    """One point as a line of the record."""

    code: str
    name: str
    side: str
    needles: str
    how: str
    is_copied: bool
    unconfirmed: str
    field: object


def chart_of(form, sheet: queries.Sheet) -> rules.Chart:
    """What somebody just chose, so that what it meets is said beside it; else what is charted."""
    is_chosen = form.is_bound and hasattr(form, "meant") and form.is_valid()
    return form.meant() if is_chosen else sheet.chart


def rows(form, warned: set[str]) -> tuple[Row, ...]:
    return tuple(
        Row(
            key=row.key,
            code=row.code,
            name=f"{row.name} {row.place}".strip(),
            is_on=row.is_on,
            is_midline=row.is_midline,
            side=row.side,
            needles=row.needles,
            how=row.how,
            how_words=wording.how_words(row.before) if row.before else "",
            is_wrong=any(box.errors for box in row.how),
            classes=" ".join(
                ["chip", "copied" if row.is_copied else "new", *(["caution"] if row.code in warned else [])]
            ),
            mark=_("copied") if row.is_copied else _("today"),
            hazards=plan_wording.hazard_words(row.code),
        )
        for row in form.rows
    )


def charted(sheet: queries.Sheet, out) -> tuple[Charted, ...]:
    is_mismatch = sheet.ledger.stage is rules.Stage.MISMATCH
    missing = (
        {(row.spot, row.side): left for row, left in rules.not_found(sheet.chart.rows, sheet.by_point)}
        if is_mismatch
        else {}
    )
    return tuple(
        Charted(
            code=row.code,
            name=f"{plan_wording.point_name(row.code)} {row.place}".strip(),
            how=wording.how_words(row),
            side=str(plan_wording.SIDES[row.side]),
            needles=wording.needles(row.needles),
            is_copied=row.is_copied,
            unconfirmed=_unconfirmed(missing[row.spot, row.side], sheet)
            if (row.spot, row.side) in missing
            else "",
            field=None,
        )
        for key, row in rules.keyed(sheet.chart.rows).items()
    )


def _unconfirmed(left: int, sheet: queries.Sheet) -> str:
    if not sheet.by_point:
        return _("not confirmed")
    if left < 0:
        return _("%(needles)s more than went in") % {"needles": wording.needles(-left)}
    return _("%(needles)s not found here") % {"needles": wording.needles(left)}

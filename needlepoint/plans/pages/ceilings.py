"""What the page of who pays shows, already worded."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.house.design import components
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models
from needlepoint.plans.pages import heads
from needlepoint.plans.queries import ceilings as queries
from needlepoint.plans.wording import counting


@dataclasses.dataclass(frozen=True)
class PayerPage:
    head: heads.Head
    plan_url: str
    ceiling: counting.Ceiling | None
    columns: tuple
    rows: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    link: str
    is_active: bool


@dataclasses.dataclass(frozen=True)
class OnAPlan:
    """The count beside a plan, or else the way to say who pays; both blank where nobody counts."""

    ceiling: counting.Ceiling | None
    url: str


def on_a_plan(course: models.Course, count: queries.Count | None, viewer: people_rules.Viewer) -> OnAPlan:
    may_say = access.may_say_who_pays(viewer)
    asks = may_say and count is None and course.state == models.Course.State.ACTIVE
    url = (
        reverse("plans:payer", args=[course.code])
        if asks and queries.payers_of(course.patient.clinic)
        else ""
    )
    return OnAPlan(counting.ceiling(count, course.code if may_say else ""), url)


def payer_page(course: models.Course, count: queries.Count | None, *, on, plan_url: str) -> PayerPage:
    return PayerPage(
        head=heads.head(course.patient, on),
        plan_url=plan_url,
        ceiling=counting.ceiling(count, course.code),
        columns=(
            _("Day"),
            components.Column(_("In the year"), numeric=True),
            components.Column(
                _("Until then, in %(days)s days") % {"days": count.terms.first_days if count else ""},
                numeric=True,
            ),
            _("Within?"),
        ),
        rows=tuple(_row(one, count) for one in reversed(count.visits)) if count else (),
        sources=(count.terms.source, count.terms.year_source) if count else (),
        link=count.terms.link if count else "",
        is_active=course.state == models.Course.State.ACTIVE,
    )


def _row(one, count) -> tuple[str, ...]:
    day = counting.day_words(one.on)
    if one.on > count.today:
        day = _("%(day)s (booked)") % {"day": day}
    within = counting.why_words(one.why, count.payer, count.terms) if one.why else _("Yes")
    return day, str(one.number), str(one.in_window), within

"""What a patient's first page shows."""

import dataclasses
import datetime as dt

from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking.wording import waiting as waiting_wording
from needlepoint.frontdoor.wording import stock
from needlepoint.house import clock
from needlepoint.intake.wording import consents as consents_wording
from needlepoint.knowledge.consents import texts
from needlepoint.knowledge.instruments import catalogue, scoring
from needlepoint.knowledge.questions import reading
from needlepoint.outcomes import wording as outcomes_wording
from needlepoint.outcomes.wording import asking as asking_wording
from needlepoint.outcomes.wording import trends as trend_wording
from needlepoint.plans import rules as plans_rules
from needlepoint.plans import wording as plans_wording
from needlepoint.plans.rules import letters as letter_rules
from needlepoint.plans.wording import decided
from needlepoint.portal.pages import tasks
from needlepoint.screening import wording as check_wording


@dataclasses.dataclass(frozen=True)
class Visit:
    """A visit to come. `is_left_over`: it was booked before care ended, and nobody has cancelled it."""

    day: str
    time: str
    start: str
    detail: str
    starts_at: dt.datetime
    move_url: str
    cancel_url: str
    url: str
    is_review: bool
    is_left_over: bool = False


@dataclasses.dataclass(frozen=True)
class Waiting:
    """Something that waits for the patient."""

    title: str
    text: str
    url: str
    action: str


@dataclasses.dataclass(frozen=True)
class Course:
    """Where the patient stands in the plan; what the channel component takes."""

    done: int
    planned: int
    now: int | None
    reviews: tuple
    words: str
    left: str  # how many visits are left, "" when none is
    review_due: str  # that we look back before more is booked, "" when nothing is owed
    is_ended: bool
    plan_url: str
    book_url: str  # "": every visit has its time


@dataclasses.dataclass(frozen=True)
class Decided:
    """What was decided at the latest review."""

    title: str
    words: str
    summary_url: str  # what they keep when care ended, "" otherwise
    summary: str


@dataclasses.dataclass(frozen=True)
class Home:
    """The first page."""

    greeting: str
    check: check_wording.Prompt | None
    next_visit: Visit | None
    later_visits: tuple
    waiting: tuple
    course: Course | None
    decided: Decided | None
    today: tuple  # tasks for home, each with what was said of it today
    today_on: str
    card_url: str  # what was done at the latest visit
    card_day: str
    line: outcomes_wording.Line | None
    trend_url: str
    asking_url: str  # where the questions between visits stop and begin again
    book_url: str
    wait_url: str
    waits: waiting_wording.EntryWords | None
    consents: tuple
    phone: str
    email: str


def home(asked, now) -> Home:
    """Word the answers of queries.home_of."""
    patient = asked.patient
    zone = patient.clinic.time_zone
    on = clock.local(now, zone).date()
    ended_at = _ended_at(asked.decided)
    visits = tuple(_visit(visit, patient.clinic, ended_at) for visit in asked.visits)
    if asked.stands.is_stopped:  # what is booked stays; nothing is moved nearer
        visits = tuple(dataclasses.replace(visit, move_url="") for visit in visits)
    line = outcomes_wording.short(trend_wording.told(asked.story, zone, asked.foretold))
    is_stopped = asked.stands.is_stopped
    course = course_of(asked.course, asked.position, ahead=len(visits)) if asked.course else None
    if course and is_stopped:
        course = dataclasses.replace(course, book_url="")
    return Home(
        greeting=_greeting(patient.given_name, clock.local(now, zone).hour),
        check=check_wording.prompt(asked.stands, patient.code, has_visit=bool(visits)),
        next_visit=visits[0] if visits else None,
        later_visits=visits[1:],
        waiting=(
            *_open_intakes(asked.forms, zone),
            *_open_measures(asked.measures),
            *_open_check_ins(asked.waiting, zone),
        ),
        course=course,
        decided=_decided(asked.decided),
        # Whom the answers send to a doctor first is not offered exercises beside that.
        today=tasks.rows_of(asked.course, asked.programme, on=on, today=on)
        if asked.programme and not is_stopped
        else (),
        today_on=on.isoformat(),
        card_url=reverse("portal:visit", args=[asked.card.code]) if asked.card else "",
        card_day=formats.date_format(clock.local(asked.card.starts_at, zone), "l j F") if asked.card else "",
        line=None if line.is_empty and not line.details else line,
        trend_url=reverse("outcomes:trend", args=[patient.code]),
        asking_url=reverse("outcomes:asking", args=[patient.code]),
        book_url="" if is_stopped else address("booking:starts"),
        wait_url="" if is_stopped else address("booking:wait"),
        waits=waiting_wording.entry_words(asked.waits, asked.offer) if asked.waits else None,
        consents=consent_rows(asked.consents, asked.patient.clinic.time_zone),
        phone=patient.clinic.phone,
        email=patient.clinic.email,
    )


def address(name, *args) -> str:
    """The address of another step's page, or nothing while that page is not offered."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _greeting(name, hour):
    if hour < 12:  # noqa: PLR2004 noon
        return _("Good morning, %(name)s") % {"name": name}
    if hour < 18:  # noqa: PLR2004 six in the evening
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _ended_at(told) -> dt.datetime | None:
    """When care was ended at a review of late; None while it goes on."""
    if told is None or told.review.decision not in letter_rules.SUMMARY_AFTER:
        return None
    return told.review.decided_at


def _visit(visit, clinic, ended_at=None):
    zone = visit.location.time_zone if visit.location else clinic.time_zone
    starts, ends = clock.local(visit.starts_at, zone), clock.local(visit.ends_at, zone)
    times = {
        "from": clock.time_words(starts, clinic.country),
        "until": clock.time_words(ends, clinic.country),
    }
    named = [
        stock.visit(visit.service.name) if visit.service else "",
        visit.practitioner.name if visit.practitioner else "",
    ]
    is_booked = visit.state == visit.State.BOOKED
    is_left_over = is_booked and ended_at is not None and visit.booked_at < ended_at
    return Visit(
        day=formats.date_format(starts, "l j F"),
        time=_("%(from)s to %(until)s") % times,
        start=times["from"],
        detail=" · ".join(filter(None, named)),
        starts_at=visit.starts_at,
        move_url=address("booking:new_time", visit.code) if is_booked else "",
        cancel_url=address("booking:cancellation", visit.code) if is_booked else "",
        url=address("booking:booked", visit.code),
        is_review=visit.is_review and not is_left_over,
        is_left_over=is_left_over,
    )


def _open_intakes(forms, zone):
    for form in forms:
        left = form.pages_left
        pages = ngettext("%(count)s short page", "%(count)s short pages", left) % {"count": left}
        day = formats.date_format(clock.local(form.visit.starts_at, zone), "l j F")
        yield Waiting(
            title=_("Tell us about your back"),
            text=_("Before your visit on %(day)s: %(pages)s to go. You can stop and go on later.")
            % {"day": day, "pages": pages}
            if left
            else _("All pages are filled in. Look them over and send them."),
            url=reverse("intake:resume", args=[form.visit.code]),
            action=_("Go on") if form.is_begun else _("Begin"),
        )


def _open_measures(intakes):
    for asked in intakes:
        yield Waiting(
            title=_("A few questions for you"),
            text=_(_name_of(asked.form)),
            url=reverse("intake:resume", args=[asked.code]),
            action=_("Go on") if asked.agreed_at else _("Begin"),
        )


def _name_of(form: str) -> str:
    if form.startswith(scoring.PACK):
        return catalogue.instrument(form.removeprefix(scoring.PACK)).name
    return reading.form(form).title


def _open_check_ins(waiting, zone):
    for check_in in waiting:
        yield Waiting(
            title=_("How are you?"),
            text=asking_wording.waiting_words(check_in, zone),
            url=reverse("outcomes:check_in", args=[check_in.code]),
            action=_("Answer"),
        )


def course_of(course, position, *, ahead):
    """Word where a course stands; `ahead` is how many visits are booked, None when that is not known."""
    is_active = course.state == plans_rules.CourseState.ACTIVE
    has_next = ahead is None or ahead > 0
    is_due = is_active and position.is_review_due
    # While a decision is owed nobody books the rest of the plan by habit; the one next visit, yes.
    has_more = is_active and not is_due and position.done + (ahead or 0) < position.planned
    left = max(0, position.planned - position.done) if is_active else 0
    return Course(
        done=position.done,
        planned=position.planned,
        now=position.now if is_active and has_next and position.now <= position.planned else None,
        reviews=position.reviews,
        words=position.words
        if is_active
        else plans_wording.COURSE_STATES[plans_rules.CourseState(course.state)],
        left=ngettext("%(count)s visit is left.", "%(count)s visits are left.", left) % {"count": left}
        if left and not is_due
        else "",
        review_due=decided.review_due() if is_due else "",
        is_ended=not is_active,
        plan_url=reverse("portal:plan", args=[course.code]),
        book_url=reverse("portal:course_visits", args=[course.code]) if has_more else "",
    )


def consent_rows(consents, zone: str) -> tuple:
    """(name, how it stands) for every technique that was ever answered."""
    return tuple(
        (_(text.name), consents_wording.line(consents[text.kind], zone))
        for text in texts.all_texts()
        if text.kind in consents
    )


def _decided(told) -> Decided | None:
    if told is None:
        return None
    return Decided(
        title=decided.title(told.review.decision),
        words=told.review.words or decided.words(told.review.decision),
        summary_url=reverse("desk:letter_paper", args=[told.summary]) if told.summary else "",
        summary=decided.summary_title(),
    )

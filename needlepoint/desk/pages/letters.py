"""What the pages of carers and letters show, and the facts a letter is filled with."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking import models as booking
from needlepoint.charting.wording import effects as effects_wording
from needlepoint.desk.queries import letters as queries
from needlepoint.house import clock
from needlepoint.knowledge.home import tasks
from needlepoint.outcomes import wording as outcomes_wording
from needlepoint.plans import models as plans
from needlepoint.plans import wording as plans_wording
from needlepoint.plans.rules import letters as rules
from needlepoint.plans.wording import decided
from needlepoint.plans.wording import home as home_wording
from needlepoint.plans.wording import letters as wording

TEMPLATE = "desk/paper/letter.typ"
SUMMARY_TEMPLATE = "desk/paper/summary.typ"


@dataclasses.dataclass(frozen=True)
class Carer:
    """One carer, in a list."""

    name: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    permission: str
    tone: str
    is_ended: bool
    may_write: bool
    code: str
    letters: tuple[tuple[str, str], ...]  # (what a letter would be about, where it is written)


@dataclasses.dataclass(frozen=True)
class Letter:
    """One letter, in a list."""

    about: str
    to: str
    when: str
    sent: str
    url: str


@dataclasses.dataclass(frozen=True)
class Carers:
    """The page of a patient's other carers."""

    name: str
    back_url: str
    carers: tuple[Carer, ...]
    letters: tuple[Letter, ...]
    is_clinical: bool


def carers(patient, given: Sequence[plans.Carer], written: Sequence[plans.Letter], viewer) -> Carers:
    zone = patient.clinic.time_zone
    return Carers(
        name=patient.name,
        back_url=reverse("desk:patient", args=[patient.code]),
        carers=tuple(_carer(one, may_sign=viewer.is_practitioner) for one in given),
        letters=tuple(letter_line(one, zone) for one in written),
        is_clinical=viewer.is_practitioner,
    )


def _carer(carer: plans.Carer, *, may_sign: bool) -> Carer:
    is_ended = carer.ended_at is not None
    return Carer(
        name=carer.name,
        kind=str(wording.KINDS[rules.Kind(carer.kind)]),
        facts=tuple(
            (label, value)
            for label, value in (
                (_("Where"), carer.organisation),
                (_("Address"), carer.address),
                (_("Phone"), carer.phone),
            )
            if value
        ),
        permission=_("No longer looks after them")
        if is_ended
        else _("We may write to them")
        if carer.may_write
        else _("The patient has not allowed us to write"),
        tone="quiet" if is_ended else "good" if carer.may_write else "soon",
        is_ended=is_ended,
        may_write=carer.may_write,
        code=carer.code,
        letters=tuple(
            (str(words), reverse("desk:new_letter", args=[carer.code, about.lower()]))
            for about, words in wording.ABOUT.items()
        )
        if may_sign and carer.may_write and not is_ended
        else (),
    )


def letter_line(letter: plans.Letter, zone: str) -> Letter:
    return Letter(
        about=str(wording.ABOUT[rules.About(letter.kind)]),
        to=_("To %(name)s") % {"name": letter.carer.name} if letter.carer else _("To the patient"),
        when=_day(letter.written_at, zone),
        sent=sent_words(letter, zone),
        url=reverse("desk:letter", args=[letter.code]),
    )


def sent_words(letter: plans.Letter, zone: str) -> str:
    if letter.sent_at is None:
        return _("Not sent yet")
    return _("Sent on %(day)s: %(how)s") % {
        "day": _day(letter.sent_at, zone),
        "how": str(wording.HOW[rules.How(letter.sent_how)]).lower(),
    }


def _day(moment, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "j F Y")


# --- What a letter is filled with ---------------------------------------------------------------------------------------


def facts(record: queries.Record, about: rules.About, zone: str) -> list[tuple[str, str]]:
    """Return (label, value) for a letter about something; what the record does not hold is left out."""
    course = record.course
    rows = [
        *_who(record, zone),
        *_back(record, zone),
        *(_plan(record, zone) if course else ()),
    ]
    if about is not rules.About.START:
        rows += [*_how_it_goes(record), *_unwanted(record)]
    if about is rules.About.DISCHARGE and course and course.ended_at:
        rows.append(
            (
                _("Ended on"),
                _("%(day)s: %(state)s")
                % {"day": _day(course.ended_at, zone), "state": plans_wording.COURSE_STATES[course.state]},
            )
        )
    if about in {rules.About.PROGRESS, rules.About.DISCHARGE}:
        rows += _at_home(record)
    return [(label, str(value)) for label, value in rows if value]


def _who(record, zone) -> Iterable[tuple[str, str]]:
    born = record.patient.birth_date
    yield _("Born"), formats.date_format(born, "j F Y") if born else ""
    if record.first_visit:
        yield _("First seen here"), _day(record.first_visit.starts_at, zone)
    if record.latest_visit and record.latest_visit != record.first_visit:
        yield _("Last seen here"), _day(record.latest_visit.starts_at, zone)


def _back(record, zone) -> Iterable[tuple[str, str]]:
    episode = record.episode
    if episode is None:
        return
    where = [plans_wording.SITES.get(episode.site), plans_wording.SIDES.get(episode.side)]
    yield _("Where it hurts"), ", ".join(str(words) for words in where if words)
    kind = str(plans_wording.KINDS.get(episode.kind, episode.kind))
    yield _("Kind of back pain"), " · ".join(filter(None, (kind, episode.diagnosis_code)))
    if episode.onset_on:
        yield _("Since about"), formats.date_format(episode.onset_on, "F Y")


def _plan(record, zone) -> Iterable[tuple[str, str]]:
    course = record.course
    yield (
        _("Plan"),
        _(
            "%(visits)s acupuncture visits, %(days)s days apart, review after visit %(review)s, agreed on %(day)s"
        )
        % {
            "visits": course.visits_planned,
            "days": course.days_between,
            "review": course.review_after,
            "day": _day(course.started_at, zone),
        },
    )
    beside = [str(words) for key, words in plans_wording.TECHNIQUES.items() if key in course.techniques]
    yield _("Besides needles"), ", ".join(beside)
    yield _("Better would mean"), course.better_means
    if course.ended_at is None:
        yield _("So far"), record.position.words
    else:
        yield (
            _("Visits"),
            _("%(done)s of %(planned)s planned")
            % {"done": record.position.done, "planned": record.position.planned},
        )


def _how_it_goes(record) -> Iterable[tuple[str, str]]:
    pain = record.trend.pain.answered
    if len(pain) > 1:
        yield (
            _("Pain, 0 to 10"),
            " ".join(
                filter(
                    None,
                    (
                        _("%(first)s at the start, %(now)s now.") % {"first": pain[0], "now": pain[-1]},
                        outcomes_wording.pain_share_sentence(record.trend),
                        _(record.trend.pain.change.verdict.label),
                    ),
                )
            ),
        )
    elif pain:
        yield (
            _("Pain, 0 to 10"),
            _("%(first)s at the start, not asked since: nobody can say whether it changed")
            % {"first": pain[0]},
        )
    for line in record.trend.activities:
        if line.start is not None and line.latest is not None:
            yield (
                _("“%(activity)s”, 0 cannot to 10 as before") % {"activity": line.name},
                _("%(first)s at the start, %(now)s now") % {"first": line.start, "now": line.latest},
            )
    for review in record.reviews:
        yield (
            _("Decided after visit %(number)s") % {"number": review.after_visit},
            str(plans_wording.DECISIONS[review.decision]),
        )


def _unwanted(record) -> Iterable[tuple[str, str]]:
    """Each kind of effect once, with the worst grade it had."""
    worst = {}
    for one in record.effects:
        worst[one.category] = max(worst.get(one.category, one), one, key=lambda effect: effect.grade or 0)
    if worst:
        yield (
            _("Unwanted effects"),
            "; ".join(
                effects_wording.heading(one.category, one.grade, is_serious=one.is_serious)
                for one in worst.values()
            ),
        )


def _at_home(record) -> Iterable[tuple[str, str]]:
    shown = [
        home_wording.task(task.key, own_dose=task.row.dose, times_a_week=task.row.times_a_week)
        for task in record.programme
        if tasks.is_task(task.key)
    ]
    if shown:
        yield (
            ngettext("What they do at home", "What they do at home", len(shown)),
            "; ".join(
                _("%(task)s (%(dose)s)") % {"task": one.name, "dose": one.dose[:1].lower() + one.dose[1:]}
                for one in shown
            ),
        )


# --- One letter ---------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Writing:
    """The page on which a letter is written."""

    title: str
    name: str
    to: str
    back_url: str
    needs_words: bool
    decided: str  # what the review decided that this letter follows from; "" without one


def writing(carer: plans.Carer, about: rules.About, review: plans.Review | None = None) -> Writing:
    return Writing(
        title=str(wording.ABOUT[about]),
        name=carer.patient.name,
        to=", ".join(filter(None, (carer.name, carer.organisation))),
        back_url=reverse("desk:carers", args=[carer.patient.code]),
        needs_words=about.needs_words,
        decided=_decided(review) if review else "",
    )


def _decided(review: plans.Review) -> str:
    return _("Decided after visit %(number)s: %(decision)s.") % {
        "number": review.after_visit,
        "decision": plans_wording.DECISIONS[review.decision],
    }


@dataclasses.dataclass(frozen=True)
class Shown:
    """A letter as it was signed."""

    title: str
    name: str
    to: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    words: str
    signed: str
    sent: str
    is_sent: bool
    back_url: str
    paper_url: str


def shown(letter: plans.Letter) -> Shown:
    zone = letter.clinic.time_zone
    return Shown(
        title=str(wording.ABOUT[rules.About(letter.kind)]),
        name=letter.patient.name,
        to=_to(letter),
        facts=tuple((label, value) for label, value in letter.facts),
        words=letter.words,
        signed=_("Signed by %(name)s on %(day)s")
        % {"name": letter.written_by, "day": _day(letter.written_at, zone)},
        sent=sent_words(letter, zone),
        is_sent=letter.sent_at is not None,
        back_url=reverse("desk:carers", args=[letter.patient.code]),
        paper_url=reverse("desk:letter_paper", args=[letter.code]),
    )


def _to(letter: plans.Letter) -> tuple[str, ...]:
    carer = letter.carer
    if carer is None:
        return (letter.patient.name,)
    return tuple(filter(None, (carer.name, carer.organisation, *carer.address.split("\n"))))


def paper(letter: plans.Letter) -> tuple[str, dict[str, Any]]:
    """Return the template and what it reads: the letter as it was signed; the patient's own in their words."""
    return (TEMPLATE, _sheet(letter)) if letter.carer else (SUMMARY_TEMPLATE, _summary_sheet(letter))


def _letterhead(clinic) -> dict[str, str]:
    return {
        "name": clinic.name,
        "address": clinic.address,
        "phone": clinic.phone,
        "country": clinic.country,
    }


def _sheet(letter: plans.Letter) -> dict[str, Any]:
    clinic, one = letter.clinic, shown(letter)
    return {
        "title": _("%(about)s: %(name)s") % {"about": one.title, "name": one.name},
        "letterhead": _letterhead(clinic),
        "foot": _("Confidential"),
        "to": list(one.to),
        "day": _day(letter.written_at, clinic.time_zone),
        "facts": [[_("Name"), one.name], *[list(row) for row in one.facts]],
        "own": one.words.split("\n") if one.words else [],
        "signed": one.signed,
        "permitted": _("The patient allowed us to send this."),
    }


def _summary_sheet(letter: plans.Letter) -> dict[str, Any]:
    on = clock.local(letter.written_at, letter.clinic.time_zone).date()
    return {
        "title": decided.summary_title(),
        "letterhead": _letterhead(letter.clinic),
        "foot": letter.patient.name,
        "name": letter.patient.name,
        "own": letter.words.split("\n") if letter.words else [],
        "facts": [[label, value.split("\n")] for label, value in letter.facts],
        "signed": decided.summary_signed(letter.written_by, on),
        "keep": decided.summary_foot(),
    }


# --- When care has ended ------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Recipient:
    """Somebody to whom a letter may go now that care has ended."""

    name: str
    kind: str
    url: str  # "": the patient has not allowed it
    ask_url: str  # where the permission is kept
    written: Letter | None


@dataclasses.dataclass(frozen=True)
class AfterCare:
    """What was written when care ended, and who else may want to know."""

    name: str
    back_url: str
    decided: str
    is_referral: bool
    summary: Letter | None
    summary_url: str
    facts: tuple[tuple[str, str], ...]
    words: str
    booked: tuple[tuple[str, str], ...]  # visits that stay in the calendar, each with where it is cancelled
    recipients: tuple[Recipient, ...]
    carers_url: str


def after_care(
    course: plans.Course,
    review: plans.Review | None,
    summary: plans.Letter | None,
    given: Sequence[plans.Carer],
    written: Sequence[plans.Letter],
    *,
    booked: Sequence[booking.Visit] = (),
) -> AfterCare:
    """Word what was written when care ended.

    review    that ended it, or None
    summary   for the patient, or None
    given     the patient's other carers, and every letter `written` about them
    booked    visits that stay in the calendar
    """
    zone = course.patient.clinic.time_zone
    about = rules.SUMMARY_AFTER[review.decision] if review else rules.About.DISCHARGE
    carers_url = reverse("desk:carers", args=[course.patient.code])
    sent = {
        letter.carer_id: letter
        for letter in reversed(written)
        if letter.carer_id and letter.kind == about and letter.course_id == course.pk
    }
    return AfterCare(
        name=course.patient.name,
        back_url=reverse("desk:patient", args=[course.patient.code]),
        decided=_decided(review) if review else "",
        is_referral=about is rules.About.REFERRAL,
        summary=letter_line(summary, zone) if summary else None,
        summary_url=reverse("desk:letter_paper", args=[summary.code]) if summary else "",
        facts=tuple((label, value) for label, value in summary.facts) if summary else (),
        words=summary.words if summary else "",
        booked=tuple(
            (
                _("Cancel %(day)s, %(time)s")
                % {
                    "day": formats.date_format(clock.local(one.starts_at, zone), "l j F"),
                    "time": clock.time_words(clock.local(one.starts_at, zone), course.patient.clinic.country),
                },
                reverse("booking:cancellation", args=[one.code]),
            )
            for one in booked
        ),
        recipients=tuple(
            Recipient(
                name=", ".join(filter(None, (one.name, one.organisation))),
                kind=str(wording.KINDS[rules.Kind(one.kind)]),
                url=reverse("desk:new_letter", args=[one.code, about.lower()]) if one.may_write else "",
                ask_url=carers_url,
                written=letter_line(sent[one.pk], zone) if one.pk in sent else None,
            )
            for one in given
            if one.ended_at is None
        ),
        carers_url=carers_url,
    )

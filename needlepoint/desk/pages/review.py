"""What a review shows: everything that bears on the decision, and nothing that makes it."""

import dataclasses
from collections.abc import Iterable

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.charting.wording import effects
from needlepoint.desk import queries
from needlepoint.desk.pages import day
from needlepoint.desk.queries import reviewing
from needlepoint.frontdoor import rules as frontdoor_rules
from needlepoint.house import clock, languages
from needlepoint.intake import rules as intake_rules
from needlepoint.knowledge.instruments import scores
from needlepoint.outcomes import rules as outcomes_rules
from needlepoint.outcomes import wording as outcomes_wording
from needlepoint.outcomes.wording import trends as trend_wording
from needlepoint.plans import wording as plans_wording
from needlepoint.plans.rules import reviewing as rules
from needlepoint.plans.wording import goals as goal_wording
from needlepoint.plans.wording import reviewing as wording

TONES = {
    rules.Standing.BETTER: "good",
    rules.Standing.LITTLE: "soon",
    rules.Standing.SAME: "soon",
    rules.Standing.WORSE: "danger",
    rules.Standing.OLD: "soon",
    rules.Standing.MISSING: "soon",
}


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewPage:
    name: str
    url: str
    detail: str
    course: day.Course
    course_words: str
    overdue: str  # "" when it is not late
    standing: tuple[str, str]
    standing_tone: str
    pain: tuple[str, ...]  # the raw change with its share, the day of the latest score
    ask_pain_url: str  # where the pain of today is written down; "" when nobody is here
    better_means: str
    goals: tuple[tuple[str, str], ...]
    cautions: tuple[tuple[str, str], ...]
    reactions: tuple[str, ...]
    so_far: tuple[tuple[str, str], ...]
    effects_of: tuple[tuple[str, str], ...]  # what each choice does
    maintenance: str
    earlier: tuple[tuple[str, tuple[str, ...]], ...]
    is_over: bool
    letters_url: str  # what was written when care ended
    ask_again_url: str
    ask_where_url: str  # the pain map once more


def evidence_of(trend: outcomes_rules.Trend, *, done: int, zone: str, today) -> rules.Evidence:
    """Read what the scores say: pain alone, and beside it whether the person's own activities are better."""
    latest = latest_pain_on(trend, zone)
    activities = trend.activities_change
    return rules.Evidence(
        standing=rules.standing(trend.pain.change.verdict, latest_on=latest, today=today),
        activities_better=None
        if activities.raw is None
        else activities.verdict is scores.Verdict.BETTER_IMPORTANT,
        has_little_room=trend.pain.change.little_room,
        done=done,
    )


def latest_pain_on(trend: outcomes_rules.Trend, zone: str):
    """Return the local day of the latest pain score after the first one, or None."""
    given = [
        one.at for one, value in zip(trend.occasions, trend.pain.values, strict=True) if value is not None
    ]
    return clock.local(given[-1], zone).date() if len(given) > 1 else None


def review_page(
    file: queries.ReviewFile,
    attendance: reviewing.Attendance,
    trend,
    goals,
    evidence: rules.Evidence,
    *,
    visit=None,
    payer_words: Iterable[str] = (),
) -> ReviewPage:
    """Word a review.

    visit        today's visit that is not over, or None
    payer_words  how many visits whoever pays has counted
    """
    course, zone = file.course, file.course.patient.clinic.time_zone
    is_over = course.state != "ACTIVE"
    latest = latest_pain_on(trend, zone)
    return ReviewPage(
        name=course.patient.name,
        url=reverse("desk:patient", args=[course.patient.code]),
        detail="" if file.age is None else gettext("%(age)s years") % {"age": file.age},
        course=day.course_of(file.position),
        course_words=file.position.words,
        overdue=wording.overdue_words(file.position.done - course.review_after)
        if file.position.is_review_due and not is_over
        else "",
        standing=wording.standing_words(evidence.standing),
        standing_tone=TONES[evidence.standing],
        pain=tuple(
            filter(
                None,
                (
                    outcomes_wording.pain_share_sentence(trend),
                    trend_wording.responder_sentence(trend),
                    gettext("Latest score: %(day)s.") % {"day": formats.date_format(latest, "j F Y")}
                    if latest
                    else "",
                ),
            )
        ),
        ask_pain_url=reverse("outcomes:today", args=[visit.code])
        if visit and not evidence.standing.is_known
        else "",
        better_means=course.better_means,
        goals=goal_wording.rows(
            goals, {one.name: one.answered[-1] for one in trend.activities if one.answered}
        ),
        cautions=day.caution_chips(course.patient.cautions),
        reactions=tuple(_reaction_words(reaction) for reaction in file.reactions),
        so_far=(*_so_far(attendance, course), *_counted(payer_words)),
        effects_of=tuple(
            (str(plans_wording.DECISIONS[decision]), str(words))
            for decision, words in wording.EFFECTS.items()
        ),
        maintenance=wording.maintenance_words(),
        earlier=tuple(_earlier(review) for review in file.reviews),
        is_over=is_over,
        letters_url=reverse("desk:review_letters", args=[course.code]) if is_over else "",
        # Pain that grows under treatment is a reason to look for another cause before choosing anything.
        ask_again_url=reverse("plans:assessment", args=[course.patient.code])
        if trend.pain.change.verdict is scores.Verdict.WORSE
        else "",
        ask_where_url=reverse("outcomes:ask", args=[course.patient.code, intake_rules.WHERE_NOW]),
    )


def _earlier(review) -> tuple[str, tuple[str, ...]]:
    title = gettext("After visit %(n)s: %(decision)s") % {
        "n": review.after_visit,
        "decision": plans_wording.DECISIONS[review.decision],
    }
    return title, tuple(line for line in review.reason.split("\n") if line)


def _so_far(attendance: reviewing.Attendance, course) -> Iterable[tuple[str, str]]:
    parts = [
        ngettext("%(n)s done", "%(n)s done", attendance.done) % {"n": attendance.done},
        gettext("%(n)s missed") % {"n": attendance.missed} if attendance.missed else "",
        gettext("%(n)s cancelled") % {"n": attendance.cancelled} if attendance.cancelled else "",
        gettext("%(n)s booked ahead") % {"n": attendance.ahead} if attendance.ahead else "",
    ]
    yield gettext("Visits"), ", ".join(filter(None, parts))
    yield gettext("Cost so far"), _cost(attendance, course)


def _counted(payer_words: Iterable[str]) -> Iterable[tuple[str, str]]:
    words = " · ".join(payer_words)
    if words:
        yield gettext("Who pays"), words


def _cost(attendance: reviewing.Attendance, course) -> str:
    currency = course.patient.clinic.currency
    sentences = [
        gettext("%(cost)s at today’s prices.") % {"cost": frontdoor_rules.price(attendance.cents, currency)}
    ]
    if attendance.unpriced:
        sentences.append(
            ngettext(
                "%(n)s visit has no price on record.",
                "%(n)s visits have no price on record.",
                attendance.unpriced,
            )
            % {"n": attendance.unpriced}
        )
    if attendance.fees:
        sentences.append(
            gettext("%(fees)s in fees besides.") % {"fees": frontdoor_rules.price(attendance.fees, currency)}
        )
    ahead = max(0, course.visits_planned - attendance.done)
    priced = attendance.done - attendance.unpriced
    if ahead and priced and course.ended_at is None:
        # In whole units: nobody knows the rest of a course to the cent.
        more = frontdoor_rules.price(round(attendance.cents / priced * ahead / 100) * 100, currency)
        sentences.append(gettext("About %(more)s more to the end of the plan.") % {"more": more})
    return " ".join(sentences)


def proposed(file: queries.ReviewFile, evidence: rules.Evidence) -> dict[str, int]:
    """Propose when to look again. What to do is never proposed."""
    at = rules.look_again_at(evidence, planned=file.position.planned, review_after=file.course.review_after)
    return {"next_review": at}


def words_hint(patient) -> str:
    """Say what the patient reads when nothing is written, and in which language."""
    if not patient.language or patient.language == languages.ENGLISH:
        return gettext("Left empty, they read in plain words what you chose.")
    return gettext(
        "They read %(language)s. Left empty, they read in plain words in their language what you chose."
    ) % {"language": languages.OWN_NAMES.get(patient.language, patient.language)}


def _reaction_words(reaction) -> str:
    words = effects.heading(reaction.category, reaction.grade, is_serious=reaction.is_serious)
    return f"{words}: {reaction.words}" if reaction.words else words


def in_view(trend, line, outlook=None) -> dict[str, object]:
    """Return the scores as they stood when the decision was taken, to be kept with it."""
    kept = {
        "pain": list(trend.pain.values),
        "activities": [{"words": one.name, "values": list(one.values)} for one in trend.activities],
        "sentence": line.sentence,
    }
    if outlook is not None and outlook.share_words:
        kept["outlook"] = [outlook.share_words, outlook.band_words]
    return kept

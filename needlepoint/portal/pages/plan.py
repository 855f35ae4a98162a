"""What the page of a plan shows to the patient it is for."""

import dataclasses

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from needlepoint.house import clock, languages
from needlepoint.knowledge import dose
from needlepoint.knowledge.evidence import claims
from needlepoint.knowledge.instruments import catalogue
from needlepoint.plans import wording as plans_wording
from needlepoint.plans.rules import letters as letters_rules
from needlepoint.plans.wording import decided
from needlepoint.plans.wording import goals as goal_wording
from needlepoint.portal.pages import home, tasks
from needlepoint.portal.wording import letters as letters_wording


@dataclasses.dataclass(frozen=True)
class Plan:
    """The plan as the patient reads it."""

    patient_name: str
    is_own: bool
    course: home.Course
    agreed_on: str
    practitioner: str
    words: str
    dose: str
    pace: str
    review: str
    better_means: str
    goals: tuple[tuple[str, str], ...]
    important: str
    techniques: tuple
    home: tuple
    tasks_url: str
    papers: tuple  # (language, its address)
    letters: tuple  # (what and when, its address) of what we wrote about them
    decisions: tuple
    notes: tuple
    stop: str


PACES = {
    3: _lazy("about twice a week"),
    4: _lazy("about twice a week"),
    7: _lazy("about once a week"),
    14: _lazy("about every two weeks"),
}


def plan(course, position, reviews, programme, *, goals=(), today, is_own, letters=()) -> Plan:
    zone = course.patient.clinic.time_zone
    preset = dose.preset_of_course(course.phase, course.days_between)
    visits = ngettext("%(count)s visit", "%(count)s visits", course.visits_planned) % {
        "count": course.visits_planned
    }
    return Plan(
        patient_name=course.patient.name,
        is_own=is_own,
        course=home.course_of(course, position, ahead=None),
        agreed_on=formats.date_format(clock.local(course.started_at, zone), "j F Y"),
        practitioner=course.practitioner.name,
        words=course.words,
        dose=_(preset.sentence if course.review_after == preset.review_after else preset.evidence),
        pace=_("%(visits)s, %(pace)s.") % {"visits": visits, "pace": _pace(course.days_between)},
        review=_(
            "After visit %(number)s we look at your numbers together and decide: go on, change something, space the visits out, "
            "stop, or send you to somebody else."
        )
        % {"number": course.review_after},
        better_means=course.better_means,
        goals=goal_wording.rows(goals),
        important=_("For pain, most people notice a change of %(points)s points or 30 %%.")
        % {"points": catalogue.PAIN.important_change},
        techniques=tuple(
            plans_wording.TECHNIQUES[key] for key in plans_wording.TECHNIQUES if key in course.techniques
        ),
        home=tuple(tasks.shown(course, task) for task in programme),
        tasks_url=reverse("portal:tasks") if is_own and programme else "",
        letters=tuple(_letter(one, zone) for one in letters),
        papers=paper_links(reverse("portal:plan_paper", args=[course.code])),
        decisions=tuple(_decision(review, zone) for review in reviews),
        notes=tuple(_evidence(preset, today)),
        stop=_("You may stop at any time. Tell us, and we say what else could help."),
    )


def _letter(letter, zone) -> tuple[str, str]:
    if letter.carer is None:
        words = decided.summary_title()
        return words, reverse("desk:letter_paper", args=[letter.code])
    words = _("%(about)s: to %(name)s, %(day)s") % {
        "about": letters_wording.ABOUT[letters_rules.About(letter.kind)],
        "name": letter.carer.name,
        "day": formats.date_format(clock.local(letter.written_at, zone), "j F Y"),
    }
    return words, reverse("desk:letter_paper", args=[letter.code])


def paper_links(address: str) -> tuple[tuple[str, str], ...]:
    """(name of a language in itself, where the paper in it is) for each of ours."""
    return tuple((name, f"{address}?{languages.FIELD}={code}") for code, name in languages.offered())


def _pace(days):
    return PACES.get(days) or ngettext("about every day", "about every %(days)s days", days) % {"days": days}


def _decision(review, zone):
    words = decided.title(review.decision)
    day = formats.date_format(clock.local(review.decided_at, zone), "j F Y")
    title = _("After visit %(number)s, on %(day)s: %(decision)s") % {
        "number": review.after_visit,
        "day": day,
        "decision": words,
    }
    return title, review.words or decided.words(review.decision)


# Which claims stand beside a plan, by how long the pain has lasted; a claim past its date leaves by itself.
CLAIMS = {
    dose.Phase.ACUTE: ("visits_new_pain",),
    dose.Phase.SUBACUTE: ("visits_new_pain",),
    dose.Phase.CHRONIC: ("does_it_work", "visits_long_pain"),
    None: ("maintenance",),
}


def _evidence(preset, today):
    """(title, sentences, how sure we are, who checked it) for each claim that is current."""
    for key in CLAIMS[preset.phase]:
        claim = claims.current_claim(key, today)
        if claim is not None:
            yield (
                _(claim.title),
                tuple(_(sentence) for sentence in claim.wording),
                _(claim.certainty.label),
                _(claim.status.label),
            )

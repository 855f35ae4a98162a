"""What a review shows."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext

from needlepoint.charting.wording import effects
from needlepoint.desk import queries
from needlepoint.desk.pages import day
from needlepoint.intake import rules as intake_rules
from needlepoint.plans.wording import goals as goal_wording

# --- A review ------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewPage:
    name: str
    url: str
    detail: str
    course: day.Course
    course_words: str
    better_means: str
    goals: tuple[tuple[str, str], ...]
    cautions: tuple[tuple[str, str], ...]
    reactions: tuple[str, ...]
    earlier: tuple[tuple[str, str], ...]
    is_over: bool
    ask_again_url: str
    ask_where_url: str  # the pain map once more


def review_page(file: queries.ReviewFile, trend, goals) -> ReviewPage:
    course, pain = file.course, trend.pain.answered
    # Pain that grows under treatment is a reason to look for another cause before choosing anything.
    is_worse = len(pain) > 1 and pain[-1] > pain[0]
    return ReviewPage(
        name=course.patient.name,
        url=reverse("desk:patient", args=[course.patient.code]),
        detail="" if file.age is None else gettext("%(age)s years") % {"age": file.age},
        course=day.course_of(file.position),
        course_words=file.position.words,
        better_means=course.better_means,
        goals=goal_wording.rows(
            goals, {one.name: one.answered[-1] for one in trend.activities if one.answered}
        ),
        cautions=day.caution_chips(course.patient.cautions),
        reactions=tuple(_reaction_words(reaction) for reaction in file.reactions),
        earlier=tuple(
            (
                gettext("After visit %(n)s: %(decision)s")
                % {"n": review.after_visit, "decision": review.get_decision_display()},
                review.reason,
            )
            for review in file.reviews
        ),
        is_over=course.state != "ACTIVE",
        ask_again_url=reverse("plans:assessment", args=[course.patient.code]) if is_worse else "",
        ask_where_url=reverse("outcomes:ask", args=[course.patient.code, intake_rules.WHERE_NOW]),
    )


def proposed(file: queries.ReviewFile) -> dict[str, int]:
    """Propose when to look again: at the end of what is planned, or three visits on. What to do is never proposed."""
    done, planned = file.position.done, file.position.planned
    return {"next_review": planned if planned > done else done + 3}


def _reaction_words(reaction) -> str:
    words = effects.heading(reaction.category, reaction.grade, is_serious=reaction.is_serious)
    return f"{words}: {reaction.words}" if reaction.words else words


def in_view(trend, line) -> dict[str, object]:
    """Return the scores as they stood when the decision was taken, to be kept with it."""
    return {
        "pain": list(trend.pain.values),
        "activities": [{"words": one.name, "values": list(one.values)} for one in trend.activities],
        "sentence": line.sentence,
    }

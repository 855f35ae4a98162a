"""The words for unwanted effects, as staff read them."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from needlepoint.charting import wording
from needlepoint.charting.rules import effects

Effect, Outcome, Causality, Seriousness = (
    effects.Effect,
    effects.Outcome,
    effects.Causality,
    effects.Seriousness,
)

EFFECTS, GRADES = wording.EFFECTS, wording.GRADES
SHORT_GRADES = {1: _("mild"), 2: _("moderate"), 3: _("severe"), 4: _("life in danger"), 5: _("death")}
SERIOUSNESS = {
    Seriousness.DEATH: _("They died"),
    Seriousness.DANGER_TO_LIFE: _("Their life was in danger"),
    Seriousness.HOSPITAL: _("Taken into hospital, or kept there longer"),
    Seriousness.LASTING_HARM: _("Lasting harm, or they cannot do what they did before"),
    Seriousness.BIRTH_DEFECT: _("A child was born with a defect"),
    Seriousness.MEDICALLY_IMPORTANT: _("Something else that a doctor would call important"),
}
# In the order of the published categories, from sure to not to be known.
CAUSALITY = {
    Causality.CERTAIN: _("Certain: the treatment did it, and nothing else explains it"),
    Causality.PROBABLE: _("Probable: fits in time, and something else is unlikely"),
    Causality.POSSIBLE: _("Possible: fits in time, but something else explains it too"),
    Causality.UNLIKELY: _("Unlikely: hardly fits in time, or something else explains it better"),
    Causality.CONDITIONAL: _("Not yet: more has to be found out, and we are asking"),
    Causality.UNASSESSABLE: _("Cannot be known: there is too little to go by"),
}
OUTCOMES = {
    Outcome.RECOVERED: _("All gone"),
    Outcome.RECOVERING: _("Getting better"),
    Outcome.ONGOING: _("Still there"),
    Outcome.LASTING: _("Over, but something stays"),
    Outcome.DIED: _("They died"),
    Outcome.UNKNOWN: _("Nobody knows: we could not ask"),
}
BEGAN = {
    "DURING": _("During the visit"),
    "HOUR": _("Within an hour"),
    "SAME_DAY": _("Later the same day"),
    "NEXT_DAY": _("The next day"),
    "LATER": _("Later"),
}
LASTED = {
    "HOUR": _("Up to an hour"),
    "DAY": _("Up to a day"),
    "DAYS": _("Up to three days"),
    "WEEK": _("Up to a week"),
    "LONGER": _("Longer"),
}
SIGNS = {
    effects.Sign.BREATH: _("Hard to breathe"),
    effects.Sign.CHEST: _("Chest pain"),
    effects.Sign.PASSED_OUT: _("Passed out, or had a fit"),
    effects.Sign.NUMB: _("Numb between the legs, or cannot hold or pass water"),
    effects.Sign.WEAK: _("An arm, a leg or the face is weak all at once"),
    effects.Sign.BLEEDS: _("Bleeding that will not stop"),
}
# From here on the effects module names more than one category at once.
GROUPS = {
    effects.ANY: _("Anything unwanted"),
    effects.SERIOUS: _("Serious"),
    effects.BRUISE_OR_BLEEDING: _("Bruise or bleeding"),
    **EFFECTS,
}


def heading(category: str, grade: int | None, *, is_serious: bool) -> str:
    """Say what it was and how bad, in a heading: 'Bruise, grade 1', 'Burn or blister, not graded yet'."""
    what = EFFECTS.get(category, category)
    if grade is None:
        words = gettext("%(what)s, not graded yet") % {"what": what}
    else:
        words = gettext("%(what)s, grade %(grade)s") % {"what": what, "grade": grade}
    return gettext("%(heading)s, serious") % {"heading": words} if is_serious else words


def gap(which: effects.Gap) -> str:
    """Say one reason why an effect cannot be closed yet."""
    return {
        effects.Gap.ALREADY_CLOSED: gettext("This is closed already."),
        effects.Gap.NO_GRADE: gettext("Choose how bad it was."),
        effects.Gap.NO_OUTCOME: gettext("Choose how it went on."),
        effects.Gap.NOT_OVER: gettext("It is not over yet. Keep it open, and ask again."),
        effects.Gap.NO_CAUSALITY: gettext("Choose how sure it is that the treatment did it."),
        effects.Gap.NOT_TOLD: gettext("Say whether the patient was told what happened."),
        effects.Gap.DIED_WITHOUT_GRADE: gettext(
            "Grade 5 and “They died” go together: put right the one that is not so."
        ),
    }[which]


def open_words(count: int, serious: int) -> str:
    """Say how many effects are open, for a link to their list."""
    words = ngettext("%(n)s unwanted effect to follow up", "%(n)s unwanted effects to follow up", count)
    if not serious:
        return words % {"n": count}
    both = gettext("%(words)s, serious: %(serious)s")
    return both % {"words": words % {"n": count}, "serious": serious}

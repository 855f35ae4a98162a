"""The words for what `rules` names by key. Needle wording is exact and calm, and says what to do next."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from needlepoint.charting import rules

POSITIONS = {
    "PRONE": _("On the front"),
    "SUPINE": _("On the back"),
    "SIDE": _("On the side"),
    "SEATED": _("Sitting"),
}
# Short enough for a list that is tapped; plans.wording.SIDES says the same in full.
SIDES = {
    rules.Side.LEFT: _("Left"),
    rules.Side.RIGHT: _("Right"),
    rules.Side.BOTH: _("Both"),
    rules.Side.MIDDLE: _("Middle"),
}
EFFECTS = {
    rules.Effect.BLEEDING: _("Bleeding"),
    rules.Effect.BRUISE: _("Bruise"),
    rules.Effect.PAIN_AT_SITE: _("Pain where a needle was"),
    rules.Effect.PAIN_FLARE: _("The back pain got worse"),
    rules.Effect.DROWSY: _("Tired or drowsy"),
    rules.Effect.FAINT: _("Dizzy or faint"),
    rules.Effect.NAUSEA: _("Sick, sweating, pale"),
    rules.Effect.HEADACHE: _("Headache"),
    rules.Effect.NEEDLE_STUCK: _("Needle stuck, bent or broken"),
    rules.Effect.NEEDLE_LEFT_IN: _("Needle left in"),
    rules.Effect.STRAY_NEEDLE: _("Stray needle, or somebody was pricked"),
    rules.Effect.SKIN: _("Skin reaction or allergy"),
    rules.Effect.INFECTION: _("Infection"),
    rules.Effect.BURN: _("Burn or blister"),
    rules.Effect.NERVE: _("Nerve"),
    rules.Effect.LUNG: _("Short of breath, or a hurt lung"),
    rules.Effect.ORGAN: _("Hurt organ, vessel or spinal cord"),
    rules.Effect.SEIZURE: _("Seizure"),
    rules.Effect.DISTRESS: _("Distress"),
    rules.Effect.FALL: _("Fall"),
    rules.Effect.EQUIPMENT: _("Equipment fault"),
    rules.Effect.WRONG_PLACE: _("Wrong person, point or side"),
    rules.Effect.DELAYED_DIAGNOSIS: _("A diagnosis was delayed"),
    rules.Effect.OTHER: _("Something else"),
}
GRADES = {
    1: _("1 · Mild: noticed, no treatment needed"),
    2: _("2 · Moderate: a little treatment, or it limits the day"),
    3: _("3 · Severe: hospital, or cannot care for themselves"),
    4: _("4 · Life in danger"),
    5: _("5 · Death"),
}

WHY_WITHOUT = {
    rules.Why.EMERGENCY: _("They cannot answer, and waiting would harm them"),
    rules.Why.ON_PAPER: _("They signed on paper, and it is not typed in yet"),
    rules.Why.BY_PROXY: _("Whoever may decide for them agreed, not in this room"),
    rules.Why.OTHER: _("Another reason"),
}


def needles(count: int) -> str:
    return ngettext("%(count)s needle", "%(count)s needles", count) % {"count": count}


def minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def obstacle(which: rules.Obstacle, ledger: rules.Ledger) -> str:
    """Say one reason why a note cannot be signed."""
    apart = needles(abs(ledger.missing))
    words = {
        rules.Obstacle.ALREADY_SIGNED: gettext("This note is signed. Add an amendment instead."),
        rules.Obstacle.NEEDLES_STILL_IN: gettext("The needles are still in."),
        rules.Obstacle.NEVER_COUNTED_OUT: gettext("The needles have not been counted out."),
        rules.Obstacle.NEEDLES_MISSING: gettext(
            "%(needles)s not accounted for: %(went_in)s went in, %(came_out)s counted out."
        ),
        rules.Obstacle.NEEDLES_TOO_MANY: gettext(
            "%(needles)s more than recorded: %(went_in)s went in, %(came_out)s counted out."
        ),
        rules.Obstacle.NO_NEEDLES_NOT_SAID: gettext(
            "No needles are recorded. Record them, or choose “No needles today”."
        ),
        rules.Obstacle.NEEDLES_WERE_USED: gettext("Needles were used at this visit."),
        rules.Obstacle.NOTHING_WRITTEN: gettext("Write in a few words what was said or done today."),
        rules.Obstacle.VISIT_IS_OFF: gettext("This visit was cancelled or missed."),
        rules.Obstacle.VISIT_IS_AHEAD: gettext("This visit is on a day to come."),
        rules.Obstacle.EARLY_WITHOUT_REASON: gettext(
            "The needles came out early. Write down what happened under “Something unwanted”."
        ),
    }
    return words[which] % {"needles": apart, "went_in": ledger.went_in, "came_out": ledger.came_out}


def bar(which: rules.Bar) -> str:
    """Say one reason why no needle may go in yet."""
    return {
        rules.Bar.NO_CONSENT: gettext("No consent to needles stands. Ask, and record the answer first."),
        rules.Bar.NO_PLAN: gettext("Agree a plan first, with what would count as better."),
        rules.Bar.TURNED_AWAY: gettext(
            "By the newest check, a doctor comes before any needle. Ask again, or decide differently on their page."
        ),
        rules.Bar.HELD: gettext(
            "A warning sign holds treatment back. Follow what the assessment says first."
        ),
        rules.Bar.REFERRED: gettext(
            "The latest plan ended with a referral. Agree a new plan before needling."
        ),
        rules.Bar.NO_POINTS: gettext("Choose at least one point first."),
        rules.Bar.VISIT_IS_OFF: gettext("This visit was cancelled or missed."),
        rules.Bar.VISIT_IS_AHEAD: gettext("This visit is on a day to come."),
    }[which]


def not_without(*, is_refused: bool) -> str:
    """Say why no reason can stand in for a consent."""
    if is_refused:
        return gettext("They said no, or took it back. Only a new yes from them can change that.")
    return gettext("They agreed to this. No reason is needed.")


def unaccounted(ledger: rules.Ledger) -> str:
    """Say how many needles are not accounted for, in a heading: '1 needle is not accounted for'."""
    count = abs(ledger.missing)
    if ledger.missing < 0:
        return ngettext(
            "%(count)s needle more than went in", "%(count)s needles more than went in", count
        ) % {"count": count}
    return ngettext(
        "%(count)s needle is not accounted for", "%(count)s needles are not accounted for", count
    ) % {"count": count}


def not_now(stage: rules.Stage) -> str:
    """Say why a deed is not possible at a stage."""
    return {
        rules.Stage.OPEN: gettext("No needles are in yet."),
        rules.Stage.IN: gettext("The needles are in: points can be added now, not changed or taken away."),
        rules.Stage.UNCOUNTED: gettext("The needles are out. Count them now."),
        rules.Stage.MISMATCH: gettext("The counts differ. Count the needles again."),
        rules.Stage.COUNTED: gettext("The needles are already out and counted."),
        rules.Stage.SIGNED: gettext("This note is signed. Add an amendment instead."),
    }[stage]

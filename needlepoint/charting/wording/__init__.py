"""The words for what `rules` names by key. Needle wording is exact and calm, and says what to do next."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from needlepoint.charting import rules
from needlepoint.charting.rules import parts, quick
from needlepoint.plans.rules import entry

POSITIONS = {
    "PRONE": _("On the front"),
    "SUPINE": _("On the back"),
    "SIDE": _("On the side"),
    "SEATED": _("Sitting"),
}
ANGLES = {
    quick.Angle.STRAIGHT: _("Straight"),
    quick.Angle.SLANTED: _("Slanted"),
    quick.Angle.FLAT: _("Flat"),
}
METHODS = {
    quick.Method.EVEN: _("Even"),
    quick.Method.TONIFY: _("Tonifying"),
    quick.Method.REDUCE: _("Reducing"),
    quick.Method.NONE: _("Left still"),
}
RESPONSES = {
    quick.Response.DEQI: _("De qi"),
    quick.Response.TWITCH: _("Twitch"),
    quick.Response.WARM: _("Warmth"),
    quick.Response.NONE: _("Nothing"),
}
KINDS = {
    parts.Kind.ELECTRO: _("Current"),
    parts.Kind.CUPPING: _("Cupping"),
    parts.Kind.GUA_SHA: _("Gua sha"),
    parts.Kind.HEAT_LAMP: _("Heat lamp"),
    parts.Kind.MOXA: _("Moxa"),
}
# What a kind is called in a typed line: read by rules.quick, never shown.
KIND_WORDS = {
    parts.Kind.ELECTRO: "EA",
    parts.Kind.CUPPING: "cupping",
    parts.Kind.GUA_SHA: "gua sha",
    parts.Kind.HEAT_LAMP: "lamp",
    parts.Kind.MOXA: "moxa",
}
WAVEFORMS = {
    parts.Waveform.CONTINUOUS: _("Continuous"),
    parts.Waveform.ALTERNATING: _("Alternating"),
    parts.Waveform.INTERMITTENT: _("Intermittent"),
    parts.Waveform.BIPHASIC: _("Biphasic"),
}
STRENGTHS = {
    parts.Strength.MILD: _("Mild"),
    parts.Strength.COMFORTABLE: _("Comfortable"),
    parts.Strength.STRONG: _("Strong"),
    parts.Strength.TOLERANCE: _("As much as they could bear"),
    parts.Strength.MUSCLE: _("A muscle moved"),
}
WAYS = {
    parts.Method.FIXED: _("Fixed"),
    parts.Method.SLIDING: _("Sliding"),
    parts.Method.FLASH: _("Flash"),
    parts.Method.LIGHT: _("Light"),
    parts.Method.FIRM: _("Firm"),
    parts.Method.STICK: _("Stick"),
    parts.Method.ON_NEEDLE: _("On the needle"),
    parts.Method.INDIRECT: _("Indirect"),
    parts.Method.DIRECT: _("Direct"),
    parts.Method.SMOKELESS: _("Without smoke"),
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


def point_label(row: rules.Row | quick.Row) -> str:
    """'BL23', 'Sore spot L4'"""
    name = gettext("Sore spot") if row.code == entry.TENDER else row.code
    return f"{name} {row.place.replace('_', ' ').lower() if len(row.place) > LEVEL else row.place}".strip()


LEVEL = 6  # letters of 'L4-L5' and the like; what is longer is a part of the body


def how_words(row: rules.Row) -> str:
    """Say how a point is needled: '25 mm, slanted, de qi'. Nothing when nobody said."""
    said = [
        gettext("%(depth)s mm") % {"depth": row.depth_mm} if row.depth_mm else "",
        str(ANGLES.get(row.angle, row.angle)).lower(),
        str(METHODS.get(row.method, row.method)).lower(),
        str(RESPONSES.get(row.response, row.response)).lower(),
        row.needle_size,
    ]
    return ", ".join(one for one in said if one)


def row_words(row: rules.Row) -> str:
    """Say side, needles and settings of a point: 'both, 2 needles, 25 mm, de qi'."""
    said = [str(SIDES[row.side]).lower(), needles(row.needles), how_words(row)]
    return ", ".join(one for one in said if one)


def spans(part: parts.Part) -> str:
    """Say where a part was done: 'BL18–BL25 both, low back'."""
    return ", ".join(_span(one) for one in part.spans)


def _span(span: parts.Span) -> str:
    ends = [
        end.replace("_", " ").lower() if end in parts.AREAS else end for end in (span.start, span.end) if end
    ]
    side = "" if span.side is rules.Side.MIDDLE else str(SIDES[span.side]).lower()
    return f"{'–'.join(ends)} {side}".strip()


def part_words(part: parts.Part) -> str:
    """Say how a part was done: 'BL23–BL25 both, 2/100 Hz, continuous, 20 minutes'."""
    said = [
        spans(part),
        f"{'/'.join(str(one) for one in part.hz)} Hz" if part.hz else "",
        str(WAVEFORMS[part.waveform]).lower() if part.waveform else "",
        f"{part.pulse_us} µs" if part.pulse_us else "",
        f"{part.milliamps.normalize():f} mA" if part.milliamps is not None else "",
        str(STRENGTHS[part.strength]).lower() if part.strength else "",
        str(WAYS[part.method]).lower() if part.method else "",
        minutes(part.minutes) if part.minutes else "",
    ]
    return ", ".join(one for one in said if one)


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
        rules.Obstacle.NOT_SETTLED: gettext(
            "The counts agree now. Say first why they did not: “Settle it” on this page."
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
        rules.Stage.MISMATCH: gettext("The counts differ. Count the needles again, or settle it."),
        rules.Stage.TO_SETTLE: gettext("The counts agree now. Say why they did not."),
        rules.Stage.SETTLED: gettext("The needles are out, and what was missing was settled."),
        rules.Stage.COUNTED: gettext("The needles are already out and counted."),
        rules.Stage.SIGNED: gettext("This note is signed. Add an amendment instead."),
    }[stage]

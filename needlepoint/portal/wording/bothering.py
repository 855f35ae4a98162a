"""What a patient reads who tells us that something bothers them after a visit. For a clinician to confirm."""

from django.utils.translation import gettext_lazy as _

from needlepoint.charting.rules import effects

Effect, Sign = effects.Effect, effects.Sign

SIGNS = {
    Sign.BREATH: _("It is hard to breathe"),
    Sign.CHEST: _("My chest hurts"),
    Sign.PASSED_OUT: _("I passed out, or had a fit"),
    Sign.NUMB: _("I am numb between my legs, or I can not hold or pass water"),
    Sign.WEAK: _("An arm, a leg or my face went weak all at once"),
    Sign.BLEEDS: _("I bleed, and it will not stop"),
}
TOLD = {
    Effect.PAIN_AT_SITE: _("It hurts where a needle was"),
    Effect.PAIN_FLARE: _("My back hurts more"),
    Effect.BRUISE: _("A bruise"),
    Effect.BLEEDING: _("It bled"),
    Effect.DROWSY: _("I am very tired"),
    Effect.FAINT: _("I feel dizzy or faint"),
    Effect.NAUSEA: _("I feel sick"),
    Effect.HEADACHE: _("My head hurts"),
    Effect.SKIN: _("My skin itches or has a rash"),
    Effect.INFECTION: _("A spot is red, hot and sore, or I have a fever"),
    Effect.BURN: _("A burn or a blister"),
    Effect.NERVE: _("A place is numb or tingles"),
    Effect.NEEDLE_LEFT_IN: _("I found a needle"),
    Effect.DISTRESS: _("I feel upset"),
    Effect.OTHER: _("Not on this list"),
}
BEGAN = {
    "DURING": _("At the visit"),
    "HOUR": _("In the first hour after it"),
    "SAME_DAY": _("Later that day"),
    "NEXT_DAY": _("The next day"),
    "LATER": _("Later than that"),
}
TOO_MANY = _("You told us many things today, so this one was not sent. Please call us.")
ADVICE = {
    Effect.PAIN_AT_SITE: _("A sore spot is common. It mostly fades in a day or two."),
    Effect.PAIN_FLARE: _(
        "Some backs hurt more for a day or two. Rest when you need to, and keep moving a bit."
    ),
    Effect.BRUISE: _("A bruise is common. It fades by itself."),
    Effect.BLEEDING: _("A drop of blood is common. Press on it with a clean cloth for five minutes."),
    Effect.DROWSY: _("Many people feel tired. Do not drive until you are wide awake."),
    Effect.FAINT: _("Lie down and put your legs up. Drink some water. Get up slowly. Do not drive."),
    Effect.NAUSEA: _("Lie down, and take small sips of water."),
    Effect.HEADACHE: _("Drink some water and rest. It mostly goes in a day."),
    Effect.SKIN: _("Do not scratch it. Keep it clean and dry."),
    Effect.INFECTION: _("Call us today, or see a doctor today."),
    Effect.BURN: _("Hold it under cool water for 20 minutes. Do not break a blister. Call us today."),
    Effect.NERVE: _("Call us today, and tell us where it is."),
    Effect.NEEDLE_LEFT_IN: _("Do not press on it. Call us now. We will tell you what to do."),
    Effect.DISTRESS: _("Strong feelings can come up. You can call us and talk."),
    Effect.OTHER: _("Call us if you are not sure what to do."),
}
# With these, somebody talks to us today.
CALL_FIRST = frozenset({Effect.INFECTION, Effect.BURN, Effect.NERVE, Effect.NEEDLE_LEFT_IN})

"""The words for needles that do not agree, are handed over, hide or stay in. What staff read; calm, one step after another."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.charting.rules import hidden, left_in
from needlepoint.charting.rules import ledger as ledgers
from needlepoint.plans import wording as plan_wording

# What to do when fewer came out than went in, in this order. Sources in docs/for-clinicians-to-confirm.md.
WHEN_MISSING = (
    _("Stop. Nothing else is done in this room until it is found."),
    _(
        "Keep them on the couch, and tell them why: “We have not counted every needle yet. Please stay still.”"
    ),
    _("Look along every point below: both sides, in the folds of the skin, under the sheet."),
    _("Look in the hair, behind the ears, under clothes, and beneath the body."),
    _("Feel along each point, flat and gently, for a hard tip. Do not press it in."),
    _("Count the tray and the sharps box again. Then the couch, the floor, shoes and clothes."),
    _("Count again, out loud, with a second person."),
)
WHEN_LOST = (
    _("Not found? It may be broken or still in the body: keep them still, and call a physician at once."),
    _("Ask the physician whether an X-ray is needed, and where."),
    _("Never dig or cut for a broken needle, and never push it. Mark the place on the skin with a pen."),
    _("Write down what was done under unwanted effects, then settle it here with your name."),
)
WHEN_TOO_MANY = (
    _("Stop, and keep them on the couch."),
    _("Count the needles on the tray again, with a second person."),
    _("Was one put in that is not on the record? Add it to the record, then settle it."),
    _("Is it from another visit? Ask them, and look at the places of last time. One may have stayed in."),
)

SETTLED = {
    ledgers.Settled.COUNTED_AGAIN: _("Counted wrong at first: they agree"),
    ledgers.Settled.FOUND_IN_PATIENT: _("Found in the patient, and taken out"),
    ledgers.Settled.FOUND_ELSEWHERE: _("Found in the room, on the couch or in the clothes"),
    ledgers.Settled.WRONG_ON_RECORD: _("The number that went in was written down wrong"),
    ledgers.Settled.NOT_FOUND: _("Not found. The patient knows, and knows what to watch for"),
}
MISCOUNTED = _("I counted wrong the first time. All are here.")

HIDDEN = {
    hidden.Hidden.HAIR: _("In the hair"),
    hidden.Hidden.EAR: _("At the ears"),
    hidden.Hidden.CLOTHES: _("Under clothes or the sheet"),
    hidden.Hidden.BENEATH: _("Beneath the body"),
}

KINDS = {
    left_in.Kind.PRESS_NEEDLE: _("Press needle"),
    left_in.Kind.EAR_NEEDLE: _("Ear needle"),
    left_in.Kind.SEED: _("Seed, no needle"),
}

PARTS = {
    "": _("Add to the note"),
    "told": _("What they said"),
    "done": _("Done beside the needles"),
    "response": _("How they took it"),
}


def no_cosign(why: ledgers.NoCosign) -> str:
    """Say why somebody cannot co-sign a note."""
    return {
        ledgers.NoCosign.NOT_SIGNED: gettext("The student signs first."),
        ledgers.NoCosign.NOT_NEEDED: gettext("This note needs no second signature."),
        ledgers.NoCosign.ALREADY: gettext("This note is co-signed already."),
        ledgers.NoCosign.OWN: gettext("Somebody else has to sign what you signed."),
        ledgers.NoCosign.STUDENT: gettext("A student cannot co-sign a note."),
        ledgers.NoCosign.NOT_SUPERVISOR: gettext("Only somebody who supervises students can co-sign a note."),
    }[why]


def spot(where: ledgers.Spot) -> str:
    """'BL23 Shenshu, left', 'Tender spot at L4, right'"""
    name = plan_wording.point_name(where.code)
    side = str(plan_wording.SIDES[where.side]) if where.side in plan_wording.SIDES else ""
    words = {"code": where.code, "name": name, "side": side.lower(), "place": where.place}
    if where.place:
        return gettext("%(code)s %(name)s at %(place)s, %(side)s") % words
    return gettext("%(code)s %(name)s, %(side)s") % words


def where(left) -> str:
    """Where something was left in, for staff: 'BL23 Shenshu, left' or 'Ear: Shen men, right'."""
    side = str(plan_wording.SIDES[left.side]).lower()
    if left.point_code == left_in.EAR:
        return gettext("Ear: %(place)s, %(side)s") % {"place": left.place, "side": side}
    return gettext("%(code)s %(name)s, %(side)s") % {
        "code": left.point_code,
        "name": plan_wording.point_name(left.point_code),
        "side": side,
    }

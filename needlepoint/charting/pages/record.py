"""What a note says of what was done: settings, counts, facts, and what bothered them."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.charting import models, queries, rules, wording
from needlepoint.charting.pages import consents, moments
from needlepoint.charting.wording import effects as effect_words

SETTINGS = ("position", "needle_size", "needle_brand", "needle_lot", "needle_expires_on", "hands_on_minutes")


def settings_words(sheet: queries.Sheet) -> str:
    """'On the side, 0.25 × 40 mm, Seirin, lot A123': what is rarely changed, in a line that unfolds."""
    said = [
        str(wording.POSITIONS.get(sheet.chart.position, "")),
        sheet.chart.needle_size,
        box_words(sheet),
    ]
    return ", ".join(one for one in said if one) or _("Position, needle, box")


def box_words(sheet: queries.Sheet) -> str:
    """The box of needles in a line: 'Seirin, lot A123, use before 2027-05-31'."""
    box = sheet.supply
    said = [
        box.brand,
        _("lot %(lot)s") % {"lot": box.lot} if box.lot else "",
        _("use before %(day)s") % {"day": box.expires_on} if box.expires_on else "",
    ]
    return ", ".join(one for one in said if one)


def sign_label(note: models.Note | None, signer: int | None) -> str:
    """A colleague signs in their own name, for whoever wrote the note."""
    if note is None or signer in (None, note.practitioner_id):
        return _("Sign the note")
    return _("Sign for %(name)s") % {"name": note.practitioner.name}


def mismatch_words(sheet: queries.Sheet, zone: str) -> str:
    if sheet.ledger.stage is not rules.Stage.MISMATCH:
        return ""
    latest = sheet.counts[-1]
    return _("%(went_in)s went in. %(came_out)s were counted out at %(time)s by %(name)s.") % {
        "went_in": sheet.ledger.went_in,
        "came_out": sheet.ledger.came_out,
        "time": moments.clock_words(latest.at, zone),
        "name": latest.by,
    }


def counted_words(count: models.NeedleCount, zone: str) -> str:
    words = (
        _("%(needles)s in at %(time)s, %(name)s")
        if count.kind == models.NeedleCount.Kind.IN
        else _("%(needles)s counted out at %(time)s, %(name)s")
    )
    return words % {
        "needles": wording.needles(count.needles),
        "time": moments.clock_words(count.at, zone),
        "name": count.by,
    }


def facts(note: models.Note | None, sheet: queries.Sheet, zone: str) -> tuple[tuple[str, str], ...]:
    if note is None:
        return ()
    out = note.needles_out_at
    went = out and (out - note.needles_in_at).total_seconds() / 60
    rows = (
        (_("Needles"), "" if note.needles_in_at else _("No needles at this visit")),
        (_("Needle"), note.needle_size if note.needles_in_at else ""),
        (_("Lying"), str(wording.POSITIONS.get(note.position, "")) if note.needles_in_at else ""),
        (
            _("In and out"),
            f"{moments.clock_words(note.needles_in_at, zone)} – {moments.clock_words(out, zone)} ({wording.minutes(round(went))})"
            if out
            else "",
        ),
        (_("Came out early"), _("Yes: out first, counted after") if note.came_out_early else ""),
        (
            _("Beside the needles"),
            "; ".join(
                ": ".join(
                    part for part in (str(wording.KINDS[one.part.kind]), wording.part_words(one.part)) if part
                )
                for one in sheet.chart.parts
            ),
        ),
        (_("Response sought"), str(wording.RESPONSES.get(note.response_sought, ""))),
        (_("Box of needles"), box_words(sheet) if note.needles_in_at else ""),
        (
            _("Hands on"),
            "" if note.hands_on_minutes is None else wording.minutes(note.hands_on_minutes),
        ),
        (_("As typed"), "; ".join(note.typed.splitlines())),
        (_("Chosen in spite of a caution"), "; ".join(f"{key}: {why}" for key, why in note.reasons.items())),
        *consents.without(sheet, zone),
        (_("What they said"), note.told),
        (_("Done beside the needles"), note.done),
        (_("How they took it"), note.response),
        (_("Treated by"), note.practitioner.name),
    )
    hide = _("No needles at this visit") if sheet.ledger.stage is not rules.Stage.SIGNED else None
    return tuple((label, value) for label, value in rows if value and value != hide)


def reaction_words(one: models.Reaction, zone: str) -> tuple[str, str, str, str]:
    """What it was, who told, the words, and where it is followed up."""
    told = _("%(name)s, %(day)s at %(time)s") % {
        "name": one.by,
        "day": moments.day_words(one.at, zone),
        "time": moments.clock_words(one.at, zone),
    }
    return (
        effect_words.heading(one.category, one.grade, is_serious=one.is_serious),
        told,
        " ".join(part for part in (one.words, one.what_was_done) if part),
        reverse("charting:effect", args=[one.code]),
    )


def emergency(visit: booking.Visit, sheet: queries.Sheet) -> str:
    urgent = any(rules.needs_help_now(rules.Effect(one.category), one.grade) for one in sheet.reactions)
    if not urgent or sheet.ledger.is_signed:
        return ""
    return _("Get emergency help now: call %(number)s. Stay with them.") % {
        "number": visit.clinic.emergency_number
    }


def last_words(earlier: models.Note | None) -> tuple[tuple[str, str], ...]:
    if earlier is None:
        return ()
    rows: Sequence[tuple[str, str]] = (
        (_("They said"), earlier.told),
        (_("Done"), earlier.done),
        (_("They took it"), earlier.response),
    )
    return tuple((label, value) for label, value in rows if value)


def signed(note: models.Note | None, zone: str) -> str:
    if note is None or note.signed_at is None:
        return ""
    return _("Signed by %(name)s on %(day)s at %(time)s.") % {
        "name": note.signed_by,
        "day": moments.day_words(note.signed_at, zone),
        "time": moments.clock_words(note.signed_at, zone),
    }

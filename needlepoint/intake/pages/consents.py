"""What the pages and papers of consents show, already worded and in order."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from needlepoint.intake.queries import consents as queries
from needlepoint.intake.rules import consents as rules
from needlepoint.intake.wording import consents as wording
from needlepoint.knowledge.consents import texts
from needlepoint.people import models as people
from needlepoint.people.actions import consents as deeds


@dataclasses.dataclass(frozen=True)
class Part:
    heading: str
    sentences: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Section:
    """One technique to read and to answer."""

    kind: str
    name: str
    about: str
    parts: tuple[Part, ...]
    so_far: str  # what was said before, or ""
    field: object


@dataclasses.dataclass(frozen=True)
class Signing:
    """The page on which somebody reads and signs."""

    patient_name: str
    is_for_child: bool
    told: Part
    sections: tuple[Section, ...]
    asks_who_signs: bool


def signing(patient: people.Patient, latest, form, today: dt.date) -> Signing:
    """Word the page to sign on. latest: kind → the latest decision."""
    zone = patient.clinic.time_zone
    all_parts = {text.kind: _parts(text) for text in texts.all_texts()}
    return Signing(
        patient_name=patient.name,
        is_for_child=rules.is_child(patient.birth_date, today),
        told=all_parts["NEEDLING"][-1],
        sections=tuple(
            Section(
                kind=text.kind,
                name=_(text.name),
                about=_(text.about),
                parts=all_parts[text.kind][: len(texts.PARTS)],
                so_far=_so_far(latest.get(text.kind), zone),
                field=form[text.kind],
            )
            for text in texts.all_texts()
        ),
        asks_who_signs=len(form.fields["signed_as"].choices) > 1,
    )


def _parts(text: texts.Text) -> tuple[Part, ...]:
    return tuple(Part(_(part.heading), tuple(_(words) for words in part.sentences)) for part in text.parts)


def _so_far(consent, zone: str) -> str:
    if consent is None:
        return ""
    if wording.is_outdated(consent):
        return _("You said: %(answer)s. The text has changed since then.") % {
            "answer": wording.line(consent, zone)
        }
    return _("You said: %(answer)s.") % {"answer": wording.line(consent, zone)}


# --- How everything stands ------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Line:
    """One technique in the list of all. Addresses are "" where there is nothing to press."""

    kind: str
    name: str
    about: str
    words: str
    tone: str
    signer: str
    note: str
    paper_url: str
    back_url: str


@dataclasses.dataclass(frozen=True)
class Event:
    """One decision of the past."""

    name: str
    words: str
    detail: str
    url: str


@dataclasses.dataclass(frozen=True)
class Overview:
    """All that a patient said to all techniques, and the history of it."""

    patient_name: str
    patient_url: str
    lines: tuple[Line, ...]
    events: tuple[Event, ...]
    sign_url: str
    blank_url: str
    versions: tuple[str, ...]


def overview(patient: people.Patient, history: list[people.Consent], *, is_own: bool) -> Overview:
    """Word how everything stands. history: every decision, the latest first."""
    latest = queries.latest_of(history)
    return Overview(
        patient_name=patient.name,
        patient_url="" if is_own else reverse("desk:patient", args=[patient.code]),
        lines=tuple(_line(text, latest.get(text.kind), patient, is_own=is_own) for text in texts.all_texts()),
        events=tuple(_event(one, patient.clinic) for one in history),
        sign_url=reverse("intake:sign_consents") if is_own else "",
        blank_url=reverse("intake:own_blank_consents")
        if is_own
        else reverse("intake:blank_consents", args=[patient.code]),
        versions=tuple(
            _("%(technique)s: version %(version)s") % {"technique": _(text.name), "version": text.version}
            for text in texts.all_texts()
        ),
    )


def _line(text: texts.Text, consent, patient: people.Patient, *, is_own: bool) -> Line:
    how_it_stands = wording.standing_of(consent)
    is_in_force = how_it_stands is rules.Standing.YES
    return Line(
        kind=text.kind,
        name=_(text.name),
        about=_(text.about),
        words=wording.line(consent, patient.clinic.time_zone),
        tone=wording.TONES[how_it_stands],
        signer=wording.signer_words(consent) if consent else "",
        note=_("The text has changed since then. Please read it again.")
        if is_in_force and wording.is_outdated(consent)
        else "",
        paper_url=paper_url(consent) if consent else "",
        back_url=_back_url(text.kind, patient, is_own=is_own) if is_in_force else "",
    )


def _back_url(kind: str, patient: people.Patient, *, is_own: bool) -> str:
    if is_own:
        return reverse("intake:own_consent_withdrawal", args=[kind])
    return reverse("intake:consent_withdrawal", args=[patient.code, kind])


def paper_url(consent: people.Consent) -> str:
    """Where a decision can be read on paper."""
    return reverse("intake:consent_paper", args=[consent.code])


def _event(consent: people.Consent, clinic: people.Clinic) -> Event:
    details = [
        wording.moment_words(consent.decided_at, clinic),
        wording.signer_words(consent),
        str(wording.HOW.get(consent.how, consent.how)),
        _("version %(version)s") % {"version": consent.wording_version},
    ]
    if consent.is_given and consent.withdrawn_at:
        details.append(_("ended %(moment)s") % {"moment": wording.moment_words(consent.withdrawn_at, clinic)})
    return Event(
        name=wording.name_of(consent.kind),
        words=_said(consent),
        detail=" · ".join(one for one in details if one),
        url=paper_url(consent),
    )


def _said(consent: people.Consent) -> str:
    """What was said then, whatever became of it."""
    how_it_stood = rules.standing(
        is_given=consent.is_given, is_to_talk=consent.is_to_talk, is_taken_back=False
    )
    return str(wording.STANDINGS[how_it_stood])


# --- On paper --------------------------------------------------------------------------------------------------------------


def letterhead(clinic: people.Clinic) -> dict[str, str]:
    return {
        "name": clinic.name,
        "address": clinic.address,
        "phone": clinic.phone,
        "country": clinic.country,
    }


def signed_paper(consent: people.Consent) -> dict:
    """Give what intake/paper/consent.typ shows of one decision, in the language it was read in."""
    patient, text = consent.patient, consent.text
    with translation.override(consent.language):
        rows = [
            (_("Patient"), patient.name),
            (_("Born"), formats.date_format(patient.birth_date, "j F Y") if patient.birth_date else ""),
            (_("What was answered"), _said(consent)),
            (_("Signed by"), wording.signer_words(consent)),
            (_("When"), wording.moment_words(consent.decided_at, patient.clinic)),
            (_("How"), str(wording.HOW.get(consent.how, consent.how))),
            (_("Written down by"), consent.by),
            (_("Version of the text"), consent.wording_version),
        ]
        if consent.is_given and consent.withdrawn_at:
            rows.append((_("Ended"), wording.moment_words(consent.withdrawn_at, patient.clinic)))
        name = text.name if text else wording.name_of(consent.kind)
        return {
            "title": _("Consent: %(technique)s") % {"technique": name},
            "letterhead": letterhead(patient.clinic),
            "rows": [(label, value) for label, value in rows if value],
            "heading": _("What was read"),
            "parts": text.parts if text else [],
            "without": ""
            if text
            else _("No text was kept with this. It was said aloud or comes from an earlier time."),
            "foot": _("%(patient)s · %(technique)s, version %(version)s · %(code)s")
            % {
                "patient": patient.name,
                "technique": name,
                "version": consent.wording_version,
                "code": consent.code,
            },
        }


def blank_paper(patient: people.Patient, kinds, language: str) -> dict:
    """Give what intake/paper/consents_blank.typ shows: texts to read, boxes to tick, lines to sign on."""
    read: list[deeds.Words] = [wording.words_of(kind, language) for kind in kinds]
    with translation.override(language):
        born = formats.date_format(patient.birth_date, "j F Y") if patient.birth_date else ""
        return {
            "title": _("What you agree to"),
            "letterhead": letterhead(patient.clinic),
            "rows": [row for row in ((_("Patient"), patient.name), (_("Born"), born)) if row[1]],
            "lead": _(
                "Read each part. Tick one box under it. Sign on the last page. You may say no to any of it."
            ),
            "texts": [
                {
                    "name": one.name,
                    "version": _("version %(version)s") % {"version": one.version},
                    "parts": [list(part) for part in one.parts[: len(texts.PARTS)]],
                    "question": _("%(technique)s: do you agree?") % {"technique": one.name},
                }
                for one in read
            ],
            "told": next((list(one.parts[-1]) for one in read if len(one.parts) > len(texts.PARTS)), None),
            "answers": [str(words) for words in wording.ANSWERS.values()],
            "sign": {
                "heading": _("Signature"),
                "name": _("Full name of whoever signs"),
                "who": [str(words) for words in wording.SIGNERS.values()],
                "signature": _("Signature"),
                "day": _("Date"),
            },
            "foot": _("Texts of version %(versions)s")
            % {"versions": ", ".join(dict.fromkeys(one.version for one in read))},
        }

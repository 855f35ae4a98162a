"""What a patient agreed to: signed, written down, taken back. An earlier yes of the same kind ends with each decision."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.house import audit
from needlepoint.people import models, rules

NAME_SHORTEST, BY_MAX = 2, 60


class UnableToSign(Exception):
    """Nothing was signed; the message is for whoever signs."""


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """A consent's text as it was read. parts: (heading, (sentence, …)) in order."""

    kind: str
    version: str
    language: str
    name: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def fingerprint(self) -> str:
        """What only these words in this language and version have."""
        return hashlib.sha256(json.dumps(dataclasses.astuple(self)).encode()).hexdigest()


@dataclasses.dataclass(frozen=True, slots=True)
class Decided:
    """What was said to one text: yes, no, or to talk about it first."""

    words: Words
    is_given: bool
    is_to_talk: bool = False


def sign_consents(
    *,
    patient: models.Patient,
    decided: Sequence[Decided],
    signed_name: str,
    by,
    now: dt.datetime,
    signed_as: str = "",
    how: str = "ONLINE",
    decided_at: dt.datetime | None = None,
) -> list[models.Consent]:
    """Keep decisions under a signature, with the words that were read.

    signed_as    "" for the patient, else what the signer is to them, such as 'parent'
    how          ONLINE, KIOSK, PAPER or SPOKEN
    decided_at   when it was signed on paper; now, where nothing is said
    returns      the decisions that stand, one for each of `decided`
    raises       UnableToSign without a name, for nothing decided, for a day to come, or when something later is known
    effects      an earlier yes of each kind ends; the same decision in the same words by the same name again changes
                 nothing; words nobody read before are kept
    """
    name = " ".join(signed_name.split())
    if len(name) < NAME_SHORTEST:
        raise UnableToSign(_("Please type your full name."))
    if not decided:
        raise UnableToSign(_("Please answer at least one of these."))
    if decided_at is not None and decided_at > now:
        raise UnableToSign(_("That day has not come yet."))
    with transaction.atomic():
        models.Patient.objects.select_for_update().get(pk=patient.pk)
        return [
            _keep(
                patient,
                one,
                by,
                now,
                signed_name=name,
                signed_as=signed_as,
                how=how,
                decided_at=decided_at or now,
            )
            for one in decided
        ]


def _keep(patient, one: Decided, by, now, *, decided_at, **signed) -> models.Consent:
    text = kept_text(one.words, now)
    latest = _latest(patient, one.words.kind)
    if (
        latest is not None
        and latest.withdrawn_at is None
        and (
            latest.text_id,
            latest.is_given,
            latest.is_to_talk,
            latest.signed_name,
            latest.signed_as,
            latest.how,
        )
        == (text.pk, one.is_given, one.is_to_talk, signed["signed_name"], signed["signed_as"], signed["how"])
    ):
        return latest
    if latest is not None and decided_at < max(latest.decided_at, latest.withdrawn_at or latest.decided_at):
        # A sheet typed in late must not bring back what was taken back since.
        raise UnableToSign(
            _("%(name)s: they decided about this later than that day. Ask them again.")
            % {"name": one.words.name}
        )
    return _decide(
        patient,
        one.words.kind,
        by,
        now,
        wording_version=one.words.version,
        language=one.words.language,
        is_given=one.is_given,
        is_to_talk=one.is_to_talk,
        text=text,
        decided_at=decided_at,
        **signed,
    )


def kept_text(words: Words, now: dt.datetime) -> models.ConsentText:
    """Return the row of these words, made when nobody read them before. Costs 1 query, 2 for new ones."""
    return models.ConsentText.objects.get_or_create(
        fingerprint=words.fingerprint,
        defaults={
            "kind": words.kind,
            "version": words.version,
            "language": words.language,
            "name": words.name,
            "parts": [[heading, list(sentences)] for heading, sentences in words.parts],
            "first_read_at": now,
        },
    )[0]


def decide_consent(
    *,
    patient: models.Patient,
    kind: str,
    wording_version: str,
    is_given: bool,
    by,
    now: dt.datetime,
    how: str = "ONLINE",
) -> models.Consent:
    """Write down what a patient agreed to or declined without a signature, in which words.

    The same decision about the same words again changes nothing.
    """
    with transaction.atomic():
        models.Patient.objects.select_for_update().get(pk=patient.pk)
        latest = _latest(patient, kind)
        if (
            latest is not None
            and latest.withdrawn_at is None
            and (latest.is_given, latest.wording_version) == (is_given, wording_version)
        ):
            return latest
        return _decide(
            patient,
            kind,
            by,
            now,
            wording_version=wording_version,
            is_given=is_given,
            decided_at=now,
            how=how,
        )


def take_back_consent(*, patient: models.Patient, kind: str, by, now: dt.datetime) -> models.Consent | None:
    """End a yes. Nothing needs to be read, signed or explained for it.

    returns  the consent that was taken back, or None when none was in force (a second tap)
    """
    with transaction.atomic():
        models.Patient.objects.select_for_update().get(pk=patient.pk)
        latest = _latest(patient, kind)
        if latest is None or not latest.is_given or latest.withdrawn_at is not None:
            return None
        models.Consent.objects.filter(patient=patient, kind=kind, is_given=True, withdrawn_at=None).update(
            withdrawn_at=now
        )
        latest.withdrawn_at = now
        audit.record(
            "consent_taken_back",
            by=by,
            now=now,
            patient=patient.pk,
            thing=f"consent:{latest.code}",
            details={"kind": kind, "wording": latest.wording_version},
            clinic=patient.clinic_id,
        )
    return latest


def _latest(patient, kind: str) -> models.Consent | None:
    return models.Consent.objects.filter(patient=patient, kind=kind).order_by("-decided_at", "-pk").first()


def _decide(patient, kind: str, by, now: dt.datetime, **values) -> models.Consent:
    models.Consent.objects.filter(patient=patient, kind=kind, is_given=True, withdrawn_at=None).update(
        withdrawn_at=now
    )
    is_own = isinstance(by, rules.Viewer) and by.is_patient
    consent = models.Consent.objects.create(
        patient=patient, kind=kind, by="" if is_own else _name(by), **values
    )
    said = "consent_given" if consent.is_given else "consent_declined"
    audit.record(
        "consent_to_talk" if consent.is_to_talk else said,
        by=by,
        now=now,
        patient=patient.pk,
        thing=f"patient:{patient.code}",
        details={"kind": kind, "wording": consent.wording_version, "how": consent.how},
        clinic=patient.clinic_id,
    )
    return consent


def _name(by) -> str:
    return (getattr(by, "name", "") or by.who)[:BY_MAX]

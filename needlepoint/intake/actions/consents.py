"""Signing what may be done, typing in what was signed on paper, and taking it back."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping

from django.utils.translation import gettext as _

from needlepoint.house import clock
from needlepoint.intake import rules as intake_rules
from needlepoint.intake.rules import consents as rules
from needlepoint.intake.wording import consents as wording
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.people.actions import consents as deeds

UnableToSign = deeds.UnableToSign
SIGNED_MOST_A_DAY = 200  # decisions of one person; past this a machine sends. Taking back is always possible


def sign(
    *,
    patient: people.Patient,
    answers: Mapping[str, str],
    signed_name: str,
    signed_as: str,
    language: str,
    by: people_rules.Viewer,
    now: dt.datetime,
) -> list[people.Consent]:
    """Keep what the patient, or a child's parent, signs on a phone or on the clinic's tablet.

    answers    kind → one of rules.Answer; a kind left open has none and stays as it is
    language   in which the texts were read
    raises     UnableToSign where somebody else signs than may, without a name or an answer, or without end
    """
    if not by.is_patient or by.patient_id != patient.pk:
        raise UnableToSign(_("Only the patient can sign here. Give them the tablet, or use paper."))
    _refuse_signer(patient, signed_as, clock.local(now, patient.clinic.time_zone).date())
    lately = people.Consent.objects.filter(patient=patient, decided_at__gt=now - dt.timedelta(days=1))
    if lately.count() >= SIGNED_MOST_A_DAY:
        raise UnableToSign(_("We could not keep this. Please try again."))
    return deeds.sign_consents(
        patient=patient,
        decided=_decided(answers, language),
        signed_name=signed_name,
        signed_as=signed_as,
        how=rules.How.KIOSK if by.is_on_kiosk else rules.How.ONLINE,
        by=by,
        now=now,
    )


def type_in(
    *,
    patient: people.Patient,
    answers: Mapping[str, str],
    signed_name: str,
    signed_as: str,
    language: str,
    on: dt.date,
    by: people_rules.Viewer,
    now: dt.datetime,
) -> list[people.Consent]:
    """Keep what was signed on a sheet of paper that shows the texts as they are now.

    on       the day beside the signature
    raises   UnableToSign for whoever is not staff, and as `sign` does; for a day to come or longer ago than a life; or
             when the patient decided later than that day
    """
    if not by.is_staff or by.clinic_id != patient.clinic_id:
        raise UnableToSign(_("Only the clinic types in what is on paper."))
    zone = patient.clinic.time_zone
    today = clock.local(now, zone).date()
    if on > today:
        raise UnableToSign(_("That day has not come yet."))
    if (today - on).days > intake_rules.LONGEST_DAYS:
        raise UnableToSign(_("That is longer than a life ago. Please check the year."))
    _refuse_signer(patient, signed_as, on)
    return deeds.sign_consents(
        patient=patient,
        decided=_decided(answers, language),
        signed_name=signed_name,
        signed_as=signed_as,
        how=rules.How.PAPER,
        by=by,
        now=now,
        decided_at=rules.decided_at(on, today=today, now=now, midnight=_midnight(on, zone)),
    )


def take_back(
    *, patient: people.Patient, kind: str, by: people_rules.Viewer, now: dt.datetime
) -> people.Consent | None:
    """End a yes, on the patient's own word or as staff heard it. None when there was none to end."""
    return deeds.take_back_consent(patient=patient, kind=kind, by=by, now=now)


def _decided(answers: Mapping[str, str], language: str) -> list[deeds.Decided]:
    said = {kind: rules.Answer(answer) for kind, answer in answers.items() if answer}
    return [
        deeds.Decided(
            wording.words_of(kind, language),
            is_given=answer is rules.Answer.YES,
            is_to_talk=answer is rules.Answer.TALK,
        )
        for kind, answer in said.items()
    ]


def _refuse_signer(patient: people.Patient, signed_as: str, on: dt.date) -> None:
    if signed_as not in rules.signers(patient.birth_date, on):
        raise UnableToSign(
            _("A parent or a legal guardian signs for somebody under %(age)s.") % {"age": rules.ADULT_AGE}
            if rules.is_child(patient.birth_date, on)
            else _("Please say who signs.")
        )


def _midnight(on: dt.date, zone: str) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(), tzinfo=zoneinfo.ZoneInfo(zone))

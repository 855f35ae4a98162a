"""Write down what was found at an assessment."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.house import audit, clock
from needlepoint.knowledge import dose
from needlepoint.knowledge.codes import icd10cm
from needlepoint.knowledge.safety import check
from needlepoint.knowledge.tradition import catalogue
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models, rules


class UnableToAssess(Exception):
    """The assessment cannot be kept; the message says why."""


def assess(
    *,
    patient: people.Patient,
    onset_on: dt.date | None,
    site: str,
    kind: str,
    red_flags: Mapping[str, check.Answer],
    by: people_rules.Viewer,
    now: dt.datetime,
    side: str = "",
    diagnosis_code: str = "",
    second_codes: Sequence[str] = (),
    previous_care: Sequence[Mapping[str, str]] = (),
    tradition: Mapping[str, Any] | None = None,
    findings: Mapping[str, Any] | None = None,
    doctors_word: str = "",
) -> models.Episode:
    """Write down what the practitioner found today. Every assessment is a row of its own; none is overwritten.

    red_flags      answer key → answer, for every question of rules.red_flag_questions and red_flag_signs
    second_codes   further ICD-10-CM codes; the release of the list they were chosen from is kept with them
    previous_care  {"kind", "helped", "words"} each, keys of rules.examining
    tradition      part or PATTERNS → keys of knowledge.tradition; what the catalogue does not have is left out
    findings       movement, leg raise and so on, as forms.assessing gives them; JSON values
    doctors_word   who looked at a red flag, when, and what they said
    raises         UnableToAssess when somebody else than a practitioner asks, a red flag was not asked, or the pain
                   begins in the future
    """
    if not access.may_plan(by):
        raise UnableToAssess(_("Only a practitioner can write an assessment."))
    asked = _red_flags_asked(patient, red_flags)
    on = clock.local(now, patient.clinic.time_zone).date()
    try:
        scheme = dose.scheme_of(patient.clinic.phase_scheme)
        phase = dose.phase(onset_on, on, scheme).value if onset_on else ""
    except ValueError:
        raise UnableToAssess(_("The pain cannot begin after today. Please check the day it began.")) from None
    with transaction.atomic():
        episode = models.Episode.objects.create(
            clinic_id=patient.clinic_id,
            patient=patient,
            practitioner_id=by.practitioner_id,
            onset_on=onset_on,
            phase=phase,
            site=rules.Site(site),
            side=side,
            kind=rules.Kind(kind),
            diagnosis_code=diagnosis_code,
            second_codes=[code for code in dict.fromkeys(second_codes) if code != diagnosis_code],
            codes_version=icd10cm.RELEASE if diagnosis_code or second_codes else "",
            phase_scheme=scheme.key,
            previous_care=[dict(one) for one in previous_care],
            tradition=catalogue.known(tradition or {}),
            findings={
                **(findings or {}),
                "red_flags": {
                    "answers": {key: answer.value for key, answer in red_flags.items()},
                    "route": asked.route.value,
                    "rule_version": asked.rule_version,
                    "wording_version": asked.wording_version,
                    "doctors_word": doctors_word,
                },
            },
            red_flags_asked=True,
            assessed_at=now,
        )
        audit.record(
            "patient_assessed",
            by=by,
            now=now,
            patient=patient.pk,
            thing=f"episode:{episode.code}",
            details={"phase": phase, "route": asked.route.value},
        )
    return episode


def _red_flags_asked(patient: people.Patient, answers: Mapping[str, check.Answer]) -> check.Outcome:
    expected = {key for page in rules.red_flag_questions() for key in page.answer_keys} | {
        item.key for item in rules.red_flag_signs().items
    }
    if expected - set(answers):
        raise UnableToAssess(_("Ask every warning sign today, and mark what the answer was."))
    questions = {key: answers[key] for page in rules.red_flag_questions() for key in page.answer_keys}
    signs = {item.key: answers[item.key] for item in rules.red_flag_signs().items}
    return rules.red_flag_outcome(questions, signs, frozenset(patient.cautions))

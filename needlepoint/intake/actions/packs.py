"""Deeds of the questionnaires that a clinic loads: take their wording in, stop using it, keep answers from paper."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.house import audit
from needlepoint.intake import models
from needlepoint.intake.actions import filling
from needlepoint.intake.rules import packs as rules
from needlepoint.knowledge.instruments import definition as instruments
from needlepoint.knowledge.instruments import scoring
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


class UnableToLoad(Exception):
    """The wording cannot be taken; `faults` are whole sentences for the owner, all of them."""

    def __init__(self, faults: Iterable[str]):
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


def load_pack(
    *,
    clinic: people.Clinic,
    draft: rules.Draft,
    version: str,
    source: str,
    is_acknowledged: bool,
    by: people_rules.Viewer,
    now: dt.datetime,
) -> models.Pack:
    """Take the wording of a questionnaire into use, in place of the one in its language.

    version, source   as the owner wrote them: which edition it is and where it came from
    is_acknowledged   the owner read the terms and says that the clinic may use it; the terms are kept as shown
    raises            UnableToLoad with every fault of the draft
    effects           the wording that was used so far is retired, never deleted: old answers were read in it
    """
    faults = list(draft.faults)
    if not is_acknowledged:
        faults.append(_("Please confirm that your clinic may use these words."))
    if len(version) > rules.VERSION_MAX:
        faults.append(_("The version is too long."))
    if faults:
        raise UnableToLoad(faults)
    with transaction.atomic():
        people.Clinic.objects.select_for_update().get(pk=clinic.pk)  # of two who load at once, one is first
        mine = models.Pack.objects.filter(
            clinic=clinic, instrument=draft.instrument.key, language=draft.language
        )
        retired = mine.filter(retired_at=None).update(retired_at=now)
        pack = models.Pack.objects.create(
            clinic=clinic,
            instrument=draft.instrument.key,
            language=draft.language,
            version=version,
            intro=draft.intro,
            source=source,
            licence=draft.instrument.licence,
            acknowledged_by=by.who,
            acknowledged_at=now,
            tables=rules.tables_as_kept(draft.tables),
        )
        models.PackItem.objects.bulk_create(
            models.PackItem(
                pack=pack,
                place=place,
                key=one.key,
                words=one.words,
                choices=[list(choice) for choice in one.choices],
            )
            for place, one in enumerate(draft.items, start=1)
        )
        audit.record(
            "pack_loaded",
            by=by,
            now=now,
            thing=f"pack:{pack.code}",
            details={"instrument": pack.instrument, "language": pack.language, "replaced": bool(retired)},
            clinic=clinic.pk,
        )
    return pack


def retire_pack(*, pack: models.Pack, by: people_rules.Viewer, now: dt.datetime) -> bool:
    """Stop using a wording. Nothing is deleted; what was answered in it can still be read. Returns whether this call did it."""
    with transaction.atomic():
        if models.Pack.objects.filter(pk=pack.pk, retired_at=None).update(retired_at=now) != 1:
            return False
        audit.record(
            "pack_retired",
            by=by,
            now=now,
            thing=f"pack:{pack.code}",
            details={"instrument": pack.instrument, "language": pack.language},
            clinic=pack.clinic_id,
        )
    return True


def keep_paper(
    *,
    patient: people.Patient,
    instrument: instruments.Instrument,
    given: dict[str, int],
    answered_at: dt.datetime,
    by: people_rules.Viewer,
    now: dt.datetime,
) -> models.Intake:
    """Keep the answers of a questionnaire that was filled in on paper, as rows like any other's.

    given   item key → whole number; items left open are not in it. Checked by the caller: knowledge's scoring
    """
    with transaction.atomic():
        intake = models.Intake.objects.create(
            clinic_id=patient.clinic_id,
            patient=patient,
            form=f"{scoring.PACK}{instrument.key}",
            state=models.Intake.State.FINISHED,
            started_at=answered_at,
            agreed_at=now,
            finished_at=now,
            scored_at=now,  # its numbers are kept as a sheet's, by whoever calls
        )
        told = {
            "intake": intake,
            "revision": 1,
            "state": "ANSWERED",
            "wording_version": rules.PAPER,
            "language": patient.language,
            "source": models.Intake.Source.STAFF,
            "answered_at": answered_at,
            "by": by.who,
        }
        answers = rules.paper_answers(instrument, given)
        made = models.Answer.objects.bulk_create(models.Answer(item=item, **told) for item in answers)
        models.AnswerValue.objects.bulk_create(filling.values_of(zip(made, answers.values(), strict=True)))
        audit.record(
            "paper_kept",
            by=by,
            now=now,
            patient=patient.pk,
            thing=f"intake:{intake.code}",
            details={"form": intake.form, "items": len(given)},
            clinic=patient.clinic_id,
        )
    return intake


def mark_scored(*, intake: models.Intake, now: dt.datetime) -> None:
    """Note that the numbers of a form were worked out from the answers as they now are."""
    models.Intake.objects.filter(pk=intake.pk).update(scored_at=now)

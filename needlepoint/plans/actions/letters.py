"""Write down who else looks after a patient, and write to them. Nothing goes out that the patient did not permit."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.house import audit
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models
from needlepoint.plans.rules import letters as rules
from needlepoint.plans.wording import letters as wording


class UnableToKeepCarer(Exception):
    """This person cannot be kept as a carer."""


class UnableToWrite(Exception):
    """The letter cannot be signed, or cannot be sent."""


def add_carer(
    *,
    patient: people.Patient,
    kind: rules.Kind,
    name: str,
    by: people_rules.Viewer,
    now: dt.datetime,
    organisation: str = "",
    address: str = "",
    phone: str = "",
    may_write: bool = False,
) -> models.Carer:
    """Write down somebody else who looks after a patient.

    may_write   the patient said that we may write to them
    raises      UnableToKeepCarer for who may not, and without a name
    """
    if not access.may_keep_carers(by) or patient.clinic_id != by.clinic_id:
        raise UnableToKeepCarer(_("Only people who work here can do this."))
    if not name.strip():
        raise UnableToKeepCarer(_("Write their name."))
    with transaction.atomic():
        carer = models.Carer.objects.create(
            clinic_id=patient.clinic_id,
            patient=patient,
            kind=rules.Kind(kind),
            name=name.strip(),
            organisation=organisation.strip(),
            address=address.strip(),
            phone=phone.strip(),
            may_write=may_write,
            made_at=now,
        )
        audit.record(
            "carer_added",
            by=by,
            now=now,
            patient=patient.pk,
            thing=f"carer:{carer.code}",
            details={"kind": str(carer.kind), "may_write": may_write},
        )
    return carer


def permit(*, carer: models.Carer, may_write: bool, by: people_rules.Viewer, now: dt.datetime) -> None:
    """Keep whether the patient allows us to write to somebody. Raises UnableToKeepCarer for who may not."""
    _change(carer, "carer_permission", by, now, may_write=may_write)


def end_carer(*, carer: models.Carer, by: people_rules.Viewer, now: dt.datetime) -> None:
    """Somebody looks after the patient no longer; what was written to them stays. Raises UnableToKeepCarer."""
    _change(carer, "carer_ended", by, now, ended_at=now, may_write=False)


def _change(carer: models.Carer, what: str, by: people_rules.Viewer, now: dt.datetime, **values) -> None:
    if not access.may_keep_carers(by) or carer.clinic_id != by.clinic_id:
        raise UnableToKeepCarer(_("Only people who work here can do this."))
    with transaction.atomic():
        if not models.Carer.objects.filter(pk=carer.pk, ended_at__isnull=True).update(**values):
            raise UnableToKeepCarer(wording.bar(rules.Bar.CARER_ENDED))
        audit.record(
            what,
            by=by,
            now=now,
            patient=carer.patient_id,
            thing=f"carer:{carer.code}",
            details={"may_write": values["may_write"]},
        )


def write_letter(
    *,
    carer: models.Carer,
    about: rules.About,
    facts: Sequence[tuple[str, str]],
    words: str,
    by: people_rules.Viewer,
    now: dt.datetime,
    course: models.Course | None = None,
    review: models.Review | None = None,
) -> models.Letter:
    """Sign a letter. It is kept as it was signed; another one is written to change it.

    facts    (label, value) as they stand in the record now
    review   the decision that it follows from
    returns  the letter; the one signed a moment ago for a second tap
    raises   UnableToWrite for who may not, and without the patient's permission
    """
    if not access.may_plan(by) or carer.clinic_id != by.clinic_id:
        raise UnableToWrite(_("Only a practitioner can sign a letter."))
    with transaction.atomic():
        carer = models.Carer.objects.select_for_update(of=("self",)).get(pk=carer.pk)
        bar = rules.bar_to_writing(
            about=about,
            may_write=carer.may_write,
            is_ended=carer.ended_at is not None,
            facts=len(facts),
            words=words,
        )
        if bar:
            raise UnableToWrite(wording.bar(bar))
        said = {"kind": about, "facts": [list(row) for row in facts], "words": words.strip()}
        if (same := _signed_just_now(carer, said, now)) is not None:
            return same
        return _sign(
            by=by,
            now=now,
            clinic_id=carer.clinic_id,
            patient_id=carer.patient_id,
            course=course,
            carer=carer,
            review=review,
            **said,
        )


def _signed_just_now(carer: models.Carer, said: dict, now: dt.datetime) -> models.Letter | None:
    lately = models.Letter.objects.filter(carer=carer, written_at__gt=now - people_rules.DOUBLE_TAP)
    return next((one for one in lately if all(getattr(one, name) == it for name, it in said.items())), None)


def write_summary(
    *,
    review: models.Review,
    facts: Sequence[tuple[str, str]],
    by: people_rules.Viewer,
    now: dt.datetime,
) -> models.Letter:
    """Sign the summary that a patient keeps when care ends, once for each review that ended it.

    facts    (label, value) in the patient's own language; what was written for the patient stands beside them
    raises   UnableToWrite for who may not, and when care goes on
    """
    course = review.course
    if not access.may_plan(by) or course.clinic_id != by.clinic_id:
        raise UnableToWrite(_("Only a practitioner can sign a letter."))
    about = rules.SUMMARY_AFTER.get(review.decision)
    if about is None:
        raise UnableToWrite(_("A summary is written when care ends."))
    with transaction.atomic():
        models.Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
        kept = models.Letter.objects.filter(review=review, carer=None).first()
        return kept or _sign(
            by=by,
            now=now,
            clinic_id=course.clinic_id,
            patient_id=course.patient_id,
            course=course,
            carer=None,
            review=review,
            kind=about,
            facts=[list(row) for row in facts],
            words=review.words,
        )


def _sign(*, by, now, carer, kind, **fields) -> models.Letter:
    signer = people.Practitioner.objects.get(pk=by.practitioner_id)
    letter = models.Letter.objects.create(
        carer=carer,
        kind=kind,
        written_at=now,
        written_by=", ".join(filter(None, (signer.name, signer.credential))),
        **fields,
    )
    audit.record(
        "letter_signed",
        by=by,
        now=now,
        patient=letter.patient_id,
        thing=f"letter:{letter.code}",
        details={"about": str(kind), "carer": carer.code if carer else ""},
    )
    return letter


def mark_sent(*, letter: models.Letter, how: rules.How, by: people_rules.Viewer, now: dt.datetime) -> None:
    """Write down that a letter went out, and how.

    raises   UnableToWrite for who may not, when it went out before, and when permission was taken back meanwhile
    """
    if not access.may_plan(by) or letter.clinic_id != by.clinic_id:
        raise UnableToWrite(_("Only a practitioner can send a letter."))
    with transaction.atomic():
        carer = models.Carer.objects.select_for_update(of=("self",)).filter(pk=letter.carer_id).first()
        letter = models.Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        bar = rules.bar_to_sending(  # what is the patient's own needs nobody's permission
            may_write=carer is None or carer.may_write,
            is_ended=carer is not None and carer.ended_at is not None,
            is_sent=letter.sent_at is not None,
        )
        if bar:
            raise UnableToWrite(wording.bar(bar))
        letter.sent_at, letter.sent_how = now, str(how)
        letter.save(update_fields=["sent_at", "sent_how"])
        audit.record(
            "letter_sent",
            by=by,
            now=now,
            patient=letter.patient_id,
            thing=f"letter:{letter.code}",
            details={"how": str(how)},
        )

"""Deeds about people. Each is one transaction with one audit entry. What they agree to is in `consents`."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable

from allauth.mfa import models as second_factor
from django.core import validators
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.house import audit, codes
from needlepoint.people import models, rules
from needlepoint.people.actions.consents import decide_consent as decide_consent


class UnableToUseLink(Exception):
    """The link is unknown, used or too old; which of them is nobody's business."""


class UnableToOpen(Exception):
    """The clinic cannot be opened as asked. Carries every fault, for an operator."""


# --- Patients ------------------------------------------------------------------------------------------------------


def register_patient(
    *,
    clinic: models.Clinic,
    given_name: str,
    family_name: str,
    birth_date: dt.date | None,
    phone: str,
    email: str,
    by,
    now: dt.datetime,
    contact_name: str = "",
    contact_relation: str = "",
    language: str = "en",
) -> models.Patient:
    """Return the clinic's patient with these details, entering them when they are new.

    contact_name, contact_relation  whom we write to when it is somebody else, and what they are to the patient:
                                    'parent', 'carer'; phone and e-mail are then theirs
    language                        in which they read, and we write to them

    The same e-mail, birth date and name is the same patient (rules.is_same_person). What we hold about a patient we
    know is not changed: whoever types Ada's address has not yet shown that they are Ada.
    effects  a User, so that the patient can sign in by code; the Patient; the audit entry
    """
    email = rules.plain_email(email)
    with transaction.atomic():
        user = _account(email, contact_name or f"{given_name} {family_name}".strip()) if email else None
        _wait_for_our_turn(clinic=clinic, user=user)
        known = models.Patient.objects.filter(clinic=clinic, birth_date=birth_date)
        known = known.filter(email__iexact=email) if email else known.filter(email="", phone=phone)
        for patient in known.order_by("pk"):
            if rules.is_same_person(
                patient.given_name,
                patient.family_name,
                patient.birth_date,
                as_given_name=given_name,
                as_family_name=family_name,
                as_birth_date=birth_date,
            ):
                if patient.user_id is None and user is not None:
                    patient.user = user
                    patient.save(update_fields=["user"])
                return patient
        patient = models.Patient.objects.create(
            clinic=clinic,
            user=user,
            given_name=given_name.strip(),
            family_name=family_name.strip(),
            birth_date=birth_date,
            phone=phone.strip(),
            email=email,
            contact_name=contact_name.strip(),
            contact_relation=contact_relation,
            language=language,
            made_at=now,
        )
        audit.record(
            "patient_registered",
            by=by,
            now=now,
            patient=patient.pk,
            thing=f"patient:{patient.code}",
            clinic=clinic.pk,
        )
    return patient


def choose_language(*, patient: models.Patient, language: str, by, now: dt.datetime) -> None:
    """Write to a patient in a language from now on; messages that are worded already stay. Again changes nothing."""
    with transaction.atomic():
        changed = models.Patient.objects.filter(pk=patient.pk).exclude(language=language)
        if changed.update(language=language):
            audit.record(
                "language_chosen",
                by=by,
                now=now,
                patient=patient.pk,
                thing=f"patient:{patient.code}",
                details={"language": language},
            )


def _account(email: str, name: str) -> models.User:
    """Return the one account of an address; two at once make one, because the address is unique."""
    user = models.User.objects.filter(email=email).first()
    if user is not None:
        return user
    blank = models.User()
    blank.set_unusable_password()
    return models.User.objects.get_or_create(
        email=email, defaults={"name": name, "password": blank.password}
    )[0]


def _named(user: models.User, name: str) -> models.User:
    """Give an account the name that somebody wrote down, where it has only the one guessed from its address."""
    if rules.is_guessed(user.name, user.email) and name not in ("", user.name):
        user.name = name
        user.save(update_fields=["name"])
    return user


def _wait_for_our_turn(*, clinic: models.Clinic, user: models.User | None) -> None:
    """Let two tabs that register one person go one after the other: both lock the same row.

    SQLite has one writer at a time anyway. Without an address there is only the clinic's row to agree on.
    """
    row = (
        models.Clinic.objects.filter(pk=clinic.pk) if user is None else models.User.objects.filter(pk=user.pk)
    )
    # no_key: rows that point at this one may still be written; a full lock could wait in a circle with a booking.
    row.select_for_update(no_key=True).get()


def open_account(*, email: str, now: dt.datetime) -> models.User | None:
    """Let patients whom the clinic entered sign in by code: give their address an account if it has none.

    Someone who only knows the address gains nothing, since the code goes to it.
    returns  the account, or None when no patient has this address
    """
    email = rules.plain_email(email)
    with transaction.atomic():
        waiting = (
            list(models.Patient.objects.filter(email__iexact=email, user=None).order_by("pk"))
            if email
            else []
        )
        if not waiting:
            return models.User.objects.filter(email=email).first()
        user = _account(email, waiting[0].name)
        for patient in waiting:
            patient.user = user
            patient.save(update_fields=["user"])
            audit.record(
                "account_opened",
                by=rules.System(patient.clinic_id),
                now=now,
                patient=patient.pk,
                thing=f"patient:{patient.code}",
            )
    return user


def carry_cautions(
    *,
    patient: models.Patient,
    cautions: Iterable[str],
    on: dt.date,
    by,
    now: dt.datetime,
    may_remove: bool = True,
) -> models.Patient:
    """Keep the cautions of the latest check on the patient, where every list shows them.

    cautions    keys of knowledge.safety
    on          the day of the check; an older check than the one we hold changes nothing
    may_remove  False when nobody has shown that it is the patient who answered: what we hold stays, more may come
    """
    with transaction.atomic():
        held = models.Patient.objects.select_for_update().get(pk=patient.pk)
        if held.cautions_checked_on is None or held.cautions_checked_on <= on:
            kept = () if may_remove else held.cautions
            held.cautions, held.cautions_checked_on = sorted({*kept, *cautions}), on
            held.save(update_fields=["cautions", "cautions_checked_on"])
            audit.record(
                "cautions_carried",
                by=by,
                now=now,
                patient=held.pk,
                thing=f"patient:{held.code}",
                details={"cautions": held.cautions},
                clinic=held.clinic_id,
            )
    patient.cautions, patient.cautions_checked_on = held.cautions, held.cautions_checked_on
    return patient


# --- Links -----------------------------------------------------------------------------------------------------------


def stop_asking(*, patient: models.Patient, by, now: dt.datetime) -> None:
    """Write down that a patient does not want to be asked back or asked questions. Visits they book still get mail."""
    with transaction.atomic():
        models.Patient.objects.filter(pk=patient.pk).update(may_contact=False)
        patient.may_contact = False
        audit.record("contact_stopped", by=by, now=now, patient=patient.pk, thing=f"patient:{patient.code}")


def allow_asking(*, patient: models.Patient, by, now: dt.datetime) -> None:
    """Write down that a patient who had asked to be left alone may be asked again. Again changes nothing."""
    with transaction.atomic():
        if models.Patient.objects.filter(pk=patient.pk, may_contact=False).update(may_contact=True):
            audit.record(
                "contact_allowed", by=by, now=now, patient=patient.pk, thing=f"patient:{patient.code}"
            )
    patient.may_contact = True


def make_link(
    *, patient: models.Patient, purpose: str, now: dt.datetime, target: str = "", days: int = 14
) -> str:
    """Make a link that opens this patient's own page once, and return its token, which is stored nowhere.

    purpose  one of rules.Purpose
    target   the code of what it opens: a check-in, or the visit that an intake is for
    """
    token = codes.new_token()
    with transaction.atomic():
        models.PageLink.objects.create(
            patient=patient,
            token_hash=rules.hashed(token),
            purpose=rules.Purpose(purpose),
            target=target,
            made_at=now,
            expires_at=now + dt.timedelta(days=days),
        )
        audit.record(
            "link_made",
            by=rules.System(patient.clinic_id),
            now=now,
            patient=patient.pk,
            thing=f"patient:{patient.code}",
            details={"purpose": str(purpose), "days": days},
        )
    return token


def use_link(*, token: str, now: dt.datetime, used_from: str = "", request_id: str = "") -> models.PageLink:
    """Spend a link and return it.

    used_from  a secret of the browser that opens it; the same browser may tap twice within rules.DOUBLE_TAP
    raises     UnableToUseLink when it is unknown, too old, or was used
    """
    with transaction.atomic():
        browser = rules.hashed(used_from) if used_from else ""
        links = models.PageLink.objects.filter(token_hash=rules.hashed(token))
        # Compare-and-set: of two at once, one changes the row.
        spent = links.filter(used_at=None, expires_at__gt=now).update(used_at=now, used_from=browser)
        link = links.select_related("patient__clinic").first()
        if link is None:
            raise UnableToUseLink
        if spent == 1:
            audit.record(
                "link_used",
                by=rules.Viewer(
                    link.patient.clinic_id,
                    frozenset({rules.Role.PATIENT}),
                    patient_id=link.patient_id,
                    request_id=request_id,
                ),
                now=now,
                patient=link.patient_id,
                thing=f"patient:{link.patient.code}",
                details={"purpose": link.purpose},
            )
        elif not (
            browser and link.used_from == browser and link.used_at and now - link.used_at < rules.DOUBLE_TAP
        ):
            raise UnableToUseLink
    return link


# --- Staff and clinics -----------------------------------------------------------------------------------------------


def add_staff(
    *, clinic: models.Clinic, email: str, name: str, role: str, by, now: dt.datetime, credential: str = ""
) -> models.User:
    """Give somebody a role in a clinic. They sign in by code at first and may then set a password.

    raises   ValidationError for an address that cannot be one; ValueError for an unknown or a patient's role
    effects  the account and the role, and the practitioner's row when they treat; each once, however often asked
    """
    email = rules.plain_email(email)
    validators.validate_email(email)
    role = rules.Role(role)
    if role not in rules.STAFF:
        raise ValueError(f"{role} is not a role of staff")
    with transaction.atomic():
        user = _named(_account(email, name), name)
        models.Membership.objects.get_or_create(user=user, clinic=clinic, role=role)
        if role is rules.Role.PRACTITIONER:
            models.Practitioner.objects.get_or_create(
                user=user, clinic=clinic, defaults={"name": name, "credential": credential}
            )
        audit.record(
            "staff_added",
            by=by,
            now=now,
            thing=f"user:{user.pk}",
            details={"role": str(role)},
            clinic=clinic.pk,
        )
    return user


def give_account(
    *, practitioner: models.Practitioner, email: str, by, now: dt.datetime
) -> models.Practitioner:
    """Let somebody who treats sign in with an address. Who has an account keeps it: nothing changes then.

    raises   UnableToSet when somebody else treats here with this address
    effects  the account and the role where there are none, the practitioner's row, the audit entry
    """
    email = rules.plain_email(email)
    if practitioner.user_id is not None:
        return practitioner
    others = models.Practitioner.objects.filter(clinic_id=practitioner.clinic_id, user__email=email)
    if others.exists():
        raise UnableToSet([rules.Fault("email", "Somebody with this address treats here already.")])
    with transaction.atomic():
        user = _named(_account(email, practitioner.name), practitioner.name)
        models.Membership.objects.get_or_create(
            user=user, clinic_id=practitioner.clinic_id, role=rules.Role.PRACTITIONER
        )
        practitioner.user = user
        practitioner.save(update_fields=["user"])
        audit.record(
            "account_given",
            by=by,
            now=now,
            thing=f"practitioner:{practitioner.code}",
            clinic=practitioner.clinic_id,
        )
    return practitioner


def open_clinic(
    *,
    name: str,
    owner_email: str,
    owner_name: str,
    now: dt.datetime,
    time_zone: str = "America/New_York",
    country: str = "US",
    currency: str = "USD",
) -> models.Clinic:
    """Make a clinic and its owner.

    raises   UnableToOpen with every fault at once
    """
    faults = []
    if not name.strip():
        faults.append(_("A clinic needs a name."))
    try:
        validators.validate_email(rules.plain_email(owner_email))
    except ValidationError:
        faults.append(_("%(email)s is not an e-mail address.") % {"email": owner_email or "''"})
    try:
        zoneinfo.ZoneInfo(time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        faults.append(
            _("%(zone)s is not a time zone; one looks like America/New_York.") % {"zone": time_zone}
        )
    if faults:
        raise UnableToOpen("\n".join(faults))
    with transaction.atomic():
        clinic = models.Clinic.objects.create(
            name=name.strip(), time_zone=time_zone, country=country.upper(), currency=currency.upper()
        )
        audit.record(
            "clinic_opened",
            by=rules.System(clinic.pk),
            now=now,
            thing=f"clinic:{clinic.code}",
            clinic=clinic.pk,
        )
        add_staff(
            clinic=clinic,
            email=owner_email,
            name=owner_name,
            role=rules.Role.OWNER,
            by=rules.System(clinic.pk),
            now=now,
        )
    return clinic


def note_sign_in(*, user: models.User, clinic_id: int | None, request_id: str, now: dt.datetime) -> None:
    """Write down that somebody signed in."""
    with transaction.atomic():
        audit.record(
            "signed_in",
            by=rules.Viewer(clinic_id, user_id=user.pk, request_id=request_id),
            now=now,
            clinic=clinic_id,
        )


def forget_second_factor(*, user: models.User, by, now: dt.datetime) -> int:
    """Take away the second factor of somebody who lost it. They must set up a new one at the next sign-in.

    returns  how many authenticators, passkeys and code lists were forgotten
    """
    with transaction.atomic():
        forgotten, _each = second_factor.Authenticator.objects.filter(user=user).delete()
        audit.record(
            "second_factor_forgotten", by=by, now=now, thing=f"user:{user.pk}", details={"count": forgotten}
        )
    return forgotten


# --- What the owner sets ---------------------------------------------------------------------------------------------


class UnableToSet(Exception):
    """Nothing was changed. `faults` are pairs of a field and a sentence for whoever filled it in."""

    def __init__(self, faults: Iterable[rules.Fault]) -> None:
        self.faults = [(fault.field, _(fault.words) % dict(fault.values)) for fault in faults]
        super().__init__(" ".join(words for _field, words in self.faults))


def set_policies(*, clinic: models.Clinic, by, now: dt.datetime, **values) -> models.Clinic:
    """Set what moving, cancelling and not coming means here, and when no text message is sent.

    values   any of rules.POLICY_LIMITS
    raises   UnableToSet with every fault
    """
    return _set_clinic(clinic, values, rules.policy_faults(values), "policies_set", by=by, now=now)


def set_clinic_facts(*, clinic: models.Clinic, by, now: dt.datetime, **values) -> models.Clinic:
    """Set what patients read about the clinic: name, address, numbers, hours in words.

    values   any of rules.CLINIC_LENGTHS, and email
    raises   UnableToSet with every fault
    """
    return _set_clinic(clinic, values, rules.clinic_faults(values), "clinic_facts_set", by=by, now=now)


def _set_clinic(clinic, values, faults, what: str, *, by, now: dt.datetime) -> models.Clinic:
    if faults:
        raise UnableToSet(faults)
    with transaction.atomic():
        names = audit.changed(clinic, values)
        if names:
            models.Clinic.objects.filter(pk=clinic.pk).update(**{name: values[name] for name in names})
            if "travel_minutes" in names:
                models.stamp_diaries()  # free time depends on it
            audit.record(
                what,
                by=by,
                now=now,
                thing=f"clinic:{clinic.code}",
                details={"changed": names},
                clinic=clinic.pk,
            )
    return clinic


def change_practitioner(
    *, practitioner: models.Practitioner, by, now: dt.datetime, **values
) -> models.Practitioner:
    """Change what patients read about somebody who treats, and whether they can be booked.

    values   any of rules.PRACTITIONER_LENGTHS, licence_expires_on, supervisor and is_bookable
    raises   UnableToSet with every fault
    """
    faults = rules.practitioner_faults(values)
    if faults:
        raise UnableToSet(faults)
    with transaction.atomic():
        names = audit.changed(practitioner, values)
        if names:
            practitioner.save(update_fields=names)
            audit.record(
                "practitioner_changed",
                by=by,
                now=now,
                thing=f"practitioner:{practitioner.code}",
                details={"changed": names},
                clinic=practitioner.clinic_id,
            )
    return practitioner

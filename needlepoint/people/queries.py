"""Who is asking, and questions about people."""

import datetime as dt

from django.db import models as db
from django.http import Http404

from needlepoint.house import prepared
from needlepoint.people import access, models, rules

LINK_SESSION_KEY = "np_link_patient"  # the patient whose single-use link opened this session
KIOSK_SESSION_KEY = "np_kiosk"  # the patient, the visit and the pages that are open on the clinic's tablet
HAT_SESSION_KEY = "np_hat"  # which of their hats somebody with several chose

# What every request asks, with its SQL ready.
_clinic_at = prepared.Question(
    lambda *, host: models.Clinic.objects.order_by(
        db.Case(db.When(host=host, then=0), default=1, output_field=db.IntegerField()), "pk"
    )[:1],
    host=str,
)
_patient = prepared.Question(
    lambda *, pk: models.Patient.objects.filter(pk=pk).select_related("clinic"), pk=int
)
_patient_of_clinic = prepared.Question(  # access.patients_seen_by, for staff
    lambda *, clinic_id, code: models.Patient.objects.filter(clinic_id=clinic_id, code=code).select_related(
        "clinic"
    ),
    clinic_id=int,
    code=str,
)
_patients_of_user = prepared.Question(
    lambda *, user_id: (
        models.Patient.objects.filter(user_id=user_id).select_related("clinic").order_by("pk")[:50]
    ),
    user_id=int,
)
_memberships_of_user = prepared.Question(
    lambda *, user_id: (
        models.Membership.objects.filter(user_id=user_id)
        .select_related("clinic")
        .annotate(
            practitioner_id=db.Subquery(
                models.Practitioner.objects.filter(
                    clinic_id=db.OuterRef("clinic_id"), user_id=db.OuterRef("user_id")
                )
                .order_by("pk")
                .values("pk")[:1]
            )
        )
        .order_by("clinic_id")
    ),
    user_id=int,
)


def treating_on(day: dt.date, *, clinic_id: int) -> db.QuerySet:
    """Return who can be booked as far as a day goes, by name: neither put aside nor with a licence that is over."""
    licensed = db.Q(licence_expires_on=None) | db.Q(licence_expires_on__gte=day)
    return models.Practitioner.objects.filter(licensed, clinic_id=clinic_id, is_bookable=True)


def treats_here(clinic: models.Clinic, email: str) -> bool:
    """Say whether the account of an address treats in a clinic, whether or not they can be booked. Costs 1 query."""
    return models.Practitioner.objects.filter(clinic=clinic, user__email=rules.plain_email(email)).exists()


def public_clinic(host: str) -> models.Clinic | None:
    """Return the clinic whose address this is, or the first one. Costs 1 query."""
    return _clinic_at.first(host=host.partition(":")[0])


def patient_with(pk: int) -> models.Patient | None:
    """Return a patient and their clinic, or None. Costs 1 query."""
    return _patient.first(pk=pk)


def viewer_and_clinic(request):
    """Return (Viewer, Clinic) for a request.

    A signed-in user wears one hat at a time: their roles in one clinic, or one patient's row. A patient who came by
    a single-use link holds only their own row; one who was handed the clinic's tablet also opens nothing but the forms
    of one visit (`middleware` sees to it). What the session says is a wish; the tables decide, every time.
    Costs 1 query for a visitor and for staff, 1 or 2 for a patient; finding out who is signed in costs Django 2 more.
    """
    request_id = getattr(request, "id", "")
    user = request.user
    kiosk = request.session.get(KIOSK_SESSION_KEY)
    if kiosk:
        # Whoever else this browser may have known: on the tablet there is only this patient.
        patient = patient_with(kiosk["patient"])
        found = _as_patient(patient, None, request_id, kiosk=kiosk["visit"]) if patient else None
    elif user.is_authenticated:
        found = _signed_in(user, request.session.get(HAT_SESSION_KEY, ""), request_id)
    else:
        linked = request.session.get(LINK_SESSION_KEY)
        patient = patient_with(linked) if linked else None
        found = _as_patient(patient, None, request_id) if patient else None
    if found is not None:
        return found
    clinic = getattr(request, "public_clinic", None) or public_clinic(request.get_host())
    return rules.Viewer(clinic.pk if clinic else None, request_id=request_id), clinic


def _signed_in(user, hat: str, request_id: str):
    kind, _, number = hat.partition(":")
    wanted = int(number) if number.isdecimal() else None
    if kind == "patient":
        return _own_patient(user, wanted, request_id) or _own_staff(user, None, request_id)
    return _own_staff(user, wanted, request_id) or _own_patient(user, None, request_id)


def _own_staff(user, wanted_clinic: int | None, request_id: str):
    """Their roles in the wanted clinic, else in the first one; None when they work nowhere."""
    memberships = _memberships_of_user(user_id=user.pk)
    if not memberships:
        return None
    first = next((m for m in memberships if m.clinic_id == wanted_clinic), memberships[0])
    roles = frozenset(rules.Role(m.role) for m in memberships if m.clinic_id == first.clinic_id)
    practitioner_id = first.practitioner_id if rules.Role.PRACTITIONER in roles else None
    return rules.Viewer(
        first.clinic_id, roles, user.pk, practitioner_id, None, user.name, request_id
    ), first.clinic


def _own_patient(user, wanted: int | None, request_id: str):
    """The wanted one of their own rows, else the first; None when they are nobody's patient."""
    patients = _patients_of_user(user_id=user.pk)
    if not patients:
        return None
    return _as_patient(next((p for p in patients if p.pk == wanted), patients[0]), user.pk, request_id)


def _as_patient(patient: models.Patient, user_id: int | None, request_id: str, *, kiosk: str = ""):
    viewer = rules.Viewer(
        patient.clinic_id,
        frozenset({rules.Role.PATIENT}),
        user_id,
        None,
        patient.pk,
        patient.given_name,
        request_id,
        kiosk,
        row=patient,
    )
    return viewer, patient.clinic


def patient_of(viewer: rules.Viewer) -> models.Patient | None:
    """Return the patient that a viewer is, with their clinic. Costs no query in a request, else 1."""
    if isinstance(viewer.row, models.Patient):
        return viewer.row
    return patient_with(viewer.patient_id) if viewer.patient_id else None


def hats_of(user) -> list[rules.Hat]:
    """Return every way in which a signed-in user may be here, work first. Costs 2 queries."""
    if not user.is_authenticated:
        return []
    clinics = models.Clinic.objects.filter(memberships__user=user).distinct()
    patients = models.Patient.objects.filter(user=user).select_related("clinic").order_by("pk")
    return [rules.Hat(f"clinic:{clinic.pk}", clinic.name) for clinic in clinics] + [
        rules.Hat(f"patient:{patient.pk}", patient.clinic.name, patient.name) for patient in patients
    ]


def patient_seen_by(viewer: rules.Viewer, code: str) -> models.Patient:
    """Return one patient the viewer may see. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    if viewer.is_staff and viewer.clinic_id is not None and "\0" not in code:
        patient = _patient_of_clinic.first(clinic_id=viewer.clinic_id, code=code)
    else:
        patient = access.patients_seen_by(viewer).select_related("clinic").filter(code=code).first()
    if patient is None:
        raise Http404
    return patient


def link_for(token: str) -> models.PageLink | None:
    """Return the link with this token, used or not, or None. Costs 1 query."""
    return (
        models.PageLink.objects.filter(token_hash=rules.hashed(token))
        .select_related("patient__clinic")
        .first()
    )


def user_with_email(email: str) -> models.User | None:
    """Return the active account of an address, in whatever case it was typed. Costs 1 query."""
    return models.User.objects.filter(email=rules.plain_email(email), is_active=True).first()


def is_staff_anywhere(user: models.User) -> bool:
    """Say whether an account works in any clinic. Costs 1 query."""
    return models.Membership.objects.filter(user=user).exists()


def clinics_named(name: str) -> list[models.Clinic]:
    """Return the clinics of this name, in whatever case, or all of them for no name. Costs 1 query."""
    clinics = models.Clinic.objects.all()
    return list(clinics.filter(name__iexact=name) if name else clinics)

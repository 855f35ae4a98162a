"""Who is asking, and questions about people."""

from django.http import Http404

from needlepoint.people import access, models, rules

LINK_SESSION_KEY = "np_link_patient"


def public_clinic(host: str) -> models.Clinic | None:
    """Return the clinic whose address this is, or the first one. Costs 1 query."""
    name = host.split(":")[0]
    clinics = list(models.Clinic.objects.all()[:50])
    return next((clinic for clinic in clinics if clinic.host == name), clinics[0] if clinics else None)


def viewer_and_clinic(request):
    """Return (Viewer, Clinic) for a request.

    A signed-in user holds the roles of one clinic; a patient who came by a single-use link holds only their own row.
    Costs 1 query for a visitor, 3 for staff, 3 for a patient.
    """
    request_id = getattr(request, "id", "")
    user = request.user
    if user.is_authenticated:
        memberships = list(models.Membership.objects.filter(user=user).select_related("clinic").order_by("clinic_id"))
        if memberships:
            clinic = memberships[0].clinic
            roles = frozenset(rules.Role(m.role) for m in memberships if m.clinic_id == clinic.pk)
            practitioner_id = None
            if rules.Role.PRACTITIONER in roles:
                practitioner_id = (
                    models.Practitioner.objects.filter(clinic=clinic, user=user).values_list("pk", flat=True).first()
                )
            return (
                rules.Viewer(clinic.pk, roles, user.pk, practitioner_id, None, user.name, request_id),
                clinic,
            )
        patient = models.Patient.objects.filter(user=user).select_related("clinic").order_by("pk").first()
        if patient is not None:
            return (
                rules.Viewer(
                    patient.clinic_id, frozenset({rules.Role.PATIENT}), user.pk, None, patient.pk, patient.given_name, request_id
                ),
                patient.clinic,
            )
    else:
        linked = request.session.get(LINK_SESSION_KEY)
        if linked is not None:
            patient = models.Patient.objects.filter(pk=linked).select_related("clinic").first()
            if patient is not None:
                return (
                    rules.Viewer(
                        patient.clinic_id, frozenset({rules.Role.PATIENT}), None, None, patient.pk, patient.given_name, request_id
                    ),
                    patient.clinic,
                )
    clinic = public_clinic(request.get_host())
    return rules.Viewer(clinic.pk if clinic else None, request_id=request_id), clinic


def patient_seen_by(viewer: rules.Viewer, code: str) -> models.Patient:
    """Return one patient the viewer may see. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    patient = access.patients_seen_by(viewer).select_related("clinic").filter(code=code).first()
    if patient is None:
        raise Http404
    return patient

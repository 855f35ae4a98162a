"""Reading, signing and taking back what may be done; the same for staff who type in a sheet of paper."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.house import beside, clock, languages, paper
from needlepoint.intake import access as intake_access
from needlepoint.intake import queries as intake_queries
from needlepoint.intake.actions import consents as actions
from needlepoint.intake.forms import consents as forms
from needlepoint.intake.pages import consents as pages
from needlepoint.intake.queries import consents as queries
from needlepoint.intake.rules import consents as rules
from needlepoint.intake.wording import consents as wording
from needlepoint.knowledge.consents import texts
from needlepoint.people import access
from needlepoint.people import queries as people_queries

UNPROCESSABLE = 422
FORM = "consents"  # the id of the form, which the choice of a language sends


# --- The patient ---------------------------------------------------------------------------------------------------------


@access.only(*intake_access.FILLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request, code):
    """Read and sign after the forms before a visit. Staff, who cannot sign for anybody, get the page for paper."""
    intake = intake_queries.intake_for(request.viewer, code)
    if not request.viewer.is_patient:
        return redirect("intake:patient_consents", code=intake.patient.code)
    after = reverse("intake:answers", args=[code])
    return _sign(request, intake.patient, after, may_skip=True)


@access.only(access.Role.PATIENT)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request):
    """Read and sign at any time, from the patient's own page."""
    return _sign(request, _own(request), reverse("intake:own_consents"))


@access.only(access.Role.PATIENT)
@require_safe
def own(request):
    """Show what was agreed to, with a button to take each back."""
    patient = _own(request)
    page = pages.overview(patient, queries.history_of(patient), is_own=True)
    return render(request, "intake/consents/own.html", {"page": page})


@access.only(access.Role.PATIENT)
@require_POST
def own_withdrawal(request, kind):
    return _take_back(request, _own(request), kind, redirect("intake:own_consents"))


@access.only(access.Role.PATIENT)
@require_safe
def own_blank(request):
    """Give the texts that are not answered with yes, to sign on paper."""
    return _blank(request, _own(request), request.LANGUAGE_CODE)


# --- The clinic -----------------------------------------------------------------------------------------------------------


@access.only(*access.Role)
@require_safe
def consent_paper(request, code):
    """Give one decision as a PDF, in the words and the language that were read."""
    consent = queries.consent_for(request.viewer, code)
    file = paper.pdf(
        "intake/paper/consent.typ",
        pages.signed_paper(consent),
        made_at=consent.withdrawn_at or consent.decided_at,
        language=consent.language,
    )
    return _pdf(file, f"consent-{consent.kind.lower()}-{consent.code}")


@access.only(access.Role.PRACTITIONER, access.Role.DESK, access.Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def of_patient(request, code):
    """Show staff what a patient agreed to; POST types in what was signed on paper."""
    patient, now = people_queries.patient_seen_by(request.viewer, code), clock.now()
    history = queries.history_of(patient)
    form = forms.Paper(
        request.POST if request.method == "POST" else None,
        standing={},
        signers=tuple(rules.Signer),
        languages=languages.offered(),
        initial={
            "language": patient.language,
            "signed_as": rules.signers(patient.birth_date, clock.local(now, patient.clinic.time_zone).date())[
                0
            ],
        },
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            actions.type_in(
                patient=patient,
                answers=form.answers,
                signed_name=said["signed_name"],
                signed_as=said["signed_as"],
                language=said["language"],
                on=said["signed_on"],
                by=request.viewer,
                now=now,
            )
        except actions.UnableToSign as unable:
            form.add_error(None, str(unable))
        else:
            messages.success(request, _("Kept."))
            return redirect("intake:patient_consents", code=code)
    page = pages.overview(patient, history, is_own=False)
    status = UNPROCESSABLE if form.is_bound else 200
    shown = {"page": page, "form": form, "stands": beside.one(patient.pk)}
    return render(request, "intake/consents/of_patient.html", shown, status=status)


@access.only(access.Role.PRACTITIONER, access.Role.DESK, access.Role.OWNER)
@require_POST
def withdrawal(request, code, kind):
    """Write down that a patient took a yes back, as they told the clinic."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    return _take_back(request, patient, kind, redirect("intake:patient_consents", code=code))


@access.only(access.Role.PRACTITIONER, access.Role.DESK, access.Role.OWNER)
@require_safe
def blank(request, code):
    """Give the texts a patient has not said yes to, in the patient's language, to sign on paper."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    return _blank(request, patient, languages.known(request.GET.get("in") or patient.language))


# --- Together --------------------------------------------------------------------------------------------------------------


def _own(request):
    return people_queries.patient_of(request.viewer)


def _sign(request, patient, after, *, may_skip=False):
    """Show the page and keep what is signed; `after` is where somebody goes then, or at once when they may skip it."""
    now = clock.now()
    today = clock.local(now, patient.clinic.time_zone).date()
    latest = queries.latest_of(queries.history_of(patient))
    fixed = {
        "standing": {kind: wording.standing_of(one) for kind, one in latest.items()},
        "signers": rules.signers(patient.birth_date, today),
    }
    language = languages.chosen(request)
    if language:  # the same page in another language; what was tapped so far stays
        languages.speak(request, language)
    fixed["read"] = wording.read_mark(request.LANGUAGE_CODE)
    if language:
        form = forms.Signing(initial=request.POST.dict(), **fixed)
    else:
        form = forms.Signing(request.POST if request.method == "POST" else None, **fixed)
    if form.is_bound and form.is_valid():
        try:
            actions.sign(
                patient=patient,
                answers=form.answers,
                signed_name=form.cleaned_data["signed_name"],
                signed_as=form.cleaned_data["signed_as"],
                language=request.LANGUAGE_CODE,
                by=request.viewer,
                now=now,
            )
        except actions.UnableToSign as unable:
            form.add_error(None, str(unable))
        else:
            messages.success(request, _("Thank you. You can change your mind at any time."))
            return redirect(after)
    shown = {
        "page": pages.signing(patient, latest, form, today),
        "form": form,
        "language_form": FORM,
        "skip_url": after if may_skip else "",
        "back_url": "" if may_skip else after,
    }
    answer = render(
        request, "intake/consents/sign.html", shown, status=UNPROCESSABLE if form.is_bound else 200
    )
    return languages.keep(answer, language) if language else answer


def _take_back(request, patient, kind, then):
    if not texts.is_known(kind):
        raise Http404
    if actions.take_back(patient=patient, kind=kind, by=request.viewer, now=clock.now()) is not None:
        words = _("%(technique)s: taken back. It will not be used.")
        messages.success(request, words % {"technique": wording.name_of(kind)})
    return then


def _blank(request, patient, language):
    language = language or settings.LANGUAGE_CODE
    latest = queries.latest_of(queries.history_of(patient))
    kinds = [
        text.kind
        for text in texts.all_texts()
        if wording.standing_of(latest.get(text.kind)) is not rules.Standing.YES
        or wording.is_outdated(latest[text.kind])
    ] or [text.kind for text in texts.all_texts()]
    with translation.override(language):
        file = paper.pdf(
            "intake/paper/consents_blank.typ",
            pages.blank_paper(patient, kinds, language),
            made_at=clock.now(),
            language=language,
        )
    return _pdf(file, "consents")


def _pdf(file: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(file, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer

"""Who else looks after a patient, and letters to them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.desk.forms import letters as forms
from needlepoint.desk.pages import letters as pages
from needlepoint.desk.queries import letters as queries
from needlepoint.house import beside, clock, languages, paper
from needlepoint.people import access
from needlepoint.people import queries as people_queries
from needlepoint.plans.actions import letters as deeds
from needlepoint.plans.queries import letters as letter_queries
from needlepoint.plans.rules import letters as rules

Role = access.Role


@access.only(Role.PRACTITIONER, Role.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def carers(request, code):
    """Show who else looks after a patient and what was written to them; take down one more."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    form = forms.Carer(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            deeds.add_carer(patient=patient, by=request.viewer, now=clock.now(), **form.cleaned_data)
        except deeds.UnableToKeepCarer as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept."))
            return redirect("desk:carers", patient.code)
    page = pages.carers(
        patient,
        letter_queries.carers_of(request.viewer, patient),
        letter_queries.letters_of(request.viewer, patient),
        request.viewer,
    )
    shown = {"page": page, "form": form, "stands": beside.one(patient.pk)}
    return render(request, "desk/carers.html", shown, status=422 if form.errors else 200)


@access.only(Role.PRACTITIONER, Role.DESK)
@require_POST
def carer(request, code):
    """Keep what the patient permits, or that somebody looks after them no longer."""
    one = letter_queries.carer_seen_by(request.viewer, code)
    try:
        if "end" in request.POST:
            deeds.end_carer(carer=one, by=request.viewer, now=clock.now())
        else:
            may_write = request.POST.get("may_write") == "1"
            deeds.permit(carer=one, may_write=may_write, by=request.viewer, now=clock.now())
    except deeds.UnableToKeepCarer as refused:
        messages.warning(request, str(refused))
    return redirect("desk:carers", one.patient.code)


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_letter(request, code, about):
    """Write a letter with facts from the record, and sign it."""
    one, about = letter_queries.carer_seen_by(request.viewer, code), _about(about)
    zone = one.patient.clinic.time_zone
    record = queries.record_of(one.patient, today=clock.today(zone), zone=zone)
    review = letter_queries.ending_review(record.course) if about in rules.SUMMARY_AFTER.values() else None
    form = forms.Letter(
        request.POST if request.method == "POST" else None,
        rows=pages.facts(record, about, zone),
        initial={"words": review.reason if review else ""},
    )
    if form.is_bound and form.is_valid():
        try:
            letter = deeds.write_letter(
                carer=one,
                about=about,
                facts=form.facts_chosen(),
                words=form.cleaned_data["words"],
                course=record.course,
                review=review,
                by=request.viewer,
                now=clock.now(),
            )
        except deeds.UnableToWrite as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk:letter", letter.code)
    shown = {"page": pages.writing(one, about, review), "form": form, "stands": beside.one(one.patient_id)}
    return render(request, "desk/new_letter.html", shown, status=422 if form.errors else 200)


def _about(word):
    try:
        return rules.About(word.upper())
    except ValueError:
        raise Http404 from None


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request, code):
    """Show a letter as it was signed, and write down that it went out."""
    one = letter_queries.letter_seen_by(request.viewer, code)
    form = forms.Sent(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            deeds.mark_sent(
                letter=one, how=rules.How(form.cleaned_data["how"]), by=request.viewer, now=clock.now()
            )
        except deeds.UnableToWrite as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk:letter", one.code)
    shown = {"page": pages.shown(one), "form": form}
    return render(request, "desk/letter.html", shown, status=422 if form.errors else 200)


@access.only(Role.PRACTITIONER, Role.PATIENT)
@require_safe
def letter_paper(request, code):
    """Give a letter as a PDF: to send, and to the patient it is about."""
    one = letter_queries.letter_seen_by(request.viewer, code)
    # As it was signed, whatever language its reader has chosen; what is for the patient is in the patient's own.
    language = languages.ENGLISH if one.carer else languages.known(one.patient.language) or languages.ENGLISH
    with translation.override(language):
        template, data = pages.paper(one)
        made = paper.pdf(template, data, made_at=one.written_at, language=language)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return answer

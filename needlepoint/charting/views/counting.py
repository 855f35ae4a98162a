"""Needles that were written down wrong, do not agree, are handed over or stay in; a student's second signature."""

import contextlib

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import queries as booking_queries
from needlepoint.charting import forms as note_forms
from needlepoint.charting import queries, rules, wording
from needlepoint.charting.actions import cosigning, handing, holding, incidents, left_in, needling, noting
from needlepoint.charting.forms import counting as forms
from needlepoint.charting.pages import counting as pages
from needlepoint.charting.pages import note as note_pages
from needlepoint.charting.pages import waiting as waiting_pages
from needlepoint.charting.queries import cosigning as cosigning_queries
from needlepoint.charting.queries import incidents as incident_queries
from needlepoint.charting.queries import left_in as left_in_queries
from needlepoint.charting.rules import ledger as ledgers
from needlepoint.charting.rules import left_in as left_in_rules
from needlepoint.charting.views import fetching
from needlepoint.house import beside, clock
from needlepoint.people import access

Role = access.Role
GET_OR_POST = ["GET", "HEAD", "POST"]


@access.only(Role.PRACTITIONER)
@require_http_methods(GET_OR_POST)
def correction(request, code):
    """Put right how many needles went in, while they are in."""
    visit = booking_queries.visit_for(request.viewer, code)
    sheet = fetching.sheet_of(visit)
    spots = queries.spots_of(sheet.chart)
    form = forms.Correction(request.POST if request.method == "POST" else None, spots=spots)
    shown = {"history": [pages.history_words(one, visit.clinic.time_zone) for one in sheet.counts]}
    if not rules.may(sheet.ledger.stage, rules.Deed.CORRECT_IN):
        return _page(
            request, visit, "correction", form, refusals=[wording.not_now(sheet.ledger.stage)], **shown
        )
    return _deed(
        request,
        visit,
        "correction",
        form,
        lambda now: needling.correct_in(
            note=sheet.note,
            numbers=form.numbers(),
            reason=form.cleaned_data["reason"],
            by=request.viewer,
            now=now,
        ),
        **shown,
    )


@access.only(Role.PRACTITIONER)
@require_http_methods(GET_OR_POST)
def incident(request, code):
    """Show what to do while needles do not agree; POST settles it."""
    visit = booking_queries.visit_for(request.viewer, code)
    sheet = fetching.sheet_of(visit)
    ways = ledgers.ways_to_settle(sheet.ledger)
    form = forms.Settling(request.POST if request.method == "POST" else None, ways=ways)
    if not ways and not form.is_bound:
        return redirect(note_pages.note_url(visit))
    out = note_forms.CountOut(codes=[spot.key for spot in queries.spots_of(sheet.chart)])
    shown = {"needles": _needles(request, visit, sheet, out), "out": out}
    return _deed(
        request,
        visit,
        "incident",
        form,
        lambda now: incidents.settle_incident(
            note=_known(sheet), by=request.viewer, now=now, **form.cleaned_data
        ),
        **shown,
    )


@access.only(Role.PRACTITIONER)
@require_http_methods(GET_OR_POST)
def hand_over(request, code):
    """Hand the needles over to a colleague."""
    visit = booking_queries.visit_for(request.viewer, code)
    sheet = fetching.sheet_of(visit)
    if not rules.may(sheet.ledger.stage, rules.Deed.HAND_OVER):
        form = forms.HandOver(None)
        return _page(request, visit, "hand_over", form, refusals=[wording.not_now(sheet.ledger.stage)])
    colleagues = incident_queries.colleagues(request.viewer, sheet.note)
    form = forms.HandOver(request.POST if request.method == "POST" else None, colleagues=colleagues)
    by_code = {one.code: one for one in colleagues}
    return _deed(
        request,
        visit,
        "hand_over",
        form,
        lambda now: handing.hand_over(
            note=sheet.note,
            to=by_code[form.cleaned_data["to"]],
            words=form.cleaned_data["words"],
            by=request.viewer,
            now=now,
        ),
        outstanding=wording.needles(sheet.ledger.outstanding),
    )


@access.only(Role.PRACTITIONER)
@require_http_methods(GET_OR_POST)
def leave_in(request, code):
    """Write down what stays in on purpose."""
    visit = booking_queries.visit_for(request.viewer, code)
    sheet = fetching.sheet_of(visit)
    today = clock.today(visit.clinic.time_zone)
    if request.POST.get("agrees") == left_in_rules.CONSENT:
        return _heard(request, visit)
    form = forms.LeaveIn(request.POST if request.method == "POST" else None, today=today)
    allowed = left_in_rules.allowed(left_in_rules.Kind.PRESS_NEEDLE, visit.patient.cautions)
    shown = {
        "needles": _needles(request, visit, sheet, note_forms.CountOut()),
        "mind": allowed.notes,
        "has_consent": left_in_rules.CONSENT in sheet.consents_in_force,
    }
    return _deed(
        request,
        visit,
        "leave_in",
        form,
        lambda now: left_in.leave_in(
            note=noting.open_note(visit=visit, by=request.viewer, now=now),
            by=request.viewer,
            now=now,
            **form.values(),
        ),
        anchor="#left-in",
        **shown,
    )


def _heard(request, visit):
    """Write down a yes by mouth, and go on where they were."""
    now = clock.now()
    try:
        note = noting.open_note(visit=visit, by=request.viewer, now=now)
        noting.hear_consent(note=note, kinds=[left_in_rules.CONSENT], by=request.viewer, now=now)
    except holding.UnableToChart as refused:
        return _page(request, visit, "not_done", None, refusals=refused.reasons)
    return redirect("charting:leave_in", code=visit.code)


@access.only(Role.PRACTITIONER, Role.DESK)
@require_POST
def left_in_off(request, code):
    """Write down that something left in is off, as the patient says or as it was seen."""
    one = left_in_queries.one_for(request.viewer, code)
    with contextlib.suppress(holding.AlreadyDone):  # a double tap, or the patient was first
        left_in.take_off(left=one, by=request.viewer, now=clock.now())
    return redirect(_back_to(request, one))


def _back_to(request, one):
    """Back to where the button was: the note, for who may read it, or the list."""
    if request.POST.get("from") == "note" and request.viewer.is_practitioner:
        return note_pages.note_url(one.note.visit) + "#left-in"
    return "charting:left_in_list"


@access.only(Role.PRACTITIONER, Role.DESK)
@require_safe
def left_in_list(request):
    """List what is still in, the longest overdue first."""
    zone = request.clinic.time_zone
    found = list(left_in_queries.still_in(request.viewer))
    stands = beside.words(one.note.patient_id for one in found)
    page = waiting_pages.left_in_page(found, today=clock.today(zone), zone=zone, stands=stands)
    return render(request, "charting/left_in_list.html", {"page": page})


@access.only(Role.PRACTITIONER)
@require_POST
def cosignature(request, code):
    """Put a supervisor's name under a student's note."""
    visit = booking_queries.visit_for(request.viewer, code)
    sheet = fetching.sheet_of(visit)
    try:
        cosigning.cosign(note=_known(sheet), by=request.viewer, now=clock.now())
    except holding.AlreadyDone:
        pass
    except holding.UnableToChart as refused:
        return _page(request, visit, "not_done", None, refusals=refused.reasons)
    return redirect(note_pages.note_url(visit))


@access.only(Role.PRACTITIONER, Role.OWNER)
@require_safe
def open_notes(request):
    """List the notes that wait: needles that do not agree, notes not signed, notes to sign a second time."""
    viewer, now, zone = request.viewer, clock.now(), request.clinic.time_zone
    incidents = list(incident_queries.open_in(viewer))
    unsigned = list(cosigning_queries.unsigned(viewer, now))
    to_cosign = list(cosigning_queries.to_cosign(viewer))
    notes = (*(one.note for one in incidents), *unsigned, *to_cosign)
    page = waiting_pages.open_page(
        viewer,
        incidents=incidents,
        unsigned=unsigned,
        to_cosign=to_cosign,
        zone=zone,
        stands=beside.words(note.patient_id for note in notes),
    )
    return render(request, "charting/open_notes.html", {"page": page})


# --- Together ----------------------------------------------------------------------------------------------------------


def _known(sheet):
    if sheet.note is None:
        raise holding.UnableToChart(_("No note is open for this visit."))
    return sheet.note


def _needles(request, visit, sheet, out):
    today = clock.today(visit.clinic.time_zone)
    return pages.shown(visit, sheet, out=out, signer=request.viewer.practitioner_id, today=today)


def _deed(request, visit, template, form, deed, *, anchor="", **shown):
    """Show the page; when something valid was sent, do it and go back to the note."""
    refusals = ()
    if form.is_bound and form.is_valid():
        try:
            deed(clock.now())
        except holding.AlreadyDone:
            return redirect(note_pages.note_url(visit) + anchor)
        except holding.UnableToChart as refused:
            refusals = refused.reasons
        else:
            return redirect(note_pages.note_url(visit) + anchor)
    return _page(request, visit, template, form, refusals=refusals, **shown)


def _page(request, visit, template, form, *, refusals=(), **shown):
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "visit": visit, "name": visit.patient.name, "refusals": refusals, **shown}
    return render(request, f"charting/{template}.html", context, status=status)

"""What every deed on the note page has in common: keep what its form says, do the deed, show the page again."""

from django.contrib import messages
from django.shortcuts import redirect, render

from needlepoint.charting import forms, queries, rules, wording
from needlepoint.charting.actions import holding, noting
from needlepoint.charting.forms import chart as chart_forms
from needlepoint.charting.pages import consents as consent_pages
from needlepoint.charting.pages import counting as needle_pages
from needlepoint.charting.pages import keeping as keeping_pages
from needlepoint.charting.pages import note as note_pages
from needlepoint.charting.rules import typing
from needlepoint.charting.views import fetching, keeping
from needlepoint.house import clock
from needlepoint.intake import noticing
from needlepoint.intake.queries import notices as notice_queries


def anchor(request):
    """Who types goes on typing: the page comes back with the cursor in the line."""
    return "?typing=1" if request.POST.get("add") else ""


def first(request, visit, deed):
    """Do a deed before anything of the page is kept; return the page that says why not, or nothing."""
    try:
        deed(fetching.begun(request, visit))
    except holding.UnableToChart as refused:
        return show(request, visit, refusals=refused.reasons)
    return None


def known(visit):
    """The note of a visit, for deeds that make no sense without one; they begin none."""
    note = queries.note_of(visit)
    if note is None:
        raise holding.UnableToChart(wording.not_now(rules.Stage.OPEN))
    return note


def after_keeping(request, visit, deed, *, anchor="", words_only=False, begins=True):
    """Keep what the page's form says, as far as the stage allows, then do the deed."""
    sheet = fetching.sheet_of(visit)
    is_chart = sheet.ledger.stage is rules.Stage.OPEN and not words_only
    form = fetching.chart_form(request, visit, sheet) if is_chart else fetching.words_form(request, sheet)
    if form.is_bound and not form.is_valid():
        return show(request, visit, words=form)
    if sheet.ledger.is_signed and (unkept := _unkept(form, sheet.note)):
        refusal = wording.not_now(rules.Stage.SIGNED)
        return show(request, visit, refusals=[refusal], amendment=forms.Amendment(initial={"words": unkept}))
    if not form.is_bound or sheet.ledger.is_signed:
        return do(request, visit, deed, anchor=anchor, begins=begins)

    def kept_then_done(note):
        _keep(request, note, sheet, form)
        deed(note)

    return do(request, visit, kept_then_done, form=form, anchor=anchor, begins=begins)


def _unkept(form, note):
    """Words that came too late for the note: they are offered as an amendment instead of getting lost."""
    if not form.is_bound:
        return ""
    said = form.cleaned_data
    late = [
        said[name]
        for name in chart_forms.WORDS
        if name in form.changed_data and said[name] != getattr(note, name)
    ]
    return "\n".join(text for text in late if text)


def _keep(request, note, sheet, form):
    by, now = request.viewer, clock.now()
    if isinstance(form, chart_forms.Chart):
        merged = keeping.keep_chart(note, form, by=by, now=now)
        for sentence in keeping_pages.merged_words(merged):
            messages.info(request, sentence)
    elif isinstance(form, chart_forms.WordsAndMore) and form.cleaned_data["more"].quick.rows:
        rows = typing.with_more(sheet.chart.rows, form.cleaned_data["more"])
        noting.set_points(note=note, rows=rows, by=by, now=now)
        noting.note_facts(note=note, by=by, now=now, line=form.cleaned_data["more"].text)
    keeping.keep_words(note, form, by=by, now=now)


def do(request, visit, deed, *, form=None, anchor="", begins=True):
    try:
        deed(fetching.begun(request, visit) if begins else known(visit))
    except holding.AlreadyDone:
        pass  # a double tap: the page shows what the first one did
    except holding.UnableToChart as refused:
        return show(request, visit, refusals=refused.reasons, words=form)
    return redirect(note_pages.note_url(visit) + anchor)


def show(request, visit, *, refusals=(), words=None, out=None, amendment=None, without=None):
    """Show the note page; with refusals or errors it is the same page, the words kept, status 422."""
    sheet = fetching.sheet_of(visit)
    is_open = sheet.ledger.stage is rules.Stage.OPEN
    form = words or (
        fetching.chart_form(request, visit, sheet) if is_open else fetching.words_form(request, sheet)
    )
    out = out or forms.CountOut(codes=[spot.key for spot in queries.spots_of(sheet.chart)])
    bound = [one for one in (form, out, amendment, without) if one is not None and one.is_bound]
    notices = notice_queries.of_patient(request.viewer, visit.patient, clock.now())
    shown = {
        "notices": noticing.notices([one for one in notices if one.seen_at is None], request.viewer),
        "page": note_pages.page(
            visit=visit,
            sheet=sheet,
            form=form,
            out=out,
            now=clock.now(),
            signer=request.viewer.practitioner_id,
        ),
        "needles": needle_pages.shown(
            visit,
            sheet,
            out=out,
            signer=request.viewer.practitioner_id,
            today=clock.today(visit.clinic.time_zone),
        ),
        "amended": needle_pages.amended(sheet.amendments, visit.clinic.time_zone),
        "patient_code": visit.patient.code,
        "form": form,
        "out": out,
        "amendment": amendment or forms.Amendment(),
        "without": without or forms.WithoutConsent(kinds=consent_pages.kinds_to_explain(sheet)),
        "refusals": refusals,
        "bound": bound,
    }
    is_faulty = bool(refusals) or any(one.errors for one in bound)
    return render(request, "charting/note.html", shown, status=422 if is_faulty else 200)

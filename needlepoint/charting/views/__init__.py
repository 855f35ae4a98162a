"""The note of a visit and the deeds of the treatment room, each its own address."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import queries as booking_queries
from needlepoint.charting import forms, pages, queries, rules, wording
from needlepoint.charting.actions import holding, needling, noting, signing
from needlepoint.charting.forms import chart as chart_forms
from needlepoint.charting.pages import counting as needle_pages
from needlepoint.charting.pages import keeping as keeping_pages
from needlepoint.charting.rules import typing
from needlepoint.charting.views import fetching, keeping
from needlepoint.house import clock
from needlepoint.intake import noticing
from needlepoint.intake.queries import notices as notice_queries
from needlepoint.knowledge.points import atlas
from needlepoint.people import access

Role = access.Role


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request, code):
    """Show the note; POST keeps what was ticked and typed."""
    visit = booking_queries.visit_for(request.viewer, code)
    if request.method == "POST":
        return _after_keeping(request, visit, lambda note: None, anchor=_anchor(request) or "#points")
    return _show(request, visit)


@access.only(Role.PRACTITIONER)
@require_POST
def needles_in(request, code):
    visit = booking_queries.visit_for(request.viewer, code)
    return _after_keeping(
        request, visit, lambda note: needling.needles_in(note=note, by=request.viewer, now=clock.now())
    )


@access.only(Role.PRACTITIONER)
@require_POST
def retention(request, code):
    visit = booking_queries.visit_for(request.viewer, code)
    return _after_keeping(
        request,
        visit,
        lambda note: needling.extend_retention(note=note, by=request.viewer, now=clock.now()),
        begins=False,
    )


@access.only(Role.PRACTITIONER)
@require_POST
def needles_out(request, code):
    """Count out. The count is kept before anything else: a slip in the words must not lose it."""
    visit = booking_queries.visit_for(request.viewer, code)
    sheet = fetching.sheet_of(visit)
    form = forms.CountOut(request.POST, codes=[spot.key for spot in queries.spots_of(sheet.chart)])
    if not form.is_valid():
        return _show(request, visit, out=form)
    try:
        needling.needles_out(
            note=_known(visit),
            by=request.viewer,
            now=clock.now(),
            has_looked="looked" in request.POST,
            **form.values(),
        )
    except holding.AlreadyDone:
        return redirect(pages.note_url(visit))
    except holding.UnableToChart as refused:
        return _show(request, visit, refusals=refused.reasons)
    return _after_keeping(request, visit, lambda note: None)


@access.only(Role.PRACTITIONER)
@require_POST
def needles_out_early(request, code):
    """Out first, count after: nothing that was typed can stand in the way."""
    visit = booking_queries.visit_for(request.viewer, code)
    try:
        needling.take_out_early(note=_known(visit), by=request.viewer, now=clock.now())
    except holding.AlreadyDone:
        return redirect(pages.note_url(visit))
    except holding.UnableToChart as refused:
        return _show(request, visit, refusals=refused.reasons)
    return _after_keeping(request, visit, lambda note: None)


@access.only(Role.PRACTITIONER)
@require_POST
def signature(request, code):
    visit = booking_queries.visit_for(request.viewer, code)
    says_no_needles = bool(request.POST.get("no_needles"))
    return _after_keeping(
        request,
        visit,
        lambda note: signing.sign(
            note=note, by=request.viewer, now=clock.now(), says_no_needles=says_no_needles
        ),
        words_only=says_no_needles,
    )


@access.only(Role.PRACTITIONER)
@require_POST
def amendment(request, code):
    visit = booking_queries.visit_for(request.viewer, code)
    form = forms.Amendment(request.POST)
    if not form.is_valid():
        return _show(request, visit, amendment=form)
    return _do(
        request,
        visit,
        lambda note: signing.amend(note=note, by=request.viewer, now=clock.now(), **form.cleaned_data),
        anchor="#amendments",
        begins=False,
    )


@access.only(Role.PRACTITIONER)
@require_POST
def consent(request, code):
    """Write down a yes that was given by mouth in the room. It comes first: a typed line may be waiting for it."""
    visit = booking_queries.visit_for(request.viewer, code)
    kinds = " ".join(request.POST.getlist("agrees")).split()
    refused = _first(
        request,
        visit,
        lambda note: noting.hear_consent(note=note, kinds=kinds, by=request.viewer, now=clock.now()),
    )
    return refused or _after_keeping(request, visit, lambda note: None, anchor=_anchor(request))


@access.only(Role.PRACTITIONER)
@require_POST
def without_consent(request, code):
    """Write down why something is done without a consent on record."""
    visit = booking_queries.visit_for(request.viewer, code)
    form = forms.WithoutConsent(request.POST)
    if not form.is_valid():
        return _show(request, visit, without=form)
    refused = _first(
        request,
        visit,
        lambda note: noting.go_without_consent(
            note=note, by=request.viewer, now=clock.now(), **form.values()
        ),
    )
    return refused or _after_keeping(request, visit, lambda note: None, anchor=_anchor(request))


@access.only(Role.PRACTITIONER)
@require_safe
def point_search(request, code):
    """Suggest points for the word being typed: a panel for those who have the script."""
    visit = booking_queries.visit_for(request.viewer, code)
    typed = request.GET.get("add", "").split()
    found = atlas.search(typed[-1], limit=6) if typed else ()
    return render(request, "charting/_suggestions.html", {"found": found, "visit": visit})


@access.only(Role.PRACTITIONER)
@require_POST
def count(request, code):
    """Say how many needles the ticks make so far. Keeps nothing."""
    visit = booking_queries.visit_for(request.viewer, code)
    form = fetching.chart_form(request, visit, fetching.sheet_of(visit))
    return render(request, "charting/_count.html", {"needles": pages.count_words(form.count())})


# --- Together ----------------------------------------------------------------------------------------------------------


def _anchor(request):
    """Who types goes on typing: the page comes back with the cursor in the line."""
    return "?typing=1" if request.POST.get("add") else ""


def _first(request, visit, deed):
    """Do a deed before anything of the page is kept; return the page that says why not, or nothing."""
    try:
        deed(fetching.begun(request, visit))
    except holding.UnableToChart as refused:
        return _show(request, visit, refusals=refused.reasons)
    return None


def _known(visit):
    """The note of a visit, for deeds that make no sense without one; they begin none."""
    note = queries.note_of(visit)
    if note is None:
        raise holding.UnableToChart(wording.not_now(rules.Stage.OPEN))
    return note


def _after_keeping(request, visit, deed, *, anchor="", words_only=False, begins=True):
    """Keep what the page's form says, as far as the stage allows, then do the deed."""
    sheet = fetching.sheet_of(visit)
    is_chart = sheet.ledger.stage is rules.Stage.OPEN and not words_only
    form = fetching.chart_form(request, visit, sheet) if is_chart else fetching.words_form(request, sheet)
    if form.is_bound and not form.is_valid():
        return _show(request, visit, words=form)
    if sheet.ledger.is_signed and (unkept := _unkept(form, sheet.note)):
        refusal = wording.not_now(rules.Stage.SIGNED)
        return _show(request, visit, refusals=[refusal], amendment=forms.Amendment(initial={"words": unkept}))
    if not form.is_bound or sheet.ledger.is_signed:
        return _do(request, visit, deed, anchor=anchor, begins=begins)

    def kept_then_done(note):
        _keep(request, note, sheet, form)
        deed(note)

    return _do(request, visit, kept_then_done, form=form, anchor=anchor, begins=begins)


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


def _do(request, visit, deed, *, form=None, anchor="", begins=True):
    try:
        deed(fetching.begun(request, visit) if begins else _known(visit))
    except holding.AlreadyDone:
        pass  # a double tap: the page shows what the first one did
    except holding.UnableToChart as refused:
        return _show(request, visit, refusals=refused.reasons, words=form)
    return redirect(pages.note_url(visit) + anchor)


def _show(request, visit, *, refusals=(), words=None, out=None, amendment=None, without=None):
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
        "page": pages.page(
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
        "without": without or forms.WithoutConsent(kinds=pages.kinds_to_explain(sheet)),
        "refusals": refusals,
        "bound": bound,
    }
    is_faulty = bool(refusals) or any(one.errors for one in bound)
    return render(request, "charting/note.html", shown, status=422 if is_faulty else 200)

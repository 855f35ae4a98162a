"""The questionnaires of a clinic: what each is and costs, its official words loaded, looked at, and laid aside."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.desk.forms import questionnaires as forms
from needlepoint.desk.pages import questionnaires as pages
from needlepoint.house import clock
from needlepoint.intake.actions import packs as actions
from needlepoint.intake.queries import packs as queries
from needlepoint.intake.rules import packs as rules
from needlepoint.people import access

Role = access.Role


@access.only(Role.OWNER)
@require_safe
def questionnaires(request):
    shown = {"lines": pages.lines(queries.in_use(request.clinic.pk)), "box": pages.box_rows()}
    return _page(request, "desk/questionnaires.html", **shown)


@access.only(Role.OWNER)
@require_safe
def questionnaire(request, key):
    instrument = pages.questionnaire_of(key)
    page = pages.page(instrument, queries.packs_of(request.viewer), request.clinic.time_zone)
    return _page(request, "desk/questionnaire.html", page=page)


@access.only(Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def load(request, key):
    """Take in the words: looked at first, and kept only from the page that shows them."""
    instrument, is_keeping = pages.questionnaire_of(key), "keep" in request.POST
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.Load(*posted, instrument=instrument, is_keeping=is_keeping)
    is_right = form.is_bound and form.is_valid()
    if is_right and is_keeping and _kept(form, request):
        messages.success(request, gettext("Kept. Patients can be asked in these words from now on."))
        return redirect("desk:questionnaire", key=key)
    preview = None
    if form.is_bound and (is_right or _lacks_only_the_tick(form)):
        asked = rules.form_of(instrument, form.draft.items, version="", intro=form.draft.intro)
        preview = pages.preview(asked, form.draft.tables)
    page = pages.page(instrument, [], request.clinic.time_zone)
    status = 422 if form.errors else 200
    return _page(request, "desk/questionnaire_load.html", status, form=form, page=page, preview=preview)


def _lacks_only_the_tick(form):
    return set(form.errors) == {"is_acknowledged"}


def _kept(form, request):
    """Keep the words; what only the deed could know stands on the form afterwards."""
    values = form.cleaned_data
    try:
        actions.load_pack(
            clinic=request.clinic,
            draft=form.draft,
            version=values["version"] or form.draft.version,
            source=values["source"],
            is_acknowledged=values["is_acknowledged"],
            by=request.viewer,
            now=clock.now(),
        )
    except actions.UnableToLoad as refused:
        form.add_error(None, list(refused.faults))
    return not form.errors


@access.only(Role.OWNER)
@require_safe
def words(request, code):
    """Show a wording that was loaded, as it is or was asked."""
    pack = queries.pack_for(request.viewer, code)
    instrument = pages.questionnaire_of(pack.instrument)
    preview = pages.preview(queries.form_of(pack), pack.tables)
    page = pages.page(instrument, [], request.clinic.time_zone)
    about = pages.loaded(pack, request.clinic.time_zone)
    return _page(request, "desk/questionnaire_words.html", page=page, pack=pack, about=about, preview=preview)


@access.only(Role.OWNER)
@require_POST
def end(request, code):
    pack = queries.pack_for(request.viewer, code)
    if actions.retire_pack(pack=pack, by=request.viewer, now=clock.now()):
        messages.success(request, gettext("Laid aside. Nobody is asked in these words any more."))
    return redirect("desk:questionnaire", key=pack.instrument)


@access.only(Role.OWNER)
@require_safe
def template(request, key):
    instrument = pages.questionnaire_of(key)
    return _file(rules.template(instrument), f"{key.lower()}-words.csv")


@access.only(Role.OWNER)
@require_safe
def table(request, key):
    instrument = pages.questionnaire_of(key)
    return _file(rules.table_template(instrument), f"{key.lower()}-table.csv")


def _file(text, name):
    # A spreadsheet needs the mark at the beginning to know that this is UTF-8.
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(request, template, status=200, **shown):
    return render(request, template, {**shown, "tabs": pages.tabs()}, status=status)

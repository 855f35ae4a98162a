"""The pages on which a form is filled in: the agreement, one screen after another, and all answers at the end."""

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.house import clock, languages
from needlepoint.intake import access as intake_access
from needlepoint.intake import actions, queries, rules
from needlepoint.intake import models as intake_models
from needlepoint.intake.forms import filling as forms
from needlepoint.intake.forms import parts
from needlepoint.intake.pages import filling as pages
from needlepoint.people import access

CONFLICT, UNPROCESSABLE = 409, 422


@access.only(*intake_access.FILLERS)
@require_safe
def resume(request, code):
    """Go on where somebody stopped, on whichever device."""
    intake = queries.intake_for(request.viewer, code)
    return redirect(pages.resume_url(intake, queries.definition_of(intake), queries.answers_of(intake)))


@access.only(*intake_access.FILLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request, code):
    """Ask whether answers may be kept. Until somebody says yes, nothing is."""
    intake = queries.intake_for(request.viewer, code)
    if request.method == "POST":
        intake = actions.agree(intake=intake, by=request.viewer, now=clock.now())
    if intake.agreed_at is not None:
        return redirect(pages.resume_url(intake, queries.definition_of(intake), queries.answers_of(intake)))
    return render(request, "intake/agreement.html", {"page": pages.agreement(intake, request.viewer)})


@access.only(*intake_access.FILLERS)
@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page  # the pain map is 140 kB plain and a tenth of that packed; Django pads against guessing at its length
def step(request, code, key):
    """Show one screen; keep what was answered."""
    asked = _Asked(request, code, key)
    if asked.is_elsewhere:
        return redirect(asked.resume_url)
    if request.method != "POST":
        return _screen(request, asked, asked.form())
    if "autosave" in request.POST:
        return _autosave(request, asked)
    return _keep(request, asked)


@access.only(*intake_access.FILLERS)
@require_safe
def support(request, code):
    """Say where help is, to somebody who wrote of harming themselves or marked a sign that cannot wait. It is kept."""
    intake = queries.intake_for(request.viewer, code)
    form, answers = queries.definition_of(intake), queries.answers_of(intake)
    here = request.GET.get("after", "")
    url = pages.after_url(intake, form, answers, here, is_own=request.viewer.is_patient)
    return render(request, "intake/support.html", {"page": pages.support(answers, next_url=url)})


@access.only(*intake_access.FILLERS)
@require_safe
def answers(request, code):
    """Show all answers: to look over before sending, and to read afterwards."""
    intake = queries.intake_for(request.viewer, code)
    if intake.agreed_at is None and not queries.is_finished(intake):
        return redirect("intake:agreement", code=code)
    page = pages.overview(intake, request.viewer)
    return render(request, "intake/_answers.html" if request.htmx else "intake/answers.html", {"page": page})


# --- One screen --------------------------------------------------------------------------------------------------------


class _Asked:
    """What a request is about: the form, where it stands, and the screen."""

    def __init__(self, request, code, key):
        self.request = request
        self.intake = queries.intake_for(request.viewer, code)
        self.definition = queries.definition_of(self.intake)
        if key not in {screen.key for screen in self.definition.screens}:
            raise Http404
        self.key = key
        self.read()

    def read(self):
        """Read what stands now."""
        self.kept = queries.kept_of(self.intake)
        everything = {item: one.given for item, one in self.kept.items()}
        self.answers = rules.standing(self.definition, everything)

    @property
    def is_elsewhere(self):
        """Whether this screen is not to be shown: no agreement yet, sent already, or not asked of this person."""
        is_over = self.intake.agreed_at is None or queries.is_finished(self.intake)
        if self.request.method == "POST" and not is_over:
            return (
                False  # what is sent is kept, also when another window made the screen superfluous meanwhile
            )
        return is_over or self.key not in [
            screen.key for screen in rules.visible_screens(self.definition, self.answers)
        ]

    @property
    def screen(self):
        return next(screen for screen in self.definition.screens if screen.key == self.key)

    @property
    def items(self):
        asked = rules.items_asked(self.definition, self.screen, self.answers)
        # What this window was shown is read, also when another window made it superfluous meanwhile.
        shown = [item for item in self.screen.items if f"{item.key}-seen" in self.request.POST]
        return [item for item in self.screen.items if item in asked or item in shown]

    @property
    def resume_url(self):
        return pages.resume_url(self.intake, self.definition, self.answers)

    def form(self, data=None):
        return forms.Screen(
            data,
            items=self.items,
            kept={item: (one.given, one.revision) for item, one in self.kept.items()},
            today=clock.today(self.intake.clinic.time_zone),
        )

    def keep(self, given, seen):
        """Keep answers, and read again what stands."""
        viewer = self.request.viewer
        source = intake_models.Intake.Source
        kept = actions.keep_answers(
            intake=self.intake,
            given=given,
            seen=seen,
            by=viewer,
            now=clock.now(),
            source=source.KIOSK if viewer.is_on_kiosk else source.STAFF if viewer.is_staff else source.PHONE,
            language=get_language() or "en",
        )
        self.read()
        return kept


def _keep(request, asked):
    form = asked.form(request.POST)
    is_valid = form.is_valid()
    is_on = not ({"back", "more", "clear", languages.FIELD} & request.POST.keys())
    given = form.given(passes_over=is_on)
    given = {item: one for item, one in given.items() if request.POST.get(f"{item}-choice") != "theirs"}
    cleared = request.POST.get("clear", "")
    if cleared in {item.key for item in asked.items}:
        given[cleared] = rules.passed_over()
    try:
        kept = asked.keep(given, form.seen())
    except actions.UnableToKeepAnswers as sentence:
        parts.error(form, sentence)
        return _screen(request, asked, form, status=UNPROCESSABLE)
    if kept.conflicts:
        is_again = any(f"{item}-choice" in request.POST for item in kept.conflicts)
        page = pages.conflicts(
            asked.intake, asked.screen, kept.conflicts, request.POST, is_asked_again=is_again
        )
        return render(request, "intake/conflict.html", {"page": page}, status=CONFLICT)
    language = languages.chosen(request)
    if not is_valid:
        form.settle(kept.revisions)
        if language:
            languages.speak(request, language)
            form = _again(asked, form)
        is_asking = not language and "more" not in request.POST
        if not is_asking:
            form.say_nothing()
        answer = _screen(request, asked, form, status=UNPROCESSABLE if is_asking else 200)
        return languages.keep(answer, language) if language else answer
    answer = redirect(_next_url(request, asked, kept, is_on=is_on))
    return languages.keep(answer, language) if language else answer


def _again(asked, form):
    """Ask the same in another language, with what was typed."""
    again = asked.form(form.data)
    again.is_valid()
    again.settle(form.settled)
    return again


def _next_url(request, asked, kept, *, is_on):
    # A sign that cannot wait stops whoever types it in; words of self-harm are for the patient alone.
    if is_on and (kept.is_red_flag or (kept.is_crisis and request.viewer.is_patient)):
        return pages.support_url(asked.intake, asked.key)
    if "back" in request.POST:
        return pages.screen_url(asked.intake, rules.before(asked.definition, asked.answers, asked.key))
    if not is_on:
        return request.path
    is_own = request.viewer.is_patient
    return pages.after_url(asked.intake, asked.definition, asked.answers, asked.key, is_own=is_own)


def _screen(request, asked, form, *, status=200):
    page = pages.screen(asked.intake, asked.definition, asked.screen, asked.answers, request.viewer)
    shown = {"page": page, "form": form, "language_form": pages.FORM}
    return render(request, "intake/step.html", shown, status=status)


def _autosave(request, asked):
    """Keep one item as soon as it is answered. Answers with the revision this window has now seen, and what to say."""
    form = asked.form(request.POST)
    form.is_valid()
    given = form.given(only=request.POST.get("item", ""), passes_over=False)
    try:
        kept = asked.keep(given, form.seen())
    except actions.UnableToKeepAnswers as sentence:
        return JsonResponse({"said": str(sentence)}, status=CONFLICT)
    if kept.conflicts:
        words = _("You answered this in another window too. Go on, and we ask which is right.")
        return JsonResponse({"revisions": kept.revisions, "said": words}, status=CONFLICT)
    if not given:
        return JsonResponse({"revisions": {}, "said": ""})
    urgent = {"is_emergency": kept.is_red_flag, "needs_help": kept.is_crisis}
    help_html = render_to_string("intake/_urgent.html", {"page": urgent}, request=request).strip()
    return JsonResponse({"revisions": kept.revisions, "said": _("Kept"), "help": help_html})

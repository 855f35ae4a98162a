"""What you told us: for the patient to read, put right and take along; for whoever treats them to read."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.house import beside, clock, languages, paper
from needlepoint.intake import actions, models, rules
from needlepoint.intake.forms import filling as forms
from needlepoint.intake.forms import parts
from needlepoint.intake.pages import told as pages
from needlepoint.intake.queries import filling as filling_queries
from needlepoint.intake.queries import maps as map_queries
from needlepoint.intake.queries import told as queries
from needlepoint.intake.wording import maps as maps_wording
from needlepoint.people import access

Role = access.Role
CONFLICT, UNPROCESSABLE = 409, 422


@access.only(Role.PATIENT)
@require_safe
def own(request):
    """Show every form and check, in the words that were read."""
    return _told(request, queries.patient_for(request.viewer), is_own=True)


@access.only(Role.PRACTITIONER)
@require_safe
def of_patient(request, code):
    """Show a practitioner the same, with what was put right since it was sent."""
    return _told(request, queries.patient_for(request.viewer, code), is_own=False)


def _told(request, patient, *, is_own):
    shown = {
        "page": pages.page(queries.told_by(patient), is_own=is_own),
        "change": maps_wording.compared(
            map_queries.pair_of(request.viewer, patient), zone=patient.clinic.time_zone, for_staff=not is_own
        ),
    }
    shown["stands"] = "" if is_own else beside.one(patient.pk)
    return render(request, "intake/told.html", shown)


@access.only(Role.PATIENT)
@require_safe
def own_pdf(request):
    """Give it to read and to print."""
    now, found = clock.now(), queries.told_by(queries.patient_for(request.viewer))
    made = paper.pdf(
        pages.TEMPLATE, pages.sheet(found, now=now), made_at=now, language=get_language() or "en"
    )
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="what-you-told-us.pdf"'
    return answer


@access.only(Role.PATIENT)
@require_safe
def own_json(request):
    """Give it to another program."""
    found = queries.told_by(queries.patient_for(request.viewer))
    answer = JsonResponse(
        pages.data(found, now=clock.now()), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = 'attachment; filename="what-you-told-us.json"'
    return answer


@access.only(Role.PATIENT)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, code, item):
    """Put one answer right. What was said before stays in the history."""
    told, asked = queries.to_correct(request.viewer, code, item)
    latest = told.history[item][0]
    language = languages.chosen(request)
    if language:
        languages.speak(request, language)  # before the questions are worded
    form = forms.Screen(
        request.POST if request.method == "POST" else None,
        items=[asked],
        kept={item: (filling_queries.given_of(latest), latest.revision)},
        today=clock.today(told.intake.clinic.time_zone),
    )
    status = 200
    if language or "more" in request.POST:
        form.say_nothing()
    elif form.is_bound:
        status = UNPROCESSABLE
        if form.is_valid() or "clear" in request.POST:
            kept = _put_right(request, told.intake, form, item)
            if kept is not None and not kept.conflicts:
                if kept.is_crisis or kept.is_red_flag:
                    return redirect("intake:support", code=told.intake.code)
                messages.success(request, _("Kept. What you said before stays beside it."))
                return redirect("intake:told")
            if kept is not None:
                form.settle({key: one.revision for key, one in kept.conflicts.items()})
                parts.error(form, _("You changed this in another window too. Look once more, then keep it."))
                status = CONFLICT
    shown = {"page": pages.correction(told, asked), "form": form, "language_form": pages.CORRECTION}
    answer = render(request, "intake/told_correct.html", shown, status=status)
    return languages.keep(answer, language) if language else answer


def _put_right(request, intake, form, item):
    given = {item: rules.passed_over()} if "clear" in request.POST else form.given(passes_over=True)
    try:
        return actions.correct_answers(
            intake=intake,
            given=given,
            seen=form.seen(),
            by=request.viewer,
            now=clock.now(),
            source=models.Intake.Source.PHONE,
            language=get_language() or "en",
        )
    except actions.UnableToKeepAnswers as sentence:
        parts.error(form, sentence)
        return None

"""The plan in the making."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from needlepoint.house import beside, clock
from needlepoint.people import access
from needlepoint.plans import queries
from needlepoint.plans.actions import agreeing
from needlepoint.plans.forms import agreeing as agreeing_forms
from needlepoint.plans.pages import agreeing as agreeing_pages
from needlepoint.plans.queries import ceilings as ceiling_queries
from needlepoint.plans.queries import presets
from needlepoint.plans.rules import limits

Role = access.Role


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, code):
    episode = queries.episode_seen_by(request.viewer, code)
    course = queries.course_of(episode)
    answered, decided = queries.told_by(episode.patient), queries.consents_of(episode.patient)
    goals = queries.goals_of(course) if course else ()
    asked = request.POST.get("dose") or request.GET.get("dose", "")
    usual = presets.preset(episode.patient.clinic, agreeing_pages.usual_key(episode, course, asked))
    fixed = {
        "standings": limits.standings(episode.patient.cautions, queries.in_force(decided)),
        "painful": episode.side,
        "payers": ceiling_queries.payers_of(episode.patient.clinic),
        "agreed": course.better_means if course and queries.position(course).done else None,
    }
    if request.method == "POST":
        form = _plan_posted(request, course, fixed)
    else:
        start = agreeing_pages.start_of_plan(
            episode=episode,
            course=course,
            usual=usual,
            answered=answered,
            goals=goals,
            style="" if course else queries.style_last_used(request.viewer.practitioner_id),
            payer="" if course else ceiling_queries.last_payer(episode.patient),
        )
        form = agreeing_forms.Plan(rows=agreeing_pages.rows_of(course), initial=start, **fixed)
    if form.is_bound and form.is_valid():
        needed = _needs_reasons(episode.patient, form, queries.in_force(decided))
        try:
            agreed = agreeing.agree_course(
                episode=episode, by=request.viewer, now=clock.now(), **form.values(needed)
            )
            return redirect("plans:show", agreed.code)
        except agreeing.UnableToAgree as refused:
            for sentence in refused.reasons:
                form.add_error(None, sentence)
    shown = agreeing_pages.plan(
        episode=episode,
        course=course,
        answered=answered,
        decided=decided,
        usual=usual,
        goals=goals,
        form=form,
        on=clock.today(episode.patient.clinic.time_zone),
    )
    return render(
        request,
        "plans/plan.html",
        {"form": form, "page": shown, "stands": beside.one(episode.patient_id)},
        status=422 if form.is_bound and form.errors else 200,
    )


def _plan_posted(request, course, fixed):
    """The form as posted, or as posted with points put in, typed ones or those of a trial: that stores nothing yet."""
    form = agreeing_forms.Plan(request.POST, rows=agreeing_pages.rows_of(course), **fixed)
    if "enter" in request.POST and form.has_typed_points():
        typed = {**form.typed(), "add": ""}
        return agreeing_forms.Plan(rows=form.rows_with_typed(), initial=typed, **fixed)
    if "take" not in request.POST:
        return form
    use = request.POST.get("use", "")
    typed = {**form.typed(), **({"preset": use} if use else {})}
    return agreeing_forms.Plan(rows=form.rows_with_start(use), initial=typed, **fixed)


def _needs_reasons(patient, form, consents):
    return limits.needs_reasons(
        codes=[code for code, _side in form.rows_chosen()],
        techniques=form.cleaned_data["techniques"],
        caution_keys=patient.cautions,
        consents=consents,
    )

"""The assessment, the plan, and the plan as it is read."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.house import beside, clock
from needlepoint.intake import noticing
from needlepoint.intake.queries import notices as notice_queries
from needlepoint.knowledge import dose
from needlepoint.people import access
from needlepoint.people import queries as people_queries
from needlepoint.plans import pages, queries
from needlepoint.plans.actions import agreeing, assessing
from needlepoint.plans.forms import agreeing as agreeing_forms
from needlepoint.plans.forms import assessing as assessing_forms
from needlepoint.plans.pages import agreeing as agreeing_pages
from needlepoint.plans.pages import assessing as assessing_pages
from needlepoint.plans.pages import ceilings as ceilings_pages
from needlepoint.plans.queries import ceilings as ceiling_queries
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.queries import presets
from needlepoint.plans.rules import examining, limits
from needlepoint.plans.wording import adherence

Role = access.Role


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request, code):
    patient = people_queries.patient_seen_by(request.viewer, code)
    today, scheme = clock.today(patient.clinic.time_zone), dose.scheme_of(patient.clinic.phase_scheme)
    episode, answered = queries.latest_episode(patient), queries.told_by(patient)
    form = assessing_forms.Assessment(
        request.POST if request.method == "POST" else None,
        today=today,
        scheme=scheme,
        initial=assessing_pages.start_of(episode, answered, today),
    )
    if form.is_bound and form.is_valid():
        try:
            kept = assessing.assess(patient=patient, by=request.viewer, now=clock.now(), **form.values())
            return redirect("plans:plan", kept.code)
        except assessing.UnableToAssess as refused:
            form.add_error(None, str(refused))
    notices = notice_queries.of_patient(request.viewer, patient, clock.now())
    shown = {
        "form": form,
        "page": assessing_pages.assessment(patient, episode, answered, today),
        "patient": patient,
        "stands": beside.one(patient.pk),
        "notices": noticing.notices([one for one in notices if one.seen_at is None], request.viewer),
    }
    return render(request, "plans/assessment.html", shown, status=422 if form.errors else 200)


@access.only(Role.PRACTITIONER)
@require_safe
def phase(request, code):
    """Say which phase a typed day means: a panel of the assessment, for those who have the script."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    today, scheme = clock.today(patient.clinic.time_zone), dose.scheme_of(patient.clinic.phase_scheme)
    onset = assessing_forms.onset_typed(request.GET, today, scheme)
    words = pages.phase_words(onset, today, scheme) if onset else ""
    return render(request, "plans/_phase.html", {"phase": words})


@access.only(Role.PRACTITIONER)
@require_safe
def codes(request, code):
    """Say what may be wrong with the codes chosen so far, all at once, and which fit: a panel of the assessment."""
    people_queries.patient_seen_by(request.viewer, code)
    asked = examining.Asked(*(request.GET.get(name, "") for name in ("kind", "site", "side")))
    page = assessing_pages.codes(assessing_forms.codes_typed(request.GET), asked)
    return render(request, "plans/_codes.html", {"page": page})


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


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def show(request, code):
    course = queries.course_seen_by(request.viewer, code)
    zone = course.patient.clinic.time_zone
    visit = queries.visit_of_today(course.patient, clock.now())
    note_url = reverse("charting:note", args=[visit.code]) if visit else ""
    page = pages.shown(
        course=course,
        where=queries.position(course),
        reviews=queries.reviews_of(course),
        goals=queries.goals_of(course),
        ahead=queries.visits_ahead(course, clock.now()),
        note_url=note_url,
        on=clock.today(zone),
        viewer=request.viewer,
    )
    programme = home_queries.programme_of(course, today=clock.today(zone), zone=zone)
    home = adherence.adherence(
        course, programme, today=clock.today(zone), may_set=request.viewer.is_practitioner
    )
    payer = ceilings_pages.on_a_plan(course, ceiling_queries.count_of(course, clock.now()), request.viewer)
    return render(request, "plans/show.html", {"page": page, "home": home, "payer": payer})

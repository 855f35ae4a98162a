"""A review: the practitioner decides; and what is written when care ends."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.desk import queries
from needlepoint.desk.actions import reviewing
from needlepoint.desk.forms import review as forms
from needlepoint.desk.pages import letters as letter_pages
from needlepoint.desk.pages import review as pages
from needlepoint.desk.queries import reviewing as review_queries
from needlepoint.house import beside, clock
from needlepoint.intake.queries import maps as map_queries
from needlepoint.intake.wording import maps as maps_wording
from needlepoint.outcomes import wording as outcomes_wording
from needlepoint.outcomes.queries import forecasting
from needlepoint.outcomes.queries import trends as trend_queries
from needlepoint.outcomes.wording import trends as trend_wording
from needlepoint.people import access
from needlepoint.plans import queries as plans_queries
from needlepoint.plans.actions.reviewing import UnableToDecide
from needlepoint.plans.queries import ceilings as ceiling_queries
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.queries import letters as letter_queries
from needlepoint.plans.rules import reviewing as review_rules
from needlepoint.plans.wording import adherence, counting

Role = access.Role


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, code):
    """Bring what bears on the decision, and take it."""
    course, now = plans_queries.course_seen_by(request.viewer, code), clock.now()
    zone, today = request.clinic.time_zone, clock.today(request.clinic.time_zone)
    story, foretold = trend_queries.story_of(course.patient, now), forecasting.outlook_of(course, now)
    line = outcomes_wording.short(trend_wording.in_full(story, zone, foretold, is_own=False))
    trend, outlook = story.trend, line.told.outlook
    file = queries.review_file(course, now=now, zone=zone)
    evidence = pages.evidence_of(trend, done=plans_queries.review_number(course), zone=zone, today=today)
    form = forms.Decision(
        request.POST if request.method == "POST" else None,
        initial=pages.proposed(file, evidence),
        evidence=evidence,
        must_sign=review_rules.must_sign(course.payer),
        words_hint=pages.words_hint(course.patient),
    )
    if form.is_bound and form.is_valid():
        try:
            _taken, summary = reviewing.decide(
                course=course,
                trend=trend,
                by=request.viewer,
                now=now,
                evidence=evidence,
                scores=pages.in_view(trend, line, outlook),
                **form.cleaned_data,
            )
        except UnableToDecide as sentence:
            form.add_error(sentence.field if sentence.field in form.fields else None, str(sentence))
        else:
            messages.success(request, gettext("Decided. The patient reads it on their page."))
            if summary is None:
                return redirect("desk:patient", course.patient.code)
            return redirect("desk:review_letters", course.code)
    programme = home_queries.programme_of(course, today=today, zone=zone)
    maps = map_queries.pair_of(request.viewer, course.patient)
    context = {
        "page": pages.review_page(
            file,
            review_queries.attendance_of(course, now),
            trend,
            plans_queries.goals_of(course),
            evidence,
            visit=plans_queries.visit_of_today(course.patient, now),
            payer_words=counting.words(ceiling_queries.count_of(course, now)),
        ),
        "form": form,
        "line": line,
        "outlook": outlook,
        "home": adherence.adherence(course, programme, today=today, may_set=True),
        "change": maps_wording.compared(maps, zone=zone, for_staff=True),
    }
    return render(request, "desk/review.html", context, status=422 if form.errors else 200)


@access.only(Role.PRACTITIONER)
@require_safe
def letters(request, code):
    """Show what was written when care ended, and to whom a letter may go."""
    course = plans_queries.course_seen_by(request.viewer, code)
    ending = letter_queries.ending_review(course)
    page = letter_pages.after_care(
        course,
        ending,
        letter_queries.summary_after(request.viewer, ending) if ending else None,
        letter_queries.carers_of(request.viewer, course.patient),
        letter_queries.letters_of(request.viewer, course.patient),
        booked=review_queries.still_booked(course, clock.now()),
    )
    stands = beside.one(course.patient_id)
    return render(request, "desk/review_letters.html", {"page": page, "stands": stands})

"""The suitability check: one question a page, no account, nothing kept until the person agrees."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.house import clock, languages
from needlepoint.knowledge.safety import check
from needlepoint.people import access
from needlepoint.screening import access as screening_access
from needlepoint.screening import actions, forms, pages, queries, rules

UNPROCESSABLE = 422
FORM = "question"  # the id of its form, which the choice of a language sends
READERS = (access.Role.PATIENT, access.Role.PRACTITIONER, access.Role.DESK)


@access.open_to_everyone
@require_safe
def begin(request):
    first = check.pages()[0].key
    return render(
        request,
        "screening/begin.html",
        {"first": first, "count": len(check.pages()), "has_begun": bool(queries.answers_in(request.session))},
    )


@access.open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, key):
    page = _page_or_404(key)
    if not queries.is_of_this_run(request.session, request.POST.get("run")):
        # Shown before another window began the questions for somebody else: the answer must not go to their record.
        return redirect("screening:question", key)
    if language := languages.chosen(request):
        actions.keep_ticks_in(request.session, page, request.POST.getlist("answer"))
        return languages.keep(redirect("screening:question", key), language)
    answers = queries.answers_in(request.session)
    chosen = queries.ticks_in(request.session, page) or rules.chosen_on(page, answers)
    form = forms.question_form(page, request.POST if request.method == "POST" else None, chosen)
    if form.is_bound and form.is_valid():
        return _next(request, page, answers | _answers(page, form.cleaned_data["answer"]))
    about = queries.asked_about(request.viewer, request.session)
    before = () if form.is_bound else chosen
    shown = {
        "page": pages.question_page(page, before, about=about),
        "form": form,
        "run": queries.run_in(request.session),
        "language_form": FORM,
    }
    return render(request, "screening/question.html", shown, status=UNPROCESSABLE if form.is_bound else 200)


@access.open_to_everyone
@require_safe
def result(request):
    outcome = queries.outcome_in(request.session)
    if outcome is None:
        return redirect("screening:begin")
    if not queries.is_finished(outcome):
        return redirect("screening:question", outcome.unanswered[0])
    shown = pages.result_page(outcome, queries.answers_in(request.session), request.clinic)
    return render(request, "screening/result.html", {"page": shown, "hide_booking": not shown.may_book})


@access.open_to_everyone
@require_POST
def afresh(request):
    """Forget the answers in this browser and begin again."""
    actions.begin_afresh(request.session)
    return redirect("screening:question", check.pages()[0].key)


# --- For somebody we know ----------------------------------------------------------------------------------------------


@access.only(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def again(request, code):
    """Ask a patient the questions again: say why and what becomes of the answers, then begin."""
    patient, now = queries.patient_for(request.viewer, code), clock.now()
    reason = pages.reason_asked(request.POST.get("reason") or request.GET.get("reason", ""))
    if request.method == "POST":
        if not request.viewer.is_staff and queries.has_answered_enough(patient, now=now):
            return redirect("screening:latest", code)
        actions.begin_afresh(request.session, again=(patient, reason))
        return redirect("screening:question", check.pages()[0].key)
    stands = queries.standing_of(patient, now=now)
    page = pages.again_page(patient, stands, reason, is_own=not request.viewer.is_staff)
    return render(request, "screening/again.html", {"page": page, "hide_booking": stands.is_stopped})


@access.only(*READERS)
@require_safe
def latest(request, code):
    """Lead to the newest check of somebody, or to the questions when there is none."""
    patient = queries.patient_for(request.viewer, code)
    found = queries.latest_check(patient)
    return redirect("screening:kept", found.code) if found else redirect("screening:again", code)


@access.only(*READERS)
@require_safe
def kept(request, code):
    """Show a check that is on record: the words as they were asked, and where it led then."""
    found = queries.check_for(request.viewer, code)
    page = pages.kept_page(
        found,
        queries.answers_of(found),
        queries.overrides_of(found),
        queries.standing_of(found.patient, now=clock.now()),
        is_newest=queries.latest_check(found.patient) == found,
        is_own=not request.viewer.is_staff,
        may_read=screening_access.may_read_answers(request.viewer),
    )
    return render(request, "screening/kept.html", {"page": page, "hide_booking": not page.may_book})


# --- Steps of the above --------------------------------------------------------------------------------------------------


def _page_or_404(key):
    try:
        return check.page(key)
    except KeyError:
        raise Http404 from None


def _answers(page, answer):
    if page.is_choice:
        return check.answers_from_choice(page, check.Answer(answer))
    ticked = set(answer) - {rules.NONE_OF_THESE, rules.NOT_SURE}
    return check.answers_from_ticks(page, ticked, not_sure=rules.NOT_SURE in answer)


def _next(request, page, answers):
    """Keep the answers in the session; stop at once when nothing left could change where they lead."""
    now = clock.now()
    address = _address(request)
    outcome = actions.keep_answers_in(
        request.session, answers, clinic=request.clinic, now=now, address=address
    )
    if queries.is_finished(outcome):
        return _finished(request, now)
    if page.next_key in outcome.unanswered:
        return redirect("screening:question", page.next_key)
    return redirect("screening:question", outcome.unanswered[0])


def _address(request) -> str:
    """Who a patient is, or where a visitor comes from; nothing for staff, and where nobody can tell.

    Not to know keeps nobody from an answer.
    """
    if request.viewer.is_known:
        return "" if request.viewer.is_staff else request.viewer.who
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""


def _finished(request, now):
    """Show where it leads; what was asked again for somebody's record is kept with it first, as they agreed."""
    asked = queries.asked_again_in(request.session)
    if asked is None or not request.viewer.is_known:
        return redirect("screening:result")
    patient = queries.patient_for(request.viewer, asked[0])
    found = actions.keep_again(session=request.session, patient=patient, by=request.viewer, now=now)
    return redirect("screening:kept", found.code) if found else redirect("screening:result")

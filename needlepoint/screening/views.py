"""The suitability check: one question a page, no account, nothing kept until the person agrees."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.knowledge.safety import check
from needlepoint.people import access
from needlepoint.screening import forms, pages, queries, rules


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
    answers = queries.answers_in(request.session)
    form = forms.question_form(page, request.POST or None, rules.chosen_on(page, answers))
    if request.method == "POST" and not request.POST.get("answer"):
        form = forms.question_form(page, request.POST)
    if request.method == "POST" and form.is_valid():
        return _next(request, page, answers | _answers(page, form.cleaned_data["answer"]))
    shown = {"page": pages.question_page(page), "form": form, "asked": page}
    return render(request, "screening/question.html", shown, status=422 if form.errors else 200)


@access.open_to_everyone
@require_safe
def result(request):
    outcome = queries.outcome_in(request.session)
    if outcome is None:
        return redirect("screening:begin")
    if not (outcome.settled or outcome.complete):
        return redirect("screening:question", outcome.unanswered[0])
    shown = pages.result_page(outcome, queries.answers_in(request.session))
    return render(request, "screening/result.html", {"page": shown, "hide_booking": not shown.may_book})


@access.open_to_everyone
@require_POST
def afresh(request):
    """Forget the answers in this browser and begin again."""
    request.session.pop(queries.SESSION_KEY, None)
    return redirect("screening:question", check.pages()[0].key)


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
    request.session[queries.SESSION_KEY] = {"answers": rules.written(answers)}
    outcome = check.evaluate(answers)
    if outcome.settled or outcome.complete:
        return redirect("screening:result")
    if page.next_key in outcome.unanswered:
        return redirect("screening:question", page.next_key)
    return redirect("screening:question", outcome.unanswered[0])

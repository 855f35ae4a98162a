"""Answering from a message, without signing in; answers by text; and what the desk decides about stuck messages.

Mail scanners open every link, so looking changes nothing: only a pressed button does.
"""

import functools

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import access, queries
from needlepoint.booking.actions import changes, refusals
from needlepoint.booking.actions import messages as actions
from needlepoint.booking.pages import messages as pages
from needlepoint.booking.pages import visits as visit_pages
from needlepoint.booking.queries import messages as message_queries
from needlepoint.booking.rules import messages as rules
from needlepoint.booking.views import whom
from needlepoint.house import addresses, beside, clock
from needlepoint.house.sms import twilio
from needlepoint.knowledge.safety import crisis

page_or_post = require_http_methods(["GET", "HEAD", "POST"])
CONFLICT, FORBIDDEN, NOT_FOUND = 409, 403, 404
XML = "text/xml; charset=utf-8"


@access.open_to_everyone
@require_safe
def answer(request, token):
    """Show one visit, and what may be answered."""
    visit, now = _visit(token), clock.now()
    if visit is None:
        return _over(request)
    return render(request, "booking/answer.html", {"page": pages.answer_page(visit, token, now)})


@access.open_to_everyone
@page_or_post
def answer_coming(request, token):
    """Note that the patient is coming. Looking leads to the page with the button."""
    visit = _visit(token)
    if visit is None:
        return _over(request)
    if request.method != "POST":
        return redirect("booking:answer", token)
    by = message_queries.as_patient(visit.patient, request.id)
    try:
        actions.confirm_visit(visit=visit, by=by, now=clock.now())
    except actions.UnableToConfirm as unable:
        return _refused(request, visit, token, unable)
    return redirect("booking:answer", token)


@access.open_to_everyone
@page_or_post
def answer_cancellation(request, token):
    """Say what cancelling means; cancel."""
    visit, now = _visit(token), clock.now()
    if visit is None:
        return _over(request)
    if request.method == "POST":
        by = message_queries.as_patient(visit.patient, request.id)
        try:
            changes.cancel_visit(visit=visit, by=by, now=now)
        except refusals.UnableToCancel as unable:
            return _refused(request, visit, token, unable)
        return redirect("booking:answer", token)
    return render(request, "booking/answer_cancel.html", {"page": pages.answer_page(visit, token, now)})


@access.open_to_everyone
@page_or_post
def answer_new_time(request, token):
    """Show the starts that the visit may move to; confirm one; move."""
    visit, now, refusal = _visit(token), clock.now(), ""
    if visit is None:
        return _over(request)
    if page := whom.stopped(request, visit.patient, now):
        return page
    data = request.POST if request.method == "POST" else request.GET
    start = pages.read_start(data.get("start", ""))
    if request.method == "POST" and start is not None:
        by = message_queries.as_patient(visit.patient, request.id)
        try:
            changes.move_visit(visit=visit, starts_at=start, by=by, now=now)
        except refusals.UnableToMove as unable:
            refusal, start = str(unable), None
        else:
            return redirect("booking:answer", token)
    shown = {"page": pages.answer_page(visit, token, now), "refusal": refusal}
    shown["times"] = _times(visit, token, start, pages.read_date(data.get("from", "")), now)
    return render(request, "booking/answer_times.html", shown, status=CONFLICT if refusal else 200)


@access.open_to_everyone
@page_or_post
def answer_stop(request, token):
    """Stop reminders or text messages, or let them come again. Looking leads to the page with the buttons."""
    visit = _visit(token)
    if visit is None:
        return _over(request)
    if request.method != "POST":
        return redirect("booking:answer", token)
    deeds = {"reminders": actions.set_reminders, "texts": actions.set_texts}
    deed = deeds.get(request.POST.get("what", ""))
    if deed is None:
        raise Http404
    by = message_queries.as_patient(visit.patient, request.id)
    are_wanted = request.POST.get("wanted") == "yes"
    deed(patient=visit.patient, are_wanted=are_wanted, by=by, now=clock.now())
    messages.success(request, pages.stop_words(request.POST["what"], are_wanted=are_wanted))
    return redirect("booking:answer", token)


def only_with_twilio(view):
    """Without that provider there is no such address."""

    @functools.wraps(view)
    def answered(request):
        if settings.SMS_PROVIDER != "twilio":
            raise Http404
        return view(request)

    return answered


@csrf_exempt
@access.open_to_everyone
@only_with_twilio
@require_POST
def twilio_reply(request):
    """Take what somebody answers to a text. Only Twilio can sign such a request."""
    form = request.POST.dict()
    url, given = addresses.absolute(request.get_full_path()), request.headers.get("X-Twilio-Signature", "")
    if not twilio.is_from_twilio(url=url, form=form, given=given, token=settings.SMS_TWILIO_TOKEN):
        return HttpResponse("Not signed by Twilio.", status=FORBIDDEN, content_type="text/plain")
    phone, now = form.get("From", ""), clock.now()
    if crisis.speaks_of_self_harm(form.get("Body", "")):
        patients = message_queries.patients_with_number(phone)
        actions.note_crisis(patients=patients, request_id=request.id, now=now)
        return HttpResponse(pages.twiml(pages.crisis_words(patients)), content_type=XML)
    reply, visit = rules.read_reply(form.get("Body", "")), message_queries.visit_last_texted(phone, now)
    try:
        actions.answer_text(
            patients=message_queries.patients_with_number(phone),
            visit=visit,
            reply=reply,
            request_id=request.id,
            now=now,
        )
    except actions.UnableToConfirm:
        reply = rules.Reply.OTHER
    words = pages.reply_words(reply, visit, is_confirmed=reply is rules.Reply.COMING)
    return HttpResponse(pages.twiml(words), content_type=XML)


@access.only(*access.DESK)
@require_safe
def stuck(request):
    """Show the messages that are not known to have left."""
    found = list(message_queries.stuck_messages(request.viewer))
    rows = pages.stuck_page(found, request.clinic, beside.words(each.patient.pk for each in found))
    return render(request, "booking/messages.html", {"rows": rows})


@access.only(*access.DESK)
@require_POST
def stuck_decision(request, code):
    """Send a message once more, or let it be."""
    message = message_queries.stuck_message(request.viewer, code)
    deeds = {"again": actions.send_again, "let_be": actions.let_be}
    deed = deeds.get(request.POST.get("decision", ""))
    if deed is None:
        raise Http404
    deed(message=message, by=request.viewer, now=clock.now())
    return redirect("booking:messages")


# --- Steps of the above ----------------------------------------------------------------------------------------------


def _visit(token):
    """Return the visit that a link answers for; None when it is unknown, or its visit is over."""
    visit = message_queries.visit_behind(token)
    return visit if visit is not None and visit.ends_at > clock.now() else None


def _over(request):
    return render(request, "booking/answer_over.html", status=NOT_FOUND)


def _refused(request, visit, token, unable):
    shown = {"page": pages.answer_page(visit, token, clock.now()), "refusal": str(unable)}
    return render(request, "booking/answer.html", shown, status=CONFLICT)


def _times(visit, token, start, from_date, now):
    if start is not None:
        return pages.chosen_page(visit, start)
    if not pages.answer_page(visit, token, now).is_open or not queries.is_movable(visit):
        return pages.TimesPage()
    found = queries.starts_from(
        visit.clinic,
        service=visit.service,
        now=now,
        from_date=from_date,
        practitioner_id=queries.practitioner_kept(visit, now),
        patient_id=visit.patient_id,
        moving=visit,
        location=visit.location,
        cautions=visit.patient.cautions,
    )
    return pages.times_page(visit, found, token, colleagues=visit_pages.colleague_words(visit, now))

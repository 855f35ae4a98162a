"""What patients are told, by which way and when; what they answer; what the desk decides."""

import datetime as dt

import icalendar
import pytest
from django.urls import reverse

from needlepoint.booking import actions, models, tasks
from needlepoint.booking.actions import messages as deeds
from needlepoint.house import models as house
from needlepoint.house import outbox, sending
from needlepoint.house.sms import twilio
from needlepoint.people import models as people
from tests import cast, make

pytestmark = pytest.mark.django_db
State = models.Visit.State
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
WEDNESDAY = dt.date(2026, 11, 25)


def book(w, when="Thu 10:00", **changes):
    fields = {
        "clinic": w.clinic,
        "patient": w.ada,
        "service": w.follow_up,
        "starts_at": cast.at(when),
        "practitioner_id": w.mei.pk,
        "by": cast.viewer(w.ruth),
        "now": w.now,
        "form_key": None,
        **changes,
    }
    return actions.book_visit(**fields)


def promised(kind=""):
    return house.OutboxMessage.objects.filter(kind__startswith=kind, withdrawn_at=None).order_by("pk")


def worded(kind, now):
    tasks.word_due(now)
    return promised(kind).exclude(body="").get()


def link_to(visit, now):
    return deeds.make_visit_link(visit=visit, now=now)


def path(name, token):
    return reverse(f"booking:{name}", args=[token])


def anybody():
    return cast.client_of(None)


# --- Promising and wording -------------------------------------------------------------------------------------------


def test_a_booking_promises_all_its_messages_in_one_insert(world, django_assert_num_queries):
    from needlepoint.booking import messages

    world.follow_up.remind_hours = [48, 3]
    visit = make.a_visit(world, starts_at="Thu 10:00")
    visit.clinic, visit.patient, visit.service  # noqa: B018  as the action has them at hand

    with django_assert_num_queries(1):
        messages.promise_booked(visit, now=world.now)

    assert list(promised().values_list("kind", "send_at")) == [
        ("CONFIRMATION", world.now),
        ("REMINDER", cast.at("Tue 10:00")),
        ("REMINDER", cast.at("Thu 8:00")),  # seven is still night
    ]


def test_the_reminder_is_a_text_of_one_page_that_answers_and_stops(world):
    world.clinic.name = "Willow Street Acupuncture and Wellbeing of Greater Manhattan"
    world.clinic.save()
    book(world)

    reminder = worded("REMINDER", cast.at("10:00", WEDNESDAY))

    assert (reminder.channel, reminder.to) == ("SMS", "+12125550101")
    assert len(reminder.body) <= 160
    assert "Thu 26 Nov, 10:00 am" in reminder.body
    assert "stop texts" in reminder.body
    assert "Ada" not in reminder.body
    token = reminder.body.rpartition("/m/")[2].strip("/")
    assert anybody().get(path("answer", token)).status_code == 200


def test_a_reminder_is_worded_from_the_visit_as_it_is_when_it_is_due(world):
    book(world)
    people.Practitioner.objects.filter(pk=world.mei.pk).update(name="Dr Mei Sato")
    people.Patient.objects.update(sms_stopped_at=world.now)

    reminder = worded("REMINDER", cast.at("10:00", WEDNESDAY))

    assert reminder.channel == "EMAIL"
    assert reminder.subject == "Tomorrow: your visit on Thursday 26 November"
    assert "with Dr Mei Sato" in reminder.body


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"reminders_stopped_at": cast.NOW}, 0),
        ({"email": "", "phone": ""}, 0),
        ({"sms_stopped_at": cast.NOW, "email": ""}, 0),
        ({"phone": "call my neighbour"}, 1),
        ({}, 1),
    ],
)
def test_whoever_stopped_or_cannot_be_reached_is_reminded_of_nothing(world, change, expected):
    book(world)
    people.Patient.objects.filter(pk=world.ada.pk).update(**change)

    tasks.word_due(cast.at("10:00", WEDNESDAY))

    assert promised("REMINDER").exclude(body="").count() == expected


def test_what_is_cancelled_is_told_once_and_nothing_else(world):
    visit = book(world)
    actions.cancel_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now)

    tasks.word_due(world.now)
    tasks.word_due(world.now + 5 * DAY)

    [told] = promised().exclude(body="")
    assert (told.kind, told.channel) == ("CANCELLED", "EMAIL")
    assert "/m/" in told.body  # the way to fewer messages is in every one


def test_a_text_of_the_night_waits_for_the_morning(world):
    people.Patient.objects.filter(pk=world.ada.pk).update(email="")
    world.ada.refresh_from_db()
    night = cast.at("23:30")
    book(world, now=night)

    assert tasks.word_due(night) == 0
    assert tasks.word_due(cast.at("8:00", cast.TODAY + DAY)) == 1


def test_two_loops_word_a_message_once(world):
    visit = book(world)
    message = promised("CONFIRMATION").get()
    visit = models.Visit.objects.select_related("clinic", "patient", "practitioner", "service").get(
        pk=visit.pk
    )

    first = deeds.word_message(message=message, visit=visit, now=world.now)
    second = deeds.word_message(message=message, visit=visit, now=world.now)

    assert (first, second) == (True, False)
    assert visit.links.count() == 1


def test_a_text_to_a_landline_goes_by_mail_instead(world):
    book(world)
    due = cast.at("10:00", WEDNESDAY)
    worded("REMINDER", due)
    promised("REMINDER").update(
        failed_at=due, failure="Twilio refuses it (code 21614)", attempt="a", attempts=1
    )

    assert tasks.word_due(due + HOUR) == 1
    reminder = promised("REMINDER").get()
    assert (reminder.channel, reminder.to, reminder.failed_at) == ("EMAIL", "ada@mail.example", None)
    assert tasks.word_due(due + HOUR) == 0


def test_whoever_told_their_carrier_to_stop_has_stopped_here_too(world):
    people.Patient.objects.filter(pk=world.ada.pk).update(email="")
    world.ada.refresh_from_db()
    book(world)
    due = cast.at("10:00", WEDNESDAY)
    tasks.word_due(due)
    promised("REMINDER").update(failed_at=due, failure=sending.STOPPED, attempt="a")

    tasks.word_due(due + HOUR)

    world.ada.refresh_from_db()
    assert world.ada.sms_stopped_at == due + HOUR
    assert outbox.undecided(world.clinic.pk).count() == 1  # no other way: the desk sees it


# --- Invitations -----------------------------------------------------------------------------------------------------


def test_the_calendar_follows_what_is_booked_moved_and_cancelled(world):
    def leaves():
        tasks.word_due(world.now)
        promised().exclude(body="").update(sent_at=world.now)

    visit = book(world)
    leaves()
    visit = actions.move_visit(
        visit=visit, starts_at=cast.at("Fri 10:00"), by=cast.viewer(world.ruth), now=world.now
    )
    leaves()
    actions.cancel_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now)
    leaves()

    read = [
        icalendar.Calendar.from_ical(text)
        for text in promised().exclude(calendar="").values_list("calendar", flat=True)
    ]
    events = [calendar.walk("VEVENT")[0] for calendar in read]
    assert [str(calendar["METHOD"]) for calendar in read] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 2]
    assert {str(event["UID"]) for event in events} == {f"visit-{visit.code}@needlepoint"}
    assert events[1].start == cast.at("Fri 10:00")
    assert str(events[2]["STATUS"]) == "CANCELLED"
    assert str(events[0]["ORGANIZER"]) == "mailto:hello@willow.example"
    assert "Follow-up" not in read[0].to_ical().decode()


# --- Answering from a message ----------------------------------------------------------------------------------------


def test_looking_changes_nothing_and_the_button_says_that_they_are_coming(world):
    visit = make.a_visit(world, starts_at="Thu 10:00")
    token, browser = link_to(visit, world.now), anybody()

    for name in ("answer", "answer_coming", "answer_cancellation", "answer_new_time", "answer_stop"):
        assert browser.get(path(name, token)).status_code in {200, 302}
        assert browser.head(path(name, token)).status_code in {200, 302}
    visit.refresh_from_db()
    assert (visit.state, visit.confirmed_at, visit.facts.count()) == (State.BOOKED, None, 0)

    for _again in range(2):
        answer = browser.post(path("answer_coming", token), follow=True)

    visit.refresh_from_db()
    assert "Thank you. We expect you." in answer.content.decode()
    assert visit.confirmed_at == world.now
    assert list(visit.facts.values_list("kind", "by")) == [("CONFIRMED", f"patient:{world.ada.pk}")]
    assert house.AuditEntry.objects.filter(what="visit_confirmed", patient_id=world.ada.pk).count() == 1


def test_the_visit_is_moved_and_cancelled_from_the_message_with_its_price_said_before(world):
    world.clinic.late_cancel_cents = 4000
    world.clinic.save()
    visit = book(world, "Tue 9:00", now=world.now - DAY)
    token, browser = link_to(visit, world.now), anybody()

    times = browser.get(path("answer_new_time", token)).content.decode()
    assert "start=2026-11-25T14:00Z" in times.replace("%3A", ":")
    chosen = browser.get(path("answer_new_time", token), {"start": "2026-11-25T14:00Z"}).content.decode()
    assert "To move or cancel it now costs $40" in chosen
    browser.post(path("answer_new_time", token), {"start": "2026-11-25T14:00Z"})
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("9:00", WEDNESDAY)

    assert "Free to move or cancel until" in browser.get(path("answer_cancellation", token)).content.decode()
    answer = browser.post(path("answer_cancellation", token), follow=True)
    visit.refresh_from_db()
    assert visit.state == State.CANCELLED
    assert "This visit is cancelled" in answer.content.decode()


def test_a_time_that_is_gone_keeps_the_old_one(world):
    visit = book(world, "Tue 9:00")
    book(world, "Wed 9:00", patient=world.bo)
    token = link_to(visit, world.now)

    answer = anybody().post(path("answer_new_time", token), {"start": "2026-11-25T14:00Z"})

    assert answer.status_code == 409
    assert "Your old time is still yours" in answer.content.decode()
    for odd in ("", "yesterday", "0001-01-01T00:00Z", "2026-11-25T14:00"):
        assert anybody().post(path("answer_new_time", token), {"start": odd}).status_code == 200


def test_a_link_answers_for_its_visit_only_and_ends_with_it(world):
    over = make.a_visit(world, starts_at="8:00")
    begun = make.a_visit(world, starts_at="9:00", patient=world.bo)
    ended, running = link_to(over, world.now), link_to(begun, world.now)

    for token in (ended, "unknown", "é", "a" * 300):
        for name in ("answer", "answer_coming", "answer_cancellation", "answer_new_time", "answer_stop"):
            assert anybody().post(path(name, token)).status_code in {404, 405}
            assert anybody().get(path(name, token)).status_code == 404
    assert "has begun" in anybody().get(path("answer", running)).content.decode()
    assert anybody().post(path("answer_cancellation", running)).status_code == 409
    assert anybody().post(path("answer_coming", running)).status_code == 409
    begun.refresh_from_db()
    assert (begun.state, begun.confirmed_at) == (State.BOOKED, None)


def _said(answer):
    return answer.content.decode().partition('class="messages"')[2].partition("</div>")[0]


def test_reminders_and_texts_are_stopped_and_started_by_a_button(world):
    token = link_to(make.a_visit(world, starts_at="Thu 10:00"), world.now)

    for what, field in (("reminders", "reminders_stopped_at"), ("texts", "sms_stopped_at")):
        for wanted, expected in (("no", world.now), ("no", world.now), ("yes", None)):
            answer = anybody().post(path("answer_stop", token), {"what": what, "wanted": wanted}, follow=True)
            assert ("You get no" in _said(answer)) is (wanted == "no")
            world.ada.refresh_from_db()
            assert getattr(world.ada, field) == expected
    assert anybody().post(path("answer_stop", token), {"what": "everything"}).status_code == 404
    stopped = house.AuditEntry.objects.filter(patient_id=world.ada.pk, who__startswith="patient:").order_by(
        "pk"
    )
    assert [entry.what for entry in stopped] == [
        "reminders_stopped",
        "reminders_started",
        "texts_stopped",
        "texts_started",
    ]


# --- Answering a text ------------------------------------------------------------------------------------------------


@pytest.fixture
def _with_twilio(settings):
    settings.SMS_PROVIDER, settings.SMS_TWILIO_TOKEN, settings.ORIGIN = (
        "twilio",
        "secret",
        "https://clinic.example",
    )


def texted(body, phone="+12125550101", token="secret"):  # noqa: S107  not one
    form = {"From": phone, "Body": body, "MessageSid": "SM1"}
    signed = twilio.signature(url="https://clinic.example/sms/twilio/", form=form, token=token)
    client = cast.Client(enforce_csrf_checks=True)
    return client.post("/sms/twilio/", form, headers={"X-Twilio-Signature": signed})


@pytest.mark.usefixtures("_with_twilio")
def test_an_answer_confirms_the_visit_we_wrote_about_or_stops_the_texts(world):
    people.Patient.objects.exclude(pk=world.ada.pk).update(phone="+12125550999")
    visit = book(world)
    reminder = worded("REMINDER", cast.at("10:00", WEDNESDAY))
    house.OutboxMessage.objects.filter(pk=reminder.pk).update(sent_at=world.now)

    answer = texted("C")
    visit.refresh_from_db()
    assert visit.confirmed_at == world.now
    assert "See you Thu 26 Nov, 10:00 am." in answer.content.decode()

    assert b"<Message>" not in texted("Stop.").content
    world.ada.refresh_from_db()
    world.bo.refresh_from_db()
    assert (world.ada.sms_stopped_at, world.bo.sms_stopped_at) == (world.now, None)
    texted("START")
    world.ada.refresh_from_db()
    assert world.ada.sms_stopped_at is None
    assert b"Please call (555) 010-0199" in texted("I am late & lost").content


@pytest.mark.usefixtures("_with_twilio")
def test_what_twilio_did_not_sign_changes_nothing(world):
    assert texted("STOP", token="guessed").status_code == 403
    assert cast.Client().post("/sms/twilio/", {"From": "+12125550101", "Body": "STOP"}).status_code == 403
    assert not people.Patient.objects.exclude(sms_stopped_at=None).exists()
    assert texted("C", phone="").status_code == 200  # nobody's number
    assert texted("YES", phone="+19995550000").status_code == 200


# --- The desk --------------------------------------------------------------------------------------------------------


def stuck(w, number=1, **changes):
    fields = {
        "key": f"k{number}",
        "clinic_id": w.clinic.pk,
        "patient_id": w.ada.pk,
        "kind": "REMINDER",
        "body": "words",
        "send_at": w.now,
        "uncertain_at": w.now,
        **changes,
    }
    return house.OutboxMessage.objects.create(**fields)


def test_the_desk_sees_what_may_not_have_left_and_decides(world):
    again, rest = (
        stuck(world, 1),
        stuck(world, 2, kind="", subject="A minute", uncertain_at=None, failed_at=world.now),
    )
    ruth = cast.client_of(world.ruth)

    page = ruth.get(reverse("booking:messages")).content.decode()
    assert "Ada Moreno" in page
    assert "It may have left or not" in page
    assert "It did not leave." in page
    ruth.post(reverse("booking:message_decision", args=[again.code]), {"decision": "again"})
    ruth.post(reverse("booking:message_decision", args=[rest.code]), {"decision": "let_be"})
    ruth.post(reverse("booking:message_decision", args=[rest.code]), {"decision": "again"})  # too late

    again.refresh_from_db()
    rest.refresh_from_db()
    assert (again.uncertain_at, again.body, again.send_at) == (None, "", world.now)
    assert rest.withdrawn_at == world.now
    assert "Every message is known to have left" in ruth.get(reverse("booking:messages")).content.decode()
    said = house.AuditEntry.objects.order_by("pk").values_list("what", flat=True)
    assert list(said) == ["message_sent_again", "message_let_be"]


def test_the_list_costs_the_same_at_one_message_and_at_thirty(world, django_assert_max_num_queries):
    ruth = cast.client_of(world.ruth)
    for count in (1, 30):
        for number in range(count):
            stuck(world, 100 * count + number)
        with django_assert_max_num_queries(8):
            ruth.get(reverse("booking:messages"))


def test_eve_sees_and_decides_nothing_here(world):
    message, eve = stuck(world), cast.client_of(world.eve)

    assert "Ada" not in eve.get(reverse("booking:messages")).content.decode()
    assert (
        eve.post(reverse("booking:message_decision", args=[message.code]), {"decision": "again"}).status_code
        == 404
    )
    ruth = cast.client_of(world.ruth)
    assert ruth.post(reverse("booking:message_decision", args=[message.code]), {}).status_code == 404

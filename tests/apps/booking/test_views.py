"""The booking pages as people meet them. Who may open which is in tests/house/test_doors.py, for every address."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.urls import reverse

from needlepoint.booking import actions, models
from needlepoint.house import models as house
from needlepoint.knowledge.safety import check
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries
from needlepoint.screening import models as screening
from needlepoint.screening import queries as screening_queries
from tests import cast, checks, make
from tests.apps.booking import agreement

pytestmark = pytest.mark.django_db
STARTS, DETAILS = "/book/", "/book/details/"
GRETA = {
    "name": "Greta Maria Holm",
    "birth_date_d": "9",
    "birth_date_m": "3",
    "birth_date_y": "1972",
    "phone": "(212) 555-0177",
    "email": "Greta@Mail.example",
}


def answers(**changed):
    """A finished check in which every answer is no, but those named."""
    given = {**checks.all_no(), **{key: check.Answer(value) for key, value in changed.items()}}
    return {"answers": {key: answer.value for key, answer in given.items()}}


URGENT = {checks.key_leading_to(check.Route.EMERGENCY_NOW): "YES"}


def checked(client, **changed):
    """Put a finished check into a browser's session."""
    session = client.session
    session[screening_queries.SESSION_KEY] = answers(**changed)
    session.save()
    return client


def visitor():
    return checked(cast.client_of(None))


def seen(w, patient=None, days_ago=20):
    return make.a_visit(
        w, patient=patient or w.ada, starts_at=w.now - dt.timedelta(days=days_ago), state="COMPLETED"
    )


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def links(response, part):
    """The links that hold this, but for the page's own address in another language."""
    found = re.findall(r'href="([^"]+)"', response.content.decode())
    return [link.replace("&amp;", "&") for link in found if part in link and "language=" not in link]


def hidden(response):
    """The hidden fields of the page, as its form would send them."""
    page = response.content.decode()
    fields = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag)[1], re.search(r'value="([^"]*)"', tag)
        fields[name] = value[1] if value else ""
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def start_of(w, when, practitioner=None):
    moment = cast.at(when).strftime("%Y-%m-%dT%H:%MZ")
    return {"start": f"{moment} {practitioner.code}" if practitioner else moment}


def take(w, when, *who):
    """Let others have a start, with each of these practitioners."""
    for practitioner, patient in zip(who, (w.bo, w.dan), strict=False):
        actions.book_visit(
            clinic=w.clinic,
            patient=patient,
            service=w.first,
            starts_at=cast.at(when),
            practitioner_id=practitioner.pk,
            by=cast.viewer(w.ruth),
            now=w.now,
            form_key=None,
        )


# --- The starts --------------------------------------------------------------------------------------------------------------


def test_a_visitor_who_may_book_sees_three_starts_and_more(world):
    page = visitor().get(STARTS)

    shown = text(page)
    assert page.status_code == 200
    assert "First visit, 75 minutes, $95" in shown
    assert re.findall(r'class="start" href="[^"]+"><b>([^<]+)</b> <span>([^<]+)</span></a></li>', shown)[
        :3
    ] == [
        ("Today, 10:30 am", "Monday 23 November · Dr Mei Tanaka"),
        ("Today, 1:00 pm", "Monday 23 November · Dr Mei Tanaka"),
        ("Tomorrow, 8:00 am", "Tuesday 24 November · Dr Mei Tanaka"),
    ]
    assert "in New York (EST)" in shown
    assert "Free to move or cancel until 24 hours before" in shown
    assert "Wear loose clothes" in shown


def test_no_way_to_book_without_the_check_or_against_it(world):
    stranger = cast.client_of(None)
    stopped = checked(cast.client_of(None), **URGENT)

    for path in (STARTS, f"{DETAILS}?{urlencode(start_of(world, 'Tue 9:00'))}"):
        assert stranger.get(path).url == reverse("screening:begin")
        assert stopped.get(path).url == reverse("screening:result")
    for client, where in ((stranger, "screening:begin"), (stopped, "screening:result")):
        answer = client.post(DETAILS, {**GRETA, **start_of(world, "Tue 9:00"), "form_key": "k" * 20})
        assert answer.url == reverse(where)
    assert not models.Visit.objects.exists()


def test_a_red_flag_today_outweighs_last_weeks_visit(world):
    seen(world, days_ago=7)
    ada = checked(cast.client_of(world.ada), **URGENT)

    assert ada.get(STARTS).url == reverse("screening:result")


def test_a_patient_seen_lately_goes_straight_to_follow_up_times(world):
    seen(world)

    assert "Follow-up visit, 50 minutes, $75" in text(cast.client_of(world.ada).get(STARTS))


def test_the_starts_of_one_practitioner_can_be_asked_for(world):
    page = visitor().get(STARTS, {"practitioner": world.omar.code})

    with_whom = {parse_qs(urlsplit(link).query)["practitioner"][0] for link in links(page, "start=")}
    assert with_whom == {world.omar.code}


def test_with_many_practitioners_there_is_a_list_to_choose_from(world):
    for n in range(5):
        people.Practitioner.objects.create(clinic=world.clinic, name=f"Colleague {n}")

    page = text(visitor().get(STARTS, {"practitioner": world.omar.code}))

    assert f'<option value="{world.omar.code}" selected>Dr Omar Haddad</option>' in page


def test_later_days_follow_without_a_gap(world):
    client = visitor()
    page = client.get(STARTS)

    [later] = links(page, "from=")
    following = client.get(later)

    assert "Saturday 28 November" in text(following)
    assert "Soonest" not in text(following)
    assert "Back to the soonest" in text(following)


@pytest.mark.parametrize(
    "query", [{"from": "soon"}, {"from": "9999-12-31"}, {"practitioner": "x"}, {"service": "x"}]
)
def test_a_garbled_address_shows_what_it_can(world, query):
    assert visitor().get(STARTS, query).status_code == 200


def test_staff_without_a_patient_choose_one_first(world):
    ruth = cast.client_of(world.ruth)

    assert ruth.get(STARTS).url == reverse("desk:patients")
    assert ruth.get(DETAILS).url == reverse("desk:patients")
    assert ruth.get(STARTS, {"for": world.eves_patient.code}).status_code == 404


def test_the_page_costs_the_same_however_full_the_days_are(world, django_assert_max_num_queries):
    client = visitor()
    client.get(STARTS)
    with django_assert_max_num_queries(8) as empty:
        client.get(STARTS)
    for hour in (8, 10, 14, 16):
        take(world, f"Tue {hour}:00", world.mei)
    with django_assert_max_num_queries(8) as full:
        client.get(STARTS)
    assert len(empty) == len(full)


# --- Booking as somebody new -------------------------------------------------------------------------------------------------------


def test_somebody_new_books_with_four_answers_and_goes_on_to_their_intake(world):
    client = visitor()
    chosen = links(client.get(STARTS), "start=")[0]
    page = client.get(chosen)
    asked = re.findall(r"<label[^>]*for=\"id_(\w+?)(?:_\d)?\"", page.content.decode())
    assert list(dict.fromkeys(asked))[:2] == ["who", "name"]

    answer = client.post(DETAILS, {**hidden(page), **GRETA})

    visit = models.Visit.objects.get()
    greta = visit.patient
    assert answer.url == reverse("booking:booked", args=[visit.code])
    assert (greta.given_name, greta.family_name, greta.birth_date, greta.phone, greta.email) == (
        "Greta Maria",
        "Holm",
        dt.date(1972, 3, 9),
        "+12125550177",
        "greta@mail.example",
    )
    assert screening.Check.objects.get(patient=greta).route == "SUITABLE"
    booked = client.get(answer.url)
    assert "You are booked" in text(booked)
    assert links(booked, "/intake/") == [reverse("intake:resume", args=[visit.code])]
    assert client.session[people_queries.LINK_SESSION_KEY] == greta.pk
    assert client.get(reverse("intake:resume", args=[visit.code]), follow=True).status_code == 200
    agreement.check()


def test_knowing_adas_birthday_books_for_her_and_opens_nothing(world):
    client = visitor()
    page = client.get(links(client.get(STARTS), "start=")[0])
    as_ada = {
        "name": "Ada Moreno",
        "birth_date_d": "2",
        "birth_date_m": "4",
        "birth_date_y": "1961",
        "phone": "2125559999",
        "email": "ada@mail.example",
    }

    answer = client.post(DETAILS, {**hidden(page), **as_ada})

    visit = models.Visit.objects.get()
    assert visit.patient == world.ada
    assert people_queries.LINK_SESSION_KEY not in client.session
    booked = client.get(answer.url)
    assert booked.status_code == 200
    assert "look in your mail" in text(booked)
    for closed in (
        reverse("intake:resume", args=[visit.code]),
        reverse("portal:home"),
        reverse("booking:cancellation", args=[visit.code]),
        reverse("booking:new_time", args=[visit.code]),
    ):
        assert client.get(closed).url.startswith("/account/login/")
        assert closed not in text(booked) or closed == "/me/"
    confirmation = house.OutboxMessage.objects.get(key=f"visit:{visit.code}:confirmation")
    assert confirmation.patient_id == world.ada.pk  # the address is looked up when it is sent


def test_pressing_the_button_twice_books_once_and_shows_the_same_page(world):
    """The second half of a double click comes with the session that the first half has just ended."""
    client = visitor()
    page = client.get(links(client.get(STARTS), "start=")[0])
    other_half = cast.client_of(None)
    other_half.cookies = client.cookies.copy()

    first = client.post(DETAILS, {**hidden(page), **GRETA})
    second = other_half.post(DETAILS, {**hidden(page), **GRETA})

    assert first.url == second.url
    assert models.Visit.objects.count() == 1
    assert other_half.get(second.url).status_code == 200


def test_going_back_and_pressing_again_shows_what_was_booked(world):
    client = visitor()
    page = client.get(links(client.get(STARTS), "start=")[0])
    form = {**hidden(page), **GRETA}
    first = client.post(DETAILS, form)

    assert client.post(DETAILS, form).url == first.url
    assert models.Visit.objects.count() == 1


def test_a_used_form_does_not_open_the_gate_for_another_booking(world):
    client = visitor()
    page = client.get(links(client.get(STARTS), "start=")[0])
    form = {**hidden(page), **GRETA}
    client.post(DETAILS, form)

    answer = cast.client_of(None).post(DETAILS, {**form, **start_of(world, "Wed 9:00", world.mei)})

    assert answer.status_code == 409
    assert "already booked a visit" in text(answer)
    assert models.Visit.objects.count() == 1


BAD = {
    "name": [
        ("", "Enter the name."),
        ("123", "Enter the name in letters."),
        ("x" * 130, "at most 120 characters"),
    ],
    "birth_date_y": [
        ("", "Enter a day, a month and a year."),
        ("2090", "in the future"),
        ("1890", "more than 120 years"),
    ],
    "birth_date_m": [("14", "This is not a date")],
    "phone": [
        ("", "Enter a number"),
        ("call me", "We cannot read this number"),
        ("12", "We cannot read this number"),
    ],
    "email": [("greta at mail", "This is not a whole e-mail address"), ("a@b\x00.example", "")],
}


@pytest.mark.parametrize(("field", "value", "words"), [(f, v, w) for f, bad in BAD.items() for v, w in bad])
def test_bad_input_is_explained_kept_and_stores_nothing(world, field, value, words):
    client = visitor()
    page = client.get(links(client.get(STARTS), "start=")[0])

    answer = client.post(DETAILS, {**hidden(page), **GRETA, field: value})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown.replace("&#x27;", "'")
    assert "error-summary" in shown or 'href="#id_' in shown
    for name, kept in GRETA.items():
        if name != field:
            assert f'value="{kept}"' in shown
    assert not models.Visit.objects.exists()
    assert not people.Patient.objects.filter(family_name="Holm").exists()
    assert hidden(answer)["form_key"] == hidden(page)["form_key"]


def test_an_e_mail_address_is_not_needed(world):
    client = visitor()
    page = client.get(links(client.get(STARTS), "start=")[0])

    client.post(DETAILS, {**hidden(page), **GRETA, "email": ""})

    assert models.Visit.objects.get().patient.phone == "+12125550177"


@pytest.mark.parametrize(
    "start", ["", "tomorrow", "2026-11-24T09:00", "0001-01-01T00:00+23:00", "9999-12-31T23:59Z"]
)
def test_a_start_that_is_none_leads_back_to_the_list_or_to_other_times(world, start):
    client = visitor()

    got = client.get(DETAILS, {"start": start})
    posted = client.post(DETAILS, {**GRETA, "start": start, "form_key": "k" * 20})

    assert got.status_code in {302, 409}
    assert posted.status_code in {302, 409}
    assert not models.Visit.objects.exists()


def test_a_form_without_its_key_books_nothing(world):
    answer = visitor().post(DETAILS, {**GRETA, **start_of(world, "Tue 9:00")})

    assert answer.status_code == 422
    assert not models.Visit.objects.exists()


# --- Too late -------------------------------------------------------------------------------------------------------------------------


def test_the_second_person_is_told_kindly_and_one_tap_from_another_time(world):
    client = visitor()
    page = client.get(DETAILS, {**start_of(world, "Tue 9:00", world.mei), "service": "FIRST"})
    take(world, "Tue 9:00", world.mei)

    answer = client.post(DETAILS, {**hidden(page), **GRETA})

    shown = text(answer)
    assert answer.status_code == 409
    assert "That time was taken a moment ago. Your details are kept: please choose another." in shown
    assert 'value="Greta Maria Holm"' in shown
    values = re.findall(r'<button class="start" name="start" value="([^"]+)"', shown)
    assert len(values) == 3
    assert f"2026-11-24T14:00Z {world.omar.code}" in values  # the same time with a colleague

    again = client.post(DETAILS, {**hidden(answer), **GRETA, "start": values[0]})

    assert again.status_code == 302
    assert models.Visit.objects.filter(patient__family_name="Holm").count() == 1
    agreement.check()


def test_a_start_that_is_gone_before_it_is_opened_shows_the_nearest(world):
    take(world, "Tue 9:00", world.mei, world.omar)

    page = visitor().get(DETAILS, start_of(world, "Tue 9:00"))

    assert page.status_code == 409
    assert "no longer free" in text(page)
    assert len(links(page, "start=")) == 3
    assert 'id="id_name"' not in page.content.decode()


def test_when_nothing_is_free_nearby_the_page_says_so(world):
    models.Hours.objects.filter(practitioner__clinic=world.clinic).delete()

    page = visitor().get(DETAILS, start_of(world, "Tue 9:00"))

    assert page.status_code == 409
    assert "Nothing is free nearby" in text(page)


# --- Booking as a patient --------------------------------------------------------------------------------------------------------------------


def test_a_patient_books_by_choosing_and_confirming(world):
    seen(world)
    ada = cast.client_of(world.ada)
    page = ada.get(links(ada.get(STARTS), "start=")[0])
    assert 'id="id_name"' not in page.content.decode()
    assert "Read the warning signs" in text(page)

    answer = ada.post(DETAILS, {**hidden(page), "no_new_signs": "on"})

    visit = models.Visit.objects.get(state="BOOKED")
    assert (visit.patient, visit.service) == (world.ada, world.follow_up)
    assert answer.url == reverse("booking:booked", args=[visit.code])
    assert house.AuditEntry.objects.get(what="visit_booked").details["check"] == "CONFIRMED"
    booked = ada.get(answer.url)
    assert reverse("booking:cancellation", args=[visit.code]) in text(booked)
    assert not links(booked, "/intake/")  # not before a follow-up


def test_a_patient_who_does_not_confirm_books_nothing(world):
    seen(world)
    ada = cast.client_of(world.ada)
    page = ada.get(links(ada.get(STARTS), "start=")[0])

    answer = ada.post(DETAILS, hidden(page))

    assert answer.status_code == 422
    assert "press the button that says so" in text(answer)
    assert not models.Visit.objects.filter(state="BOOKED").exists()


def test_a_known_patient_books_in_two_presses(world):
    seen(world)
    ada = cast.client_of(world.ada)

    page = ada.get(links(ada.get(STARTS), "start=")[0])  # one: the start
    shown = page.content.decode()
    [button] = re.findall(r'<button[^>]*name="no_new_signs"[^>]*>([^<]+)</button>', shown)
    assert button == "None is new: book this time"
    assert "ending your life" in shown  # each question, and below each its signs
    assert "Numbness between your legs" in shown or shown.count("<li>") > 10
    ada.post(DETAILS, {**hidden(page), "no_new_signs": "on"})  # two: the button

    assert models.Visit.objects.filter(state="BOOKED").count() == 1


def test_a_patient_whose_time_was_taken_is_one_press_from_another(world):
    seen(world)
    ada = cast.client_of(world.ada)
    page = ada.get(DETAILS, start_of(world, "Tue 9:00", world.mei))
    take(world, "Tue 9:00", world.mei)

    answer = ada.post(DETAILS, {**hidden(page), "no_new_signs": "on"})
    assert answer.status_code == 409
    value = re.findall(r'<button class="start" name="start" value="([^"]+)"', text(answer))[0]
    ada.post(DETAILS, {**hidden(answer), "start": value})

    assert models.Visit.objects.filter(state="BOOKED", patient=world.ada).count() == 1


def test_a_patient_with_a_fresh_check_confirms_nothing_more_and_it_is_kept(world):
    ada = checked(cast.client_of(world.ada))
    page = ada.get(links(ada.get(STARTS), "start=")[0])
    assert "Read the warning signs" not in text(page)

    ada.post(DETAILS, hidden(page))

    assert models.Visit.objects.get().patient == world.ada
    assert screening.Check.objects.get().patient == world.ada


def test_a_patient_cannot_book_for_somebody_else(world):
    seen(world)
    ada = cast.client_of(world.ada)
    page = ada.get(DETAILS, {**start_of(world, "Tue 9:00", world.mei), "for": world.bo.code})

    ada.post(DETAILS, {**hidden(page), "for": world.bo.code, "no_new_signs": "on"})

    assert models.Visit.objects.get(state="BOOKED").patient == world.ada


# --- Booking as staff ---------------------------------------------------------------------------------------------------------------------------


def test_the_desk_books_for_a_patient_and_that_there_was_no_check_is_written_down(world):
    ruth = cast.client_of(world.ruth)
    listed = ruth.get(STARTS, {"for": world.ada.code, "service": "FOLLOW_UP"})
    assert "When suits Ada Moreno?" in text(listed)
    assert "Somebody else" not in text(listed)  # the desk has chosen for whom
    page = ruth.get(links(listed, "start=")[0])
    assert "Nobody has gone through the warning signs" in text(page)
    assert "Read the warning signs aloud" in text(page)
    assert page.context["page"].warning_signs

    answer = ruth.post(DETAILS, {**hidden(page), "is_review": "on"}, follow=True)

    visit = models.Visit.objects.get()
    assert (visit.patient, visit.service, visit.is_review) == (world.ada, world.follow_up, True)
    assert answer.redirect_chain == [("/day/?on=2026-11-23", 302)]
    assert "Ada Moreno is booked." in text(answer)
    details = house.AuditEntry.objects.get(what="visit_booked").details
    assert (details["check"], details["by_staff"]) == ("OVERRIDDEN", True)


# --- Afterwards ----------------------------------------------------------------------------------------------------------------------------------------


def test_the_visit_is_added_to_a_calendar_without_saying_why(world):
    visit = make.a_visit(world, starts_at="Tue 9:00")

    answer = cast.client_of(world.ada).get(reverse("booking:calendar", args=[visit.code]))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="visit.ics"'
    file = answer.content.decode()
    assert "DTSTART:20261124T140000Z\r\nDTEND:20261124T145000Z\r\n" in file
    assert "LOCATION:12 Willow Street" in file
    for secret in ("Ada", "Moreno", "pain", "Follow-up"):
        assert secret not in file


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("BOOKED", "You are booked"),
        ("ARRIVED", "Welcome, you are here"),
        ("COMPLETED", "This visit is done"),
        ("CANCELLED", "This visit is cancelled"),
        ("MISSED", "We missed you"),
    ],
)
def test_a_visit_says_where_it_stands(world, state, title):
    visit = make.a_visit(world, starts_at="Tue 9:00", state=state)

    page = text(cast.client_of(world.ada).get(reverse("booking:booked", args=[visit.code])))

    assert f"<h1>{title}</h1>" in page
    assert ("Choose another time" in page) is (state == "BOOKED")


def test_a_new_booking_says_that_its_confirmation_is_on_its_way_or_whom_to_call(world):
    new, old = (
        make.a_visit(world, starts_at="Wed 9:00", booked_at=world.now),
        make.a_visit(world, starts_at="Thu 9:00"),
    )
    ada = cast.client_of(world.ada)

    def shown(visit):
        return text(ada.get(reverse("booking:booked", args=[visit.code])))

    assert "The confirmation is on its way to you." in shown(new)
    assert "on its way" not in shown(old)
    world.ada.email = ""
    world.ada.save(update_fields=["email"])
    assert "We have no e-mail address for you." in shown(new)


def test_a_patient_cancels_their_visit(world):
    visit, ada = make.a_visit(world, starts_at="Wed 9:00"), cast.client_of(world.ada)
    path = reverse("booking:cancellation", args=[visit.code])
    page = text(ada.get(path))
    assert "Free to move or cancel until Tuesday 24 November, 9:00 am." in page
    assert 'name="reason"' not in page

    answer = ada.post(path, follow=True)

    visit.refresh_from_db()
    assert visit.state == "CANCELLED"
    assert "This visit is cancelled" in text(answer)
    assert ada.post(path).status_code == 302  # again changes nothing


def test_a_late_cancellation_says_what_it_may_mean_before_it_happens(world):
    visit = make.a_visit(world, starts_at="14:00")

    page = text(cast.client_of(world.ada).get(reverse("booking:cancellation", args=[visit.code])))

    assert "It was best to change it before Sunday 22 November, 2:00 pm. There is no fee." in page
    assert "Free to move or cancel" not in page


def test_the_desk_cancels_with_a_reason_and_is_back_at_the_day(world):
    visit = make.a_visit(world, starts_at="Wed 9:00")

    answer = cast.client_of(world.ruth).post(
        reverse("booking:cancellation", args=[visit.code]), {"reason": "Has a cold"}
    )

    assert answer.url == "/day/?on=2026-11-25"
    assert visit.facts.get(kind="CANCELLED").reason == "Has a cold"


def test_a_reason_that_is_a_novel_is_refused_and_kept(world):
    visit = make.a_visit(world, starts_at="Wed 9:00")

    answer = cast.client_of(world.ruth).post(
        reverse("booking:cancellation", args=[visit.code]), {"reason": "x" * 121}
    )

    assert answer.status_code == 422
    assert "x" * 121 in text(answer)
    visit.refresh_from_db()
    assert visit.state == "BOOKED"


def test_what_can_no_longer_be_changed_says_so(world):
    visit = make.a_visit(world, starts_at="9:00", state="COMPLETED")
    ada = cast.client_of(world.ada)

    for name in ("booking:cancellation", "booking:new_time"):
        path = reverse(name, args=[visit.code])
        assert "can no longer be changed here" in text(ada.get(path))
        assert ada.post(path, start_of(world, "Thu 9:00")).status_code == 409
    visit.refresh_from_db()
    assert visit.state == "COMPLETED"


def test_the_time_that_a_visit_has_is_not_offered_as_a_new_one(world):
    take(world, "Tue 9:00", world.mei)
    visit = models.Visit.objects.get()

    page = cast.client_of(world.ruth).get(reverse("booking:new_time", args=[visit.code]))

    offered = " ".join(links(page, "start="))
    assert "2026-11-24T14%3A15Z" in offered
    assert "2026-11-24T14%3A00Z" not in offered


def test_a_patient_moves_their_visit_in_two_steps(world):
    visit = actions.book_visit(
        clinic=world.clinic,
        patient=world.ada,
        service=world.follow_up,
        starts_at=cast.at("Tue 9:00"),
        practitioner_id=world.mei.pk,
        by=cast.viewer(world.ada),
        now=world.now,
        form_key=None,
    )
    ada, path = cast.client_of(world.ada), reverse("booking:new_time", args=[visit.code])
    listed = ada.get(path)
    assert "this time stays yours" in text(listed)
    chosen = next(link for link in links(listed, "start=") if "2026-11-24T18" in link)
    confirm = ada.get(chosen)
    assert "Tuesday 24 November, 1:" in text(confirm)
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("Tue 9:00")  # looking moved nothing

    answer = ada.post(path, hidden(confirm))

    visit.refresh_from_db()
    assert visit.starts_at.hour == 18
    assert answer.url == reverse("booking:booked", args=[visit.code])
    agreement.check()


def test_when_the_new_time_is_gone_the_old_one_stays_and_others_are_shown(world):
    visit = make.a_visit(world, starts_at="Wed 9:00")
    take(world, "Thu 9:00", world.mei)

    answer = cast.client_of(world.ada).post(
        reverse("booking:new_time", args=[visit.code]), start_of(world, "Thu 9:00")
    )

    assert answer.status_code == 409
    assert "Your old time is still yours." in text(answer)
    assert links(answer, "start=")
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("Wed 9:00")


def test_a_start_that_is_none_moves_nothing(world):
    visit = make.a_visit(world, starts_at="Wed 9:00")

    answer = cast.client_of(world.ada).post(reverse("booking:new_time", args=[visit.code]), {"start": "soon"})

    assert answer.status_code == 200
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("Wed 9:00")


@pytest.mark.parametrize(("name", "state"), [("booking:arrival", "ARRIVED"), ("booking:absence", "MISSED")])
def test_the_desk_notes_who_came_and_who_did_not(world, name, state):
    visit = make.a_visit(world, starts_at="9:00")

    answer = cast.client_of(world.ruth).post(reverse(name, args=[visit.code]))

    visit.refresh_from_db()
    assert (visit.state, answer.url) == (state, "/day/?on=2026-11-23")


@pytest.mark.parametrize(
    ("name", "words"),
    [("booking:arrival", "cancelled, missed or done"), ("booking:absence", "is over already")],
)
def test_what_cannot_be_noted_is_explained_on_the_day(world, name, words):
    visit = make.a_visit(world, starts_at="9:00", state="CANCELLED")

    answer = cast.client_of(world.ruth).post(reverse(name, args=[visit.code]), follow=True)

    assert words in text(answer)
    visit.refresh_from_db()
    assert visit.state == "CANCELLED"

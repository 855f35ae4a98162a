"""The private calendar address, as its owner makes it and as real calendar clients read it."""

import asyncio
import datetime as dt
import http.server
import threading

import caldav
import icalendar
import pytest
from django.urls import reverse

from needlepoint.booking import actions, models
from needlepoint.booking.actions import feeds as deeds
from needlepoint.booking.rules import calendar
from needlepoint.booking.views import feeds as views
from needlepoint.house import clock, logs
from needlepoint.people import models as people
from tests import cast, make

pytestmark = pytest.mark.django_db
SETUP = "/calendar-feed/"


@pytest.fixture(autouse=True)
def _fresh_patience(monkeypatch):
    monkeypatch.setattr(views, "patience", views.rules.Patience())


def address_of(who):
    return reverse("booking:feed", args=[deeds.open_feed(viewer=cast.viewer(who), now=cast.NOW)])


def asked(path, **headers):
    return cast.client_of(None).get(path, headers=headers)


def events_in(answer):
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def a_hard_week(w):
    """Visits across both changes of the clocks, one cancelled, one moved twice, and names that no parser likes."""
    w.clinic.name = 'Willow; "Street", 🌿\nAcu\\puncture\x07'
    w.clinic.address = "12 Willow Street,\r\nback; door 🚪"
    w.clinic.save()
    shown = [
        make.a_visit(w, starts_at=dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)),
        make.a_visit(w, starts_at=dt.datetime(2027, 3, 13, 15, tzinfo=dt.UTC)),
        make.a_visit(w, starts_at=dt.datetime(2027, 3, 15, 14, tzinfo=dt.UTC)),
        make.a_visit(
            w, starts_at=dt.datetime(2026, 11, 1, 5, 30, tzinfo=dt.UTC)
        ),  # the hour that comes twice
        make.a_visit(w, starts_at=dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC), state="CANCELLED"),
    ]
    for day in (1, 2):
        shown[0].facts.create(kind="MOVED", at=w.now + dt.timedelta(hours=day), by="user:1", was_at=w.now)
    make.a_visit(w, starts_at=w.now - dt.timedelta(days=40))  # too long ago
    make.a_visit(w, patient=w.bo, practitioner=w.omar)  # somebody else's
    return shown


def test_a_patient_reads_their_own_visits_and_nothing_of_why(world):
    visits = a_hard_week(world)

    answer = asked(address_of(world.ada))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, max-age=900"
    read = {str(event["UID"]): event for event in events_in(answer)}
    assert set(read) == {f"visit-{visit.code}@needlepoint" for visit in visits}
    for visit in visits:
        event = read[f"visit-{visit.code}@needlepoint"]
        assert (event.start, event.end) == (visit.starts_at, visit.ends_at)
        assert str(event["STATUS"]) == ("CANCELLED" if visit.state == "CANCELLED" else "CONFIRMED")
        assert str(event["SUMMARY"]) == 'Visit at Willow; "Street", 🌿 Acu\\puncture'
    assert read[f"visit-{visits[0].code}@needlepoint"]["SEQUENCE"] == 2
    for word in ("Follow-up", "Ada", "Tanaka", "\x07"):
        assert word not in answer.content.decode()


def test_a_practitioner_reads_when_and_in_which_room_and_no_name(world):
    make.a_visit(world)
    make.a_visit(world, patient=world.bo, starts_at="Tue 9:00", room=None)
    make.a_visit(world, patient=world.dan, practitioner=world.omar, starts_at="Tue 9:00")

    answer = asked(address_of(world.mei))

    assert [str(event["SUMMARY"]) for event in events_in(answer)] == ["Visit, Room 1", "Visit"]
    for word in ("Ada", "Moreno", "Bo", "Lindqvist", "A.M.", "Follow-up"):
        assert word not in answer.content.decode()


# --- Real clients ----------------------------------------------------------------------------------------------------


class Relay(http.server.BaseHTTPRequestHandler):
    """Hands out what the clinic answered, over a real socket."""

    def do_GET(self):
        answer = self.server.answer
        self.send_response(answer.status_code)
        for name, value in answer.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *words):
        pass


def test_vdirsyncer_reads_every_visit(world):
    import aiohttp
    from vdirsyncer.storage import http as vdirsyncer_http

    visits = a_hard_week(world)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    server.answer = asked(address_of(world.ada))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    async def read():
        async with aiohttp.TCPConnector() as connector:
            storage = vdirsyncer_http.HttpStorage(
                url=f"http://127.0.0.1:{server.server_address[1]}/visits.ics", connector=connector
            )
            hrefs = [href async for href, _etag in storage.list()]
            return [(await storage.get(href))[0] for href in hrefs]

    try:
        items = asyncio.run(read())
    finally:
        server.shutdown()
        server.server_close()
    read = [
        icalendar.Calendar.from_ical(item.raw).walk("VEVENT")[0] for item in items
    ]  # its UIDs are its own
    assert sorted(event.start for event in read) == sorted(visit.starts_at for visit in visits)


def test_caldav_parses_every_visit_without_complaint(world, caplog):
    a_hard_week(world)
    text = asked(address_of(world.ada)).content.decode()

    feed = icalendar.Calendar.from_ical(text)
    for component in feed.walk("VEVENT"):
        alone = icalendar.Calendar({"prodid": calendar.PRODUCT, "version": "2.0"})
        alone.add_component(component)
        event = caldav.Event(data=alone.to_ical().decode())
        assert event.icalendar_component["UID"] == component["UID"]
        assert event.icalendar_component.start == component.start
    assert [error for component in feed.walk() for error in component.errors] == []
    assert not caplog.records  # caldav mends what it finds wrong, and says so


def test_every_line_keeps_to_the_standard(world):
    a_hard_week(world)
    octets = asked(address_of(world.ada)).content

    assert octets.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in octets.split(b"\r\n"))
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in octets
    assert b"X-PUBLISHED-TTL:PT1H" in octets


# --- Asking often ----------------------------------------------------------------------------------------------------


def test_nothing_new_is_said_in_two_queries(world, django_assert_num_queries):
    make.a_visit(world, starts_at="Thu 9:00")
    path = address_of(world.ada)
    first = asked(path)

    with django_assert_num_queries(2):  # one of them asks whose clinic this is, as for every page
        again = asked(path, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "private, max-age=900"
    assert asked(path, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 304


def test_a_feed_costs_the_same_at_one_visit_and_at_thirty(world, django_assert_num_queries):
    path = address_of(world.ada)
    asked(path)
    for count in (1, 29):
        for day in range(count):
            make.a_visit(world, starts_at=world.now + dt.timedelta(days=day + count))
        with django_assert_num_queries(3):
            asked(path)


def book(w):
    return actions.book_visit(
        clinic=w.clinic,
        patient=w.ada,
        service=w.follow_up,
        starts_at=cast.at("Tue 9:00"),
        practitioner_id=w.mei.pk,
        by=cast.viewer(w.ruth),
        now=w.now,
        form_key=None,
    )


def test_whatever_changes_is_read_anew(world, monkeypatch):
    path = address_of(world.mei)
    tags = [asked(path)["ETag"]]

    def is_new():
        tag = asked(path, **{"If-None-Match": tags[-1]})
        if tag.status_code == 200:
            tags.append(tag["ETag"])
        return tag.status_code == 200

    visit = book(world)
    assert is_new()
    assert not is_new()
    visit = actions.move_visit(
        visit=visit, starts_at=cast.at("Wed 9:00"), by=cast.viewer(world.ruth), now=world.now
    )
    assert is_new()
    actions.cancel_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now)
    assert is_new()
    make.a_visit(world)  # brought in without a fact
    assert is_new()
    models.Visit.objects.filter(practitioner=world.mei).first().delete()
    assert is_new()
    world.clinic.address = "13 Willow Street"
    world.clinic.save()
    views.patience = views.rules.Patience()
    assert is_new()
    monkeypatch.setattr(clock, "now", lambda: cast.NOW + dt.timedelta(days=1))
    assert is_new()  # another day goes out of sight
    assert len(set(tags)) == len(tags)


def test_a_calendar_that_asks_every_second_is_told_to_wait(world, monkeypatch, django_assert_num_queries):
    path, seconds = address_of(world.ada), iter(range(1000))
    monkeypatch.setattr(clock, "ticking", lambda: float(next(seconds)))

    answers = [asked(path) for _second in range(12)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert int(answers[-1]["Retry-After"]) > 0
    with django_assert_num_queries(1):  # whose clinic this is
        asked(path)
    assert asked(address_of(world.bo)).status_code == 200


def test_it_notes_on_which_day_it_was_read_and_no_more(world):
    path = address_of(world.ada)
    asked(path)
    asked(path)

    assert models.Feed.objects.get().read_at == world.now


# --- Its owner -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "path"), [("ada", "/me/calendar/"), ("mei", SETUP)])
def test_the_address_is_made_shown_once_renewed_and_ended(world, who, path):
    owner = cast.client_of(getattr(world, who))

    def made():
        page = owner.post(path, {"what": "renew"}).content.decode()
        return page.partition("<code>")[2].partition("</code>")[0].partition("//")[2].partition("/")[2]

    assert "Make my private address" in owner.get(path).content.decode()
    first = f"/{made()}"
    assert asked(first).status_code == 200
    page = owner.get(path).content.decode()
    assert first not in page
    assert "A calendar last read it on 23 November 2026" in page

    second = f"/{made()}"
    assert (asked(first).status_code, asked(second).status_code) == (404, 200)
    owner.post(path, {"what": "end"})
    assert asked(second).status_code == 404
    assert models.Feed.objects.filter(ended_at=None).count() == 0


def test_whoever_works_here_no_more_has_no_feed(world):
    path = address_of(world.mei)
    people.Membership.objects.filter(user=world.mei_user).delete()

    assert asked(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "é", "a" * 500, "..%2F", "a%00b"])
def test_no_other_address_is_a_feed(world, token):
    assert asked(f"/feeds/{token}.ics").status_code == 404


def test_the_desk_has_no_calendar_of_its_own(world):
    assert cast.client_of(world.ruth).get(SETUP).status_code == 403
    assert cast.client_of(None).get(SETUP).status_code == 302


def test_only_reading_is_answered(world):
    assert cast.client_of(None).post(address_of(world.ada)).status_code == 405


def test_no_token_of_a_feed_or_a_message_reaches_the_log():
    for path in ("/feeds/Gc9rF8YUzcQMnq1es_-YY9mF.ics", "/m/Gc9rF8YUzcQMnq1es_-YY9mF/coming/"):
        assert "Gc9" not in logs.blanked(f'"GET {path} HTTP/1.1" 200')

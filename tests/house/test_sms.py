"""Texts: kept by the console; carried by Twilio, here a small server that answers as its public API does."""

import contextlib
import datetime as dt
import email.utils
import http.server
import json
import threading
import urllib.parse

import pytest

from needlepoint.house import models, outbox, sending, sms
from needlepoint.house.sms import console, twilio
from tools import serving

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
LETTER = sending.Letter(to="+12125550101", subject="", body="See you & yours, 14:10 +1", mark="abc")


class Api:
    """Twilio's Messages resource, as far as a sender sees it."""

    def __init__(self):
        self.status, self.answer, self.asked, self.messages = 201, {"sid": "SM1"}, [], []
        api = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                api.asked.append(
                    (self.path, self.headers["Authorization"], dict(urllib.parse.parse_qsl(form)))
                )
                if api.status:
                    self.say(api.status, api.answer)

            def do_GET(self):
                api.asked.append((self.path, self.headers["Authorization"], {}))
                if api.status:
                    self.say(api.status if api.status >= 400 else 200, {"messages": api.messages})

            def say(self, status, answer):
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()


@pytest.fixture(scope="module")
def server():
    made = Api()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def api(server):
    server.status, server.answer, server.asked, server.messages = 201, {"sid": "SM1"}, [], []
    return server


def carrier(api, **changes):
    fields = {"account": "AC1", "token": "secret", "sender": "+12125550100", "url": api.url, **changes}
    return twilio.Twilio(**fields)


def test_a_text_is_posted_as_the_api_wants_it(api):
    handed = []

    assert carrier(api).send(LETTER, lambda: handed.append(1)) == "SM1"

    [(path, authorization, form)] = api.asked
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert authorization == "Basic QUMxOnNlY3JldA=="
    assert form == {"To": "+12125550101", "From": "+12125550100", "Body": "See you & yours, 14:10 +1"}
    assert handed == [1]


def test_a_messaging_service_takes_the_place_of_a_number(api):
    carrier(api, sender="MG77").send(LETTER, lambda: None)

    assert api.asked[0][2]["MessagingServiceSid"] == "MG77"
    assert "From" not in api.asked[0][2]


@pytest.mark.parametrize(
    ("status", "answer", "raised", "words"),
    [
        (400, {"code": 21211}, sending.Refused, "code 21211"),
        (400, {"code": 21610}, sending.Refused, sending.STOPPED),
        (401, {"code": 20003}, sending.Unreachable, "does not accept the account"),
        (429, {}, sending.Unreachable, "asks us to wait"),
        (503, {}, sending.Unreachable, "asks us to wait"),
        (500, {}, sending.UnableToTell, "answered 500"),
        (0, {}, sending.UnableToTell, "did not answer"),  # it takes the request and hangs up
    ],
)
def test_each_answer_says_what_may_be_done_next(api, status, answer, raised, words):
    api.status, api.answer = status, answer

    with pytest.raises(raised, match=words) as caught:
        carrier(api).send(LETTER, lambda: None)

    assert type(caught.value) is raised
    assert "secret" not in str(caught.value)
    assert "2125550101" not in str(caught.value)


def test_nobody_there_means_nothing_left():
    handed = []
    with pytest.raises(sending.Unreachable):
        twilio.Twilio(
            account="AC1", token="t", sender="+1", url=f"http://127.0.0.1:{serving.free_port()}"
        ).send(LETTER, lambda: handed.append(1))

    assert handed == []


def test_a_text_is_found_by_number_words_and_time(api):
    def message(sid, body, at):
        return {"sid": sid, "body": body, "date_created": email.utils.format_datetime(at)}

    api.messages = [message("SM3", "Another", NOON), message("SM2", LETTER.body, NOON)]

    assert carrier(api).find(LETTER, NOON) == "SM2"
    assert carrier(api).find(LETTER, NOON + dt.timedelta(hours=1)) is None
    assert "To=%2B12125550101" in api.asked[0][0]
    api.status = 500
    with pytest.raises(sending.Unreachable):
        carrier(api).find(LETTER, NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(("was_taken", "posts"), [(True, 1), (False, 2)])
def test_a_text_whose_answer_got_lost_is_asked_after_before_anything_is_sent(
    api, monkeypatch, was_taken, posts
):
    monkeypatch.setitem(outbox.CARRIERS, "SMS", lambda: carrier(api))
    monkeypatch.setattr(outbox, "pauses", {})
    outbox.queue(
        key="k",
        clinic_id=1,
        patient_id=7,
        channel="SMS",
        to=LETTER.to,
        subject="",
        body=LETTER.body,
        send_at=NOON,
    )
    api.status = 0  # it hangs up without a word
    assert outbox.send_due(NOON) == 0
    api.status = 201
    if was_taken:
        made = email.utils.format_datetime(NOON)
        api.messages = [{"sid": "SM9", "body": LETTER.body, "date_created": made}]

    assert [outbox.send_due(NOON + dt.timedelta(minutes=minutes)) for minutes in (1, 6, 12)] == [0, 1, 0]
    assert sum(bool(form) for _path, _authorization, form in api.asked) == posts
    assert models.OutboxMessage.objects.get().sent_as == ("SM9" if was_taken else "SM1")


def test_what_is_no_answer_of_theirs_is_not_believed(api):
    api.messages = [{"body": LETTER.body, "date_created": "yesterday"}]

    assert carrier(api).find(LETTER, NOON) is None


def test_their_signature_is_told_from_any_other():
    form = {"From": "+12125550101", "Body": "STOP é"}
    url = "https://clinic.example/sms/twilio/"
    good = twilio.signature(url=url, form=form, token="secret")

    assert twilio.is_from_twilio(url=url, form=form, given=good, token="secret")
    for change in (
        {"form": {**form, "Body": "START"}},
        {"url": url.replace("https", "http")},
        {"given": ""},
        {"given": "é"},
        {"token": ""},
        {"token": "another"},
    ):
        assert not twilio.is_from_twilio(
            **{"url": url, "form": form, "given": good, "token": "secret", **change}
        )


def test_the_signature_is_the_one_their_documentation_shows():
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675310",
        "Digits": "1234",
        "From": "+14158675310",
        "To": "+18005551212",
    }

    assert (
        twilio.signature(url="https://example.com/myapp.php?foo=1&bar=2", form=form, token="12345")
        == "L/OH5YylLD5NRKLltdqwSvS0BnU="
    )


def test_without_a_provider_texts_are_kept_one_file_each(settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "outbox"
    kept = sms.carrier()
    assert isinstance(kept, console.Console)

    for _again in range(2):
        name = kept.send(LETTER, lambda: None)

    assert [file.name for file in settings.SMS_FILE_PATH.iterdir()] == [name]
    assert "See you & yours" in (settings.SMS_FILE_PATH / name).read_text()
    assert kept.find(LETTER, NOON) == name
    with contextlib.suppress(FileNotFoundError):
        (settings.SMS_FILE_PATH / name).unlink()
    assert kept.find(LETTER, NOON) is None


def test_texts_are_used_where_they_reach_whom_mail_reaches(settings):
    for provider, mail, expected in (
        ("console", "", True),
        ("console", "smtp://x", False),
        ("twilio", "smtp://x", True),
    ):
        settings.SMS_PROVIDER, settings.EMAIL_URL = provider, mail
        assert sms.is_used() is expected


def test_twilio_is_made_from_what_the_operator_set(settings):
    settings.SMS_PROVIDER, settings.SMS_TWILIO_ACCOUNT, settings.SMS_TWILIO_TOKEN = "twilio", "AC1", "t"
    settings.SMS_FROM, settings.SMS_TWILIO_URL = "+1", "https://api.twilio.com"

    made = sms.carrier()

    assert (made.account, made.sender, made.url.hostname) == ("AC1", "+1", "api.twilio.com")
    made.close()

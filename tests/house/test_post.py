"""Mail over a real SMTP conversation: the moment at which the content is handed over decides what may be tried again."""

import datetime as dt

import pytest

from needlepoint.house import models, outbox, post, sending
from tools import postbox, serving

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    made = postbox.Postbox(tmp_path_factory.mktemp("postbox"))
    made.port = made.open()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _smtp(settings, box):
    box.mood, box.letters[:] = "kind", []
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", box.port, False
    settings.EMAIL_TIMEOUT = 2


def a_letter(number=1, **changes):
    fields = {
        "to": "ada@mail.example",
        "subject": f"letter {number}",
        "body": "Hello",
        "mark": "abc",
        **changes,
    }
    return sending.Letter(**fields)


def sent(*letters):
    carrier = post.Post()
    handed = []
    try:
        for letter in letters:
            carrier.send(letter, lambda: handed.append(1))
    finally:
        carrier.close()
    return len(handed)


def test_a_round_is_one_conversation_and_each_mail_has_a_name_of_its_own(box):
    assert sent(a_letter(1), a_letter(2, mark="def")) == 2

    assert [letter["subject"] for letter in box.letters] == ["letter 1", "letter 2"]
    assert [letter["message-id"] for letter in box.letters] == ["<abc@localhost>", "<def@localhost>"]


def test_an_invitation_goes_along_as_calendars_expect_it(box):
    sent(a_letter(calendar=INVITATION))

    text, invited = [part for part in box.letters[0].walk() if not part.is_multipart()]
    assert text.get_content_type() == "text/plain"
    assert (invited.get_content_type(), invited.get_param("method")) == ("text/calendar", "REQUEST")


@pytest.mark.parametrize(
    ("mood", "raised", "handed"),
    [
        ("drops", sending.UnableToSend, 0),
        ("refuses", sending.Refused, 0),
        ("swallows", sending.UnableToTell, 1),
    ],
)
def test_each_rudeness_has_its_word(box, mood, raised, handed):
    box.mood, counted = mood, []
    carrier = post.Post()

    with pytest.raises(raised) as caught:
        carrier.send(a_letter(), lambda: counted.append(1))

    assert (type(caught.value), len(counted)) == (raised, handed)
    box.mood = "kind"
    carrier.send(a_letter(2), lambda: None)  # the next one has a conversation of its own
    carrier.close()
    assert box.letters[-1]["subject"] == "letter 2"


def test_a_server_that_is_not_there_is_nobodys_fault(settings):
    settings.EMAIL_PORT = serving.free_port()

    with pytest.raises(sending.Unreachable):
        sent(a_letter())


def test_somebody_elses_claim_stops_it_before_the_content(box):
    def lost():
        raise sending.ClaimLost

    with pytest.raises(sending.ClaimLost):
        post.Post().send(a_letter(), lost)
    assert box.letters == []


@pytest.mark.django_db
def test_a_letter_whose_answer_got_lost_is_delivered_once_and_shown(box):
    outbox.queue(
        key="k", clinic_id=1, patient_id=7, to="ada@mail.example", subject="s", body="b", send_at=NOON
    )
    box.mood = "swallows"
    outbox.send_due(NOON)
    box.mood = "kind"

    for hours in (1, 9, 30):
        assert outbox.send_due(NOON + hours * HOUR) == 0
    assert len(box.letters) == 1
    assert list(outbox.undecided(1)) == [models.OutboxMessage.objects.get()]

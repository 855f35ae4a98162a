"""Messages leave once: whatever stops at whatever moment, with a carrier that does as it is told."""

import datetime as dt

import pytest

from needlepoint.house import models, outbox, sending

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


class Crash(BaseException):
    """The machine stops here. Nothing of ours catches it, as nothing catches a power cut."""


class Carrier:
    """Takes letters, or does as its mood says, before or after it has one in its hands."""

    def __init__(self):
        self.mood, self.taken, self.answers = "kind", [], {}

    def send(self, letter, about_to):
        if self.mood in {"down", "busy", "refuses", "crashes early"}:
            raise {
                "down": sending.Unreachable("nobody answers"),
                "busy": sending.UnableToSend("try later"),
                "refuses": sending.Refused("no such number"),
                "crashes early": Crash(),
            }[self.mood]
        if callable(self.mood):
            self.mood()
        about_to()
        if self.mood == "crashes before taking it":
            raise Crash
        self.taken.append(letter)
        self.answers[letter.mark] = "SM1"
        if self.mood == "crashes after taking it":
            raise Crash
        if self.mood == "says nothing":
            raise sending.UnableToTell("no answer")
        return "SM1"

    def find(self, letter, since):
        if self.mood == "down":
            raise sending.Unreachable("nobody answers")
        if self.mood == "cannot tell":
            raise sending.UnableToTell("does not say")
        return self.answers.get(letter.mark)

    def close(self):
        pass


@pytest.fixture
def carrier(monkeypatch):
    made = Carrier()
    monkeypatch.setattr(outbox, "CARRIERS", {"EMAIL": lambda: made, "SMS": lambda: made})
    monkeypatch.setattr(outbox, "pauses", {})
    return made


def queue(*numbers, channel="EMAIL", at=NOON):
    for number in numbers:
        outbox.queue(
            key=f"key {number}",
            clinic_id=1,
            patient_id=7,
            to="ada@mail.example",
            subject=f"letter {number}",
            body=f"Hello https://x.example/m/{'a' * 24}/",
            send_at=at + dt.timedelta(seconds=number),
            channel=channel,
        )


def subjects(carrier):
    return [letter.subject for letter in carrier.taken]


def only():
    return models.OutboxMessage.objects.get()


def crashes(now):
    with pytest.raises(Crash):
        outbox.send_due(now)


def test_what_is_due_leaves_once_in_its_order(carrier):
    queue(2, 1, 3)

    assert outbox.send_due(NOON + HOUR) == 3
    assert outbox.send_due(NOON + 2 * HOUR) == 0
    assert subjects(carrier) == ["letter 1", "letter 2", "letter 3"]


def test_a_carrier_that_is_down_for_an_hour_loses_doubles_and_disorders_nothing(carrier):
    queue(*range(60))
    carrier.mood = "down"
    for minute in range(60):
        assert outbox.send_due(NOON + dt.timedelta(minutes=minute)) == 0

    carrier.mood = "kind"
    sent = [outbox.send_due(NOON + HOUR + dt.timedelta(seconds=5 * turn)) for turn in range(3)]

    assert sent == [50, 10, 0]
    assert subjects(carrier) == [f"letter {number}" for number in range(60)]
    assert not models.OutboxMessage.objects.filter(attempts__gt=1).exists()  # being down is not their fault


def test_a_carrier_that_is_down_is_asked_twice_a_minute_and_the_other_one_goes_on(carrier, monkeypatch):
    queue(*range(100))
    queue(200, channel="SMS")
    dead, asked = Carrier(), []
    dead.mood = "down"
    monkeypatch.setattr(
        dead, "send", lambda letter, about_to: asked.append(1) or Carrier.send(dead, letter, about_to)
    )
    monkeypatch.setitem(outbox.CARRIERS, "EMAIL", lambda: dead)

    for second in range(0, 120, 5):
        outbox.send_due(NOON + HOUR + dt.timedelta(seconds=second))

    assert len(asked) in {3, 4}
    assert subjects(carrier) == ["letter 200"]  # a hundred mails before it are not in its way


def test_one_that_is_turned_away_waits_longer_each_time_and_holds_nobody_up(carrier):
    queue(1)
    carrier.mood = "busy"
    outbox.send_due(NOON + HOUR)
    carrier.mood = "kind"
    queue(2)

    outbox.send_due(NOON + HOUR)
    assert subjects(carrier) == ["letter 2"]
    outbox.send_due(NOON + HOUR + dt.timedelta(minutes=2))
    assert subjects(carrier) == ["letter 2", "letter 1"]


def test_after_eight_tries_people_are_asked(carrier):
    queue(1)
    carrier.mood = "busy"
    for hour in range(40):
        outbox.send_due(NOON + hour * HOUR)

    assert (only().attempts, only().failure) == (8, "try later")
    assert list(outbox.undecided(1)) == [only()]


def test_what_is_refused_for_ever_is_not_tried_again(carrier):
    queue(1)
    carrier.mood = "refuses"
    outbox.send_due(NOON + HOUR)
    carrier.mood = "kind"

    assert outbox.send_due(NOON + 9 * HOUR) == 0
    assert (only().attempts, only().failed_at is not None) == (1, True)


def test_a_crash_before_the_carrier_had_it_is_tried_again(carrier):
    queue(1)
    carrier.mood = "crashes early"
    crashes(NOON + HOUR)
    carrier.mood = "kind"

    assert outbox.send_due(NOON + HOUR) == 0  # the claim runs out first
    assert outbox.send_due(NOON + 2 * HOUR) == 1
    assert len(carrier.taken) == 1


@pytest.mark.parametrize("moment", ["crashes before taking it", "crashes after taking it"])
def test_a_mail_on_its_way_in_a_crash_is_never_sent_again_by_itself(carrier, moment):
    queue(1)
    carrier.mood = moment
    crashes(NOON + HOUR)
    taken = len(carrier.taken)
    carrier.mood = "cannot tell"

    for hours in (2, 3, 50):
        outbox.send_due(NOON + hours * HOUR)

    assert len(carrier.taken) == taken
    assert list(outbox.undecided(1)) == [only()]
    assert only().uncertain_at is not None


def test_a_mail_without_an_answer_waits_for_people_who_send_it_under_the_same_mark(carrier):
    queue(1)
    carrier.mood = "says nothing"
    outbox.send_due(NOON + HOUR)
    carrier.mood = "kind"
    assert outbox.send_due(NOON + 2 * HOUR) == 0

    assert outbox.send_again(only(), now=NOON + 3 * HOUR)
    assert not outbox.send_again(only(), now=NOON + 3 * HOUR)  # a double click
    assert outbox.send_due(NOON + 3 * HOUR) == 1
    first, second = carrier.taken
    assert first.mark == second.mark


def test_what_people_let_be_never_leaves(carrier):
    queue(1)
    carrier.mood = "says nothing"
    outbox.send_due(NOON + HOUR)
    carrier.mood = "kind"

    assert outbox.let_be(only(), now=NOON + 2 * HOUR)
    assert outbox.send_due(NOON + 9 * HOUR) == 0
    assert not outbox.undecided(1).exists()


@pytest.mark.parametrize("mood", ["crashes after taking it", "says nothing"])
def test_a_text_that_the_provider_took_is_found_and_not_sent_again(carrier, mood):
    queue(1, channel="SMS")
    carrier.mood = mood
    if mood == "says nothing":
        outbox.send_due(NOON + HOUR)
    else:
        crashes(NOON + HOUR)
    carrier.mood = "kind"

    assert outbox.send_due(NOON + 2 * HOUR) == 1
    assert (len(carrier.taken), only().sent_as, only().sent_at is not None) == (1, "SM1", True)


def test_a_text_that_the_provider_never_got_is_sent(carrier):
    queue(1, channel="SMS")
    carrier.mood = "crashes before taking it"
    crashes(NOON + HOUR)
    carrier.mood = "down"
    assert outbox.send_due(NOON + 2 * HOUR) == 0  # it cannot be asked, so nothing is sent on a guess
    carrier.mood = "kind"

    assert outbox.send_due(NOON + 3 * HOUR) == 1
    assert len(carrier.taken) == 1


def test_two_loops_at_once_send_one(carrier):
    queue(1, 2)
    inner = []

    def meanwhile():
        carrier.mood = "kind"
        inner.append(outbox.send_due(NOON + HOUR))

    carrier.mood = meanwhile

    assert outbox.send_due(NOON + HOUR) == 1
    assert inner == [1]
    assert sorted(subjects(carrier)) == ["letter 1", "letter 2"]


def test_a_claim_that_somebody_else_took_over_sends_nothing(carrier):
    queue(1)

    def taken_over():
        models.OutboxMessage.objects.update(attempt="somebody else")

    carrier.mood = taken_over

    assert outbox.send_due(NOON + HOUR) == 0
    assert carrier.taken == []


def test_a_clock_that_is_put_back_sends_nothing_twice(carrier):
    queue(1)
    outbox.send_due(NOON + HOUR)

    assert outbox.send_due(NOON - 9 * HOUR) == 0
    assert outbox.send_due(NOON + HOUR) == 0
    assert len(carrier.taken) == 1


def test_what_has_left_keeps_no_link_that_opens_something(carrier):
    queue(1)
    outbox.send_due(NOON + HOUR)

    assert "aaaa" in carrier.taken[0].body
    assert only().body == "Hello https://x.example/m/…/"


def test_the_same_promise_twice_is_one(carrier):
    queue(1)
    queue(1)
    for _again in range(2):
        outbox.promise([outbox.Promise("key", "REMINDER", NOON)], clinic_id=1, patient_id=7, about="k7m2")

    assert models.OutboxMessage.objects.count() == 2
    assert outbox.send_due(NOON + HOUR) == 1  # a promise without words waits for them
    assert outbox.withdraw(about="k7m2", kinds=["REMINDER"], now=NOON) == 1

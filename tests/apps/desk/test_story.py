"""The demo story: a living week, the same all day, never where a real clinic lives."""

import collections
import datetime as dt
import functools
import pathlib

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from needlepoint.booking import models as booking
from needlepoint.booking.rules import starts, ticks
from needlepoint.charting import models as charting
from needlepoint.desk import story
from needlepoint.desk.story import bulk, casting, places, reading, telling
from needlepoint.frontdoor import rules as patterns
from needlepoint.outcomes import models as outcomes
from needlepoint.outcomes import queries as outcome_queries
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans import queries as plan_queries
from tests import cast

NOW = cast.NOW  # Monday, 9:30 in New York
FILE = telling.STORY_FILE


@pytest.fixture(scope="module")
def told_once(django_db_setup, django_db_blocker):
    """The story told in the morning, once for the tests that only read it."""

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        cast.clear()
        story.tell(now=NOW)
        yield people.Clinic.objects.get(name="Willow Street Acupuncture")
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@functools.cache
def company(now=NOW):
    return casting.Company(reading.read(FILE), zone=places.zone_for(now), now=now, times=1).gather()


# --- Where and when -------------------------------------------------------------------------------------------------


def test_some_city_is_open_at_every_hour_of_the_year():
    first = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    zones = collections.Counter(
        places.zone_for(first + dt.timedelta(minutes=30 * n)) for n in range(2 * 24 * 365)
    )

    assert set(zones) == set(places.CITIES)
    assert zones["America/New_York"] == 2 * 8 * 365


def test_new_york_keeps_the_clinic_from_nine_to_five():
    assert places.zone_for(cast.at("9:00")) == "America/New_York"
    assert places.zone_for(cast.at("16:59")) == "America/New_York"
    assert places.zone_for(cast.at("17:00")) == "America/Los_Angeles"


@pytest.mark.parametrize(
    "clock", ["9:00", "9:04", "10:31", "13:17", "16:00", "16:59", "3:00", "6:30", "19:45", "22:10"]
)
def test_the_week_can_be_told_at_any_time_of_day(clock):
    told = company(cast.at(clock))

    resting = [visit for life in told.lives for visit in life.visits if visit.note == "resting"]
    assert len(resting) == 3
    assert (
        sum(visit.state == "ARRIVED" and not visit.note for life in told.lives for visit in life.visits) == 1
    )


@pytest.mark.parametrize(
    "day", [dt.date(2026, 3, 8), dt.date(2026, 3, 9), dt.date(2026, 11, 1), dt.date(2028, 2, 29)]
)
def test_the_week_can_be_told_when_the_clocks_change(day):
    told = company(cast.at("11:20", day))

    assert len(told.lives) == 73


# --- What the rows say ----------------------------------------------------------------------------------------------


def _runs(visit):
    return starts.shape(patterns.pattern(visit.service.segments))


@pytest.mark.slow  # looks at every visit of the story
def test_what_is_held_is_what_the_standing_visits_need(told_once):
    expected = collections.defaultdict(int)
    since = ticks.day(cast.TODAY, "America/New_York").begins
    standing = booking.Visit.objects.standing().filter(starts_at__gte=since).select_related("service")
    for visit in standing:
        shape = _runs(visit)
        for resource, runs in (
            (f"practitioner:{visit.practitioner_id}", shape.hands),
            (f"room:{visit.room_id}", shape.room),
            (f"patient:{visit.patient_id}", shape.stay),
        ):
            for day, mask in ticks.held(visit.starts_at, runs, "America/New_York").items():
                assert not expected[visit.clinic_id, day, resource] & mask, "two visits at once"
                expected[visit.clinic_id, day, resource] |= mask

    claimed = collections.defaultdict(int)
    for claim in booking.Claim.objects.all():
        claimed[claim.clinic_id, claim.local_date, claim.resource] |= 1 << claim.tick
    occupied = {
        (row.clinic_id, row.local_date, row.resource): ticks.mask((row.w0, row.w1, row.w2, row.w3, row.w4))
        for row in booking.Occupancy.objects.all()
    }

    assert standing.count() > 30
    assert dict(expected) == dict(claimed) == occupied


@pytest.mark.slow  # looks at every visit of the story
def test_nobody_is_in_two_places_in_half_a_year(told_once):
    taken = collections.Counter()
    for visit in booking.Visit.objects.standing().select_related("service"):
        shape = _runs(visit)
        for who, runs in (
            (f"practitioner {visit.practitioner_id}", shape.hands),
            (f"room {visit.room_id}", shape.room),
            (f"patient {visit.patient_id}", shape.stay),
        ):
            for offset, length in runs:
                for tick in range(offset, offset + length):
                    taken[who, visit.starts_at + tick * ticks.TICK] += 1

    assert {key: times for key, times in taken.items() if times > 1} == {}


def test_everybody_works_inside_their_hours(told_once):
    hours = {
        (row.practitioner_id, row.weekday): (row.starts_minute, row.ends_minute)
        for row in booking.Hours.objects.all()
    }

    for visit in booking.Visit.objects.standing():
        begins, ends = (at.astimezone(cast.NEW_YORK) for at in (visit.starts_at, visit.ends_at))
        opens, closes = hours[visit.practitioner_id, begins.weekday()]
        assert opens <= begins.hour * 60 + begins.minute
        assert ends.hour * 60 + ends.minute <= closes


def test_today_has_every_kind_of_moment(told_once):
    since = ticks.day(cast.TODAY, "America/New_York").begins
    today = booking.Visit.objects.filter(
        clinic=told_once, starts_at__range=(since, since + dt.timedelta(days=1))
    )
    states = collections.Counter(today.values_list("state", flat=True))
    resting = charting.Note.objects.filter(visit__in=today, needles_out_at=None)
    due_in = sorted(
        (note.needles_in_at + dt.timedelta(minutes=note.retention_minutes) - NOW) // dt.timedelta(minutes=1)
        for note in resting
    )

    assert states["ARRIVED"] == 4
    assert states["COMPLETED"] >= 2
    assert sum(states.values()) == 15
    assert due_in == [-1, 2, 12]
    assert (
        booking.Fact.objects.filter(visit__in=today, kind="ARRIVED", at=NOW - dt.timedelta(minutes=6)).count()
        == 1
    )


def test_every_signed_note_counts_as_many_needles_out_as_in(told_once):
    signed = charting.Note.objects.filter(state="SIGNED").prefetch_related("needlings", "counts")

    assert len(signed) > 250
    for note in signed:
        counts = {count.kind: count.needles for count in note.counts.all()}
        assert counts["IN"] == counts["OUT"] == sum(one.needles_in for one in note.needlings.all()) > 0
        assert note.visit.state == "COMPLETED"


def test_one_note_of_yesterday_waits_for_its_signature(told_once):
    note = charting.Note.objects.get(state="OPEN", needles_out_at__isnull=False)

    assert note.patient.name == "Marco Bellini"
    assert note.visit.starts_at.astimezone(cast.NEW_YORK).date() == cast.TODAY - dt.timedelta(days=1)


def test_a_faint_has_its_needles_out_before_the_count(told_once):
    reaction = charting.Reaction.objects.get(category="FAINT")

    assert reaction.note.came_out_early
    assert reaction.note.needles_out_at - reaction.note.needles_in_at < dt.timedelta(minutes=10)


def test_one_unwanted_effect_is_still_followed_up_and_the_faint_is_over(told_once):
    [still] = charting.Reaction.objects.filter(closed_at=None)
    faint = charting.Reaction.objects.get(category="FAINT")

    assert (still.source, still.outcome, still.follow_ups.count()) == ("PATIENT", "RECOVERING", 1)
    assert still.at < cast.NOW
    assert (faint.outcome, faint.follow_ups.count()) == ("RECOVERED", 1)
    assert not charting.Reaction.objects.exclude(
        patient=F("note__patient"), clinic=F("note__clinic")
    ).exists()


def test_exactly_one_review_was_forgotten(told_once):
    owner = people_rules.Viewer(told_once.pk, frozenset({people_rules.Role.OWNER}))

    overdue = plan_queries.overdue_reviews(owner)

    assert [(course.patient.name, position.words) for course, position in overdue] == [
        ("Walter Brandt", overdue[0][1].words)
    ]
    assert overdue[0][1].done == overdue[0][0].review_after + 2


def test_recalls_are_due_and_ahead(told_once):
    owner = people_rules.Viewer(told_once.pk, frozenset({people_rules.Role.OWNER}))

    assert plan_queries.recalls_due(owner, cast.TODAY, now=cast.NOW)
    assert plan_queries.recalls_ahead(owner, cast.TODAY, cast.TODAY + dt.timedelta(days=100), now=cast.NOW)


def test_dan_is_worse_again_today_and_was_asked_back_for_the_visit_he_booked(told_once):
    dan = people.Patient.objects.get(given_name="Dan", family_name="Okafor")
    recall = plans.Recall.objects.get(patient=dan, visit__isnull=False)

    assert outcomes.Flare.objects.get(patient=dan).state == "ASKING"
    assert outcomes.Flare.objects.exclude(patient=dan).get().state == "OPEN"
    assert (recall.state, recall.visit.state, len(recall.attempts)) == ("BOOKED", "BOOKED", 2)


def test_improvers_improve_and_non_responders_do_not():
    fallen = collections.defaultdict(list)
    names = {id(arc): name for name, arc in company().story.arcs.items()}
    for life in company().lives:
        answered = [visit.scores[0] for visit in life.done if visit.scores]
        if len(answered) >= 5 and life.course.ended_at:
            fallen[names[id(life.arc)]].append(life.baseline[0] - answered[-1])

    means = {name: sum(values) / len(values) for name, values in fallen.items()}
    assert means["improver"] > 3 > means["slow_improver"] > 1.5 > means["non_responder"] > -1.5


def test_the_past_is_not_asked_again(told_once):
    asked = outcome_queries.visits_to_ask_about(NOW)

    assert all(visit.starts_at.astimezone(cast.NEW_YORK).date() == cast.TODAY for visit in asked)


def test_adas_questions_wait_for_her(told_once):
    ada = people.Patient.objects.get(email="ada@mail.example")

    waiting = outcomes.CheckIn.objects.get(patient=ada, answered_at=None)

    assert ada.user is not None
    assert ada.visits.filter(state="COMPLETED").count() == 4
    assert NOW - dt.timedelta(days=7) < waiting.due_at < NOW


def test_two_first_visits_come_one_with_half_an_intake(told_once):
    coming = booking.Visit.objects.filter(clinic=told_once, state="BOOKED", service__kind="FIRST").order_by(
        "starts_at"
    )

    assert [(visit.patient.given_name, visit.intakes.get().state) for visit in coming] == [
        ("Samuel", "FINISHED"),
        ("Lena", "OPEN"),
    ]


def test_the_neighbour_stands_behind_a_wall(told_once):
    harbour = people.Clinic.objects.exclude(pk=told_once.pk).get()

    assert people.Membership.objects.filter(clinic=harbour).values_list(
        "user__email", flat=True
    ).distinct().get() == ("eve@harbour.example")
    assert booking.Visit.objects.filter(clinic=harbour).exclude(patient__clinic=harbour).count() == 0


def test_every_phone_number_is_kept_free_for_stories(told_once):
    numbers = list(people.Patient.objects.values_list("phone", flat=True))

    assert len(numbers) > 60
    assert all(number[5:10] == "55501" for number in numbers)


# --- Again, elsewhere, wrongly --------------------------------------------------------------------------------------


def _fingerprint():
    return (
        sorted(
            people.Patient.objects.values_list("code", "given_name", "family_name", "birth_date", "phone")
        ),
        sorted(
            booking.Visit.objects.values_list(
                "code", "starts_at", "state", "room__name", "practitioner__name"
            )
        ),
        sorted(outcomes.Score.objects.values_list("patient_id", "instrument", "value", "asked_at")),
    )


@pytest.mark.slow  # tells the whole week more than once
@pytest.mark.django_db
def test_the_same_moment_tells_the_same_story():
    story.tell(now=NOW)
    first = _fingerprint()

    story.tell(now=NOW)

    assert _fingerprint() == first


@pytest.mark.slow  # tells the whole week more than once
@pytest.mark.django_db
def test_a_link_of_the_morning_still_works_after_a_retelling_in_the_afternoon():
    story.tell(now=NOW)
    ada = people.Patient.objects.get(given_name="Ada")
    codes = list(ada.visits.order_by("starts_at").values_list("code", flat=True))

    story.tell(now=NOW + dt.timedelta(hours=5))

    again = people.Patient.objects.get(code=ada.code)
    assert again.given_name == "Ada"
    assert list(again.visits.order_by("starts_at").values_list("code", flat=True)) == codes


@pytest.mark.slow  # tells the whole week more than once
@pytest.mark.django_db
def test_a_later_day_replaces_the_whole_story():
    story.tell(now=NOW)
    assert story.is_current(now=NOW + dt.timedelta(hours=2))

    tomorrow = NOW + dt.timedelta(days=1)
    assert not story.is_current(now=tomorrow)
    story.tell(now=tomorrow)

    assert people.Clinic.objects.count() == 2
    assert story.latest_told().day == cast.TODAY + dt.timedelta(days=1)
    assert booking.Visit.objects.filter(starts_at__date=tomorrow.date(), state="ARRIVED").count() == 4


@pytest.mark.django_db
def test_the_story_is_not_told_in_a_clinic(settings, world):
    settings.IS_TEST = settings.IS_DEMO = False
    before = people.Patient.objects.count()

    with pytest.raises(story.UnableToTell, match="real clinic"):
        story.tell(now=NOW)

    assert people.Patient.objects.count() == before > 0


@pytest.mark.django_db
def test_rows_that_no_story_told_are_left_alone(world):
    before = set(people.Patient.objects.values_list("pk", flat=True))

    with pytest.raises(story.UnableToTell, match="no story told"):
        story.tell(now=NOW)

    assert set(people.Patient.objects.values_list("pk", flat=True)) == before


@pytest.mark.slow  # tells the whole week more than once
@pytest.mark.django_db
def test_a_failure_in_the_middle_leaves_the_old_story(monkeypatch):
    story.tell(now=NOW)
    before = _fingerprint()

    def fail(*_args, **_kwargs):
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(telling.neighbour, "write", fail)
    with pytest.raises(RuntimeError):
        story.tell(now=NOW + dt.timedelta(days=1))

    assert _fingerprint() == before


def test_every_fault_of_the_file_is_named_at_once(tmp_path):
    text = FILE.read_text(encoding="utf-8")
    for old, new in (
        ("price: 95", "price: ninety-five"),
        ("born: 1961-04-02", "born: in spring"),
        ('opens: "07:00"', 'opens: "7 o clock"'),
        ("today: in 80 minutes", "today: soon"),
        ("months_of_past: 6", "month_of_past: 6"),
        ("15 together, 25 rest, 10 together, 5 turnover", "15 together, 7 rest"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    (file := tmp_path / "broken.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(reading.UnableToReadStory) as caught:
        reading.read(file)

    sentences = str(caught.value).splitlines()[1:]
    assert len(sentences) == 6
    assert "Did you mean 'months_of_past'?" in str(caught.value)
    assert "people, number 1 (Ada Moreno), born: 'in spring' is not a date such as 1961-04-02." in str(
        caught.value
    )


def test_every_contradiction_is_named_at_once(tmp_path):
    text = FILE.read_text(encoding="utf-8")
    for old, new in (
        ("arc: improver\n    with: mei", "arc: hero\n    with: nobody"),
        ("cautions: [blood_thinners]", "cautions: [vampires]"),
        ("- who: priya", "- who: ada"),
        ("BL23 both, BL25 both, BL40 both", "BL99 both, BL25 both, BL40 both"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    (file := tmp_path / "muddled.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(reading.UnableToReadStory) as caught:
        reading.read(file)

    assert len(str(caught.value).splitlines()[1:]) == 5


@pytest.mark.slow  # it tells the whole story once more
@pytest.mark.django_db
def test_the_command_says_what_time_it_is_there(capsys):
    call_command("tell", "--now", NOW.isoformat())

    assert (
        capsys.readouterr().out
        == "Told: it is Monday, 09:30 at Willow Street, by the clock of America/New_York.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--now", "2026-11-23T09:30"], "needs its offset"),
        (["--times", "0"], "once or more"),
        (["no-such-file.yaml"], "cannot be read"),
    ],
)
@pytest.mark.django_db
def test_the_command_refuses_in_a_sentence(arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("tell", *arguments)


def test_the_file_is_where_a_receptionist_looks():
    assert pathlib.Path(settings.ROOT, "demo", "one-week.yaml") == FILE


def test_codes_look_like_any_other_code():
    assert len({bulk.code_for("seed", n) for n in range(5000)}) == 5000


# --- The pages that stand on it ---------------------------------------------------------------------------------------


def _client(email):
    return cast.client_of(people.User.objects.get(email=email))


@pytest.mark.parametrize(
    "path", ["/day/", "/day/?on=2026-11-22", "/day/?on=2026-11-25", "/patients/?q=a", "/recalls/", "/clinic/"]
)
def test_staff_pages_open_on_the_story(told_once, path):
    email = "ivo@willow.example" if path == "/clinic/" else "ruth@willow.example"

    assert _client(email).get(path).status_code == 200


@pytest.mark.slow  # page after page
def test_every_named_patients_page_opens_for_their_practitioner(told_once):
    client = _client("mei@willow.example")
    for patient in people.Patient.objects.filter(clinic=told_once, pk__lte=20):
        assert client.get(f"/patients/{patient.code}/").status_code == 200
        assert client.get(f"/patients/{patient.code}/trend/").status_code == 200


@pytest.mark.slow  # page after page
def test_every_note_of_today_and_yesterday_opens(told_once):
    client = _client("mei@willow.example")
    notes = charting.Note.objects.filter(opened_at__gt=NOW - dt.timedelta(days=2)).select_related("visit")

    assert len(notes) >= 6
    for note in notes:
        assert client.get(f"/visits/{note.visit.code}/note/").status_code == 200


def test_the_forgotten_review_can_be_held(told_once):
    course = plan_queries.overdue_reviews(
        people_rules.Viewer(told_once.pk, frozenset({people_rules.Role.OWNER}))
    )[0][0]

    assert _client("omar@willow.example").get(f"/plans/{course.code}/review/").status_code == 200


def test_adas_own_pages_open(told_once):
    client = _client("ada@mail.example")
    ada = people.Patient.objects.get(email="ada@mail.example")
    course = ada.courses.get()
    waiting = ada.check_ins.get(answered_at=None)

    assert client.get("/me/").status_code == 200
    assert client.get(f"/me/plan/{course.code}/").status_code == 200
    assert client.get(f"/check-in/{waiting.code}/").status_code == 200


def test_there_are_starts_to_book_today_and_tomorrow(told_once):
    ada = people.Patient.objects.get(email="ada@mail.example")

    page = _client("ruth@willow.example").get(f"/book/?for={ada.code}")

    assert page.status_code == 200
    assert page.content.decode().count("start=") >= 3

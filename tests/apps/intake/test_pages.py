"""The pages on which a form is filled in."""

import html

import pytest
from django.urls import reverse

from needlepoint.house import clock
from needlepoint.intake import models, queries
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition, reading
from needlepoint.people import models as people
from tests import cast, make
from tests.apps.intake.posting import Boxes

FORM = reading.form("first_visit")
Kind, Value = definition.Kind, said.Value
SCREENS = [screen.key for screen in FORM.screens]


@pytest.fixture
def visit(world):
    return make.a_visit(world, service=world.first, starts_at="Tue 10:00")


@pytest.fixture(autouse=True)
def at_the_clock(monkeypatch, world):
    monkeypatch.setattr(clock, "now", lambda: world.now)


def url(visit, key="resume"):
    if key in {"resume", "answers", "agreement", "support"}:
        return reverse(f"intake:{key}", args=[visit.code])
    return reverse("intake:step", args=[visit.code, key])


def begun(world, visit, who=None):
    """A client of Ada's who agreed that answers are kept."""
    client = cast.client_of(who or world.ada)
    client.post(url(visit, "agreement"))
    return client


def told(visit):
    return queries.answers_of(models.Intake.objects.select_related("patient", "visit").get(visit=visit))


def test_looking_stores_nothing_and_leads_to_the_agreement(world, visit):
    client = cast.client_of(world.ada)
    assert client.get(url(visit), follow=True).redirect_chain[-1][0] == url(visit, "agreement")
    page = client.get(url(visit, "agreement"))
    assert "May we keep your answers?" in page.content.decode()
    for key in ("since", "answers"):
        assert client.get(url(visit, key)).url.endswith("/agreement/")
    assert not models.Intake.objects.exists()


def test_nothing_is_kept_before_somebody_agrees(world, visit):
    client = cast.client_of(world.ada)
    client.post(url(visit, "since"), {"began": "FALL"})
    client.post(url(visit, "since"), {"began": "FALL", "autosave": "1", "item": "began"})
    assert not models.Intake.objects.exists()
    assert not models.Answer.objects.exists()


def test_agreeing_begins_once_and_is_written_down(world, visit):
    client = cast.client_of(world.ada)
    for _ in range(2):
        assert client.post(url(visit, "agreement")).url == url(visit, "where")
    row = models.Intake.objects.get()
    assert (row.agreed_at, row.patient, row.clinic) == (world.now, world.ada, world.clinic)
    consent = people.Consent.objects.get(kind="KEEP_ANSWERS")
    assert consent.is_given and consent.wording_version == FORM.version


def test_every_screen_can_be_left_empty_and_is_passed_over_in_order(world, visit):
    client = begun(world, visit)
    at, seen = url(visit, "where"), []
    while "/consents/" not in at and "/answers/" not in at:
        assert client.get(at).status_code == 200
        seen.append(at.split("/")[-2])
        at = client.post(at, {}).url
    always = [key for key in SCREENS if not next(s for s in FORM.screens if s.key == key).when]
    assert seen == always
    answers = told(visit)
    assert {given.state for given in answers.values()} == {said.State.SKIPPED}


# --- Bad input ---------------------------------------------------------------------------------------------------------

TOO_LONG = "x" * 5000


@pytest.mark.parametrize(
    ("key", "data", "sentence"),
    [
        ("since", {"began": "FLYING"}, "Choose one of these answers"),
        ("since", {"since-ago": "six"}, "such as 6"),
        ("since", {"since-ago": "6"}, "Choose days, weeks, months or years"),
        ("since", {"since-unit": "WEEKS"}, "Write how many"),
        ("since", {"since-ago": "400", "since-unit": "YEARS"}, "longer than a life"),
        ("since", {"since-on_d": "31", "since-on_m": "2", "since-on_y": "2020"}, "not a date"),
        ("since", {"since-on_d": "31", "since-on_m": "12", "since-on_y": "2030"}, "not come yet"),
        ("pain", {"pain_now": "11"}, "from 0 to 10"),
        ("eases", {"eases": ["NONE", "HEAT"]}, "You ticked"),
        ("eases", {"eases": ["SINGING"]}, "not on our list"),
        ("tell", {"tell": TOO_LONG}, "longer than we can keep"),
        ("activities", {"activities-0-score": "4"}, "Write which activity"),
        (
            "activities",
            {"activities-0-words": "Walk", "activities-2-words": "walk"},
            "wrote this one already",
        ),
        ("medicines", {"medicines-0-dose": "2"}, "Write the name"),
        ("where", {"where": ["THE_MOON"]}, "not on our list"),
    ],
)
def test_a_slip_is_named_the_words_stay_and_nothing_of_it_is_stored(world, visit, key, data, sentence):
    client = begun(world, visit)
    page = client.post(url(visit, key), data)
    assert page.status_code == 422
    content = html.unescape(page.content.decode())
    assert sentence in content
    assert not models.AnswerValue.objects.exists()
    for name, value in data.items():
        if name in {"since-ago", "activities-0-words", "medicines-0-dose"}:
            assert f'value="{value}"' in content


def test_what_is_right_on_a_screen_is_kept_although_something_else_is_not(world, visit):
    client = begun(world, visit)
    page = client.post(url(visit, "since"), {"began": "FALL", "since-ago": "six"})
    assert page.status_code == 422
    assert told(visit)["began"].codes == ("FALL",)
    # Put right in the same window, nothing argues with itself.
    again = client.post(
        url(visit, "since"), {**hidden(page), "began": "STRAIN", "since-ago": "6", "since-unit": "WEEKS"}
    )
    assert again.status_code == 302
    assert told(visit)["began"].codes == ("STRAIN",)


def hidden(page):
    boxes = Boxes(page.content.decode()).hidden
    return {name: value for name, value in boxes.items() if name != "csrfmiddlewaretoken"}


# --- Autosave, back, language -------------------------------------------------------------------------------------------


def test_each_answer_is_kept_as_it_is_given_and_says_so(world, visit):
    client = begun(world, visit)
    reply = client.post(
        url(visit, "pain"), {"pain_now": "4", "pain_now-seen": "0", "autosave": "1", "item": "pain_now"}
    )
    assert reply.json() == {"revisions": {"pain_now": 1}, "said": "Kept", "help": ""}
    assert set(told(visit)) == {"pain_now"}  # the others were not passed over
    reply = client.post(
        url(visit, "pain"), {"pain_now": "5", "pain_now-seen": "1", "autosave": "1", "item": "pain_now"}
    )
    assert reply.json()["revisions"] == {"pain_now": 2}
    row = models.Answer.objects.get(item="pain_now", is_current=True)
    assert (row.source, row.language, row.by, row.wording_version) == (
        "PHONE",
        "en",
        f"user:{world.ada.user_id}",
        FORM.version,
    )


def test_an_unfinished_answer_is_not_kept_by_autosave(world, visit):
    client = begun(world, visit)
    reply = client.post(url(visit, "since"), {"since-ago": "6", "autosave": "1", "item": "since"})
    assert reply.json() == {"revisions": {}, "said": ""}
    assert not models.Answer.objects.exists()


def test_back_keeps_what_is_written_and_passes_nothing_over(world, visit):
    client = begun(world, visit)
    reply = client.post(url(visit, "course"), {"before": "OFTEN", "back": "1"})
    assert reply.url == url(visit, "since")
    assert {key: given.codes for key, given in told(visit).items()} == {"before": ("OFTEN",)}


def test_another_device_goes_on_at_the_first_open_screen(world, visit):
    client = begun(world, visit)
    client.post(url(visit, "where"), {})
    client.post(url(visit, "pain"), {"pain_now": "4"})
    assert cast.client_of(world.ada).get(url(visit)).url == url(visit, "since")


def test_an_answer_can_be_taken_back_and_stays_in_the_history(world, visit):
    client = begun(world, visit)
    client.post(url(visit, "course"), {"before": "OFTEN"})
    page = client.get(url(visit, "course"))
    assert "Take my answer back" in page.content.decode()
    client.post(url(visit, "course"), {**hidden(page), "before": "OFTEN", "clear": "before"})
    assert told(visit)["before"] == said.SKIPPED
    assert [row.state for row in queries.history_of(models.Intake.objects.get())["before"]] == [
        "SKIPPED",
        "ANSWERED",
    ]


def test_a_longer_list_of_medicines_gets_more_lines(world, visit):
    client = begun(world, visit)
    client.post(url(visit, "takes_medicines"), {"takes_medicines": "YES"})
    data = {f"medicines-{n}-name": f"Pill {n}" for n in range(3)}
    assert client.post(url(visit, "medicines"), {**data, "more": "medicines"}).url == url(visit, "medicines")
    page = client.get(url(visit, "medicines")).content.decode()
    assert 'value="Pill 2"' in page
    assert "medicines-5-name" in page
    assert "medicines-6-name" not in page


def test_another_language_keeps_what_is_written_and_stays_on_the_page(world, visit):
    client = begun(world, visit)
    reply = client.post(url(visit, "course"), {"before": "OFTEN", "language": "es"})
    assert reply.url == url(visit, "course")
    assert reply.cookies["np_language"].value == "es"
    assert told(visit)["before"].codes == ("OFTEN",)
    assert "trend" not in told(visit)
    client.post(url(visit, "course"), {"trend": "SAME"})
    assert models.Answer.objects.get(item="trend").language == "es"
    # What is not right yet comes along, unkept.
    page = client.post(url(visit, "since"), {"since-ago": "six", "language": "zh-hans"})
    assert 'value="six"' in page.content.decode()
    assert page.cookies["np_language"].value == "zh-hans"


@pytest.mark.parametrize("asked", [{"language": "es"}, {"more": "medicines"}])
def test_whoever_asks_for_more_room_or_another_language_is_not_told_what_is_missing(world, visit, asked):
    client = begun(world, visit)
    client.post(url(visit, "takes_medicines"), {"takes_medicines": "YES"})

    page = client.post(url(visit, "medicines"), {"medicines-0-dose": "10 mg", "medicines-seen": "0", **asked})

    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="10 mg"' in text
    assert 'class="error"' not in text
    assert client.post(url(visit, "medicines"), {"medicines-0-dose": "10 mg"}).status_code == 422


# --- Two windows ---------------------------------------------------------------------------------------------------------


def test_two_windows_that_answer_differently_are_asked_which_is_right(world, visit):
    client = begun(world, visit)
    first, second = {"tell-seen": "0", "tell": "Call me Ada"}, {"tell-seen": "0", "tell": "Call me Mo"}
    client.post(url(visit, "tell"), first)
    page = client.post(url(visit, "tell"), second)
    assert page.status_code == 409
    content = page.content.decode()
    assert "Call me Ada" in content and "Call me Mo" in content
    assert told(visit)["tell"].text == "Call me Ada"
    carried = hidden(page)
    assert carried == {"tell": "Call me Mo", "tell-seen": "1"}
    assert client.post(url(visit, "tell"), {**carried, "tell-choice": "theirs"}).status_code == 302
    assert told(visit)["tell"].text == "Call me Ada"
    assert client.post(url(visit, "tell"), {**carried, "tell-choice": "mine"}).status_code == 302
    assert told(visit)["tell"].text == "Call me Mo"
    texts = [row.values.get().text for row in queries.history_of(models.Intake.objects.get())["tell"]]
    assert texts == ["Call me Mo", "Call me Ada"]


def test_the_same_form_sent_twice_is_kept_once(world, visit):
    client = begun(world, visit)
    for _ in range(2):
        assert client.post(url(visit, "tell"), {"tell-seen": "0", "tell": "Hello"}).status_code == 302
    assert models.Answer.objects.count() == 1


# --- Words of self-harm --------------------------------------------------------------------------------------------------


def test_words_of_self_harm_bring_help_at_once_and_tell_the_practitioner(world, visit):
    client = begun(world, visit)
    reply = client.post(url(visit, "tell"), {"tell": "I want to kill myself", "tell-seen": "0"})
    assert reply.url.startswith(url(visit, "support"))
    page = client.get(reply.url).content.decode()
    assert "988" in page and "911" in page
    notice = models.Notice.objects.get()
    assert (notice.kind, notice.patient, notice.raised_at) == ("CRISIS", world.ada, world.now)
    assert "988" in client.get(url(visit, "tell")).content.decode()
    assert "988" not in client.get(url(visit, "pain")).content.decode()


def test_autosave_brings_help_to_the_same_page(world, visit):
    client = begun(world, visit)
    data = {"tell": "quiero morir", "tell-seen": "0", "autosave": "1", "item": "tell"}
    assert "988" in client.post(url(visit, "tell"), data).json()["help"]
    assert models.Notice.objects.count() == 1


# --- Who ----------------------------------------------------------------------------------------------------------------


def test_the_desk_fills_it_in_for_the_patient_and_no_longer_reads_it_once_it_is_sent(world, visit):
    client = begun(world, visit, world.ruth)
    assert "You are filling this in for Ada Moreno" in client.get(url(visit, "tell")).content.decode()
    client.post(url(visit, "tell"), {"tell": "Such a secret"})
    assert models.Answer.objects.get().source == "STAFF"
    assert "Such a secret" in client.get(url(visit, "answers")).content.decode()
    models.Intake.objects.update(state="FINISHED", finished_at=world.now)
    assert "Such a secret" not in client.get(url(visit, "answers")).content.decode()
    for reader in (world.mei, world.ada):
        assert "Such a secret" in cast.client_of(reader).get(url(visit, "answers")).content.decode()


@pytest.mark.parametrize("page", ["resume", "agreement", "answers", "support", "tell"])
def test_nobody_else_opens_it(world, visit, page):
    begun(world, visit)
    for who in (world.eve, world.bo, world.eves_patient):
        assert cast.client_of(who).get(url(visit, page)).status_code == 404
        if page in {"agreement", "tell"}:
            assert cast.client_of(who).post(url(visit, page), {"tell": "x"}).status_code == 404
    assert not models.Answer.objects.exists()


def test_an_unknown_screen_or_code_is_not_found(world, visit):
    client = begun(world, visit)
    assert client.get(url(visit, "nothing")).status_code == 404
    assert client.get(reverse("intake:step", args=["nothing", "tell"])).status_code == 404


def test_a_screen_that_is_not_asked_leads_to_one_that_is(world, visit):
    client = begun(world, visit)
    assert client.get(url(visit, "leg")).url == url(visit, "where")
    client.post(url(visit, "where"), {"where": ["CALF_LEFT"], "where-CALF_LEFT-pain": "6"})
    assert client.get(url(visit, "leg")).status_code == 200


def test_what_was_sent_is_read_and_no_longer_filled_in(world, visit):
    begun(world, visit)
    models.Intake.objects.update(state="FINISHED", finished_at=world.now)
    client = cast.client_of(world.ada)
    assert client.get(url(visit, "tell")).url == url(visit, "answers")
    assert client.get(url(visit)).url == url(visit, "answers")
    assert client.post(url(visit, "tell"), {"tell": "late"}).url == url(visit, "answers")


# --- A sign that cannot wait ----------------------------------------------------------------------------------------------

NUMB_SADDLE = {"where": "SADDLE", "where-SADDLE-feel": "NUMB", "where-SADDLE-pain": "0", "where-seen": "0"}


def test_numbness_between_the_legs_brings_the_emergency_words_at_once_and_tells_the_practitioner(
    world, visit
):
    client = begun(world, visit)
    reply = client.post(url(visit, "where"), NUMB_SADDLE)
    assert reply.url.startswith(url(visit, "support"))
    page = client.get(reply.url).content.decode()
    assert "Get emergency help now" in page and "911" in page and "988" not in page.split("<main")[1]
    notice = models.Notice.objects.get()
    assert (notice.kind, notice.patient) == ("RED_FLAG", world.ada)
    assert "Get emergency help now" in client.get(url(visit, "where")).content.decode()
    assert "Get emergency help now" not in client.get(url(visit, "pain")).content.decode()


def test_autosave_brings_the_emergency_words_to_the_same_page(world, visit):
    client = begun(world, visit)
    data = {**NUMB_SADDLE, "autosave": "1", "item": "where"}
    assert "Get emergency help now" in client.post(url(visit, "where"), data).json()["help"]
    assert models.Notice.objects.get().kind == "RED_FLAG"


def test_other_numbness_or_pain_between_the_legs_is_no_alarm(world, visit):
    client = begun(world, visit)
    client.post(url(visit, "where"), {"where": "SADDLE", "where-SADDLE-feel": "ACHING", "where-seen": "0"})
    assert not models.Notice.objects.exists()


def test_whoever_types_a_paper_form_in_is_sent_for_a_practitioner(world, visit):
    client = begun(world, visit, world.ruth)
    page = client.get(client.post(url(visit, "where"), NUMB_SADDLE).url).content.decode()
    assert "Ask a practitioner to come now" in page


def test_the_emergency_words_are_read_in_the_language_of_the_form(world, visit):
    client = begun(world, visit)
    reply = client.post(url(visit, "where"), NUMB_SADDLE)
    english = client.get(reply.url).content.decode()
    spanish = client.get(reply.url, {"language": "es"}).content.decode()
    assert "Do not wait for your visit" in english
    assert "Do not wait" not in spanish and "911" in spanish

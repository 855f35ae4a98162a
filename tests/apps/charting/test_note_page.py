"""Every change of a note is kept as it is made; a typed line is read as it is typed; two tablets lose nothing."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.charting import models, queries, rules
from needlepoint.charting.actions import holding, noting
from needlepoint.charting.forms import chart as chart_forms
from needlepoint.people import models as people
from tests import cast
from tests.apps.charting import room
from tests.apps.charting.test_views import Page, text, url


@pytest.fixture
def visit(world):
    return room.a_visit_ready(world)


@pytest.fixture
def mei(world):
    return cast.client_of(world.mei)


@pytest.fixture
def page(mei, visit):
    return Page(mei, visit)


def form_of(page):
    data = {}
    for name, value in page.open().fields():
        data.setdefault(name, []).append(value)
    return data


def kept(client, visit, data, **changes):
    return client.post(url("keep", visit), {**data, **changes})


# --- Five questions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["keep", "read"])
@pytest.mark.parametrize(("who", "status"), [("ruth", 403), ("eve", 404)])
def test_only_the_clinics_practitioners_have_anything_kept_or_read(world, visit, name, who, status):
    client = cast.client_of(getattr(world, who))

    assert client.post(url(name, visit), {"told": "x", "add": "BL23"}).status_code == status
    assert not models.Note.objects.exists()


@pytest.mark.parametrize("name", ["keep", "read"])
def test_what_is_kept_or_read_is_sent_and_the_visit_is_known(mei, visit, name):
    assert mei.get(url(name, visit)).status_code == 405
    assert mei.post(reverse(f"charting:{name}", args=["nosuchcode"])).status_code == 404


# --- Kept as it is changed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spot", ["ASHI@" + "x" * 40, "ASHI@<b>", "ASHI@l4", "ASHI@L9", "ASHI@\x01", "BL23@L4"]
)
def test_a_place_that_nobody_can_choose_is_not_kept_and_the_chart_stays(mei, page, visit, spot):
    data = form_of(page)
    kept(mei, visit, data)

    reply = kept(mei, visit, data, points=[*data["points"], spot])

    note = queries.note_of(visit)
    assert reply.status_code == 422
    assert not note.needlings.exclude(place="").exists()
    row = rules.Row("BL23", rules.Side.LEFT, 1, place="L4")
    with pytest.raises(holding.UnableToChart, match="No point is called BL23 L4"):
        noting.set_points(note=note, rows=[row], by=cast.viewer(note.practitioner), now=visit.starts_at)


def test_a_sore_spot_and_a_paired_point_are_kept_at_every_place_a_line_can_say(mei, page, visit):
    kept(mei, visit, {**form_of(page), "add": "ashi L4-L5 L; ashi ql R; ashi si joint L; EX-B2 L3-L4"})

    places = set(queries.note_of(visit).needlings.exclude(place="").values_list("place", flat=True))
    assert places == {"L4-L5", "QL", "SI_JOINT", "L3", "L4"}


def test_a_change_is_kept_the_patient_received_and_the_time_said(mei, page, visit):
    data = form_of(page)

    reply = kept(mei, visit, data, told="Better", side_GB30="LEFT")

    note = queries.note_of(visit)
    assert (note.told, note.visit.state) == ("Better", "ARRIVED")
    assert {row.code: (str(row.side), row.is_copied) for row in queries.chart_of(note).rows} == {
        "BL23": ("BOTH", True),
        "GV3": ("MIDDLE", True),
        "GB30": ("LEFT", False),
    }
    assert reply.json()["kept"] == "Kept at 9:30"
    assert reply.json()["count"] == "4 needles"


def test_the_same_change_sent_twice_is_kept_once(mei, page, visit):
    data = form_of(page)

    first = kept(mei, visit, data, told="Better", points=["BL23"])
    written = room.recorded("note_written"), room.recorded("note_charted")
    second = kept(mei, visit, data, told="Better", points=["BL23"])

    note = queries.note_of(visit)
    assert note.told == "Better"
    assert [one.point_code for one in note.needlings.all()] == ["BL23"]
    assert first.json()["said"] == second.json()["said"] == []
    assert (room.recorded("note_written"), room.recorded("note_charted")) == written


def test_what_another_tablet_wrote_and_added_meanwhile_stays_and_is_said(world, mei, page, visit):
    data = form_of(page)
    omar = cast.client_of(world.omar)
    kept(omar, visit, data, told="Omar heard this", points=[*data["points"], "BL40"], position="PRONE")

    reply = kept(mei, visit, data, told="Mei heard that", points=["BL23", "GV3"], position="SIDE")

    note = queries.note_of(visit)
    assert note.told == "Omar heard this\n\nMei heard that"
    assert {row.code for row in queries.chart_of(note).rows} == {"BL23", "GV3", "BL40"}
    assert note.position == "SIDE"
    said = " ".join(reply.json()["said"])
    assert "Added on another tablet meanwhile: BL40" in said
    assert "Lying was changed on another tablet too" in said
    assert "On the front" in said


def test_words_are_kept_even_while_a_number_is_wrong(mei, page, visit):
    reply = kept(mei, visit, form_of(page), told="Better", needles_BL23="99")

    assert reply.status_code == 422
    assert "Needles at BL23" in reply.json()["said"][0]
    assert queries.note_of(visit).told == "Better"


def test_words_are_kept_while_needles_are_in(world, mei, visit):
    room.needled(world, visit)
    page = Page(mei, visit)

    reply = kept(mei, visit, form_of(page), response="Drowsy")

    assert (reply.status_code, queries.note_of(visit).response) == (200, "Drowsy")


def test_nothing_is_kept_in_a_signed_note_and_it_is_said(world, mei, visit):
    room.signed(world, visit)

    reply = kept(mei, visit, {"told": "Late"})

    assert reply.status_code == 409
    assert "signed" in reply.json()["said"][0]


def test_a_page_that_sends_nothing_is_told_so(mei, visit):
    assert kept(mei, visit, {}).status_code == 422
    assert not models.Note.objects.exists()


def test_a_base_that_this_page_did_not_write_is_left_aside(mei, page, visit):
    reply = kept(mei, visit, form_of(page), base='[["nonsense"]]', told="Better")

    assert reply.status_code == 200
    assert chart_forms.unpacked("[1,2") is None
    assert chart_forms.unpacked("[" * 5000) is None


def test_a_choice_against_a_caution_is_kept_and_no_needle_goes_in_without_a_reason(world, mei, page, visit):
    people.Patient.objects.filter(pk=world.ada.pk).update(cautions=["pregnant"])
    data = form_of(page)
    data["points"] = [*data["points"], "SP6"]

    reply = kept(mei, visit, data)
    refused = page.open().tap("Needles are in")

    assert reply.status_code == 200
    assert "Only with a reason" in reply.json()["html"]["alarms"]
    assert refused.response.status_code == 422
    page.open()
    page.tap("Needles are in", reason="Past 37 weeks, agreed together")
    assert queries.note_of(visit).needles_in_at
    assert set(queries.note_of(visit).reasons.values()) == {"Past 37 weeks, agreed together"}


def test_keeping_costs_the_same_for_few_and_for_many_points(mei, page, visit, django_assert_max_num_queries):
    data = form_of(page)
    kept(mei, visit, data, told="a")
    with django_assert_max_num_queries(60) as few:
        kept(mei, visit, data, told="b", position="SIDE", points=["BL23"])
    many = [f"BL{number}" for number in range(11, 41)]
    with django_assert_max_num_queries(len(few.captured_queries)):
        kept(mei, visit, data, told="c", position="PRONE", points=many)


# --- A typed line --------------------------------------------------------------------------------------------------------


def test_a_line_is_read_as_it_is_typed_and_nothing_is_kept(mei, visit):
    said = text(mei.post(url("read", visit), {"add": "BL23 b 25mm deqi; EA 2Hz BL23-BL25 b 20min; nonsense"}))

    assert "BL23 both, 2 needles, 25 mm, de qi" in said
    assert "Current BL23–BL25 both, 2 Hz, 20 minutes" in said
    assert "nonsense" in said
    assert not models.Note.objects.exists()


def test_a_caution_is_said_while_the_point_is_still_being_typed(world, mei, visit):
    people.Patient.objects.filter(pk=world.ada.pk).update(cautions=["pregnant"])

    reply = mei.post(url("read", visit), {"add": "SP6"})

    assert 'class="caution"' in reply.content.decode()
    assert "Pregnan" in text(reply)


def test_a_typed_line_is_kept_beside_what_was_made_of_it(mei, page, visit, world):
    room.consent(world, "ELECTRO", "CUPPING")
    line = "BL25 b 25mm deqi; ashi L4 L x3; EA 2Hz BL23-BL25 b 20min; cupping BL18-BL25 b 10min; lot A123"

    page.open().tap("Add", add=line)

    note = queries.note_of(visit)
    chart = queries.chart_of(note)
    assert note.typed == line
    assert note.techniques == ["ELECTRO", "CUPPING"]
    assert [(one.kind, one.hz, one.minutes) for one in note.parts.all()] == [
        ("ELECTRO", [2], 20),
        ("CUPPING", [], 10),
    ]
    rows = {(row.code, row.place): (row.needles, row.depth_mm, row.response) for row in chart.rows}
    assert rows["BL25", ""] == (2, 25, "DEQI")
    assert rows["ASHI", "L4"] == (3, None, "")
    assert note.needle_lot == "A123"
    page.open()
    assert "25 mm, de qi" in text(page.response)


def test_words_that_were_not_understood_are_kept_as_words_when_somebody_says_so(mei, page, visit):
    page.open().tap("Add", add="BL40 b; patient sang")
    assert page.response.status_code == 422

    page.tap("Add", add="BL40 b; patient sang", keep_words="1")

    note = queries.note_of(visit)
    assert note.typed == "BL40 b; patient sang"
    assert note.needlings.filter(point_code="BL40", side="BOTH").exists()


def test_a_technique_without_consent_cannot_be_typed_either(mei, page, visit):
    page.open().tap("Add", add="cupping BL18-BL25 b")

    assert page.response.status_code == 422
    assert not models.TechniquePart.objects.exists()


def test_only_the_consent_that_the_line_waits_for_is_asked_and_one_tap_gives_it(mei, page, visit):
    line = "BL40 b; EA 2Hz BL23-BL25; cupping BL18-BL25"
    read = mei.post(url("read", visit), {"add": line})
    assert "They agree today: a weak current, cupping" in text(read)
    assert "Scraping" not in text(read)
    page.open().tap("Add", add=line)
    assert "Type what you do: Cupping: no consent on record" in text(page.response)
    assert "Type what you do: Scraping" not in text(page.response)

    answer = mei.post(url("consent", visit), {**form_of(page), "add": line, "agrees": "ELECTRO CUPPING"})

    assert answer.status_code == 302
    chart = queries.chart_of(queries.note_of(visit))
    assert [str(one.part.kind) for one in chart.parts] == ["ELECTRO", "CUPPING"]
    assert "BL40" in [row.code for row in chart.rows]


def test_a_yes_is_kept_even_while_the_line_waits_for_another_one(mei, page, visit):
    page.open()

    answer = mei.post(
        url("consent", visit), {**form_of(page), "add": "gua sha BL18-BL25", "agrees": "CUPPING"}
    )

    assert answer.status_code == 422
    assert [one.kind for one in people.Consent.objects.exclude(kind="NEEDLING")] == ["CUPPING"]


def test_a_consent_nobody_needs_today_is_no_warning_and_one_that_is_needed_stays_in_sight(mei, page, visit):
    head = text(mei.get(url("note", visit)))
    assert "Agreed: needles" in head
    assert "Cupping: not asked" not in head

    people.Consent.objects.all().delete()

    assert "Needles: not asked" in text(mei.get(url("note", visit)))


def test_a_depth_beyond_the_needle_is_said_and_stops_nothing(mei, page, visit):
    page.open().tap("Add", add="GB30 r 50mm; needle 0.25x40")

    assert "GB30: 50 mm is written, and the needle is 40 mm long." in text(mei.get(url("note", visit)))


def test_a_no_is_not_turned_into_a_yes_in_passing(world, mei, visit):
    room.consent(world, "CUPPING", is_given=False)

    read = text(mei.post(url("read", visit), {"add": "cupping BL18-BL25"}))

    assert "they said no" in read
    assert "They agree today" not in read


def test_who_types_goes_on_typing(mei, page, visit):
    response = mei.post(url("note", visit), {**form_of(page), "add": "BL40 b"})

    assert response["Location"].endswith("?typing=1")
    assert "autofocus" in mei.get(response["Location"]).content.decode()


# --- Beside the needles, the box -----------------------------------------------------------------------------------------


def test_settings_of_a_current_are_kept_in_step_and_carried_without_what_was_felt(world, mei, page, visit):
    room.consent(world, "ELECTRO")
    page.open().tap(
        "Save for now",
        techniques=["ELECTRO"],
        where_ELECTRO="BL23-BL25 b",
        hz_ELECTRO="2/100",
        waveform_ELECTRO="ALTERNATING",
        strength_ELECTRO="STRONG",
        milliamps_ELECTRO="1.5",
        minutes_ELECTRO="20",
    )
    note = queries.note_of(visit)
    [part] = note.parts.all()
    assert (part.points, part.hz, part.strength, str(part.milliamps)) == (
        [["BL23", "BL25", "BOTH"]],
        [2, 100],
        "STRONG",
        "1.50",
    )
    assert note.techniques == ["ELECTRO"]

    page.open().tap("Save for now", techniques=[])

    note.refresh_from_db()
    assert (note.techniques, note.parts.count()) == ([], 0)


@pytest.mark.parametrize(
    ("box", "wrong"),
    [
        ("where", "nowhere"),
        ("hz", "many"),
        pytest.param("minutes", "999", marks=pytest.mark.slow),
        pytest.param("milliamps", "99", marks=pytest.mark.slow),
    ],
)
def test_a_setting_nobody_means_is_refused_with_the_words_kept(world, page, visit, box, wrong):
    room.consent(world, "ELECTRO")

    page.open().tap("Save for now", told="Stiff", techniques=["ELECTRO"], **{f"{box}_ELECTRO": wrong})

    assert page.response.status_code == 422
    assert "Stiff" in page.html
    assert queries.note_of(visit) is None


def test_the_clinics_last_box_of_needles_is_remembered_until_it_is_past_its_date(world, mei, visit):
    last = room.a_past_note(world)
    models.Note.objects.filter(pk=last.pk).update(
        needle_brand="Seirin",
        needle_lot="A123",
        needle_expires_on=dt.date(2027, 5, 31),
        response_sought="DEQI",
    )

    note = room.opened(world, visit)

    assert (note.needle_brand, note.needle_lot, note.response_sought) == ("Seirin", "A123", "DEQI")
    assert queries.supply_of(world.clinic.pk, on=dt.date(2027, 6, 1)).lot == ""


def test_a_fact_that_no_note_has_is_never_kept(world, visit):
    note = room.opened(world, visit)

    with pytest.raises(ValueError, match="colour"):
        noting.note_facts(note=note, by=cast.viewer(world.mei), now=world.now, colour="green")


def test_facts_of_a_signed_note_stay(world, visit):
    note = room.signed(world, visit)

    with pytest.raises(holding.UnableToChart):
        noting.note_facts(note=note, by=cast.viewer(world.mei), now=world.now, needle_lot="B7")

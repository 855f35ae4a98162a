"""Reading the official words of a questionnaire: every fault at once, and a form that asks and scores like any other."""

import json
import time
from fractions import Fraction

import pytest

from needlepoint.intake.rules import packs
from needlepoint.knowledge.instruments import catalogue, scoring
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition
from tests import wording_packs

KEYS = [one.key for one in catalogue.by_pack()]
PEG, RMDQ = catalogue.instrument("PEG"), catalogue.instrument("RMDQ24")
Kind = definition.Kind


def faults_of(key, text, language="en", table=""):
    return packs.read(catalogue.instrument(key), text, language=language, table=table).faults


@pytest.mark.parametrize("key", KEYS)
def test_our_template_filled_in_is_whole_and_becomes_a_form(key):
    draft = wording_packs.draft(key)

    assert draft.faults == ()
    assert [one.key for one in draft.items] == [item.key for item in draft.instrument.items]
    form = packs.form_of(draft.instrument, draft.items, version="v", intro=draft.intro)
    assert (form.key, form.version) == (f"pack:{key}", "v")
    assert scoring.instruments_in(form) == (key,)
    assert all(item.question for item in form.items)
    assert form.screens[0].lead == "Introduction"


@pytest.mark.parametrize("key", KEYS)
def test_a_fhir_questionnaire_says_the_same(key):
    read = packs.read(catalogue.instrument(key), wording_packs.words_fhir(key), language="en")

    assert read.faults == ()
    assert read.items == wording_packs.draft(key).items
    assert (read.intro, read.version) == ("Introduction", "2.1")


def test_a_spreadsheet_may_write_semicolons_and_a_mark_at_the_beginning():
    text = "\ufeff" + wording_packs.words_csv("PEG").replace(",", ";")

    assert faults_of("PEG", text) == ()


def test_every_fault_of_a_file_is_told_at_once():
    text = wording_packs.words_csv(
        "PHQ4",
        without=("PHQ4_4",),
        extra=[["PHQ4_1", "Item 1", "a", "b", "c", "d"], ["PHQ4_9", "Item 9"]],
        changes={("PHQ4_2", "words"): "", ("PHQ4_3", "2"): "", ("PHQ4_3", "1"): "Answer 0"},
    )

    faults = faults_of("PHQ4", text)

    for part in (
        "has 4 items, and the file has 5",
        "PHQ4_1 stands in the file 2 times",
        "PHQ4_9 is not an item",
        "PHQ4_4 is missing",
        "PHQ4_2 has no words",
        "PHQ4_3 lacks the words of answer 2",
        "PHQ4_3 has two answers in the same words",
    ):
        assert any(part in fault for fault in faults), part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "The file is empty"),
        ("\ufeff  \n", "The file is empty"),
        ("name,sentence\nPEG_1,Item 1", "must begin with"),
        ("{broken", "cannot be read as JSON"),
        ("[1, 2]", "not a FHIR Questionnaire"),
        ('{"resourceType": "Patient"}', "not a FHIR Questionnaire"),
        ('{"resourceType": "Questionnaire"}', "has 3 items, and the file has 0"),
        ('{"resourceType": "Questionnaire", "item": [7, {"linkId": "PEG_1", "item": 3}]}', "PEG_1 has no words"),
        ("key,words,0,10,11\nPEG_1,Item 1,a,b,c", "The column “11” is not an answer"),
        ("key,words,0,10,0\nPEG_1,Item 1,a,b,c", "The column “0” stands in the file 2 times"),
        ("key,words,0,10\nPEG_1,Item 1,a,b,c", "has more cells"),
        ('key,words,0,10\nPEG_1,"Item' + "x" * 140_000 + '"', "cannot be read as a table"),
        (wording_packs.words_csv("PEG", changes={("PEG_1", "words"): "x" * 1001}), "longer than 1000"),
        (wording_packs.words_csv("PEG", changes={("PEG_2", "words"): "Item 1"}), "have the same words"),
        (wording_packs.words_csv("PEG", language="es"), "says its language is es"),
        (wording_packs.words_csv("PEG", changes={("PEG_1", "words"): "题" * 90}), "do not look like the language"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(text, part):
    assert any(part in fault for fault in faults_of("PEG", text)), faults_of("PEG", text)


def test_the_language_of_a_file_is_held_against_the_one_that_was_chosen():
    assert faults_of("PEG", wording_packs.words_fhir("PEG", language="es-MX"), "es") == ()
    assert faults_of("PEG", wording_packs.words_fhir("PEG", language="zh-CN"), "zh-hans") != ()
    chinese = {(f"PEG_{n}", "words"): "问题" * n for n in (1, 2, 3)}
    assert faults_of("PEG", wording_packs.words_csv("PEG", changes=chinese), "zh-hans") == ()


def test_answers_of_a_fhir_file_may_be_whole_numbers_or_carry_what_they_count():
    data = json.loads(wording_packs.words_fhir("PHQ4"))
    items = data["item"][0]["item"]
    weight = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
    items[1]["answerOption"] = [
        {
            "valueCoding": {
                "code": f"LA-{n}",
                "display": f"Answer {n}",
                "extension": [{"url": weight, "valueDecimal": n}],
            }
        }
        for n in range(4)
    ]
    items[2]["answerOption"] = [{"valueInteger": n} for n in range(4)]
    items[3]["answerOption"] = [*items[3]["answerOption"], {"valueString": "maybe"}]

    faults = faults_of("PHQ4", json.dumps(data))

    assert faults == ("PHQ4_3 has an answer that is neither valueCoding nor valueInteger.",)


def test_an_item_is_known_by_its_loinc_code_as_well():
    data = json.loads(wording_packs.words_fhir("PEG"))
    for item, code in zip(data["item"][0]["item"][1:], ("75893-8", "91145-3", "91146-1"), strict=True):
        item |= {"linkId": "/" + code, "code": [{"system": "http://loinc.org", "code": code}]}

    assert faults_of("PEG", json.dumps(data)) == ()


# --- Tables ---------------------------------------------------------------------------------------------------------------


def questionnaire(*items, **more):
    return json.dumps({"resourceType": "Questionnaire", "item": list(items), **more})


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\ud800"])
def test_signs_that_no_database_keeps_and_no_page_shows_are_refused(sign):
    for text in (
        questionnaire({"linkId": "PEG_1", "text": f"Words{sign}"}),
        questionnaire({"linkId": f"PEG_9{sign}", "text": "Words"}),
        questionnaire({"linkId": sign, "answerOption": [{}]}),
        questionnaire(version=sign),
    ):
        draft = packs.read(PEG, text, language="en")
        assert (draft.faults[0], draft.items, draft.version) == (packs.NO_LETTERS, (), "")
        assert sign not in "".join(draft.faults)


def test_a_file_of_nothing_but_empty_items_is_read_as_quickly_as_it_is_long():
    text = questionnaire(*({} for _ in range(packs.FILE_BYTES_MAX // 4)))

    began = time.process_time()
    faults = faults_of("PEG", text)

    assert time.process_time() - began < 5  # it took half a minute when each item moved all that followed
    assert any("has 3 items" in fault for fault in faults)


def test_a_table_is_read_exactly_and_kept_exactly():
    instrument = catalogue.instrument("PROMIS_PI4A")
    tables, faults = packs.read_table(instrument, wording_packs.table_csv("PROMIS_PI4A"))

    assert faults == ()
    assert tables["T"]["5"] == Fraction(201, 10)
    assert packs.tables_as_read(packs.tables_as_kept(tables)) == tables


def test_every_fault_of_a_table_is_told_at_once():
    instrument = catalogue.instrument("PROMIS_PI4A")
    rows = "scale,raw,value\nT,4,much\nT,5,101\nT,6,30\nT,6,31\nT,7,30.12345\nT,99,50\nX,8,50\n"

    _tables, faults = packs.read_table(instrument, rows)

    for part in (
        "“much” is not a number from 0 to 100",
        "“101” is not a number",
        "T, 6 stands in the table twice",
        "more than four decimals",
        "16 of 17 rows are missing (4, 5, 7, 8, 9 …)",
        "T, 99 cannot occur",
        "“X, 8, 50” does not begin with a scale",
    ):
        assert any(part in fault for fault in faults), part


@pytest.mark.parametrize(
    ("key", "text", "part"),
    [
        ("PEG", "scale,raw,value\n", "needs no table"),
        ("PROMIS_PI4A", "raw,t\n4,41", "first row of the table"),
        ("PROMIS_PI4A", 'scale,raw,value\nT,4,"' + "x" * 140_000 + '"', "cannot be read"),
    ],
)
def test_a_table_that_is_none_is_refused(key, text, part):
    assert part in packs.read_table(catalogue.instrument(key), text)[1][0]


def test_a_t_score_rises_with_its_sum():
    lines = wording_packs.table_csv("PROMIS_PI4A").splitlines()
    lines[3] = lines[3].rsplit(",", 1)[0] + ",20"

    assert packs.read_table(catalogue.instrument("PROMIS_PI4A"), "\n".join(lines))[1] == (
        "T: the number for 6 is not higher than the one before it.",
    )


def test_a_value_set_has_a_row_for_every_profile():
    tables, faults = packs.read_table(catalogue.instrument("EQ5D5L"), wording_packs.table_csv("EQ5D5L"))

    assert faults == ()
    assert len(tables["INDEX"]) == 5**5


# --- As asked -------------------------------------------------------------------------------------------------------------


def answer(item, code):
    value = said.Value(code=code) if item.kind is Kind.ONE else said.Value(number=packs.decimal.Decimal(code))
    return said.Given(said.State.ANSWERED, (value,))


@pytest.mark.parametrize("key", [key for key in KEYS if key != "RMDQ24"])
def test_a_form_that_was_filled_in_gives_the_number_of_its_answers(key):
    draft = wording_packs.draft(key)
    form = packs.form_of(draft.instrument, draft.items, version="v")
    codes = {item.key: item.codes[-1] for item in draft.instrument.items}
    answers = {item.key: answer(item, codes[item.key]) for item in form.items}

    outcomes = scoring.score_form(form, answers, draft.tables)

    assert outcomes == scoring.score(draft.instrument, codes.items(), draft.tables)
    assert all(one.is_scored for one in outcomes)


def test_a_list_to_tick_counts_what_is_ticked_and_what_is_not():
    form = packs.form_of(RMDQ, wording_packs.draft("RMDQ24").items, version="v")
    (item,) = form.items
    ticks = said.Given(
        said.State.ANSWERED, (said.Value(code="RMDQ24_2"), said.Value(place=1, code="RMDQ24_24"))
    )
    none = said.Given(said.State.ANSWERED, (said.Value(code=definition.NONE),))

    assert (item.kind, len(item.choices), item.choices[-1].code) == (Kind.MANY, 25, definition.NONE)
    assert scoring.score_form(form, {"RMDQ24": ticks})[0].value == 2
    assert scoring.score_form(form, {"RMDQ24": none})[0].value == 0
    for silent in ({}, {"RMDQ24": said.SKIPPED}, {"RMDQ24": said.UNSURE}):
        outcome = scoring.score_form(form, silent)[0]
        assert outcome.value is None
        assert "0 of 24 items are answered" in outcome.why_not


def test_long_scales_are_typed_and_short_ones_tapped():
    eq5d = packs.form_of(catalogue.instrument("EQ5D5L"), wording_packs.draft("EQ5D5L").items, version="v")
    peg = packs.form_of(PEG, wording_packs.draft("PEG").items, version="v")

    assert [item.kind for item in eq5d.items] == [Kind.ONE] * 5 + [Kind.NUMBER]
    assert "Answer 100" in eq5d.items[-1].help
    assert {item.kind for item in peg.items} == {Kind.SCALE}
    assert (peg.items[0].lowest_label, peg.items[0].highest_label) == ("Answer 0", "Answer 10")


@pytest.mark.parametrize("key", KEYS)
def test_paper_leaves_behind_what_the_form_would(key):
    instrument = catalogue.instrument(key)
    given = {item.key: item.highest for item in instrument.items}

    answers = packs.paper_answers(instrument, given)

    form = packs.on_paper(instrument)
    assert form.version == packs.PAPER
    assert scoring.score_form(form, answers)[0].value == scoring.score(instrument, given.items())[0].value
    assert packs.paper_answers(instrument, {}) == {}


def test_nothing_ticked_on_paper_is_an_answer_too():
    answers = packs.paper_answers(RMDQ, {item.key: 0 for item in RMDQ.items})

    assert answers["RMDQ24"].codes == (definition.NONE,)

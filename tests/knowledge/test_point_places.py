import csv
import re
import tomllib
from importlib import resources

import pytest

from needlepoint.knowledge.points import atlas, places

FOLDER = resources.files("needlepoint.knowledge.points")
COLUMNS = list(csv.DictReader(FOLDER.joinpath("data", "points.csv").read_text("utf-8").splitlines()))
WORDED = tomllib.loads(FOLDER.joinpath("places.toml").read_text("utf-8"))
CODES = [point.code for point in atlas.all_points()]
NOT_IN_WORDS = re.compile(r"unknown|none|nan\b|null|\bn/a|[{}|:;_]|  |\.\.|,\.", re.IGNORECASE)
NUMBERS = ("lateral_cun", "along_cun", "line_total_cun")


def words_of(code):
    return " ".join(places.place(code).sentences)


def test_all_382_points_have_a_place_in_whole_sentences():
    assert len(places.all_places()) == 382
    for code in CODES:
        for number, sentence in enumerate(places.place(code).sentences):
            assert re.fullmatch(r"[A-Z0-9].*[a-z0-9)]\.", sentence), (code, sentence)
            assert " " in sentence
            if number == 0:
                assert sentence.startswith(("It lies ", "This is ", "These are ")), (code, sentence)


def test_nothing_unknown_and_no_left_over_of_a_table_is_printed_as_a_fact():
    for code in CODES:
        place = places.place(code)
        for text in (*place.sentences, place.precision, *place.doubts):
            leftover = NOT_IN_WORDS.search(text.replace("That is no limit:", "").replace("given: ", "given "))
            hinted = text.startswith("These are the two hollows")  # an enumeration after a colon
            assert leftover is None or hinted or leftover[0] == ":", (code, text)


@pytest.mark.parametrize("column", NUMBERS)
def test_every_distance_of_the_table_is_in_the_words(column):
    for row in COLUMNS:
        # A line of so many cun says nothing of a point that lies at its end.
        is_idle = column == "line_total_cun" and (not row["along_cun"] or float(row["along_cun"]) == 0)
        if not row[column] or float(row[column]) == 0 or is_idle:
            continue
        number = f"{float(row[column]):g}"
        words = words_of(row["code"])
        is_small_part = number in re.findall(r"\d+(?:\.\d+)?", words)
        # The belly counts five cun and a point five cun down lies at its end: said once.
        assert is_small_part, (row["code"], column, number, words)


def test_every_level_and_landmark_that_has_a_number_is_in_the_words():
    for row in COLUMNS:
        bone = re.search(r"(?:spinous process|foramen|space|rib) ?([CTLS]?\d+)", row["landmark"])
        if bone is None or row["code"] in {"GB21", "EX-HN15", "SI13", "GV15", "BL10"}:
            continue
        number = int(re.sub(r"\D", "", bone[1]))
        words = words_of(row["code"])
        assert places.ORDINALS[number] in words or bone[1] in words, (row["code"], words)


def test_points_named_in_a_place_exist_and_no_point_is_found_from_itself():
    for code in CODES:
        named = set(
            re.findall(
                r"\b(?:EX-[A-Z]+\d+|(?:LU|LI|ST|SP|HT|SI|BL|KI|PC|TE|GB|LR|GV|CV)\d+)\b", words_of(code)
            )
        )
        assert named <= set(CODES), code
        assert code not in named, code


def test_a_place_counted_in_cun_says_what_a_cun_is_and_another_that_a_hand_finds_it():
    assert "share of this person's own body" in places.place("BL23").precision
    assert "found by touch" in places.place("GB34").precision
    assert "can be measured" in places.place("BL40").precision
    for row in COLUMNS:
        assert ("touch" in places.place(row["code"]).precision) == (row["precision"] == "landmark")


def test_what_the_standards_do_not_agree_on_is_said_for_every_point_with_a_note():
    noted = {row["code"] for row in COLUMNS if row["location_note"]}

    assert noted == set(WORDED["doubts"])
    for code in noted:
        assert places.place(code).doubts
    assert "controversial" in places.place("GB30").doubts[0]
    assert places.place("BL23").doubts == ()


def test_extra_points_say_that_the_standard_does_not_have_them():
    for code in CODES:
        is_extra = code.startswith("EX")
        assert places.place(code).standing.startswith("Unconfirmed") == is_extra


def test_the_figure_is_not_trusted_where_it_was_drawn_by_eye():
    assert "by eye" in places.place("SI3").drawing
    assert "same distances" in places.place("BL23").drawing
    assert "not drawn" in places.place("GV1").drawing


def test_points_with_words_of_their_own_exist_and_a_code_that_does_not_is_refused():
    assert set(WORDED["points"]) <= set(CODES)
    with pytest.raises(KeyError):
        places.place("BL68")


# code | what a practitioner reads
READ = """
BL23  | 1.5 cun to the side of the midline of the back, level with the lower border of the spinous process of the second
SP6   | 3 cun above the prominence of the medial malleolus. The line from the apex of the patella to the prominence of the
PC6   | 2 cun proximal to the palmar wrist crease
GV20  | on the midline, 5 cun behind the anterior hairline
LR14  | in the sixth intercostal space, 4 cun to the side of the midline of the chest
BL54  | level with the fourth posterior sacral foramen, 3 cun to the side of the median sacral crest
GB30  | a third (1/3) of the way from the trochanter
BL67  | 0.1 cun from the lateral corner of the base of the nail
"""


@pytest.mark.parametrize("line", READ.strip().splitlines())
def test_a_place_reads_as_a_practitioner_would_say_it(line):
    code, words = (part.strip() for part in line.split("|"))

    assert words in words_of(code)

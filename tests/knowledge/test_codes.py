import pytest

from needlepoint.knowledge.codes import icd10cm


@pytest.mark.parametrize("parent", ["M54.5", "M54.3", "M54.4", "M51.36", "M51.37"])
def test_a_parent_code_is_not_billable_and_its_children_are(parent):
    children = [one for one in icd10cm.codes() if one.code != parent and one.code.startswith(parent)]

    assert not icd10cm.code(parent).billable
    assert children
    assert all(child.billable for child in children)


def test_every_code_says_which_release_it_was_checked_against():
    assert {one.release for one in icd10cm.codes()} == {"April 2026"}
    assert icd10cm.code("M54.50").label == "Low back pain, unspecified"
    assert icd10cm.code("M54.50").group == "low back pain"


def test_codes_are_unique_and_labels_are_ours():
    codes = icd10cm.codes()

    assert len({one.code for one in codes}) == len(codes)
    assert len({one.label for one in codes}) == len(codes)
    with pytest.raises(KeyError):
        icd10cm.code("M54")


def _told(*codes):
    return [(remark.trap.value, remark.codes) for remark in icd10cm.remarks(codes)]


def test_every_trap_is_told_at_once():
    assert _told("G89.29", "M54.50", "M51.26", "M54.42", "M54.5", "Q99.9", "G83.4") == [
        ("NOT_WHOLE", ("M54.5",)),
        ("NOT_LISTED", ("Q99.9",)),
        ("TO_A_DOCTOR", ("G83.4",)),
        ("NOT_FIRST", ("G89.29",)),
        ("NOT_TOGETHER", ("M54.50", "M51.26")),
        ("NOT_TOGETHER", ("M54.50", "M54.42")),
        ("NOT_TOGETHER", ("M51.26", "M54.5")),
        ("NOT_TOGETHER", ("M54.42", "M54.5")),
    ]


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("M54.50", "M54.42", True),
        ("M54.59", "S39.012A", True),
        ("M54.51", "M51.370", True),
        ("M54.51", "M51.361", False),
        ("M54.31", "M51.16", True),
        ("M54.32", "M51.371", True),
        ("M54.32", "G57.00", True),
        ("M54.41", "M51.362", True),
        ("M54.41", "M51.360", False),
        ("M54.50", "G89.29", False),
    ],
)
def test_what_the_list_does_not_want_together_is_told_in_either_order(one, other, clash):
    for pair in ((one, other), (other, one)):
        assert any(remark.trap is icd10cm.Trap.NOT_TOGETHER for remark in icd10cm.remarks(pair)) is clash


def test_a_parent_says_what_could_stand_in_its_place():
    (remark,) = icd10cm.remarks(["M54.5"])

    assert remark.instead == ("M54.50", "M54.51", "M54.59")


@pytest.mark.parametrize("codes", [(), ("",), ("M54.50",), ("M54.42", "G89.29", "Z79.01")])
def test_ordinary_codes_meet_no_remark(codes):
    assert icd10cm.remarks(codes) == ()


@pytest.mark.parametrize(
    ("typed", "codes", "unread"),
    [
        ("", (), ()),
        ("m5450, G89.29", ("M54.50", "G89.29"), ()),
        ("N23; s39.012a n23", ("N23", "S39.012A"), ()),
        ("M54.50 backache 12", ("M54.50",), ("backache", "12")),
        ("....", (), ("....",)),
    ],
)
def test_codes_are_read_as_typed(typed, codes, unread):
    assert icd10cm.read(typed) == (codes, unread)


def test_every_listed_code_is_read_as_itself():
    for one in icd10cm.codes():
        assert icd10cm.read(one.code) == ((one.code,), ())


def test_the_list_is_dated_and_says_when_it_is_old():
    assert icd10cm.is_listed("M54.50")
    assert icd10cm.is_current(icd10cm.RELEASED_ON)
    assert icd10cm.is_current(icd10cm.GOOD_UNTIL)
    assert not icd10cm.is_current(icd10cm.dt.date(2026, 10, 1))

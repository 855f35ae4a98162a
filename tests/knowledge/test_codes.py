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

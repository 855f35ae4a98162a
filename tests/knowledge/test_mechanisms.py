"""How needles are thought to work: nothing is said to be seen without a source that somebody read."""

import pytest

from needlepoint.knowledge.evidence import claims, mechanisms, sources

ROW = '[[mechanisms]]\nclaim = "said_nerves"\nidea = "Nerves"\n'


def read(more):
    return mechanisms.read(ROW + more, sources.all_sources())


def test_what_no_study_looked_at_is_told_apart_from_what_was_not_seen():
    (one,) = read('animals = { found = "SEEN", sources = ["goldman_2010"] }\n')

    assert [cell.found for cell in one.cells] == ["SEEN", "NO_STUDY", "NO_STUDY"]
    assert [cell.by for cell in one.cells[1:]] == [(), ()]


@pytest.mark.parametrize("cited", ["[]", '["nih_1997"]'])
def test_a_finding_without_a_source_that_was_read_is_refused(cited):
    with pytest.raises(ValueError, match="needs a source that was read"):
        read(f'people = {{ found = "SEEN", sources = {cited} }}\n')


def test_a_claim_or_a_source_that_is_not_listed_is_refused():
    with pytest.raises(KeyError):
        read('backs = { found = "SEEN", sources = ["nobody_1900"] }\n')
    with pytest.raises(KeyError):
        mechanisms.read(ROW.replace("said_nerves", "said_magic"), sources.all_sources())


def test_every_idea_of_ours_has_its_claim_and_a_link_for_everything_that_was_seen():
    for one in mechanisms.all_mechanisms():
        assert claims.claim(one.claim).outcome is claims.Outcome.MECHANISM
        assert len(one.cells) == len(mechanisms.GROUPS)
        assert all(source.link for cell in one.cells for source in cell.by)

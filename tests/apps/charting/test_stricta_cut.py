"""A report never leaves visits out in silence."""

from django.urls import reverse

from needlepoint.charting.queries import stricta as queries
from tests import cast
from tests.apps.charting.test_stricta import signed


def test_a_report_that_reads_no_further_says_so_on_the_page_and_as_text(world, monkeypatch):
    signed(world)
    client = cast.client_of(world.mei)
    addresses = reverse("charting:stricta"), reverse("charting:stricta_file", args=["text"])
    before = [client.get(address).content.decode() for address in addresses]
    monkeypatch.setattr(queries, "MOST", 1)

    after = [client.get(address).content.decode() for address in addresses]

    assert not any("Only the first" in text for text in before)
    assert all("Only the first 1 visits are counted" in text for text in after)

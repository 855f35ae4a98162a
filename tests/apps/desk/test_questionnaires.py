"""The owner loads the official words of a questionnaire: looked at first, kept with the terms, laid aside, never deleted."""

import html

import pytest
from django.core.files import uploadedfile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needlepoint.house import models as house
from needlepoint.intake import models
from needlepoint.intake.actions import packs as actions
from needlepoint.intake.queries import packs as queries
from needlepoint.knowledge.instruments import catalogue
from tests import cast, wording_packs

pytestmark = pytest.mark.django_db
LIST = reverse("desk:questionnaires")


@pytest.fixture
def ivo(world):
    return cast.client_of(world.ivo)


def load_url(key="PEG"):
    return reverse("desk:questionnaire_load", args=[key])


def posted(key="PEG", **changes):
    return {
        "words": wording_packs.words_csv(key),
        "language": "en",
        "version": "1",
        "source": "The paper",
        **changes,
    }


def a_pack(w, key="PEG", *, now=None, language="en"):
    return actions.load_pack(
        clinic=w.clinic,
        draft=wording_packs.draft(key),
        version="1",
        source="",
        is_acknowledged=True,
        by=cast.viewer(w.ivo),
        now=now or w.now,
    )


def test_the_list_says_for_each_what_it_is_what_it_takes_and_where_to_get_it(world, ivo):
    a_pack(world)

    answer = ivo.get(LIST)

    lines = {line.name: line for line in answer.context["lines"]}
    text = html.unescape(answer.content.decode())
    for one in catalogue.by_pack():
        assert lines[one.name].terms == one.terms.label
        assert all(words in text for words in (one.name, one.measures, one.get_it_from, one.terms.label))
    assert [line.name for line in lines.values() if line.loaded] == [catalogue.instrument("PEG").name]


def test_every_questionnaire_has_a_page_with_its_terms_and_a_template(world, ivo):
    for one in catalogue.by_pack():
        page = ivo.get(reverse("desk:questionnaire", args=[one.key]))
        words = ivo.get(reverse("desk:questionnaire_csv", args=[one.key]))

        assert one.licence in html.unescape(page.content.decode())
        assert words.content.decode("utf-8-sig").count("\n") == len(one.items) + 3
        assert words["Content-Disposition"] == f'attachment; filename="{one.key.lower()}-words.csv"'


def test_a_table_template_names_every_row_that_is_needed(world, ivo):
    table = ivo.get(reverse("desk:questionnaire_table", args=["PROMIS_PF4A"])).content.decode("utf-8-sig")

    assert table.splitlines()[:2] == ["scale,raw,value", "T,4,"]
    assert len(table.splitlines()) == 18


def test_a_measure_of_ours_or_of_nobody_has_no_page(world, ivo):
    for key in ("PAIN", "NONE", "peg"):
        for name in ("questionnaire", "questionnaire_load", "questionnaire_csv", "questionnaire_table"):
            assert ivo.get(reverse(f"desk:{name}", args=[key])).status_code == 404


def test_words_are_looked_at_before_anything_is_kept(world, ivo):
    answer = ivo.post(load_url(), posted(look="yes"))

    assert answer.status_code == 200
    assert "Item 3" in answer.content.decode()
    assert catalogue.instrument("PEG").licence in answer.content.decode()
    assert not models.Pack.objects.exists()


def test_what_was_looked_at_is_kept_with_the_terms_as_shown(world, ivo):
    looked = ivo.post(load_url(), posted(look="yes"))
    carried = dict(looked.context["form"].carried)

    answer = ivo.post(load_url(), {**carried, "keep": "yes", "is_acknowledged": "on"})

    assert answer.status_code == 302
    pack = models.Pack.objects.get()
    assert (pack.instrument, pack.language, pack.version, pack.source) == ("PEG", "en", "1", "The paper")
    assert pack.licence == catalogue.instrument("PEG").licence
    assert (pack.acknowledged_by, pack.acknowledged_at is not None) == (cast.viewer(world.ivo).who, True)
    assert [item.words for item in pack.items.all()] == ["Item 1", "Item 2", "Item 3"]
    entry = house.AuditEntry.objects.get(what="pack_loaded")
    assert entry.details == {"instrument": "PEG", "language": "en", "replaced": False}


def test_without_the_tick_nothing_is_kept_and_the_page_says_why(world, ivo):
    answer = ivo.post(load_url(), posted(keep="yes"))

    assert answer.status_code == 422
    assert "confirm that your clinic may use" in answer.content.decode()
    assert "Item 3" in answer.content.decode()
    assert not models.Pack.objects.exists()


def test_files_are_read_and_what_they_hold_stays_on_the_page(world, ivo):
    words = wording_packs.words_csv("PROMIS_PI4A", changes={("PROMIS_PI4A_2", "words"): ""})
    files = {
        "words_file": uploadedfile.SimpleUploadedFile("w.csv", ("\ufeff" + words).encode()),
        "table_file": uploadedfile.SimpleUploadedFile("t.csv", b"scale,raw,value\nT,4,41\n"),
    }

    answer = ivo.post(load_url("PROMIS_PI4A"), {"language": "en", "look": "yes", **files})

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert errors["words"] == ["PROMIS_PI4A_2 has no words."]
    assert "16 of 17 rows are missing" in errors["table"][0]
    assert "Answer 5" in answer.context["form"]["words"].value()
    assert not models.Pack.objects.exists()


@pytest.mark.parametrize(
    ("content", "part"),
    [(b"\xff\xfe\x00k", "CSV UTF-8"), (b"x" * 300_001, "too long"), (b"", "The file is empty.")],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(world, ivo, content, part):
    files = {"words_file": uploadedfile.SimpleUploadedFile("w.csv", content)}

    answer = ivo.post(load_url(), {"language": "en", "look": "yes", **files})

    assert answer.status_code == 422
    assert part in str(answer.context["form"].errors)


def test_another_language_or_none_is_refused(world, ivo):
    assert ivo.post(load_url(), posted(language="fr")).status_code == 422
    assert ivo.post(load_url(), {}).status_code == 422
    assert not models.Pack.objects.exists()


def test_new_words_lay_the_old_ones_aside_and_delete_nothing(world):
    old = a_pack(world)
    new = a_pack(world, now=world.now.replace(hour=23))

    old.refresh_from_db()
    assert old.retired_at == new.acknowledged_at
    assert old.items.count() == 3
    assert queries.in_use(world.clinic.pk) == {"PEG": ["en"]}


def test_a_draft_with_faults_or_no_tick_never_gets_past_the_deed(world):
    with pytest.raises(actions.UnableToLoad) as refused:
        actions.load_pack(
            clinic=world.clinic,
            draft=wording_packs.draft("PEG", without=("PEG_2",)),
            version="x" * 41,
            source="",
            is_acknowledged=False,
            by=cast.viewer(world.ivo),
            now=world.now,
        )

    assert len(refused.value.faults) == 4
    assert not models.Pack.objects.exists()


def test_the_deeds_refusal_stands_on_the_form(world, ivo, monkeypatch):
    def refuse(**_kwargs):
        raise actions.UnableToLoad(["Not today."])

    monkeypatch.setattr(actions, "load_pack", refuse)

    answer = ivo.post(load_url(), posted(keep="yes", is_acknowledged="on"))

    assert answer.status_code == 422
    assert "Not today." in answer.content.decode()


def test_words_can_be_looked_at_and_laid_aside_once(world, ivo):
    pack = a_pack(world, "PROMIS_PI4A")
    words, end = (reverse(f"desk:questionnaire_{name}", args=[pack.code]) for name in ("words", "end"))

    text = ivo.get(words).content.decode()
    assert "Item 4" in text
    assert "5: Answer 5" in text  # with what it is kept as
    assert "A table of 17 rows." in text
    assert ivo.get(end).status_code == 405
    assert ivo.post(end).status_code == 302
    assert ivo.post(end).status_code == 302

    assert models.Pack.objects.get().retired_at is not None
    assert house.AuditEntry.objects.filter(what="pack_retired").count() == 1
    assert "Used from" in ivo.get(words).content.decode()


def test_only_the_owner_of_this_clinic_comes_in(world):
    pack = a_pack(world)
    eve = cast.client_of(world.eve)

    assert eve.get(reverse("desk:questionnaire_words", args=[pack.code])).status_code == 404
    assert eve.post(reverse("desk:questionnaire_end", args=[pack.code])).status_code == 404
    assert "English" not in eve.get(reverse("desk:questionnaire", args=["PEG"])).content.decode()
    assert models.Pack.objects.get().retired_at is None
    for who in (world.ruth, world.mei, world.ada):
        client = cast.client_of(who)
        assert client.get(LIST).status_code != 200
        assert client.post(load_url(), posted(keep="yes", is_acknowledged="on")).status_code != 200
    assert models.Pack.objects.count() == 1


def test_a_page_costs_the_same_with_one_wording_and_with_many(world, ivo, django_assert_num_queries):

    a_pack(world)
    url = reverse("desk:questionnaire", args=["PEG"])
    ivo.get(url)
    with CaptureQueriesContext(connection) as one:
        ivo.get(url)
    for _time in range(5):
        a_pack(world)
    with django_assert_num_queries(len(one)):
        ivo.get(url)

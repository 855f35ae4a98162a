"""English, Spanish and Chinese: who reads which, and whether the translations are whole and easy to read."""

import ast
import collections
import datetime as dt
import functools
import importlib
import pathlib
import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import formats, translation

from needlepoint.house import clock, languages
from needlepoint.house import models as house
from tests import cast, make
from tests.house import spanish
from tests.knowledge import reading
from tools import messages

ROOT = pathlib.Path(settings.ROOT)
PAGE = "/does-it-work/"

# --- Who reads which language -------------------------------------------------------------------------------------------


def language_of(answer):
    [shown] = re.findall(r'<html lang="([^"]+)"', answer.content.decode())
    assert answer["Content-Language"] == shown
    return shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "got"),
    [("es-MX,es;q=0.9", "es"), ("zh-CN", "zh-hans"), ("zh-TW", "zh-hans"), ("fr,de;q=0.8", "en"), ("", "en")],
)
def test_a_browser_is_answered_in_the_language_it_asks_for(world, wanted, got):
    answer = Client().get(PAGE, headers={"accept-language": wanted})

    assert language_of(answer) == got
    assert "Accept-Language" in answer["Vary"]
    assert "Cookie" in answer["Vary"]
    assert languages.COOKIE not in answer.cookies


@pytest.mark.django_db
def test_a_choice_is_kept_by_this_browser_and_wins(world):
    client = Client(headers={"accept-language": "zh-CN"})

    assert language_of(client.get(PAGE, {"language": "es"})) == "es"
    assert language_of(client.get("/prices/")) == "es"
    kept = client.cookies[languages.COOKIE]
    assert (kept["samesite"], kept["httponly"], kept["path"], kept["secure"]) == ("Lax", True, "/", "")
    assert language_of(client.get(PAGE, {"language": "zh-hans"})) == "zh-hans"


@pytest.mark.django_db
@pytest.mark.parametrize("wish", ["klingon", "", "es\0", "../../etc", "e" * 600])
def test_a_language_we_do_not_know_changes_nothing(world, wish):
    answer = Client().get("/prices/", {"language": wish})

    assert answer.status_code in {200, 404}
    assert languages.COOKIE not in answer.cookies


@pytest.mark.parametrize("wish", ["ES", "Es-MX", "ZH-Hans", "zh-HANS-CN", "EN"])
def test_a_language_is_known_however_it_is_spelt_and_kept_as_we_spell_it(wish):
    assert languages.known(wish) in dict(settings.LANGUAGES)


@pytest.mark.django_db
def test_the_switch_keeps_the_page_and_its_query(world):
    shown = Client().get(PAGE, {"to": "a b", "part": "MORNING", "language": "es"}).content.decode()

    [chinese] = re.findall(r'<a href="([^"]+)" lang="zh-hans"', shown)
    assert chinese == "?to=a+b&amp;part=MORNING&amp;language=zh-hans"
    assert re.findall(r'<a [^>]*lang="(\S+)"[^>]*aria-current', shown) == ["es"]


@pytest.mark.django_db
def test_staff_read_english_and_are_offered_nothing_else(world):
    ruth = cast.client_of(world.ruth)
    ruth.cookies[languages.COOKIE] = "es"

    answer = ruth.get("/account/", headers={"accept-language": "zh-CN"})

    assert language_of(answer) == "en"
    assert 'class="languages' not in answer.content.decode()


@pytest.mark.django_db
def test_a_patient_reads_what_they_told_us_unless_this_browser_chose(world):
    world.ada.language = "zh-hans"
    world.ada.save(update_fields=["language"])
    ada = cast.client_of(world.ada)

    assert language_of(ada.get("/account/", headers={"accept-language": "es"})) == "zh-hans"
    assert language_of(ada.get("/account/", {"language": "es"})) == "es"
    assert language_of(ada.get("/account/")) == "es"


def test_a_form_is_sent_to_be_read_in_another_language_only_by_its_own_button():
    asked = RequestFactory()

    assert languages.chosen(asked.post("/", {"language": "zh-hans"})) == "zh-hans"
    assert languages.chosen(asked.post("/", {"language": "klingon"})) == ""
    assert languages.chosen(asked.post("/", {})) == ""
    assert languages.chosen(asked.get("/", {"language": "es"})) == ""
    assert languages.keep(HttpResponse(), "es").cookies[languages.COOKIE].value == "es"
    assert languages.forget(HttpResponse()).cookies[languages.COOKIE].value == ""


def test_an_unfinished_form_has_the_languages_as_its_own_buttons():
    from django.template import Context, Template

    request = RequestFactory().post("/somewhere/", {"x": "1"})
    template = Template("{% language_switch %}")

    assert template.render(Context({"request": request, "viewer": None})).strip() == ""
    shown = template.render(Context({"request": request, "viewer": None, "language_form": "asked"}))
    assert re.findall(r'<button class="as-link" form="asked" name="language" value="(\S+)"', shown) == [
        "en",
        "es",
        "zh-hans",
    ]


@pytest.mark.django_db
def test_what_was_typed_for_a_booking_stays_when_the_language_changes(world):
    from needlepoint.booking import models as booking
    from tests.apps.booking import test_views as pages

    visitor = pages.visitor()
    chosen = visitor.get(pages.STARTS)
    details = visitor.get(pages.links(chosen, "start=")[0])
    typed = {
        **pages.hidden(details),
        "name": "Greta",
        "birth_date_y": "1972",
        "phone": "12",
        "language": "es",
    }

    answer = visitor.post("/book/details/", typed)

    assert answer.status_code == 200
    shown = answer.content.decode()
    assert language_of(answer) == "es"
    assert 'value="Greta"' in shown
    assert 'value="1972"' in shown
    assert "aria-invalid" not in shown
    assert answer.cookies[languages.COOKIE].value == "es"
    assert not booking.Visit.objects.exists()


@pytest.mark.django_db
def test_what_the_thread_does_next_begins_in_english(world):
    Client().get(PAGE, {"language": "es"})

    assert translation.get_language() == "en"


@pytest.mark.django_db
def test_a_patient_is_asked_once_whether_we_shall_write_in_the_language_they_read_in(world):
    ada = cast.client_of(world.ada)
    assert "/account/language/" not in ada.get("/me/").content.decode()
    assert "/account/language/" in ada.get("/me/", {"language": "es"}).content.decode()

    answer = ada.post("/account/language/")

    assert answer.url == "/me/"
    world.ada.refresh_from_db()
    assert world.ada.language == "es"
    assert "/account/language/" not in ada.get("/me/").content.decode()
    assert list(
        house.AuditEntry.objects.filter(what="language_chosen").values_list("details", flat=True)
    ) == [{"language": "es"}]
    ada.post("/account/language/")
    assert house.AuditEntry.objects.filter(what="language_chosen").count() == 1


@pytest.mark.django_db
def test_we_write_to_a_patient_in_their_language_whoever_works_meanwhile(world):
    from needlepoint.outcomes import actions, rules

    world.ada.language = "zh-hans"
    world.ada.save(update_fields=["language"])
    visit = make.a_visit(world, patient=world.ada)

    with translation.override("es"):
        actions.ask(visit=visit, kind=rules.Kind.AFTER_VISIT, now=world.now)

    mail = house.OutboxMessage.objects.get(patient_id=world.ada.pk)
    assert mail.subject == f"给 {world.clinic.name} 一分钟"


# --- Days and times ------------------------------------------------------------------------------------------------------

DAY = dt.date(2026, 8, 3)


@pytest.mark.parametrize(
    ("language", "pattern", "written"),
    [
        ("en", "l j F", "Monday 3 August"),
        ("es", "l j F", "lunes 3 de agosto"),
        ("zh-hans", "l j F", "8月3日 星期一"),
        ("es", "j F Y", "3 de agosto de 2026"),
        ("zh-hans", "j F Y", "2026年8月3日"),
        ("zh-hans", "F Y", "2026年8月"),
        ("zh-hans", "D j M", "8月3日 星期一"),
    ],
)
def test_a_day_is_written_as_its_language_writes_it(language, pattern, written):
    with translation.override(language):
        assert formats.date_format(DAY, pattern) == written


@pytest.mark.parametrize(
    ("language", "morning", "noon", "evening"),
    [
        ("es", "9:10 am", "12:00 del mediodía", "6:05 pm"),
        ("zh-hans", "上午9:10", "中午12:00", "下午6:05"),
    ],
)
def test_a_time_of_day_is_said_as_its_language_says_it(language, morning, noon, evening):
    with translation.override(language):
        assert clock.minute_words(550, "US") == morning
        assert clock.minute_words(720, "US") == noon
        assert clock.minute_words(1085, "US") == evening
        assert clock.minute_words(1085, "ES") == "18:05"


ALIKE = {"l", "F", "c", "D", "G:i", "H:i", "Y-m-d", "N"}  # patterns that every language writes alike


def patterns_in_use():
    for file in sorted((ROOT / "needlepoint").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "date_format":
                yield from (one.value for one in node.args[1:] if isinstance(one, ast.Constant))
    for file in sorted((ROOT / "needlepoint").rglob("*.html")):
        yield from re.findall(r"\|date:[\"']([^\"']+)[\"']", file.read_text(encoding="utf-8"))


def test_each_language_has_every_pattern_that_a_page_writes_a_day_in():
    chinese = importlib.import_module("needlepoint.house.written.zh_Hans.formats").WRITTEN
    mexican = importlib.import_module("needlepoint.house.written.es.formats").WRITTEN
    used = set(patterns_in_use()) - ALIKE

    assert used - chinese.keys() == set()
    # "3 ago" needs no change; a whole month has its "de".
    assert {pattern for pattern in used if "F" in pattern} - mexican.keys() == set()


# --- Whole translations ----------------------------------------------------------------------------------------------------

# Read once and only when asked: whoever runs other tests does not wait for this.
catalog = functools.cache(messages.read)
found = messages.collected
VALUE = re.compile(r"%\(\w+\)s|%%|\{\w+\}|%[sd]|</?\w+[^>]*>")


def translated(language):
    """Every sentence that has a translation, with its translations: one for each plural."""
    for message in catalog(language):
        if message.id and message.string and any(message.string):
            originals = [message.id] if isinstance(message.id, str) else list(message.id)
            yield originals, [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_compiled_translations_are_those_of_the_list(language):
    compiled = messages.po_file(language).with_suffix(".mo").read_bytes()

    assert compiled == messages.compiled(catalog(language)), "run: python tools/messages.py compile"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_translation_is_a_guess_or_half_there(language):
    for message in catalog(language):
        assert not (message.id and message.fuzzy), message.id
        if isinstance(message.string, tuple):
            assert all(message.string) or not any(message.string), message.id


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_translation_has_the_same_values_and_tags_as_its_sentence(language):
    for originals, texts in translated(language):
        for text in texts:
            wanted = [sorted(VALUE.findall(original)) for original in originals]
            assert sorted(VALUE.findall(text)) in wanted, text
            assert text.endswith("\n") == originals[0].endswith("\n"), text


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_everything_a_patient_reads_is_translated(language):
    lacking = [message.text for message, _where in messages.missing(language, only_patients=True)]

    assert lacking == [], "run: python tools/messages.py update; then translate"


# --- Easy to read ----------------------------------------------------------------------------------------------------------

GRADE = 6  # American school grade of each part of the house
HARDEST_GRADE = 14  # one sentence: names of bodies and of trials stand near it
EASY = 80  # on average in each part of the house: easy, as a magazine for everybody
HARDEST = 40  # one sentence: titles of published trials and the names of illnesses stand near it
LONGEST = 60  # characters of one Chinese sentence


def by_part(language):
    """The translations that patients read, by the part of the house they stand in."""
    parts = collections.defaultdict(list)
    for message, where in found().items():
        if not where.is_for_patients:
            continue
        text = (message.text, message.plural) if message.plural else message.text
        known = catalog(language).get(text, message.context or None)
        if known is not None and known.string:
            part = where.place.split("/")[1 : 3 if "/knowledge/" in where.place else 2]
            parts["/".join(part)] += [known.string] if isinstance(known.string, str) else known.string
    return parts


def test_english_pages_read_at_grade_six_or_below():
    parts = collections.defaultdict(list)
    for message, where in found().items():
        if where.is_for_patients:
            part = where.place.split("/")[1 : 3 if "/knowledge/" in where.place else 2]
            parts["/".join(part)].append(VALUE.sub("ten", message.text))
    grades = {part: reading.grade("\n".join(texts)) for part, texts in parts.items()}
    hard = [
        text
        for texts in parts.values()
        for text in texts
        if len(text.split()) >= 8 and reading.grade(text) > HARDEST_GRADE
    ]

    assert {part: round(grade, 1) for part, grade in grades.items() if grade > GRADE} == {}
    assert hard == []


def test_spanish_pages_are_easy_to_read():
    eases = {part: spanish.ease(texts) for part, texts in by_part("es").items() if len(texts) >= 10}

    assert {part: round(ease) for part, ease in eases.items() if ease < EASY} == {}


def test_no_spanish_sentence_is_hard_to_read():
    hard = [
        (round(spanish.ease([part])), part)
        for texts in by_part("es").values()
        for text in texts
        for part in spanish.sentences(text)
        if len(spanish.words(part)) >= 8 and spanish.ease([part]) < HARDEST
    ]

    assert sorted(hard) == []


def test_no_chinese_sentence_is_long():
    long = [
        part
        for texts in by_part("zh_Hans").values()
        for text in texts
        for part in re.split(r"[。！？；：\n]", VALUE.sub("十", text))
        if len(part) > LONGEST
    ]

    assert long == []


def test_the_counting_of_spanish_syllables_is_right():
    said = {"día": 2, "que": 1, "guitarra": 3, "caer": 2, "cuerpo": 2, "aguja": 3, "hay": 1, "espalda": 3}

    assert {word: spanish.syllables(word) for word in said} == said


def test_texts_to_phones_are_spelled_so_that_they_stay_short():
    """A text with á, í, ó or ú in it holds 70 characters instead of 160."""
    texts = [text for _ids, [text, *_more] in translated("es") if text.startswith("%(clinic)s: ")]
    texts = [text for text in texts if "no está a solas" not in text]  # somebody in need is not spelled at

    assert texts
    assert [text for text in texts if re.search(r"[áíóúÁÍÓÚ“”–]", text)] == []

"""Reading the official wording of a questionnaire that a clinic loads, and making a form of it. Pure.

A file is a CSV (our template filled in) or a FHIR Questionnaire. Either is held against what is known of the measure:
its items, which answers they have and which of those need words. Every fault is told at once and nothing is mended.
"""

import collections
import csv
import decimal
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from needlepoint.knowledge.instruments import definition as instruments
from needlepoint.knowledge.instruments import scoring
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition

PACK = scoring.PACK
FILE_BYTES_MAX = 300_000
WORDS_MAX = 1000
VERSION_MAX = 40
INTRO, LANGUAGE = "intro", "language"  # rows of a CSV that are no items
NOTHING_HERE = "-"  # in a template: an answer this item does not have
PAPER = "paper"  # the version of an answer whose wording we never saw
TICK_ALL = "Tick every sentence that fits you today."
_TABLE_DECIMALS = 10**4  # as a score is stored
NO_LETTERS = "The file has signs in it that are no letters. Please save it once more as “CSV UTF-8”."
_NO_CHARACTERS = {"Cc", "Cs"}  # control signs, and halves of a pair
_BREAKS = set("\n\r\t")
_HAN = range(0x4E00, 0x9FFF + 1)
_TABLE_NAMES_MAX = 5  # missing rows that are named one by one


@dataclass(frozen=True, slots=True)
class Wording:
    """One item in its official words; `choices`: (code, words) of those that have words, in order."""

    key: str
    words: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole questionnaire as read; whole only when `faults` is empty.

    tables  scale → {sum or profile: number}, empty without a table
    """

    instrument: instruments.Instrument
    language: str
    items: tuple[Wording, ...] = ()
    intro: str = ""
    version: str = ""
    tables: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


def read(instrument: instruments.Instrument, text: str, *, language: str, table: str = "") -> Draft:
    """Read the wording of a measure, as CSV or as a FHIR Questionnaire in JSON, and the table that goes with it.

    text      the file's text
    language  the clinic's choice: en, es, zh-hans
    table     CSV of scale, raw and value; empty where there is none
    returns   the draft, with every fault of both files
    """
    text = text.removeprefix("\ufeff").strip()
    if not text:
        found = _Found(faults=["The file is empty."])
    elif text.startswith(("{", "[")):
        found = _fhir(instrument, text)
    else:
        found = _csv(instrument, text)
    if _has_no_letters(found):
        # What is wrong with it otherwise would be told in the same signs, which no page can show.
        found = _Found(faults=[NO_LETTERS])
    if not found.is_hopeless:
        found.faults += _faults(instrument, found, language)
    tables, faults = read_table(instrument, table)
    by_key = {one.key: one for one in found.items}
    return Draft(
        instrument=instrument,
        language=language,
        items=tuple(by_key[item.key] for item in instrument.items if item.key in by_key),
        intro=found.intro,
        version=found.version,
        tables=tables,
        faults=(*found.faults, *faults),
    )


@dataclass(slots=True)
class _Found:
    """What a file says, before it is compared with the measure."""

    items: list[Wording] = field(default_factory=list)
    intro: str = ""
    version: str = ""
    language: str = ""
    faults: list[str] = field(default_factory=list)
    is_hopeless: bool = False  # not even items can be told apart

    def __post_init__(self) -> None:
        self.is_hopeless = bool(self.faults)


def _has_no_letters(found: _Found) -> bool:
    """JSON can spell what is no character: no database keeps it, and no page can show it."""
    spelt = {*found.intro, *found.version, *found.language, *"".join(found.faults)}
    for one in found.items:
        spelt |= {*one.key, *one.words, *(sign for choice in one.choices for part in choice for sign in part)}
    return any(unicodedata.category(sign) in _NO_CHARACTERS for sign in spelt - _BREAKS)


# --- What is wrong with it ------------------------------------------------------------------------------------------------


def _faults(instrument: instruments.Instrument, found: _Found, language: str) -> Iterator[str]:
    times = collections.Counter(one.key for one in found.items)
    known = {item.key: item for item in instrument.items}
    if len(found.items) != len(known):
        yield f"{instrument.name} has {len(known)} items, and the file has {len(found.items)}."
    yield from (f"{key} stands in the file {many} times." for key, many in times.items() if many > 1)
    yield from (f"{key} is not an item of {instrument.name}." for key in times if key not in known)
    yield from (f"{key} is missing." for key in known if key not in times)
    for one in found.items:
        if one.key in known:
            yield from _item_faults(known[one.key], one)
    for words, keys in _same_words(found.items).items():
        if words and len(keys) > 1:
            yield f"{' and '.join(keys)} have the same words. One of them was copied by mistake."
    if found.language and found.language.lower() not in _names_of(language):
        yield f"The file says its language is {found.language}, and you chose {language}."
    elif found.items and _is_chinese(found) != language.startswith("zh"):
        yield "The words do not look like the language you chose."


def _same_words(items: Iterable[Wording]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in items:
        keys = found.setdefault(one.words, [])
        if one.key not in keys:
            keys.append(one.key)
    return found


def _names_of(language: str) -> set[str]:
    return {"zh-hans", "zh", "zh-cn", "zh-hans-cn"} if language == "zh-hans" else {
        language, *(f"{language}-{place}" for place in ("us", "gb", "es", "mx", "ca", "au"))
    }  # fmt: skip


def _is_chinese(found: _Found) -> bool:
    letters = [sign for one in found.items for sign in one.words if sign.isalpha()]
    return 2 * sum(ord(sign) in _HAN for sign in letters) > len(letters)


def _item_faults(item: instruments.Item, one: Wording) -> Iterator[str]:
    if not one.words:
        yield f"{item.key} has no words."
    elif len(one.words) > WORDS_MAX:
        yield f"{item.key} is longer than {WORDS_MAX} characters."
    given = collections.Counter(code for code, _words in one.choices)
    worded = {code for code, words in one.choices if words}
    for code in given:
        if code not in item.codes:
            yield f"{item.key} has no answer {code}. Its answers are {item.codes[0]} to {item.codes[-1]}."
    yield from (
        f"{item.key} has the answer {code} more than once." for code, many in given.items() if many > 1
    )
    missing = [code for code in item.worded_codes if code not in worded]
    if missing:
        yield f"{item.key} lacks the words of answer {', '.join(missing)}."
    words = collections.Counter(words for _code, words in one.choices if words)
    yield from (f"{item.key} has two answers in the same words." for many in words.values() if many > 1)


# --- CSV ------------------------------------------------------------------------------------------------------------------


def columns_of(instrument: instruments.Instrument) -> tuple[str, ...]:
    """The answers of a measure that have words anywhere in it, in order."""
    return tuple(sorted({code for item in instrument.items for code in item.worded_codes}, key=int))


def template(instrument: instruments.Instrument) -> str:
    """Return a CSV to be filled in: keys only, and a place for each word that is needed."""
    columns = columns_of(instrument)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["key", "words", *columns])
    rows.writerow([LANGUAGE, "", *(NOTHING_HERE for _code in columns)])
    rows.writerow([INTRO, "", *(NOTHING_HERE for _code in columns)])
    for item in instrument.items:
        rows.writerow(
            [item.key, "", *("" if code in item.worded_codes else NOTHING_HERE for code in columns)]
        )
    return out.getvalue()


def _rows(text: str) -> list[list[str]]:
    """Cut a CSV into stripped cells; a spreadsheet may have put semicolons or tabs for commas."""
    first = text.splitlines()[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _csv(instrument: instruments.Instrument, text: str) -> _Found:
    try:
        head, *rows = _rows(text)
    except csv.Error as fault:
        return _Found(faults=[f"The file cannot be read as a table: {fault}."])
    head = [name.lower() for name in head]
    if head[:2] != ["key", "words"]:
        return _Found(faults=["The first row must begin with “key” and “words”, as in the template."])
    codes, found = head[2:], _Found()
    known = {code for item in instrument.items for code in item.codes}
    for code, many in collections.Counter(codes).items():
        if many > 1:
            found.faults.append(f"The column “{code}” stands in the file {many} times.")
        elif code not in known:
            found.faults.append(f"The column “{code}” is not an answer of {instrument.name}.")
    for row in rows:
        key, words = row[0], row[1] if len(row) > 1 else ""
        if len(row) > len(head):
            found.faults.append(f"The row of {key} has more cells than the first row.")
        if key.lower() == INTRO:
            found.intro = words
        elif key.lower() == LANGUAGE:
            found.language = words
        else:
            cells = zip(codes, row[2:], strict=False)
            choices = tuple((code, cell) for code, cell in cells if cell not in ("", NOTHING_HERE))
            found.items.append(Wording(key, words, choices))
    return found


# --- FHIR -----------------------------------------------------------------------------------------------------------------

_WEIGHTS = ("ordinalValue", "itemWeight")  # extensions that say what an answer counts


def _fhir(instrument: instruments.Instrument, text: str) -> _Found:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as fault:
        return _Found(faults=[f"The file cannot be read as JSON: {fault}."])
    if not isinstance(data, dict) or data.get("resourceType") != "Questionnaire":
        return _Found(faults=["The file is JSON, but not a FHIR Questionnaire."])
    found = _Found(version=str(data.get("version", ""))[:VERSION_MAX], language=str(data.get("language", "")))
    by_loinc = {item.loinc: item.key for item in instrument.items if item.loinc}
    for item in _fhir_items(data):
        words = str(item.get("text", "")).strip()
        kind = item.get("type")
        if kind == "display":
            found.intro = f"{found.intro}\n{words}".strip()
        elif kind != "group":
            key = _fhir_key(item, by_loinc)
            found.items.append(Wording(key, words, tuple(_fhir_choices(key, item, found.faults))))
    return found


def _fhir_items(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    waiting: list[Any] = _list(data.get("item"))[::-1]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting += _list(item.get("item"))[::-1]


def _list(given: object) -> list[Any]:
    return given if isinstance(given, list) else []


def _fhir_key(item: Mapping[str, Any], by_loinc: Mapping[str, str]) -> str:
    """The item's own key: its linkId, or what we know by the same LOINC code."""
    codes = [str(one.get("code", "")) for one in _list(item.get("code")) if isinstance(one, dict)]
    return next(
        (by_loinc[code] for code in codes if code in by_loinc), str(item.get("linkId", "")).strip("/")
    )


def _fhir_choices(key: str, item: Mapping[str, Any], faults: list[str]) -> Iterator[tuple[str, str]]:
    for option in _list(item.get("answerOption")):
        value = option.get("valueCoding") if isinstance(option, dict) else None
        if isinstance(value, dict):
            weight = _weight(option) or _weight(value)
            yield weight or str(value.get("code", "")), str(value.get("display", "")).strip()
        elif isinstance(option, dict) and isinstance(option.get("valueInteger"), int):
            yield str(option["valueInteger"]), str(option["valueInteger"])
        else:
            faults.append(f"{key} has an answer that is neither valueCoding nor valueInteger.")


def _weight(holder: Mapping[str, Any]) -> str:
    for extension in _list(holder.get("extension")):
        if isinstance(extension, dict) and str(extension.get("url", "")).endswith(_WEIGHTS):
            return str(extension.get("valueDecimal", ""))
    return ""


# --- Tables ---------------------------------------------------------------------------------------------------------------


def table_scales(instrument: instruments.Instrument) -> tuple[instruments.Scale, ...]:
    """The numbers of a measure that are looked up in a table of its owner."""
    return tuple(scale for scale in instrument.scales if scale.method.needs_table)


def _looked_up(instrument: instruments.Instrument, scale: instruments.Scale) -> tuple[str, ...]:
    """Everything that can be asked of the table of one scale."""
    items = [instrument.item(key) for key in scale.items]
    if scale.method is instruments.Method.TABLE:
        least = sum(min(item.points) for item in items)
        return tuple(str(raw) for raw in range(least, sum(max(item.points) for item in items) + 1))
    found = [""]
    for item in items:
        found = [head + code for head in found for code in item.codes]
    return tuple(found)


def table_template(instrument: instruments.Instrument) -> str:
    """Return a CSV to be filled in with the numbers of its owner's tables; empty for a measure that has none."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    scales = table_scales(instrument)
    if scales:
        rows.writerow(["scale", "raw", "value"])
    for scale in scales:
        rows.writerows([scale.key, raw, ""] for raw in _looked_up(instrument, scale))
    return out.getvalue()


def read_table(
    instrument: instruments.Instrument, text: str
) -> tuple[dict[str, dict[str, Fraction]], tuple[str, ...]]:
    """Read the tables of a measure. Returns (scale → {raw: number}, faults); both empty for an empty text.

    Each raw score that can occur must be there once, and a T-score must rise with it.
    """
    text = text.removeprefix("\ufeff").strip()
    if not text:
        return {}, ()
    scales = {scale.key: scale for scale in table_scales(instrument)}
    if not scales:
        return {}, (f"{instrument.name} needs no table.",)
    try:
        head, *rows = _rows(text)
    except csv.Error as fault:
        return {}, (f"The table cannot be read: {fault}.",)
    if [name.lower() for name in head] != ["scale", "raw", "value"]:
        return {}, ("The first row of the table must be “scale”, “raw” and “value”, as in its template.",)
    tables: dict[str, dict[str, Fraction]] = {key: {} for key in scales}
    faults = [told for row in rows if (told := _table_row(row, scales, tables))]
    for key, scale in scales.items():
        faults += _table_faults(key, _looked_up(instrument, scale), tables[key], scale.method)
    return tables, tuple(faults)


def _table_row(
    row: list[str], scales: Mapping[str, instruments.Scale], tables: dict[str, dict[str, Fraction]]
) -> str:
    """Put one row into its table, or say what is wrong with it."""
    key, raw, value = (*row, "", "", "")[:3]
    if len(row) != len(("scale", "raw", "value")) or key not in scales:
        return f"The row “{', '.join(row)}” does not begin with a scale that is looked up."
    number, scale = scoring.number_of(value), scales[key]
    if number is None or not scale.lowest <= number <= scale.highest:
        return f"{key}, {raw}: “{value}” is not a number from {scale.lowest} to {scale.highest}."
    if (number * _TABLE_DECIMALS).denominator != 1:
        return f"{key}, {raw}: “{value}” has more than four decimals."
    if raw in tables[key]:
        return f"{key}, {raw} stands in the table twice."
    tables[key][raw] = number
    return ""


def _table_faults(
    key: str, wanted: Sequence[str], table: Mapping[str, Fraction], method: instruments.Method
) -> Iterator[str]:
    missing = [raw for raw in wanted if raw not in table]
    unknown = sorted(set(table) - set(wanted))
    if missing:
        named = ", ".join(missing[:_TABLE_NAMES_MAX]) + (" …" if len(missing) > _TABLE_NAMES_MAX else "")
        yield f"{key}: {len(missing)} of {len(wanted)} rows are missing ({named})."
    yield from (f"{key}, {raw} cannot occur." for raw in unknown)
    if method is instruments.Method.TABLE and not unknown and not missing:
        values = [table[raw] for raw in wanted]
        for raw, before, after in zip(wanted[1:], values, values[1:], strict=False):
            if after <= before:
                yield f"{key}: the number for {raw} is not higher than the one before it."


# --- As kept, and as asked ------------------------------------------------------------------------------------------------


def tables_as_kept(tables: Mapping[str, Mapping[str, Fraction]]) -> dict[str, dict[str, str]]:
    """Return tables as text, exactly, for a column of JSON."""
    return {
        scale: {raw: str(scoring.stored(value)) for raw, value in table.items()}
        for scale, table in tables.items()
    }


def tables_as_read(kept: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Fraction]]:
    return {
        scale: {raw: Fraction(decimal.Decimal(value)) for raw, value in table.items()}
        for scale, table in kept.items()
    }


def form_of(
    instrument: instruments.Instrument, items: Iterable[Wording], *, version: str, intro: str = ""
) -> definition.Form:
    """Make the form that asks a measure in its official words.

    version  kept beside every answer; at most 20 characters
    returns  one screen for each item, or one list to tick for a measure that is ticked
    """
    worded = {one.key: one for one in items}
    if instrument.is_ticked:
        screens: tuple[definition.Screen, ...] = (_ticks(instrument, worded, intro),)
    else:
        screens = tuple(
            definition.Screen(
                key=item.key.lower(),
                title=instrument.name,
                items=(_question(item, worded.get(item.key)),),
                lead=intro,
            )
            for item in instrument.items
        )
    return definition.Form(
        key=f"{PACK}{instrument.key}",
        version=version,
        title=instrument.name,
        screens=screens,
        author=instrument.get_it_from,
    )


def on_paper(instrument: instruments.Instrument) -> definition.Form:
    """The same form without any words, for answers that are typed from paper."""
    return form_of(instrument, (), version=PAPER)


def _ticks(
    instrument: instruments.Instrument, worded: Mapping[str, Wording], intro: str
) -> definition.Screen:
    sentences = tuple(definition.Choice(item.key, _words(item, worded)) for item in instrument.items)
    item = definition.Item(
        key=instrument.key,
        kind=definition.Kind.MANY,
        question=TICK_ALL,
        choices=(*sentences, definition.Choice(definition.NONE, "None of these")),
        source=instrument.source,
    )
    return definition.Screen(instrument.key.lower(), instrument.name, (item,), lead=intro)


def _question(item: instruments.Item, wording: Wording | None) -> definition.Item:
    words = dict(wording.choices) if wording else {}
    first, last = item.codes[0], item.codes[-1]
    question = wording.words if wording else name_of(item)
    if item.named is instruments.Named.ALL:
        choices = tuple(definition.Choice(code, words.get(code) or code) for code in item.codes)
        return definition.Item(item.key, definition.Kind.ONE, question, choices=choices)
    is_long = len(item.codes) > _SCALE_MAX
    ends = f"{first}: {words.get(first, '')} · {last}: {words.get(last, '')}" if words and is_long else ""
    return definition.Item(
        item.key,
        definition.Kind.NUMBER if is_long else definition.Kind.SCALE,
        question,
        help=ends,
        lowest=item.lowest,
        highest=item.highest,
        lowest_label="" if is_long else words.get(first, ""),
        highest_label="" if is_long else words.get(last, ""),
    )


_SCALE_MAX = 11  # more answers than that are typed, not tapped


def _words(item: instruments.Item, worded: Mapping[str, Wording]) -> str:
    return worded[item.key].words if item.key in worded else name_of(item)


def name_of(item: instruments.Item) -> str:
    """Name an item whose words we do not have: its number."""
    return f"Item {item.key.rsplit('_', 1)[-1]}"


def paper_answers(instrument: instruments.Instrument, given: Mapping[str, int]) -> dict[str, said.Given]:
    """Return what answers from paper leave behind: the same as the form itself would.

    given   item key → whole number
    """
    if instrument.is_ticked:
        ticked = [key for key, tick in given.items() if tick] or [definition.NONE]
        values = tuple(said.Value(place=place, code=key) for place, key in enumerate(ticked))
        return {instrument.key: said.Given(said.State.ANSWERED, values)} if given else {}
    return {
        item.key: said.Given(
            said.State.ANSWERED,
            (
                said.Value(code=str(given[item.key]))
                if item.kind is definition.Kind.ONE
                else said.Value(number=decimal.Decimal(given[item.key])),
            ),
        )
        for item in on_paper(instrument).items
        if item.key in given
    }

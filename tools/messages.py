"""The sentences people read, and their translations: needlepoint/locale/<language>/LC_MESSAGES/django.po.

    python tools/messages.py update               collect every sentence anew; translations that still fit stay
    python tools/messages.py compile              write the .mo files that the clinic reads
    python tools/messages.py missing [--patient]  list what has no translation, in all or only in what patients read

A sentence is collected from Python (gettext and its kin), from templates, from the data of `knowledge`, and from the
modules of rules, whose sentences stand there in English and are translated where they are shown. Needs Babel, and
nothing installed beside Python.
"""

import ast
import dataclasses
import datetime as dt
import fnmatch
import functools
import io
import pathlib
import re
import sys
import tomllib
from collections.abc import Iterator

from babel.messages import catalog as catalogs
from babel.messages import mofile, pofile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE = ROOT / "needlepoint"
LOCALE = CODE / "locale"
LANGUAGES = ("es", "zh_Hans")  # the folders; settings.LANGUAGES writes the second one zh-hans

# What only people who work here read; they read English. A sentence is a patient's as soon as one other file has it.
STAFF = (
    "needlepoint/desk/*",
    "needlepoint/frontdoor/looks.py",  # what the owner chooses
    "needlepoint/frontdoor/actions/looks.py",
    "needlepoint/charting/*",
    "needlepoint/config/*",
    "needlepoint/exchange/*",
    "needlepoint/registry/*",
    "needlepoint/plans/actions/*",
    "needlepoint/plans/forms/*",
    "needlepoint/plans/pages/*",
    "needlepoint/plans/views/*",
    "needlepoint/knowledge/figures/*",  # what the owner reads of their own figures
    "needlepoint/plans/rules/dosing.py",
    "needlepoint/plans/rules/limits.py",
    "needlepoint/plans/wording/alarms.py",
    "needlepoint/plans/wording/counting.py",
    "needlepoint/plans/wording/examining.py",
    "needlepoint/plans/wording/letters.py",
    "needlepoint/plans/wording/recalling.py",
    "needlepoint/plans/wording/reviewing.py",
    "needlepoint/plans/wording/starting.py",
    "needlepoint/booking/templates/booking/messages.html",
    "needlepoint/booking/templates/booking/waiting.html",
    "needlepoint/plans/templates/*",
    "needlepoint/booking/actions/arrivals.py",
    "needlepoint/booking/actions/lateness.py",
    "needlepoint/booking/actions/places.py",
    "needlepoint/booking/pages/staff_visit.py",
    "needlepoint/booking/queries/clashes.py",
    "needlepoint/booking/queries/diary.py",
    "needlepoint/booking/rules/places.py",
    "needlepoint/booking/templates/booking/_their_check.html",
    "needlepoint/booking/templates/booking/staff_visit.html",
    "needlepoint/intake/noticing.py",
    "needlepoint/intake/rules/chasing.py",
    "needlepoint/intake/templates/intake/_notices.html",
    "needlepoint/intake/templates/intake/kiosk_begin.html",
    "needlepoint/intake/templates/intake/paper.html",
    "needlepoint/outcomes/pages/forecasting.py",
    "needlepoint/outcomes/pages/asking.py",
    "needlepoint/outcomes/templates/outcomes/*today*",
    "needlepoint/outcomes/wording/flares.py",
    "needlepoint/outcomes/forms/flares.py",
    "needlepoint/outcomes/views/flares.py",
    "needlepoint/outcomes/templates/outcomes/check_ins.html",
    "needlepoint/outcomes/templates/outcomes/forecast.html",
    "needlepoint/people/actions/__init__.py",
    "needlepoint/people/templates/people/second_factor.html",
    "needlepoint/frontdoor/templates/frontdoor/unopened.html",
    "needlepoint/frontdoor/actions/pictures.py",
    "needlepoint/frontdoor/actions/articles.py",
    "needlepoint/frontdoor/writing.py",
    "needlepoint/house/design/patterns.py",
    "needlepoint/house/design/templates/design/patterns*.html",
    "needlepoint/house/design/templates/allauth/elements/table.html",
    "needlepoint/house/sms/*",
    "needlepoint/knowledge/points/*",
    "needlepoint/knowledge/codes/*",
    "needlepoint/knowledge/tradition/*",
    "needlepoint/knowledge/instruments/definition.py",
    "needlepoint/knowledge/evidence/adverse.py",
    "needlepoint/knowledge/evidence/words.py",
    "needlepoint/frontdoor/wording/guarding.py",
    "needlepoint/knowledge/stats/*",  # what a caller is told of numbers that do not fit
)
# In the data of knowledge: what is written for practitioners, and what is no sentence at all.
STAFF_KEYS = frozenset(
    {"chip", "meaning", "note", "condition", "caveat", "measures", "recall", "get_it_from"}
)
NO_SENTENCE_KEYS = frozenset(
    {
        "key",
        "kind",
        "source",
        "version",
        "rule_version",
        "wording_version",
        "author",
        "reviewer",
        "licence",
        "link",
    }
)
NO_DATA = (
    "needlepoint/knowledge/safety/crisis.toml",  # words to look for, in each language already
    "needlepoint/knowledge/safety/tried.toml",  # the rules, tried
    "needlepoint/knowledge/safety/hazards.toml",  # what staff read while they chart
)
# Modules without gettext whose sentences are shown through it, by whoever shows them.
RULES = ("*/rules.py", "*/rules/*.py", "*/knowledge/*.py")
NO_RULES = (
    "*/exchange/*",
    "*/desk/*",
    "*/booking/rules/calendar.py",
    "*/booking/rules/offers.py",
    "*/knowledge/wording.py",
    "*/knowledge/codes/*",
    "*/knowledge/points/*",
    "*/knowledge/questions/reading.py",
)

GETTEXT = {
    "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2,
    "pgettext": 1, "pgettext_lazy": 1, "npgettext": 2, "npgettext_lazy": 2,
}  # fmt: skip
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\(\s*({STRING}(?:\s*,\s*{STRING})*)", re.DOTALL)
SENTENCE = re.compile(r"[A-Z0-9“].*[a-z]", re.DOTALL)
CODE_WORD = re.compile(r"[A-Z0-9_:.\-]+|[a-z0-9_.\-]+|\w+/\w+")
NO_SENTENCE_CALLS = frozenset(
    {"ValueError", "KeyError", "TypeError", "AssertionError", "RuntimeError", "compile"}
)
WRITTEN_AT = dt.datetime(
    2026, 11, 22, tzinfo=dt.UTC
)  # one day for all, so that nothing changes but sentences


@dataclasses.dataclass(frozen=True, order=True)
class Message:
    """A sentence, its plural where it counts something, and its context where one word means two things."""

    text: str
    plural: str = ""
    context: str = ""


@dataclasses.dataclass
class Collected:
    """Where a sentence stands, and whether a patient or a visitor may read it there."""

    files: set[str] = dataclasses.field(default_factory=set)
    patients_files: set[str] = dataclasses.field(default_factory=set)

    @property
    def is_for_patients(self) -> bool:
        return bool(self.patients_files)

    @property
    def place(self) -> str:
        return min(self.patients_files or self.files)


@functools.cache  # the files do not change while we read
def collected() -> dict[Message, Collected]:
    """Return every sentence there is."""
    found: dict[Message, Collected] = {}
    for file in sorted(CODE.rglob("*")):
        name = str(file.relative_to(ROOT))
        if "migrations" in file.parts or not file.is_file():
            continue
        is_staff = any(fnmatch.fnmatch(name, pattern) for pattern in STAFF)
        for message, is_staff_too in in_file(file, name):
            one = found.setdefault(message, Collected())
            one.files.add(name)
            if not (is_staff or is_staff_too):
                one.patients_files.add(name)
    return found


def in_file(file: pathlib.Path, name: str) -> Iterator[tuple[Message, bool]]:
    """Yield each sentence of a file, and whether it is for staff wherever the file is read."""
    if file.suffix == ".py":
        tree = ast.parse(file.read_text(encoding="utf-8"))
        yield from ((message, False) for message in in_python(tree))
        is_rules = any(fnmatch.fnmatch(name, pattern) for pattern in RULES)
        if is_rules and not any(fnmatch.fnmatch(name, pattern) for pattern in NO_RULES):
            yield from ((message, False) for message in in_rules(tree))
    elif file.suffix in {".html", ".txt"} and "templates" in file.parts:
        yield from ((message, False) for message in in_template(file.read_text(encoding="utf-8"), name))
    elif file.suffix == ".toml" and "knowledge" in file.parts and name not in NO_DATA:
        yield from in_data(tomllib.loads(file.read_text(encoding="utf-8")))


def in_python(tree: ast.Module) -> Iterator[Message]:
    """Yield what gettext and its kin are called with, under whatever name a module imports them."""
    known = dict.fromkeys(GETTEXT)
    names = {name: name for name in known}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {one.asname or one.name: one.name for one in node.names if one.name in GETTEXT}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = names.get(getattr(node.func, "id", getattr(node.func, "attr", "")), "")
        if called:
            words = [
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            yield from _called(called, words)


def _called(called: str, words: list[str]) -> Iterator[Message]:
    context = words.pop(0) if "pgettext" in called and words else ""
    wanted = GETTEXT[called]
    if len(words) >= wanted and words[0]:
        yield Message(words[0], words[1] if wanted > 1 else "", context)


def in_template(source: str, name: str) -> Iterator[Message]:
    """Yield what a template translates."""
    import django.utils.translation.template as templates

    for called, given in IN_TEMPLATE.findall(templates.templatize(source, origin=name)):
        words = [ast.literal_eval(word) for word in re.findall(STRING, given, re.DOTALL)]
        if called == "_":  # a word of a tag: Django doubles its percent signs only when it asks
            words = [word.replace("%", "%%") for word in words]
        yield from _called("gettext" if called == "_" else called, words)


def in_rules(tree: ast.Module) -> Iterator[Message]:
    """Yield the sentences of a module of rules: every text that begins as a sentence or a label does."""
    left_out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            left_out |= {id(one.value) for one in node.body if isinstance(one, ast.Expr)}
        if isinstance(
            node,
            ast.Call | ast.Assign | ast.keyword | ast.JoinedStr | ast.AnnAssign | ast.arg | ast.Subscript,
        ):
            left_out |= {id(one) for part in _no_sentences(node) for one in ast.walk(part)}
        if isinstance(node, ast.FunctionDef) and node.returns:
            left_out |= {id(one) for one in ast.walk(node.returns)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out
        if is_text and SENTENCE.match(node.value) and not CODE_WORD.fullmatch(node.value):
            yield Message(node.value)


def _no_sentences(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that hold no sentence for a reader."""
    if (
        isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in NO_SENTENCE_CALLS
    ):
        yield from node.args
    elif _is_list_of_names(node) or (isinstance(node, ast.keyword) and node.arg in NO_SENTENCE_KEYS):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield node
    elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
        yield node.annotation
    elif isinstance(node, ast.Subscript):
        yield node.slice


def _is_list_of_names(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "__all__" for one in node.targets)


def in_data(given: object, key: str = "", *, is_staff: bool = False) -> Iterator[tuple[Message, bool]]:
    """Yield the sentences of data read from TOML, and whether each is for staff."""
    if isinstance(given, dict):
        for name, value in given.items():
            if name not in NO_SENTENCE_KEYS:
                yield from in_data(value, name, is_staff=is_staff or name in STAFF_KEYS)
    elif isinstance(given, list):
        for value in given:
            yield from in_data(value, key, is_staff=is_staff)
    elif isinstance(given, str) and given and not CODE_WORD.fullmatch(given):
        yield Message(given), is_staff


# --- Files of translations --------------------------------------------------------------------------------------------


def po_file(language: str) -> pathlib.Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> catalogs.Catalog:
    """Return the translations of a language; none when there is no file yet."""
    file = po_file(language)
    if not file.exists():
        return catalogs.Catalog(locale=language)
    with file.open("rb") as handle:
        return pofile.read_po(handle, locale=language)


def template_of(found: dict[Message, Collected]) -> catalogs.Catalog:
    """Return the sentences as a catalogue without translations."""
    template = catalogs.Catalog()
    by_file = sorted(found.items(), key=lambda pair: (pair[1].place, pair[0]))
    for message, where in by_file:
        text = (message.text, message.plural) if message.plural else message.text
        template.add(
            text,
            context=message.context or None,
            locations=[(name, 0) for name in sorted(where.files)],
            auto_comments=[] if where.is_for_patients else ["staff only"],
        )
    return template


def written(catalog: catalogs.Catalog, language: str) -> bytes:
    """Return the text of a .po file, the same for the same sentences."""
    catalog.project, catalog.version = "Needlepoint", "1"
    catalog.copyright_holder = "The Needlepoint authors"
    catalog.header_comment = f"# {language}: what patients and visitors read. Written by tools/messages.py; see docs/translations.md."
    catalog.creation_date = catalog.revision_date = WRITTEN_AT
    catalog.last_translator, catalog.language_team = "Needlepoint", language
    catalog.fuzzy = False
    out = io.BytesIO()
    pofile.write_po(out, catalog, width=110, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()


def compiled(catalog: catalogs.Catalog) -> bytes:
    """Return the bytes of a .mo file."""
    out = io.BytesIO()
    mofile.write_mo(out, catalog)
    return out.getvalue()


def update() -> None:
    found = collected()
    template = template_of(found)
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        for message in catalog:
            message.flags.discard("fuzzy")
        # Babel keeps the order of the old file; ours is the order in which they stand in the house.
        ordered = catalogs.Catalog(locale=language)
        for one in template:
            if one.id:
                old = catalog.get(one.id, one.context)
                ordered.add(
                    one.id, old.string, one.locations, auto_comments=one.auto_comments, context=one.context
                )
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        po_file(language).write_bytes(written(ordered, language))


def compile_all() -> None:
    for language in LANGUAGES:
        po_file(language).with_suffix(".mo").write_bytes(compiled(read(language)))


def missing(language: str, *, only_patients: bool = False) -> list[tuple[Message, Collected]]:
    """Return each sentence without a translation, with where it stands."""
    catalog = read(language)
    lacking = []
    for message, where in collected().items():
        if only_patients and not where.is_for_patients:
            continue
        text = (message.text, message.plural) if message.plural else message.text
        known = catalog.get(text, message.context or None)
        if known is None or not _is_whole(known.string):
            lacking.append((message, where))
    return lacking


def _is_whole(translated: object) -> bool:
    return all(translated) if isinstance(translated, list | tuple) else bool(translated)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["missing", *options] if options in ([], ["--patient"]):
            for language in LANGUAGES:
                lacking = missing(language, only_patients=bool(options))
                for message, where in lacking:
                    print(f"{language}\t{where.place}\t{message.text!r}")
                print(f"{language}: {len(lacking)} without a translation")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What the code and its pages may not contain, and what each file may not do."""

import ast
import functools
import pathlib
import re

import pytest
from django.conf import settings

ROOT = pathlib.Path(settings.ROOT)
CODE = ROOT / "needlepoint"
NOT_OURS = {".git", ".venv", "data", "staticfiles", "__pycache__", "node_modules", ".hypothesis", "vendor"}
TEXT = {".py", ".html", ".css", ".js", ".md", ".txt", ".toml", ".yaml", ".yml", ".json", ".csv", ".cfg", ""}
PINS = {"requirements.txt", "requirements-dev.txt", "LICENSE"}


def our_files(*suffixes):
    """Every file that a person wrote, caches and installed packages apart."""
    for folder, inside, names in ROOT.walk() if hasattr(ROOT, "walk") else _walk(ROOT):
        inside[:] = [name for name in inside if name not in NOT_OURS and not name.endswith("_cache")]
        for name in sorted(names):
            file = folder / name
            if (
                name not in PINS
                and not name.startswith(".coverage")
                and not name.endswith(".pyc")
                and file.suffix in (suffixes or TEXT)
            ):
                yield file


def _walk(root):  # pathlib learned to walk in Python 3.12
    import os

    for folder, inside, names in os.walk(root):
        yield pathlib.Path(folder), inside, names


def named(files):
    return [pytest.param(file, id=str(file.relative_to(ROOT))) for file in files]


@functools.cache
def read(file):
    return file.read_text(encoding="utf-8", errors="replace")


@functools.cache
def parsed(file):
    """The nodes of a file, in one walk for all who look through them."""
    return tuple(ast.walk(ast.parse(read(file))))


# --- Files ---------------------------------------------------------------------------------------------------

DRAWERS = {
    "utils",
    "helpers",
    "helper",
    "common",
    "base",
    "misc",
    "manager",
    "managers",
    "service",
    "services",
    "core",
}


NAMED_BY_DJANGO = {CODE / "house" / "sqlite" / "base.py"}  # where it looks for a database engine


def test_no_module_is_a_junk_drawer():
    modules = [
        file
        for file in our_files(".py")
        if (file.stem in DRAWERS or file.parent.name in DRAWERS) and file not in NAMED_BY_DJANGO
    ]

    assert modules == []


VIEWS = [file for file in our_files(".py") if file.name == "views.py" or file.parent.name == "views"]


def what_a_view_may_not(nodes):
    """Return the lines where a view reads or writes the database by itself."""
    return [
        f"line {node.lineno}: .{node.attr}"
        for node in nodes
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "save", "delete", "_default_manager", "bulk_create"}
    ]


@pytest.mark.parametrize("file", named(VIEWS))
def test_views_do_not_query(file):
    assert what_a_view_may_not(parsed(file)) == []


def test_a_view_that_queries_would_be_noticed():
    reads = ast.walk(ast.parse("def day(request):\n    return models.Visit.objects.all()"))
    writes = ast.walk(ast.parse("def day(request):\n    visit.save()"))

    assert what_a_view_may_not(reads) == ["line 2: .objects"]
    assert what_a_view_may_not(writes) == ["line 2: .save"]


def now_askers(nodes):
    """Return the lines that ask the system what time it is."""
    asks = {
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("date", "today"),
        ("timezone", "now"),
        ("datetime", "today"),
    }
    return [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Attribute)
        and (getattr(node.value, "attr", None) or getattr(node.value, "id", None), node.attr) in asks
    ]


def test_only_the_clock_knows_the_time():
    askers = {
        str(file.relative_to(ROOT)): now_askers(parsed(file))
        for file in our_files(".py")
        if CODE in file.parents and file != CODE / "house" / "clock.py"
    }

    assert {file: lines for file, lines in askers.items() if lines} == {}


# --- Words ---------------------------------------------------------------------------------------------------

# Written in two parts, so that this file does not hold what it forbids. Each with letters it cannot do without, which
# are looked for first: that is quicker by far.
NEW_LINE = "\n"
NOT_HERE = {
    "age" + "nt": r"(?<!user-)(?<!user_)\bage" + r"nts?\b",
    "sand" + "box": r"(?<!no-)\bsand" + r"box",
    "helper" + "-": r"\bhelper" + r"-\d",
    "/wo" + "rk/": r"(?<![\w.])/wo" + r"rk/",
    "pypi" + "-more": r"\bpypi" + r"-more\b",
}


def test_no_word_that_does_not_belong_here():
    found = [
        f"{file.relative_to(ROOT)}:{low.count(NEW_LINE, 0, match.start()) + 1}: {match[0]}"
        for file in our_files()
        for low in [read(file).lower()]
        for letters, pattern in NOT_HERE.items()
        if letters in low
        for match in re.finditer(pattern, low)
    ]

    assert found == []


# What no clinic can promise. "Proven" alone is a lie about most treatments, and so is its absence of harm.
PROMISES = re.compile(
    r"\b(clinically proven|proven to|proven|cures?|miracles?|risk[- ]free|no side[- ]effects?|guaranteed?|pain[- ]free|"
    r"100 ?%|heals|detox\w*)\b",
    flags=re.IGNORECASE,
)
BLAME = re.compile(
    r"\b(you failed|invalid|illegal|wrong input|error occurred|oops|obviously|successfully)\b", re.IGNORECASE
)
TEMPLATES = list(our_files(".html"))


@functools.cache
def sentences(file):
    """Return what a person may read: a template without its tags, or the words given to gettext."""
    if file.suffix == ".html":
        return [re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", read(file), flags=re.DOTALL)]
    calls = [node for node in parsed(file) if isinstance(node, ast.Call)]
    said = [
        c
        for c in calls
        if getattr(c.func, "id", getattr(c.func, "attr", "")) in {"_", "gettext", "gettext_lazy", "ngettext"}
    ]
    return [
        arg.value
        for call in said
        for arg in call.args
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]


@pytest.mark.parametrize("banned", [PROMISES, BLAME], ids=["promises", "blame"])
def test_no_sentence_promises_or_blames(banned):
    files = [*TEMPLATES, *(file for file in our_files(".py") if CODE in file.parents)]
    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in files
        for sentence in sentences(file)
        for match in banned.finditer(sentence)
    ]

    assert found == []


# --- Templates -----------------------------------------------------------------------------------------------

INSIDE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", flags=re.IGNORECASE)
CODES = re.compile(r"(==|!=|\bin)\s*[\"'][A-Z][A-Z_]+[\"']")
ARITHMETIC = re.compile(r"\|add:|widthratio|\|divisibleby")


@pytest.mark.parametrize("file", named(TEMPLATES))
def test_a_template_is_plain(file):
    source = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", read(file), flags=re.DOTALL)

    assert INSIDE.findall(source) == [], (
        "no script, style or event inside: the security policy would block it"
    )
    assert CODES.findall(source) == [], "compare in rules or pages, not with codes here"
    assert ARITHMETIC.findall(source) == [], "pages.py counts; a template shows"


def with_includes(file):
    """Return a template's source with those it includes put in."""
    source = read(file)
    names = re.findall(r"\{% include \"([^\"]+)\"", source)
    parts = [
        read(other) for other in TEMPLATES for name in names if str(other).endswith("/templates/" + name)
    ]
    return "\n".join([source, *parts])


PAGES = [file for file in TEMPLATES if "extends" in read(file)]


@pytest.mark.parametrize("file", named(file for file in PAGES if "as_field_group" in with_includes(file)))
def test_a_page_with_a_form_begins_with_what_to_put_right(file):
    assert "error_summary" in with_includes(file)


def test_a_form_that_is_included_alone_is_given_its_token():
    """`include … only` hides the token as well, and then every such form is refused as too old."""
    templates = {
        str(file).split("/templates/")[-1]: file.read_text() for file in CODE.rglob("templates/**/*.html")
    }
    alone = re.compile(r'{% include "([^"]+)"((?: (?!only)[^%]*?)?) only %}')

    def has_form(name):
        text = templates.get(name, "")
        return "csrf_token" in text or any(
            has_form(inside) for inside in re.findall(r'{% include "([^"]+)"', text) if inside != name
        )

    found = [(where, name) for where, text in templates.items() for name, words in alone.findall(text)
             if "csrf_token=" not in words and has_form(name)]  # fmt: skip
    assert found == []

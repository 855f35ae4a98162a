"""What an owner reads about each measure: what it is about, what it costs, where its words come from, what is loaded."""

import dataclasses

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.desk.pages import settings as settings_pages
from needlepoint.house import clock
from needlepoint.intake.rules import packs
from needlepoint.knowledge.instruments import catalogue
from needlepoint.knowledge.instruments import definition as instruments
from needlepoint.knowledge.questions import definition
from needlepoint.outcomes.wording import measures as wording

Terms = instruments.Terms
TONES = {Terms.FREE: "good", Terms.CONDITIONS: "soon", Terms.ASK: "soon", Terms.LICENCE: "danger"}
BADGES = {
    Terms.FREE: lambda: gettext("Free"),
    Terms.CONDITIONS: lambda: gettext("Conditions"),
    Terms.ASK: lambda: gettext("Ask first"),
    Terms.LICENCE: lambda: gettext("Licence"),
}


def questionnaire_of(key: str) -> instruments.Instrument:
    """Return a measure whose words are loaded. Raises Http404 for any other."""
    found = {one.key: one for one in catalogue.by_pack()}
    if key not in found:
        raise Http404
    return found[key]


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One measure of the list."""

    name: str
    measures: str
    url: str
    badge: str
    tone: str
    terms: str
    get_it_from: str
    loaded: str  # the languages in use; empty for none


def lines(in_use: dict[str, list[str]]) -> tuple[Line, ...]:
    """Return the measures whose words are loaded, those in use first."""
    found = sorted(catalogue.by_pack(), key=lambda one: one.key not in in_use)
    return tuple(
        Line(
            name=gettext(one.name),
            measures=gettext(one.measures),
            url=reverse("desk:questionnaire", args=[one.key]),
            badge=BADGES[one.terms](),
            tone=TONES[one.terms],
            terms=gettext(one.terms.label),
            get_it_from=gettext(one.get_it_from),
            loaded=", ".join(language_words(language) for language in in_use.get(one.key, ())),
        )
        for one in found
    )


def box_rows() -> tuple[tuple[str, str], ...]:
    """Return (name, what it is about and its range) of each measure in the box."""
    return tuple(
        (gettext(one.name), f"{gettext(one.measures)} {wording.range_words(one.scale())}")
        for one in catalogue.in_the_box()
    )


def language_words(language: str) -> str:
    return gettext(dict(settings.LANGUAGES).get(language, language))


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """One wording that was ever loaded."""

    title: str
    detail: str
    url: str
    is_used: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One measure and everything an owner needs to know about it."""

    name: str
    measures: str
    badge: str
    tone: str
    terms: str
    licence: str
    facts: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str], ...]
    loaded: tuple[Loaded, ...]
    load_url: str
    template_url: str
    table_url: str  # empty where no table is needed
    list_url: str
    url: str


def page(instrument: instruments.Instrument, found: list, zone: str) -> Page:
    """`found` are the clinic's packs, of every measure."""
    args = [instrument.key]
    return Page(
        name=gettext(instrument.name),
        measures=gettext(instrument.measures),
        badge=BADGES[instrument.terms](),
        tone=TONES[instrument.terms],
        terms=gettext(instrument.terms.label),
        licence=gettext(instrument.licence),
        facts=(
            (gettext("Items"), str(len(instrument.items))),
            (gettext("Asks about"), gettext(instrument.recall)),
            (gettext("Where to get the words"), gettext(instrument.get_it_from)),
            (gettext("Source"), instrument.source),
        ),
        numbers=tuple(_number(instrument, scale) for scale in instrument.scales),
        loaded=tuple(loaded(pack, zone) for pack in found if pack.instrument == instrument.key),
        load_url=reverse("desk:questionnaire_load", args=args),
        template_url=reverse("desk:questionnaire_csv", args=args),
        table_url=reverse("desk:questionnaire_table", args=args) if packs.table_scales(instrument) else "",
        list_url=reverse("desk:questionnaires"),
        url=reverse("desk:questionnaire", args=args),
    )


def _number(instrument, scale):
    """(name, how it comes about, its range, what a change means) of one number, in sentences."""
    how = {
        instruments.Method.SUM: gettext("The answers added up."),
        instruments.Method.MEAN: gettext("The mean of the answers."),
        instruments.Method.PERCENT: gettext("The share of the most that could be reached."),
        instruments.Method.TABLE: gettext("Read from the table you load with the words."),
        instruments.Method.PROFILE: gettext("Read from the value set you load with the words."),
    }[scale.method]
    needed = ngettext("%(least)s answer is needed.", "%(least)s answers are needed.", scale.at_least)
    parts = (
        how,
        needed % {"least": scale.at_least},
        wording.range_words(scale),
        wording.important_words(instrument, scale),
    )
    return gettext(scale.name), " ".join(parts)


def loaded(pack, zone: str) -> Loaded:
    day = formats.date_format(clock.local(pack.acknowledged_at, zone), "j F Y")
    words = {"language": language_words(pack.language), "edition": pack.version}
    title = gettext("%(language)s, %(edition)s") % words if pack.version else words["language"]
    if pack.retired_at:
        until = formats.date_format(clock.local(pack.retired_at, zone), "j F Y")
        detail = gettext("Used from %(day)s to %(until)s.") % {"day": day, "until": until}
    else:
        detail = gettext("In use since %(day)s.") % {"day": day}
    url = reverse("desk:questionnaire_words", args=[pack.code])
    return Loaded(title, " ".join(filter(None, (detail, pack.source))), url, pack.retired_at is None)


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """A questionnaire as somebody will be asked it."""

    intro: str
    questions: tuple[tuple[str, tuple[str, ...]], ...]  # (words, (answers in words))
    table_words: str


def preview(form, tables) -> Preview:
    """`form` is a definition.Form; `tables` those that come with it."""
    return Preview(
        intro=form.screens[0].lead,
        questions=tuple((item.question, tuple(_answers(item))) for item in form.items),
        table_words=_table_words(tables),
    )


def _answers(item):
    if item.kind is definition.Kind.ONE:
        # With what each is kept as: an order taken the wrong way round is seen here or never.
        return [f"{choice.code}: {choice.label}" for choice in item.choices]
    if item.choices:
        return [gettext(choice.label) for choice in item.choices]
    ends = gettext("%(lowest)s to %(highest)s") % {"lowest": item.lowest, "highest": item.highest}
    named = (
        f"{item.lowest}: {item.lowest_label}" if item.lowest_label else "",
        f"{item.highest}: {item.highest_label}" if item.highest_label else "",
    )
    return [one for one in (ends, *named, item.help) if one]


def _table_words(tables):
    rows = sum(len(table) for table in tables.values())
    if not rows:
        return ""
    return ngettext("A table of %(rows)s row.", "A table of %(rows)s rows.", rows) % {"rows": rows}


def tabs():
    return settings_pages.tabs("desk:questionnaires")

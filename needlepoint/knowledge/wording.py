"""Every sentence of `knowledge` that a person reads, listed so that it can be translated and tested.

The web side shows these through gettext; the list is what a translator is given.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from needlepoint.knowledge import dose
from needlepoint.knowledge.consents import texts
from needlepoint.knowledge.evidence import claims, sources
from needlepoint.knowledge.instruments import catalogue, definition, distress, scores
from needlepoint.knowledge.points import presets
from needlepoint.knowledge.safety import cautions, rulebook


class Reader(enum.Enum):
    """Who reads it. Patients' sentences must be easy; staff's must be exact."""

    PATIENT = "PATIENT"
    STAFF = "STAFF"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text shown as it stands. `where` names the place it comes from, for translators and tests."""

    where: str
    text: str
    reader: Reader = Reader.PATIENT


def all_sentences() -> tuple[Sentence, ...]:
    """Give every text, in the order of the packages; the same text may appear in two places."""
    return tuple(
        sentence
        for part in (_safety(), _cautions(), _instruments(), _dose(), _presets(), _evidence(), _consents())
        for sentence in part
        if sentence.text
    )


def _safety() -> Iterator[Sentence]:
    book = rulebook.current()
    for page in book.pages:
        for text in (page.question, *page.labels, page.help):
            yield Sentence(f"safety page {page.key}", text)
    texts = {route.value: text for route, text in book.route_texts.items()} | {"unfinished": book.unfinished}
    for name, said in texts.items():
        for one in (said.heading, said.summary, *said.what_to_do):
            yield Sentence(f"safety route {name}", one)
    for rule in book.rules:
        for one in (rule.reason, rule.reason_if_unsure, *rule.also):
            yield Sentence(f"safety rule {rule.key}", one)
        yield Sentence(f"safety rule {rule.key}", rule.condition, Reader.STAFF)
    for one in book.safety_net:
        yield Sentence("safety net", one)


def _cautions() -> Iterator[Sentence]:
    for caution in cautions.all_cautions():
        yield Sentence(f"caution {caution.key}", caution.label)
        for text in (caution.chip, caution.meaning, *(limit.note for limit in caution.limits)):
            yield Sentence(f"caution {caution.key}", text, Reader.STAFF)


def _instruments() -> Iterator[Sentence]:
    for one in catalogue.all_instruments():
        asked = (one.question, one.help, one.lowest_label, one.highest_label, *one.labels)
        for text in (one.name, *asked) if one.is_in_the_box else ():
            yield Sentence(f"instrument {one.key}", text)
        groups = (group.name for group in one.groups)
        notes = (item.note for item in one.items)
        for text in (one.name, one.measures, one.recall, one.licence, one.get_it_from, *notes, *groups):
            yield Sentence(f"about instrument {one.key}", text, Reader.STAFF)
    for terms in definition.Terms:
        yield Sentence("terms of use", terms.label, Reader.STAFF)
    for text in (distress.HEADING, *distress.MESSAGE):
        yield Sentence("under great strain", text)
    yield Sentence("under great strain", distress.FOR_STAFF, Reader.STAFF)
    for verdict in scores.Verdict:
        yield Sentence(f"verdict {verdict.value}", verdict.label)


def _dose() -> Iterator[Sentence]:
    for preset in dose.all_presets():
        yield Sentence(f"dose {preset.key}", preset.name)
        yield Sentence(f"dose {preset.key}", preset.sentence)
    for scheme in dose.SCHEMES.values():
        yield Sentence(f"dose scheme {scheme.key}", scheme.name, Reader.STAFF)


def _presets() -> Iterator[Sentence]:
    for preset in presets.all_presets():
        yield Sentence(f"points of {preset.key}", preset.name, Reader.STAFF)
        yield Sentence(f"points of {preset.key}", preset.caveat, Reader.STAFF)


def _evidence() -> Iterator[Sentence]:
    for claim in claims.all_claims():
        for text in (claim.title, *claim.wording, *(figure.label for figure in claim.figures)):
            yield Sentence(f"claim {claim.key}", text)
        yield Sentence(
            f"said {claim.key}", claim.said
        )  # what people say: shown as such, with what a check came to
        for text in (claim.who, claim.effect, claim.why):
            yield Sentence(f"about claim {claim.key}", text)
    for source in sources.all_sources().values():
        yield Sentence(f"source {source.key}", source.says)
    labelled = (
        claims.Certainty,
        claims.Status,
        claims.Population,
        claims.Outcome,
        claims.Comparator,
        claims.Verdict,
    )
    for kind in labelled:
        for one in kind:
            yield Sentence("claim labels", one.label)


def _consents() -> Iterator[Sentence]:
    for text in texts.all_texts():
        for sentence in text.sentences:
            yield Sentence(f"consent {text.kind}", sentence)

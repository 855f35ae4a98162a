"""What the pages of measures show: every number against its own start, with its range and what counts as a change."""

import dataclasses

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from needlepoint.intake import rules as intake_rules
from needlepoint.knowledge.instruments import catalogue, distress
from needlepoint.knowledge.instruments import definition as instruments
from needlepoint.knowledge.questions import reading
from needlepoint.outcomes.wording import measures as wording


@dataclasses.dataclass(frozen=True, slots=True)
class MeasuresPage:
    """Everything that one person was ever measured by."""

    patient_name: str
    is_own: bool
    lines: tuple[wording.Line, ...]
    trend_url: str
    new_url: str  # empty for whoever cannot type anything in
    back_url: str


def measures_page(patient, standings, viewer, *, zone: str) -> MeasuresPage:
    return MeasuresPage(
        patient_name=patient.name,
        is_own=viewer.is_patient,
        lines=wording.lines(standings, viewer, patient=patient, zone=zone),
        trend_url=reverse("outcomes:trend", args=[patient.code]),
        new_url="" if viewer.is_patient else reverse("outcomes:new_measure", args=[patient.code]),
        back_url=reverse("portal:home")
        if viewer.is_patient
        else reverse("desk:patient", args=[patient.code]),
    )


# --- From paper, or asked now -------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A questionnaire that can be typed in, and asked where its words are loaded."""

    name: str
    measures: str
    languages: str
    paper_url: str  # empty for what is no sheet of paper
    ask_url: str  # empty where the words are not loaded


def choices(patient, in_use: dict[str, list[str]]) -> tuple[Choice, ...]:
    """Return the questionnaires a clinic knows, those whose words it loaded first."""
    found = sorted(catalogue.by_pack(), key=lambda one: one.key not in in_use)
    return tuple(
        Choice(
            name=gettext(one.name),
            measures=gettext(one.measures),
            languages=", ".join(_language(language) for language in in_use.get(one.key, ())),
            paper_url=reverse("outcomes:paper", args=[patient.code, one.key]),
            ask_url=reverse("outcomes:ask", args=[patient.code, one.key]) if one.key in in_use else "",
        )
        for one in found
    )


def where_now(patient) -> Choice:
    """Return the pain map once more, which every clinic has."""
    form = reading.form(intake_rules.WHERE_NOW)
    return Choice(
        name=gettext(form.title),
        measures=gettext("The pain map and three numbers, to lay beside the first map."),
        languages=", ".join(gettext(name) for _code, name in settings.LANGUAGES),
        paper_url="",
        ask_url=reverse("outcomes:ask", args=[patient.code, form.key]),
    )


def _language(language):
    return gettext(dict(settings.LANGUAGES).get(language, language))


@dataclasses.dataclass(frozen=True, slots=True)
class PaperPage:
    """A sheet of paper that is typed in."""

    patient_name: str
    name: str
    tabs: tuple[tuple[str, str, bool], ...]
    is_total: bool
    is_ticked: bool
    lead: str
    back_url: str


def paper_page(patient, instrument: instruments.Instrument, *, is_total: bool) -> PaperPage:
    url = reverse("outcomes:paper", args=[patient.code, instrument.key])
    if is_total:
        lead = gettext(
            "Only the number that was worked out on paper. It is marked so, because nobody can check it."
        )
    elif instrument.is_ticked:
        lead = gettext("Tick what is ticked on the paper. What is not ticked counts as no.")
    else:
        lead = gettext("Type the answers as they stand on the paper. Leave open what the paper leaves open.")
    return PaperPage(
        patient_name=patient.name,
        name=gettext(instrument.name),
        tabs=(
            (gettext("The answers"), url, not is_total),
            (gettext("Only the number"), f"{url}?only=number", is_total),
        ),
        is_total=is_total,
        is_ticked=instrument.is_ticked,
        lead=lead,
        back_url=reverse("desk:patient", args=[patient.code]),
    )


def kept_words(outcomes, instrument, viewer) -> str:
    """What is said after a sheet was typed in: the numbers to whoever treats, and no more than 'kept' to the desk."""
    if not viewer.is_practitioner:
        return gettext("Kept with their record.")
    words = [gettext("Kept.")]
    for one in outcomes:
        scale = instrument.scale(one.scale)
        value = "" if one.value is None else wording.value_words(one.value, scale)
        words.append(f"{wording.name_of(instrument, scale)}: {value}." if value else one.why_not)
    if distress.signs(outcomes):
        words.append(gettext(distress.FOR_STAFF))
    return " ".join(words)

"""Questions about the questionnaires that a clinic loaded, and about the forms that ask them."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F
from django.http import Http404
from django.utils import translation

from needlepoint.intake import models
from needlepoint.intake.rules import filling
from needlepoint.intake.rules import packs as rules
from needlepoint.knowledge.instruments import catalogue, scoring
from needlepoint.knowledge.questions import definition
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

FALLBACK = "en"


def packs_of(viewer: people_rules.Viewer) -> list[models.Pack]:
    """Return every wording the clinic ever loaded, those in use first, then the newest. Costs 1 query."""
    mine = models.Pack.objects.filter(clinic_id=viewer.clinic_id)
    return sorted(
        mine.order_by("-acknowledged_at", "-pk"),
        key=lambda pack: (pack.retired_at is not None, pack.instrument),
    )


def pack_for(viewer: people_rules.Viewer, code: str) -> models.Pack:
    """Return one wording of the viewer's clinic, its items at hand. Costs 2 queries.

    raises  Http404 alike for an unknown code and for another clinic's
    """
    mine = models.Pack.objects.filter(clinic_id=viewer.clinic_id, code=code)
    pack = mine.prefetch_related("items").first()
    if pack is None:
        raise Http404
    return pack


def in_use(clinic_id: int, instruments: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Return which questionnaires can be asked here, and in which languages. Costs 1 query."""
    packs = models.Pack.objects.filter(clinic_id=clinic_id, retired_at=None)
    if instruments is not None:
        packs = packs.filter(instrument__in=list(instruments))
    found: dict[str, list[str]] = {}
    for instrument, language in packs.order_by("instrument", "language").values_list(
        "instrument", "language"
    ):
        found.setdefault(instrument, []).append(language)
    return found


def pack_in(clinic_id: int, instrument: str, languages: Iterable[str]) -> models.Pack | None:
    """Return the wording in use in the first of these languages that there is, else in any. Costs 2 queries."""
    packs = {
        pack.language: pack
        for pack in models.Pack.objects.filter(
            clinic_id=clinic_id, instrument=instrument, retired_at=None
        ).prefetch_related("items")
    }
    for language in languages:
        if language in packs:
            return packs[language]
    return next(iter(packs.values()), None)


def form_of(pack: models.Pack) -> definition.Form:
    """Return the form that asks a questionnaire in the words the clinic loaded. Costs nothing with its items at hand.

    Its version is the pack's code, so that an answer says exactly which words were read.
    """
    return rules.form_of(
        catalogue.instrument(pack.instrument), _wordings(pack), version=pack.code, intro=pack.intro
    )


def _wordings(pack: models.Pack) -> list[rules.Wording]:
    return [
        rules.Wording(item.key, item.words, tuple((code, words) for code, words in item.choices))
        for item in pack.items.all()
    ]


def pack_asked_by(intake: models.Intake) -> models.Pack | None:
    """Return the wording that a form is or was asked in; None when it came on paper or nothing is loaded.

    A finished form keeps the words it was answered in. An open one is asked in the language of the page, else the
    patient's, else English, else whichever there is; where the clinic uses none any more, in those it began with.

    costs   up to 4 queries
    """
    key = intake.form.removeprefix(scoring.PACK)
    if intake.state == models.Intake.State.OPEN:
        languages = [translation.get_language() or FALLBACK, intake.patient.language, FALLBACK]
        pack = pack_in(intake.clinic_id, key, languages)
        if pack is not None:
            return pack
    versions = models.Answer.objects.filter(intake=intake, is_current=True).order_by("-answered_at")
    newest = versions.values_list("wording_version", flat=True).first() if intake.pk else None
    mine = models.Pack.objects.filter(clinic_id=intake.clinic_id, instrument=key, code=newest or "")
    return mine.prefetch_related("items").first()


def definition_of(intake: models.Intake) -> definition.Form:
    """Return what a form of a loaded questionnaire asks; without any words where they were never here. Costs as above.

    raises  Http404 for a measure that nobody knows
    """
    try:
        instrument = catalogue.instrument(intake.form.removeprefix(scoring.PACK))
    except KeyError as unknown:
        raise Http404 from unknown
    pack = pack_asked_by(intake)
    return rules.on_paper(instrument) if pack is None else form_of(pack)


def tables_of(clinic_id: int, instrument: str) -> scoring.Tables:
    """Return the tables that came with any wording in use of a measure; they do not depend on a language. Costs 1 query."""
    kept = models.Pack.objects.filter(clinic_id=clinic_id, instrument=instrument, retired_at=None)
    found: dict = {}
    for tables in kept.order_by("acknowledged_at").values_list("tables", flat=True):
        found |= rules.tables_as_read(tables)
    return found


def words_of(clinic_id: int, instrument: str, language: str) -> dict[str, str]:
    """Return item key → its words, in the wording a clinic uses; empty where it has none. Costs up to 2 queries."""
    pack = pack_in(clinic_id, instrument, [FALLBACK, language])
    return {item.key: item.words for item in pack.items.all()} if pack else {}


def waiting_for(patient: people.Patient) -> list[models.Intake]:
    """Return what a patient was asked beside the form before a first visit, and has not sent. Costs 1 query."""
    mine = models.Intake.objects.filter(patient=patient, state=models.Intake.State.OPEN)
    return list(mine.exclude(form=filling.FIRST_VISIT).order_by("started_at", "pk"))


LATE = dt.timedelta(days=2)  # how long after it was sent or put right a form may still wait for its numbers


def unscored(now: dt.datetime, limit: int = 50) -> list[models.Intake]:
    """Return forms whose numbers are older than their answers: sent and not scored, or put right since. Costs 2 queries."""
    finished = models.Intake.objects.filter(state=models.Intake.State.FINISHED).select_related(
        "patient", "clinic"
    )
    new = finished.filter(scored_at=None, finished_at__gt=now - LATE)
    recent = models.Answer.objects.filter(revision__gt=1, answered_at__gt=now - LATE)
    put_right = recent.filter(answered_at__gt=F("intake__scored_at"))
    again = finished.filter(pk__in=put_right.values("intake"))
    return [*new[:limit], *again[:limit]]

"""What the page of an assessment shows, already worded."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from needlepoint.intake import rules as intake_rules
from needlepoint.intake.wording import answers as intake_wording
from needlepoint.intake.wording import bodymap
from needlepoint.knowledge import dose
from needlepoint.knowledge.codes import icd10cm
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.tradition import catalogue
from needlepoint.people import models as people
from needlepoint.plans import models, queries, rules, wording
from needlepoint.plans.pages import episodes, heads
from needlepoint.plans.rules import examining
from needlepoint.plans.wording import examining as examining_words


@dataclasses.dataclass(frozen=True)
class Assessment:
    head: heads.Head
    told: tuple[
        tuple[str, str], ...
    ]  # what the patient answered before the first visit, the first thing first
    told_more: tuple[tuple[str, str], ...]  # the rest of it
    picture: bodymap.Picture | None  # where it hurts
    told_url: str  # all of it, with what was put right since
    told_words: str  # when there is nothing to show: why
    earlier: str  # the latest assessment, in a line
    cut_points: str
    source: str
    codes_release: str
    label: str  # what a traditional finding is, and is not
    label_source: str


def assessment(
    patient: people.Patient, episode: models.Episode | None, answered: queries.Told, on: dt.date
) -> Assessment:
    zone = patient.clinic.time_zone
    scheme = dose.scheme_of(patient.clinic.phase_scheme)
    told = _told(answered) if answered.is_sent else ()
    return Assessment(
        head=heads.head(patient, on),
        told=told[:TOLD_FIRST],
        told_more=told[TOLD_FIRST:],
        picture=_picture(answered) if answered.is_sent else None,
        told_url=reverse("intake:told_of_patient", args=[patient.code]),
        told_words=""
        if answered.is_sent
        else _("The answers from before the first visit have not been sent yet."),
        earlier=_("Last assessed on %(day)s: %(what)s.")
        % {"day": episodes.day(episode.assessed_at, zone), "what": episodes.episode_words(episode)}
        if episode
        else "",
        cut_points=wording.cut_points(scheme),
        source=_(scheme.source),
        codes_release=codes_release(on),
        label=_(catalogue.current().label),
        label_source=f"{_(catalogue.current().codes_source)} {_(catalogue.current().lists_source)}",
    )


def codes_release(on: dt.date) -> str:
    """Say which list the codes were checked against and how far, and when there is a newer one."""
    pairs = _(
        "Which codes are not written together is known here for M54.3, M54.4 and M54.5 only: silence about others says nothing."
    )
    listed = (
        _("Codes checked against the list of %(release)s.")
        if icd10cm.is_current(on)
        else _(
            "Codes checked against the list of %(release)s. A newer list stands since then: compare before you bill."
        )
    )
    return f"{listed % {'release': icd10cm.RELEASE}} {pairs}"


@dataclasses.dataclass(frozen=True)
class Codes:
    """What is said beside the codes while they are chosen."""

    remarks: tuple[str, ...]
    usual: tuple[str, ...]  # what fits what was said so far, in words


def codes(chosen: Sequence[str], asked: examining.Asked) -> Codes:
    """Word every trap at once, and the codes that fit; those already chosen are not proposed."""
    usual = (code for code in examining.usual_codes(asked) if code not in chosen)
    return Codes(
        examining_words.remarks_words(chosen), tuple(examining_words.code_words(code) for code in usual)
    )


TOLD_FIRST = 5  # rows in view; the rest opens

# What an examination starts from, after the picture of where it hurts: (item of the form, what it is called here).
TOLD = (
    ("pain_average", _lazy("Pain, on average")),
    ("leg_pain", _lazy("Leg pain, on average")),
    ("since", _lazy("Since")),
    ("worsens", _lazy("Worse with")),
    ("activities", _lazy("Wants to do again")),
    ("tell", _lazy("Also wants us to know")),
    ("began", _lazy("How it began")),
    ("before", _lazy("Back pain before")),
    ("trend", _lazy("In the last weeks")),
    ("eases", _lazy("Better with")),
    ("pain_worst", _lazy("Pain, at its worst")),
    ("leg_feel", _lazy("The leg feels")),
    ("goal", _lazy("Worth it if")),
    ("work", _lazy("Work")),
    ("care", _lazy("Tried so far")),
    ("care_helped", _lazy("Did it help")),
    ("illnesses", _lazy("Illnesses")),
    ("operations", _lazy("Operations")),
    ("health_words", _lazy("More about health")),
    ("medicines", _lazy("Medicines")),
)


def _picture(told: queries.Told) -> bodymap.Picture | None:
    shown = bodymap.picture(told.answers.get(intake_rules.WHERE), for_staff=True)
    return None if shown.is_empty else shown


def _told(told: queries.Told) -> tuple[tuple[str, str], ...]:
    """The parts of the intake that an examination starts from; questions left open are not shown."""
    items = {item.key: item for item in told.form.items}
    rows = (
        (str(label), intake_wording.answer_words(items[key], told.answers[key]))
        for key, label in TOLD
        if key in items and key in told.answers and told.answers[key].state is not said.State.SKIPPED
    )
    return tuple(row for row in rows if row[1])


def start_of(episode: models.Episode | None, answered: queries.Told, today: dt.date) -> dict:
    """Give what the form begins with. Where and since when stay the same pain; findings and red flags never carry over."""
    if episode is not None:
        is_about = episode.findings.get("onset_is_about")
        return {
            **(_about(episode.onset_on, today) if is_about else {"onset_on": episode.onset_on}),
            "site": episode.site,
            "side": episode.side,
            "kind": episode.kind,
            "diagnosis_code": episode.diagnosis_code,
            "second_codes": ", ".join(episode.second_codes),
            **{f"care_{one['kind']}": one["helped"] for one in episode.previous_care},
            "care_words": next((one["words"] for one in episode.previous_care if one["words"]), ""),
        }
    told = _care_told(answered.answers) if answered.is_sent else {}
    began = intake_rules.onset(answered.answers)
    if began is None:
        return told
    since = {"onset_on": began.on} if began.ago is None else {"ago": began.ago, "ago_unit": began.unit}
    return {**told, **since}


def _care_told(answers: said.Answers) -> dict:
    """Give what the patient tried, as the form's fields; what it did is only theirs to say."""
    tried, helped = answers.get("care", said.SKIPPED), answers.get("care_helped", said.SKIPPED)
    found = examining.care_from_intake(tried.codes, helped.codes[0] if helped.codes else "")
    return {f"care_{kind}": came_of_it for kind, came_of_it in found.items()}


# Near the cut-points a week lost to rounding could change the phase; from here on none can.
WEEKS_FROM_DAYS = 100


def _about(onset_on: dt.date | None, today: dt.date) -> dict:
    """Give a guessed beginning as a guess again: a day would look like knowledge and win over what is typed."""
    if onset_on is None:
        return {}
    days = (today - onset_on).days
    if days < WEEKS_FROM_DAYS:
        return {"ago": days, "ago_unit": intake_rules.Unit.DAYS}
    return {"ago": days // rules.DAYS_IN_WEEK, "ago_unit": intake_rules.Unit.WEEKS}

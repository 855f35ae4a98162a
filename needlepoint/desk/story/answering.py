"""What the people of the story answered before their first visit, as rows."""

import datetime as dt
import random
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from needlepoint.desk.story import bulk
from needlepoint.intake import models as intake
from needlepoint.intake import rules
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition, reading

Value = said.Value
HALF = 5  # screens that somebody looked at who has not come back yet


def given(
    dice: random.Random,
    *,
    pain: int,
    activities: Sequence[tuple[str, int | None]],
    began_on: dt.date | None,
    words: str,
) -> dict[str, said.Given]:
    """Return what somebody answers. What the story does not tell is passed over, as real people do.

    pain        average of the week, 0–10
    activities  (own words, 0–10)
    words       what they say about their pain
    """
    places = (("LOWER_LUMBAR_LEFT", pain), ("LOWER_LUMBAR_MIDDLE", max(0, pain - 1)))
    own = [
        value
        for place, (activity, score) in enumerate(activities)
        for value in (
            Value(place, "words", text=activity),
            *(() if score is None else (Value(place, "score", number=Decimal(score)),)),
        )
    ]
    low = Decimal(dice.randrange(1, 6))
    return {
        "where": _answered(
            *(
                value
                for place, (code, number) in enumerate(places)
                for value in (Value(place, "region", code), Value(place, "pain", number=Decimal(number)))
            )
        ),
        "since": _answered(Value(part="on", on=began_on)) if began_on else said.UNSURE,
        "began": _one(dice.choice(["SLOWLY", "STRAIN"])),
        "before": _one("OFTEN"),
        "trend": _one("SAME"),
        "eases": _answered(Value(0, code="LYING"), Value(1, code="HEAT")),
        "worsens": _answered(Value(0, code="SITTING"), Value(1, code="BENDING")),
        "pain_average": _number(pain),
        "pain_worst": _number(min(10, pain + 2)),
        "interference": _number(max(0, pain - 1)),
        "activities": _answered(*own),
        "sleep": _number(low),
        "mood": _number(low - 1),
        "care": _one("EXERCISE"),
        "care_helped": _one("LITTLE"),
        "illnesses": _answered(Value(code=definition.NONE)),
        "takes_medicines": _one("NO"),
        "goal": _answered(Value(text=f"{activities[0][0]} again.")) if activities else said.SKIPPED,
        "tell": _answered(Value(text=words)),
    }


def _answered(*values: Value) -> said.Given:
    return said.Given(said.State.ANSWERED, values)


def _one(code: str) -> said.Given:
    return _answered(Value(code=code))


def _number(number: int | Decimal) -> said.Given:
    return _answered(Value(number=Decimal(number)))


def write(told: Iterable[tuple[intake.Intake, Mapping[str, said.Given]]]) -> None:
    """Write answers; an intake that is still open stops after a few screens."""
    form = reading.form(rules.FIRST_VISIT)
    rows, values = [], []
    for row, answers in told:
        shown = rules.visible_screens(form, answers)
        screens = shown if row.finished_at else shown[:HALF]
        for screen in screens:
            for item in rules.items_asked(form, screen, answers):
                one = answers.get(item.key, said.SKIPPED)
                rows.append(_row(row, item.key, one, form.version))
                values.append((rows[-1], one))
    bulk.in_batches(intake.Answer, rows)
    bulk.in_batches(
        intake.AnswerValue,
        (
            intake.AnswerValue(
                answer=row,
                place=value.place,
                part=value.part,
                code=value.code,
                number=value.number,
                on=value.on,
                text=value.text,
            )
            for row, one in values
            for value in one.values
        ),
    )


def _row(row: intake.Intake, item: str, one: said.Given, version: str) -> intake.Answer:
    return intake.Answer(
        intake=row,
        item=item,
        revision=1,
        state=one.state.value,
        wording_version=version,
        language="en",
        source=intake.Intake.Source.PHONE,
        answered_at=row.finished_at or row.started_at,
        by=f"patient:{row.patient_id}",
    )

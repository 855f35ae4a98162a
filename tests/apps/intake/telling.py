"""A form begun, answered and sent, for tests that come after."""

from decimal import Decimal

from needlepoint.intake import actions, models
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition, reading
from tests import cast

Value = said.Value


def given(item: definition.Item, n: int = 0) -> said.Given:
    """Some answer that fits an item."""
    kind = definition.Kind
    values = {
        kind.ONE: lambda: (Value(code=item.choices[n % len(item.choices)].code),),
        kind.MANY: lambda: (Value(code=item.choices[n % len(item.choices)].code),),
        kind.SCALE: lambda: (Value(number=Decimal(item.lowest + n)),),
        kind.NUMBER: lambda: (Value(number=Decimal(item.lowest + n), code=item.unit),),
        kind.WHEN: lambda: (Value(part="on", on=cast.TODAY.replace(year=2025)),),
        kind.TEXT: lambda: (Value(text=f"In my own words {n}"),),
        kind.BODY: lambda: (
            Value(0, "region", "LOWER_LUMBAR_LEFT"),
            Value(0, "pain", number=Decimal(7)),
        ),
        kind.MEDICINES: lambda: (Value(0, "name", text="Some pill"), Value(0, "dose", text="20 mg")),
        kind.ACTIVITIES: lambda: (
            Value(0, "words", text="Climb stairs"),
            Value(0, "score", number=Decimal(4)),
        ),
    }[item.kind]()
    return said.Given(said.State.ANSWERED, values)


def begun(w, visit, *, now=None, by=None) -> models.Intake:
    by, now = by or cast.viewer(visit.patient), now or w.now
    return actions.agree(intake=actions.open_intake(visit=visit, now=now, by=by), by=by, now=now)


def say(w, intake, answers, *, now=None, by=None, source="PHONE", seen=None):
    """Keep answers: item → Given."""
    return actions.keep_answers(
        intake=intake,
        given=answers,
        seen=seen or {},
        by=by or cast.viewer(intake.patient),
        now=now or w.now,
        source=source,
        language="en",
    )


def sent(w, visit, *, now=None) -> models.Intake:
    """The form before a first visit, every item answered, and sent."""
    intake, form = begun(w, visit, now=now), reading.form("first_visit")
    say(w, intake, {item.key: given(item) for item in form.items}, now=now)
    actions.finish(intake=intake, by=cast.viewer(visit.patient), now=now or w.now)
    intake.refresh_from_db()
    return intake

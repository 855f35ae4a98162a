"""Each kind of item: what is kept is shown, posted and read back as it was."""

import dataclasses
import datetime as dt
from decimal import Decimal

import hypothesis
import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import strategies as some

from needlepoint.intake import actions, models, rules
from needlepoint.intake.forms import filling as forms
from needlepoint.knowledge.body import regions
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition, reading
from tests import cast
from tests.apps.intake.posting import Boxes

FORM = reading.form("first_visit")
Kind, Value = definition.Kind, said.Value
SCREENS = [screen.key for screen in FORM.screens]


# --- What is posted comes back as it was said --------------------------------------------------------------------------

PLAIN = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=40
)
ITEMS = {item.kind: item for item in FORM.items} | {
    Kind.NUMBER: definition.Item(
        "weight", Kind.NUMBER, "?", lowest=0, highest=300, unit="KG", unit_label="kg"
    ),
    Kind.MANY: FORM.item("illnesses"),
}


def _answered(*values):
    return said.Given(said.State.ANSWERED, values)


def _rows(first, *others):
    """Values of one line: the first always, each other or not."""
    return some.tuples(first, *(some.none() | other for other in others)).map(
        lambda row: [v for v in row if v]
    )


def _listed(row, most):
    return some.lists(row, min_size=1, max_size=most).map(
        lambda rows: _answered(
            *(
                dataclasses.replace(value, place=place)
                for place, values in enumerate(rows)
                for value in values
            )
        )
    )


NUMBERS = some.integers(0, 10).map(Decimal)
MEDICINE = _rows(
    PLAIN.map(lambda text: Value(part="name", text=text))
    | some.just(Value(part="name", code=rules.NAME_UNKNOWN)),
    PLAIN.map(lambda text: Value(part="dose", text=text)),
    some.sampled_from(list(rules.OFTEN)).map(lambda code: Value(part="often", code=code)),
    PLAIN.map(lambda text: Value(part="for", text=text)),
)
ACTIVITY = _rows(
    PLAIN.map(lambda text: Value(part="words", text=text)),
    NUMBERS.map(lambda n: Value(part="score", number=n)),
)
GIVEN = {
    Kind.ONE: some.sampled_from(ITEMS[Kind.ONE].choices).map(
        lambda choice: _answered(Value(code=choice.code))
    ),
    Kind.MANY: some.sets(
        some.sampled_from([c.code for c in ITEMS[Kind.MANY].choices if c.code != "NONE"]), min_size=1
    ).map(
        lambda codes: _answered(
            *(
                Value(n, code=code)
                for n, code in enumerate(c.code for c in ITEMS[Kind.MANY].choices if c.code in codes)
            )
        )
    ),
    Kind.SCALE: NUMBERS.map(lambda n: _answered(Value(number=n))),
    Kind.NUMBER: some.decimals(0, 300, places=2).map(lambda n: _answered(Value(number=n, code="KG"))),
    Kind.WHEN: some.dates(dt.date(1950, 1, 1), cast.TODAY).map(lambda on: _answered(Value(part="on", on=on)))
    | some.tuples(some.integers(0, 90), some.sampled_from(list(rules.Unit))).map(
        lambda ago: _answered(Value(part="ago", number=Decimal(ago[0]), code=ago[1].value, on=cast.TODAY))
    ),
    Kind.TEXT: PLAIN.map(lambda text: _answered(Value(text=text))),
    Kind.BODY: some.sets(some.sampled_from(regions.all_regions()), min_size=1, max_size=4)
    .flatmap(
        lambda chosen: some.tuples(
            *(
                some.tuples(some.just(one.code), some.none() | NUMBERS)
                for one in regions.all_regions()
                if one in chosen
            )
        )
    )
    .map(
        lambda places: _answered(
            *(
                value
                for place, (code, pain) in enumerate(places)
                for value in (
                    Value(place, "region", code),
                    *(() if pain is None else (Value(place, "pain", number=pain),)),
                )
            )
        )
    ),
    Kind.MEDICINES: _listed(MEDICINE, 6),
    Kind.ACTIVITIES: _listed(ACTIVITY, 3).filter(
        lambda given: (
            len({v.text.casefold() for v in given.values if v.text}) == sum(1 for v in given.values if v.text)
        )
    ),
}


def screen(item, data=None, kept=None, today=cast.TODAY):
    return forms.Screen(data, items=[item], kept={item.key: (kept, 1)} if kept else {}, today=today)


def posted(item, kept):
    """What a browser sends for a screen that shows an answer and was not touched."""
    return Boxes(render_to_string("intake/step.html", {"form": screen(item, kept=kept), "page": Page})).data


class Page:
    title, lead, at, of, has_back, filled_in_for, phone, needs_help, form_id = (
        "t",
        "",
        1,
        2,
        False,
        "",
        "",
        False,
        "answers",
    )


@pytest.mark.parametrize("kind", list(Kind))
@hypothesis.given(data=some.data())
@hypothesis.settings(max_examples=6, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
def test_what_is_kept_is_shown_posted_and_read_back_as_it_was(kind, data):
    item = ITEMS[kind]
    for kept in (data.draw(GIVEN[kind]), *((said.UNSURE,) if item.may_be_unsure else ())):
        form = screen(item, posted(item, kept), kept)
        assert form.is_valid(), form.errors
        assert rules.is_same(form.given(passes_over=True)[item.key], kept)
        # Another window that shows nothing yet reads the same from the same post.
        again = screen(item, posted(item, kept))
        assert again.is_valid(), again.errors
        assert rules.is_same(again.given(passes_over=True)[item.key], kept)


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_posted_is_passed_over_only_by_whoever_goes_on(kind):
    item = ITEMS[kind]
    for data in (QueryDict(""), posted(item, said.SKIPPED)):
        form = screen(item, data)
        assert form.is_valid(), form.errors
        assert form.given(passes_over=True) == {item.key: said.SKIPPED}
        assert form.given(passes_over=False) == {}


@pytest.mark.parametrize("kind", list(Kind))
@hypothesis.given(data=some.data())
@hypothesis.settings(max_examples=6, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
def test_what_is_stored_is_read_back_as_it_was_said(kind, data):
    answer = models.Answer()
    given = data.draw(GIVEN[kind])
    rows = actions.values_of([(answer, given)])
    read = said.Given(
        given.state, tuple(said.Value(r.place, r.part, r.code, r.number, r.on, r.text) for r in rows)
    )
    assert read == given
    assert len({(r.place, r.part, r.code) for r in rows}) == len(rows)  # as the table demands


def test_a_guess_that_is_only_shown_again_still_counts_from_its_own_day():
    item = ITEMS[Kind.WHEN]
    kept = _answered(
        Value(part="ago", number=Decimal(6), code="MONTHS", on=cast.TODAY - dt.timedelta(days=40))
    )
    form = screen(item, posted(item, kept), kept)
    assert form.is_valid()
    assert form.given(passes_over=True)[item.key] == kept

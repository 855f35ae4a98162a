"""Questionnaires with placeholder words only: what a clinic would load, without one sentence of anybody's."""

import csv
import io
import json

from needlepoint.intake.rules import packs
from needlepoint.knowledge.instruments import catalogue


def words_csv(key, *, changes=None, without=(), extra=(), language=""):
    """Our template, filled in with 'Item 1', 'Answer 0'. `changes`: {(row key, column): words}."""
    head, *rows = csv.reader(io.StringIO(packs.template(catalogue.instrument(key))))
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(head)
    for row in rows:
        if row[0] in without:
            continue
        if row[0] == packs.LANGUAGE:
            row[1] = language
        elif row[0] == packs.INTRO:
            row[1] = "Introduction"
        else:
            row[1] = f"Item {row[0].rsplit('_', 1)[-1]}"
            row[2:] = [cell or f"Answer {code}" for code, cell in zip(head[2:], row[2:], strict=True)]
        for (name, column), words in (changes or {}).items():
            if name == row[0]:
                row[head.index(column)] = words
        write.writerow(row)
    for row in extra:
        write.writerow(row)
    return out.getvalue()


def words_fhir(key, *, language="en"):
    """The same as a FHIR Questionnaire: a group, a text to read, and the items within it."""
    items = []
    for item in catalogue.instrument(key).items:
        options = [{"valueCoding": {"code": code, "display": f"Answer {code}"}} for code in item.worded_codes]
        words = f"Item {item.key.rsplit('_', 1)[-1]}"
        kind = "choice" if options else "boolean"
        items.append({"linkId": item.key, "text": words, "type": kind, "answerOption": options})
    told = {"linkId": "told", "type": "display", "text": "Introduction"}
    return json.dumps(
        {
            "resourceType": "Questionnaire",
            "language": language,
            "version": "2.1",
            "item": [{"linkId": "all", "type": "group", "item": [told, *items]}],
        }
    )


def table_csv(key, *, start=20):
    """Every row that can be looked up, with numbers that rise by a tenth; no owner's numbers."""
    instrument = catalogue.instrument(key)
    lines = packs.table_template(instrument).splitlines()
    if len(lines) < 2:
        return ""
    highest = packs.table_scales(instrument)[0].highest
    step = 10 if highest > 1 else 10_000
    return "\n".join(
        [
            lines[0],
            *(f"{line}{(start if step == 10 else 0) + place / step}" for place, line in enumerate(lines[1:])),
        ]
    )


def draft(key, **changes):
    return packs.read(
        catalogue.instrument(key), words_csv(key, **changes), language="en", table=table_csv(key)
    )

"""What the person at the prompt reads: what was understood, what comes in, what does not and why."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from needlepoint.exchange import files, judging
from needlepoint.exchange.rules import columns, dates, findings, tally

Fate = tally.Fate
WIDTH = 110
_DATES = {
    dates.Order.US: "month first",
    dates.Order.DAY_FIRST: "day first",
    dates.Order.ISO: "year first",
}
_LETTERS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with Excel's mark",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


def report(judged: Sequence[judging.Judged], *, is_real: bool) -> list[str]:
    """Return the report of a run, line by line.

    is_real  False for a rehearsal, whose words are about what would happen
    """
    lines: list[str] = []
    for each in judged:
        lines += [*_understood(each.source), *_came_to(each, is_real=is_real), ""]
    names = judged[-1].practitioners if judged else ()
    if names:
        what = "entered" if is_real else "that would be entered"
        lines += _filled(
            f"New practitioners {what}, not bookable until you say when they work: {'; '.join(names)}."
        )
    lines += _closing(judged, is_real=is_real)
    return lines


def _understood(source: files.Source) -> Iterator[str]:
    what = "patients" if source.kind is columns.Kind.PATIENTS else "appointments"
    yield f"{source.name}: {what}, {source.rows:,} in all"
    yield from _filled(
        f"Read as {_LETTERS[source.encoding]} with {files.SEPARATORS[source.separator]}, dates with the {_DATES[source.order]}.",
        2,
    )
    pairs = [f"{heading.strip()} → {meaning}" for heading, meaning in source.layout.understood]
    yield from _filled("Columns: " + "; ".join(pairs) + ".", 2)
    if source.layout.unused:
        unused = ", ".join(heading.strip() for heading in source.layout.unused)
        yield from _filled(f"Not used, only kept with their rows: {unused}.", 2)


def _came_to(each: judging.Judged, *, is_real: bool) -> Iterator[str]:
    counted = each.counted
    said = {
        Fate.TAKEN: "taken" if is_real else "would be taken",
        Fate.JOINED: "about patients who are here already, found by e-mail, name and birth date",
        Fate.KNOWN: "came in before and say the same",
        Fate.CHANGED: "came in before and say something else now; what the clinic holds stays as it is",
        Fate.REFUSED: "refused",
    }
    for fate, words in said.items():
        if counted.fates[fate] or fate in {Fate.TAKEN, Fate.REFUSED}:
            yield f"  {counted.fates[fate]:>9,}  {words}"
    for what, lines, count in (
        ("Changed", counted.changed, counted.fates[Fate.CHANGED]),
        ("Perhaps here already", counted.maybe_here, counted.notes[findings.Note.MAYBE_HERE]),
    ):
        if lines:
            more = f" and {count - len(lines):,} more" if count > len(lines) else ""
            yield from _filled(f"{what}: line {', '.join(map(str, lines))}{more}.", 2)
    if counted.notes:
        yield "  With a remark:"
        yield from _ranked(counted.notes.items())
    if counted.fates[Fate.REFUSED]:
        yield "  Refused for:"
        yield from _ranked(counted.reasons.items())
        for line, reasons in counted.refused:
            yield from _filled(f"line {line}: {' '.join(reasons)}", 4)
        more = counted.fates[Fate.REFUSED] - len(counted.refused)
        if more:
            yield f"    and {more:,} more."
        yield f"  All refused rows, each with its reasons: {each.refused_file}"
    if counted.reminders:
        yield f"  {counted.reminders:>9,}  reminders promised, each a day before its visit"


def _ranked(counts: Iterable[tuple[str, int]]) -> Iterator[str]:
    for words, count in sorted(counts, key=lambda pair: (-pair[1], pair[0])):
        yield f"  {count:>9,}  {words}"


def _closing(judged: Sequence[judging.Judged], *, is_real: bool) -> list[str]:
    new = sum(each.counted.fates[Fate.TAKEN] + each.counted.fates[Fate.JOINED] for each in judged)
    if not new:
        return [
            "There is nothing new in it, so nothing was written."
            if is_real
            else "There is nothing new in it."
        ]
    if is_real:
        return [f"Taken: {new:,} rows. The rest is as it was."]
    return ["This was a rehearsal; nothing was written. Run it again with --yes to take these rows."]


def _filled(text: str, indent: int = 0) -> list[str]:
    space = " " * indent
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=space,
        subsequent_indent=space + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )

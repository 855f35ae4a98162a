"""A quick entry, read: statement by statement, phrase by phrase, longest first. Nothing raises."""

import dataclasses
import re
from collections.abc import Iterable, Sequence

from needlepoint.charting.rules import parts
from needlepoint.charting.rules.quick import drafts, lexicon, phrases, shapes
from needlepoint.plans.rules import entry

Side = entry.Side
TYPED_MAX = 2000  # characters that are read; the rest is kept as text
_IN_ROWS = frozenset({parts.Kind.CUPPING, parts.Kind.GUA_SHA, parts.Kind.HEAT_LAMP})
WORDS_MAX = 5  # of one thing: "bladder 23 - bladder 25"


def read(text: str, *, painful: str = "", known_sizes: Sequence[str] = ()) -> shapes.Quick:
    """Read a quick entry. Never raises: what is not understood is in `unread`, in the order of the text.

    painful       the painful side (LEFT, RIGHT, BOTH, MIDDLE or blank), for a point without a side
    known_sizes   sizes the clinic keeps ("0.25 × 40 mm"): "needle 40" then means the only one that long
    """
    return _Reader(text, painful, tuple(known_sizes)).all()


class _Reader:
    def __init__(self, text: str, painful: str, known_sizes: tuple[str, ...]) -> None:
        self.text = text
        self.painful = painful
        self.known_sizes = known_sizes
        self.rows: dict[tuple[str, str], list[shapes.Row]] = {}
        self.order: list[tuple[str, str]] = []
        self.parts: list[parts.Part] = []
        self.unread: list[shapes.Unread] = []
        self.said: dict[str, object] = {}
        # Of this statement: whether a point follows the settings from a word on.
        self.led: dict[int, bool] = {}

    def all(self) -> shapes.Quick:
        words = [
            drafts.Word(found[0], found.start(), found.end())
            for found in lexicon.SPLIT.finditer(self.text, 0, TYPED_MAX)
        ]
        statement: list[drafts.Word] = []
        for word in words:
            if word.text in lexicon.ENDS:
                self.statement(statement)
                statement = []
            else:
                statement.append(word)
        self.statement(statement)
        if self.text[TYPED_MAX:].strip():
            self.leave(TYPED_MAX, len(self.text), shapes.Why.TOO_LONG)
        rows = tuple(row for key in self.order for row in self.rows[key])
        return shapes.Quick(rows, tuple(self.parts), _joined(self.text, self.unread), **self.said)  # type: ignore[arg-type]

    def leave(self, start: int, end: int, why: str) -> None:
        self.unread.append(shapes.Unread(self.text[start:end], start, end, why))

    def leave_words(self, words: Sequence[drafts.Word], why: str) -> None:
        self.leave(words[0].start, words[-1].end, why)

    def slice(self, words: Sequence[drafts.Word]) -> str:
        """Give words as one phrase: the text between them counts, with single spaces."""
        return re.sub(r"\s+", " ", self.text[words[0].start : words[-1].end])

    # --- One statement

    def statement(self, words: list[drafts.Word]) -> None:
        if not any(not word.is_mark for word in words):
            return
        for at in range(len(words)):
            opened = self.opened(words, at)
            if opened is not None:
                self.points_or_text(words[:at])
                kind, size, method = opened
                until = next(
                    (to for to in range(at + size, len(words)) if self.opened(words, to)), len(words)
                )
                self.part(kind, words[at + size : until], words[at : at + size], method)
                self.statement(words[until:])
                return
        self.points_or_text(words)

    def points_or_text(self, words: list[drafts.Word]) -> None:
        if any(not word.is_mark for word in words) and not self.points(words):
            self.leave_words(words, shapes.Why.NO_POINT)

    def opened(
        self, words: Sequence[drafts.Word], at: int
    ) -> tuple[parts.Kind, int, parts.Method | None] | None:
        """Say whether something else than needles begins at a word: its kind, the words it takes, its method."""
        for size in (2, 1):
            said = self.slice(words[at : at + size]).lower() if at + size <= len(words) else ""
            if said in lexicon.KINDS and (at == 0 or said not in lexicon.ONLY_FIRST):
                return lexicon.KINDS[said], size, parts.Method.ON_NEEDLE if said == "warm needle" else None
        return None

    def phrases(self, words: Sequence[drafts.Word], at: int) -> Iterable[tuple[int, str]]:
        """Give the phrases that begin at a word, longest first; none runs over a comma."""
        most = 0
        while most < WORDS_MAX and at + most < len(words) and not words[at + most].is_comma:
            most += 1
        for size in range(most, 0, -1):
            if not words[at + size - 1].is_mark:
                yield size, self.slice(words[at : at + size])

    # --- Points and their settings

    def points(self, words: list[drafts.Word]) -> bool:
        """Read a statement of points and settings; returns whether anything in it was understood."""
        line = drafts.Line()
        self.led = {}
        at = 0
        while at < len(words):
            if words[at].is_mark:
                if words[at].is_comma:
                    line.comma()
                at += 1
                continue
            at += self.point_or_setting(words, at, line)
        line.comma()
        is_prose = all(why in {shapes.Why.NOT_KNOWN, shapes.Why.WHICH_POINT} for _, _, why in line.faults)
        if not line.done and not line.has_said and is_prose:
            return False
        for fault in line.faults:
            self.leave(*fault)
        for draft in line.done:
            self.add(draft)
        return True

    def point_or_setting(self, words: Sequence[drafts.Word], at: int, line: drafts.Line) -> int:
        """Read what begins at a word into the line; returns how many words it took."""
        start = words[at].start
        if (size := self.whole(words, at)) is not None:
            line.is_closed, line.has_said = True, True
            return size
        if (named := self.named(words, at)) is not None:
            size, drafts = named
            if isinstance(drafts, str):
                line.fault(start, words[at + size - 1].end, drafts)
            else:
                line.name(drafts)
            return size
        if (found := self.setting(words, at, has_place=line.takes_place)) is not None:
            size, name, value = found
            end = words[at + size - 1].end
            if name == "fault":
                line.fault(start, end, str(value))
            elif (
                (line.is_fresh or (line.leads and name == "side"))
                and name != "place"
                and self.leads(words, at + size)
            ):
                line.ahead.append((name, value, start, end))
            else:
                line.set(name, value, start, end)
            return size
        line.fault(start, words[at].end, self.why_not(words[at].text))
        line.is_closed = True
        return 1

    def leads(self, words: Sequence[drafts.Word], at: int) -> bool:
        """Say whether a point follows before the next comma: a setting in front belongs to it.

        What was found is remembered for every word on the way: a line of nothing but settings is walked once, not once
        from each of its words.
        """
        passed = []
        while at not in self.led:
            passed.append(at)
            is_over = at >= len(words) or words[at].is_mark
            named = None if is_over else self.named(words, at)
            setting = None if is_over or named is not None else self.setting(words, at, has_place=False)
            if setting is None:
                self.led[at] = named is not None and not isinstance(named[1], str)
                break
            at += setting[0]
        for before in passed:
            self.led[before] = self.led[at]
        return self.led[at]

    def named(self, words: Sequence[drafts.Word], at: int) -> tuple[int, list[drafts.Draft] | str] | None:
        """Read points that begin at a word: how many words they take, and the rows or why they are none."""
        for size, phrase in self.phrases(words, at):
            start, end = words[at].start, words[at + size - 1].end
            codes = phrases.codes_in(phrase)
            if codes is None:
                continue
            if isinstance(codes, str):
                return size, codes
            return size, [drafts.Draft(code, start, end, side=side) for code, side in codes]
        return None

    def setting(
        self, words: Sequence[drafts.Word], at: int, *, has_place: bool
    ) -> tuple[int, str, object] | None:
        """Read a setting that begins at a word: words taken, its name, its value; name "fault" for what cannot be."""
        for size, phrase in self.phrases(words, at):
            found = self.setting_in(phrase, has_place=has_place)
            if found is not None:
                return size, *found
        return None

    def setting_in(self, phrase: str, *, has_place: bool) -> tuple[str, object] | None:  # noqa: C901, PLR0911 one line a setting
        said = phrase.lower()
        if has_place:
            place = phrases.place_of(phrase)
            if place is not None:
                return "place", place
        if said in lexicon.SIDES:
            return "side", lexicon.SIDES[said]
        if said in lexicon.TOWARDS:
            side = phrases.side_towards(self.painful, is_same=lexicon.TOWARDS[said])
            return ("fault", shapes.Why.SIDE) if side is None else ("side", side)
        for table, name in (
            (lexicon.RESPONSES, "response"),
            (lexicon.ANGLES, "angle"),
            (lexicon.METHODS, "method"),
        ):
            if said in table:
                return name, table[said]
        if found := lexicon.DEPTH.fullmatch(said):
            return phrases.depth_of(found[1], found[2])
        if lexicon.CUN.fullmatch(said):
            return "fault", shapes.Why.CUN
        if found := lexicon.DEGREES.fullmatch(said):
            return "angle", phrases.angle_of(int(found[1]))
        if found := lexicon.COUNT.fullmatch(said):
            needles = int(found[1] or found[2] or found[3])
            return ("needles", needles) if 1 <= needles <= entry.NEEDLES_MAX else ("fault", shapes.Why.COUNT)
        if found := lexicon.SIZE.fullmatch(said):
            size = phrases.size_of(found[1], found[2])
            return ("fault", shapes.Why.SIZE) if size is None else ("needle_size", size)
        if lexicon.LEVEL.fullmatch(said) and phrases.place_of(phrase) is not None:
            return "fault", shapes.Why.LEVEL
        return None

    def why_not(self, text: str) -> str:
        if re.fullmatch(r"[\d.,]+", text):
            return shapes.Why.UNIT
        return shapes.Why.NO_SUCH_POINT if lexicon.ONE.fullmatch(text) else shapes.Why.NOT_KNOWN

    # --- The whole note

    def whole(self, words: Sequence[drafts.Word], at: int) -> int | None:
        """Read a setting of the whole note; returns how many words it took, None when there is none here."""
        for size, phrase in self.phrases(words, at):
            found = self.whole_in(phrase)
            if found is None:
                continue
            name, value = found
            if name == "fault":
                self.leave_words(words[at : at + size], str(value))
            else:
                self.said[name] = value
            return size
        return None

    def whole_in(self, phrase: str) -> tuple[str, object] | None:  # noqa: C901, PLR0911 one line a setting
        if found := lexicon.LOT.fullmatch(phrase):
            return "needle_lot", found[1]
        if found := lexicon.BRAND.fullmatch(phrase):
            return "needle_brand", found[1]
        if found := lexicon.EXPIRES.fullmatch(phrase):
            return phrases.date_of(found[1])
        first, _, rest = phrase.partition(" ")
        if lexicon.NEEDLE.fullmatch(first) and rest:
            return self.whole_size(rest)
        for name, opening in (
            ("retention_minutes", lexicon.REST), ("hands_on_minutes", lexicon.HANDS_ON), ("response_sought", lexicon.SOUGHT)
        ):  # fmt: skip
            opened = opening.match(phrase)
            if opened is None or not phrase[opened.end() :].startswith(" "):
                continue
            rest = phrase[opened.end() :].strip(" :").lower()
            if name == "response_sought":
                return (name, lexicon.RESPONSES[rest]) if rest in lexicon.RESPONSES else None
            if found := lexicon.MINUTES.fullmatch(rest):
                return phrases.minutes_of(name, found[1])
        if phrase.lower() in lexicon.POSITIONS:
            return "position", lexicon.POSITIONS[phrase.lower()]
        if found := lexicon.MINUTES.fullmatch(phrase):
            return phrases.minutes_of("retention_minutes", found[1])
        return None

    def whole_size(self, rest: str) -> tuple[str, object] | None:
        if found := lexicon.SIZE.fullmatch(rest):
            size = phrases.size_of(found[1], found[2])
            return ("fault", shapes.Why.SIZE) if size is None else ("needle_size", size)
        if found := re.fullmatch(r"(\d{1,3})\s*(?:mm)?", rest):
            fitting = [one for one in self.known_sizes if one.endswith(f" {int(found[1])} mm")]
            return ("needle_size", fitting[0]) if len(fitting) == 1 else ("fault", shapes.Why.SIZE)
        return None

    # --- Into rows

    def add(self, draft: drafts.Draft) -> None:
        """Put a point with its settings into the rows: a point named again takes what is said of it now."""
        side = entry.side_of(draft.code, draft.side or entry.usual_side(draft.code, self.painful))
        known = self.rows.get((draft.code, draft.place), [])
        same = [row for row in known if row.side is side]
        if not same and draft.side is None and len(known) == 1:
            same, side = known, known[0].side
        if same:
            needles = same[0].needles if draft.needles is None else draft.needles
            changed = dataclasses.replace(same[0], needles=needles, **draft.settings)  # type: ignore[arg-type]
            self.rows[same[0].key] = [changed if row is same[0] else row for row in known]
            return
        if any(Side.BOTH in {row.side, side} for row in known):
            self.leave(draft.start, draft.end, shapes.Why.TWICE)
            return
        if sum(len(rows) for rows in self.rows.values()) >= entry.POINTS_MAX:
            self.leave(draft.start, draft.end, shapes.Why.TOO_MANY)
            return
        needles = entry.needles_at(side) if draft.needles is None else draft.needles
        row = shapes.Row(draft.code, draft.place, side, needles, **draft.settings)  # type: ignore[arg-type]
        if row.key not in self.rows:
            self.order.append(row.key)
        self.rows.setdefault(row.key, []).append(row)

    # --- Current, cups, scraping, lamp, moxa

    def part(
        self,
        kind: parts.Kind,
        words: Sequence[drafts.Word],
        heads: Sequence[drafts.Word],
        method: parts.Method | None,
    ) -> None:
        """Read a statement that begins with what was done."""
        said: dict[str, object] = {} if method is None else {"method": method}
        spans: list[drafts.SpanDraft] = []
        earlier = len(self.unread)
        at = 0
        while at < len(words):
            if words[at].is_mark:
                at += 1
                continue
            for size, phrase in self.phrases(words, at):
                if self.part_phrase(kind, phrase, words[at : at + size], spans, said):
                    at += size
                    break
            else:
                self.leave_words(words[at : at + 1], self.why_not(words[at].text))
                at += 1
        lost = self.unread[earlier:]
        if not spans and not said and lost and all(one.why == shapes.Why.NOT_KNOWN for one in lost):
            # "cup of tea": nothing of it was cupping.
            del self.unread[earlier:]
            self.leave_words([*heads, *words], shapes.Why.PLACE)
            return
        self.parts.append(parts.Part(kind, self.placed(kind, spans), **said))  # type: ignore[arg-type]

    def part_phrase(
        self,
        kind: parts.Kind,
        phrase: str,
        words: Sequence[drafts.Word],
        spans: list[drafts.SpanDraft],
        said: dict[str, object],
    ) -> bool:
        """Take one phrase of a part: a side for the places before it, a setting, or places."""
        side = lexicon.SIDES.get(phrase.lower())
        if side is not None and spans and not spans[-1].is_closed:
            for one in spans:
                one.side = one.side if one.is_closed else side
                one.is_closed = True
            return True
        found = phrases.part_setting(kind, phrase)
        if found is not None:
            name, value = found
            if name == "fault":
                self.leave_words(words, str(value))
            else:
                said[name] = value
            return True
        places = phrases.spans_in(kind, phrase)
        if isinstance(places, str):
            self.leave_words(words, places)
        elif places is not None:
            spans += [drafts.SpanDraft(*place, words) for place in places]
        return places is not None

    def placed(self, kind: parts.Kind, spans: Sequence[drafts.SpanDraft]) -> tuple[parts.Span, ...]:
        """Give every place its side: said, else where the needle is, else where it usually is."""
        found: dict[parts.Span, None] = {}
        for one in spans:
            start, end, said = one.start, one.end, one.side
            if start in parts.AREAS:
                found[parts.Span(start, "", said or Side.BOTH)] = None
                continue
            is_lead = kind is parts.Kind.ELECTRO
            if is_lead and not end and (said is not Side.BOTH or entry.is_midline(start)):
                self.leave_words(one.words, shapes.Why.LEAD)
                continue
            is_midline = entry.is_midline(start) and (not end or entry.is_midline(end))
            at = start if not end or not entry.is_midline(start) else end
            is_row_of_cups = bool(end) and kind in _IN_ROWS  # they stand in pairs along the spine
            usual = Side.BOTH if is_row_of_cups else self.needled_side(at)
            side = Side.MIDDLE if is_midline else said or usual
            found[parts.Span(start, end, Side.BOTH if side is Side.MIDDLE and not is_midline else side)] = (
                None
            )
        return tuple(found)

    def needled_side(self, code: str) -> Side:
        known = self.rows.get((code, ""), [])
        return known[0].side if len(known) == 1 else entry.usual_side(code, self.painful)


def _joined(text: str, unread: Iterable[shapes.Unread]) -> tuple[shapes.Unread, ...]:
    """Put neighbours with one reason together, so that a sentence is one piece."""
    joined: list[shapes.Unread] = []
    for one in sorted(set(unread), key=lambda one: (one.start, one.end)):
        before = joined[-1] if joined else None
        if before is not None and before.why == one.why and not text[before.end : one.start].strip():
            joined[-1] = shapes.Unread(text[before.start : one.end], before.start, one.end, one.why)
        else:
            joined.append(one)
    return tuple(joined)

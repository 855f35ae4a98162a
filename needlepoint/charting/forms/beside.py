"""What is done beside the needles, as boxes of a form: one set for each thing, folded away until it is ticked."""

import dataclasses
import decimal

from django import forms as fields
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.charting import rules, wording
from needlepoint.charting.forms import NOT_LISTED
from needlepoint.charting.rules import parts, quick
from needlepoint.house.design import widgets

WHERE_MAX = 200


@dataclasses.dataclass
class Slot:
    """One thing that may be done. `key` is its name among the boxes: CUPPING, or ELECTRO~2 for a second one."""

    key: str
    kind: parts.Kind
    words: str
    is_on: bool
    is_copied: bool
    before: rules.Done | None
    boxes: list


class Where(fields.CharField):
    """Points as they are typed, read into spans: 'BL23-BL25 b', 'BL18-BL25', 'low back'."""

    def __init__(self, kind, **kwargs):
        self.kind = kind
        super().__init__(required=False, max_length=WHERE_MAX, **kwargs)

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return ()
        said = quick.read(f"{wording.KIND_WORDS[self.kind]} {typed}")
        if said.unread or len(said.parts) != 1 or said.rows:
            why = gettext(said.unread[0].why if said.unread else quick.Why.PLACE)
            raise ValidationError(gettext("“%(words)s”: %(why)s") % {"words": typed, "why": why})
        return said.parts[0].spans


class Hz(fields.CharField):
    """'2', or '2/100' when two take turns."""

    def clean(self, value):
        typed = super().clean(value)
        try:
            hz = tuple(int(one) for one in typed.replace(" ", "").split("/")) if typed else ()
        except ValueError:
            hz = (0,)
        if len(hz) > 2 or any(not 1 <= one <= parts.HZ_MAX for one in hz):  # noqa: PLR2004 two take turns
            raise ValidationError(gettext("Write one number such as 2, or two such as 2/100."))
        return hz


def where_words(spans):
    """Write spans the way they are typed."""
    if not spans:
        return ""
    written = quick.written(quick.Quick(parts=(parts.Part(parts.Kind.CUPPING, tuple(spans)),)))
    return written.partition(" ")[2]


def _number(label, high):
    message = _("Write a number from %(low)s to %(high)s.") % {"low": 1, "high": high}
    return fields.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=high,
        widget=fields.TextInput(attrs={"inputmode": "numeric", "class": "tiny", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), message),
    )


def _one_of(label, words, keys, *, chips=False):
    choices = [(str(key), words[key]) for key in keys]
    return fields.ChoiceField(
        label=label,
        required=False,
        choices=choices if chips else [("", "–"), *choices],
        widget=widgets.Chips if chips else fields.Select,
        error_messages=NOT_LISTED,
    )


def _milliamps():
    message = _("Write milliamps as a number, such as 0.5.")
    return fields.DecimalField(
        label=_("mA"),
        required=False,
        min_value=0,
        max_value=parts.MILLIAMPS_MAX,
        decimal_places=2,
        widget=fields.TextInput(attrs={"inputmode": "decimal", "class": "tiny", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_decimal_places", "max_digits"), message
        ),
    )


def _boxes_of(kind):
    """Return name → field of what can be said about a kind."""
    label = _("Pairs") if kind is parts.Kind.ELECTRO else _("Where")
    hint = "BL23-BL25 b" if kind is parts.Kind.ELECTRO else "BL18-BL25"
    where = Where(
        kind,
        label=label,
        widget=fields.TextInput(
            attrs={"class": "short", "autocomplete": "off", "spellcheck": "false", "placeholder": hint}
        ),
    )
    boxes = {"where": where}
    if kind is parts.Kind.ELECTRO:
        boxes["hz"] = Hz(
            label=_("Hz"),
            required=False,
            max_length=11,
            widget=fields.TextInput(attrs={"class": "tiny", "autocomplete": "off"}),
        )
        boxes["waveform"] = _one_of(_("Waveform"), wording.WAVEFORMS, parts.Waveform)
        boxes["strength"] = _one_of(_("How it felt"), wording.STRENGTHS, parts.Strength)
        boxes["milliamps"] = _milliamps()
    if parts.METHODS_OF[kind]:
        boxes["method"] = _one_of(_("How"), wording.WAYS, parts.METHODS_OF[kind])
    boxes["minutes"] = _number(_("Minutes"), parts.MINUTES_MAX)
    return boxes


def _initial(done, name):
    value = getattr(done.part, {"where": "spans"}.get(name, name)) if done else None
    if name == "where":
        return where_words(value or ())
    if name == "hz":
        return "/".join(str(one) for one in value or ())
    return "" if value is None else value


def add_to(form, done, allowed):
    """Add the boxes of everything done, and of every kind that may be done, to a form; return the slots in order.

    done     rules.Done of the chart            allowed   technique keys this patient may have
    """
    slots, seen = [], dict.fromkeys(parts.Kind, 0)
    wanted = [(one.part.kind, one) for one in done]
    there = {kind for kind, _one in wanted}
    wanted += [(kind, None) for kind in parts.Kind if kind not in there]
    for kind, one in sorted(wanted, key=lambda pair: list(parts.Kind).index(pair[0])):
        if parts.TECHNIQUE_OF[kind] not in allowed:
            continue
        seen[kind] += 1
        key = str(kind) if seen[kind] == 1 else f"{kind}~{seen[kind]}"
        boxes = []
        for name, field in _boxes_of(kind).items():
            field.initial = _initial(one, name)
            form.fields[f"{name}_{key}"] = field
            boxes.append(form[f"{name}_{key}"])
        is_on = key in form.data.getlist("techniques") if form.is_bound else one is not None
        slots.append(Slot(key, kind, wording.KINDS[kind], is_on, bool(one and one.is_copied), one, boxes))
    return slots


def techniques_of(ticked):
    """Return the technique keys of what is ticked: a kind's name, or a technique's own."""
    for key in ticked:
        name = key.partition("~")[0]
        yield parts.TECHNIQUE_OF[parts.Kind(name)] if name in set(parts.Kind) else name


def meant(form, ticked):
    """Return what is ticked as rules.Done; settings the page has no box for stay as they were."""
    return tuple(_done(form, slot) for slot in form.beside if slot.key in ticked)


def _done(form, slot):
    old = slot.before.part if slot.before else parts.Part(slot.kind)
    if f"where_{slot.key}" not in form.data:
        return rules.Done(old, words=slot.before.words if slot.before else "")
    said = {name.partition("_")[0]: form.cleaned_data[name] for name in _names(slot)}
    part = dataclasses.replace(
        old,
        spans=tuple(said["where"]),
        hz=tuple(said.get("hz") or ()),
        waveform=parts.Waveform(said["waveform"]) if said.get("waveform") else None,
        milliamps=said.get("milliamps"),
        strength=parts.Strength(said["strength"]) if said.get("strength") else None,
        method=parts.Method(said["method"]) if said.get("method") else None,
        minutes=said["minutes"],
    )
    return rules.Done(part, words=slot.before.words if slot.before else "")


def _names(slot):
    return [box.name for box in slot.boxes]


def packed(done):
    """Write one thing done as a list for a hidden field."""
    part = done.part
    return [
        str(part.kind),
        parts.span_rows(part.spans),
        list(part.hz),
        part.waveform or "",
        part.pulse_us,
        None if part.milliamps is None else str(part.milliamps),
        part.strength or "",
        part.method or "",
        part.minutes,
        done.words,
    ]


def unpacked(row):
    """Read it again. Raises ValueError, TypeError or ArithmeticError for what this page did not write."""
    kind, spans, hz, waveform, pulse, milliamps, strength, method, minutes, words = row
    part = parts.Part(
        parts.Kind(kind),
        parts.spans_of(spans),
        tuple(map(int, hz)),
        parts.Waveform(waveform) if waveform else None,
        pulse,
        None if milliamps is None else decimal.Decimal(milliamps),
        parts.Strength(strength) if strength else None,
        parts.Method(method) if method else None,
        minutes,
    )
    return rules.Done(part, words=str(words))

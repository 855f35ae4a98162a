# ruff: noqa: A002  `id` and `type` are the words of HTML, which the writer of a template knows
"""The tags that every page is built from. Builtins: no {% load %} is needed.

Each takes keyword arguments only, so that a misspelt one raises instead of quietly drawing something else, and
checks its tone or kind against a closed list. Each has one template of the same name in templates/design/.
"""

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from needlepoint.house import languages
from needlepoint.house.design import drawing

register = template.Library()

TONES = ("quiet", "good", "soon", "danger")
CARD_TONES = ("plain", "sand", "good", "soon", "danger")
BUTTON_KINDS = ("main", "plain", "quiet", "danger")
CHANNEL_SIZES = {"row": 18, "page": 40}


def one_of(word: str, accepted: Iterable[str], what: str) -> str:
    """Return the word, or raise ValueError naming the accepted ones."""
    if word not in accepted:
        raise ValueError(f"{what} {word!r} is not one of {', '.join(accepted)}")
    return word


# --- Things to press and read ----------------------------------------------------------------------------------------


@register.filter
def in_a_row(sentences):
    """{{ claim.sentences|in_a_row }}: sentences one after the other, as the language sets them: Chinese without a space."""
    joint = "" if (get_language() or "").startswith("zh") else " "
    return joint.join(map(str, sentences))


@register.simple_tag
def button(
    *,
    label,
    href="",
    kind="main",
    type="submit",
    name="",
    value="",
    form="",
    large=False,
    wide=False,
    opens="",
    about="",
    id="",
):
    """Show a button, or a link that looks like one when `href` is given; `about` adds words for screen readers.

    Written here and not in a template: a day list has a hundred.
    """
    one_of(kind, BUTTON_KINDS, "button kind")
    classes = " ".join(
        ["button", *([] if kind == "main" else [kind]), *(["large"] * bool(large)), *(["wide"] * bool(wide))]
    )
    words = format_html('{}<span class="hidden"> {}</span>', label, about) if about else label
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, _attributes(id=id), words)
    said = _attributes(type="button" if opens else type, id=id, name=name, form=form, popovertarget=opens)
    said = format_html('{} value="{}"', said, value) if name else said
    return format_html('<button class="{}"{}>{}</button>', classes, said, words)


def _attributes(**given) -> SafeString:
    """Return the attributes that have a value, escaped."""
    return format_html_join("", ' {}="{}"', ((name, value) for name, value in given.items() if value))


@register.simple_tag
def deed(*, label, url, is_post=False, kind="plain", about=""):
    """Show one thing to do: a link, or a button where doing it changes something.

    The buttons of a page belong to its one form with the id `deeds`, so that a list of them stays light.
    """
    if not is_post:
        return button(label=label, href=url, kind=kind, about=about)
    pressed = button(label=label, kind=kind, about=about, form="deeds")
    return format_html('<button formaction="{}"{}', url, mark_safe(pressed.removeprefix("<button")))  # noqa: S308


@register.simple_tag
def badge(*, text, tone="quiet"):
    """Show one or two words about a state. Written here and not in a template: a day list has a hundred."""
    return format_html('<span class="badge {}">{}</span>', one_of(tone, TONES, "tone"), text)


@register.inclusion_tag("design/back.html")
def back(*, href, label=""):
    """Show the link to the page before."""
    return {"href": href, "label": label or gettext("Back")}


@register.inclusion_tag("design/mark.html")
def icon_mark(*, size=28):
    """Show the mark: points on a line that bends as a back does."""
    return {"size": size}


@register.inclusion_tag("design/empty.html")
def empty(*, title, text="", href="", action=""):
    """Say kindly that there is nothing here, and what to do about it."""
    return {"title": title, "text": text, "href": href, "action": action}


# --- The walls of a page -----------------------------------------------------------------------------------------------


def _address(name: str, *args) -> str:
    """The address of a named page, or nothing when this clinic does not have that page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("design/nav_link.html", takes_context=True)
def nav_link(context, *, to, label, button=False):
    """Show one line of the menu, marked when it leads to this page."""
    href = _address(to)
    request = context.get("request")
    here = bool(request and href) and (
        request.path == href or (href != "/" and request.path.startswith(href))
    )
    return {"href": href, "label": label, "button": button, "is_here": here and not button}


@register.inclusion_tag("design/languages.html", takes_context=True)
def language_switch(context):
    """Show the languages this page can be read in, each in its own words.

    A page with an unfinished form names it: `language_form`, the id of the form. The choice then sends the form, and
    its view keeps what is there (see house/languages.py). Elsewhere the choice is the same address in that language;
    under an answer to a form that named none it would lose what was written, so none is shown there.
    """
    request, viewer = context.get("request"), context.get("viewer")
    form = context.get("language_form", "")
    if request is None or getattr(viewer, "is_staff", False) or (request.method == "POST" and not form):
        return {"languages": ()}
    now, query = get_language(), request.GET.copy()
    shown = []
    for code, name in languages.offered():
        query[languages.FIELD] = code
        shown.append({"code": code, "name": name, "href": f"?{query.urlencode()}", "is_current": code == now})
    return {"languages": shown, "form": form}


@register.inclusion_tag("design/demo_person.html")
def demo_person(*, who, label):
    """Show the button that lets a reader of the demo be one of its people. No form's secret: it is on public pages."""
    return {"href": _address("people:demo", who), "label": label}


# --- Blocks -----------------------------------------------------------------------------------------------------------


def _block(name: str, content: str, context: Mapping) -> SafeString:
    return mark_safe(get_template(f"design/{name}.html").render({**context, "content": content}))  # noqa: S308 the template escapes


@register.simple_block_tag
def card(content, *, title="", level=2, tone="plain", id=""):
    """Put what stands inside on a sheet."""
    one_of(tone, CARD_TONES, "tone")
    heading = format_html("<h{0}>{1}</h{0}>", int(level), title) if title else ""
    return _block(
        "card", content, {"heading": heading, "classes": "" if tone == "plain" else f" {tone}", "id": id}
    )


@register.simple_block_tag
def alert(content, *, tone="quiet", title="", urgent=False):
    """Set something apart that must not be missed; urgent interrupts a screen reader."""
    return _block("alert", content, {"title": title, "tone": one_of(tone, TONES, "tone"), "urgent": urgent})


@register.simple_block_tag
def dialog(content, *, id, title, opens, kind="plain"):
    """Show a button that opens a small window with what stands inside; no script is needed."""
    classes = "button" if one_of(kind, BUTTON_KINDS, "button kind") == "main" else f"button {kind}"
    return _block("dialog", content, {"id": id, "title": title, "opens": opens, "classes": classes})


# --- Forms ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def field(*, field):
    """Show a form field with its label, hint and error."""
    return field.as_field_group()


@register.inclusion_tag("design/forms/field.html")
def field_as_h1(*, field):
    """Show the only question of a page: its label is the page's heading."""
    return {"field": field, "as_h1": True}


@register.inclusion_tag("design/forms/scale_field.html")
def scale(*, field, low="", high=""):
    """Show a nought-to-ten question as eleven places to press."""
    widget = field.field.widget
    return {
        "field": field,
        "low": low or getattr(widget, "low", ""),
        "high": high or getattr(widget, "high", ""),
    }


@register.inclusion_tag("design/forms/chips_field.html")
def chips(*, field):
    """Show the choices of a field as pills."""
    return {"field": field}


@register.inclusion_tag("design/error_summary.html")
def error_summary(*, form):
    """List every error of a form, formset or list of forms, each a link to its field; nothing when there is none."""
    errors = []
    for one in _forms_of(form):
        errors += [("", error) for error in one.non_field_errors()]
        errors += [(_first_id(bound), _named(bound, error)) for bound in one for error in bound.errors]
    if hasattr(form, "non_form_errors"):
        errors += [("", error) for error in form.non_form_errors()]
    return {"errors": errors}


def _forms_of(form) -> list:
    if form is None:
        return []
    if isinstance(form, list | tuple):
        return [one for each in form for one in _forms_of(each)]
    return list(form.forms) if hasattr(form, "forms") else [form]


def _named(bound, error: str) -> str:
    """An error with its question in front, so that the list can be read by itself."""
    label = str(bound.label or "").rstrip(":")
    return f"{label}{'' if label[-1:] in '?.!…' else ':'} {error}" if label else str(error)


def _first_id(bound) -> str:
    """The id of the thing to fill in: the first of several when a question has many."""
    if bound.field.widget.use_fieldset and bound.auto_id:
        return bound.id_for_label or f"{bound.auto_id}_0"
    return bound.id_for_label


# --- Lists and tables -------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Column:
    """A table column: its heading, and whether its cells are figures to be lined up."""

    label: str
    numeric: bool = False


@register.inclusion_tag("design/table.html")
def table(*, caption, columns, rows, caption_hidden=False, row_headers=True):
    """Show a table that stacks on a phone; every row needs one cell for each column."""
    columns = [column if isinstance(column, Column) else Column(column) for column in columns]
    return {
        "caption": caption,
        "caption_hidden": caption_hidden,
        "columns": columns,
        "row_headers": row_headers,
        "rows": [list(zip(columns, row, strict=True)) for row in rows],
    }


@register.inclusion_tag("design/facts.html")
def facts(*, rows):
    """Show a summary list: (label, value) or (label, value, url to change it)."""
    return {
        "rows": [
            {"label": label, "value": value, "change": (rest or [""])[0]} for label, value, *rest in rows
        ]
    }


@register.inclusion_tag("design/tabs.html")
def tabs(*, label, items):
    """Show links to sister pages: (label, url, is_current) or (label, url, is_current, count)."""
    return {
        "label": label,
        "items": [
            {"label": text, "url": url, "is_current": here, "count": (rest or [None])[0]}
            for text, url, here, *rest in items
        ],
    }


# --- The channel and its family ---------------------------------------------------------------------------------------


@register.simple_tag
def channel(*, done, planned, now=None, reviews=(), missed=(), label="", size="row", words=None):
    """Draw a course of care as points on a line; positions count from 1."""
    step = CHANNEL_SIZES[one_of(size, CHANNEL_SIZES, "channel size")]
    reviews, missed = tuple(reviews), tuple(missed)
    label = label or course_in_words(done=done, planned=planned, now=now, reviews=reviews, missed=missed)
    classes = "channel" if size == "row" else "channel page"
    return _channel_drawn(
        done, planned, now, reviews, missed, label, tuple((words or {}).items()), step, classes
    )


# A day list draws the same few courses for every reader: the drawing is kept, by everything it is made of.
@functools.lru_cache(maxsize=2048)
def _channel_drawn(done, planned, now, reviews, missed, label, words, step, classes) -> SafeString:  # noqa: PLR0917
    drawn = drawing.channel(
        done,
        planned,
        now,
        reviews,
        missed,
        label=label,
        words=dict(words) or None,
        step=step,
        classes=classes,
    )
    return mark_safe(drawn)  # noqa: S308 drawing escapes every word


def course_in_words(*, done: int, planned: int, now: int | None = None, reviews=(), missed=()) -> str:
    """Say where a course stands: "Visit 4 of 8, review at 6"."""
    if now and now <= planned:
        parts = [gettext("Visit %(now)s of %(planned)s") % {"now": now, "planned": planned}]
    elif done > planned:
        parts = [ngettext("%(done)s visit so far", "%(done)s visits so far", done) % {"done": done}]
    else:
        parts = [gettext("%(done)s of %(planned)s visits so far") % {"done": done, "planned": planned}]
    ahead = sorted(at for at in reviews if at >= (now or done))
    if ahead and ahead[0] == now:
        parts.append(gettext("review today"))
    elif ahead:
        parts.append(gettext("review at %(at)s") % {"at": ahead[0]})
    if missed:
        parts.append(ngettext("%(count)s missed", "%(count)s missed", len(missed)) % {"count": len(missed)})
    return ", ".join(parts)


@register.simple_tag
def person(
    *,
    name,
    href="",
    detail="",
    done=0,
    planned=0,
    now=None,
    reviews=(),
    missed=(),
    cautions=(),
    heading=False,
):
    """Show a person with the course beside the name; cautions are words, or (word, tone); heading makes it the h1.

    Written here and not in a template: a day list has thirty.
    """
    return format_html(
        '<div class="person"><div class="line">{}{}</div>{}{}</div>',
        _name(name, href, heading),
        _course_beside(done=done, planned=planned, now=now, reviews=tuple(reviews), missed=tuple(missed))
        if planned or done
        else "",
        _caution_badges(cautions),
        format_html('<p class="detail">{}</p>', detail) if detail else "",
    )


def _name(name, href, heading) -> SafeString:
    if heading:
        return format_html('<h1 class="name">{}</h1>', name)
    if href:
        return format_html('<a class="name" href="{}">{}</a>', href, name)
    return format_html('<span class="name">{}</span>', name)


def _course_beside(**course) -> SafeString:
    drawn, words = channel(**course), course_in_words(**course)
    return format_html(' <span class="course">{} <span aria-hidden="true">{}</span></span>', drawn, words)


def _caution_badges(cautions) -> SafeString | str:
    pairs = [(caution, "danger") if isinstance(caution, str) else caution for caution in cautions]
    badges = format_html_join("", "{}", ((badge(text=word, tone=tone),) for word, tone in pairs))
    return format_html('<p class="cautions">{}</p>', badges) if pairs else ""


@register.inclusion_tag("design/steps.html")
def steps(*, at, of, label=""):
    """Show how far along a row of pages a person is."""
    words = label or gettext("Step %(at)s of %(of)s") % {"at": at, "of": of}
    # The words stand beside the drawing, so the drawing itself stays silent.
    return {"words": words, "drawn": mark_safe(drawing.channel(at - 1, of, at, label=""))}  # noqa: S308


SEGMENT_WORDS = {
    drawing.TOGETHER: lambda minutes: gettext("%(minutes)s min together") % {"minutes": minutes},
    drawing.REST: lambda minutes: gettext("%(minutes)s min rest") % {"minutes": minutes},
    drawing.ATTENDED: lambda minutes: (
        gettext("%(minutes)s min rest, with the practitioner in the room") % {"minutes": minutes}
    ),
    drawing.TURNOVER: lambda minutes: (
        gettext("%(minutes)s min to make the room ready") % {"minutes": minutes}
    ),
}


@register.inclusion_tag("design/pattern.html")
def pattern(*, segments, label="", words=True):
    """Draw what happens in one visit: (kind, minutes) with the kinds of drawing.SEGMENT_KINDS."""
    segments = [
        (one_of(str(kind), drawing.SEGMENT_KINDS, "segment kind"), minutes) for kind, minutes in segments
    ]
    said = [
        ((drawing.REST if kind == drawing.ATTENDED else kind).lower(), SEGMENT_WORDS[kind](minutes))
        for kind, minutes in segments
    ]
    spoken = label or ", ".join(text for _, text in said)
    drawn = drawing.pattern(segments, label="" if words and not label else spoken)
    return {"drawn": mark_safe(drawn), "said": said if words else []}  # noqa: S308


@register.inclusion_tag("design/dots.html")
def dots(*, groups: Sequence, label, total=100):
    """Draw a hundred people: groups are (count, words), at most two; the rest stay empty."""
    drawn = drawing.dots(total, [count for count, _ in groups], label)
    shades = ("first", "second")
    return {"drawn": mark_safe(drawn), "groups": [(shades[n], *group) for n, group in enumerate(groups)]}  # noqa: S308


@register.inclusion_tag("design/trend.html")
def trend(*, line, label, axis=None, goal=None, goal_label=(), band=None, marks=(), size="main", caption=""):
    """Draw one question over time. Main: cut for a phone and for a wide page, of which one is shown. Small: once.

    goal_label  the words of the side where the change matters, or several of them, the longest first
    """
    goal_words = (goal_label,) if isinstance(goal_label, str) else goal_label
    sizes = {"main": ("narrow", "wide"), "small": ("small",)}
    if size not in sizes:
        raise ValueError(f"size {size!r} is not one of {', '.join(sizes)}")
    drawn = [
        drawing.trend(
            line, label=label, axis=axis, goal=goal, goal_words=goal_words, band=band, marks=marks, size=one
        )
        for one in sizes[size]
    ]
    return {"drawn": mark_safe("".join(drawn)), "size": size, "caption": caption}  # noqa: S308


@register.simple_tag
def trend_sign(*, kind):
    """The sign of something that happened, as it stands in the drawing of a trend."""
    return mark_safe(drawing.sign(kind))  # noqa: S308

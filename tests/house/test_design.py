"""The design system keeps its promises: one sheet, honest contrast, no inline style, components that refuse."""

import datetime as dt
import gzip
import math
import pathlib
import re

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError, loader
from django.utils import translation

from needlepoint.house import forms as house_forms
from needlepoint.house.design import components, drawing, patterns, sheet, widgets

DESIGN = pathlib.Path(components.__file__).parent
TEMPLATES = sorted((DESIGN / "templates").rglob("*.html"))
LAYERS = ("reset", "tokens", "base", "layout", "parts", "pages", "print")


def rendered(source, **context):
    return Template(source).render(Context(context))


# --- The style sheet --------------------------------------------------------------------------------------------------


def test_the_sheet_that_pages_load_is_made_of_the_parts():
    assert sheet.SHEET.read_text(encoding="utf-8") == sheet.joined(), (
        "run: python -m needlepoint.house.design.sheet"
    )


def test_the_sheet_stays_within_its_budget():
    whole = sheet.SHEET.read_bytes()

    assert len(whole) < 60_000
    assert len(gzip.compress(whole)) < 12_000


def test_every_part_is_joined():
    assert sorted(sheet.part_files()) == sorted(sheet.PARTS.rglob("*.css"))


@pytest.mark.parametrize("file", sheet.part_files(), ids=lambda file: file.name)
def test_every_part_lives_in_the_layer_of_its_place(file):
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)

    expected = file.parent.name if file.parent != sheet.PARTS else file.stem
    assert re.findall(r"@layer (\w+) \{", text) == [expected]
    assert text.count("{") == text.count("}")


def test_the_layers_are_stated_first_and_in_order():
    assert sheet.joined().startswith(f"@layer {', '.join(LAYERS)};")


@pytest.mark.parametrize(
    "file", [file for file in sheet.part_files() if file.name != "tokens.css"], ids=lambda file: file.name
)
def test_only_the_tokens_name_a_colour(file):
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert (
        re.findall(
            r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(|:\s*(?:white|black|red|green|grey|gray)\b",
            text,
        )
        == []
    )


@pytest.mark.parametrize("file", sheet.part_files(), ids=lambda file: file.name)
def test_every_custom_property_that_is_used_is_defined(file):
    everything = sheet.joined()
    defined = set(re.findall(r"(--[\w-]+)\s*:", everything))

    assert set(re.findall(r"var\((--[\w-]+)", file.read_text(encoding="utf-8"))) <= defined


# --- Contrast, computed from the tokens ----------------------------------------------------------------------------------


def luminance(lightness, chroma, hue):
    """Relative luminance (WCAG 2) of an OKLCH colour; source: Björn Ottosson 2020, "A perceptual color space"."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long, medium, short = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(channel, 0), 1) for channel in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colours(scheme):
    text = (sheet.PARTS / "tokens.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+): light-dark\(oklch\((.*?)\), oklch\((.*?)\)\)", text)
    picked = {name: (light, dark)[scheme == "dark"].split() for name, light, dark in found}
    return {
        name: luminance(float(parts[0].rstrip("%")) / 100, float(parts[1]), float(parts[2]))
        for name, parts in picked.items()
    }


def contrast(one, other):
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


READ = [
    ("ink", ground, 7) for ground in ("paper", "sheet", "sand", "jade-soft", "amber-soft", "cinnabar-soft")
]
READ += [("quiet", ground, 7) for ground in ("paper", "sheet")] + [("quiet", "sand", 6.5)]
READ += [("quiet", ground, 4.5) for ground in ("jade-soft", "amber-soft", "cinnabar-soft")]
READ += [
    ("on-jade", "jade", 4.5),
    ("on-jade", "jade-deep", 4.5),
    ("on-cinnabar", "cinnabar", 4.5),
    ("on-cinnabar", "cinnabar-ink", 4.5),
]
READ += [
    ("jade-deep", "jade-soft", 4.5),
    ("amber-ink", "amber-soft", 4.5),
    ("cinnabar-ink", "cinnabar-soft", 4.5),
    ("cinnabar-ink", "paper", 7),
]
READ += [("jade", "paper", 4.5), ("jade", "sheet", 4.5), ("cinnabar-ink", "sheet", 4.5)]
SEEN = [
    (name, ground, 3)
    for name in ("edge", "jade", "cinnabar", "lake", "plum")
    for ground in ("paper", "sheet")
]
SEEN += [("jade", "jade-soft", 3), ("cinnabar", "cinnabar-soft", 3), ("edge", "sand", 3)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), READ + SEEN)
def test_words_and_edges_can_be_told_from_their_ground(scheme, ink, ground, least):
    tokens = colours(scheme)

    assert contrast(tokens[ink], tokens[ground]) >= least


# --- Templates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(DESIGN / "templates")))
def test_no_template_carries_a_style_or_a_script_inside(file):
    text = file.read_text(encoding="utf-8")

    assert re.findall(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\bsrc=)", text) == []


@pytest.mark.django_db
@pytest.mark.parametrize("show", ["", *patterns.EXAMPLES])
def test_the_pattern_page_and_every_example_render(client, show):
    response = client.get("/house/", {"show": show})

    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") >= 1
    assert re.findall(r"\sstyle=", page) == []
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_page_for_a_fault_of_ours_needs_no_context():
    page = loader.get_template("500.html").template.render(Context({}))

    assert "The fault is ours" in page


@pytest.mark.django_db
def test_an_unknown_address_is_answered_in_our_voice(client):
    response = client.get("/there/is/no/such/page/")

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


# --- Components refuse ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        '{% button lable="Book" %}',
        '{% badge text="x" colour="red" %}',
        '{% card titel="x" %}y{% endcard %}',
        '{% alert "danger" %}y{% endalert %}',
        "{% channel done=1 planed=2 %}",
        '{% person nam="Ada" %}',
    ],
)
def test_a_misspelt_or_nameless_argument_is_refused(source):
    with pytest.raises(TemplateSyntaxError):
        Template(source)


@pytest.mark.parametrize(
    "source",
    [
        '{% button label="x" kind="primary" %}',
        '{% badge text="x" tone="green" %}',
        '{% card tone="red" %}y{% endcard %}',
        '{% alert tone="red" %}y{% endalert %}',
        '{% channel done=1 planned=2 size="huge" %}',
        "{% pattern segments=segments %}",
    ],
)
def test_an_unknown_tone_or_kind_is_refused_by_name(source):
    with pytest.raises(ValueError, match="is not one of"):
        rendered(source, segments=[("NAP", 5)])


def test_text_given_to_a_component_is_escaped():
    nasty = "<script>"
    source = (
        "{% button label=n %}{% badge text=n %}{% card title=n %}{{ n }}{% endcard %}{% alert title=n %}{{ n }}{% endalert %}"
        "{% dialog id='a' title=n opens=n %}{{ n }}{% enddialog %}{% empty title=n text=n %}{% person name=n detail=n cautions=list %}"
        "{% table caption=n columns=list rows=rows %}{% facts rows=pairs %}{% back href='/' label=n %}{% steps at=1 of=2 label=n %}"
        "{% channel done=1 planned=2 label=n %}{% dots groups=groups label=n %}{% trend line=line label=n axis=axis goal=3 goal_label=n caption=n %}{% trend_sign kind='VISIT' %}"
    )

    days = [dt.datetime(2026, 9, 1, tzinfo=dt.UTC), dt.datetime(2026, 9, 8, tzinfo=dt.UTC)]
    line = drawing.TrendLine(nasty, tuple(zip(days, (3, 4), strict=True)))
    page = rendered(
        source,
        n=nasty,
        list=[nasty],
        rows=[[nasty]],
        pairs=[(nasty, nasty)],
        groups=[(3, nasty)],
        line=line,
        axis=drawing.TrendAxis.of(dict.fromkeys(days, nasty)),
    )

    assert nasty not in page
    assert "&lt;script&gt;" in page


def test_a_button_with_an_address_is_a_link():
    assert (
        rendered('{% button label="Book" href="/book/" kind="plain" %}').strip()
        == '<a class="button plain" href="/book/">Book</a>'
    )


def test_a_table_refuses_a_row_of_the_wrong_length():
    with pytest.raises(ValueError, match="zip"):
        rendered("{% table caption='x' columns=columns rows=rows %}", columns=["a", "b"], rows=[["1"]])


@pytest.mark.parametrize(
    ("course", "words"),
    [
        ({"done": 3, "planned": 8, "now": 4, "reviews": (6,)}, "Visit 4 of 8, review at 6"),
        ({"done": 5, "planned": 8, "now": 6, "reviews": (6,)}, "Visit 6 of 8, review today"),
        ({"done": 2, "planned": 6}, "2 of 6 visits so far"),
        ({"done": 9, "planned": 6, "reviews": (6,)}, "9 visits so far"),
        ({"done": 2, "planned": 6, "missed": (2,)}, "2 of 6 visits so far, 1 missed"),
    ],
)
def test_a_course_is_said_in_words(course, words):
    assert components.course_in_words(**course) == words


LINE = drawing.TrendLine(
    "Pain", ((dt.datetime(2026, 9, 1, tzinfo=dt.UTC), 7), (dt.datetime(2026, 9, 8, tzinfo=dt.UTC), None))
)


def test_a_trend_is_cut_for_a_phone_and_for_a_wide_page_and_a_small_one_only_once():
    page = rendered("{% trend line=line label='Pain' %}", line=LINE)
    small = rendered("{% trend line=line label='Pain' size='small' %}", line=LINE)

    assert re.findall(r'class="trend (\w+)"', page) == ["narrow", "wide"]
    assert re.findall(r'class="trend (\w+)"', small) == ["small"]


def test_a_trend_of_an_unknown_size_is_refused():
    with pytest.raises(ValueError, match="'huge' is not one of main, small"):
        rendered("{% trend line=line label='Pain' size='huge' %}", line=LINE)


# --- Forms ------------------------------------------------------------------------------------------------------------------


class Every(house_forms.Form):
    name = forms.CharField(label="Your name", help_text="As on your card.")
    born = widgets.DateBoxesField(label="Date of birth")
    pain = forms.TypedChoiceField(
        label="Pain", choices=widgets.ZERO_TO_TEN, coerce=int, widget=widgets.Scale(low="none", high="worst")
    )
    side = forms.ChoiceField(
        label="Which side?", choices=(("l", "Left"), ("r", "Right")), widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="I agree")
    story = forms.CharField(label="Story", required=False)


GOOD = {
    "name": "Ada",
    "born_d": "27",
    "born_m": "3",
    "born_y": "1958",
    "pain": "0",
    "side": "l",
    "agreed": "on",
}


@pytest.mark.parametrize("box", ["born_d", "born_m", "born_y"])
@pytest.mark.parametrize("typed", ["0", "13.5", "x", "-1", "9" * 12, "9" * 5000])
def test_what_is_no_date_is_put_right_and_breaks_nothing(box, typed):
    form = Every({**GOOD, box: typed})

    assert form.errors["born"] == [widgets.DateBoxesField.default_error_messages["invalid"]]


def test_every_error_is_in_the_summary_and_its_link_leads_to_something_on_the_page():
    form = Every({})

    page = rendered(
        "{% error_summary form=form %}{% for f in form %}{{ f.as_field_group }}{% endfor %}", form=form
    )

    targets = re.findall(r'<li><a href="#([^"]+)"', page)
    assert targets == ["id_name", "id_born_1", "id_pain_0", "id_side_0", "id_agreed"]
    assert set(targets) <= set(re.findall(r'\sid="([^"]+)"', page))


def test_a_form_without_errors_has_no_summary():
    assert rendered("{% error_summary form=form %}", form=Every(GOOD)).strip() == ""


def test_hint_and_error_are_tied_to_the_thing_to_fill_in():
    page = rendered("{{ form.name.as_field_group }}", form=Every({}))

    assert re.search(
        r'<input[^>]*aria-invalid="true"[^>]*aria-describedby="id_name_helptext id_name_error"', page
    )
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page


def test_a_group_of_choices_is_described_by_its_own_error():
    page = rendered("{{ form.side.as_field_group }}", form=Every({}))

    assert 'aria-describedby="id_side_error"' in page
    assert 'id="id_side_error"' in page


def test_only_what_may_be_left_out_says_so():
    page = rendered("{{ form.story.as_field_group }}|{{ form.name.as_field_group }}", form=Every())

    optional, required = page.split("|")
    assert "(if you like)" in optional
    assert "(if you like)" not in required


def test_nought_is_an_answer_on_the_scale():
    form = Every(GOOD)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["pain"] == 0


def test_a_scale_keeps_what_was_ticked_and_names_both_ends():
    page = rendered("{{ form.pain.as_field_group }}", form=Every(GOOD | {"pain": "6"}))

    assert re.findall(r'value="(\d+)"[^>]*checked', page) == ["6"]
    assert page.count('type="radio"') == 11
    assert "none" in page
    assert "worst" in page


@pytest.mark.parametrize(
    ("typed", "date"),
    [(("27", "3", "1958"), dt.date(1958, 3, 27)), ((" 1 ", "12", "2001"), dt.date(2001, 12, 1))],
)
def test_a_date_in_three_boxes_is_read(typed, date):
    form = Every(GOOD | dict(zip(("born_d", "born_m", "born_y"), typed, strict=True)))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date


NOT_A_DATE = "This is not a date. Check the three numbers; the year needs all four figures, such as 1958."


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (("31", "2", "1958"), NOT_A_DATE),
        (("27", "3", "58"), NOT_A_DATE),
        (("27", "March", "1958"), NOT_A_DATE),
        (("27", "", "1958"), "Enter a day, a month and a year."),
    ],
)
def test_a_date_that_is_none_is_refused_and_kept(typed, error):
    form = Every(GOOD | dict(zip(("born_d", "born_m", "born_y"), typed, strict=True)))

    page = rendered("{{ form.born.as_field_group }}", form=form)

    assert form.errors["born"] == [error]
    assert all(f'value="{part}"' in page for part in typed if part)


def test_chinese_sentences_stand_in_a_row_without_a_space_between_them():
    with translation.override("zh-hans"):
        assert components.in_a_row(["一。", "二。"]) == "一。二。"
    with translation.override("es"):
        assert components.in_a_row(("Uno.", "Dos.")) == "Uno. Dos."

"""Ways to fill in an answer that plain HTML has no element for. All work without a script."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ZERO_TO_TEN = tuple((n, str(n)) for n in range(11))


class Scale(forms.RadioSelect):
    """Nought to ten as eleven places to press, with words at both ends."""

    template_name = "design/forms/scale.html"
    is_scale = True

    def __init__(self, *, low="", high="", attrs=None, choices=()):
        super().__init__(attrs=attrs, choices=choices)
        self.low, self.high = low, high

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"].update(low=self.low, high=self.high)
        return context


class Chips(forms.RadioSelect):
    """One of a few short choices, as pills."""

    template_name = "design/forms/chips.html"


class ManyChips(forms.CheckboxSelectMultiple):
    """Any of a few short choices, as pills."""

    template_name = "design/forms/chips.html"


class DateBoxes(forms.MultiWidget):
    """Day, month and year in three boxes: a remembered date is typed, never hunted for in a calendar.

    The posted names end in _d, _m and _y. The order of the boxes follows the reader's language.
    """

    template_name = "design/forms/date_boxes.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(
            widgets={"d": forms.TextInput, "m": forms.TextInput, "y": forms.TextInput}, attrs=attrs
        )

    def decompress(self, value):
        if isinstance(value, dt.date):
            return [value.day, value.month, value.year]
        return [None, None, None]

    @property
    def order(self):
        # Translators: the order in which readers write a date: dmy, mdy or ymd. American English writes mdy.
        return str(_("mdy"))

    def id_for_label(self, id_):
        """The box that stands first."""
        return f"{id_}_{'dmy'.index(self.order[0])}" if id_ else id_

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        words = {"d": _("Day"), "m": _("Month"), "y": _("Year")}
        boxes = dict(zip("dmy", context["widget"]["subwidgets"], strict=True))
        context["widget"]["boxes"] = [(key, words[key], boxes[key]) for key in self.order]
        return context


class DateBoxesField(forms.MultiValueField):
    """A date typed as three numbers; gives a `datetime.date` or None."""

    widget = DateBoxes
    default_error_messages = {
        "incomplete": _("Enter a day, a month and a year."),
        "invalid": _(
            "This is not a date. Check the three numbers; the year needs all four figures, such as 1958."
        ),
    }

    def __init__(self, **kwargs):
        fields = (
            forms.CharField(max_length=2),
            forms.CharField(max_length=12),
            forms.CharField(max_length=4),
        )
        super().__init__(fields, require_all_fields=False, **kwargs)

    def clean(self, value):
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        date = self.compress(parts)
        self.run_validators(date)
        return date

    def compress(self, data_list):
        if not data_list:
            return None
        day, month, year = data_list
        # A year of two digits would be read as the first century.
        whole = len(year) == len("2026")
        try:
            return dt.date(int(year) if whole else 0, int(month), int(day))
        except (ValueError, OverflowError) as error:  # a number with twenty digits is no month either
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

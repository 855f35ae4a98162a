"""The form that every page's form grows from: our templates, and input cleaned of what no keyboard types."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.forms import renderers
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Renderer(renderers.TemplatesSetting):
    """Django renders forms with the design system's field templates."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"


class Form(forms.Form):
    """A form whose text fields refuse characters that no database or reader can hold."""

    required_css_class = ""
    all_optional = False  # a page that says so once need not say "(if you like)" at every question

    def leave_unchecked(self):
        """Show what was typed without a word about what is wrong: it was not sent, only read in another language."""
        self._errors, self.cleaned_data = ErrorDict(), {}

    def _clean_fields(self):
        super()._clean_fields()
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str):
                try:
                    value.encode("utf-8")
                except UnicodeEncodeError:
                    self.add_error(
                        name,
                        ValidationError(_("This has a character we cannot store. Please type it again.")),
                    )
                    continue
                if CONTROL.search(value):
                    self.cleaned_data[name] = CONTROL.sub("", value)

"""What staff say when they decide differently from the check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.screening import rules


class Decision(house_forms.Form):
    """Another route, and why."""

    check_code = forms.CharField(widget=forms.HiddenInput, max_length=16)
    route = forms.ChoiceField(
        label=_("What holds instead"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what holds instead.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        min_length=rules.REASON_AT_LEAST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Please say why, so that the next person understands."),
            "min_length": _("Please say why, so that the next person understands."),
            "max_length": _("Please say it in up to 300 letters."),
        },
    )

    def __init__(self, *args, routes, is_doctors_word=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["route"].choices = routes
        if len(routes) == 1:
            self.fields["route"].initial = routes[0][0]
        if is_doctors_word:
            self.fields["reason"].label = _("What the doctor said, who it was, and when")

"""What an owner types about plans: where the lines are drawn, and the usual numbers."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.desk.forms import settings
from needlepoint.knowledge import dose
from needlepoint.plans.rules import dosing as rules


class Lines(settings.Settings):
    """Where acute ends and chronic begins, and the setting that reports name."""

    all_optional = True

    scheme = forms.ChoiceField(
        label=_("Who draws the lines?"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    acute_weeks = settings.whole(label=_("Our own: acute is under this many weeks"), required=False)
    chronic_weeks = settings.whole(label=_("Our own: chronic is over this many weeks"), required=False)
    setting = settings.line(
        label=_("Setting, as a report would say it"),
        help_text=_("Where you treat and what patients are told. A new plan starts with it."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [
            *((one.key, f"{gettext(one.name)}. {gettext(one.source)}") for one in dose.SCHEMES.values()),
            (rules.OWN, gettext("Our own lines")),
        ]

    def judged(self, values):
        if "acute_weeks" not in values or "chronic_weeks" not in values:
            return []
        return rules.lines_faults(
            rules.Lines(values.get("scheme", ""), values["acute_weeks"], values["chronic_weeks"])
        )


class Numbers(settings.Settings):
    """The usual numbers of one kind of plan."""

    visits_min = settings.whole(label=_("Visits, fewest"))
    visits_usual = settings.whole(label=_("Visits, usual"))
    visits_max = settings.whole(label=_("Visits, most"))
    days_between_min = settings.whole(label=_("Days between, fewest"))
    days_between_max = settings.whole(label=_("Days between, most"))
    review_after = settings.whole(label=_("Review after visit"))
    reason = settings.line(
        label=_("Why this clinic differs"),
        help_text=_("Practitioners read it beside the numbers."),
        error_messages={"required": _("Say why this clinic differs: it stands beside the numbers.")},
        max_length=rules.REASON_MAX,
    )

    @property
    def groups(self):
        """The boxes that belong together, a row each."""
        rows = (rules.FIELDS[:3], rules.FIELDS[3:5], rules.FIELDS[5:])
        return [[self[name] for name in row] for row in rows]

    def judged(self, values):
        return rules.preset_faults(
            {name: values.get(name) for name in rules.FIELDS}, values.get("reason", "")
        )

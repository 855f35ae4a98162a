"""Which tasks a patient has at home, and how much of each."""

from django import forms as fields
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.knowledge.home import tasks
from needlepoint.plans.rules import home as rules

WEEK = [(str(count), str(count)) for count in range(1, rules.DAYS_IN_WEEK + 1)]


class Programme(forms.Form):
    """A tick, a dose and the days a week for each task that suits this patient."""

    all_optional = True

    def __init__(self, *args, programme=(), cautions=(), **kwargs):
        """Build the form.

        programme   plans.queries.home.Task of everything that is set
        cautions    the patient's health notes: a task they rule out has no field
        """
        super().__init__(*args, **kwargs)
        held = {task.key: task.row for task in programme}
        self.keys = [one.key for one in tasks.all_tasks() if not tasks.suits(one, cautions).is_refused]
        for key in self.keys:
            one, row = tasks.task(key), held.get(key)
            self.fields[f"on_{key}"] = fields.BooleanField(
                label=_now(one.name), required=False, initial=row is not None
            )
            self.fields[f"dose_{key}"] = fields.CharField(
                label=_("How much"),
                required=False,
                max_length=rules.DOSE_MAX,
                initial=row.dose if row else "",
                widget=fields.TextInput(attrs={"placeholder": _now(one.dose)}),
                error_messages={"max_length": _("This is longer than we can keep. Please shorten it.")},
            )
            self.fields[f"times_{key}"] = fields.ChoiceField(
                label=_("Days a week"),
                required=False,
                choices=WEEK,
                initial=str(row.times_a_week if row else one.days),
                error_messages={"invalid_choice": _("Choose one from the list.")},
            )

    def wishes(self):
        """Return rules.home.Wish for every task that is ticked."""
        said = self.cleaned_data
        return [
            rules.Wish(key, said[f"dose_{key}"], int(said[f"times_{key}"] or tasks.task(key).days))
            for key in self.keys
            if said[f"on_{key}"]
        ]

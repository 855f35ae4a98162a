"""What an owner types about somebody who treats, and about their licence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.desk.forms import settings
from needlepoint.people import rules as people_rules

NAMES = (*people_rules.PRACTITIONER_LENGTHS, "licence_expires_on", "is_bookable")


class Practitioner(settings.Settings):
    """What patients read about somebody who treats, and until when they may."""

    name = settings.line(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_(
            "With it they sign in and write their own notes: a code is sent to it. "
            "Without it the desk books for them. You can give it later."
        ),
        error_messages={
            "invalid": _("This is not a whole e-mail address. It needs an @, such as name@example.com.")
        },
    )
    credential = settings.line(
        label=_("Letters after the name"), required=False, max_length=40, help_text=_("Such as L.Ac.")
    )
    languages = settings.line(
        label=_("Languages"),
        required=False,
        max_length=120,
        help_text=_("With commas between: English, Spanish."),
    )
    about = settings.text(label=_("A few words"), max_length=2000)
    licence_number = settings.line(
        label=_("Licence number"),
        required=False,
        max_length=40,
        help_text=_("As the board writes it. It stands on your team page, so that anybody can look it up."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    licence_body = settings.line(
        label=_("Licence from"),
        required=False,
        max_length=120,
        help_text=_("Such as New York State Education Department."),
    )
    licence_expires_on = forms.DateField(
        label=_("The last day of the licence"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        help_text=_(
            "After this day nobody can be booked with them, and your pages leave them out. "
            "You are told 60 days before. Empty: nothing is watched."
        ),
        error_messages={"invalid": _("Write a date, such as 2027-06-30.")},
    )
    is_bookable = forms.BooleanField(
        label=_("Can be booked"),
        required=False,
        help_text=_("Without it no new visit is booked with them. Visits that are booked stay."),
    )
    supervisor = forms.TypedChoiceField(
        label=_("A student of"),
        required=False,
        help_text=_("Their notes are signed a second time by whom you choose here."),
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )

    def __init__(self, *args, supervisors=(), has_account=False, **kwargs):
        """Build the form.

        supervisors  the practitioners who may sign this one's notes a second time
        has_account  they sign in already: no address is asked for
        """
        super().__init__(*args, **kwargs)
        if has_account:
            del self.fields["email"]
        by_code = {one.code: one for one in supervisors}
        field = self.fields["supervisor"]
        field.choices = [("", _("Nobody: no student")), *((code, one.name) for code, one in by_code.items())]
        field.coerce, field.empty_value = by_code.get, None

    def judged(self, values):
        return people_rules.practitioner_faults(values)


class NewPractitioner(Practitioner):
    """Somebody who begins to treat here."""

    has_usual_hours = forms.BooleanField(
        label=_("Works Monday to Friday, 9 to 12 and 13 to 17"),
        required=False,
        help_text=_(
            "A beginning, to be changed under working hours. Without any hours there are no times to book."
        ),
    )
    field_order = ("name", "email", "credential", "has_usual_hours", "is_bookable")

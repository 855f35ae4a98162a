"""What allauth's forms need to know about a clinic."""

from allauth.account import forms as sign_in
from django.utils.translation import gettext_lazy as _

from needlepoint.house import clock
from needlepoint.people import actions


class RequestCode(sign_in.RequestLoginCodeForm):
    """Asks where to send a sign-in code. Patients whom the clinic entered get their account now.

    allauth looks the account up while it cleans the form, so this is the one place where a form calls an action.
    """

    def clean_email(self):
        actions.open_account(email=self.cleaned_data["email"], now=clock.now())
        return super().clean_email()


class TypeCode(sign_in.ConfirmLoginCodeForm):
    """Asks for the code; a phone shows its digits."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits")
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "class": "short",
        }

"""What allauth's forms need to know about a clinic, and plainer words for them."""

from allauth.account import forms as sign_in
from allauth.mfa.webauthn import forms as passkey
from django.utils.translation import gettext_lazy as _


class Password(sign_in.LoginForm):
    """Asks for address and password, each under its name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Your e-mail address")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class RequestCode(sign_in.RequestLoginCodeForm):
    """Asks where to send a sign-in code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your e-mail address")
        self.fields["email"].widget.attrs.pop("placeholder", None)


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


class AddPasskey(passkey.AddWebAuthnForm):
    """Asks how a passkey is called, and whether it is enough by itself."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What do you call it?")
        self.fields["name"].help_text = _("Such as: my phone, or the blue key.")
        self.fields["passwordless"].label = _("Sign in with it alone, without a password or code")
        self.fields["passwordless"].help_text = _(
            "It then asks for your finger, your face or its number each time."
        )

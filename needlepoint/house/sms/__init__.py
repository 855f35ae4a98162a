"""Text messages: one small interface (house.sending.Carrier) and who keeps it. A further provider is one module here."""

from django.conf import settings

from needlepoint.house import sending
from needlepoint.house.sms import console, twilio

PROVIDERS = {"console": console.Console, "twilio": twilio.from_settings}


def carrier() -> sending.Carrier:
    """Return the provider that NEEDLEPOINT_SMS_PROVIDER names."""
    return PROVIDERS[settings.SMS_PROVIDER]()


def is_used() -> bool:
    """Say whether texts reach whom mail reaches: the console keeps them in a folder, as mail is without a server."""
    return settings.SMS_PROVIDER != "console" or not settings.EMAIL_URL

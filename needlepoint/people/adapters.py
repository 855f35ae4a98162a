"""What sign-in asks of us: nobody signs up by themselves, and second-factor seeds are never stored in clear."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography import fernet
from django.conf import settings


def _box():
    key = hashlib.sha256(b"second factor seeds:" + settings.SECRET_KEY.encode()).digest()
    return fernet.Fernet(base64.urlsafe_b64encode(key))


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the clinic or by a booking."""

    def is_open_for_signup(self, request):
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds and recovery codes are stored encrypted."""

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _box().decrypt(encrypted_text.encode()).decode()

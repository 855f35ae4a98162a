"""What sign-in asks of us: nobody signs up by themselves, and second-factor seeds are never stored in clear."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa import models as second_factor
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography import fernet
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site

from needlepoint.house import clock, codes, outbox
from needlepoint.people import actions, forms, queries


def _box():
    key = hashlib.sha256(b"second factor seeds:" + settings.SECRET_KEY.encode()).digest()
    return fernet.Fernet(base64.urlsafe_b64encode(key))


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the clinic or by a booking."""

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Promise the mail instead of sending it here: asking for a code takes as long for an unknown address,
        and a mail server that is down delays the code instead of breaking the page.
        """
        request = allauth_context.request
        mail = self.render_mail(
            template_prefix,
            email,
            {
                "request": request,
                "email": email,
                "clinic": request.clinic,
                "current_site": get_current_site(request),
                **context,
            },
        )
        outbox.queue(
            key=f"sign-in:{codes.new_token()}",
            clinic_id=request.clinic.pk,
            patient_id=None,
            to=email,
            subject=mail.subject,
            body=mail.body,
            send_at=clock.now(),
        )

    def post_login(self, request, user, **more):
        response = super().post_login(request, user, **more)
        viewer, _clinic = queries.viewer_and_clinic(request)
        actions.note_sign_in(
            user=user, clinic_id=viewer.clinic_id, request_id=viewer.request_id, now=clock.now()
        )
        return response


class RequestCode(forms.RequestCode):
    """Patients whom the clinic entered get their account when they first ask for a code.

    allauth looks the account up while it cleans the form and has no other hook before that.
    """

    def clean_email(self):
        actions.open_account(email=self.cleaned_data["email"], now=clock.now())
        return super().clean_email()


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds and recovery codes are stored encrypted; staff keep at least one second factor."""

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        if not settings.SECOND_FACTOR_FOR_STAFF or not queries.is_staff_anywhere(authenticator.user):
            return True
        others = second_factor.Authenticator.objects.filter(user=authenticator.user).exclude(
            pk=authenticator.pk
        )
        return others.exclude(type=second_factor.Authenticator.Type.RECOVERY_CODES).exists()

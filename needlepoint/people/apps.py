"""Tells Django's and allauth's sign-in what we keep in the session."""

from django.apps import AppConfig


class People(AppConfig):
    name = "needlepoint.people"

    def ready(self):
        from allauth.mfa import signals as second_factor
        from django.contrib.auth import signals

        from needlepoint.people import sessions

        signals.user_logged_in.connect(sessions.note_signed_in)
        second_factor.authenticator_added.connect(sessions.note_second_factor)

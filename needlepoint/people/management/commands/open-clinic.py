"""Open a clinic: make it and its owner, and say what to do next."""  # noqa: N999

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from needlepoint.house import clock
from needlepoint.people import actions


class Command(BaseCommand):
    help = "Make a clinic and its owner. Run once, before anybody can sign in."

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True, help="what patients call the clinic")
        parser.add_argument("--owner-email", required=True, help="the owner signs in with this address")
        parser.add_argument("--owner-name", default="", help="how the owner is greeted")
        parser.add_argument("--time-zone", default="America/New_York")
        parser.add_argument("--country", default="US", help="two letters; reads phone numbers")
        parser.add_argument("--currency", default="USD", help="three letters")

    def handle(self, *, name, owner_email, owner_name, time_zone, country, currency, **_options):
        try:
            clinic = actions.open_clinic(
                name=name,
                owner_email=owner_email,
                owner_name=owner_name or owner_email.partition("@")[0],
                time_zone=time_zone,
                country=country,
                currency=currency,
                now=clock.now(),
            )
        except (actions.UnableToOpen, IntegrityError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"{clinic.name} is open.\n\n"
            "Next:\n"
            "  1. python manage.py serve\n"
            f"  2. Open /account/login/ and ask for a code for {owner_email}. Without a mail server it is written\n"
            "     to the outbox folder beside the database.\n"
            "  3. Set up the second step (an app or a passkey) when asked.\n"
            "  4. python manage.py add-person --role practitioner --email … --name …   for each colleague\n"
        )

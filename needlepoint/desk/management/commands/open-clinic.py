"""Open a clinic: make it, its owner, rooms and services, and say what to do next."""

import argparse
import decimal

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, IntegrityError

from needlepoint.desk import actions, story
from needlepoint.house import clock
from needlepoint.people import actions as people_actions
from needlepoint.people import rules as people_rules


def cents(words: str) -> int:
    """Read a price such as 75 or 62.50."""
    try:
        price = decimal.Decimal(words).scaleb(2)
        if price == int(price):
            return int(price)
    except (decimal.InvalidOperation, OverflowError, ValueError):
        pass
    raise argparse.ArgumentTypeError(f"{words} is not a price; one looks like 75 or 62.50")


class Command(BaseCommand):
    help = "Make a clinic, its owner, its rooms and two kinds of visit. Run once, before anybody can sign in."

    def add_arguments(self, parser):
        parser.add_argument("--name", default="Our clinic", help="what patients call the clinic; asked again")
        parser.add_argument("--owner-email", required=True, help="the owner signs in with this address")
        parser.add_argument("--owner-name", default="", help="how the owner is greeted")
        parser.add_argument("--time-zone", default="America/New_York")
        parser.add_argument("--country", default="US", help="two letters; reads phone numbers")
        parser.add_argument("--currency", default="USD", help="three letters")
        parser.add_argument("--phone", default="", help="patients who should call are shown it")
        parser.add_argument("--address", default="", help="where patients come to")
        parser.add_argument("--emergency-number", default="", help="the country's own when left out")
        parser.add_argument("--rooms", type=int, default=2, help="how many; 2 when left out")
        parser.add_argument(
            "--minutes-at-start", type=int, default=15, help="before the rest, in a follow-up visit; 15"
        )
        parser.add_argument(
            "--minutes-at-end", type=int, default=10, help="after the rest, in a follow-up visit; 10"
        )
        parser.add_argument("--price", type=cents, default="75", help="of a follow-up visit; 75")
        parser.add_argument("--first-price", type=cents, default="95", help="of a first visit; 95")
        parser.add_argument(
            "--open",
            action="store_true",
            help="to the public at once; otherwise the owner opens it at the end of the first steps",
        )

    def handle(self, *, owner_email, owner_name, price, first_price, **options):
        is_public = options.get("open", False)
        wanted = (
            "name", "time_zone", "country", "currency", "phone", "address", "emergency_number", "rooms",
            "minutes_at_start", "minutes_at_end",
        )  # fmt: skip
        try:
            if story.latest_told() is not None:
                raise CommandError(
                    "This data folder holds the demo, which is told anew in place of everything in it. "
                    "Name an empty folder in NEEDLEPOINT_DATA, start `manage.py serve` with it, and try again."
                )
            clinic = actions.open_clinic(
                owner_email=owner_email,
                owner_name=owner_name or people_rules.name_guessed(owner_email),
                price_cents=price,
                first_price_cents=first_price,
                is_public=is_public,
                now=clock.now(),
                **{key: options[key] for key in wanted},
            )
        except (people_actions.UnableToOpen, IntegrityError) as fault:
            raise CommandError(str(fault)) from fault
        except DatabaseError as fault:
            raise CommandError(
                f"The database is not ready ({fault}). Run `manage.py serve` first: it prepares it."
            ) from fault
        stands = "is open" if is_public else "is there, and not open to the public yet"
        self.stdout.write(f"{clinic.name} {stands}.\n\nWhat patients will see:\n")
        for service in clinic.services.all():
            self.stdout.write(
                f"  {service.name}: {' + '.join(str(minutes) for _kind, minutes in service.segments)} minutes, "
                f"{service.price_cents / 100:.2f} {clinic.currency}\n"
            )
        self.stdout.write(
            f"  {clinic.rooms.count()} rooms. In an emergency call {clinic.emergency_number}."
            f"{'' if clinic.phone else ' No phone number: patients who should call cannot.'}\n\n"
            "Next:\n"
            "  1. python manage.py serve\n"
            f"  2. Open /account/login/ and ask for a code for {owner_email}. Without a mail server it is written\n"
            "     to the outbox folder beside the database.\n"
            "  3. Set up the second step (an app or a passkey) when asked.\n"
        )
        self.stdout.write(
            "  4. python manage.py add-person --role practitioner --email … --name …   for each colleague\n"
            if is_public
            else "  4. Answer the questions of /clinic/first-steps/. They take ten minutes and end with an open clinic.\n"
        )

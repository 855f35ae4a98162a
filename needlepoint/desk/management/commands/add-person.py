"""Give a colleague a role."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from needlepoint.desk import actions
from needlepoint.house import clock
from needlepoint.people import queries, rules


class Command(BaseCommand):
    help = "Give somebody a role in a clinic: practitioner, desk or owner. They sign in by a code at first."

    def add_arguments(self, parser):
        parser.add_argument(
            "--role", required=True, type=str.lower, choices=sorted(role.lower() for role in rules.STAFF)
        )
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--credential", default="", help="such as L.Ac., for a practitioner")
        parser.add_argument("--clinic", default="", help="the clinic's name; needed when there are several")

    def handle(self, *, role, email, name, credential, clinic, **_options):
        found = queries.clinics_named(clinic)
        if len(found) != 1:
            names = (
                ", ".join(each.name for each in queries.clinics_named(""))
                or "none; open-clinic makes the first"
            )
            raise CommandError(f"Say which clinic with --clinic. There is: {names}")
        try:
            has_new_hours = actions.add_colleague(
                clinic=found[0],
                email=email,
                name=name,
                role=role.upper(),
                credential=credential,
                by=rules.System(found[0].pk),
                now=clock.now(),
            )
        except ValidationError as fault:
            raise CommandError(f"{email} is not an e-mail address.") from fault
        self.stdout.write(
            f"{name} is {role} at {found[0].name} and signs in as {rules.plain_email(email)}.\n"
        )
        if has_new_hours:
            self.stdout.write("They can be booked Monday to Friday, 9:00 to 12:00 and 13:00 to 17:00.\n")

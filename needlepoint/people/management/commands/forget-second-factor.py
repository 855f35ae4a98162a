"""Help somebody who lost their phone or key."""

from django.core.management.base import BaseCommand, CommandError

from needlepoint.house import clock
from needlepoint.people import actions, queries, rules


class Command(BaseCommand):
    help = "Forget somebody's second factor after you have made sure who asks. They set up a new one at next sign-in."

    def add_arguments(self, parser):
        parser.add_argument("--email", required=True)

    def handle(self, *, email, **_options):
        user = queries.user_with_email(email)
        if user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        actions.forget_second_factor(user=user, by=rules.System(), now=clock.now())
        self.stdout.write(f"{user.name} is asked for a new second factor at the next sign-in.\n")

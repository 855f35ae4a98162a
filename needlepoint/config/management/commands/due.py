"""Do one round of due work, for clinics that run it from their own timer."""

from django.core.management.base import BaseCommand

from needlepoint.config import due
from needlepoint.house import clock


class Command(BaseCommand):
    help = "Do what is due now, once: reminders, check-ins, mail. `serve` does this by itself."

    def handle(self, *args, **options):
        done, failed = due.run_round(clock.now())
        self.stdout.write(f"{done} done, {failed} failed." if done or failed else "Nothing is due.")
        if failed:
            raise SystemExit(1)

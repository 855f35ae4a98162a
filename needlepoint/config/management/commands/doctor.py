"""Say in sentences whether this installation is healthy."""

from django.core.management.base import BaseCommand

from needlepoint.config import health
from needlepoint.house import clock


class Command(BaseCommand):
    help = "Say in sentences whether this installation is healthy; exit 1 when something needs a hand."
    requires_system_checks = []

    def handle(self, *args, **options):
        findings = health.examine(clock.now())
        for finding in findings:
            self.stdout.write(f"{'well ' if finding.is_well else 'LOOK '} {finding.sentence}")
        if not all(finding.is_well for finding in findings):
            raise SystemExit(1)

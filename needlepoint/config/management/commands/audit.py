"""Look whether somebody tampered with the audit record."""

import pathlib

from django.conf import settings
from django.core.management.base import BaseCommand

from needlepoint.house import clock, models, seals


class Command(BaseCommand):
    help = "`audit verify` says whether the audit record is whole; exit 1, with every fault, when it is not."

    def add_arguments(self, parser):
        parser.add_argument("deed", choices=["verify"])

    def handle(self, *args, **options):
        now = clock.now()
        seals.seal_due(now)
        noted = list(seals.anchors(pathlib.Path(settings.DATA) / seals.ANCHORS))
        faults = seals.verify(now, noted)
        for fault in faults:
            self.stdout.write(f"FAULT {fault}")
        if faults:
            self.stdout.write(
                "Somebody or something changed the record. Keep this database and its backups as they are."
            )
            raise SystemExit(1)
        entries, made = models.AuditEntry.objects.count(), models.AuditSeal.objects.count()
        self.stdout.write(
            f"The record is whole: {entries:,} entries under {made:,} seals, {len(noted)} lines about them outside."
        )

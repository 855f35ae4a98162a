"""Make a backup now."""

import pathlib
import time

from django.core.management.base import BaseCommand

from needlepoint.config.backups import keeping
from needlepoint.house import clock


class Command(BaseCommand):
    help = (
        "Make an encrypted backup now, while the clinic works, and try it out. `serve` does so every night."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", type=pathlib.Path, help="another folder than NEEDLEPOINT_BACKUPS_TO")
        parser.add_argument(
            "--show-key",
            action="store_true",
            help="print the key of the backups, to be kept elsewhere; make none",
        )

    def handle(self, *args, to, show_key, **options):
        if show_key:
            self.stdout.write(f"{keeping.key()}")
            self.stdout.write(
                "Keep this away from the backups: with it anybody reads them, without it nobody does."
            )
            return
        began = time.monotonic()
        path = keeping.make(clock.now(), to)
        size, seconds = path.stat().st_size / 1e6, time.monotonic() - began
        self.stdout.write(f"{path} ({size:.1f} MB) was made and tried in {seconds:.1f} s.")

"""Bring a clinic back from a backup, into an empty place."""

import pathlib
import shutil
import time

from django.conf import settings
from django.core.management.base import BaseCommand

from needlepoint.config import env, ready
from needlepoint.config.backups import archive, engines, keeping


class Command(BaseCommand):
    help = "Bring a clinic back from a backup. The database must be empty: point NEEDLEPOINT_DATA at a new folder."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("backup", type=pathlib.Path)
        parser.add_argument(
            "--key-file", type=pathlib.Path, help="a file with the key, when it is not in the settings"
        )

    def handle(self, *args, backup, key_file, **options):
        began = time.monotonic()
        ready.keep_data_private()
        key = keeping.key_of(key_file.read_text("utf-8")) if key_file else keeping.key()
        engine = engines.in_use()
        if not engine.is_empty():
            raise env.UnableToStart(
                "There is a clinic here already, and it was left as it is. Restore into an empty place."
            )
        with archive.opened(backup, key, beside=settings.DATA) as found:
            if found.engine.name != engine.name:
                raise env.UnableToStart(
                    f"This backup is of {found.engine.name}, and this place is {engine.name}. Nothing was changed."
                )
            faults = engines.differences(found.tables, engine.put_back(found.copy))
            for beside in archive.BESIDE:
                if (found.folder / beside).exists():
                    shutil.copyfile(found.folder / beside, settings.DATA / beside)
                    (settings.DATA / beside).chmod(0o600)
            rows = sum(count for count, _digest in found.tables.values())
        for fault in faults:
            self.stdout.write(f"FAULT {fault}")
        self.stdout.write(
            f"{rows:,} rows in {len(found.tables)} tables as of {found.made_at:%Y-%m-%d %H:%M} UTC are back"
            f" in {time.monotonic() - began:.1f} s, with {len(faults)} differences."
        )
        if faults:
            raise SystemExit(1)
        self.stdout.write(
            "`manage.py doctor` and `manage.py audit verify` look at them; `manage.py serve` goes on from there."
        )

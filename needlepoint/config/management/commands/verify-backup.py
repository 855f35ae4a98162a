"""Try a backup out, as if it had to be restored."""

import pathlib

from django.core.management.base import BaseCommand

from needlepoint.config import env
from needlepoint.config.backups import archive, keeping


class Command(BaseCommand):
    help = "Try a backup out, the newest when none is named: every table is counted and compared. Exit 1 on a fault."

    def add_arguments(self, parser):
        parser.add_argument("backup", nargs="?", type=pathlib.Path)

    def handle(self, *args, backup, **options):
        path = backup or next(iter(keeping.all_of(keeping.folder())), None)
        if path is None:
            raise env.UnableToStart("There is no backup yet. `manage.py backup` makes one.")
        with archive.opened(path, keeping.key(), beside=keeping.folder()) as found:
            faults, tables, made_at = archive.try_out(found), found.tables, found.made_at
        for fault in faults:
            self.stdout.write(f"FAULT {fault}")
        if faults:
            raise SystemExit(1)
        rows = sum(count for count, _digest in tables.values())
        self.stdout.write(
            f"{path} is good: {rows:,} rows in {len(tables)} tables, as of {made_at:%Y-%m-%d %H:%M} UTC."
        )

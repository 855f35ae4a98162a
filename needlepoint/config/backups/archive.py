"""The one file that a backup is: a compressed tar, encrypted by age (https://age-encryption.org/v1).

Inside: `manifest.json` (what it holds), the copy of the database, the key of the data folder, and the lines about the
audit record. Without the key of the backups nobody reads any of it; with it, `age --decrypt` and `tar` do, without us.
"""

import contextlib
import datetime as dt
import json
import os
import pathlib
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

import pyrage
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from needlepoint.config import env
from needlepoint.config.backups import engines
from needlepoint.house import seals

FORMAT = 1
MANIFEST = "manifest.json"
BESIDE = ("secret-key", seals.ANCHORS)  # of the data folder, kept with the database


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup unpacked into a folder that goes when the caller is done."""

    folder: pathlib.Path
    made_at: dt.datetime
    engine: engines.Engine
    tables: engines.Tables
    migrations: tuple[str, ...]

    @property
    def copy(self) -> pathlib.Path:
        return self.folder / self.engine.file


def make(path: pathlib.Path, key: pyrage.x25519.Identity, now: dt.datetime) -> engines.Tables:
    """Write a backup of everything to `path`, which appears only when it is whole.

    raises   UnableToStart with a sentence, OSError when the disk is full
    """
    engine = engines.in_use()
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as name:
        folder = pathlib.Path(name)
        tables = engine.copy(folder / engine.file)
        for beside in BESIDE:
            if (settings.DATA / beside).exists():
                shutil.copyfile(settings.DATA / beside, folder / beside)
        applied = sorted(f"{app}.{step}" for app, step in MigrationRecorder(connection).applied_migrations())
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "engine": engine.name,
            "tables": tables,
            "migrations": applied,
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
        packed, whole = folder / "packed", folder / "whole"
        with tarfile.open(packed, "w:gz", compresslevel=3) as tar:
            for one in (MANIFEST, engine.file, *BESIDE):
                if (folder / one).exists():
                    tar.add(folder / one, arcname=one)
        pyrage.encrypt_file(str(packed), str(whole), [key.to_public()])
        whole.chmod(0o600)
        _to_disk(whole)
        whole.replace(path)
        _to_disk(path.parent)
    return tables


def _to_disk(path: pathlib.Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def opened(path: pathlib.Path, key: pyrage.x25519.Identity, *, beside: pathlib.Path) -> Iterator[Opened]:
    """Unpack a backup for a while, in a private folder inside `beside`.

    raises   UnableToStart when the file is no backup, is damaged, or the key is another one
    """
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=beside) as name:
        folder = pathlib.Path(name)
        try:
            pyrage.decrypt_file(str(path), str(folder / "packed"), [key])
            with tarfile.open(folder / "packed", "r:gz") as tar:
                tar.extractall(folder, filter="data")
            manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        except (pyrage.DecryptError, tarfile.TarError, OSError, EOFError, ValueError) as error:
            raise env.UnableToStart(
                f"{path} cannot be read as a backup: it is damaged, or its key is another one ({error})."
            ) from error
        (folder / "packed").unlink()
        if manifest["format"] != FORMAT:
            raise env.UnableToStart(f"{path} was made by a newer Needlepoint. Use that one to restore it.")
        yield Opened(
            folder,
            dt.datetime.fromisoformat(manifest["made_at"]),
            engines.called(manifest["engine"]),
            {table: (count, digest) for table, (count, digest) in manifest["tables"].items()},
            tuple(manifest["migrations"]),
        )


def try_out(backup: Opened) -> list[str]:
    """Return every fault of a backup as a sentence; none when it brings back what was copied."""
    found, faults = backup.engine.try_out(backup.copy)
    return [*engines.differences(backup.tables, found), *faults]

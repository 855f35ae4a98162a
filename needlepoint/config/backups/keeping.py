"""The folder of backups: a new one every night, tried at once, and which of the old ones stay."""

import contextlib
import datetime as dt
import logging
import os
import pathlib
import re
from collections.abc import Iterable, Sequence

import pyrage
from django.conf import settings

from needlepoint.config import env
from needlepoint.config.backups import archive

NAME = re.compile(r"needlepoint-(\d{8}T\d{6})Z\.backup")
KEY = "backup-key"
EVERY = dt.timedelta(hours=23)
OVERDUE = dt.timedelta(hours=36)
QUIET_HOURS = range(1, 5)  # of UTC's day shifted to the server's zone; later than OVERDUE, any hour will do
DAYS, WEEKS, MONTHS = 7, 5, 12

log = logging.getLogger(__name__)


def folder() -> pathlib.Path:
    """Return the folder of backups, made when it is not there. Raises UnableToStart when it cannot be."""
    path = pathlib.Path(settings.BACKUPS_TO or settings.DATA / "backups")
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise env.UnableToStart(env.folder_words(path, error)) from error
    return path


def key() -> pyrage.x25519.Identity:
    """Return the key of the backups: the one given, or one made on first use and kept in the data folder.

    raises   UnableToStart when what was given is no key
    """
    if settings.BACKUP_KEY:
        return key_of(settings.BACKUP_KEY)
    path = settings.DATA / KEY
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(f"{pyrage.x25519.Identity.generate()}\n")
    return key_of(path.read_text("utf-8"))


def key_of(words: str) -> pyrage.x25519.Identity:
    """Read a key. Raises UnableToStart for anything else, without repeating it."""
    try:
        return pyrage.x25519.Identity.from_str(words.strip())
    except pyrage.IdentityError as error:
        raise env.UnableToStart("This is no key of backups: those begin with AGE-SECRET-KEY-1.") from error


def made_at(path: pathlib.Path) -> dt.datetime | None:
    """Return when a backup was made, by its name; None for any other file."""
    found = NAME.fullmatch(path.name)
    return dt.datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC) if found else None


def all_of(where: pathlib.Path) -> list[pathlib.Path]:
    """Return the backups in a folder, the newest first."""
    return sorted((one for one in where.glob("needlepoint-*.backup") if made_at(one)), reverse=True)


def make(now: dt.datetime, where: pathlib.Path | None = None) -> pathlib.Path:
    """Make a backup and try it out. Returns its path.

    raises   UnableToStart with every fault when what was written does not bring the clinic back; the file is kept aside
    """
    where = where or folder()
    path = where / f"needlepoint-{now.astimezone(dt.UTC):%Y%m%dT%H%M%S}Z.backup"
    archive.make(path, key(), now)
    faults = tried(path)
    if faults:
        path.rename(path.with_suffix(".faulty"))
        raise env.UnableToStart("The backup does not bring back what was copied:\n- " + "\n- ".join(faults))
    return path


def tried(path: pathlib.Path, with_key: pyrage.x25519.Identity | None = None) -> list[str]:
    """Return every fault of one backup; none when it is good. Raises UnableToStart when it cannot be read."""
    with archive.opened(path, with_key or key(), beside=path.parent) as backup:
        return archive.try_out(backup)


def nightly_due(now: dt.datetime) -> int:
    """Make the nightly backup and let old ones go. Returns 0, since nobody waits for it."""
    if settings.IS_DEMO or settings.IS_TEST or not settings.BACKUPS:
        return 0
    kept = all_of(folder())
    last = made_at(kept[0]) if kept else None
    is_night = now.astimezone().hour in QUIET_HOURS
    if last and now - last < (EVERY if is_night else OVERDUE):
        return 0
    path = make(now)
    log.info("backup %s made and tried", path.name)
    let_go(all_of(folder()))
    return 0


def let_go(kept: Sequence[pathlib.Path]) -> None:
    """Delete the backups that `staying` does not name."""
    stay = staying([moment for one in kept if (moment := made_at(one))])
    for one in kept:
        if made_at(one) not in stay:
            one.unlink()


def staying(moments: Iterable[dt.datetime]) -> set[dt.datetime]:
    """Say which backups stay: the last of each of the last seven days, five weeks and twelve months that have one."""
    newest_first = sorted(moments, reverse=True)
    stay: set[dt.datetime] = set()
    for most, of in ((DAYS, "%Y-%j"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        last: dict[str, dt.datetime] = {}
        for moment in newest_first:
            last.setdefault(moment.strftime(of), moment)
        stay.update(list(last.values())[:most])
    return stay

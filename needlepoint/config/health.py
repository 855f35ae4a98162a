"""Is this installation healthy? Each check returns a sentence, so that `doctor` can be read aloud."""

import dataclasses
import datetime as dt
import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from needlepoint.config import env, lock, ready
from needlepoint.config.backups import keeping
from needlepoint.house import models as house

LATE = dt.timedelta(minutes=30)
SMALL_DISK_PERCENT = 10
MANY_UNDECIDED = 20
GOOD_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about the installation, and whether somebody should act on it."""

    is_well: bool
    sentence: str


def examine(now: dt.datetime) -> list[Finding]:
    """Ask everything; a database that does not answer, or lacks tables, ends the questions that need it."""
    findings = [_settings(), _disk(), _clock()]
    try:
        ready.reach_database()
        findings.append(_migrations())
        if findings[-1].is_well:
            findings += [check(now) for check in DATABASE_CHECKS]
        return findings
    except env.UnableToStart as error:
        return [*findings, Finding(is_well=False, sentence=str(error))]
    except DatabaseError as error:
        return [*findings, Finding(is_well=False, sentence=ready.database_words(error))]


def _settings() -> Finding:
    words = {"demo": "the demo: anyone may be anyone", "test": "test mode", "clinic": "a clinic"}[
        settings.MODE
    ]
    return Finding(is_well=True, sentence=f"This is {words}. Its data folder is {settings.DATA}.")


def _disk() -> Finding:
    folder = settings.DATA if settings.DATA.exists() else settings.ROOT
    usage = shutil.disk_usage(folder)
    free = 100 * usage.free / usage.total
    words = f"{free:.0f} % of the disk under {folder} is free ({usage.free / 1e9:.1f} GB)"
    if free < SMALL_DISK_PERCENT:
        return Finding(is_well=False, sentence=f"Only {words}. Make room before bookings are refused.")
    return Finding(is_well=True, sentence=f"{words}.")


def _clock() -> Finding:
    if settings.CLOCK:
        return Finding(is_well=True, sentence=f"The clock pretends: it started at {settings.CLOCK}.")
    return Finding(is_well=True, sentence="The clock is the real one.")


def _writable(now: dt.datetime) -> Finding:
    """Write and take back, inside a transaction: reading alone would not notice a full or read-only disk."""
    try:
        with transaction.atomic():
            house.OutboxMessage.objects.create(
                key="doctor", clinic_id=0, to="", subject="", body="", send_at=now
            )
            transaction.set_rollback(True)
    except DatabaseError as error:
        return Finding(is_well=False, sentence=f"The database can be read but not written: {error}.")
    return Finding(is_well=True, sentence=f"The database answers and can be written ({_engine()}).")


def _engine() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}, {settings.DATABASES['default']['NAME']}"
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def _durable(_now: dt.datetime) -> Finding:
    """SQLite loses confirmed bookings in a power cut unless synchronous is FULL; PostgreSQL unless fsync is on."""
    wrong = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, good in GOOD_PRAGMAS.items():
                cursor.execute(f"PRAGMA {name}")
                found = cursor.fetchone()[0]
                if found != good:
                    wrong.append(f"{name} is {found}, not {good}")
        else:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute(f"SHOW {name}")
                found = cursor.fetchone()[0]
                if found == "off":
                    wrong.append(f"{name} is off")
    if wrong:
        return Finding(
            is_well=False, sentence=f"A power cut could lose confirmed bookings: {'; '.join(wrong)}."
        )
    return Finding(
        is_well=True, sentence="What is confirmed survives a power cut: the database waits for the disk."
    )


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    newer = ready.migrations_from_the_future(executor)
    if newer:
        return Finding(is_well=False, sentence=f"The database is newer than this code: {', '.join(newer)}.")
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        return Finding(
            is_well=False, sentence=f"{waiting} database steps wait; `manage.py serve` applies them."
        )
    return Finding(is_well=True, sentence="The database is up to date with the code.")


def _outbox(now: dt.datetime) -> Finding:
    unsent = house.OutboxMessage.objects.filter(
        sent_at=None, withdrawn_at=None, uncertain_at=None, failed_at=None, send_at__lte=now - LATE
    )
    late = unsent.aggregate(count=models.Count("pk"), oldest=models.Min("send_at"))
    if late["count"]:
        hours = (now - late["oldest"]).total_seconds() / 3600
        return Finding(
            is_well=False,
            sentence=f"{late['count']} messages should have left; the oldest {hours:.1f} hours ago. "
            "Check NEEDLEPOINT_EMAIL_URL, NEEDLEPOINT_SMS_PROVIDER and that `manage.py serve` runs.",
        )
    return Finding(is_well=True, sentence="No message is late.")


def _undecided(_now: dt.datetime) -> Finding:
    """What nobody knows to have left waits for the desk, at /messages/; many of them are an operator's business."""
    stuck = house.OutboxMessage.objects.filter(sent_at=None, withdrawn_at=None, patient_id__isnull=False)
    count = stuck.exclude(uncertain_at=None, failed_at=None).count()
    return Finding(
        is_well=count < MANY_UNDECIDED,
        sentence=f"{count} messages are not known to have left; the desk decides about them at /messages/.",
    )


def _backed_up(now: dt.datetime) -> Finding:
    """A backup that nobody noticed was missing is the one that is needed."""
    if not settings.BACKUPS or settings.IS_DEMO or settings.IS_TEST:
        return Finding(is_well=True, sentence="No nightly backup is made here.")
    kept = keeping.all_of(keeping.folder())
    last = keeping.made_at(kept[0]) if kept else None
    if last is None:
        return Finding(
            is_well=False,
            sentence="There is no backup yet. `manage.py backup` makes one; `serve` does so every night.",
        )
    hours = (now - last).total_seconds() / 3600
    words = f"The last backup is {hours:.0f} hours old, one of {len(kept)} in {keeping.folder()}"
    if now - last > 2 * keeping.OVERDUE:
        return Finding(is_well=False, sentence=f"{words}. Is the disk full, or `serve` not running?")
    return Finding(is_well=True, sentence=f"{words}.")


def _serving(_now: dt.datetime) -> Finding:
    address = lock.holder(settings.DATA) if connection.vendor == "sqlite" else None
    return Finding(
        is_well=True,
        sentence=f"It is being served at {address}." if address else "No server holds this folder.",
    )


DATABASE_CHECKS: tuple[Callable[[dt.datetime], Finding], ...] = (
    _writable,
    _durable,
    _outbox,
    _undecided,
    _backed_up,
    _serving,
)

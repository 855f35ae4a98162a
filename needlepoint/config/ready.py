"""What has to be true before the clinic serves: a folder, a database of the right age, static files, a story."""

import hashlib
import os
import pathlib
from collections.abc import Callable

import django
from django.conf import settings
from django.core import management
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from needlepoint.config import env
from needlepoint.house import clock

Say = Callable[[str], object]


def make_ready(say: Say) -> None:
    """Bring everything to where the server may start, telling what takes time. Safe to run at every start.

    raises  UnableToStart with a sentence that says what to do
    """
    keep_data_private()
    bring_database_up_to_date(say)
    gather_static_files(say)
    if settings.IS_DEMO:
        tell_story(say)


def keep_data_private() -> None:
    """Make the data folder, readable by its owner only."""
    folder = settings.DATA
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
        probe = folder / f".write-{os.getpid()}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise env.UnableToStart(env.folder_words(folder, error)) from error


def bring_database_up_to_date(say: Say) -> None:
    """Apply what the code needs and the database lacks; refuse a database that knows more than the code."""
    reach_database()
    executor = MigrationExecutor(connection)
    newer = migrations_from_the_future(executor)
    if newer:
        raise env.UnableToStart(
            f"This database was last used by a newer Needlepoint: it knows {', '.join(newer)}, which this one does not. "
            "Start the newer version again, or restore a backup made before the upgrade."
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        is_new = not executor.loader.applied_migrations
        say(
            "Setting up the database…" if is_new else f"Bringing the database up to date ({len(plan)} steps)…"
        )
        try:
            management.call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as error:
            raise env.UnableToStart(
                f"The database could not be brought up to date: {error}. Each step is all or nothing, so it is as it "
                "was before the step that failed. Keep a copy of it and ask for help with this message."
            ) from error
    management.call_command("createcachetable", verbosity=0)


def reach_database() -> None:
    """Open the database once, so that what is wrong is said in a sentence.

    raises  UnableToStart
    """
    try:
        if connection.vendor == "postgresql":
            # Directly: the pool would try for ten seconds and then keep the reason to itself.
            connection.Database.connect(
                **{**connection.get_connection_params(), "connect_timeout": 5}
            ).close()
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, connection.Database.Error) as error:
        raise env.UnableToStart(database_words(error)) from error


def migrations_from_the_future(executor: MigrationExecutor) -> list[str]:
    """Return 'booking.0007_waiting_list' for every applied step of ours that this code does not have."""
    known = executor.loader.disk_migrations
    ours = {app.rpartition(".")[2] for app in settings.INSTALLED_APPS if app.startswith("needlepoint.")}
    return sorted(
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in ours and (app, name) not in known
    )


def database_words(error: Exception) -> str:
    """Say which database does not answer, without its password, and what to look at."""
    database = settings.DATABASES["default"]
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if connection.vendor == "sqlite":
        return (
            f"The database file {database['NAME']} cannot be opened ({reason}). "
            "Check that the folder and the file belong to the user who starts Needlepoint, and that the disk is not full."
        )
    where = f"{database['HOST'] or 'this machine'}{':' + database['PORT'] if database['PORT'] else ''}/{database['NAME']}"
    return (
        f"The database at {where} does not answer ({reason}). Check that PostgreSQL runs there, that the database "
        "exists, and the name and password in NEEDLEPOINT_DATABASE_URL."
    )


def static_digest() -> str:
    """Return a fingerprint of every static file's path and bytes, and of what packs them."""
    from django.contrib.staticfiles import finders

    digest = hashlib.blake2b(f"django {django.__version__}".encode(), digest_size=16)
    for finder in finders.get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(path.encode())
            digest.update(pathlib.Path(storage.path(path)).read_bytes())
    return digest.hexdigest()


def gather_static_files(say: Say) -> None:
    """Copy, name by content and compress the static files, only when one of them changed."""
    mark = settings.STATIC_ROOT / ".digest"
    digest = static_digest()
    if mark.exists() and mark.read_text(encoding="utf-8") == digest:
        return
    say("Packing styles and scripts…")
    try:
        management.call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(digest, encoding="utf-8")
    except OSError as error:
        raise env.UnableToStart(env.folder_words(settings.STATIC_ROOT, error)) from error


def tell_story(say: Say) -> None:
    """In demo mode, tell the invented week around now unless the one in the database still fits."""
    from needlepoint.desk import story

    now = clock.now()
    if story.is_current(now=now):
        return
    say("Telling the demo's week…")
    try:
        story.tell(now=now)
    except (story.UnableToTell, story.UnableToReadStory) as error:
        raise env.UnableToStart(str(error)) from error

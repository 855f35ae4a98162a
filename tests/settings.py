"""The clinic's settings, in test mode. pytest reads this file before any conftest."""

import atexit
import os
import pathlib
import shutil
import tempfile

os.environ["NEEDLEPOINT_MODE"] = "test"

if not os.environ.get("PYTEST_SQLITE_FILE"):
    # A file in memory rather than SQLite's own memory database: that one has no WAL and no locks between
    # connections, and the clinic lives by both.
    _memory = pathlib.Path("/dev/shm")  # noqa: S108
    _folder = tempfile.mkdtemp(
        prefix="needlepoint-test-", dir=_memory if os.access(_memory, os.W_OK) else None
    )
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    os.environ["PYTEST_SQLITE_FILE"] = f"{_folder}/test.sqlite3"

from needlepoint.config.settings import *  # noqa: F403

SMS_FILE_PATH = pathlib.Path(os.environ["PYTEST_SQLITE_FILE"]).parent / "outbox"

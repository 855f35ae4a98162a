"""Whoever wants to write on SQLite asks again every millisecond, instead of ever more seldom.

There is one writer at a time, and a booking writes for three milliseconds. SQLite's own way of waiting sleeps longer
after each refusal, up to a tenth of a second, so that the unlucky wait for a second while the lock is free most of the
time. Asking costs some microseconds. Statements outside a transaction wait as SQLite does.
"""

import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

PAUSE_SECONDS = 0.001


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins a transaction as soon as nobody else writes; gives up after the `timeout` of its options, in seconds."""

    def _start_transaction_under_autocommit(self):
        timeout = self.settings_dict["OPTIONS"]["timeout"]
        latest = time.monotonic() + timeout
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._begins(may_fail=time.monotonic() < latest):
                time.sleep(PAUSE_SECONDS)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(timeout * 1000)}")

    def _begins(self, *, may_fail: bool) -> bool:
        try:
            super()._start_transaction_under_autocommit()
        except OperationalError as error:
            if not may_fail or "locked" not in str(error):
                raise
            return False
        return True

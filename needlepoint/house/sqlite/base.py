"""Whoever wants to write on SQLite asks again every millisecond, instead of ever more seldom.

There is one writer at a time, and a booking writes for three milliseconds. SQLite's own way of waiting sleeps longer
after each refusal, up to a tenth of a second, so that the unlucky wait for a second while the lock is free most of the
time. In one process only the first in line asks; the others wait for it. Statements outside a transaction wait as
SQLite does.
"""

import sqlite3
import threading
import time

from django.db.backends.sqlite3 import base

PAUSE_SECONDS = 0.001


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins a transaction as soon as nobody else writes; gives up after the `timeout` of its options, in seconds."""

    _line = threading.Lock()

    def _start_transaction_under_autocommit(self):
        timeout = self.settings_dict["OPTIONS"]["timeout"]
        latest = time.monotonic() + timeout
        is_first = self._line.acquire(timeout=timeout)
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._begins():
                if time.monotonic() > latest:
                    super()._start_transaction_under_autocommit()  # fails, in Django's words
                    return
                time.sleep(PAUSE_SECONDS)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(timeout * 1000)}")
            if is_first:
                self._line.release()

    def _begins(self) -> bool:
        # Straight to SQLite: the way through Django costs more than the question.
        try:
            self.connection.execute(f"BEGIN {self.transaction_mode}")
        except sqlite3.OperationalError:
            return False
        return True

"""Serve the clinic: one process to start, which keeps the web server and the due-work loop beside each other."""

import logging
import os
import signal
import threading

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand
from django.db import connection, connections

from needlepoint.config import children, due, env, lock, ready, web
from needlepoint.house import clock

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Serve the clinic and do its due work, until Ctrl-C or SIGTERM. Prepares what is missing first."
    requires_system_checks = []

    def handle(self, *args, **options):
        if not hasattr(os, "fork"):
            raise env.UnableToStart("Needlepoint serves on Linux and macOS. On Windows, start it inside WSL.")
        clock.now()  # a pretended clock starts here, so that every process runs on the same one
        ready.keep_data_private()
        held = lock.take(settings.DATA) if connection.vendor == "sqlite" else None
        ready.make_ready(self._say)
        self.check(databases=None)
        listener = web.listen(settings.ADDRESS, settings.PORT)
        address = f"http://{settings.ADDRESS}:{listener.getsockname()[1]}"
        if held is not None:
            lock.sign(held, address)
        self._welcome(address)
        self._let_go_of_database()
        family = children.Children(
            {"the web server": lambda: web.Web(listener).run(), "the due work": _do_due_work},
            vital="the web server",
            on_stop=listener.close,  # from here on nobody waits in a line that is not served
        )
        code = family.run()
        self._say("Stopped." if code == 0 else "The web server could not start; the lines above say why.")
        raise SystemExit(code)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _welcome(self, address: str) -> None:
        if settings.IS_DEMO:
            self._say(
                f"Open {address} — Ruth runs the desk, Dr Mei treats, Ada is a patient. "
                "One click signs you in; demo only. Ctrl-C stops."
            )
            return
        self._say(f"Needlepoint serves at {settings.ORIGIN or address}. Ctrl-C stops.")
        if "open-clinic" in get_commands() and not _has_clinic():
            self._say("There is no clinic in it yet: `manage.py open-clinic` opens one.")

    @staticmethod
    def _let_go_of_database() -> None:
        """A connection must not be shared by processes; each opens its own."""
        for database in connections.all(initialized_only=True):
            database.close()
            if hasattr(database, "close_pool"):
                database.close_pool()


def _has_clinic() -> bool:
    from needlepoint.people import models

    return models.Clinic.objects.exists()


def _do_due_work() -> None:
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    os.nice(19)  # somebody waits for a page; a message may leave a second later
    due.run_forever(stopping)

"""Mail that is down for an hour, rude, slow or killed in the middle loses no message, sends none twice, and keeps order.

Two of the thirty letters are taken by a server that never says so. Nobody can know whether they arrived (they did), so
they are shown to the desk instead of being sent again.
"""

import collections
import datetime as dt
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from tools import postbox, results, serving

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
QUEUE = """
import datetime as dt
from django.db import transaction
from needlepoint.house import clock, outbox
with transaction.atomic():
    for n in range({first}, {last}):
        outbox.queue(key=f"proof:{{n}}", clinic_id=1, patient_id=None, to=f"p{{n}}@mail.example",
                     subject=f"letter {{n}}", body="Hello", send_at=clock.now())
"""
COUNT = "from needlepoint.house import outbox; print(outbox.undecided(1).count())"


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-mail-") as folder:
        box = postbox.Postbox(pathlib.Path(folder))
        clinic = _clinic(pathlib.Path(folder), box)
        try:
            _is_down_then_rude_then_kind(clinic, box)
            _is_silent_and_the_sender_is_killed(clinic, box)
            _two_senders_at_once(clinic)
            _takes_one_and_does_not_say_so(clinic, box)
            uncertain = _uncertain(clinic)
        finally:
            box.close()
        sent = collections.Counter(letter["subject"] for letter in box.letters)
    lost = [n for n in range(30) if not sent[f"letter {n}"]]
    twice = [subject for subject, times in sent.items() if times > 1]
    held_up = [letter["subject"] for letter in box.letters][:9]
    return [
        results.row("mail_promised", 30, "letters"),
        results.row("mail_lost", len(lost), "letters", 0),
        results.row("mail_doubled", len(twice), "letters", 0),
        results.row("mail_disordered", sum(held_up[n] != f"letter {n}" for n in range(9)), "letters", 0),
        results.row("mail_shown_to_the_desk", uncertain, "letters", 2),
    ]


def _clinic(folder: pathlib.Path, box: postbox.Postbox) -> serving.Server:
    server = serving.Server(folder / "data", MODE="demo", EMAIL_URL=f"smtp://127.0.0.1:{serving.free_port()}")
    server.variables["SSL_CERT_FILE"] = str(box.certificate)
    _must(server.manage("migrate", "--verbosity", "0"))
    _must(server.manage("createcachetable", "--verbosity", "0"))
    return server


def _is_down_then_rude_then_kind(clinic: serving.Server, box: postbox.Postbox) -> None:
    _queue(clinic, 0, 9, NOON)
    for minutes in (0, 5, 30, 59):
        _send(clinic, NOON + dt.timedelta(minutes=minutes))  # nobody listens
    box.open(_mail_port(clinic))
    box.mood = "drops"
    _send(clinic, NOON + dt.timedelta(hours=1))
    box.mood = "kind"
    for hours in (3, 9, 27):
        _send(clinic, NOON + dt.timedelta(hours=hours))


def _is_silent_and_the_sender_is_killed(clinic: serving.Server, box: postbox.Postbox) -> None:
    later = NOON + dt.timedelta(days=3)
    _queue(clinic, 9, 10, later)
    box.mood = "silent"
    sender = _sender(clinic, later)
    time.sleep(2.5)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    box.mood = "kind"
    _send(clinic, later + dt.timedelta(hours=1))


def _two_senders_at_once(clinic: serving.Server) -> None:
    later = NOON + dt.timedelta(days=6)
    _queue(clinic, 10, 28, later)
    senders = [_sender(clinic, later + dt.timedelta(minutes=1)) for _ in range(3)]
    for sender in senders:
        sender.wait()
    _send(clinic, later + dt.timedelta(hours=1))


def _takes_one_and_does_not_say_so(clinic: serving.Server, box: postbox.Postbox) -> None:
    later = NOON + dt.timedelta(days=9)
    _queue(clinic, 28, 29, later)
    box.mood = "swallows"
    _send(clinic, later + dt.timedelta(minutes=1))
    _queue(clinic, 29, 30, later)
    box.mood = "mute"
    taken = len(box.letters)
    sender = _sender(clinic, later + dt.timedelta(minutes=1))
    while len(box.letters) == taken and sender.poll() is None:
        time.sleep(0.05)
    sender.send_signal(signal.SIGKILL)  # after the server took it and before we could write that down
    sender.wait()
    box.mood = "kind"
    for hours in (1, 2, 30):
        _send(clinic, later + dt.timedelta(hours=hours))


def _uncertain(clinic: serving.Server) -> int:
    done = clinic.manage("shell", "--no-imports", "-c", COUNT)
    _must(done)
    return int(done.stdout.split()[-1])


def _queue(clinic: serving.Server, first: int, last: int, at: dt.datetime) -> None:
    _must(
        clinic.manage(
            "shell", "--no-imports", "-c", QUEUE.format(first=first, last=last), CLOCK=at.isoformat()
        )
    )


def _send(clinic: serving.Server, at: dt.datetime) -> None:
    _must(clinic.manage("due", CLOCK=at.isoformat()))


def _sender(clinic: serving.Server, at: dt.datetime) -> subprocess.Popen:
    variables = {**clinic.variables, "NEEDLEPOINT_CLOCK": at.isoformat()}
    return subprocess.Popen(
        [sys.executable, "manage.py", "due"], cwd=serving.ROOT, env=variables, stdout=subprocess.DEVNULL
    )


def _mail_port(clinic: serving.Server) -> int:
    return int(clinic.variables["NEEDLEPOINT_EMAIL_URL"].rpartition(":")[2])


def _must(done: subprocess.CompletedProcess) -> None:
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, done.args))} failed:{os.linesep}{done.stdout}{done.stderr}")

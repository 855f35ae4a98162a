"""The server's own parts, each by itself; `make prove` tries the whole from outside."""

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import types

import pytest
from django.contrib.sessions import models as sessions
from django.core.management import call_command
from django.db import DatabaseError, connection

from needlepoint.config import children, due, env, health, lock, ready, web
from needlepoint.house import models as house
from needlepoint.house import outbox
from tests import cast

NOW = cast.NOW


# --- Due work ------------------------------------------------------------------------------------------------


def test_a_round_runs_every_task_even_after_one_that_fails(caplog):
    ran = []

    def breaks(now):
        raise RuntimeError("a fault of ours")

    def works(now):
        ran.append(now)
        return 3

    assert due.run_round(NOW, (breaks, works)) == (3, 1)
    assert ran == [NOW]
    assert "tried again in the next round" in caplog.text


@pytest.mark.django_db
def test_the_loop_goes_on_at_once_while_there_is_work_and_rests_when_there_is_none(caplog):
    caplog.set_level("DEBUG", "needlepoint.config.due")
    stopping = threading.Event()
    answers = [2, 1, 0]

    def task(now):
        count = answers.pop(0)
        if not answers:
            stopping.set()
        return count

    began = time.monotonic()
    due.run_forever(stopping, tasks=(task,), rest=30)

    assert time.monotonic() - began < 5
    assert answers == []
    assert "nothing is due; sleeping 30 s" in caplog.text


@pytest.mark.django_db
def test_a_failing_task_is_not_tried_without_pause():
    stopping = threading.Event()
    tries = []

    def fails(now):
        tries.append(time.monotonic())
        if len(tries) == 2:
            stopping.set()
        raise RuntimeError

    due.run_forever(stopping, tasks=(fails,), rest=0.2)

    assert tries[1] - tries[0] >= 0.2


@pytest.mark.django_db
def test_the_command_does_one_round_and_says_what_it_did(world, mailoutbox, capsys):
    outbox.queue(
        key="k", clinic_id=1, patient_id=None, to="ada@mail.example", subject="Hello", body="…", send_at=NOW
    )

    call_command("due")
    call_command("due")

    assert [letter.subject for letter in mailoutbox] == ["Hello"]
    assert capsys.readouterr().out.splitlines() == ["1 done, 0 failed.", "Nothing is due."]


def test_every_task_is_named_by_its_place():
    names = [due.name_of(task) for task in due.TASKS]

    assert names[-1] == "config.backups.keeping.nightly_due"
    assert names.index("booking.tasks.word_due") < names.index("house.outbox.send_due")


@pytest.mark.django_db
def test_ended_sessions_are_forgotten_and_others_are_not():
    real = dt.datetime.fromtimestamp(time.time(), tz=dt.UTC)
    for key, minutes in (("ended", -1), ("alive", 1)):
        sessions.Session.objects.create(session_key=key, expire_date=real + dt.timedelta(minutes=minutes))

    assert due.forget_ended_sessions(NOW) == 1
    assert [session.session_key for session in sessions.Session.objects.all()] == ["alive"]


# --- One server to a folder ----------------------------------------------------------------------------------

TAKE = "import pathlib, sys; from needlepoint.config import lock; h = lock.take(pathlib.Path(sys.argv[1]))\n"


def test_the_second_server_is_told_where_the_first_one_is(tmp_path):
    held = lock.take(tmp_path)
    lock.sign(held, "http://127.0.0.1:8000")

    second = subprocess.run(
        [sys.executable, "-c", TAKE, tmp_path], capture_output=True, text=True, check=False
    )

    assert (
        f"Another Needlepoint already serves {tmp_path} at http://127.0.0.1:8000 (process {os.getpid()})"
        in second.stderr
    )
    assert lock.holder(tmp_path) == "http://127.0.0.1:8000"
    os.close(held)
    assert lock.holder(tmp_path) is None


def test_a_lock_whose_process_died_is_free_at_once(tmp_path):
    script = TAKE + "lock.sign(h, 'http://127.0.0.1:8000'); import os; os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script, tmp_path], check=False)

    os.close(lock.take(tmp_path))


def test_a_lock_kept_by_children_of_a_dead_server_is_waited_for(tmp_path):
    script = TAKE + (
        "import os, time; lock.sign(h, 'http://127.0.0.1:8000')\n"
        "if os.fork(): os.kill(os.getpid(), 9)\n"
        "time.sleep(0.4)"
    )
    subprocess.run([sys.executable, "-c", script, tmp_path], check=False)

    began = time.monotonic()
    os.close(lock.take(tmp_path))

    assert time.monotonic() - began > 0.1


# --- Ports ---------------------------------------------------------------------------------------------------


def test_a_taken_port_is_a_sentence_with_the_cure():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(env.UnableToStart) as told:
            web.listen("127.0.0.1", port)

    assert str(told.value).startswith(f"Port {port} on 127.0.0.1 is taken by another program.")


def test_without_a_port_the_first_free_one_is_taken(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
        numbers = (taken.getsockname()[1], free.getsockname()[1])
        free.close()
        monkeypatch.setattr(web, "PORTS", numbers)

        listener = web.listen("127.0.0.1", 0)

        assert listener.getsockname()[1] == numbers[1]
        listener.close()


def test_when_every_port_is_taken_it_says_so(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(web, "PORTS", (taken.getsockname()[1],))

        with pytest.raises(env.UnableToStart, match="Name a free one with NEEDLEPOINT_PORT"):
            web.listen("127.0.0.1", 0)


# --- Processes -----------------------------------------------------------------------------------------------

FAMILY = """
import pathlib, signal, sys, threading, time
from needlepoint.config import children
children.GRACE_SECONDS = 2.0
log = pathlib.Path(sys.argv[1])

def say(words):
    with log.open("a") as out:
        out.write(words + "\\n")

def steady():
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    say("steady")
    stop.wait()
    say("steady finished")

def crashes():
    say("crashes")
    sys.exit(3)

def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say("stubborn")
    time.sleep(60)

jobs = {name: globals()[name] for name in sys.argv[2:]}
sys.exit(children.Children(jobs, vital=sys.argv[2], on_stop=lambda: say("stopping")).run())
"""


def family(tmp_path, *jobs):
    log = tmp_path / "log"
    log.touch()
    process = subprocess.Popen([sys.executable, "-c", FAMILY, log, *jobs], stderr=subprocess.PIPE, text=True)
    return process, log


def ended(process):
    """Wait for the end, reading what is still said; return the exit code."""
    process.communicate(timeout=10)
    return process.returncode


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_the_children_in_order(tmp_path, number):
    process, log = family(tmp_path, "steady")
    until(lambda: "steady" in log.read_text())

    process.send_signal(number)

    assert ended(process) == 0
    assert log.read_text().splitlines() == ["steady", "stopping", "steady finished"]


def test_a_job_that_crashes_is_started_again_each_time_a_little_later(tmp_path):
    process, log = family(tmp_path, "steady", "crashes")
    until(lambda: log.read_text().count("crashes") >= 3)

    process.terminate()
    _, words = process.communicate(timeout=10)

    assert process.returncode == 0
    assert "crashes stopped by itself (3); starting it again in 0.5 s" in words
    assert "crashes stopped by itself (3); starting it again in 1.0 s" in words


def test_a_vital_job_that_cannot_start_ends_everything(tmp_path):
    process, log = family(tmp_path, "crashes", "steady")

    assert ended(process) == 1
    assert log.read_text().count("crashes") == 1


def test_a_child_that_will_not_stop_is_ended_after_a_while(tmp_path):
    process, log = family(tmp_path, "stubborn")
    until(lambda: "stubborn" in log.read_text())
    began = time.monotonic()

    process.terminate()

    assert ended(process) == 0
    assert time.monotonic() - began < 6


def test_no_child_outlives_a_first_process_that_is_killed(tmp_path):
    process, log = family(tmp_path, "steady")
    until(lambda: "steady" in log.read_text())
    process.kill()
    process.wait()

    # The pipe closes when the last process that holds it is gone.
    process.communicate(timeout=5)

    assert "finished" not in log.read_text()


def test_where_the_system_cannot_tie_processes_a_watch_does(monkeypatch, tmp_path):
    script = (
        "import os, sys, time, threading; from needlepoint.config import children\n"
        "parent = os.getpid()\n"
        "if os.fork(): time.sleep(0.3); os.kill(parent, 9)\n"
        "threading.Thread(target=children._watch, args=(parent,), daemon=True).start()\n"
        "time.sleep(30)"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)

    process.communicate(timeout=8)

    assert process.returncode == -signal.SIGKILL
    assert children.GRACE_SECONDS > web.GRACE_SECONDS


# --- Getting ready, and the doctor ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_database_from_a_newer_version_is_refused_by_name(monkeypatch):
    loader = types.SimpleNamespace(
        disk_migrations={("booking", "0001_initial"): None},
        applied_migrations={
            ("booking", "0001_initial"): None,
            ("booking", "0002_hours"): None,
            ("sites", "0009"): None,
        },
    )
    monkeypatch.setattr(ready, "MigrationExecutor", lambda connection: types.SimpleNamespace(loader=loader))

    with pytest.raises(env.UnableToStart, match=r"newer Needlepoint: it knows booking\.0002_hours, which"):
        ready.bring_database_up_to_date(print)


def test_the_data_folder_is_closed_to_others(tmp_path, settings):
    settings.DATA = tmp_path / "clinic"
    settings.DATA.mkdir(mode=0o755)

    ready.keep_data_private()

    assert settings.DATA.stat().st_mode & 0o777 == 0o700
    assert list(settings.DATA.iterdir()) == []


def test_static_files_are_packed_again_only_when_one_changed(tmp_path, settings, monkeypatch):
    settings.STATIC_ROOT = tmp_path
    packed = []
    monkeypatch.setattr(ready.management, "call_command", lambda *words, **more: packed.append(words))
    said = []

    ready.gather_static_files(said.append)
    ready.gather_static_files(said.append)
    monkeypatch.setattr(ready, "static_digest", lambda: "another")
    ready.gather_static_files(said.append)

    assert packed == [("collectstatic",), ("collectstatic",)]
    assert said == ["Packing styles and scripts…"] * 2


def test_a_database_that_does_not_answer_is_named_without_its_password(monkeypatch):
    database = {"HOST": "db.example", "PORT": "5432", "NAME": "clinic", "PASSWORD": "s3cret"}
    monkeypatch.setattr(ready, "settings", types.SimpleNamespace(DATABASES={"default": database}))
    monkeypatch.setattr(ready, "connection", types.SimpleNamespace(vendor="postgresql"))

    words = ready.database_words(DatabaseError("connection refused\nand more"))

    assert words.startswith("The database at db.example:5432/clinic does not answer (connection refused).")
    assert "s3cret" not in words


@pytest.mark.django_db(transaction=True)
def test_a_healthy_installation_is_called_well(tmp_path, settings):
    settings.DATA = tmp_path

    findings = [finding for finding in health.examine(NOW) if "power cut" not in finding.sentence]

    assert [
        finding.sentence for finding in findings if not finding.is_well and "disk" not in finding.sentence
    ] == []
    assert not house.OutboxMessage.objects.exists(), "the doctor leaves nothing behind"


@pytest.mark.django_db
def test_the_doctor_names_messages_that_are_stuck(tmp_path, settings):
    settings.DATA = tmp_path
    outbox.queue(
        key="k", clinic_id=1, patient_id=None, to="ada@mail.example", subject="s", body="b",
        send_at=NOW - dt.timedelta(hours=3),
    )  # fmt: skip

    ill = [finding.sentence for finding in health.examine(NOW) if not finding.is_well]

    assert any("1 messages should have left; the oldest 3.0 hours ago" in sentence for sentence in ill)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
def test_the_doctor_notices_a_database_that_does_not_wait_for_the_disk(tmp_path, settings):
    settings.DATA = tmp_path
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
    try:
        ill = [finding.sentence for finding in health.examine(NOW) if not finding.is_well]
    finally:
        connection.close()

    assert "A power cut could lose confirmed bookings: synchronous is 1, not 2." in ill


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
@pytest.mark.django_db(transaction=True)
def test_the_tests_run_on_the_database_settings_that_clinics_have():
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in health.GOOD_PRAGMAS}

    assert found == health.GOOD_PRAGMAS

"""A backup brings back what was acknowledged, and says so only when it was tried."""

import contextlib
import datetime as dt
import sqlite3

import pyrage
import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.config import env
from needlepoint.config.backups import archive, engines, keeping

NOW = dt.datetime(2026, 11, 23, 3, 30, tzinfo=dt.UTC)
KEY = pyrage.x25519.Identity.generate()


@pytest.fixture
def clinic(settings, tmp_path, monkeypatch, db):
    """A small database of its own in a data folder of its own."""
    settings.DATA, settings.BACKUPS_TO, settings.BACKUP_KEY = tmp_path, "", str(KEY)
    path = tmp_path / "needlepoint.sqlite3"
    monkeypatch.setattr(engines.Sqlite, "_path", property(lambda _: settings.DATA / "needlepoint.sqlite3"))
    monkeypatch.setattr(engines, "in_use", engines.Sqlite)
    monkeypatch.setattr("needlepoint.house.clock.now", lambda: NOW)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = wal")
        database.execute("CREATE TABLE visit (id INTEGER PRIMARY KEY, name TEXT)")
        database.executemany("INSERT INTO visit (name) VALUES (?)", [(f"Ada {n}",) for n in range(500)])
        database.commit()
        (tmp_path / "secret-key").write_text("the key of the data folder")
        yield database


def somewhere_empty(settings, tmp_path):
    settings.DATA = tmp_path / "empty"
    settings.DATA.mkdir()


def test_what_was_committed_before_is_back_also_what_the_file_alone_does_not_hold_yet(
    clinic, settings, tmp_path, capsys
):
    clinic.execute("INSERT INTO visit (name) VALUES ('Bo, a moment ago')")
    clinic.commit()
    path = keeping.make(NOW)
    somewhere_empty(settings, tmp_path)
    call_command("restore", str(path))
    assert "501 rows in 1 tables as of 2026-11-23 03:30 UTC are back" in capsys.readouterr().out
    with contextlib.closing(sqlite3.connect(settings.DATA / "needlepoint.sqlite3")) as back:
        assert back.execute("SELECT name FROM visit ORDER BY id DESC").fetchone() == ("Bo, a moment ago",)
    assert (settings.DATA / "secret-key").read_text() == "the key of the data folder"


def test_what_is_not_committed_yet_is_not_in_it(clinic, tmp_path):
    clinic.execute("INSERT INTO visit (name) VALUES ('half a deed')")
    assert engines.Sqlite().copy(tmp_path / "copy")["visit"][0] == 500


def test_nobody_reads_a_backup_without_its_key(clinic, settings):
    path = keeping.make(NOW)
    assert b"Ada" not in path.read_bytes() and b"sqlite" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    settings.BACKUP_KEY = str(pyrage.x25519.Identity.generate())
    with pytest.raises(env.UnableToStart, match="its key is another one"):
        keeping.tried(path)


@pytest.mark.parametrize("where", [0.01, 0.5, 0.99])
def test_a_damaged_backup_is_found_out(clinic, where):
    path = keeping.make(NOW)
    content = bytearray(path.read_bytes())
    content[int(where * len(content))] ^= 1
    path.write_bytes(content)
    with pytest.raises(env.UnableToStart, match="cannot be read as a backup"):
        keeping.tried(path)


def test_a_backup_that_lost_or_changed_a_row_is_found_out_and_never_counts(clinic, monkeypatch, settings):
    copied = engines.Sqlite.copy

    def forgetful(self, to):
        tables = copied(self, to)
        with contextlib.closing(sqlite3.connect(to)) as copy:
            copy.execute("UPDATE visit SET name = 'Eve' WHERE id = 7")
            copy.commit()
        return tables

    monkeypatch.setattr(engines.Sqlite, "copy", forgetful)
    with pytest.raises(
        env.UnableToStart, match="visit has as many rows as it had, and they are not the same"
    ):
        keeping.make(NOW)
    assert keeping.all_of(keeping.folder()) == []


def test_every_table_that_differs_is_named():
    said = {"a": (1, "x"), "b": (2, "x"), "c": (3, "x"), "d": (1, "x")}
    found = {"a": (1, "x"), "b": (3, "x"), "c": (3, "y"), "e": (1, "x")}
    assert engines.differences(said, found) == [
        "b has 3 rows instead of 2.",
        "c has as many rows as it had, and they are not the same.",
        "d is missing.",
        "e is there and was not in the clinic.",
    ]


def test_a_clinic_that_is_there_is_never_written_over(clinic):
    path = keeping.make(NOW)
    with pytest.raises(env.UnableToStart, match="There is a clinic here already"):
        call_command("restore", str(path))
    assert clinic.execute("SELECT count(*) FROM visit").fetchone() == (500,)


def test_a_disk_without_room_leaves_no_half_backup(clinic, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pyrage, "encrypt_file", full)
    with pytest.raises(OSError, match="No space left"):
        keeping.make(NOW)
    assert list(keeping.folder().iterdir()) == []


def test_the_key_is_made_once_and_only_its_owner_reads_it(clinic, settings):
    settings.BACKUP_KEY = ""
    assert str(keeping.key()) == str(keeping.key())
    assert (settings.DATA / keeping.KEY).stat().st_mode & 0o077 == 0
    with pytest.raises(env.UnableToStart, match="AGE-SECRET-KEY-1") as refused:
        keeping.key_of("hunter2")
    assert "hunter2" not in str(refused.value)


def test_every_night_one_is_made_and_a_missed_night_is_made_up_by_day(clinic, settings, monkeypatch):
    settings.IS_TEST = False
    made = []
    monkeypatch.setattr(
        keeping,
        "make",
        lambda now: made.append(now) or keeping.folder() / f"needlepoint-{now:%Y%m%dT%H%M%S}Z.backup",
    )
    monkeypatch.setattr(keeping, "QUIET_HOURS", [NOW.astimezone().hour])
    noon = NOW + dt.timedelta(hours=9)
    for moment in (
        NOW,
        NOW + dt.timedelta(minutes=5),
        noon,
        NOW + dt.timedelta(days=1),
        noon + dt.timedelta(days=3),
    ):
        before = len(made)
        keeping.nightly_due(moment)
        if len(made) > before:
            (keeping.folder() / f"needlepoint-{moment:%Y%m%dT%H%M%S}Z.backup").touch()
    assert made == [NOW, NOW + dt.timedelta(days=1), noon + dt.timedelta(days=3)]
    settings.BACKUPS = False
    keeping.nightly_due(NOW + dt.timedelta(days=9))
    assert len(made) == 3


MOMENTS = st.lists(st.integers(0, 26_000).map(lambda hours: NOW - hours * dt.timedelta(hours=1)), max_size=60, unique=True)  # fmt: skip


@given(MOMENTS)
def test_the_last_of_each_day_week_and_month_stay(moments):
    stay = keeping.staying(moments)
    assert stay <= set(moments)
    for most, of in (
        (7, lambda m: m.date()),
        (5, lambda m: m.isocalendar()[:2]),
        (12, lambda m: (m.year, m.month)),
    ):
        kept_of = sorted({of(moment) for moment in moments}, reverse=True)[:most]
        assert all(max(m for m in moments if of(m) == one) in stay for one in kept_of)
    assert len(stay) <= 7 + 5 + 12
    if moments:
        assert max(moments) in stay


def test_what_is_no_backup_of_ours_is_never_deleted(clinic, settings):
    foreign = keeping.folder() / "needlepoint-notes.backup"
    foreign.touch()
    for days in range(400):
        (keeping.folder() / f"needlepoint-{NOW - dt.timedelta(days=days):%Y%m%dT%H%M%S}Z.backup").touch()
    keeping.let_go(keeping.all_of(keeping.folder()))
    assert foreign.exists()
    assert len(keeping.all_of(keeping.folder())) <= 24


def test_what_is_in_it_can_be_opened_without_us(clinic, tmp_path):
    path = keeping.make(NOW)
    with archive.opened(path, KEY, beside=tmp_path) as found:
        assert {one.name for one in found.folder.iterdir()} == {
            "manifest.json",
            "needlepoint.sqlite3",
            "secret-key",
        }
    assert not list(tmp_path.glob(".restore-*"))

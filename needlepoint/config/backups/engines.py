"""How each database is copied while it is in use, counted, and put back.

A copy is of one moment: what was acknowledged before it began is in it, and nothing is half in it. Copying the file of a
working SQLite database would lose what still stands in the file beside it.
"""

import contextlib
import hashlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from typing import Protocol

from django.conf import settings
from django.db import connection

from needlepoint.config import env

# table → [how many rows, a digest of all of them in the order of their numbers]
Tables = dict[str, tuple[int, str]]
# How to reach a PostgreSQL, and where its tools look for it.
VARIABLES = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
}


class Engine(Protocol):
    """What a backup asks of a database."""

    name: str
    file: str  # the name of its copy inside an archive

    def copy(self, to: pathlib.Path) -> Tables: ...

    def is_empty(self) -> bool: ...

    def put_back(self, copy: pathlib.Path) -> Tables: ...

    def try_out(self, copy: pathlib.Path) -> tuple[Tables, list[str]]: ...


def in_use() -> Engine:
    """Return the engine of this installation."""
    return Sqlite() if connection.vendor == "sqlite" else Postgres()


def called(name: str) -> Engine:
    """Return an engine by the name that a backup gives. Raises KeyError for another."""
    return {one.name: one for one in (Sqlite(), Postgres())}[name]


def differences(said: Tables, found: Tables) -> list[str]:
    """Return a sentence for each table that is not what it was."""
    faults = []
    for table in sorted(said.keys() | found.keys()):
        if table not in found:
            faults.append(f"{table} is missing.")
        elif table not in said:
            faults.append(f"{table} is there and was not in the clinic.")
        elif said[table][0] != found[table][0]:
            faults.append(f"{table} has {found[table][0]:,} rows instead of {said[table][0]:,}.")
        elif said[table][1] != found[table][1]:
            faults.append(f"{table} has as many rows as it had, and they are not the same.")
    return faults


def _digest(rows: Iterable[tuple[object, ...]]) -> tuple[int, str]:
    count, digest = 0, hashlib.sha256()
    for row in rows:
        count += 1
        digest.update(repr(row).encode())
    return count, digest.hexdigest()


class Sqlite:
    """The one file in the data folder."""

    name, file = "sqlite", "needlepoint.sqlite3"

    @property
    def _path(self) -> pathlib.Path:
        return pathlib.Path(settings.DATABASES["default"]["NAME"])

    def copy(self, to: pathlib.Path) -> Tables:
        with (
            contextlib.closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(to)) as copy,
        ):
            source.backup(copy)  # one step: of one moment, however much is written meanwhile
            return self._tables(copy)

    def is_empty(self) -> bool:
        if not self._path.exists():
            return True
        with contextlib.closing(sqlite3.connect(self._path)) as database:
            return not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]

    def put_back(self, copy: pathlib.Path) -> Tables:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left_over in ("", "-wal", "-shm"):
            pathlib.Path(f"{self._path}{left_over}").unlink(missing_ok=True)
        shutil.copyfile(copy, self._path)
        self._path.chmod(0o600)
        with contextlib.closing(sqlite3.connect(self._path)) as database:
            return self._tables(database)

    def try_out(self, copy: pathlib.Path) -> tuple[Tables, list[str]]:
        with contextlib.closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as database:
            faults = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
            faults += [
                f"A row of {row[0]} names a row of {row[2]} that is not there."
                for row in database.execute("PRAGMA foreign_key_check")
            ]
            return self._tables(database), faults

    @staticmethod
    def _tables(database: sqlite3.Connection) -> Tables:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        return {
            name: _digest(database.execute(f'SELECT * FROM "{name}" ORDER BY 1'))  # noqa: S608  our own tables
            for (name,) in names.fetchall()
        }


class Postgres:
    """A server, copied and put back by its own tools."""

    name, file = "postgresql", "needlepoint.pgdump"
    SCRATCH = "needlepoint_tried"

    def copy(self, to: pathlib.Path) -> Tables:
        import psycopg

        with psycopg.connect(self._address()) as database:
            database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            snapshot = database.execute("SELECT pg_export_snapshot()").fetchone()[0]
            self._tool(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                f"--snapshot={snapshot}",
                f"--file={to}",
                at=self._address(),
            )
            return self._tables(database)

    def is_empty(self) -> bool:
        import psycopg

        with psycopg.connect(self._address()) as database:
            found = database.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            return not found.fetchone()[0]

    def put_back(self, copy: pathlib.Path) -> Tables:
        return self._put_back(copy, self._address())

    def try_out(self, copy: pathlib.Path) -> tuple[Tables, list[str]]:
        """Put the copy into a database beside the clinic's, which needs the right to make one."""
        import psycopg
        from psycopg import conninfo, sql

        scratch = sql.Identifier(self.SCRATCH)
        with psycopg.connect(self._address(), autocommit=True) as database:
            database.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(scratch))
            database.execute(sql.SQL("CREATE DATABASE {}").format(scratch))
            try:
                return self._put_back(copy, conninfo.make_conninfo(self._address(), dbname=self.SCRATCH)), []
            finally:
                database.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(scratch))

    def _put_back(self, copy: pathlib.Path, address: str) -> Tables:
        import psycopg
        from psycopg import conninfo

        name = conninfo.conninfo_to_dict(address)["dbname"]
        whole = ("--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={name}")
        self._tool("pg_restore", *whole, str(copy), at=address)
        with psycopg.connect(address) as database:
            return self._tables(database)

    @staticmethod
    def _address() -> str:
        from psycopg import conninfo

        told = connection.get_connection_params()
        return conninfo.make_conninfo(**{name: told[name] for name in VARIABLES if told.get(name)})

    @staticmethod
    def _tool(name: str, *words: str, at: str) -> None:
        """Run one of PostgreSQL's own tools. What it must know to reach the server stands on no command line."""
        from psycopg import conninfo

        path = shutil.which(name)
        if path is None:
            raise env.UnableToStart(
                f"{name} is not on this machine. Install PostgreSQL's client tools, of the server's version."
            )
        reach = {VARIABLES[key]: str(value) for key, value in conninfo.conninfo_to_dict(at).items()}
        done = subprocess.run(
            [path, "--no-password", *words],
            env={**os.environ, **reach},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip().splitlines()
            raise env.UnableToStart(f"{name} failed: {said[-1] if said else done.returncode}")

    @staticmethod
    def _tables(database) -> Tables:
        names = database.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
        return {name: _digest(_rows(database, name)) for (name,) in names}


def _rows(database, table: str) -> Iterator[tuple[object, ...]]:
    """Yield rows as text, in one order and one time zone whatever the server's."""
    from psycopg import sql

    database.execute("SET TIME ZONE 'UTC'")
    with database.cursor(name="rows") as cursor:
        cursor.itersize = 5_000
        cursor.execute(
            sql.SQL('SELECT t::text FROM {} AS t ORDER BY t::text COLLATE "C"').format(sql.Identifier(table))
        )
        yield from cursor

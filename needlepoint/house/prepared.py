"""What every request asks and every deed writes: its SQL is written once in each process, not again each time.

Django writes the SQL of a queryset anew whenever it is asked. For one row with what it points to that costs twenty times
what the database needs to answer it. A question made ready here is written once, with values that stand in, and asked
with the real ones. It is still a queryset, and gives what the queryset would give. The same goes for rows to be stored.
"""

import copy
import datetime as dt
import types
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import connection, connections, router
from django.db.models import Field, JSONField, Model, QuerySet
from django.db.models.query import ValuesListIterable

# Values that nobody means, so that each is found again among the parameters.
STAND_INS: dict[type, Callable[[int], object]] = {
    int: lambda n: 30_011 + n,  # small enough for every integer column
    str: lambda n: f"stands in {n}",
    dt.date: lambda n: dt.date(1903, 3, 1 + n),
    dt.datetime: lambda n: dt.datetime(1903, 3, 1 + n, 1, 1, 1, 1, tzinfo=dt.UTC),
}

PLAIN = frozenset({int, str, type(None)})


class Question:
    """A queryset that is asked often with other values.

    ask    builds the queryset from the values, always in the same form: no value may be None or decide its form
    kinds  the type of each value: int, str, date or datetime
    """

    def __init__(self, ask: Callable[..., QuerySet], **kinds: type) -> None:
        self.ask, self.kinds = ask, kinds
        self._written: _Written | None = None

    def __call__(self, **values: object) -> list:
        """Return the rows. Costs 1 query."""
        if self._written is None:
            self._written = _Written(self.ask, self.kinds)
        return list(self._written.rows(values))

    def first(self, **values: object):
        """Return the first row or None. The question itself says how many rows it wants and in which order."""
        return next(iter(self(**values)), None)


class QuestionOfMany:
    """A question about several rows at once, such as the patients of a day list.

    ask    builds the queryset from `ids` and the other values; its rows may come in any order
    kinds  the type of each other value

    The SQL names a fixed number of ids, so a shorter list is filled up by naming its last one again, and a longer one is
    asked in parts.
    """

    SIZES = (1, 8, 40)

    def __init__(self, ask: Callable[..., QuerySet], **kinds: type) -> None:
        self._questions = {size: _about(size, ask, kinds) for size in self.SIZES}

    def __call__(self, ids: Iterable[int], **values: object) -> list:
        """Return the rows. Costs 1 query for every 40 ids, none for no ids."""
        wanted, most, rows = list(dict.fromkeys(ids)), self.SIZES[-1], []
        for begin in range(0, len(wanted), most):
            part = wanted[begin : begin + most]
            size = next(size for size in self.SIZES if size >= len(part))
            filled = [*part, *[part[-1]] * (size - len(part))]
            rows += self._questions[size](**values, **{f"id_{n}": one for n, one in enumerate(filled)})
        return rows


def _about(size: int, ask: Callable[..., QuerySet], kinds: dict[str, type]) -> Question:
    names = [f"id_{n}" for n in range(size)]

    def asked(**values: object) -> QuerySet:
        ids = [values.pop(name) for name in names]
        return ask(ids=ids, **values)

    return Question(asked, **kinds, **dict.fromkeys(names, int))


class _Written:
    """The SQL of a question, and where among its parameters each value goes."""

    def __init__(self, ask: Callable[..., QuerySet], kinds: dict[str, type]) -> None:
        stand_ins = {name: STAND_INS[kind](n) for n, (name, kind) in enumerate(kinds.items())}
        self.kinds = kinds
        self.queryset = ask(**stand_ins)
        self.compiler = self.queryset.query.get_compiler(connection=connection)
        self.sql, self.params = self.compiler.as_sql()
        self.converters = self.compiler.get_converters(one for one, *_more in self.compiler.select)
        # Tuples of what the database gives as it is need nobody to read them.
        self.is_plain = self.queryset._iterable_class is ValuesListIterable and not self.converters  # noqa: SLF001
        adapted = {name: _adapted(kinds[name], value) for name, value in stand_ins.items()}
        self.places = [
            (place, name)
            for place, param in enumerate(self.params)
            for name, value in adapted.items()
            if param == value
        ]
        missing = kinds.keys() - {name for _place, name in self.places}
        if missing:
            raise AssertionError(f"a question that was made ready does not use {', '.join(sorted(missing))}")

    def rows(self, values: dict[str, object]) -> Iterator:
        if values.keys() != self.kinds.keys():
            raise TypeError(f"this question takes {', '.join(self.kinds)}")
        params = list(self.params)
        for place, name in self.places:
            params[place] = _adapted(self.kinds[name], values[name])
        if self.is_plain:
            with connections[self.queryset.db].cursor() as cursor:
                cursor.execute(self.sql, params)
                return iter(cursor.fetchall())
        # What reads the rows asks a queryset for its query, and that for a compiler: both already know the answer.
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.queryset.db]  # of this thread
        compiler.as_sql = lambda **_kwargs: (self.sql, tuple(params))
        compiler.pre_sql_setup = lambda **_kwargs: None
        compiler.get_converters = lambda _expressions: self.converters
        asked = types.SimpleNamespace(
            db=self.queryset.db,
            query=_Known(self.queryset.query, compiler),
            _fields=self.queryset._fields,
            _known_related_objects={},
        )
        return iter(self.queryset._iterable_class(asked))  # noqa: SLF001


class _Known:
    """A query that has its compiler already."""

    def __init__(self, query, compiler) -> None:
        self.query, self.compiler = query, compiler

    def get_compiler(self, *_args: object, **_kwargs: object):
        return self.compiler

    def __getattr__(self, name: str):
        return getattr(self.query, name)


def _adapted(kind: type, value: object) -> object:
    if kind is dt.datetime:
        return connection.ops.adapt_datetimefield_value(value)
    if kind is dt.date:
        return connection.ops.adapt_datefield_value(value)
    return value


class Entry:
    """Rows of one table that are stored often. Nothing of a model's own `save` is called, and there are no signals.

    ignores_known  a row that a constraint knows already is left out instead of being refused
    """

    def __init__(self, model: type[Model], *, ignores_known: bool = False) -> None:
        about = model._meta  # noqa: SLF001  Django documents it
        self.model, self.ignores_known = model, ignores_known
        self._table, self._key = about.db_table, about.pk
        self._fields: list[Field] = [one for one in about.concrete_fields if not one.primary_key]
        self._prepares = [(field, isinstance(field, JSONField)) for field in self._fields]
        self._written: dict[int, str] = {}  # how many rows → SQL

    def store(self, row: Model) -> None:
        """Store one row and give it its number. Costs 1 query."""
        database = self._connection
        returns = database.features.can_return_columns_from_insert
        ending = f" RETURNING {database.ops.quote_name(self._key.column)}" if returns else ""
        with database.cursor() as cursor:
            cursor.execute(self._sql(1, database) + ending, self._params([row], database))
            number = cursor.fetchone()[0] if returns else cursor.lastrowid
        setattr(row, self._key.attname, number)
        row._state.adding, row._state.db = False, database.alias  # noqa: SLF001

    def store_all(self, rows: Sequence[Model]) -> None:
        """Store rows; their numbers are not asked for. Costs 1 query, and none for no rows."""
        if rows:
            database = self._connection
            with database.cursor() as cursor:
                cursor.execute(self._sql(len(rows), database), self._params(rows, database))

    @property
    def _connection(self):
        return connections[router.db_for_write(self.model)]

    def _sql(self, count: int, database) -> str:
        if count not in self._written:
            quoted = database.ops.quote_name
            columns = ", ".join(quoted(field.column) for field in self._fields)
            group = f"({', '.join(['%s'] * len(self._fields))})"
            rows = ", ".join([group] * count)
            ending = " ON CONFLICT DO NOTHING" if self.ignores_known else ""
            self._written[count] = f"INSERT INTO {quoted(self._table)} ({columns}) VALUES {rows}{ending}"  # noqa: S608  names of our own tables
        return self._written[count]

    def _params(self, rows: Iterable[Model], database) -> list[object]:
        params = []
        for row in rows:
            for field, is_encoded in self._prepares:
                value = field.pre_save(row, add=True)
                # Most values are what the database takes already; asking the field takes longer than storing them.
                is_ready = type(value) in PLAIN and not is_encoded
                params.append(value if is_ready else field.get_db_prep_save(value, database))
        return params

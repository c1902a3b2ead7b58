"""The sandbox's memory: one SQLite file, one connection, one writer (the event loop)."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .schema import ADDED, SCHEMA, TABLES


class Store:
    """Short statements, committed at once unless inside ``transaction()``."""

    def __init__(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.executescript(SCHEMA)
        self._complete()

    def run(self, sql: str, *values: Any) -> int:
        """Execute; the number of rows it touched."""
        return self._db.execute(sql, values).rowcount

    def insert(self, table: str, **columns: Any) -> int:
        """Add a row (lists and dicts as JSON); its rowid."""
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        values = [_plain(value) for value in columns.values()]
        cursor = self._db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608
        return cursor.lastrowid or 0

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        return self._db.execute(sql, values).fetchall()

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, *values)
        return row[0] if row else None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Never await inside: the connection is shared."""
        self._db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def empty(self) -> None:
        with self.transaction():
            for table in reversed(TABLES):
                self.run(f"DELETE FROM {table}")  # noqa: S608

    def close(self) -> None:
        self._db.close()

    def _complete(self) -> None:
        """Give a file of an earlier version the columns that came since."""
        for table, column, kind in ADDED:
            known = {row["name"] for row in self.all(f"PRAGMA table_info({table})")}
            if column not in known:
                self.run(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value

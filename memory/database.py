"""The database: one engine, two kinds of transaction, and migrations before first use.

SQLite runs in WAL with a five second busy timeout and full fsync (the outbox must
survive a power cut); a writing transaction begins IMMEDIATE, so that two processes
that read and then write queue up instead of failing. PostgreSQL takes the same code.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock
from pydantic import BaseModel
from sqlalchemy import URL, Connection, Engine, event, inspect, make_url, text
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, create_engine

from memory.errors import StorageError

BATCH = 500
"""Rows per INSERT: below SQLite's limit of 32,766 variables."""
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 5_000


class Database:
    """An engine with its tables up to date. Raises StorageError when it cannot be opened."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        with self._storage_errors():
            self._migrate()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading; sees one consistent state."""
        with self._storage_errors(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits on leaving, or leaves nothing behind."""
        writer = self.engine.execution_options(understudy_writes=True)
        with (
            self._storage_errors(),
            Session(writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        self.engine.dispose()

    def version(self) -> str | None:
        """The migration the tables are at; None before the first."""
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return str(found) if found else None

    def _migrate(self) -> None:
        if self.version() == latest_migration():
            return
        if not self.is_sqlite:
            self._upgrade()
            return
        path = _sqlite_file(self.engine.url)
        with FileLock(f"{path}.migrating"):
            current = self.version()
            if current == latest_migration():
                return
            if current is not None:
                shutil.copy2(path, f"{path}.before-{latest_migration()}")
            self._upgrade()

    def _upgrade(self) -> None:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["engine"] = self.engine
        command.upgrade(config, "head")

    @contextmanager
    def _storage_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StorageError(_explain(error, self.engine)) from error
        except (OverflowError, UnicodeEncodeError) as error:  # SQLite's driver, unlike others
            raise StorageError(f"database {_place(self.engine)}: {error}") from error
        except OSError as error:
            raise StorageError(f"database {_place(self.engine)}: {error}") from error


def to_json(value: BaseModel) -> dict[str, Any]:
    """A value as a row's body."""
    return value.model_dump(mode="json")


def insert_new(
    session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]], key: Any
) -> dict[Any, bool]:
    """Insert the rows that break no unique key; the values of `key` of those that went in."""
    if not rows:
        return {}
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    # One statement for all rows, compiled once: with a list of values SQLAlchemy compiles each row.
    statement = insert(inspect(table).local_table).on_conflict_do_nothing().returning(key)
    return dict.fromkeys(session.connection().execute(statement, list(rows)).scalars(), True)


def upsert(
    session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]], key: Sequence[str]
) -> None:
    """Insert the rows; one with the same `key` columns, a unique key, takes the new values."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        statement = insert(table).values(some)
        changed = {name: statement.excluded[name] for name in some[0] if name not in key}
        session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed))


def latest_migration() -> str:
    """The newest revision, read off the file names so that start-up needs no Alembic."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    path = _sqlite_file(make_url(url))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"database {path}: the folder cannot be made ({error})") from error
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _tune_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _sqlite_file(url: URL) -> Path:
    """The file behind a SQLite URL, also where it is named by a URI of SQLite's own (file:…)."""
    return Path((url.database or "").removeprefix("file:"))


def _tune_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see _begin_sqlite
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("understudy_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _place(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _explain(error: DBAPIError, engine: Engine) -> str:
    cause = " ".join(str(error.orig).split())
    place = f"database {_place(engine)}"
    if "full" in cause:
        return f"{place}: the disk is full; nothing was lost, free some space and run it again"
    if "readonly" in cause or "read-only" in cause:
        return f"{place}: is read-only; give this user the right to write it and its folder"
    if "unable to open" in cause:
        return f"{place}: cannot be opened; does its folder exist, and may this user write there?"
    if "locked" in cause:
        return f"{place}: another process holds it for more than 5 s; stop that one, or try again"
    if "connection" in cause:
        return (
            f"{place}: cannot be reached ({cause}); is the server running, is DATABASE_URL right?"
        )
    return f"{place}: {cause}"

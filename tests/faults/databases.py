"""A database for one run: a SQLite file, or one of its own on a PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text

from memory.database import Database

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgresql+psycopg://postgres@127.0.0.1/postgres")


@contextmanager
def new_database(server_url: str | None, folder: Path) -> Iterator[Database]:
    """A new database, gone afterwards; in `folder` without a server.

    Raises sqlalchemy.exc.OperationalError when the server cannot be reached.
    """
    if server_url is None:
        database = Database(f"sqlite:///{folder / 'faults.sqlite'}")
        yield database
        database.close()
        return
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    name = f"understudy_faults_{uuid4().hex[:12]}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    database = Database(server.url.set(database=name).render_as_string(hide_password=False))
    try:
        yield database
    finally:
        database.close()
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()

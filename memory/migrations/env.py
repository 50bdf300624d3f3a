"""Alembic's entry: migrates the engine it is handed, or the one of the settings."""

from __future__ import annotations

import sqlmodel
from alembic import context
from sqlalchemy import Engine, text

import memory.tables  # noqa: F401  (fills the metadata)

ADVISORY_LOCK = 7_461_002
"""Any number, the same for every process: PostgreSQL migrates one at a time."""


def migrate(engine: Engine) -> None:
    """Bring `engine` to the newest revision inside one transaction."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        context.configure(
            connection=connection,
            target_metadata=sqlmodel.SQLModel.metadata,
            render_as_batch=True,
        )
        with context.begin_transaction():
            context.run_migrations()


def _engine() -> Engine:
    given = context.config.attributes.get("engine")
    if isinstance(given, Engine):
        return given
    from tools.settings import load_settings

    return sqlmodel.create_engine(load_settings().database)


migrate(_engine())

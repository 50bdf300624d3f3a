"""Checkpoints: where LangGraph keeps a turn, so that it outlives its process.

A SQLite file beside the database, or the PostgreSQL of the settings. Our own runs open
it synchronously; LangGraph's server opens it through `langgraph.json`. Both use one
place and one serializer: a draft that waits in Studio can be answered in the inbox.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from langgraph.checkpoint.base import BaseCheckpointSaver

from graph.state import serializer
from memory.errors import StorageError
from tools.settings import Settings, load_settings

Saver = BaseCheckpointSaver[Any]
PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL")
"""NORMAL is six times as fast as FULL; a power cut may cost the last step, which runs again."""
BUSY_TIMEOUT_S = 5.0


@contextmanager
def open_checkpoints(settings: Settings) -> Iterator[Saver]:
    """A saver for our own runs. Raises StorageError with the next step."""
    try:
        with _postgres(settings) if _has_postgres(settings) else _sqlite(settings) as saver:
            yield saver
    except (sqlite3.Error, psycopg.Error) as error:
        raise StorageError(
            f"checkpoints: {error}; nothing was lost: mend it, then run again to go on"
        ) from error


@asynccontextmanager
async def open_for_server() -> AsyncIterator[Saver]:
    """The same place for LangGraph's server, which is asynchronous."""
    settings = load_settings()
    if _has_postgres(settings):
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

        async with AsyncPostgresSaver.from_conn_string(_postgres_url(settings)) as postgres:
            postgres.serde = serializer()
            await postgres.setup()
            yield postgres
        return
    import aiosqlite
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    async with aiosqlite.connect(_file(settings), timeout=BUSY_TIMEOUT_S) as connection:
        for pragma in PRAGMAS:
            await connection.execute(pragma)
        saver = AsyncSqliteSaver(connection, serde=serializer())
        await saver.setup()
        yield saver


@contextmanager
def _sqlite(settings: Settings) -> Iterator[Saver]:
    from langgraph.checkpoint.sqlite import SqliteSaver

    connection = sqlite3.connect(_file(settings), check_same_thread=False, timeout=BUSY_TIMEOUT_S)
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        yield SqliteSaver(connection, serde=serializer())
    finally:
        connection.close()


@contextmanager
def _postgres(settings: Settings) -> Iterator[Saver]:
    from langgraph.checkpoint.postgres import PostgresSaver

    with PostgresSaver.from_conn_string(_postgres_url(settings)) as saver:
        saver.serde = serializer()
        saver.setup()
        yield saver


def _has_postgres(settings: Settings) -> bool:
    return settings.database.startswith("postgresql")


def _postgres_url(settings: Settings) -> str:
    return settings.database.replace("postgresql+psycopg://", "postgresql://")


def _file(settings: Settings) -> Path:
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    return settings.var_dir / "checkpoints.sqlite"

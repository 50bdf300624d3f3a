"""kill -9 at random moments of a live run: afterwards each approved draft is out exactly once.

On SQLite and on PostgreSQL, with every third answer of X lost on its way back.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.servers.x_api import XServer
from tools.settings import ROOT

KILLS = 20
SEED = 20261121
EARLIEST_S, LATEST_S = 1.5, 6.0
"""After the start: from the imports to the third turn or so."""


def personas(folder: Path) -> Path:
    """Nell Harrow, who may now publish as much as she likes."""
    home = folder / "personas" / "nell-harrow"
    home.mkdir(parents=True)
    source = ROOT / "data" / "personas" / "nell-harrow"
    toml = (source / "persona.toml").read_text(encoding="utf-8")
    toml = toml.replace("posts_per_day = 6", "posts_per_day = 100")
    toml = toml.replace("posts_per_turn = 2", "posts_per_turn = 3")
    assert "posts_per_day = 100" in toml
    (home / "persona.toml").write_text(toml, encoding="utf-8")
    (home / "posts.jsonl").write_bytes((source / "posts.jsonl").read_bytes())
    return home.parent


def start(
    folder: Path, server: XServer, database_url: str, *options: str
) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        **server.environment,
        "DATABASE_URL": database_url,
        "UNDERSTUDY_PERSONAS": str(folder / "personas"),
        "UNDERSTUDY_VAR": str(folder / "var"),
        "UNDERSTUDY_LEASE": "4",
        "X_TIMEOUT": "2",
    }
    command = [sys.executable, "main.py", "run-loop", "--live", "--channel", "x", "--every", "1s"]
    log = (folder / "log.txt").open("ab")
    with log:
        return subprocess.Popen(
            [*command, *options], cwd=ROOT, env=environment, stdout=log, stderr=log
        )


def told(database_url: str, question: str) -> list[tuple[Any, ...]]:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(question))]
    engine.dispose()
    return rows


@pytest.mark.slow
def test_killed_at_twenty_random_moments_each_approved_draft_is_out_exactly_once(
    tmp_path: Path, database_url: str
) -> None:
    chance = random.Random(SEED)
    personas(tmp_path)
    with XServer(delay_s=0.15) as server:
        for kill in range(KILLS):
            if kill % 3 == 0:
                server.fail_next("drop_after_accept")
            process = start(tmp_path, server, database_url)
            time.sleep(chance.uniform(EARLIEST_S, LATEST_S))
            process.send_signal(signal.SIGKILL)
            process.wait()
        last = start(tmp_path, server, database_url, "--turns", "2")
        assert last.wait(timeout=120) == 0, (tmp_path / "log.txt").read_text()[-3000:]
        posted = Counter(post.text for post in server.posts)

    rows = told(database_url, "SELECT assignment_id, text, state, attempts FROM publication")
    approved = told(
        database_url,
        "SELECT d.assignment_id FROM verdict v JOIN draft d ON d.id = v.draft_id"
        " WHERE v.decision = 'approve'",
    )
    assert {state for _, _, state, _ in rows} == {"sent"}
    assert set(posted.values()) == {1}
    assert set(posted) == {said for _, said, _, _ in rows}
    assert {a for (a,) in approved} == {assignment for assignment, _, _, _ in rows}
    assert told(database_url, "SELECT id FROM turn WHERE state = 'running'") == []
    assert len(rows) >= 6
    assert any(attempts > 1 for _, _, _, attempts in rows)  # some died on the way

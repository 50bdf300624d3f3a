"""kill -9 at random moments of a live run: afterwards each approved draft is out exactly once."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

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
    text = (source / "persona.toml").read_text(encoding="utf-8")
    text = text.replace("posts_per_day = 6", "posts_per_day = 100")
    text = text.replace("posts_per_turn = 2", "posts_per_turn = 3")
    assert "posts_per_day = 100" in text
    (home / "persona.toml").write_text(text, encoding="utf-8")
    (home / "posts.jsonl").write_bytes((source / "posts.jsonl").read_bytes())
    return home.parent


def start(folder: Path, server: XServer, *options: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        **server.environment,
        "UNDERSTUDY_PERSONAS": str(folder / "personas"),
        "UNDERSTUDY_VAR": str(folder / "var"),
        "UNDERSTUDY_LEASE": "4",
        "X_TIMEOUT": "2",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "main.py", "run-loop", "--live", "--channel", "x", "--every", "1s"]
    log = (folder / "log.txt").open("ab")
    with log:
        return subprocess.Popen(
            [*command, *options], cwd=ROOT, env=environment, stdout=log, stderr=log
        )


@pytest.mark.slow
def test_killed_at_twenty_random_moments_each_approved_draft_is_out_exactly_once(
    tmp_path: Path,
) -> None:
    chance = random.Random(SEED)
    personas(tmp_path)
    with XServer(delay_s=0.15) as server:
        for _ in range(KILLS):
            process = start(tmp_path, server)
            time.sleep(chance.uniform(EARLIEST_S, LATEST_S))
            process.send_signal(signal.SIGKILL)
            process.wait()
        last = start(tmp_path, server, "--turns", "2")
        assert last.wait(timeout=120) == 0, (tmp_path / "log.txt").read_text()[-3000:]
        posted = Counter(post.text for post in server.posts)

    with sqlite3.connect(tmp_path / "var" / "understudy.sqlite") as database:
        rows = database.execute("SELECT assignment_id, text, state FROM publication").fetchall()
        approved = database.execute(
            "SELECT d.assignment_id FROM verdict v JOIN draft d ON d.id = v.draft_id"
            " WHERE v.decision = 'approve'"
        ).fetchall()
        running = database.execute("SELECT id FROM turn WHERE state = 'running'").fetchall()
    database.close()
    assert {state for _, _, state in rows} == {"sent"}
    assert set(posted.values()) == {1}
    assert set(posted) == {text for _, text, _ in rows}
    assert {a for (a,) in approved} == {assignment for assignment, _, _ in rows}
    assert running == []
    assert len(rows) >= 6

"""The command line as a user meets it: what it does when all goes well."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import main
from tests.home import SHIPPED, SNAPSHOT, change, home, once, published, run
from tests.servers.feed_server import FeedServer, Resource
from tools.settings import ROOT

__all__ = ["home"]


def test_the_demo_publishes_at_least_two_posts_each_with_its_evidence(home: Path) -> None:
    done = run("run-loop", "--turns", "1")
    assert done.exit_code == 0, done.output
    texts = published(home)
    assert len(texts) >= 2
    assert "(invented news): “" in done.output
    assert "an invented person" in done.output
    for text in texts:
        assert text.split()[0] in done.output


def test_a_second_turn_says_nothing_twice(home: Path) -> None:
    run("run-loop", "--turns", "1")
    run("run-loop", "--turns", "1")
    texts = published(home)
    assert len(texts) == len(set(texts)) > 2


def test_the_days_limit_holds_across_runs(home: Path) -> None:
    change(home, "posts_per_day = 6", "posts_per_day = 3")
    run("run-loop", "--turns", "3", "--every", "1s")
    done = run("run-loop", "--turns", "1")
    assert len(published(home)) == 3
    assert "3 of 3 posts are out today" in " ".join(done.output.split())


def test_a_single_run_writes_about_what_it_is_asked_and_prints_json(home: Path) -> None:
    result = once("--topic", "custody and hot wallets")
    (outcome,) = result["outcomes"]
    assert outcome["result"] == "published"
    assert outcome["text"] == published(home)[0]
    assert all(f["evidence"] for f in outcome["verdict"]["findings"] if f["status"] == "supported")


def test_nothing_to_say_has_an_exit_code_of_its_own() -> None:
    done = run("run-once", "--json", "--topic", "medieval lute tuning")
    assert done.exit_code == main.NOTHING_TO_SAY
    assert json.loads(done.stdout)["outcomes"] == []


def test_explain_tells_the_whole_story(home: Path) -> None:
    run("run-loop", "--turns", "1")
    told = run("explain", "1")
    data = json.loads(run("explain", "1", "--json").stdout)
    assert told.exit_code == 0
    assert "chosen because" in told.output
    assert data["publication"]["text"] in published(home)
    assert data["brief"]["facts"]
    assert data["attempts"][-1]["verdict"]["decision"] == "approve"
    assert data["story"]["signals"]


def test_a_human_approves_edits_asks_and_rejects(home: Path) -> None:
    change(home, 'approval = "never"', 'approval = "always"')
    change(home, "posts_per_turn = 2", "posts_per_turn = 4")
    run("run-loop", "--turns", "1")
    waiting = json.loads(run("inbox", "--json").stdout)
    assert len(waiting) >= 3
    assert published(home) == []
    numbers = [str(w["number"]) for w in waiting]
    assert "reliability" in run("inbox", "show", numbers[0]).output

    assert run("inbox", "approve", numbers[1]).exit_code == 0  # not the one asked about first
    assert published(home) == [waiting[1]["draft"]["text"]]
    assert run("inbox", "reject", numbers[2]).exit_code == 0

    lie = "Northbridge Bank lost $999bn to a kitten on Tuesday."
    run("inbox", "edit", numbers[0], "--text", lie)
    assert lie not in published(home)
    left = {w["draft"]["text"]: w["number"] for w in json.loads(run("inbox", "--json").stdout)}
    own = waiting[0]["brief"]["facts"][0]["text"]
    assert run("inbox", "edit", str(left[lie]), "--text", own).exit_code == 0
    assert published(home)[-1] == own

    gone = run("inbox", "approve", numbers[2])
    assert gone.exit_code == 2
    assert "does not wait" in gone.output


def test_either_database_carries_a_turn_a_question_and_its_answer(
    home: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    change(home, 'approval = "never"', 'approval = "always"')
    assert run("run-loop", "--turns", "1").exit_code == 0
    (first, *_) = json.loads(run("inbox", "--json").stdout)
    done = run("inbox", "approve", str(first["number"]))
    assert done.exit_code == 0, done.output
    assert published(home) == [first["draft"]["text"]]


def test_a_wish_brings_another_draft(home: Path) -> None:
    change(home, 'approval = "never"', 'approval = "always"')
    run("run-loop", "--turns", "1")
    (first, *_) = json.loads(run("inbox", "--json").stdout)
    run("inbox", "ask", str(first["number"]), "shorter")
    now = [w["draft"]["text"] for w in json.loads(run("inbox", "--json").stdout)]
    assert first["draft"]["text"] not in now


def test_a_persona_is_made_filled_and_shown(home: Path) -> None:
    assert run("persona", "new", "ada", "--name", "Ada").exit_code == 0
    brought = run("persona", "import", "ada", str(SHIPPED / "posts.jsonl"))
    again = run("persona", "import", "ada", str(SHIPPED / "posts.jsonl"))
    shown = run("persona", "show", "ada")
    path = home / "personas" / "ada" / "persona.toml"
    path.write_text(
        path.read_text("utf-8")
        .replace('"write here what they talk about"', '"custody"')
        .replace('["a word", "another"]', '["custody", "wallet"]', 1)
        .replace('approval = "always"', 'approval = "never"'),
        "utf-8",
    )
    # Nobody's word is needed for what stays on this machine.
    feed = str(SNAPSHOT / "ledgerwire.xml")
    assert run("run-loop", "--persona", "ada", "--turns", "1", "--feed", feed).exit_code == 0
    assert published(home)
    assert "385 new posts" in brought.output
    assert "0 new posts, 385 known" in again.output
    assert "voice, measured" in shown.output
    assert "dry run" in shown.output


def test_a_wish_made_while_a_loop_runs_is_carried_out_by_that_loop(home: Path) -> None:
    change(home, 'approval = "never"', 'approval = "always"')
    loop = subprocess.Popen(
        [sys.executable, "main.py", "run-loop", "--every", "1s"],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        first = wait_for(lambda: json.loads(run("inbox", "--json").stdout))[0]
        told = run("inbox", "ask", str(first["number"]), "shorter")
        assert told.exit_code == 0, told.output
        assert "your word is kept" in told.output
        wait_for(
            lambda: [
                w
                for w in json.loads(run("inbox", "--json").stdout)
                if w["brief"] == first["brief"] and w["draft"] != first["draft"]
            ]
        )
    finally:
        loop.send_signal(signal.SIGINT)
        loop.communicate(timeout=60)
    assert loop.returncode == 0


def test_sources_are_tested_added_listed_paused_and_removed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del home
    monkeypatch.setenv("UNDERSTUDY_ALLOW_PRIVATE_HOSTS", "true")
    items = "".join(
        f"<item><title>Vault {n} opens</title><link>https://quay.example/{n}</link></item>"
        for n in range(5)
    )
    feed = f"<rss version='2.0'><channel><title>Quay Courier</title>{items}</channel></rss>"
    with FeedServer({"/feed": Resource(feed.encode())}) as server:
        place = server.url("/feed")
        tested = run("sources", "test", place)
        assert tested.exit_code == 0, tested.output
        assert "Quay Courier" in tested.output
        assert "5 items" in tested.output
        shown = json.loads(run("sources", "test", place, "--json").stdout)
        assert [one["title"] for one in shown["signals"]] == [f"Vault {n} opens" for n in range(5)]
        added = run("sources", "add", place)
        assert added.exit_code == 0, added.output
        assert "… 2 more" in added.output
        run("run-once")
        rows = {row["place"]: row for row in json.loads(run("sources", "list", "--json").stdout)}
        assert rows[place]["status"] == "ok"
        assert rows[place]["listed_in"] == "added"
        assert run("sources", "pause", place).exit_code == 0
        assert "paused" in run("sources", "list").output
        assert run("sources", "resume", place).exit_code == 0
        assert run("sources", "remove", place).exit_code == 0
        assert place not in run("sources", "list").output
        refused = run("sources", "add", server.url("/none"))
        assert (refused.exit_code, "answered 404" in refused.output) == (1, True)
        assert run("sources", "add", server.url("/none"), "--anyway").exit_code == 0


def test_a_folder_of_snapshots_is_lived_through(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "week"
    folder.mkdir()
    for day in ("2026-11-18", "2026-11-19"):
        (folder / f"{day}.xml").write_bytes((SNAPSHOT / "ledgerwire.xml").read_bytes())
    done = run("run-loop", "--replay", str(folder))
    assert done.exit_code == 0, done.output
    assert "4 published" in done.output
    assert published(home) == []
    refused = run("run-loop", "--replay", str(folder), "--live")
    assert refused.exit_code == 2
    assert run("run-loop", "--replay", str(tmp_path / "none")).exit_code == 2


def test_doctor_names_each_thing_and_the_next_step() -> None:
    done = run("doctor")
    assert done.exit_code == 0, done.output
    for word in ("database", "embeddings", "model", "X", "persona", "feed"):
        assert word in done.output
    assert "UNDERSTUDY_MODEL" in done.output


def wait_for(look: Callable[[], Any], seconds: int = 60) -> Any:
    """What `look` finds, once it finds something."""
    for _ in range(seconds * 4):
        if found := look():
            return found
        time.sleep(0.25)
    return pytest.fail(f"nothing found in {seconds} s")

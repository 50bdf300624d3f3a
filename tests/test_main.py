"""The command line as a user meets it: good input, bad input, exit codes, nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner, Result

import main
from tests.servers.feed_server import FeedServer, Resource
from tests.servers.model_api import ModelServer
from tests.servers.model_replies import error
from tests.servers.x_api import XServer
from tests.servers.x_auth import APP
from tools.settings import ROOT

SNAPSHOT = ROOT / "data" / "feeds"
SHIPPED = ROOT / "data" / "personas" / "nell-harrow"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own: Nell Harrow with fewer posts, and an empty var folder."""
    folder = tmp_path / "personas" / "nell-harrow"
    folder.mkdir(parents=True)
    (folder / "persona.toml").write_bytes((SHIPPED / "persona.toml").read_bytes())
    posts = (SHIPPED / "posts.jsonl").read_text(encoding="utf-8").splitlines()[::5]
    (folder / "posts.jsonl").write_text("\n".join(posts), encoding="utf-8")
    monkeypatch.setenv("UNDERSTUDY_PERSONAS", str(tmp_path / "personas"))
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(ROOT)
    return tmp_path


def change(home: Path, old: str, new: str) -> None:
    path = home / "personas" / "nell-harrow" / "persona.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main.app, list(arguments))


def published(home: Path) -> list[str]:
    file = home / "var" / "outbox.jsonl"
    if not file.exists():
        return []
    return [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]


def once(*arguments: str) -> Any:
    done = run("run-once", "--json", *arguments)
    return json.loads(done.stdout)


def wait_for(look: Callable[[], Any], seconds: int = 60) -> Any:
    """What `look` finds, once it finds something."""
    for _ in range(seconds * 4):
        if found := look():
            return found
        time.sleep(0.25)
    return pytest.fail(f"nothing found in {seconds} s")


# ------------------------------------------------------------------- good input


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


# -------------------------------------------------------------------- bad input


def test_a_missing_persona_is_told_with_those_there_are() -> None:
    done = run("run-loop", "--persona", "nobody", "--turns", "1")
    assert done.exit_code == 2
    assert "there is nell-harrow" in done.output


def test_broken_toml_is_told_with_its_line(home: Path) -> None:
    (home / "personas" / "nell-harrow" / "persona.toml").write_text("slug = nell", "utf-8")
    done = run("run-once")
    assert done.exit_code == 2
    assert "persona.toml" in done.output
    assert "line 1" in done.output


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<!doctype html><html><head><title>Hi</title></head><body>No feed</body></html>", "HTML"),
        (b"x" * 50_000_000, "larger"),
        (b"", "empty"),
        (b"\x00\x01\x02", ""),
    ],
    ids=["html", "50 MB", "empty", "binary"],
)
def test_a_bad_feed_is_told_and_the_others_are_read(home: Path, content: bytes, told: str) -> None:
    bad = home / "bad.xml"
    bad.write_bytes(content)
    good = SNAPSHOT / "ledgerwire.xml"
    done = run("run-loop", "--turns", "1", "--feed", str(bad), "--feed", str(good))
    assert done.exit_code == 0
    assert told in done.output
    assert published(home)


def test_an_unreachable_feed_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_ALLOW_PRIVATE_HOSTS", "true")
    done = run("run-loop", "--turns", "1", "--feed", "http://127.0.0.1:9/feed.xml")
    assert done.exit_code == 0
    assert "127.0.0.1:9" in done.output
    assert "Nothing to publish" in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("run-loop", "--every", "soon"),
        ("run-once", "--topic", "a", "--url", "https://b.example"),
        ("run-once", "--channel", "pigeon"),
        ("run-once", "--live", "--channel", "x"),
        ("explain", "99"),
        ("inbox", "show", "99"),
        ("persona", "new", "No Spaces"),
        ("persona", "import", "nell-harrow", "/no/such/file.jsonl"),
    ],
)
def test_wrong_usage_exits_with_two_and_says_what_to_do(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert done.output.strip()
    assert "Traceback" not in done.output


def test_a_wrong_model_key_is_told_and_nothing_is_published(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer([], otherwise=lambda _: error(401, "Incorrect API key")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
        monkeypatch.setenv("UNDERSTUDY_MODEL", server.model)
        done = run("run-once")
    assert done.exit_code == 1
    assert "OPENAI_API_KEY" in done.output
    assert published(home) == []


def test_wrong_keys_for_x_are_told_and_the_draft_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with XServer() as server:
        for name, value in (server.environment | {"X_ACCESS_TOKEN_SECRET": "wrong"}).items():
            monkeypatch.setenv(name, value)
        done = run("run-once", "--live", "--channel", "x")
        assert server.posts == []
    assert done.exit_code == 0  # queued until the keys are mended: nothing is lost
    assert "401" in done.output
    assert "0 published; 2 queued" in done.output


def test_without_live_nothing_reaches_x(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with XServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        done = run("run-once", "--channel", "x")
        assert server.calls == []
    assert "dry run: nothing went to x" in " ".join(done.output.split())
    assert published(home)


def test_with_live_posts_reach_x_and_are_priced(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with XServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        result = once("--live", "--channel", "x")
        texts = {post.text for post in server.posts}
    assert texts == {o["text"] for o in result["outcomes"]}
    assert len(texts) == 2
    cost = json.loads(run("explain", "1", "--json").stdout)["cost"]
    assert sum(line["usd"] for line in cost) in {0.015, 0.2}


def test_what_we_published_on_x_does_not_come_back_as_the_personas_own_voice(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with XServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        once("--live", "--channel", "x")
        assert run("sources", "add", "x:own").exit_code == 0
        change(home, "posts_per_day = 6", "posts_per_day = 0")
        told = run("run-once").output
    assert len(server.posts) == 2
    assert "X: own posts" not in told, "nothing new"
    rows = {row["place"]: row for row in json.loads(run("sources", "list", "--json").stdout)}
    assert (rows["x:own"]["status"], rows["x:own"]["kind"]) == ("ok", "x")


def test_a_login_lets_it_publish_with_tokens_that_are_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with XServer() as server:
        monkeypatch.setenv("X_BASE_URL", server.url)
        monkeypatch.setenv("X_CLIENT_ID", APP.client_id)
        monkeypatch.setenv("X_CLIENT_SECRET", APP.client_secret)
        assert "python main.py login" in run("run-once", "--live", "--channel", "x").output

        def allow(_text: str) -> str:
            """The person opens the address, allows it, and copies where X sends them."""
            asked = parse_qs(urlsplit(shown[-1]).query)
            server.tokens.codes["leave"] = asked["code_challenge"][0]
            return f"http://127.0.0.1:8787/?state={asked['state'][0]}&code=leave"

        shown: list[str] = []
        with monkeypatch.context() as keyboard:
            keyboard.setattr("typer.echo", lambda text: shown.extend(text.splitlines()))
            keyboard.setattr("typer.prompt", allow)
            assert run("login").exit_code == 0
        assert len(once("--live", "--channel", "x")["outcomes"]) == 2
        assert len(server.posts) == 2
    (tokens,) = (home / "var").glob("x-tokens-*.json")
    assert tokens.stat().st_mode & 0o077 == 0


def test_a_spent_budget_stops_cleanly_and_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(home, "usd_per_day = 1.0", "usd_per_day = 0.01")
    with XServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        done = run("run-once", "--live", "--channel", "x")
        assert server.posts == []
    assert "usd_per_day" in done.output
    assert done.exit_code == 0  # queued until tomorrow: nothing is lost


# ---------------------------------------------------------- disks and databases


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1.2 MB, where we may mount one."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_and_the_work_goes_on_when_there_is_room(
    tiny_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tiny_disk))
    full = run("run-loop", "--turns", "1")
    assert full.exit_code == 1
    assert "full" in full.output
    subprocess.run(["mount", "-o", "remount,size=80m", str(tiny_disk)], check=True)
    again = run("run-loop", "--turns", "1")
    assert again.exit_code == 0, again.output
    texts = [
        json.loads(line)["text"]
        for line in (tiny_disk / "outbox.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(texts) == len(set(texts)) >= 2


def test_a_read_only_database_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("inbox")
    file = home / "var" / "understudy.sqlite"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///file:{file}?mode=ro&uri=true")
    done = run("run-loop", "--turns", "1")
    assert done.exit_code == 1
    assert "read-only" in done.output


# --------------------------------------------------------------------- stopping


def test_ctrl_c_finishes_the_step_in_hand_and_loses_nothing(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "main.py", "run-loop", "--every", "1h"],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
    )
    file = home / "var" / "outbox.jsonl"
    for _ in range(600):
        if file.exists():
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert "stopping after the step in hand" in output
    run("run-loop", "--turns", "1")
    texts = published(home)
    assert len(texts) == len(set(texts)) >= 2


def test_without_its_packages_it_says_what_to_type() -> None:
    bare = subprocess.run(
        [sys.executable, "-S", "main.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert bare.returncode == 1
    assert "make setup" in bare.stderr
    assert "Traceback" not in bare.stderr

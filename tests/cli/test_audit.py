"""`audit` and `eval audit` as a user meets them: any text, any evidence, tables, exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import main
from tests.graph.conftest import news, paper
from tests.servers.feed_server import FeedServer, Resource
from tools.settings import ROOT

TOLD = (
    "Harbourline froze withdrawals on Tuesday after losing $12m. The exchange, based in Port "
    "Ansel, has 4,000 clients. “The coins are safe,” said its head of custody, Mara Quill."
)
PAGE = (
    "<!doctype html><html><head><title>Harbourline freezes withdrawals</title></head><body>"
    "<article><h1>Harbourline freezes withdrawals</h1>"
    "<p>Harbourline froze withdrawals on Tuesday after losing $12m, its owners said at noon.</p>"
    "<p>The exchange, based in Port Ansel, has 4,000 clients who wait for their money.</p>"
    "</article></body></html>"
)
TRUE = "Harbourline froze withdrawals on Tuesday after losing $12m."
FALSE = "Harbourline froze withdrawals on Tuesday after losing $90m."


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("UNDERSTUDY_ALLOW_PRIVATE_HOSTS", "true")
    monkeypatch.chdir(ROOT)


@pytest.fixture
def told(tmp_path: Path) -> str:
    path = tmp_path / "told.txt"
    path.write_text(TOLD, encoding="utf-8")
    return str(path)


@pytest.fixture
def papers() -> Iterator[FeedServer]:
    with FeedServer() as server:
        server.resources["/daily.xml"] = Resource(paper("Daily", news("A headline", TOLD)))
        server.resources["/page"] = Resource(PAGE.encode(), "text/html; charset=utf-8")
        server.resources["/plain"] = Resource(TOLD.encode(), "text/plain; charset=utf-8")
        yield server


def run(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main.app, ["audit", *arguments], input=given)


def checked(*arguments: str, given: bytes | None = None) -> dict[str, Any]:
    done = run(*arguments, "--json", given=given)
    assert done.exit_code in {0, 4}, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# ---------------------------------------------------------------------- any text


def test_what_the_evidence_says_is_approved_and_the_words_are_shown(told: str) -> None:
    done = run(TRUE, "--evidence", told)
    assert done.exit_code == 0
    assert "approve; reliability" in done.stdout
    assert "✓" in done.stdout
    assert "told.txt: “Harbourline froze" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_what_it_does_not_say_is_not_and_the_reason_is_told(told: str) -> None:
    done = run(f"{FALSE} Mara Quill resigned.", "--evidence", told)
    assert done.exit_code == 4
    shown = " ".join(done.stdout.split())
    assert "✗" in shown
    assert "? " in shown
    assert "$90m" in shown
    assert 'no source says "resigned"' in shown
    assert "revise; reliability 0.00" in shown


def test_rules_are_kept_too_and_the_broken_one_is_named(told: str) -> None:
    done = run(f"{TRUE} [insert link]", "--evidence", told)
    assert done.exit_code == 4
    assert "✗ rule" in done.stdout
    assert "[insert link]" in " ".join(done.stdout.split())


@pytest.mark.parametrize("name", ["draft.txt", "draft.md"])
def test_a_file_and_standard_input_are_texts_as_well(tmp_path: Path, told: str, name: str) -> None:
    draft = tmp_path / name
    draft.write_text(TRUE + "\n", encoding="utf-8")
    assert checked(str(draft), "-e", told)["text"] == TRUE
    assert checked("-", "-e", told, given=TRUE.encode())["verdict"]["decision"] == "approve"


def test_length_is_a_matter_of_the_channel(told: str) -> None:
    words = f"{TRUE} The exchange, based in Port Ansel, has 4,000 clients. "
    long = words * 24
    assert len(long) > 2_500
    assert not [
        b for b in checked(long, "-e", told)["verdict"]["breaches"] if b["rule"] == "length"
    ]
    on_x = checked(long, "-e", told, "--channel", "x")["verdict"]
    assert [b["rule"] for b in on_x["breaches"]] == ["length"]
    assert len(on_x["findings"]) >= 6


def test_other_news_of_the_persona_does_not_speak_for_a_text(told: str) -> None:
    assert CliRunner().invoke(main.app, ["run-once", "--json"]).exit_code == 0
    read = "Brackwater Custody stopped all withdrawals."
    assert checked(read, "-e", told)["verdict"]["decision"] != "approve"
    feed = str(ROOT / "data" / "feeds" / "ledgerwire.xml")
    supported = checked(read, "-e", feed)["verdict"]["findings"]
    assert [finding["status"] for finding in supported] == ["supported"]


# ------------------------------------------------------------------- any evidence


def test_evidence_is_a_page_a_feed_or_a_plain_text_by_address(papers: FeedServer) -> None:
    for path, publisher in (("/daily.xml", "Daily"), ("/plain", "127.0.0.1"), ("/page", "127")):
        found = checked(TRUE, "-e", papers.url(path))
        assert found["publishers"][0].startswith(publisher)
        assert found["verdict"]["decision"] == "approve"
        assert checked(FALSE, "-e", papers.url(path))["verdict"]["decision"] == "revise"


def test_evidence_is_a_page_or_a_feed_in_a_file(tmp_path: Path) -> None:
    page, feed = tmp_path / "page.dat", tmp_path / "feed.dat"
    page.write_text(PAGE, encoding="utf-8")
    feed.write_bytes(paper("Daily", news("A headline", TOLD)))
    for path in (page, feed):
        assert checked(TRUE, "-e", str(path))["verdict"]["decision"] == "approve"


def test_evidence_may_be_repeated_and_may_disagree(tmp_path: Path, told: str) -> None:
    other = tmp_path / "other.txt"
    other.write_text("The exchange Harbourline was founded by two brothers in 2011.", "utf-8")
    both = f"{TRUE} Harbourline was founded in 2011."
    found = checked(both, "-e", told, "-e", str(other))
    assert found["publishers"] == ["told.txt", "other.txt"]
    assert found["verdict"]["decision"] == "approve"
    assert checked(both, "-e", told)["verdict"]["decision"] != "approve"


def test_long_evidence_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    filler = " ".join(f"The clerk noted entry {n} in the green ledger." for n in range(1_000))
    path.write_text(f"{filler} {TOLD}", encoding="utf-8")
    assert path.stat().st_size > 40_000
    assert checked(TRUE, "-e", str(path))["verdict"]["decision"] == "approve"


def test_without_evidence_only_what_is_written_down_speaks_and_that_is_said() -> None:
    done = run("Bitcoin's supply is capped at 21 million coins.")
    assert done.exit_code == 0
    assert "No evidence was given" in done.stdout
    assert "ground truth" in done.stdout
    assert run(TRUE).exit_code == 4


# --------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nowhere.txt", "nowhere.txt: cannot be read"),
        ("", "is empty"),
        ("  …  ", "is empty"),
        ("data", "cannot be read"),
        ("word " * 6_000, "audit it in parts"),
    ],
)
def test_a_text_that_cannot_be_checked_is_told(text: str, complaint: str) -> None:
    done = run(text)
    assert done.exit_code == 1
    assert complaint in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is no text"),
        (b"%PDF-1.7 some words", "is no text"),
        (b"some\0bytes\0of\0a\0program", "is no text"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>", "feed"),
        (b"<!doctype html><html><body><p>Too short.</p></body></html>", "file://"),
    ],
)
def test_evidence_that_cannot_be_read_is_an_error_and_no_verdict(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    path = tmp_path / "evidence"
    path.write_bytes(content)
    done = run(TRUE, "-e", str(path))
    assert done.exit_code == 1
    assert complaint in done.stderr
    assert done.stdout == ""
    binary = run(str(path))
    assert binary.exit_code == (1 if complaint in {"is empty", "is no text"} else 4)


def test_an_address_that_fails_is_an_error(papers: FeedServer) -> None:
    done = run(TRUE, "-e", papers.url("/nowhere"))
    assert done.exit_code == 1
    assert "404" in done.stderr


@pytest.mark.parametrize("wrong", [["--persona", "nobody"], ["--channel", "pigeon"]])
def test_a_mistake_in_what_was_typed_has_a_code_of_its_own(wrong: list[str], told: str) -> None:
    done = run(TRUE, "-e", told, *wrong)
    assert done.exit_code == 2
    assert wrong[1] in done.stderr


def test_the_exit_codes_are_in_the_help() -> None:
    told = " ".join(run("--help").stdout.split())
    assert "0: approved" in told
    assert "4: not approved" in told


# ----------------------------------------------------------------------- eval audit


def test_eval_audit_prints_a_table_a_file_and_one_of_means(tmp_path: Path) -> None:
    row = {"evidence": TOLD, "claim": TRUE, "label": 1}
    lines = [json.dumps(row), json.dumps(row | {"claim": FALSE, "label": 0})] * 6
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    for path in files:
        path.write_text("\n".join(lines), encoding="utf-8")
    data = [word for path in files for word in ("--data", str(path))]
    done = CliRunner().invoke(main.app, ["eval", "audit", *data, "--limit", "12"])
    assert done.exit_code == 0, done.output
    assert "one: 12 claims, 6 of them borne out" in done.stdout
    assert "mean of 2 files" in done.stdout
    for method in ("ROUGE-L", "best sentence", "guards alone", "offline", "ensemble"):
        assert len(re.findall(rf"^  {method} ", done.stdout, re.MULTILINE)) == 3
    assert max(map(len, done.stdout.splitlines())) <= 80
    shown = CliRunner().invoke(main.app, ["eval", "audit", *data[:2], "--json"])
    (ensemble,) = [r for r in json.loads(shown.stdout)["mean"] if r["method"] == "ensemble"]
    assert ensemble["auc"] == 1


def test_eval_audit_names_the_line_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text('{"evidence": "A.", "claim": "B.", "label": "yes"}', encoding="utf-8")
    done = CliRunner().invoke(main.app, ["eval", "audit", "--data", str(path)])
    assert done.exit_code == 2
    assert "one.jsonl:1: label is 'yes'" in done.stderr

"""`eval voice` as a user meets it: a table, JSON, a page that can be mailed, clear errors."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import main
from cli.voice_page import page_of
from cli.voice_report import share
from graph.voice_eval import Report
from tools.settings import ROOT

AUTHOR = ROOT / "data" / "background" / "gmfrog.jsonl"
FEED = ROOT / "data" / "feeds" / "ledgerwire.xml"
HOSTILE = "</script><img src=x onerror=alert(1)> <!--REAL--> \" ' &"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(ROOT)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main.app, ["eval", "voice", *arguments])


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """One evaluation with all its outputs: JSON and page."""
    folder = tmp_path_factory.mktemp("eval")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNDERSTUDY_VAR", str(folder / "var"))
        patch.chdir(ROOT)
        page = folder / "page.html"
        done = run(
            *("--posts", str(AUTHOR), "--feed", str(FEED), "--writer", "offline"),
            *("--items", "12", "--json", "--page", str(page)),
        )
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout), page


def test_ceiling_floors_and_writer_stand_in_one_table(
    evaluated: tuple[dict[str, Any], Path],
) -> None:
    report, _ = evaluated
    writers = [row["writer"] for row in report["rows"]]
    assert writers == ["real posts", "headline", "styled headline", "offline"]
    real, headline, styled, draft = report["rows"]
    assert real["judges"] > 0.5 > headline["judges"]
    assert styled["length"] >= headline["length"]
    assert headline["recall"] == 1
    assert headline["told"] > 0.9
    assert real["unsupported"] is None
    assert draft["texts"] + sum(draft["reasons"].values()) == len(report["samples"]) == 12
    assert report["relevant"] + report["nearest"] == 12
    assert "gmfrog" not in report["others"]
    assert len(report["others"]) == 10


def test_equal_seeds_give_equal_reports(evaluated: tuple[dict[str, Any], Path]) -> None:
    report, _ = evaluated
    done = run(
        *("--posts", str(AUTHOR), "--feed", str(FEED), "--writer", "offline"),
        *("--items", "12", "--json"),
    )
    again = json.loads(done.stdout)
    for row in (*report["rows"], *again["rows"]):
        row.pop("seconds")
    assert again == report


def test_the_page_loads_nothing_and_shows_every_sample(
    evaluated: tuple[dict[str, Any], Path],
) -> None:
    report, page = evaluated
    seen = Tags(page.read_text(encoding="utf-8"))
    assert not {"link", "img", "iframe"} & set(seen.tags)
    assert not [name for _, names in seen.attributes for name in names if name in {"src", "href"}]
    for sample in report["samples"]:
        assert sample["brief"]["headline"] in seen.text
        assert sample["draft"] is None or sample["draft"]["text"] in seen.text
    drafts = [sample for sample in report["samples"] if sample["draft"]]
    assert seen.tags.count("fieldset") == 2 * len(drafts)


def test_what_comes_from_outside_cannot_leave_its_place_on_the_page(
    evaluated: tuple[dict[str, Any], Path],
) -> None:
    report = json.loads(json.dumps(evaluated[0]))
    for row in report["rows"]:
        row.pop("judges")
    harmless = Tags(page_of(Report.model_validate(report)))
    sample = next(one for one in report["samples"] if one["draft"])
    sample["draft"]["text"] = sample["brief"]["headline"] = HOSTILE
    sample["notes"] = sample["nearest"] = report["trouble"] = [HOSTILE]
    report["persona"] = report["real"][0]["text"] = HOSTILE
    hostile = Tags(page_of(Report.model_validate(report)))
    assert set(hostile.tags) == set(harmless.tags)
    assert hostile.tags.count("script") == 1
    assert hostile.text.count(HOSTILE) >= 6


def test_the_table_fits_a_terminal_and_is_printed_before_a_page_fails(tmp_path: Path) -> None:
    done = run(
        *("--posts", str(AUTHOR), "--feed", str(FEED), "--writer", "offline", "--items", "2"),
        *("--page", str(tmp_path / "missing" / "page.html")),
    )
    assert done.exit_code == 2
    assert re.search(r"^ real posts +32 ", done.stdout, re.M)
    assert re.search(r"^ styled headline +2 ", done.stdout, re.M)
    assert "…" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--posts", str(AUTHOR)], "--feed"),
        (["--posts", str(AUTHOR), "--persona", "nell-harrow", "--feed", str(FEED)], "not both"),
        (["--writer", "ghost"], "ghost"),
        (["--writer", "llm", "--posts", str(AUTHOR), "--feed", str(FEED)], "UNDERSTUDY_MODEL"),
        (["--posts", "nowhere.jsonl", "--feed", str(FEED)], "nowhere.jsonl"),
        (["--posts", str(AUTHOR), "--feed", "nowhere.xml"], "nowhere.xml"),
        (["--persona", "nobody"], "nobody"),
        (["--items", "0"], "items"),
    ],
)
def test_what_cannot_be_done_is_told_at_once(arguments: list[str], told: str) -> None:
    done = run(*arguments)
    assert done.exit_code in {1, 2}
    assert told in done.output
    assert "Traceback" not in done.output


def test_shares_are_short() -> None:
    assert [share(value) for value in (None, 0.0, 0.454, 0.999, 1.0)] == [
        "", ".00", ".45", "1.0", "1.0",
    ]  # fmt: skip


class Tags(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, list[str]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append((tag, [name for name, _ in attrs]))

    def handle_data(self, data: str) -> None:
        self.text += data

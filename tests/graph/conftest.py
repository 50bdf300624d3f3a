"""A persona of our own with her sources on a loopback server, and teams over one var folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.team import Team
from tests.conftest import Clock
from tests.servers.feed_server import FeedServer
from tools.settings import ROOT

SHIPPED = ROOT / "data" / "personas" / "nell-harrow"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Newsroom:
    """Nell Harrow reading what `papers` serve; every team is a new process, as far as it knows."""

    def __init__(self, folder: Path, papers: FeedServer) -> None:
        self.papers = papers
        self.clock = Clock(NOW)
        self.toml = folder / "personas" / "nell-harrow" / "persona.toml"
        self.toml.parent.mkdir(parents=True)
        self.toml.write_bytes((SHIPPED / "persona.toml").read_bytes())
        posts = (SHIPPED / "posts.jsonl").read_text(encoding="utf-8").splitlines()[::8]
        self.toml.with_name("posts.jsonl").write_text("\n".join(posts), encoding="utf-8")
        self._teams: list[Team] = []

    def reads(self, *paths: str, extra: str = "") -> None:
        """Her sources are these paths; `extra` is more TOML for the end of her file."""
        text = self.toml.read_text(encoding="utf-8")
        head, _, rest = text.partition("sources = [")
        places = ", ".join(f'"{self.papers.url(path)}"' for path in paths)
        rest = rest.partition("]")[2]
        self.toml.write_text(f"{head}sources = [{places}]{rest}\n{extra}", encoding="utf-8")

    def team(self) -> Team:
        for team in self._teams:
            team.close()
        team = Team()
        team.__dict__["clock"] = self.clock
        self._teams.append(team)
        return team

    def close(self) -> None:
        for team in self._teams:
            team.close()


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setenv("UNDERSTUDY_PERSONAS", str(tmp_path / "personas"))
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("UNDERSTUDY_ALLOW_PRIVATE_HOSTS", "true")
    with FeedServer() as papers:
        newsroom = Newsroom(tmp_path, papers)
        yield newsroom
        newsroom.close()


def news(title: str, text: str, *, hours: float = 1, link: str = "") -> str:
    """An RSS item, so many hours old at NOW."""
    when = NOW.timestamp() - hours * 3600
    date = datetime.fromtimestamp(when, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    slug = "-".join(title.lower().split())
    return (
        f"<item><title>{title}</title><link>{link or f'https://paper.example/{slug}'}</link>"
        f"<description>{text}</description><pubDate>{date}</pubDate></item>"
    )


def paper(title: str, *items: str) -> bytes:
    head = f"<rss version='2.0'><channel><title>{title}</title>"
    return (head + "".join(items) + "</channel></rss>").encode()

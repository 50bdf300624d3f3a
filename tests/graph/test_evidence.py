"""What the team gives the auditor to lean on: files, memory and posts, each on first use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agents.auditor.evidence.pool import READ_FOR_MEANING
from agents.seams import Embedder
from graph.team import Team
from memory.types import ClaimStatus, EvidenceKind, Finding, Signal, Story
from tests.factory import brief, draft, signal
from tests.graph.conftest import NOW, Newsroom

STORY = Story(id="s", title="Harbourline", signals=(signal("s1"),))


@pytest.fixture
def desk(newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """The newsroom with a knowledge folder of its own, still empty."""
    (tmp_path / "knowledge").mkdir()
    monkeypatch.setenv("UNDERSTUDY_KNOWLEDGE", str(tmp_path / "knowledge"))
    return newsroom


def found(team: Team, text: str) -> Finding:
    """What the team's auditor finds of a text of one claim."""
    verdict = team.auditor.audit(draft(text=text), brief(facts=()), STORY)
    (one,) = verdict.findings
    return one


def test_building_the_auditor_reads_no_file_and_opens_no_index(desk: Newsroom) -> None:
    team = desk.team()
    assert team.auditor is not None
    assert "posts" not in team.__dict__
    assert not (team.settings.var_dir / "chroma").exists()


def test_facts_beside_the_persona_are_ground_truth(desk: Newsroom) -> None:
    desk.toml.with_name("facts.md").write_text(
        "- Nell Harrow has a cat called Ledger.\n", encoding="utf-8"
    )
    one = found(desk.team(), "Nell Harrow has a cat called Ledger.")
    assert one.status is ClaimStatus.SUPPORTED
    assert one.evidence is not None
    assert one.evidence.signal_id == "facts.md:1"


def test_an_edit_of_a_knowledge_file_is_noticed_by_a_team_that_is_at_work(
    desk: Newsroom, tmp_path: Path
) -> None:
    team, text = desk.team(), "One bitcoin is divided into 100 million satoshis."
    assert found(team, text).status is not ClaimStatus.SUPPORTED
    path = tmp_path / "knowledge" / "facts.md"
    path.write_text(f"- {text}\n", encoding="utf-8")
    assert found(team, text).status is ClaimStatus.SUPPORTED
    path.unlink()
    assert found(team, text).status is not ClaimStatus.SUPPORTED


def test_a_broken_knowledge_file_refuses_the_draft_and_says_where(
    desk: Newsroom, tmp_path: Path
) -> None:
    path = tmp_path / "knowledge" / "falsehoods.md"
    path.write_text("- The Earth is flat.\n", encoding="utf-8")
    verdict = desk.team().auditor.audit(draft(), brief(facts=()), STORY)
    assert not verdict.findings
    assert 'falsehoods.md:1: begin an entry with "- False: …"' in verdict.reasons[0]


def test_other_news_is_found_in_memory_by_its_meaning(desk: Newsroom) -> None:
    team = desk.team()
    other = _told("other", "Quayside Bank closed its branch in Tarn on Monday.")
    team.store.add_signals(team.who.slug, [other])
    team.keeper.place_new()
    one = found(team, "Quayside Bank closed its branch in Tarn.")
    assert one.status is ClaimStatus.SUPPORTED
    assert one.evidence is not None
    assert (one.evidence.kind, one.evidence.signal_id) == (EvidenceKind.NEWS, "other")


def test_a_warm_audit_embeds_only_what_is_new(desk: Newsroom, tmp_path: Path) -> None:
    facts = "".join(f"- Ledger number {n} was closed in {1900 + n}.\n" for n in range(80))
    (tmp_path / "knowledge" / "facts.md").write_text(facts, encoding="utf-8")
    team = desk.team()
    counted = Counting(team.embedder)
    team.__dict__["embedder"] = counted
    found(team, "Ledger number 7 was closed in 1907.")
    read = [text for text in counted.new if f"- {text}\n" in facts]
    assert 0 < len(read) <= READ_FOR_MEANING
    counted.new.clear()
    found(team, "In 1907 ledger number 7 was closed.")
    assert not [text for text in counted.new if f"- {text}\n" in facts]


class Counting:
    """An embedder that remembers which texts it saw for the first time."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._seen: set[str] = set()
        self.new: list[str] = []

    @property
    def name(self) -> str:
        return self._inner.name

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.new += [text for text in texts if text not in self._seen]
        self._seen.update(texts)
        return self._inner.embed(texts)


def _told(name: str, text: str) -> Signal:
    return signal(name, title="", text=text, published_at=NOW, seen_at=NOW, as_of=NOW)

"""The panel: who wrote it, by judges that have not seen it and that look at different things."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from agents.judges.panel import FOLDS, JUDGES, Panel, nearest_in_subject
from agents.judges.stylometry import measured
from agents.judges.told_apart import FEWEST, halves_told_apart, told_apart
from agents.judges.wording import full, masked
from memory.types import PostKind
from tools.background import background
from tools.embeddings import MiniLM
from tools.settings import ROOT

HEADLINES = [
    f"{name} {did} {what}"
    for name in ("Harbourline", "Bank of Verrania", "Tollbeck Exchange", "Senate committee")
    for did in ("halts", "announces", "approves", "delays")
    for what in ("withdrawals after outage", "$40 million funding round", "new licence rules")
]


@pytest.fixture(scope="module")
def voices() -> dict[str, Sequence[str]]:
    """Forty posts each of a few invented people; replies left out."""
    names = ("forgelayer", "rosa-quill", "gmfrog", "petra-voss-macro", "hiro-tamsin", "lin-codes")
    return {
        name: [p.text for p in background()[name] if p.kind is not PostKind.REPLY][:60]
        for name in names
    }


@pytest.fixture(scope="module")
def panel(voices: dict[str, Sequence[str]]) -> Panel:
    rivals = {name: texts[:40] for name, texts in voices.items() if name != "forgelayer"}
    return Panel.train(voices["forgelayer"][:40], rivals, seed=0)


def test_every_judge_knows_real_posts_it_has_not_seen(panel: Panel) -> None:
    assert (panel.own.agree.mean(axis=0) > 0.6).all()
    assert (panel.own.chance.mean(axis=0) > 0.4).all()


def test_later_posts_of_the_person_are_known_too(
    panel: Panel, voices: dict[str, Sequence[str]]
) -> None:
    assert (panel.judge(voices["forgelayer"][40:]).agree.mean(axis=0) > 0.6).all()


def test_another_voice_is_not_taken_for_the_person(
    panel: Panel, voices: dict[str, Sequence[str]]
) -> None:
    said = panel.judge(voices["petra-voss-macro"][40:])
    assert (said.agree.mean(axis=0) < 0.15).all()
    assert max(set(said.rivals), key=said.rivals.count) == "petra-voss-macro"


def test_headlines_are_not_taken_for_the_person(panel: Panel) -> None:
    assert panel.judge(HEADLINES).agree.mean() < 0.2


def test_a_real_post_is_never_judged_by_those_who_learned_it(
    voices: dict[str, Sequence[str]],
) -> None:
    # A "persona" that is nobody: a few posts of everybody. Only memory could recognise it.
    nobody = [text for texts in voices.values() for text in texts[40:48]]
    rivals = {name: texts[:40] for name, texts in voices.items()}
    panel = Panel.train(nobody, rivals, seed=0)
    assert panel.own.agree.mean() < 0.25
    assert panel.judge(nobody).agree.mean() > 0.5  # four of five judges have seen these


def test_equal_seeds_make_equal_judges(panel: Panel, voices: dict[str, Sequence[str]]) -> None:
    rivals = {name: texts[:40] for name, texts in voices.items() if name != "forgelayer"}
    again = Panel.train(voices["forgelayer"][:40], rivals, seed=0)
    pairs = (
        (again.own, panel.own),
        (again.judge(HEADLINES), panel.judge(HEADLINES)),
    )
    for one, other in pairs:
        # Threads add up in another order now and then: the last digits may differ.
        assert np.allclose(one.chance, other.chance, rtol=0, atol=1e-6)


def test_progress_is_told_judge_by_judge(voices: dict[str, Sequence[str]]) -> None:
    steps: list[int] = []
    rivals = {"gmfrog": voices["gmfrog"][:10]}
    Panel.train(voices["lin-codes"][:10], rivals, seed=0, advance=steps.append)
    assert sum(steps) == FOLDS * len(JUDGES)


def test_no_texts_are_judged_without_a_word(panel: Panel) -> None:
    assert panel.judge([]).agree.shape == (0, len(JUDGES))


def test_rivals_are_those_who_write_of_the_same_things(
    voices: dict[str, Sequence[str]], embedder: MiniLM
) -> None:
    others = {name: texts for name, texts in voices.items() if name != "forgelayer"}
    nearest = nearest_in_subject(voices["forgelayer"], others, embedder, count=3)
    assert len(nearest) == 3
    assert "gmfrog" in nearest
    assert "rosa-quill" not in nearest


def test_the_masked_reading_hides_what_a_post_is_about() -> None:
    one = masked("Harbourline holds rates. As expected @ada https://a.example/long/path?x=1")
    other = masked("Brackwater loses coins. As reported @bob https://b.example/")
    assert one == other
    assert "As".lower() in " ".join(one)


def test_a_link_an_account_and_a_sum_read_the_same_whatever_they_are() -> None:
    assert full("@ada paid $12m: https://a.example/x") == full("@bob paid $7m: https://b.example")


def test_the_address_of_a_link_measures_nothing() -> None:
    short, long = "So it goes. https://a.example", "So it goes. https://a.example/2026/11/the-day"
    assert np.array_equal(measured([short]), measured([long]))
    assert not np.array_equal(measured([short]), measured(["So it goes."]))


def test_posts_of_one_person_cannot_be_told_apart_and_headlines_can(
    voices: dict[str, Sequence[str]],
) -> None:
    same = halves_told_apart(voices["forgelayer"], 30, seed=0)
    headlines = told_apart(HEADLINES[:30], voices["forgelayer"], seed=0)
    assert same.told is not None
    assert headlines.told is not None
    assert headlines.form is not None
    assert same.told < 0.7
    assert headlines.told > 0.95
    assert headlines.form > 0.95


def test_of_too_few_texts_nothing_is_said(voices: dict[str, Sequence[str]]) -> None:
    assert told_apart(HEADLINES[: FEWEST - 1], voices["gmfrog"], seed=0).told is None
    assert halves_told_apart(voices["gmfrog"][: 2 * FEWEST - 1], 30, seed=0).form is None


@pytest.mark.parametrize(
    "path", sorted((ROOT / "agents/judges").glob("*.py")), ids=lambda p: p.name
)
def test_judges_share_nothing_with_what_ranks_drafts(path: Path) -> None:
    named = [
        node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert not [name for name in named if name.startswith("agents.style")]

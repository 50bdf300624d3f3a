"""Measuring the auditor: files with their line in every complaint, graded scores, fair means."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from agents.auditor.verifiers import Judgement, Matter, Occasion, OfflineVerifier
from graph.audit_eval import evaluate
from graph.audit_methods import BASELINES, ENSEMBLE, GUARDS_ALONE, Methods
from graph.labelled import Case, read_cases
from graph.team import Team
from memory.errors import ConfigError
from memory.types import ClaimStatus
from tools.embeddings import open_embedder

EVIDENCE = (
    "Harbourline froze withdrawals on Tuesday after losing $12m. The exchange has 4,000 clients."
)
TRUE = "Harbourline froze withdrawals after losing $12m."
FALSE = "Harbourline froze withdrawals after losing $90m."


def bar(_what: str, _steps: int) -> AbstractContextManager[Callable[[int], None]]:
    return nullcontext(lambda _step: None)


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    team = Team(channel="console")
    yield team
    team.close()


def file_of(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def rows(count: int) -> list[dict[str, object]]:
    """So many true and as many false claims."""
    return [
        {
            "evidence": f"Bank {n} lost ${n}m on Tuesday. It has {n} branches in Port Ansel.",
            "claim": f"Bank {n} lost ${n if label else 9 * n}m on Tuesday.",
            "label": label,
        }
        for n in range(10, 10 + count)
        for label in (1, 0)
    ]


def methods(*verifiers: object) -> Methods:
    return Methods(open_embedder(), verifiers or (OfflineVerifier(),))  # type: ignore[arg-type]


# ----------------------------------------------------------------------------- files


def test_evidence_is_a_text_or_a_list_of_texts_and_other_keys_are_left_alone(
    tmp_path: Path,
) -> None:
    path = file_of(
        tmp_path / "claims.jsonl",
        {"evidence": "One.", "claim": " Two. ", "label": 1, "source": "x", "topic": 3},
        {"evidence": ["One.", " ", "Three."], "claim": "Two.", "label": False},
    )
    assert read_cases(path) == (
        Case(("One.",), "Two.", True),
        Case(("One.", "Three."), "Two.", False),
    )


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"evidence": "A.", "claim": "B.", "label": 2}', "label is 2"),
        ('{"evidence": "A.", "claim": "B."}', "label is None"),
        ('{"evidence": "A.", "claim": "  ", "label": 1}', "claim is '  '"),
        ('{"evidence": "A.", "label": 1}', "claim is None"),
        ('{"evidence": "", "claim": "B.", "label": 1}', "evidence is empty"),
        ('{"evidence": [], "claim": "B.", "label": 1}', "evidence is empty"),
        ('{"evidence": [3], "claim": "B.", "label": 1}', "evidence is [3]"),
        ('{"evidence": "A."', "is no JSON"),
        ("[1, 2]", "is a list"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text('{"evidence": "A.", "claim": "B.", "label": 1}\n\n' + line, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        read_cases(path)
    assert str(refused.value).startswith(f"{path}:3: ")
    assert complaint in str(refused.value)


@pytest.mark.parametrize(("content", "told"), [(b"", "is empty"), (b"\xff\xfe{", "not UTF-8")])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=told):
        read_cases(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_cases(tmp_path / "nowhere.jsonl")


def test_a_limit_draws_the_same_cases_of_the_whole_file_each_time(tmp_path: Path) -> None:
    path = file_of(tmp_path / "claims.jsonl", *rows(50))
    drawn = read_cases(path, 10)
    assert len(drawn) == 10
    assert drawn == read_cases(path, 10)
    assert {case.label for case in drawn} == {True, False}
    assert [case for case in read_cases(path) if case in drawn] == list(drawn)


# --------------------------------------------------------------------------- methods


def test_every_method_gives_one_score_and_the_time_it_took() -> None:
    asked = methods()
    scores = asked.score(Case((EVIDENCE,), TRUE, True))
    assert tuple(scores) == asked.names
    assert all(0 <= one.score <= 1 and one.seconds > 0 for one in scores.values())
    false = asked.score(Case((EVIDENCE,), FALSE, False))
    for name in (GUARDS_ALONE, ENSEMBLE):
        assert scores[name].score > false[name].score


def test_a_verifier_is_graded_even_where_a_guard_objects() -> None:
    found = methods(Constant(0.7)).score(Case((EVIDENCE,), FALSE, False))
    assert found["constant"].score == 0.7
    assert found[GUARDS_ALONE].score < 0.5
    assert found[ENSEMBLE].score < 0.1


def test_of_a_claim_of_several_sentences_the_weakest_counts() -> None:
    asked = methods(ByWord("Tuesday", 0.9, 0.2))
    both = asked.score(
        Case((EVIDENCE,), "Harbourline froze withdrawals on Tuesday. It has clients.", True)
    )
    assert both["by word"].score == 0.2
    assert both[ENSEMBLE].score == 0.2


def test_who_cannot_judge_does_not_support() -> None:
    assert methods(Constant(None)).score(Case((EVIDENCE,), TRUE, True))["constant"].score == 0


def test_the_ensemble_does_not_ask_again_what_was_answered() -> None:
    verifier = Constant(0.7)
    methods(verifier).score(Case((EVIDENCE,), TRUE, True))
    assert verifier.asked == 1


def test_what_is_no_statement_is_checked_all_the_same() -> None:
    found = methods(Constant(0.3)).score(Case((EVIDENCE,), "What a lovely day!", False))
    assert found[ENSEMBLE].score == 0.3


def test_evidence_may_be_a_transcript_without_full_stops() -> None:
    noise = " ".join(f"and then we said word{n} again you know" for n in range(2_200))
    fact = "the bridge at Cape Sorrow was closed for nine weeks by the ferry company"
    words = f"{noise} {fact} {noise}"
    assert len(words.split()) > 17_000
    claim = "The bridge at Cape Sorrow was closed for nine weeks."
    found = methods().score(Case((words,), claim, True))
    assert found["ROUGE-L"].score == 1
    assert found["offline"].score > 0.9


class Constant:
    """A verifier that says the same of everything; satisfies `Verifier`."""

    name = "constant"

    def __init__(self, score: float | None) -> None:
        self._score = score
        self.asked = 0

    def judge(self, matters: Sequence[Matter], _occasion: Occasion) -> list[Judgement | None]:
        self.asked += len(matters)
        if self._score is None:
            return [None] * len(matters)
        status = ClaimStatus.SUPPORTED if self._score >= 0.5 else ClaimStatus.NOT_ENOUGH
        return [Judgement(status, self._score, "always") for _ in matters]


class ByWord:
    """A verifier that believes what has a word; satisfies `Verifier`."""

    name = "by word"

    def __init__(self, word: str, with_it: float, without: float) -> None:
        self._word, self._scores = word, (without, with_it)

    def judge(self, matters: Sequence[Matter], _occasion: Occasion) -> list[Judgement]:
        return [
            Judgement(ClaimStatus.NOT_ENOUGH, self._scores[self._word in m.claim.text], "by word")
            for m in matters
        ]


# ---------------------------------------------------------------------------- report


def test_each_file_has_its_table_and_the_means_are_over_files(team: Team, tmp_path: Path) -> None:
    first = file_of(tmp_path / "first.jsonl", *rows(8))
    second = file_of(tmp_path / "second.jsonl", *rows(12))
    report = evaluate(team, [first, second], None, bar)
    assert [(f.name, f.claims, f.borne_out) for f in report.files] == [
        ("first", 16, 8),
        ("second", 24, 12),
    ]
    ensemble = [row for f in report.files for row in f.rows if row.method == ENSEMBLE]
    assert all(row.auc == 1 and row.balanced == 1 and row.blocked == 1 for row in ensemble)
    (mean,) = [row for row in report.mean if row.method == ENSEMBLE]
    assert mean.auc == 1
    for row in report.files[0].rows:
        assert (row.calibration is None) == (row.method in BASELINES | {GUARDS_ALONE})
    assert report.files[0].rows[0].method == "ROUGE-L"
    assert report.trouble == ()


def test_stopped_half_way_what_is_done_is_told(team: Team, tmp_path: Path) -> None:
    path = file_of(tmp_path / "claims.jsonl", *rows(8))
    done = iter([False] * 5 + [True] * 99)
    report = evaluate(team, [path, path], None, bar, lambda: next(done))
    assert [f.claims for f in report.files] == [5]
    assert report.trouble == ("stopped after 5 of 16 claims of claims",)
    nothing = evaluate(team, [path], None, bar, lambda: True)
    assert nothing.files == ()
    assert nothing.mean == ()


def test_one_sort_of_labels_tells_nothing_apart(team: Team, tmp_path: Path) -> None:
    path = file_of(tmp_path / "claims.jsonl", *(row for row in rows(6) if row["label"]))
    report = evaluate(team, [path], None, bar)
    assert {row.auc for row in report.files[0].rows} == {None}
    assert "all labels are the same" in report.trouble[0]


def test_a_broken_file_is_told_before_anything_is_measured(team: Team, tmp_path: Path) -> None:
    good, bad = file_of(tmp_path / "good.jsonl", *rows(2)), tmp_path / "bad.jsonl"
    bad.write_text("{", encoding="utf-8")

    def never(_what: str, _steps: int) -> AbstractContextManager[Callable[[int], None]]:
        raise AssertionError("measured")

    with pytest.raises(ConfigError, match=r"bad\.jsonl:1"):
        evaluate(team, [good, bad], None, never)

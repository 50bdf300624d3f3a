"""What speaks after the story: ground truth, other news, own posts; and what speaks against."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agents.auditor.evidence.sources import MOST_SIGNALS
from memory.errors import IndexBusy
from memory.types import ClaimStatus, EvidenceKind
from tests.agents.auditor.weighing.material import FLAT, NOW, Memory, Written, only, told, weigh
from tests.factory import post

STORY = told("Harbourline froze withdrawals on Tuesday.")
CAP = "Bitcoin's supply is capped at 21 million coins."


def test_ground_truth_bears_out_what_the_story_does_not_speak_of() -> None:
    found = only(CAP, STORY, knowledge=Written(CAP))
    assert found.status is ClaimStatus.SUPPORTED
    assert found.evidence is not None
    assert found.evidence.kind is EvidenceKind.GROUND_TRUTH
    assert found.evidence.signal_id == "truth.md:1"
    assert found.evidence.published_at is None
    assert found.publishers == ("ground truth",)


def test_without_it_the_claim_has_too_little() -> None:
    assert only(CAP, STORY).status is not ClaimStatus.SUPPORTED


def test_a_claim_is_never_borne_out_by_half_of_the_story_and_half_of_ground_truth() -> None:
    both = "Harbourline froze withdrawals because the supply of bitcoin is capped."
    for found in weigh(both, STORY, knowledge=Written(CAP)):
        assert "capped" not in found.claim.text or found.status is not ClaimStatus.SUPPORTED


def test_what_ground_truth_says_otherwise_is_contradicted_by_it() -> None:
    found = only("Bitcoin's supply is capped at 42 million coins.", STORY, knowledge=Written(CAP))
    assert found.status is ClaimStatus.CONTRADICTED
    assert found.evidence is not None
    assert found.evidence.kind is EvidenceKind.GROUND_TRUTH
    assert CAP in found.reason


def test_where_a_source_and_ground_truth_disagree_the_claim_is_to_be_attributed() -> None:
    wrong = "Bitcoin's supply is capped at 42 million coins."
    found = only(wrong, told(wrong), knowledge=Written(CAP))
    assert found.status is ClaimStatus.NOT_ENOUGH
    assert found.reason.startswith("Example Wire says so, but ground truth (truth.md:1) says")
    assert found.reason.endswith("say who says it")


def test_what_ground_truth_says_and_the_story_denies_is_to_be_attributed_too() -> None:
    wrong = told("Bitcoin's supply is capped at 42 million coins.")
    found = only(CAP, wrong, knowledge=Written(CAP))
    assert found.status is ClaimStatus.NOT_ENOUGH
    assert "ground truth says so, and Example Wire" in found.reason


def test_ground_truth_is_never_overtaken_by_news() -> None:
    late = Memory(told("Bitcoin's supply is capped at 42 million coins.", "Other Wire"))
    assert only(CAP, STORY, knowledge=Written(CAP), memory=late).status is ClaimStatus.SUPPORTED


def test_a_fact_about_something_else_contradicts_no_news() -> None:
    news = "Litecoin's supply is capped at 84 million coins."
    assert only(news, told(news), knowledge=Written(CAP)).status is ClaimStatus.SUPPORTED


def test_other_news_bears_out_what_the_story_does_not_say() -> None:
    memory = Memory(told("Quayside Bank closed its branch in Tarn.", "Other Wire", hours=30))
    found = only("Quayside Bank closed its branch in Tarn.", STORY, memory=memory)
    assert found.status is ClaimStatus.SUPPORTED
    assert found.evidence is not None
    assert found.evidence.kind is EvidenceKind.NEWS
    assert found.publishers == ("Other Wire",)


def test_other_news_is_not_asked_about_what_the_story_bears_out() -> None:
    memory = Memory(told("Quayside Bank closed its branch in Tarn."))
    only("Harbourline froze withdrawals on Tuesday.", STORY, memory=memory)
    assert memory.asked == []


def test_the_signals_of_the_story_are_no_other_news() -> None:
    memory = Memory(STORY)
    found = only("Quayside Bank closed its branch in Tarn.", STORY, memory=memory)
    assert found.status is ClaimStatus.NOT_ENOUGH
    assert memory.asked
    assert memory.read == []


def test_news_of_last_year_bears_nothing_out() -> None:
    memory = Memory(told("Quayside Bank closed its branch in Tarn.", hours=24 * 90))
    found = only("Quayside Bank closed its branch in Tarn.", STORY, memory=memory)
    assert found.status is not ClaimStatus.SUPPORTED


def test_what_is_far_from_the_claim_is_not_read() -> None:
    far = Memory(told("Quayside Bank closed its branch in Tarn."), near=0.1)
    found = only("Quayside Bank closed its branch in Tarn.", STORY, memory=far)
    assert found.status is not ClaimStatus.SUPPORTED


def test_of_much_news_only_the_nearest_are_read() -> None:
    class Many(Memory):
        def query(self, _text: str, _count: int) -> list[tuple[str, float]]:
            return [(key, 0.9) for key in self.by_id]

        def signals(self, persona: str, ids: list[str]) -> list:  # type: ignore[override,type-arg]
            assert len(ids) <= MOST_SIGNALS
            return list(super().signals(persona, ids))

    many = Many(*(told(f"Ferry {n} sailed.", id=f"n{n}") for n in range(50)))
    only("Quayside Bank closed its branch in Tarn.", STORY, memory=many)


def test_an_index_that_cannot_be_asked_lets_nothing_more_pass() -> None:
    class Busy(Memory):
        def query(self, _text: str, _count: int) -> list[tuple[str, float]]:
            raise IndexBusy("vector index: busy")

    found = only("Quayside Bank closed its branch in Tarn.", STORY, memory=Busy())
    assert found.status is ClaimStatus.NOT_ENOUGH


MAY = post(
    7, text="Custody is a promise with a spreadsheet.", posted_at=datetime(2026, 5, 3, tzinfo=UTC)
)


def test_what_the_persona_has_written_is_borne_out_by_their_post() -> None:
    found = only("I wrote in May that custody is a promise with a spreadsheet.", posts=[MAY])
    assert found.status is ClaimStatus.SUPPORTED
    assert found.evidence is not None
    assert found.evidence.kind is EvidenceKind.OWN_POST
    assert found.evidence.signal_id == "p7"


def test_what_was_written_in_another_month_is_not_what_was_written_in_june() -> None:
    found = only("I wrote in June that custody is a promise with a spreadsheet.", posts=[MAY])
    assert found.status is ClaimStatus.NOT_ENOUGH
    assert "none of your posts" in found.reason


def test_own_posts_bear_out_nothing_but_what_was_said() -> None:
    own = post(8, text="Quayside Bank closed its branch.", posted_at=NOW - timedelta(days=3))
    plain = only("Quayside Bank closed its branch.", STORY, posts=[own])
    again = only("As I wrote in November, Quayside Bank closed its branch.", STORY, posts=[own])
    told_so = only("I wrote in November that Quayside Bank closed its branch.", STORY, posts=[own])
    assert plain.status is ClaimStatus.NOT_ENOUGH
    assert again.status is ClaimStatus.NOT_ENOUGH
    assert told_so.status is ClaimStatus.SUPPORTED


def test_a_known_falsehood_is_contradicted_whoever_says_it() -> None:
    lie = "The Earth is flat."
    found = only(lie, told(lie), knowledge=Written(lie, falsehoods=[FLAT]))
    assert found.status is ClaimStatus.CONTRADICTED
    assert found.evidence is not None
    assert found.evidence.kind is EvidenceKind.FALSEHOOD
    assert found.reason == "this is a known falsehood: The Earth is round. (NOAA)"
    assert found.publishers == ()


def test_opinions_questions_and_own_words_may_not_repeat_a_falsehood_either() -> None:
    for text in (
        "I think the Earth is flat.",
        "Is the Earth flat?",
        "I wrote that the Earth is flat.",
    ):
        assert only(text, knowledge=Written(falsehoods=[FLAT])).status is ClaimStatus.CONTRADICTED

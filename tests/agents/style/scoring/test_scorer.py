"""Scorer: novelty, aboutness, what stands out, and all of it together for best of n."""

from __future__ import annotations

import random
from functools import cache

import pytest

from agents.style.scoring.aboutness import BriefRelevance
from agents.style.scoring.authorship import Authorship
from agents.style.scoring.copying import Earlier, is_near_copy
from agents.style.scoring.novelty import Novelty, shapes
from agents.style.scoring.scorer import DraftScorer, Score
from agents.style.scoring.unusual import unusual
from agents.style.voice.profile import VoiceProfile
from tests.agents.style.material import HashingEmbedder, brackwater, post, posts
from tools.background import background

OLD = "Withdrawals are the only honest status page that any venue has ever had to publish."


@cache
def draft_scorer(published: tuple[str, ...] = ()) -> DraftScorer:
    profile = VoiceProfile.measure(posts())
    others = {voice: background()[voice] for voice in ("gmfrog", "rosa-quill", "lin-codes")}
    return DraftScorer(
        posts(),
        profile,
        authorship=Authorship.learn(posts(), others, profile),
        embedder=HashingEmbedder(),
        published=published,
    )


def scored(text: str, *recent: str) -> Score:
    return draft_scorer().scores([text], brackwater(), recent)[0]


# ------------------------------------------------------------------- copying and novelty


def test_the_index_judges_as_the_slow_comparison_does() -> None:
    chance = random.Random(7)
    words = list("abcdefghijklmnop")
    earlier = [" ".join(chance.choices(words, k=chance.randrange(0, 40))) for _ in range(300)]
    index = Earlier(earlier)
    texts = [
        OLD,
        "",
        "gm",
        *(f"{a[:60]} {b[20:50]}" for a, b in zip(earlier, earlier[7:], strict=False)),
    ]
    judged = [index.likeness(text).is_copy for text in texts]
    assert judged == [is_near_copy(text, earlier) for text in texts]
    assert len(set(judged)) == 2


def test_novelty_falls_with_what_is_shared() -> None:
    novelty = Novelty([OLD])
    fresh, part, copy = novelty.judge(
        ["Brackwater froze it.", f"{OLD[:34]}, Brackwater found out on its own last week.", OLD], []
    )
    assert fresh.novelty == 1
    assert 0.5 < part.novelty < 1
    assert copy.novelty == 0
    assert copy.faults == ("an old post again",)


def test_an_old_post_is_found_among_a_hundred_thousand() -> None:
    many = [f"Post {n} of venue {n % 977} says {n * 31} and no more." for n in range(100_000)]
    novelty = Novelty([*many, OLD])
    old, new = novelty.judge([f"Noted: {OLD}", "The court froze nine wallets."], [])
    assert old.faults
    assert new.novelty == 1


def test_what_readers_have_just_read_tires() -> None:
    line = "A till with the lid off is a hot wallet."
    recent = [f"Noted: The harbour froze over, and the ferries stayed where they were. {line}"]
    novelty = Novelty([])
    again, opener, shape, free = novelty.judge(
        [
            f"Brackwater has lost the coins of its clients this week. {line}",
            "Noted: Brackwater stopped withdrawals of clients.",
            "A bank with the doors off is a risk.",
            "Brackwater stopped withdrawals of clients.",
        ],
        recent,
    )
    assert again.faults == (f'said lately: "{line}"',)
    assert opener.notes == ('opens with "Noted:" again',)
    assert shape.notes == ("a sentence built like one of the latest posts",)
    assert free.novelty == 1 > shape.novelty > opener.novelty


def test_an_opener_is_fresh_again_after_a_few_posts() -> None:
    recent = [f"Venue {n} closed its doors for good." for n in range(4)]
    (judged,) = Novelty([]).judge(["Noted: Brackwater stopped it."], [*recent, "Noted: Ice."])
    assert not judged.notes


def test_a_shape_keeps_function_words_and_marks() -> None:
    assert shapes("A hot wallet is a till with the lid off.") == {"a _ is a _ with the _ ."}
    assert not shapes("Well, quite.")


# ------------------------------------------------------------------------------ aboutness


def test_a_fact_is_about_the_brief_and_a_stray_sentence_is_not() -> None:
    fact = "Brackwater Custody stopped withdrawals after $64m left two hot wallets."
    about, spliced, stray, vague = BriefRelevance(HashingEmbedder()).of(
        [fact, f"{fact} Tulips bloom late in northern gardens.",
         "Tulips bloom late in northern gardens.", "Well. Long overdue."],
        brackwater(),
    )  # fmt: skip
    assert about == 1
    assert stray < 0.2
    assert stray < spliced < 0.7
    assert vague == 0.5


def test_an_opener_and_a_link_do_not_count_for_relevance() -> None:
    relevance = BriefRelevance(HashingEmbedder())
    plain, dressed = relevance.of(
        ["Tulips bloom late.", "Brackwater Custody withdrawals: Tulips bloom late. https://a.b/c"],
        brackwater(),
    )
    assert plain == dressed


# ------------------------------------------------------------------------- what stands out


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Harbour Nine froze!", "an exclamation mark, which is rare"),
        ("Harbour Nine froze 🐸.", "an emoji, which is rare"),
        ("Harbour Nine froze", "no full stop at the end, which is rare"),
        ("A ledger. " * 12, "in more sentences"),
        ("Custody " * 30 + "is a job.", "much longer"),
        ("It does not balance on the ledger that we have seen.", "more formal than usual"),
    ],
)
def test_what_is_unusual_is_told_in_words(text: str, note: str) -> None:
    told = "; ".join(unusual(text, VoiceProfile.measure(posts())))
    assert note in told


def test_a_typical_text_needs_no_note() -> None:
    profile = VoiceProfile.measure(posts())
    assert unusual("I spent the morning on the ledger and it doesn't balance.", profile) == ()
    assert not any("full stop" in note for note in unusual("Does it balance?", profile))
    assert unusual("LFG!!!", VoiceProfile.measure([])) == ()


# ---------------------------------------------------------------------------- all together


def test_the_best_of_several_drafts_is_the_person_s_and_about_the_story() -> None:
    texts = [
        "Brackwater Custody halts withdrawals after $64m leaves two hot wallets!!! 🚀🚀 lfg",
        "Brackwater stopped withdrawals after $64m left two hot wallets and it doesn't balance.",
        "I spent the evening on the tulips and they don't bloom.",
    ]
    scores = draft_scorer().scores(texts, brackwater(), [])
    assert max(scores, key=lambda score: score.total) is scores[1]
    assert all(0 <= score.total <= 1 for score in scores)


def test_faults_of_every_kind_are_collected() -> None:
    assert "an old post again" in scored(OLD, OLD).faults
    assert any("stock phrase" in fault for fault in scored("Let's delve into custody.").faults)
    assert any("said twice" in fault for fault in scored("Custody is a a job.").faults)
    assert not scored("Custody of withdrawals is a job that nobody reads.").faults


def test_what_we_published_long_ago_is_known_too() -> None:
    (score,) = draft_scorer(published=(OLD,)).scores([OLD], brackwater(), [])
    assert score.novelty == 0


def test_scores_are_the_same_alone_and_among_others() -> None:
    scorer = draft_scorer()
    texts = ["Noted: Custody of hot wallets is a job.", "Well, quite.", OLD]
    together = scorer.scores(texts, brackwater(), [OLD])
    assert together == [scorer.scores([text], brackwater(), [OLD])[0] for text in texts]
    assert scorer.scores([], brackwater(), []) == []


def test_a_persona_without_posts_can_be_scored_for() -> None:
    profile = VoiceProfile.measure([])
    authorship = Authorship.learn([], {"ada": [post(1, "Some words.")]}, profile)
    scorer = DraftScorer([], profile, authorship=authorship, embedder=HashingEmbedder())
    (score,) = scorer.scores(["Brackwater stopped withdrawals."], brackwater(), [])
    assert score.voice == 0.5
    assert not score.faults

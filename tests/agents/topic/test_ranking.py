"""Ranking on real vectors: what passes, what does not, in which order, and why."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import mktime
from typing import Any

import pytest

from agents.stories.clustering import group, lead
from agents.topic.ranking import StoryRanker
from memory.index import PostExemplars
from memory.persona import Interest, Persona, Taboo, load_persona
from memory.types import Ranking, Signal, Story
from tests.factory import NOW, persona, signal
from tools.embeddings import MiniLM

ROOT = Path(__file__).resolve().parents[3]
ADA = persona(
    interests=(
        Interest(name="custody and security", weight=1, keywords=("custody", "hot wallet", "hack")),
        Interest(name="chips", weight=0.6, keywords=("chip", "foundry")),
    ),
    taboos=(Taboo(name="gambling", words=("casino",)),),
)
CUSTODY = signal(
    "custody",
    title="Brackwater Custody halts withdrawals after $64m leaves two hot wallets",
    text="Brackwater Custody stopped withdrawals after $64m left two hot wallets. "
    "“We will reopen on Friday,” said Ilan Drewitt. It serves 212 clients.",
)
CHIPS = signal(
    "chips",
    title="Ferrowick delays its next AI chip by 5 months after yields miss target",
    text="Chip designer Ferrowick has delayed its F7 accelerator to August 2027. "
    "Only 46% of the parts passed. “The glue is late,” Rune Abernethy said.",
)


class Seen:
    """Stories and their vectors without a memory: grouped and embedded each time."""

    def __init__(
        self, embedder: MiniLM, signals: Sequence[Signal], history: Sequence[Signal] = ()
    ) -> None:
        self._embedder = embedder
        self._signals = signals
        self._history = history

    def vectors(self, items: Sequence[tuple[str, str]]) -> Any:
        return self._embedder.embed([text for _, text in items])

    def recent(self, _now: datetime) -> Sequence[Story]:
        return self._grouped(self._signals)

    def near(self, _text: str) -> Sequence[Story]:
        return self._grouped(self._history)

    def of(self, signal_ids: Sequence[str]) -> Sequence[Story]:
        wanted = set(signal_ids)
        return [
            story
            for story in self._grouped(self._signals)
            if wanted & {signal.id for signal in story.signals}
        ]

    def _grouped(self, signals: Sequence[Signal]) -> Sequence[Story]:
        rows = self.vectors([(one.id, lead(one)) for one in signals])
        return group(signals, {one.id: row for one, row in zip(signals, rows, strict=True)})


def ranker(
    who: Persona,
    embedder: MiniLM,
    past: PostExemplars,
    signals: Sequence[Signal],
    said: Sequence[str] = (),
    history: Sequence[Signal] = (),
) -> StoryRanker:
    seen = Seen(embedder, signals, history)
    return StoryRanker(who, embedder, seen, past, lambda now: said, seen)


@pytest.fixture
def look(embedder: MiniLM, past: PostExemplars) -> Any:
    def look(*signals: Signal, recent: Sequence[str] = (), **asked: Any) -> Ranking:
        return ranker(ADA, embedder, past, signals, recent).rank(asked.pop("now", NOW), **asked)

    return look


def titles(ranking: Ranking) -> list[str]:
    return [candidate.story.title for candidate in ranking.candidates]


def reason(ranking: Ranking) -> str:
    (dismissed,) = ranking.dismissed
    return dismissed.reason


def test_what_the_persona_cares_for_more_comes_first_with_reasons(look: Any) -> None:
    ranking = look(CHIPS, CUSTODY)
    assert titles(ranking) == [CUSTODY.title, CHIPS.title]
    best = ranking.candidates[0]
    assert best.topic == "custody and security"
    assert best.reasons[0].startswith("close to “custody and security”")
    assert "“custody”" in best.reasons[0]
    assert best.reasons[1:] == (
        "told by Example Wire",
        "less than an hour old",
        "nothing similar said lately",
    )


@pytest.mark.parametrize(
    "title",
    [
        "Rovers win cup replay 3-2 with goal in the 94th minute",
        "70 mm of rain forecast as storm warning is issued",
        "Singer and actor separate after 6 years",
        "Museum of Locks reopens with 1,200 exhibits",
        "Ten-day horoscope: custody of your heart",
        "AI actress stirs the red carpet",
    ],
)
def test_other_peoples_subjects_never_pass(look: Any, title: str) -> None:
    assert titles(look(signal(title=title, text=f"{title}. It happened on Wednesday."))) == []


def test_a_shared_word_is_not_a_shared_subject(look: Any) -> None:
    title = "Chip shop on the quay wins prize for best fish supper"
    ranking = look(signal(title=title, text="The chip shop fries in beef dripping."))
    assert reason(ranking) == "is about food and cooking rather than “chips”"


def test_a_word_deep_in_the_text_is_not_a_subject(look: Any) -> None:
    deep = CUSTODY.text.replace("Brackwater Custody", "The firm")
    vague = signal(
        title="A bad week for everyone who trusted an intermediary with their coins",
        text=f"It began on Monday. Then it went on. {deep} Custody is a trade.",
    )
    assert "none of Ada Example's subjects" in reason(look(vague))


def test_an_everyday_subject_may_be_the_personas_own(embedder: MiniLM, past: PostExemplars) -> None:
    baker = persona(interests=(Interest(name="bread", weight=1, keywords=("bakery",)),))
    closing = signal(
        title="Chef closes six restaurants and a bakery",
        text="The chef will close six restaurants and a bakery on the quay in January.",
    )
    found = ranker(baker, embedder, past, [closing]).rank(NOW).candidates
    assert [one.topic for one in found] == ["bread"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": "Sponsored: custody with guaranteed returns of 12% a week"}, "advertisement"),
        ({"text": CUSTODY.text + " The coins went to a casino."}, "taboo “gambling” (“casino”)"),
        ({"published_at": NOW - timedelta(days=5)}, "history"),
        (
            {
                "title": "Le dépositaire Brackwater Custody gèle les hot wallet de ses clients",
                "text": "Les retraits sont gelés après le vol de 64 millions dans la nuit. "
                "Les clients de la société ne sont pas remboursés.",
            },
            'is in "fr"',
        ),
    ],
)
def test_what_is_unfit_is_dismissed_with_its_reason(
    look: Any, change: dict[str, Any], why: str
) -> None:
    ranking = look(CUSTODY.model_copy(update=change))
    assert titles(ranking) == []
    assert why in reason(ranking)


def test_what_was_said_already_is_not_said_again(look: Any) -> None:
    said = "Brackwater Custody halts withdrawals: $64m has left two of its hot wallets."
    ranking = look(CUSTODY, recent=[said])
    assert "was said already" in reason(ranking)
    assert titles(look(CUSTODY, recent=["Cold storage is a promise with a door."]))


def test_likeness_to_what_was_said_lately_costs_novelty(look: Any) -> None:
    similar = "Hot wallets at a custodian were drained and withdrawals stopped."
    fresh, stale = look(CUSTODY).candidates[0], look(CUSTODY, recent=[similar]).candidates[0]
    assert stale.novelty < fresh.novelty == 1
    assert stale.score < fresh.score
    assert "something like it was said lately" in stale.reasons[3]


def test_a_second_source_raises_the_score(look: Any) -> None:
    second = CUSTODY.model_copy(
        update={
            "id": "custody2",
            "fingerprint": "its own words",
            "publisher": "Settlement Daily",
            "title": "Custodian Brackwater freezes client transfers following $64m theft",
        }
    )
    alone, together = look(CUSTODY).candidates[0], look(CUSTODY, second).candidates[0]
    assert together.newsworthiness > alone.newsworthiness
    assert together.reasons[1] == "told by 2 sources: Example Wire, Settlement Daily"


def test_a_hostile_telling_is_penalised_and_said_so(look: Any) -> None:
    clean = look(CUSTODY).candidates[0]
    (hostile,) = look(CUSTODY.model_copy(update={"hostile": True})).candidates
    assert hostile.score < clean.score
    assert "orders to software" in hostile.reasons[-1]


def test_routine_headlines_rank_below_news(look: Any) -> None:
    routine = CUSTODY.model_copy(
        update={
            "id": "qa",
            "publisher": "Chat",
            "title": "Q&A: Larchgate Custody on hot wallets",
            "text": "Larchgate Custody explains why it has three hot wallets for 31 clients. "
            "“We like them,” said Jem Castleton. It was founded in 2019.",
        }
    )
    ranking = look(routine, CUSTODY)
    assert titles(ranking) == [CUSTODY.title, routine.title]
    news, chat = ranking.candidates
    assert chat.newsworthiness < 0.5 * news.newsworthiness
    assert "reads like opinion or interview" in chat.reasons


def test_a_snapshot_keeps_the_freshness_it_had_when_it_was_taken(look: Any) -> None:
    taken = datetime(2023, 3, 13, 10, tzinfo=UTC)
    old = CUSTODY.model_copy(
        update={"published_at": taken - timedelta(hours=18), "as_of": taken, "seen_at": NOW}
    )
    assert look(old).candidates[0].freshness == pytest.approx(0.5)
    later = look(old, now=NOW + timedelta(hours=18)).candidates[0]
    assert later.freshness == pytest.approx(0.25)


def test_equal_input_gives_equal_output(look: Any) -> None:
    assert look(CHIPS, CUSTODY) == look(CUSTODY, CHIPS)


def test_a_wish_replaces_the_interests_and_forgives_age(look: Any) -> None:
    cup = signal(
        "cup",
        title="Ashcombe Rovers win cup replay 3-2",
        text="Ashcombe Rovers won the cup replay 3-2 on Tuesday. The goal came late.",
        published_at=NOW - timedelta(days=9),
    )
    ranking = look(CUSTODY, cup, about="the Rovers cup replay")
    assert titles(ranking) == [cup.title]
    assert ranking.candidates[0].topic == "the Rovers cup replay"


def test_a_wish_may_be_in_the_plural_and_about_everyday_things(look: Any) -> None:
    shop = signal(
        title="Chip shop on the quay wins prize for best fish supper",
        text="The chip shop fries in beef dripping and has done so for 40 years.",
    )
    assert titles(look(CUSTODY, shop, about="what do we think of chip shops?")) == [shop.title]


def test_a_named_article_is_the_only_candidate_whatever_it_is_about(look: Any) -> None:
    tart = signal("tart", title="Bakers set record", text="The tart measured 212 metres.")
    (found,) = look(CUSTODY, tart, only=frozenset({"tart"})).candidates
    assert found.story.title == "Bakers set record"
    assert found.topic == "news at large"
    assert found.reasons[0] == "asked for by name; far from every interest"
    assert titles(look(CUSTODY, tart, only=frozenset({"unknown"}))) == []


def test_what_a_human_asks_for_is_found_among_older_signals_too(
    embedder: MiniLM, past: PostExemplars
) -> None:
    old = signal("old", title="Vault keys were cut in half at the custody firm Holm")
    remembering = ranker(ADA, embedder, past, [], history=[old])
    assert remembering.rank(NOW).candidates == ()
    (found,) = remembering.rank(NOW, about="vault keys").candidates
    assert found.story.signals == (old,)


def test_nothing_seen_means_nothing_to_rank(look: Any) -> None:
    assert look() == Ranking()


# ------------------------------------------------------------ the shipped snapshot


def plain(item: dict[str, str]) -> str:
    return item.get("content_text") or re.sub(r"<[^>]+>", " ", item["content_html"])


def shipped(name: str) -> list[Signal]:
    """The entries of a demonstration feed, read as simply as can be."""
    path = ROOT / "data" / "feeds" / name
    if path.suffix == ".json":
        entries = [
            (item["title"], plain(item), item["url"], item["date_published"])
            for item in json.loads(path.read_text(encoding="utf-8"))["items"]
        ]
        dated = [(*entry[:3], datetime.fromisoformat(entry[3])) for entry in entries]
    else:
        import feedparser

        dated = [
            (e.title, e.summary, e.link, datetime.fromtimestamp(mktime(e.published_parsed), UTC))
            for e in feedparser.parse(path.read_bytes()).entries
        ]
    newest = max(entry[3] for entry in dated)
    return [
        signal(
            link,
            publisher=name,
            title=title,
            text=text,
            url=link,
            published_at=when,
            seen_at=NOW,
            as_of=newest,
        )
        for title, text, link, when in dated
    ]


@pytest.fixture(scope="module")
def nell(embedder: MiniLM, past: PostExemplars) -> Ranking:
    """What Nell Harrow makes of the shipped feeds."""
    who = load_persona(ROOT / "data" / "personas", "nell-harrow")
    feeds = ("ledgerwire.xml", "northbridge-tech.xml", "settlement-daily.json", "general-desk.xml")
    signals = [one for name in feeds for one in shipped(name)]
    return ranker(who, embedder, past, signals).rank(NOW)


def test_nothing_of_the_general_desk_reaches_the_shipped_persona(nell: Ranking) -> None:
    sources = {s.publisher for c in nell.candidates for s in c.story.signals}
    assert sources == {"ledgerwire.xml", "northbridge-tech.xml", "settlement-daily.json"}


def test_nearly_all_of_the_trade_press_reaches_her(nell: Ranking) -> None:
    missed = [
        d.story.title
        for d in nell.dismissed
        if {s.publisher for s in d.story.signals} != {"general-desk.xml"}
    ]
    assert len(missed) <= 2, missed


def test_the_events_that_two_desks_tell_are_put_together(nell: Ranking) -> None:
    told_twice = {c.story.title for c in nell.candidates if len(c.story.signals) == 2}
    assert len(told_twice) == 7
    assert not any(len(c.story.signals) > 2 for c in nell.candidates)

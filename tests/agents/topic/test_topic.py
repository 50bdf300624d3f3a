"""Briefs: complete, readable, repeatable; or a reason why there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agents.topic.topic import TopicAgent
from memory.index import PostExemplars, VectorHome
from memory.types import Brief, Candidate, Mode, PostKind, Story
from tests.factory import NOW, assignment, persona, post, signal
from tools.embeddings import MiniLM

WIRE = signal(
    "w1",
    title="Brackwater Custody halts withdrawals after $64m leaves two hot wallets",
    text="Brackwater Custody stopped all withdrawals after $64m left two of its hot wallets. "
    "Brackwater serves 212 institutional clients and expects to reopen on Friday. "
    "The insurance of Brackwater covers up to $50m per incident, the company said.",
)


@pytest.fixture
def agent(embedder: MiniLM, past: PostExemplars) -> TopicAgent:
    return TopicAgent(persona(tone="dry"), embedder, past)


def candidate(*, story_id: str = "story-w1", **changes: Any) -> Candidate:
    one = WIRE.model_copy(update=changes)
    return Candidate(
        story=Story(id=story_id, title=one.title, signals=(one,)),
        score=0.7,
        relevance=0.8,
        newsworthiness=0.7,
        freshness=0.9,
        novelty=1,
        topic="custody",
        reasons=("close to “custody”", "told by Example Wire", "2 h old", "nothing similar"),
    )


def planned(agent: TopicAgent, chosen: Candidate) -> Brief:
    found = agent.brief(assignment(candidate=chosen))
    assert isinstance(found, Brief), found
    return found


def test_a_brief_says_what_why_how_and_from_where(agent: TopicAgent) -> None:
    brief = planned(agent, candidate())
    assert brief.assignment_id == "a1"
    assert brief.story_id == "story-w1"
    assert brief.headline == WIRE.title
    assert brief.topic == "custody"
    assert brief.tone == "dry"
    assert brief.angle == "what customers can no longer do, and who decided it"
    assert brief.why_now == "told by Example Wire; 2 h old; nothing similar"
    assert brief.url == WIRE.url
    assert len(brief.facts) == 3
    assert all(fact.text in WIRE.text for fact in brief.facts)
    assert not brief.grave


def test_the_same_assignment_gives_the_same_brief(agent: TopicAgent) -> None:
    assert planned(agent, candidate()) == planned(agent, candidate())


def test_an_assignment_without_a_story_is_answered_with_the_reason(agent: TopicAgent) -> None:
    assert agent.brief(assignment(candidate=None)) == "the assignment names no story"


def test_a_story_without_facts_is_answered_with_the_reason(agent: TopicAgent) -> None:
    answer = agent.brief(assignment(candidate=candidate(title="Why custody?", text="")))
    assert isinstance(answer, str)
    assert "no sentence" in answer


def test_a_story_in_another_language_is_answered_with_the_reason(agent: TopicAgent) -> None:
    french = candidate(
        title="Brackwater gèle les retraits de ses clients après un vol",
        text="La société Brackwater a gelé les retraits de tous ses clients dans la nuit de mardi. "
        "Les fonds de la société ne sont pas couverts par une assurance.",
    )
    assert '"fr"' in str(agent.brief(assignment(candidate=french)))


def test_a_grave_story_is_marked_and_asks_for_sobriety(agent: TopicAgent) -> None:
    brief = planned(
        agent, candidate(text=WIRE.text + " Two guards of Brackwater Custody were killed there.")
    )
    assert brief.grave
    assert brief.tone == "dry; sober, no jokes"


def test_the_mix_of_links_and_statements_follows_the_persona(agent: TopicAgent) -> None:
    """Six of the seven neighbours that count are comments with a link."""
    modes = [planned(agent, candidate(story_id=f"story-{n}")).mode for n in range(60)]
    assert 0.7 < modes.count(Mode.COMMENT) / len(modes) < 0.97


def test_a_persona_who_never_links_never_links(
    embedder: MiniLM, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = VectorHome(tmp_path_factory.mktemp("plain"))
    posts = [post(n, text=f"Custody thought number {n}.") for n in range(8)]
    agent = TopicAgent(
        persona(), embedder, PostExemplars(home.index("ada", "voice", embedder), posts)
    )
    modes = {planned(agent, candidate(story_id=f"story-{n}")).mode for n in range(20)}
    home.close()
    assert modes == {Mode.STATEMENT}


def test_a_story_without_an_address_cannot_be_a_comment(agent: TopicAgent) -> None:
    modes = {planned(agent, candidate(story_id=f"s{n}", url=None)).mode for n in range(20)}
    assert Mode.STATEMENT in modes
    assert Mode.COMMENT not in modes


def asking(embedder: MiniLM, folder: Path, questions: int) -> TopicAgent:
    """An agent for a persona of ten posts, `questions` of which ask."""
    posts = [
        post(
            n,
            text=f"Custody thought number {n}. {'Too late?' if n < questions else 'Too late.'}",
            kind=PostKind.QUESTION if n < questions else PostKind.STATEMENT,
        )
        for n in range(10)
    ]
    home = VectorHome(folder)
    return TopicAgent(
        persona(), embedder, PostExemplars(home.index("ada", "voice", embedder), posts)
    )


def modes_of(agent: TopicAgent, text: str = WIRE.text) -> list[Mode]:
    told = (candidate(story_id=f"story-{n}", text=text) for n in range(60))
    return [planned(agent, one).mode for one in told]


def test_a_persona_who_asks_is_sometimes_made_to_ask_and_never_all_the_time(
    embedder: MiniLM, tmp_path: Path
) -> None:
    seldom = modes_of(asking(embedder, tmp_path / "seldom", 2)).count(Mode.QUESTION)
    always = modes_of(asking(embedder, tmp_path / "always", 10)).count(Mode.QUESTION)
    assert 3 <= seldom <= 20
    assert seldom < always <= 25


def test_a_persona_who_never_asks_never_does(embedder: MiniLM, tmp_path: Path) -> None:
    assert Mode.QUESTION not in modes_of(asking(embedder, tmp_path, 0))


def test_nothing_is_asked_about_a_grave_story(embedder: MiniLM, tmp_path: Path) -> None:
    grave = WIRE.text + " Two guards of Brackwater Custody were killed there."
    assert Mode.QUESTION not in modes_of(asking(embedder, tmp_path, 10), grave)


@pytest.mark.parametrize("mode", [Mode.THREAD, Mode.LONG, Mode.QUESTION, Mode.STATEMENT])
def test_a_human_may_ask_for_a_mode(agent: TopicAgent, mode: Mode) -> None:
    found = agent.brief(assignment(candidate=candidate(), mode=mode))
    assert isinstance(found, Brief)
    assert found.mode is mode
    assert f"a {mode}: a human asked for it" in found.reasons


def test_threads_and_long_posts_are_never_chosen(agent: TopicAgent) -> None:
    assert set(modes_of(agent)) <= {Mode.COMMENT, Mode.STATEMENT, Mode.QUESTION}


def test_what_the_sources_dispute_is_told_in_the_reasons(agent: TopicAgent) -> None:
    other = WIRE.model_copy(
        update={
            "id": "w2",
            "publisher": "Settlement Daily",
            "text": WIRE.text.replace("$64m", "$46m").replace("$50m", "$52m"),
            "seen_at": NOW,
        }
    )
    chosen = candidate()
    both = chosen.model_copy(
        update={"story": chosen.story.model_copy(update={"signals": (WIRE, other)})}
    )
    brief = planned(agent, both)
    assert "the sources disagree, so it is left out: $50m (Example Wire)" in brief.reasons[-1]
    assert not any("$50m" in fact.text or "$52m" in fact.text for fact in brief.facts)


def test_questions_that_stand_by_themselves_are_no_way_to_tell_news(
    embedder: MiniLM, tmp_path: Path
) -> None:
    riddles = [
        post(n, text=f"How many keys has custody council {n}?", kind=PostKind.QUESTION)
        for n in range(10)
    ]
    past = PostExemplars(VectorHome(tmp_path).index("ada", "voice", embedder), riddles)
    assert Mode.QUESTION not in modes_of(TopicAgent(persona(), embedder, past))

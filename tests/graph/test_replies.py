"""A reply, end to end: published where X lets us, else a suggestion that nobody paid for."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from graph.loop import Loop, TurnResult
from graph.team import Team
from memory.types import Mode, Outcome, PublicationState, Request
from tests import factory as make
from tests.graph.conftest import Newsroom, news, paper
from tests.servers.feed_server import Resource
from tests.servers.good_writer import good_writer
from tests.servers.model_api import ModelServer
from tests.servers.x_api import XServer

HALT = news(
    "Brackwater Custody halts withdrawals after $64m leaves two hot wallets",
    "Brackwater Custody stopped all withdrawals after $64m left two of its hot wallets. "
    "Brackwater Custody serves 212 institutional clients. "
    "The insurance of Brackwater Custody covers up to $50m per incident, the company said.",
)
QUESTION = "How many institutional clients does Brackwater Custody serve?"
US = "@nell_harrow"


@pytest.fixture
def x(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    """Nell's account on X, and one paper for her to read."""
    newsroom.papers.resources["/wire"] = Resource(paper("Example Wire", HALT))
    newsroom.reads("/wire")
    text = newsroom.toml.read_text(encoding="utf-8")
    newsroom.toml.write_text(text.replace("nell_harrow_bot", US[1:]), encoding="utf-8")
    with XServer(clock=newsroom.clock) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer(otherwise=good_writer) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", server.key)
        monkeypatch.setenv("UNDERSTUDY_MODEL", server.model)
        yield server


def live(newsroom: Newsroom) -> Team:
    team = newsroom.team()
    team.live, team.channel = True, "x"
    return team


def turn(
    team: Team, reply_to: str, said: str | None = None, mode: Mode | None = None
) -> TurnResult:
    return Loop(team, lambda *_: None).turn(Request(reply_to=reply_to, said=said, mode=mode))


def outcome(team: Team, reply_to: str, said: str | None = None) -> Outcome:
    (found,) = turn(team, reply_to, said).outcomes
    return found


def test_an_answer_to_a_stranger_is_a_suggestion_and_costs_nothing(
    newsroom: Newsroom, x: XServer, model: ModelServer
) -> None:
    team = live(newsroom)
    post = x.account.receive(QUESTION)
    ended = outcome(team, f"https://x.com/somebody/status/{post.id}", QUESTION)
    assert ended.result == "suggested"
    (suggestion,) = team.suggestions.listing(team.who.slug)
    link = urlsplit(suggestion.link)
    assert f"{link.scheme}://{link.netloc}{link.path}" == "https://x.com/intent/post"
    assert parse_qs(link.query) == {"in_reply_to": [post.id]}
    assert suggestion.link in ended.summary
    assert (suggestion.kind, suggestion.channel) == ("reply", "x")
    assert suggestion.reason.startswith("x.reply.unsummoned: ")
    assert model.questions == []
    assert newsroom.papers.requests == []
    assert not team.ledger.today()
    assert x.posts == []
    assert not team.outbox.listing(team.who.slug)


def test_an_answer_to_a_mention_is_published_as_a_reply(newsroom: Newsroom, x: XServer) -> None:
    team = live(newsroom)
    post = x.account.receive(f"{US} {QUESTION}")
    ended = outcome(team, post.id)
    assert ended.result == "published", ended.summary
    (published,) = x.posts
    assert published.in_reply_to == post.id
    assert "212 institutional clients" in published.text
    (row,) = team.outbox.listing(team.who.slug)
    assert row.reply_to == post.id
    assert not team.suggestions.listing(team.who.slug)
    trail = team.journal.trail(row.assignment_id)
    assert trail is not None
    assert trail.brief is not None
    assert trail.brief.mode is Mode.REPLY
    assert trail.brief.answering == f"{US} {QUESTION}"


def test_an_answer_does_not_use_its_story_up(newsroom: Newsroom, x: XServer) -> None:
    team = live(newsroom)
    outcome(team, x.account.receive(f"{US} {QUESTION}").id)
    assert not team.journal.taken_stories(team.who.slug, dry_run=False)


def test_a_post_is_answered_once(newsroom: Newsroom, x: XServer) -> None:
    post = x.account.receive(f"{US} {QUESTION}")
    assert outcome(live(newsroom), post.id).result == "published"
    again = outcome(live(newsroom), post.id)
    assert again.result == "rejected"
    assert again.summary.startswith("x.reply.once: ")
    assert len(x.posts) == 1


def test_what_a_post_says_is_looked_up_once_and_for_its_price(
    newsroom: Newsroom, x: XServer
) -> None:
    team = live(newsroom)
    ended = outcome(team, x.account.receive(QUESTION).id)
    assert ended.result == "suggested"
    spent = {usage.kind: usage.usd for usage in team.ledger.today()}
    assert spent == {"x.read": pytest.approx(0.005)}


def test_a_quotation_of_ours_lets_us_answer(newsroom: Newsroom, x: XServer) -> None:
    team = live(newsroom)
    team.outbox.enqueue(
        make.posting(persona=team.who.slug, due_at=newsroom.clock()), newsroom.clock()
    )
    team.delivery.deliver_due()
    (ours,) = x.posts
    quoting = x.account.receive(QUESTION, quotes=ours.id)
    assert outcome(team, quoting.id).result == "published"
    assert x.posts[-1].in_reply_to == quoting.id


def test_our_own_thread_goes_on_without_being_asked(newsroom: Newsroom, x: XServer) -> None:
    team = live(newsroom)
    text = "Brackwater Custody has institutional clients."
    posting = make.posting("k1", text, persona=team.who.slug, due_at=newsroom.clock())
    team.outbox.enqueue(posting, newsroom.clock())
    team.delivery.deliver_due()
    (ours,) = x.posts
    ended = outcome(team, ours.id)
    assert ended.result == "published", ended.summary
    assert x.posts[-1].in_reply_to == ours.id


def test_a_mention_that_was_read_as_a_source_is_not_paid_for_again(
    newsroom: Newsroom, x: XServer
) -> None:
    team = live(newsroom)
    post = x.account.receive(f"{US} {QUESTION}")
    newsroom.toml.write_text(
        newsroom.toml.read_text(encoding="utf-8").replace(
            "sources = [", 'sources = ["x:mentions", '
        ),
        encoding="utf-8",
    )
    team = live(newsroom)
    team.scanner.scan(team.who.slug, ["x:mentions"], force=True, tell=lambda _: None)
    before = {usage.kind: usage.quantity for usage in team.ledger.today()}
    assert outcome(team, post.id).result == "published"
    after = {usage.kind: usage.quantity for usage in team.ledger.today()}
    assert after["x.create"] == 1
    assert after.get("x.read") == before.get("x.read")


def test_a_model_s_answer_waits_for_x_s_leave(
    newsroom: Newsroom, x: XServer, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = x.account.receive(f"{US} {QUESTION}")
    ended = outcome(live(newsroom), post.id)
    assert ended.result == "suggested"
    assert ended.summary.startswith("x.reply.generated: ")
    assert model.questions == []
    monkeypatch.setenv("X_AI_REPLIES", "true")
    assert outcome(live(newsroom), post.id).result == "published"
    assert model.questions
    assert x.posts[-1].in_reply_to == post.id


def test_enterprise_access_answers_strangers_too(
    newsroom: Newsroom, x: XServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    x.account.tier = "enterprise"
    monkeypatch.setenv("X_TIER", "enterprise")
    post = x.account.receive(QUESTION)
    assert outcome(live(newsroom), post.id).result == "published"
    assert x.posts[-1].in_reply_to == post.id


def test_who_wants_to_be_left_alone_is_left_alone(newsroom: Newsroom, x: XServer) -> None:
    team = live(newsroom)
    ended = outcome(team, x.account.receive(f"{US} stop replying to me").id)
    assert ended.result == "rejected"
    assert ended.summary.startswith("every.stop: ")
    assert not team.suggestions.listing(team.who.slug)


@pytest.mark.parametrize(
    ("reply_to", "said", "mode", "words"),
    [
        ("https://x.com/somebody", QUESTION, None, "is no post on X; give its address"),
        ("77", None, None, "Could not find tweet with id: [77]"),
        ("77", QUESTION, Mode.THREAD, "a reply is a reply and no thread: leave --mode out"),
        ("77", f"{US} Who won the cup?", None, "no source speaks of"),
    ],
)
def test_what_cannot_be_answered_is_told_with_the_next_step(
    newsroom: Newsroom,
    x: XServer,
    reply_to: str,
    said: str | None,
    mode: Mode | None,
    words: str,
) -> None:
    team = live(newsroom)
    result = turn(team, reply_to, said, mode)
    assert result.outcomes == ()
    assert words in result.reason
    assert x.posts == []


def test_without_an_account_somebody_has_to_give_the_words(newsroom: Newsroom) -> None:
    team = newsroom.team()
    team.channel = "x"
    assert "give its words with --said" in turn(team, "77").reason
    ended = outcome(team, "77", QUESTION)
    assert ended.result == "suggested"


def test_an_answer_that_was_queued_by_others_is_suggested_with_its_words(
    newsroom: Newsroom, x: XServer
) -> None:
    team = live(newsroom)
    post = x.account.receive(QUESTION)
    posting = make.posting(
        "k1", "Two hundred.", persona=team.who.slug, reply_to=post.id, due_at=newsroom.clock()
    )
    team.outbox.enqueue(posting, newsroom.clock())
    (row,) = team.delivery.deliver_due()
    assert row.state is PublicationState.FAILED
    (suggestion,) = team.suggestions.listing(team.who.slug)
    assert parse_qs(urlsplit(suggestion.link).query) == {
        "in_reply_to": [post.id],
        "text": ["Two hundred."],
    }
    assert (suggestion.text, suggestion.draft_id) == ("Two hundred.", "k1")
    assert f"suggestion {suggestion.id} is yours" in (row.error or "")
    assert x.posts == []

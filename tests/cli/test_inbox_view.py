"""How questions to a human look in a terminal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console, RenderableType

from agents.publisher.costs import cost_of
from agents.publisher.preview import preview
from agents.publisher.timing import Due
from agents.publisher.word_diff import word_diff
from cli.inbox_view import changes_view, history_view, inbox_view, question_view
from graph.inbox_schema import facts
from graph.question import Question
from memory.approvals import Answered, Decided, Refused, Waiting
from memory.types import Breach, Danger, Decision, Description, Media, Risk
from tests import factory as make

ZONE = ZoneInfo("Europe/London")
X = Description(name="x", longest=280, counted="weighted")
RISK = Risk(score=0.5, dangers=(Danger(name="grave", weight=0.5, reason="the story is grave"),))
BEFORE = make.draft("a1-1", "Harbourline stopped withdrawals.")


def question(*posts: str, **changes: Any) -> Question:
    texts = posts or ("Harbourline froze withdrawals.",)
    given = {
        "draft": make.draft("a1-2", texts[0], attempt=2),
        "brief": make.brief(channel="x"),
        "verdict": make.verdict(
            Decision.ASK, "a1-2", risk=RISK, breaches=(Breach(rule="r1", reason="one source"),)
        ),
        "preview": preview(texts, X, [Media(path="card.png", alt="A card")]),
        "cost": cost_of(texts, "x"),
        "dry_run": False,
        "zone": ZONE,
        "due": Due(at=make.NOW),
        "expires_at": make.NOW + timedelta(hours=6),
    }
    return Question(**{**given, **changes})


def printed(what: RenderableType) -> str:
    console = Console(width=160)
    with console.capture() as caught:
        console.print(what)
    return " ".join(caught.get().replace("│", " ").split())


def shown(asked: Question) -> str:
    return printed(question_view(3, asked, facts(asked)))


def test_a_draft_is_shown_as_it_will_look_with_all_its_facts() -> None:
    told = shown(question(earlier=BEFORE, note="cannot be accepted"))
    for words in (
        "draft 3 → x",
        "Harbourline froze withdrawals.",
        "30 of 280 weighted",
        "picture card.png: A card",
        "asked again: cannot be accepted",
        "since attempt 1: Harbourline stopped froze withdrawals.",
        "Costs $0.015; a link would make it $0.20",
        "Goes out Fri 20 Nov 09:00 GMT",
        "Expires Fri 20 Nov 15:00 GMT",
        "Risk risk 0.50",
        "+0.50 grave the story is grave",
        "rule r1: one source",
        "claims, reliability 0.90",
        "Example Wire",
        "why now: an hour old",
    ):
        assert words in told, words


def test_a_thread_is_one_panel_a_post() -> None:
    told = shown(question("One.", "x" * 300))
    assert "1/2, 4 of 280" in told
    assert "2/2, 300 of 280" in told


def test_what_went_is_struck_through_and_what_came_is_green() -> None:
    view = changes_view(word_diff("The peg held.", "The peg broke."))
    assert [(view.plain[s.start : s.end], s.style) for s in view.spans] == [
        (" held.", "red strike"),
        (" broke.", "green"),
    ]


def waiting(**changes: Any) -> Waiting:
    given = {
        "number": 7,
        "turn_id": "t1",
        "asked_at": make.NOW,
        "draft": make.draft(),
        "brief": make.brief(),
        "verdict": make.verdict(Decision.ASK, risk=RISK),
    }
    return Waiting(**{**given, **changes})


def test_the_inbox_lists_drafts_and_doubtful_publications() -> None:
    assert "Nothing waits" in printed(inbox_view([], []))
    told = printed(inbox_view([(waiting(), question())], [make.publication("Is it out?", id=9)]))
    assert "7 Harbourline froze withdrawals. Harbourline freezes withdrawals 0.50" in told
    assert "20 Nov 15:00" in told
    assert "publication 9 may or may not be out: Is it out?" in told
    assert "inbox settle 9 --is-out" in told
    for ends, changes in (
        ("expired", {"overdue": True}),
        ("20 Nov 15:00", {"due": None}),
        ("never", {"expires_at": None}),
    ):
        assert ends in printed(inbox_view([(waiting(), question(**changes))], []))


def test_history_says_who_said_what_when_and_what_came_of_it() -> None:
    assert "Nobody has answered" in printed(history_view([], ZONE))
    refused = Refused(action="accept", by="Mallory", at=make.NOW, why="contradicted")
    answer = Answered(
        number=7,
        draft_id="a1-1",
        action="respond",
        text="shorter",
        by="Grace",
        asked_at=make.NOW,
        at=make.NOW,
        refused=(refused,),
    )
    decided = Decided(
        answer=answer, draft=make.draft(), assignment_id="a1", headline="H", result=None
    )
    told = printed(history_view([decided], ZONE))
    for words in ("7", "20 Nov 09:00", "Grace", "respond: shorter", "under way"):
        assert words in told
    assert "accept by Mallory refused: contradicted" in told

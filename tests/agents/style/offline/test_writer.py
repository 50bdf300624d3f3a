"""The offline writer: publishable, faithful, never the same twice."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape

import pytest

from agents.style.agent import StyleAgent
from agents.style.english.prose import is_whole
from agents.style.scoring.copying import is_near_copy
from memory.types import Brief, Draft, Mode, Post, PostKind
from tests.agents.style.material import (
    BRACKWATER,
    SHIPPED,
    TEXTS,
    URL,
    brackwater,
    brief,
    offline,
    post,
    posts,
)
from tools.sentences import sentences
from tools.x_text import urls, weighted_length

OLD = [one.text for one in posts()]


def written(told: Brief, attempt: int = 1, *wishes: str) -> str:
    draft = offline().write(told, attempt=attempt, wishes=wishes)
    assert isinstance(draft, Draft)
    return draft.text


def shipped_briefs() -> Iterator[Brief]:
    """A brief of each item of the shipped RSS feeds, every other one a comment."""
    for path in sorted((SHIPPED / "feeds").glob("*.xml")):
        for n, item in enumerate(ET.fromstring(path.read_text(encoding="utf-8")).iter("item")):
            text = unescape(re.sub(r"<[^>]+>", " ", item.findtext("description") or ""))
            mode = Mode.COMMENT if n % 2 else Mode.STATEMENT
            yield brief(item.findtext("title") or "", *sentences(text)[:6], mode=mode)


def shipped_posts() -> list[Post]:
    lines = (SHIPPED / "personas" / "nell-harrow" / "posts.jsonl").read_text(encoding="utf-8")
    return [Post.model_validate(json.loads(line)) for line in lines.splitlines()]


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.,]*\d|\d", text))


def test_a_post_is_a_fact_of_the_story_with_a_take_that_fits() -> None:
    text = written(brackwater())
    assert text.startswith(("Brackwater Custody", "Noted: Brackwater Custody"))
    assert any(take.partition(": ")[2] in text or take in text for take in TEXTS)


def test_a_comment_ends_with_the_story_s_link_and_a_statement_has_none() -> None:
    assert written(brackwater(Mode.COMMENT)).endswith(f" {URL}")
    assert not urls(written(brackwater(Mode.STATEMENT)))


def test_a_grave_story_gets_no_opener_and_no_take() -> None:
    told = brackwater(grave=True)
    writer = offline()
    seen = []
    for attempt in range(1, 40):
        draft = writer.write(told, attempt=attempt, wishes=())
        if isinstance(draft, str):
            break
        seen.append(draft.text)
    assert seen
    source = " ".join([told.headline, *(fact.text for fact in told.facts)])
    assert not any(":" in text for text in seen)
    assert not any(take.split(": ")[-1] in text for text in seen for take in TEXTS)
    assert all(numbers(text) <= numbers(source) | {"2"} for text in seen)


def test_every_attempt_says_something_else_until_nothing_is_left() -> None:
    writer, seen = offline(), []
    for attempt in range(1, 200):
        draft = writer.write(brackwater(), attempt=attempt, wishes=("again",))
        if isinstance(draft, str):
            break
        seen.append(draft.text)
    assert draft == "every way to say it was refused"
    assert len(seen) == len(set(seen)) > 3


def test_a_new_process_does_not_repeat_the_first_attempt() -> None:
    assert written(brackwater()) != written(brackwater(), 2)


def test_an_objection_changes_the_text() -> None:
    first = written(brackwater())
    take = first.rsplit(". ", 1)[1]
    second = written(brackwater(), 2, f'leave out "{take}": no source says it')
    assert take not in second
    assert second != first


def test_a_wish_for_fewer_words_is_granted() -> None:
    first = written(brackwater())
    second = written(brackwater(), 2, "shorter, please")
    assert weighted_length(second) <= 0.85 * weighted_length(first)


def test_a_wish_for_plain_facts_is_granted() -> None:
    second = written(brackwater(), 2, "no jokes")
    assert not any(take.split(": ")[-1].rstrip(".") in second for take in TEXTS)


def test_an_impossible_wish_brings_no_draft() -> None:
    wish = 'leave out "Brackwater": no source names it'
    assert offline().write(brackwater(), attempt=2, wishes=[wish]) == (
        "every way to say it was refused"
    )


def test_a_line_said_lately_rests() -> None:
    lately = written(brackwater())
    draft = offline(recent=[lately]).write(brackwater(), attempt=1, wishes=())
    assert isinstance(draft, Draft)
    assert draft.text != lately
    assert not is_near_copy(draft.text, [lately])


def test_a_take_said_lately_about_another_story_rests() -> None:
    def takes_of(text: str) -> set[str]:
        return {take.split(": ")[-1] for take in TEXTS if take.split(": ")[-1] in text}

    (used,) = takes_of(written(brackwater()))
    lately = f"Harbour Nine of Port Ansel paused its payments over the long weekend. {used}"
    writer = offline(recent=[lately])
    seen: list[str] = []
    while isinstance(draft := writer.write(brackwater(), attempt=len(seen) + 1, wishes=()), Draft):
        seen.append(draft.text)
    assert seen
    assert not any(used in text for text in seen)


def test_nothing_is_longer_than_a_post_may_be() -> None:
    long = (
        "Brackwater Custody stopped the withdrawals of its 212 institutional clients on every "
        "rail that it runs for banks, brokers, funds, insurers and the savings co-operatives of "
        "the harbour towns between Port Ansel and the Sorrel Islands in the north."
    )
    told = brief("Brackwater Custody stopped withdrawals of clients", long, mode=Mode.COMMENT)
    own = [post(n, f"For the record: Ledger {n} does not balance.") for n in range(4)]
    writer = offline(own)
    seen: list[str] = []
    while isinstance(draft := writer.write(told, attempt=len(seen) + 1, wishes=()), Draft):
        seen.append(draft.text)
    assert weighted_length(f"For the record: {long} {URL}") > 280
    assert any(text.startswith(long[:60]) for text in seen)
    assert any(text.startswith("For the record:") for text in seen)
    assert max(map(weighted_length, seen)) <= 280


def test_the_same_brief_gives_the_same_draft() -> None:
    one = offline().write(brackwater(), attempt=1, wishes=())
    assert one == offline().write(brackwater(), attempt=1, wishes=())


def test_a_draft_names_what_it_leaned_on() -> None:
    draft = offline().write(brackwater(), attempt=1, wishes=())
    assert isinstance(draft, Draft)
    assert draft.writer == "offline"
    assert set(draft.exemplars) <= {one.id for one in posts()}
    assert 0 < draft.voice_score <= 1
    assert any(note.startswith("take from post") for note in draft.notes)


def test_another_language_or_an_advert_brings_no_draft() -> None:
    french = brief(
        "La plateforme est fermée par le tribunal",
        "Le tribunal a ordonné que les clients soient payés par la société dans les jours.",
    )
    agent = StyleAgent(offline())
    advert = brief("Sponsored: guaranteed returns", "Ada pays 12% to all.")
    assert "another language" in str(agent.write(french))
    assert "advertisement" in str(agent.write(advert))


@pytest.mark.parametrize("own", [shipped_posts(), posts(), []], ids=["shipped", "ten", "none"])
def test_every_draft_of_the_shipped_news_is_publishable(own: list[Post]) -> None:
    writer, old = offline(own), [one.text for one in own]
    silent = 0
    for told in shipped_briefs():
        draft = writer.write(told, attempt=1, wishes=())
        if isinstance(draft, str):
            silent += 1
            continue
        text = draft.text.removesuffix(f" {URL}")
        source = " ".join([told.headline, *(fact.text for fact in told.facts)])
        lines = " ".join(old)
        assert weighted_length(draft.text) <= 280
        assert all(is_whole(sentence) for sentence in sentences(text)), text
        assert not re.search(r"[{}\[\]<>]|\.\.|  |instructions|harbourcoin", text.lower()), text
        spelt = {"2": "two", "3": "three", "9": "nine"}
        for number in numbers(text):
            assert number in numbers(source) or spelt.get(number, "?") in source or number in lines
        assert not is_near_copy(draft.text, old)
    assert silent <= 3


def test_a_question_asks_the_readers_what_the_persona_asks_them() -> None:
    own = [*posts(), *(post(200 + n, f"Ferry {n} is late. Thoughts?") for n in range(3))]
    draft = offline(own).write(brackwater(Mode.QUESTION), attempt=1, wishes=())
    assert isinstance(draft, Draft)
    assert draft.text.endswith("Thoughts?")
    grave = offline(own).write(brackwater(Mode.QUESTION, grave=True), attempt=1, wishes=())
    assert isinstance(grave, Draft)
    assert "?" not in grave.text


def test_a_thread_tells_more_of_the_story_post_by_post_and_links_last() -> None:
    draft = offline().write(brackwater(Mode.THREAD), attempt=1, wishes=())
    assert isinstance(draft, Draft)
    assert len(draft.parts) == 3
    assert draft.text == "\n\n".join(draft.parts)
    assert [URL in part for part in draft.parts] == [False, False, True]
    assert all(weighted_length(part) <= 280 for part in draft.parts)
    assert [pointer.fact for pointer in draft.pointers] == [-1, 1, 2]


def test_a_long_post_is_one_text_of_paragraphs() -> None:
    draft = offline().write(brackwater(Mode.LONG), attempt=1, wishes=())
    assert isinstance(draft, Draft)
    assert draft.parts == ()
    assert draft.text.count("\n\n") == 3
    assert draft.text.endswith(URL)


def test_a_story_of_one_sentence_is_no_thread() -> None:
    told = brief(BRACKWATER[0], BRACKWATER[1], mode=Mode.THREAD)
    assert offline().write(told, attempt=1, wishes=()) == (
        "the sources tell too little for a thread"
    )


def test_a_reply_says_what_was_asked_for_or_nothing() -> None:
    told = brief(*BRACKWATER, mode=Mode.REPLY)
    asked = told.model_copy(update={"answering": "How many institutional clients are there?"})
    draft = offline().write(asked, attempt=1, wishes=())
    assert isinstance(draft, Draft)
    assert draft.text == "Brackwater serves 212 institutional clients."
    other = told.model_copy(update={"answering": "Who won the cup?"})
    assert offline().write(other, attempt=1, wishes=()) == (
        "nothing in the sources answers what was asked"
    )


def test_an_announcement_is_the_news_without_a_remark() -> None:
    writer = offline()
    for attempt in range(1, 10):
        draft = writer.write(brackwater(Mode.ANNOUNCEMENT), attempt=attempt, wishes=())
        if isinstance(draft, str):
            break
        assert draft.text.endswith(URL)
        assert not any(take.split(": ")[-1] in draft.text for take in TEXTS)


def test_every_fact_of_a_draft_has_its_pointer() -> None:
    for told in shipped_briefs():
        draft = offline().write(told, attempt=1, wishes=())
        if isinstance(draft, Draft):
            assert draft.pointers
            assert all(draft.text[p.start : p.end].strip() for p in draft.pointers)
            assert {p.fact for p in draft.pointers} <= {-1, *range(len(told.facts))}


def test_what_is_no_news_is_shown_by_its_title_over_its_link() -> None:
    draft = offline().write(brief("How the harbour was won"), attempt=1, wishes=())
    assert isinstance(draft, Draft)
    assert '"How the harbour was won"' in draft.text
    assert draft.text.endswith(URL)
    assert [pointer.fact for pointer in draft.pointers] == [-1]


def test_a_persona_who_never_shares_links_does_not_point_at_titles() -> None:
    own = [post(n, f"The ledger of day {n} balances.", PostKind.STATEMENT) for n in range(9)]
    told = brief("How the harbour was won")
    assert isinstance(offline(own).write(told, attempt=1, wishes=()), str)

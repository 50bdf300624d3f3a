"""Reading X's answers: as they are recorded, as they drift, and as they never should be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.types import Reactions
from tools.x import wire

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(
        ["data", "id", "text", "entities", "urls", "url", "expanded_url", "meta", "next_token",
         "note_tweet", "created_at", "referenced_tweets", "type", "public_metrics", "like_count"]
    ), inner),
)  # fmt: skip


def one(**raw: Any) -> wire.XPost:
    [post] = wire.posts({"data": [{"id": "1578516295611748353", "text": "hello", **raw}]})
    return post


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("2022-10-07T22:43:18.000Z", datetime(2022, 10, 7, 22, 43, 18, tzinfo=UTC)),
        ("2022-10-07T22:43:18Z", datetime(2022, 10, 7, 22, 43, 18, tzinfo=UTC)),
        ("2022-10-07T22:43:18", datetime(2022, 10, 7, 22, 43, 18, tzinfo=UTC)),
    ],
)
def test_times_are_read_with_and_without_milliseconds(said: str, understood: datetime) -> None:
    assert one(created_at=said).posted_at == understood


def test_a_time_that_is_missing_is_read_from_the_id() -> None:
    # X answered "created" to this id at 21:38:39.
    moment = one(id="1456012973835788293").posted_at
    assert moment is not None
    assert moment.replace(microsecond=0) == datetime(2021, 11, 3, 21, 38, 39, tzinfo=UTC)


def test_an_id_of_another_kind_holds_no_time() -> None:
    assert one(id="12").posted_at is None


def test_links_and_escapes_are_undone() -> None:
    link = {"url": "https://t.co/a", "expanded_url": "https://ledger.example.com/?a=1&b=2"}
    post = one(text="a &lt; b &amp;&amp; c https://t.co/a", entities={"urls": [link]})
    assert post.text == "a < b && c https://ledger.example.com/?a=1&b=2"


def test_a_long_post_is_read_whole() -> None:
    assert one(text="the begin…", note_tweet={"text": "the beginning and the end"}).text == (
        "the beginning and the end"
    )


def test_replies_and_reactions_are_read() -> None:
    post = one(
        referenced_tweets=[{"type": "quoted", "id": "1"}, {"type": "replied_to", "id": "2"}],
        public_metrics={"like_count": 3, "retweet_count": 2, "reply_count": "many"},
    )
    assert post.in_reply_to == "2"
    assert one(referenced_posts=[{"type": "replied_to", "id": "3"}]).in_reply_to == "3"
    assert post.reactions == Reactions(likes=3, reposts=2)


def test_counts_are_read_under_their_new_names_too() -> None:
    assert one(public_metrics={"repost_count": 2}).reactions == Reactions(reposts=2)


def test_the_link_that_stands_for_a_picture_is_no_part_of_the_text() -> None:
    picture = {"url": "https://t.co/m", "expanded_url": "https://x.com/a/status/1/photo/1"}
    post = one(text="look https://t.co/m", entities={"urls": [{**picture, "media_key": "3_1"}]})
    assert post.text == "look"
    assert one(text="look https://t.co/m", entities={"urls": [picture]}).text == (
        "look https://x.com/a/status/1/photo/1"
    )


def test_an_empty_page_has_no_posts_and_no_next_page() -> None:
    answer = {"meta": {"result_count": 0}}
    assert wire.posts(answer) == []
    assert wire.next_page(answer) is None


def test_a_problem_beside_the_data_hides_no_post() -> None:
    problems = [{"type": "https://api.twitter.com/2/problems/resource-not-found"}]
    assert wire.problem({"errors": problems}) == problems[0]
    assert wire.problem({"errors": problems, "data": [{"id": "1", "text": "hello"}]}) is None
    assert wire.problem({"meta": {"result_count": 0}}) is None


def test_a_repost_is_told_from_a_reply_and_a_quotation() -> None:
    assert one(referenced_tweets=[{"type": "retweeted", "id": "1"}]).repost
    assert not one(referenced_tweets=[{"type": "quoted", "id": "1"}]).repost


@pytest.mark.parametrize(("text", "name"), [("@Ida", "ida"), ("nell_harrow", "nell_harrow")])
def test_a_name_is_read_with_or_without_its_sign(text: str, name: str) -> None:
    assert wire.handle(text) == name


@pytest.mark.parametrize(
    ("post", "body"),
    [
        ({}, {}),
        ({"in_reply_to": "7"}, {"reply": {"in_reply_to_tweet_id": "7"}}),
        ({"quotes": "7"}, {"quote_tweet_id": "7"}),
        ({"media_ids": ("7", "8")}, {"media": {"media_ids": ["7", "8"]}}),
        ({"replaces": "7"}, {"edit_options": {"previous_post_id": "7"}}),
    ],
)
def test_a_new_post_is_sent_with_what_belongs_to_it(
    post: dict[str, Any], body: dict[str, Any]
) -> None:
    assert wire.NewPost(text="hi", **post).body() == {"text": "hi", **body}


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"<html>", b"[" * 100_000, b"\xff"])
def test_an_answer_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        wire.document(body)


@settings(deadline=None)
@given(st.dictionaries(st.just("data") | st.just("meta"), JSON))
def test_whatever_x_sends_is_read_or_refused(answer: dict[str, Any]) -> None:
    for read in (wire.posts, wire.user, wire.created_id, wire.next_page, wire.problem):
        try:
            read(answer)
        except ValueError:
            continue

"""A text as the posts of a thread: nothing lost, nothing too long, cut where it reads well."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from agents.publisher.cutting import cut, posts_of
from memory.errors import ChannelRefused
from memory.types import Description
from tests import factory as make
from tools.lengths import GRAPHEME, length
from tools.x_text import urls

LINK = "https://ledger.example.com/2026/11/a-very-long-address-of-a-post-mortem?from=us"
PLACES = (
    Description(name="x", longest=280, counted="weighted", threads=True),
    Description(name="bluesky", longest=300, counted="graphemes", threads=True),
    Description(name="mastodon", longest=500, link_length=23, threads=True),
)
X = PLACES[0]


def small(longest: int, place: Description = X) -> Description:
    return place.model_copy(update={"longest": longest})


WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "Fees fell.",
            "12 million",
            "“Not one key,”",
            LINK,
            "\n\n",
            "\n",
            "漢字、漢字。",
            "👩\u200d👧",
        ]
    ),
    st.from_regex(r"[a-z]{1,12}[,.;]?", fullmatch=True),
)
TEXTS = st.lists(WORDS, max_size=60).map(" ".join)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(PLACES), st.integers(100, 320))
@example("x" * 1_000, X, 280)
@example("漢" * 1_000, X, 280)
@example("@" + "a.co" * 200, X, 100)
def test_the_posts_say_the_text_and_each_has_room(
    text: str, place: Description, longest: int
) -> None:
    place = small(longest, place)
    assume(all(length(link.value, place) <= longest for link in urls(text)))
    posts = cut(text, place)
    rest = text.strip()
    for post in posts:
        assert length(post, place) <= longest
        assert post == post.strip()
        assert rest.startswith(post)
        rest = rest[len(post) :].lstrip()
    assert rest == ""


@settings(deadline=None)
@given(TEXTS)
def test_no_post_begins_or_ends_inside_a_link_or_a_character(text: str) -> None:
    whole = {match.start() for match in GRAPHEME.finditer(text)} | {len(text)}
    inside = {at for link in urls(text) for at in range(link.start + 1, link.end)}
    at = 0
    for post in cut(text, small(100)):
        start = text.index(post, at)
        at = start + len(post)
        assert post == "" or {start, at} <= whole - inside


@settings(deadline=None)
@given(TEXTS)
def test_numbers_are_all_that_is_added(text: str) -> None:
    place = small(100)
    posts = cut(text, place, numbered=True)
    assert all(length(post, place) <= 100 for post in posts)
    if len(posts) > 1:
        ends = [f" {at}/{len(posts)}" for at in range(1, len(posts) + 1)]
        assert all(post.endswith(end) for post, end in zip(posts, ends, strict=True))
        bare = [post.removesuffix(end) for post, end in zip(posts, ends, strict=True)]
        assert "".join("".join(bare).split()) == "".join(text.split())


def test_what_fits_is_one_post_and_has_no_number() -> None:
    assert cut(" Fees fell. ", X, numbered=True) == ("Fees fell.",)


def test_more_than_nine_posts_leave_room_for_two_digits() -> None:
    """560 characters are ten posts of 56 with "1/9" behind them, and too much for "10/10"."""
    posts = cut("x" * 560, small(60), numbered=True)
    assert len(posts) == 11
    assert posts[-1].endswith(" 11/11")
    assert max(length(post, X) for post in posts) <= 60


BORDERS = {"paragraph": "\n\n", "line": "\n", "sentence": ". ", "clause": ", "}
"""From the best to the worst."""
BLOCK = "one more block of words here"


@pytest.mark.parametrize(("better", "worse"), [*pairwise(BORDERS)])
def test_of_two_borders_the_better_one_is_taken(better: str, worse: str) -> None:
    good, bad = BORDERS[better], BORDERS[worse]
    room = small(2 * len(BLOCK) + 5)
    first, second = cut(f"{BLOCK}{good}{BLOCK}{bad}{BLOCK}", room)
    assert (first, second) == (f"{BLOCK}{good}".rstrip(), f"{BLOCK}{bad}{BLOCK}")
    first, second = cut(f"{BLOCK}{bad}{BLOCK}{good}{BLOCK}", room)
    assert (first, second) == (f"{BLOCK}{bad}{BLOCK}{good}".rstrip(), BLOCK)


def test_a_clause_longer_than_a_post_still_begins_with_a_post_of_its_own() -> None:
    first, half = f"{BLOCK},", "word " * 12
    assert cut(f"{first} {half}{half}", small(60)) == (first, half.strip(), half.strip())


def test_a_word_longer_than_a_post_is_cut_as_seldom_as_can_be() -> None:
    posts = cut(f"{BLOCK} {'x' * 100}", small(60))
    assert sum("x" in post for post in posts) == 2


def test_no_sentence_is_broken_to_save_a_post() -> None:
    one, two = f"{BLOCK} and so on.", f"{BLOCK}, and so it went on."
    assert cut(f"{one} {two} {one}", small(70)) == (one, two, one)


def test_where_no_border_is_better_the_posts_are_of_one_length() -> None:
    first, second = cut("word " * 30, small(100))
    assert abs(len(first) - len(second)) <= len("word ")


def test_what_is_a_link_only_once_it_is_cut_off_is_counted_as_one() -> None:
    text = "@a.co," * 23  # handles: behind an @ nothing is a link
    posts = cut(text, small(40))
    assert "".join(posts) == text
    assert max(length(post, X) for post in posts) <= 40


def test_no_post_is_left_with_a_word_or_two() -> None:
    text = "The clerk counted the keys twice and found one more than anybody had ever signed for"
    for room in range(30, len(text)):
        assert min(len(post.split()) for post in cut(text, small(room))) > 2, room


def test_a_quotation_is_cut_only_where_nothing_else_is_left() -> None:
    quoted = "“not one of the keys was ever counted twice by us”"
    text = f"The clerk who was there that day said {quoted} and then he left the room for good"
    assert any(quoted in post for post in cut(text, small(60)))
    assert len(cut(quoted, small(30))) == 2


def test_a_number_stays_with_what_it_counts() -> None:
    text = "it has lost a sum of more than 12 million dollars in a year of counting"
    for room in range(25, len(text)):
        assert any("12 million" in post for post in cut(text, small(room)))


def test_a_link_longer_than_a_post_is_refused_and_named() -> None:
    with pytest.raises(ChannelRefused, match=r"bluesky: “https://ledger.*shorten it or leave"):
        cut(f"see {LINK}", small(40, PLACES[1]))


def test_a_thread_goes_out_in_its_own_parts_and_longer_ones_are_cut() -> None:
    long = "Sentence of a part. " * 8
    draft = make.draft(text="…", parts=("One.", long.strip()))
    assert posts_of(draft, small(100))[0] == "One."
    assert len(posts_of(draft, small(100))) == 3
    assert posts_of(draft, X) == draft.parts


def test_a_draft_becomes_a_thread_only_where_threads_are_taken() -> None:
    draft = make.draft(text="Sentence of a part. " * 20)
    assert len(posts_of(draft, X)) == 2
    assert posts_of(draft, X.model_copy(update={"threads": False})) == (draft.text,)
    assert posts_of(draft, small(25_000)) == (draft.text,)


def test_a_clause_is_a_better_border_than_the_word_in_the_middle() -> None:
    first, second = "one two three four,", "five six seven eight nine ten eleven"
    assert cut(f"{first} {second}", small(40)) == (first, second)


def test_rather_than_leave_two_words_a_sentence_is_cut_at_a_clause() -> None:
    first, second = "The clerk counted every one of the keys twice,", "and then he signed for them."
    posts = cut(f"{first} {second} Not so.", small(78))
    assert posts == (first, f"{second} Not so.")

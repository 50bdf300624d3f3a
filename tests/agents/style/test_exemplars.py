"""The choice of the persona's own posts to write after, on a real index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.style.exemplars import (
    LATELY,
    LOOKED_AT,
    Pool,
    VoiceExemplars,
    form,
    opening,
    pick,
    success,
)
from memory.index import PostExemplars, VectorHome
from memory.types import Mode, Post, PostKind, Reactions
from tests.agents.style.material import HashingEmbedder
from tests.factory import NOW, brief

HEADLINE = "Custody bank halts withdrawals"
ABOUT = "custody bank withdrawals"
K = PostKind


def post(name: str, text: str, kind: PostKind = K.STATEMENT, *, days: int = 0, **more: int) -> Post:
    """`days` before the newest; `more` are its reactions."""
    return Post(
        id=name,
        text=text,
        kind=kind,
        posted_at=NOW - timedelta(days=days),
        reactions=Reactions(**more),
    )


def some(kind: PostKind, count: int, text: str, *, first: int = 0) -> list[Post]:
    """Posts of one kind that differ in a word each."""
    return [
        post(f"{kind.value}{n}", f"{_word(n)} {text} {_word(n * 7 + 1)}", kind, days=n)
        for n in range(first, first + count)
    ]


def _word(number: int) -> str:
    letters = "bcdfghjklmnpqrstvwxz"
    return "".join(letters[number // 20**place % 20] for place in range(5))


class Desk:
    """A chooser over some posts, with what was leaned on lately."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._homes: list[VectorHome] = []

    def chooser(self, posts: Sequence[Post], *lately: Sequence[str]) -> VoiceExemplars:
        home = VectorHome(self._folder / str(len(self._homes)))
        self._homes.append(home)
        embedder = HashingEmbedder()
        near = PostExemplars(home.index("ada", "voice", embedder), posts)
        return VoiceExemplars(near, posts, embedder, lambda: lately)

    def close(self) -> None:
        for home in self._homes:
            home.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def kinds(posts: Sequence[Post]) -> list[PostKind]:
    return [post.kind for post in posts]


# ----------------------------------------------------------------------------- form


def test_each_mode_prefers_the_personas_own_posts_of_its_kind(desk: Desk) -> None:
    comments = [
        p.model_copy(update={"text": f"{p.text} https://a.example/{p.id}"})
        for p in some(K.COMMENT, 9, ABOUT)
    ]
    others = [
        each
        for kind in (K.STATEMENT, K.QUESTION, K.REPLY, K.THREAD, K.LONG)
        for each in some(kind, 9, ABOUT)
    ]
    chooser = desk.chooser([*comments, *others])
    for mode in Mode:
        if mode is Mode.ANNOUNCEMENT:
            continue
        found = chooser.choose(brief("a", headline=HEADLINE, mode=mode), 6)
        assert [kind.value for kind in kinds(found)].count(mode.value) >= 5, mode


def test_nearer_replies_do_not_crowd_out_statements(desk: Desk) -> None:
    replies = some(K.REPLY, 60, ABOUT)
    statements = some(K.STATEMENT, 8, "the bank and a long weekend by the sea")
    found = desk.chooser([*replies, *statements]).choose(brief("a", headline=HEADLINE), 8)
    assert kinds(found) == [K.STATEMENT] * 8


def test_a_kind_that_is_rare_is_found_behind_all_that_is_near(desk: Desk) -> None:
    replies = some(K.REPLY, LOOKED_AT + 50, ABOUT)
    long = post("essay", "A quiet year in the archive of an old printing house", K.LONG, days=400)
    chooser = desk.chooser([*replies, long])
    assert long in chooser.choose(brief("a", headline=HEADLINE, mode=Mode.LONG), 8)


def test_a_reply_is_looked_up_by_what_it_answers(desk: Desk) -> None:
    answered, headline = some(K.REPLY, 1, "printing houses"), some(K.REPLY, 1, ABOUT, first=1)
    asked = brief(
        "a", headline=HEADLINE, mode=Mode.REPLY, answering="What of the old printing houses?"
    )
    assert desk.chooser([*headline, *answered]).choose(asked, 1) == answered


def test_what_a_mode_is_about_counts_in_posts_of_another_kind() -> None:
    asks = post("a", "Who reads the terms? https://a.example/1", K.COMMENT)
    launches = post("b", "We launched the second node today.")
    roomy = post("c", "One line.\n\nAnother line.")
    plain = post("d", "It rained.")
    for good, mode in (
        (asks, Mode.QUESTION),
        (launches, Mode.ANNOUNCEMENT),
        (roomy, Mode.THREAD),
        (roomy, Mode.LONG),
    ):
        assert form(good, mode) > form(plain, mode), mode
    link_alone = post("e", "Rain. https://a.example/?page=2", K.COMMENT)
    assert form(link_alone, Mode.QUESTION) < form(asks, Mode.QUESTION)


# -------------------------------------------------------- success, age, rest, diversity


def test_of_two_alike_the_one_that_did_better_than_was_usual_comes_first(desk: Desk) -> None:
    early = [post(f"e{n}", f"rain {_word(n)}", days=900 - n, likes=10) for n in range(60)]
    late = [post(f"l{n}", f"snow {_word(n)}", days=300 - n, likes=1_000) for n in range(60)]
    # 100 likes were ten times the usual then, and a tenth of it later.
    liked = post("liked", f"alpha {ABOUT}", days=835, likes=100)
    flop = post("flop", f"omega {ABOUT}", days=236, likes=100)
    measured = success([*early, *late, liked, flop])
    assert measured["liked"] > 0.85 > 0.15 > measured["flop"]
    # The flop is younger: its age alone would put it first.
    found = desk.chooser([*early, *late, liked, flop]).choose(brief("a", headline=HEADLINE), 2)
    assert [p.id for p in found] == ["liked", "flop"]


def test_the_trend_is_of_the_posts_before_and_not_of_the_post_itself() -> None:
    before = [post(f"n{n}", "Rain.", days=99 - n, likes=1_000 if n % 2 else 10) for n in range(50)]
    assert success([*before, post("next", "Rain.", likes=1_000)])["next"] > 0.8


def test_replies_and_channels_are_measured_by_themselves() -> None:
    loud = [post(f"s{n}", "Rain.", days=n, likes=1_000) for n in range(9)]
    quiet = [post(f"r{n}", "Yes.", K.REPLY, days=n, likes=2) for n in range(9)]
    elsewhere = [
        post(f"b{n}", "Essay.", days=n).model_copy(update={"channel": "blog"}) for n in range(9)
    ]
    assert set(success([*loud, *quiet, *elsewhere]).values()) == {0.5}


def test_of_two_alike_the_younger_comes_first(desk: Desk) -> None:
    old, new = post("1", f"alpha {ABOUT}", days=2_000), post("2", f"omega {ABOUT}")
    chooser = desk.chooser([old, new])
    assert chooser.choose(brief("a", headline=HEADLINE), 2) == [new, old]


def test_what_the_last_publication_leaned_on_rests_and_comes_back(desk: Desk) -> None:
    posts = some(K.STATEMENT, 6, ABOUT)
    asked = brief("a", headline=HEADLINE)
    fresh = [p.id for p in desk.chooser(posts).choose(asked, 3)]
    rested = [p.id for p in desk.chooser(posts, fresh).choose(asked, 3)]
    since = [()] * (LATELY + 3)
    again = [p.id for p in desk.chooser(posts, *since, fresh).choose(asked, 3)]
    assert not set(fresh) & set(rested)
    assert again == fresh


def test_what_was_leaned_on_long_ago_is_like_any_other(desk: Desk) -> None:
    posts = [post("1", f"alpha {ABOUT}"), post("2", f"omega {ABOUT}")]
    asked = brief("a", headline=HEADLINE)
    assert desk.chooser(posts).choose(asked, 1) == posts[:1]
    assert desk.chooser(posts, *[()] * (LATELY + 3), ["2"]).choose(asked, 1) == posts[:1]


def test_what_rests_longer_comes_back_sooner(desk: Desk) -> None:
    posts = [post("1", f"alpha {ABOUT}"), post("2", f"omega {ABOUT}")]
    chooser = desk.chooser(posts, ["1"], [], [], [], ["2", "1"])
    assert chooser.choose(brief("a", headline=HEADLINE), 1) == posts[1:]


def test_eight_posts_do_not_open_alike(desk: Desk) -> None:
    noted = [post(f"n{n}", f"Noted: {_word(n)} {ABOUT}") for n in range(20)]
    others = [post(f"o{n}", f"{_word(n)} {_word(n)} noted {ABOUT}") for n in range(20)]
    found = desk.chooser([*noted, *others]).choose(brief("a", headline=HEADLINE), 8)
    assert sum(opening(post) == "noted:" for post in found) <= 3


def test_the_nearest_do_not_all_say_the_same(desk: Desk) -> None:
    same = [post(f"a{n}", f"{_word(n)} {ABOUT} rain again often") for n in range(6)]
    other = [post(f"b{n}", f"{_word(n + 50)} {ABOUT} chips open wallets") for n in range(3)]
    found = desk.chooser([*same, *other]).choose(brief("a", headline=HEADLINE), 3)
    assert {post.id[0] for post in found} == {"a", "b"}


def test_a_post_told_twice_is_chosen_once(desk: Desk) -> None:
    twice = [post(f"t{n}", f"{HEADLINE}.", days=n) for n in range(5)]
    others = some(K.STATEMENT, 3, "rain on a printing house")
    found = desk.chooser([*twice, *others]).choose(brief("a", headline=HEADLINE), 4)
    assert sum(post in twice for post in found) == 1


# -------------------------------------------------------------------------- small personas


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("size", [0, 1, 5])
def test_a_small_persona_gives_all_that_it_has(desk: Desk, size: int, mode: Mode) -> None:
    posts = some(K.REPLY, size, ABOUT)
    asked = brief("a", headline=HEADLINE, mode=mode, answering="Well?")
    assert sorted(p.id for p in desk.chooser(posts).choose(asked, 8)) == [p.id for p in posts]


def test_reposts_and_bare_links_are_nobodys_voice(desk: Desk) -> None:
    posts = [
        post("repost", f"RT @bob: {ABOUT}"),
        post("bare", "https://a.example/custody-bank", K.COMMENT),
        post("own", "It rained."),
    ]
    found = desk.chooser(posts).choose(brief("a", headline=HEADLINE, mode=Mode.COMMENT), 8)
    assert [p.id for p in found] == ["own"]


def test_nothing_asked_nothing_given(desk: Desk) -> None:
    assert desk.chooser(some(K.STATEMENT, 3, ABOUT)).choose(brief("a"), 0) == []


# ------------------------------------------------------------------------------- properties


@settings(deadline=None)
@given(st.data(), st.integers(0, 30), st.integers(0, 12))
def test_any_pool_gives_each_post_at_most_once_and_the_best_first(
    data: st.DataObject, size: int, count: int
) -> None:
    def column(least: float = 0.0) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        values = st.lists(
            st.floats(least, 1, width=32, allow_subnormal=False), min_size=size, max_size=size
        )
        return np.array(data.draw(values), dtype=np.float32)

    vectors = np.random.default_rng(size).standard_normal((size, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    pool = Pool(
        near=column(-1),
        form=column(-0.5),
        success=column(),
        age=column(),
        rest=column(),
        vectors=vectors,
        openers=data.draw(st.lists(st.sampled_from("abc"), min_size=size, max_size=size)),
    )
    taken = pick(pool, count)
    assert len(taken) == len(set(taken)) == min(size, count)
    assert set(pick(pool, size)) == set(range(size))
    better = pool.form.copy()
    if taken:
        better[taken[-1]] += 99
        assert pick(Pool(**{**vars(pool), "form": better}), count)[0] == taken[-1]

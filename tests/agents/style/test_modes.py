"""Modes: room, links and parts; where a thread may go."""

from __future__ import annotations

import pytest

from agents.style.modes import FORMS, joined, link_of, parts_of, room, unpublishable, with_link
from memory.types import Description, Mode
from tests.factory import brief
from tools.x_text import weighted_length

URL = "https://wire.example/a-very-long-address-that-x-counts-as-twenty-three-units"


@pytest.mark.parametrize("mode", Mode)
def test_words_that_fill_the_room_and_the_link_fit_the_form(mode: Mode) -> None:
    told = brief(mode=mode, url=URL)
    full = ["x" * room(told)] * FORMS[mode].most_parts
    finished = with_link(told, full)
    assert len(finished) == len(full)
    assert max(map(weighted_length, finished)) <= FORMS[mode].longest
    assert finished[-1].endswith(URL) == bool(link_of(told))


def test_without_an_address_nothing_follows_and_all_the_room_is_for_words() -> None:
    told = brief(mode=Mode.COMMENT, url=None)
    assert room(told) == 280
    assert with_link(told, ["Keys first."]) == ("Keys first.",)


def test_only_the_last_post_of_a_thread_has_the_link() -> None:
    told = brief(mode=Mode.THREAD, url=URL)
    assert with_link(told, ["One.", "Two."]) == ("One.", f"Two. {URL}")


def test_a_joined_thread_comes_apart_again() -> None:
    parts = ("One.", "Two lines\nof one part.", "Three.")
    assert parts_of(joined(parts)) == parts
    assert parts_of(" One. \n \n\nTwo.\n") == ("One.", "Two.")


def test_a_thread_goes_where_threads_are_taken() -> None:
    assert unpublishable(Mode.THREAD, place(280, threads=True)) == ""
    assert unpublishable(Mode.THREAD, place(9_000)).startswith("pager takes no threads; take an")


def test_a_long_post_needs_room_or_threads() -> None:
    assert unpublishable(Mode.LONG, place(280, threads=True)) == ""
    assert unpublishable(Mode.LONG, place(3_000)) == ""
    assert "a post has 280 units there" in unpublishable(Mode.LONG, place(280))


@pytest.mark.parametrize("mode", [None, Mode.STATEMENT, Mode.COMMENT, Mode.QUESTION])
def test_single_posts_go_everywhere(mode: Mode | None) -> None:
    assert unpublishable(mode, place(200)) == ""


def place(longest: int, *, threads: bool = False) -> Description:
    return Description(name="pager", longest=longest, threads=threads)

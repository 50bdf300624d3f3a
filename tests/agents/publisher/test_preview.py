"""A draft as its channel shows it."""

from __future__ import annotations

from agents.publisher.preview import preview
from memory.types import Description, Media

LINK = "https://www.wire-news.com/2026/11/20/harbourline-freezes"
X = Description(name="x", longest=280, counted="weighted")
MASTODON = Description(name="mastodon", longest=500, link_length=23)
PLAIN = Description(name="plain", longest=20)


def test_a_link_is_cut_to_what_the_channel_counts() -> None:
    for place in (X, MASTODON):
        (post,) = preview([f"It froze. {LINK} So?"], place).posts
        assert post.shown == "It froze. wire-news.com/2026/11/… So?"
        assert post.units == len("It froze.  So?") + 23
        assert (post.limit, post.fits) == (place.longest, True)


def test_a_short_link_is_shown_whole_and_where_links_are_text_so_is_any() -> None:
    (short,) = preview(["See https://a.com/b"], X).posts
    assert short.shown == "See a.com/b"
    exact = "https://a.com/" + "b" * 17
    assert preview([exact], X).posts[0].shown == exact.removeprefix("https://"), "23 characters"
    (whole,) = preview([f"See {LINK}"], PLAIN).posts
    assert whole.shown == f"See {LINK}"
    assert whole.units == len(f"See {LINK}")
    assert not whole.fits


def test_a_thread_is_numbered_and_one_post_too_long_spoils_it() -> None:
    shown = preview(["One.", "Two is much too long for it."], PLAIN)
    assert [str(post) for post in shown.posts] == ["1/2, 4 of 20", "2/2, 28 of 20"]
    assert [post.fits for post in shown.posts] == [True, False]
    assert not shown.fits
    assert preview(["One."], PLAIN).fits
    assert str(preview(["One."], PLAIN).posts[0]) == "4 of 20"


def test_pictures_come_with_what_they_show() -> None:
    card = Media(path="card.png", alt="A card: $12m lost")
    shown = preview(["One."], X, [card])
    assert (shown.media, shown.channel, shown.counted) == ((card,), "x", "weighted")

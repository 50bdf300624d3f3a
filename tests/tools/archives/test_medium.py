"""Medium's export: each story and response once, drafts told apart."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from memory.types import PostKind, Provenance
from tests.tools.archives.exports import posts, read, reasons, write
from tools.archives.folders import Folder
from tools.archives.medium import Medium


def page(
    title: str = "On floats",
    body: str = "<p>Text.</p>",
    story: str = "0a1b2c3d4e5f",
    time: str = "2026-03-01T08:00:00.000Z",
    rest: str = "",
) -> str:
    """A page as Medium writes it; without a time it is a draft."""
    when = (
        f'on <a href="https://medium.com/p/{story}"><time class="dt-published" datetime="{time}">'
    )
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>ignored</title></head><body>"
        f'<article class="h-entry"><header><h1 class="p-name">{title}</h1></header>'
        f'<section data-field="body" class="e-content">{body}</section>'
        f"<footer><p>By Ida {when if time else ''}</time></a>.</p>"
        f'<p><a href="https://medium.com/@ida/on-{story}" class="p-canonical">Link</a></p>{rest}'
        "<p>Exported from Medium.</p></footer></article></body></html>"
    )


def test_a_story_is_whole_and_has_its_title_time_and_address(tmp_path: Path) -> None:
    body = (
        '<h3 class="graf graf--h3 graf--title">On floats</h3><h4 class="graf--subtitle">A note</h4>'
        "<p>Fees &amp; floats.</p><p>“Yes”&nbsp;<a href='https://a.example'>they</a> said.</p>"
    )
    (post,) = posts(read(Medium(), write(tmp_path, {"posts/2026-03-01_On.html": page(body=body)})))
    assert post.text == "A note\n\nFees & floats.\n\n“Yes” they said."
    assert (post.title, post.channel, post.kind) == ("On floats", "medium", PostKind.LONG)
    assert post.posted_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert post.url == "https://medium.com/@ida/on-0a1b2c3d4e5f"
    assert (post.id, post.provenance) == ("medium-0a1b2c3d4e5f", Provenance.ARCHIVE)


@pytest.mark.parametrize("title", ["Quite so, but fees are", "Quite so, but fees…"])
def test_a_response_is_a_reply_without_a_title(tmp_path: Path, title: str) -> None:
    members = {"posts/r.html": page(title, "<p>Quite so, but fees are what counts.</p>")}
    (post,) = posts(read(Medium(), write(tmp_path, members)))
    assert (post.kind, post.title) == (PostKind.REPLY, None)
    assert post.text == "Quite so, but fees are what counts."


def test_a_story_that_begins_with_its_title_is_no_response(tmp_path: Path) -> None:
    body = '<h3 class="graf--title">On floats</h3><p>On floats I have said enough.</p>'
    (post,) = posts(read(Medium(), write(tmp_path, {"posts/a.html": page(body=body)})))
    assert (post.kind, post.title) == (PostKind.LONG, "On floats")


def test_what_was_never_published_is_passed_over_with_the_reason(tmp_path: Path) -> None:
    members = {
        "export/posts/draft_Half.html": page(),
        "export/posts/undated.html": page(time="", story="aaaaaaaaaaaa"),
        "export/posts/empty.html": page(body="", story="bbbbbbbbbbbb"),
        "export/posts/strange.html": "<p>Not of Medium.</p>",
        "export/posts/bomb.html": page(body="<b>x" * 60_000, story="dddddddddddd"),
        "export/posts/z.html": page(story="cccccccccccc"),
    }
    entries = read(Medium(), write(tmp_path, members))
    told = {name.rpartition("/")[2]: reason for name, reason in reasons(entries).items()}
    assert "draft" in told["draft_Half.html"]
    assert "draft" in told["undated.html"]
    assert told["empty.html"] == "no text"
    assert "not a page" in told["strange.html"]
    assert "tags" in told["bomb.html"]
    assert [post.id for post in posts(entries)] == ["medium-cccccccccccc"]


def test_a_copy_counts_once_and_a_namesake_is_a_post_of_its_own(tmp_path: Path) -> None:
    members = {
        "posts/a.html": page(),
        "posts/a (1).html": page(),
        "posts/b.html": page(body="<p>Another text under the same id.</p>"),
    }
    found = posts(read(Medium(), write(tmp_path, members)))
    assert sorted(post.text for post in found) == ["Another text under the same id.", "Text."]
    assert len({post.id for post in found}) == 2


def test_a_page_that_was_cut_off_keeps_what_was_read(tmp_path: Path) -> None:
    whole = page(body="<p>One.</p><p>Two.</p>")
    cut = whole[: whole.index("Two")]
    members: dict[str, str | bytes] = {
        "posts/a.html": whole,
        "posts/b.html": cut,
        "posts/c.html": b"\xff\xfe\0\0" * 99,
    }
    entries = read(Medium(), write(tmp_path, members))
    assert len(posts(entries)) == 1
    assert set(reasons(entries)) == {"posts/b.html", "posts/c.html"}


def test_the_licence_is_kept_where_the_page_states_one(tmp_path: Path) -> None:
    licence = '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC</a>'
    (post,) = posts(read(Medium(), write(tmp_path, {"posts/a.html": page(rest=licence)})))
    assert post.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_nothing_but_posts_can_be_opened(tmp_path: Path) -> None:
    place = write(tmp_path, {"posts/a.html": page(), "profile/profile.html": page("Secret")})
    with Folder(place) as folder:
        assert folder.only(*Medium.files).names() == ["posts/a.html"]

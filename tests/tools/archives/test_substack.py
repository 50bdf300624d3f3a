"""Substack's export: what posts.csv says was published, with its text from posts/."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from memory.types import PostKind, Provenance
from tests.tools.archives.exports import posts, read, reasons, write
from tools.archives.entries import Skipped
from tools.archives.folders import Folder
from tools.archives.substack import Substack

HEADER = "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"


def row(number: int, slug: str = "a", published: str = "true", kind: str = "newsletter") -> str:
    return (
        f"{number}.{slug},2026-03-01T08:00:00.000Z,{published},,{kind},everyone,"
        f'"Fees &#x2019;n floats, again",Sub,\n'
    )


def test_a_letter_is_whole_without_its_buttons(tmp_path: Path) -> None:
    html = (
        "<p>One &amp; two.</p><p class='button-wrapper' data-attrs='{\"text\":\"Sign up\"}'>"
        "<a class='button'><span>Sign up</span></a></p><p>Three.</p>"
    )
    place = write(tmp_path, {"posts.csv": HEADER + row(7), "posts/7.a.html": html})
    (post,) = posts(read(Substack(), place))
    assert post.text == "One & two.\n\nThree."
    assert (post.title, post.kind) == ("Fees ’n floats, again", PostKind.LONG)
    assert (post.id, post.channel) == ("substack-7", "substack")
    assert post.posted_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert post.provenance is Provenance.ARCHIVE


def test_a_thread_that_asks_is_a_question(tmp_path: Path) -> None:
    members = {"posts.csv": HEADER + row(7, kind="thread"), "posts/7.a.html": "<p>Who pays?</p>"}
    (post,) = posts(read(Substack(), write(tmp_path, members)))
    assert post.kind is PostKind.QUESTION


def test_drafts_pages_and_what_is_missing_are_told(tmp_path: Path) -> None:
    rows = [
        row(1, published="FALSE"),
        row(2, kind="page"),
        row(3, slug="gone"),
        row(4, slug="../secret"),
        row(5).replace("2026-03-01T08:00:00.000Z", "soon"),
        row(6, slug="empty"),
        row(7),
        "8.cut",
    ]
    members = {"posts.csv": HEADER + "".join(rows), "secret.html": "<p>x</p>"}
    texts = {f"posts/{n}.{slug}.html": "<p>Text.</p>" for n in range(9) for slug in ("a", "cut")}
    place = write(tmp_path, members | texts | {"posts/6.empty.html": "<p></p>"})
    entries = read(Substack(), place)
    assert [post.id for post in posts(entries)] == ["substack-7"]
    told = [entry.reason for entry in entries if isinstance(entry, Skipped)]
    assert told == [
        "a draft, never published",
        "a page of the site, no post",
        "its text is missing from posts/",
        "its text is missing from posts/",
        "no readable time",
        "no text",
        "a draft, never published",
    ]


def test_a_table_that_breaks_keeps_what_was_read(tmp_path: Path) -> None:
    table = HEADER + row(1) + '2.a,"never closed ' + "x" * 200_000
    place = write(tmp_path, {"posts.csv": table, "posts/1.a.html": "<p>Text.</p>"})
    entries = read(Substack(), place)
    assert len(posts(entries)) == 1
    assert "not valid CSV" in " ".join(reasons(entries).values())


def test_a_text_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    members = {
        "posts.csv": HEADER + row(1) + row(2),
        "posts/1.a.html": "<b>x" * 60_000,
        "posts/2.a.html": "<p>Text.</p>",
    }
    entries = read(Substack(), write(tmp_path, members))
    assert [post.id for post in posts(entries)] == ["substack-2"]
    assert "tags" in reasons(entries)["posts/1.a.html"]


def test_readers_of_the_letter_are_never_opened(tmp_path: Path) -> None:
    place = write(
        tmp_path,
        {
            "posts.csv": HEADER,
            "email_list.ida.csv": "email\nbob@example.com\n",
            "posts/7.opens.csv": "email\n",
            "subscribers.csv": "email\n",
        },
    )
    with Folder(place) as folder:
        assert folder.only(*Substack.files).names() == ["posts.csv"]

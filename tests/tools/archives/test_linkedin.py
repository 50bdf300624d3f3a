"""LinkedIn's export: shares, comments and articles, with its own way of quoting undone."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memory.types import PostKind
from tests.tools.archives.exports import posts, read, reasons, write
from tools.archives.folders import Folder
from tools.archives.linkedin import LinkedIn, unquoted

LINK = "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7001002003"
ARTICLE = (
    '<html><head><title>Floats</title><style>body {{}}</style></head><body><img src="x">'
    '<h1><a href="https://www.linkedin.com/pulse/floats-ida">On &amp; off</a></h1>'
    '<p class="created">Created on 2026-02-24 00:06</p>{published}'
    "<div><p>One.</p><hr><h3>Two</h3><p>Three.</p></div></body></html>"
)


def shares(*rows: tuple[str, ...]) -> str:
    """Shares.csv as LinkedIn writes it: Date, ShareLink, ShareCommentary, SharedUrl, Visibility."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility"])
    writer.writerows([*row[:4], "", row[4]] for row in rows)
    return table.getvalue()


def share(text: str, url: str = "", visibility: str = "MEMBER_NETWORK") -> tuple[str, ...]:
    return ("2026-03-01 08:00:00", LINK, text, url, visibility)


@pytest.mark.parametrize(
    ("held", "written"),
    [
        ("One line.", "One line."),
        ('One"\n"two"\n""\n"three.', "One\ntwo\n\nthree."),
        ('She said ""go""."\n"Twice.', 'She said "go".\nTwice.'),
        ('A ""plain"" line"\n"', 'A "plain" line\n'),
        ("Plain\nbreaks stay.", "Plain\nbreaks stay."),
        ('He said "a"\n"b" and left.\nSo?', 'He said "a"\n"b" and left.\nSo?'),
        ('The "quoted" word', 'The "quoted" word'),
        ('""All of it""', '"All of it"'),
        ('""', '"'),
        ("", ""),
    ],
)
def test_the_quoting_of_shares_is_undone_where_all_of_a_text_agrees(
    held: str, written: str
) -> None:
    assert unquoted(held) == written


def test_a_share_has_its_text_time_and_link(tmp_path: Path) -> None:
    table = shares(share('Fees &amp; floats, ""again"""\n""\n"Who pays?'))
    (post,) = posts(read(LinkedIn(), write(tmp_path, {"Shares.csv": table})))
    assert post.text == 'Fees & floats, "again"\n\nWho pays?'
    assert (post.id, post.url, post.channel) == ("linkedin-7001002003", LINK, "linkedin")
    assert post.posted_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert post.kind is PostKind.QUESTION


def test_words_beside_a_shared_link_are_a_comment(tmp_path: Path) -> None:
    table = shares(share("Read this.", "https://a.example/b"))
    (post,) = posts(read(LinkedIn(), write(tmp_path, {"Shares_181.csv": table})))
    assert post.kind is PostKind.COMMENT


def test_bare_reposts_and_what_was_told_to_a_circle_are_left_out(tmp_path: Path) -> None:
    table = shares(
        share("", "https://a.example/b"),
        share("For friends.", visibility="CONNECTIONS"),
        ("once upon a time", LINK, "Undated.", "", ""),
    )
    entries = read(LinkedIn(), write(tmp_path, {"Shares.csv": table}))
    assert posts(entries) == []
    assert reasons(entries) == {
        "Shares.csv": "a repost without a word of their own",
        "CONNECTIONS": "not for everybody to see",
        "once upon a time": "no readable time",
    }


def test_comments_are_replies_with_their_backslashes_undone(tmp_path: Path) -> None:
    table = (
        "Date,Link,Message\n"
        '2026-03-01 08:00:00,https://l.example/1,"He said \\"go\\", and ""went""."\n'
        '2026-03-02 08:00:00,https://l.example/2,"Two\nlines \\_(ツ)_/"\n'
        '2026-03-03 08:00:00,https://l.example/3,"C:\\dir\\"\n'
        "2026-03-04 08:00:00,https://l.example/4,\n"
        '2026-03-05 08:00:00,https://l.example/5,"Last, with end \\""'
    )
    entries = read(LinkedIn(), write(tmp_path, {"Comments.csv": table}))
    assert [post.text for post in posts(entries)] == [
        'He said "go", and "went".',
        "Two\nlines \\_(ツ)_/",
        "C:\\dir\\",
        'Last, with end "',
    ]
    assert {post.kind for post in posts(entries)} == {PostKind.REPLY}
    assert posts(entries)[0].in_reply_to == "https://l.example/1"
    assert list(reasons(entries).values()) == ["no text"]


def test_an_article_is_whole_and_a_draft_is_none(tmp_path: Path) -> None:
    published = '<p class="published">Published on 2026-02-24 00:09</p>'
    members = {
        "Articles/Articles/a.html": ARTICLE.format(published=published),
        "Articles/Articles/b.html": ARTICLE.format(published=""),
        "Articles/Articles/c.html": "<p>No heading.</p>",
    }
    entries = read(LinkedIn(), write(tmp_path, members))
    (post,) = posts(entries)
    assert (post.title, post.text) == ("On & off", "One.\n\nTwo\n\nThree.")
    assert (post.id, post.kind) == ("linkedin-floats-ida", PostKind.LONG)
    assert post.posted_at == datetime(2026, 2, 24, 0, 9, tzinfo=UTC)
    assert "draft" in reasons(entries)["Articles/Articles/b.html"]
    assert "not a page" in reasons(entries)["Articles/Articles/c.html"]


def test_a_table_that_breaks_off_keeps_what_was_read(tmp_path: Path) -> None:
    table = shares(share("Whole.")) + '2026-03-02 08:00:00,x,"never closed ' + "x" * 200_000
    entries = read(LinkedIn(), write(tmp_path, {"Shares.csv": table}))
    assert [post.text for post in posts(entries)] == ["Whole."]
    assert "not valid CSV" in " ".join(reasons(entries).values())


def test_what_is_private_is_never_opened(tmp_path: Path) -> None:
    names = ["Connections.csv", "messages.csv", "PhoneNumbers.csv", "Logins.csv", "Invitations.csv"]
    place = write(tmp_path, {"Shares.csv": shares(), **dict.fromkeys(names, "secret")})
    with Folder(place) as folder:
        assert folder.only(*LinkedIn.files).names() == ["Shares.csv"]

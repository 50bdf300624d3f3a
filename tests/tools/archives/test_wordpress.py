"""WXR: published posts of one author, whole, from files of any size and of any malice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from memory.types import PostKind
from tests.tools.archives.exports import posts, read, reasons, write
from tools.archives import wordpress
from tools.archives.entries import Skipped
from tools.archives.wordpress import WordPress

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n{doctype}<rss version="2.0"'
    ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">'
    "<channel><title>Ida</title><wp:wxr_version>1.2</wp:wxr_version>\n"
)
TAIL = "</channel></rss>"


def item(
    number: int = 1, content: str = "Text.", title: str = "On floats", rest: str = "", **said: str
) -> str:
    """An item as WordPress writes it."""
    fields = {
        "status": "publish",
        "post_type": "post",
        "post_date_gmt": "2026-03-01 08:00:00",
        "creator": "ida",
        "post_password": "",
        **said,
    }
    creator = fields.pop("creator")
    own = "".join(f"<wp:{k}><![CDATA[{v}]]></wp:{k}>" for k, v in fields.items())
    return (
        f"<item><title><![CDATA[{title}]]></title><link>https://ida.example/{number}/</link>"
        f"<pubDate>Sun, 01 Mar 2026 09:30:00 +0000</pubDate><dc:creator>{creator}</dc:creator>"
        f"<guid>https://ida.example/?p={number}</guid>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[Excerpt]]></excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id>{own}{rest}</item>\n"
    )


def wxr(*items: str, doctype: str = "") -> str:
    return HEAD.format(doctype=doctype) + "".join(items) + TAIL


def test_a_post_of_the_old_editor_keeps_its_paragraphs(tmp_path: Path) -> None:
    content = (
        'One\ntwo &amp; <em>three</em>.\n\n[caption id="a"]<img>A boat[/caption]\n\n[gallery]Four.'
    )
    place = write(tmp_path, {"a.xml": wxr(item(7, content, "Fish &amp; chips"))})
    (post,) = posts(read(WordPress(), place))
    assert post.text == "One\ntwo & three.\n\nA boat\n\nFour."
    assert (post.title, post.channel, post.kind) == ("Fish & chips", "blog", PostKind.LONG)
    assert (post.id, post.url) == ("ida.example/7", "https://ida.example/7/")
    assert post.posted_at == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_a_post_of_blocks_does_not_take_line_breaks_for_paragraphs(tmp_path: Path) -> None:
    content = "<!-- wp:paragraph -->\n<p>One\ntwo.</p>\n<!-- /wp:paragraph -->\n\n<p>Three.</p>"
    (post,) = posts(read(WordPress(), write(tmp_path, {"a.xml": wxr(item(1, content))})))
    assert post.text == "One two.\n\nThree."


def test_a_note_without_a_title_is_no_article(tmp_path: Path) -> None:
    (post,) = posts(read(WordPress(), write(tmp_path, {"a.xml": wxr(item(title=""))})))
    assert (post.kind, post.title) == (PostKind.STATEMENT, None)


def test_a_zero_date_falls_back_to_the_feed_s(tmp_path: Path) -> None:
    place = write(tmp_path, {"a.xml": wxr(item(post_date_gmt="0000-00-00 00:00:00"))})
    (post,) = posts(read(WordPress(), place))
    assert post.posted_at == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def test_what_is_no_published_post_of_the_author_is_told(tmp_path: Path) -> None:
    place = write(
        tmp_path,
        {
            "a.xml": wxr(
                item(1, title="own"),
                item(2, title="also own", post_type="page"),
                item(3, title="bob", creator="bob"),
                item(4, title="draft", status="draft"),
                item(5, title="private", status="private"),
                item(6, title="picture", post_type="attachment"),
                item(7, title="locked", post_password="x"),
                item(8, title="empty", content="<p></p>"),
                item(9, title="bomb", content="<b>x" * 60_000),
            )
        },
    )
    entries = read(WordPress(), place)
    assert [post.title for post in posts(entries)] == ["own", "also own"]
    told = reasons(entries)
    assert told["bob"] == "by somebody else"
    assert "draft" in told["draft"]
    assert told["private"] == "not published"
    assert told["picture"] == "of type attachment, no post"
    assert told["locked"] == "behind a password"
    assert told["empty"] == "no text"
    assert "tags" in told["bomb"]


def test_another_author_can_be_named(tmp_path: Path) -> None:
    place = write(tmp_path, {"a.xml": wxr(item(1), item(2), item(3, creator="bob"))})
    entries = read(WordPress("bob"), place)
    assert [post.id for post in posts(entries)] == ["ida.example/3"]


def test_who_wrote_most_is_counted_over_all_files_of_a_cut_export(tmp_path: Path) -> None:
    place = write(
        tmp_path,
        {
            "1.xml": wxr(item(1, creator="bob"), item(2, creator="bob"), item(3)),
            "2.xml": wxr(item(4), item(5)),
        },
    )
    found = posts(read(WordPress(), place))
    assert [post.id for post in found] == ["ida.example/3", "ida.example/4", "ida.example/5"]


def test_comments_are_nobody_s_post(tmp_path: Path) -> None:
    comment = (
        "<wp:comment><wp:comment_author>bob</wp:comment_author>"
        "<wp:comment_content><![CDATA[Spam.]]></wp:comment_content></wp:comment>"
    )
    place = write(tmp_path, {"a.xml": wxr(item(1, rest=comment * 3))})
    assert [post.text for post in posts(read(WordPress(), place))] == ["Text."]


def test_a_file_that_breaks_off_keeps_what_was_read(tmp_path: Path) -> None:
    whole = wxr(item(1), item(2), item(3))
    place = write(tmp_path, {"a.xml": whole[: whole.rindex("<item>") + 200]})
    entries = read(WordPress(), place)
    assert [post.id for post in posts(entries)] == ["ida.example/1", "ida.example/2"]
    assert "breaks off" in reasons(entries)["a.xml"]


def test_bytes_that_xml_forbids_lose_nothing_else(tmp_path: Path) -> None:
    place = write(tmp_path, {"a.xml": wxr(item(1, "Be\x08fore\x0b"), item(2, "After"))})
    assert [post.text for post in posts(read(WordPress(), place))] == ["Before", "After"]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_file_with_entities_of_its_own_is_refused(tmp_path: Path, doctype: str) -> None:
    bomb = wxr(item(1, "x").replace("Excerpt", "]]>&a;<![CDATA["), doctype=doctype)
    place = write(tmp_path, {"a.xml": bomb, "b.xml": wxr(item(2))})
    entries = read(WordPress(), place)
    assert [post.id for post in posts(entries)] == ["ida.example/2"]
    (told,) = {e.example for e in entries if isinstance(e, Skipped)}
    assert "DOCTYPE" in told


def test_an_item_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordpress, "ITEM_BYTES", 200_000)
    many = [item(number, "Text. " * 200) for number in range(300)]
    endless = item(999).replace("</item>", "") + "<wp:meta>x</wp:meta>" * 20_000
    place = write(tmp_path, {"a.xml": wxr(*many, endless)})
    entries = read(WordPress(), place)
    assert len(posts(entries)) == 300
    assert any("bytes" in e.example for e in entries if isinstance(e, Skipped))

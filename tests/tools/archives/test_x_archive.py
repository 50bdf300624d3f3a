"""X archives: every post once, its text as the person wrote it, and no file opened but those."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.types import Post, PostKind, Provenance
from tests.tools.archives.exports import posts, read, reasons, write
from tests.tools.archives.x_exports import archive, javascript, note, tweet, tweet_id, zipped
from tools.archives.entries import Entry
from tools.archives.folders import Folder
from tools.archives.x_archive import XArchive

LONG = "Reserves first, and then the rest. " * 12
CUT = LONG[:270].rstrip() + "…"


def entries(folder: Path, members: Mapping[str, str | bytes]) -> list[Entry]:
    return read(XArchive(), write(folder, members))


def only(folder: Path, text: str, **changes: Any) -> Post:
    """The post that one tweet becomes."""
    (post,) = posts(entries(folder, archive([tweet(1, text, **changes)])))
    return post


def reply_to(user: str, status: str = "7") -> dict[str, str]:
    return {"in_reply_to_user_id_str": user, "in_reply_to_status_id_str": status}


def test_a_post_keeps_its_text_time_counts_address_and_provenance(tmp_path: Path) -> None:
    post = only(tmp_path, "Fees & floats:\n\n1 < 2 🧾")
    assert post == Post(
        id=str(tweet_id(1)),
        text="Fees & floats:\n\n1 < 2 🧾",
        posted_at=datetime(2026, 5, 1, 0, 10, tzinfo=UTC),
        channel="x",
        url=f"https://x.com/ada/status/{tweet_id(1)}",
        reactions={"likes": 3, "reposts": 1},
        provenance=Provenance.ARCHIVE,
    )


@pytest.mark.parametrize("wrapped", [True, False])
def test_zip_folder_and_the_bare_records_of_older_archives_are_the_same(
    tmp_path: Path, wrapped: bool
) -> None:
    tweets = [tweet(1, "One."), tweet(2, "Two.")]
    bare = f"window.YTD.tweet.part0 = {json.dumps(tweets)}"
    members = archive(tweets) if wrapped else {"tweet.js": bare}
    unpacked = posts(entries(tmp_path / "folder", members))
    packed = posts(read(XArchive(), zipped(tmp_path / "x.zip", members)))
    assert [post.text for post in unpacked] == ["One.", "Two."]
    assert unpacked == packed


def test_parts_and_communities_are_read_too(tmp_path: Path) -> None:
    members = archive(
        [tweet(1, "One.")],
        tweets_part1=javascript("tweets", "tweet", [tweet(2, "Two.")], part=1),
        community_tweet=javascript("community_tweet", "tweet", [tweet(3, "Three.")]),
    )
    found = {post.text for post in posts(entries(tmp_path, members))}
    assert found == {"One.", "Two.", "Three."}


def test_links_are_written_out_and_pictures_left_out(tmp_path: Path) -> None:
    post = only(
        tmp_path,
        "Read https://t.co/abcd and https://t.co/ab https://t.co/pic",
        entities={
            "urls": [
                {"url": "https://t.co/ab", "expanded_url": "https://b.example/?x=1&lt=2"},
                {"url": "https://t.co/abcd", "expanded_url": "https://a.example/"},
            ],
            "media": [{"url": "https://t.co/pic", "expanded_url": "https://x.com/ada/photo/1"}],
        },
    )
    assert post.text == "Read https://a.example/ and https://b.example/?x=1&lt=2"
    assert post.kind is PostKind.COMMENT


def test_a_picture_alone_is_no_post(tmp_path: Path) -> None:
    media = {"media": [{"url": "https://t.co/pic"}]}
    found = entries(tmp_path, archive([tweet(1, "https://t.co/pic", extended_entities=media)]))
    assert list(reasons(found).values()) == ["a picture or video without words"]


@pytest.mark.parametrize(
    ("text", "changes", "kind"),
    [
        ("Plain.", {}, PostKind.STATEMENT),
        ("Why?", {}, PostKind.QUESTION),
        ("@bob Quite.", reply_to("7"), PostKind.REPLY),
        ("@bob you there?", {}, PostKind.REPLY),
        ("2/ And then.", reply_to("42"), PostKind.THREAD),
        ("@ada 3/ And then.", reply_to("42"), PostKind.THREAD),
        ("@bob as I said", reply_to("42"), PostKind.REPLY),
        ("No name first", reply_to("7"), PostKind.REPLY),
    ],
)
def test_replies_and_threads_are_told_apart(
    tmp_path: Path, text: str, changes: dict[str, str], kind: PostKind
) -> None:
    post = only(tmp_path, text, **changes)
    assert post.kind is kind
    assert post.in_reply_to == changes.get("in_reply_to_status_id_str")


def test_without_a_manifest_the_names_that_begin_a_reply_tell_threads(tmp_path: Path) -> None:
    tweets = [tweet(1, "2/ And then.", **reply_to("42")), tweet(2, "@bob Quite.", **reply_to("7"))]
    members = archive(tweets)
    del members["data/manifest.js"]
    thread, reply = posts(entries(tmp_path, members))
    assert (thread.kind, reply.kind) == (PostKind.THREAD, PostKind.REPLY)


def test_reposts_and_earlier_versions_are_left_out(tmp_path: Path) -> None:
    first, last = tweet(2, "Helo."), tweet(3, "Hello.")
    history = {"editTweetIds": [first["id_str"], last["id_str"]]}
    first["edit_info"] = {"initial": history}
    last["edit_info"] = {"edit": {"initialTweetId": first["id_str"], "editControlInitial": history}}
    found = entries(tmp_path, archive([tweet(1, "RT @bob: mine"), first, last]))
    assert [post.text for post in posts(found)] == ["Hello."]
    assert reasons(found) == {
        "RT @bob: mine": "a repost: somebody else's words",
        "Helo.": "an earlier version of an edited post",
    }


def test_a_note_takes_the_place_of_what_was_cut(tmp_path: Path) -> None:
    quote = {"url": "https://t.co/q", "expanded_url": "https://x.com/bob/status/9"}
    tweets = [
        tweet(1, CUT),
        tweet(2, f"@bob {CUT}", **reply_to("7")),
        tweet(3, f"{CUT} https://t.co/q", entities={"urls": [quote]}),
        tweet(4, "Cut by hand…"),
    ]
    notes = [note(n, f"{LONG}Ending {n}.") for n in (3, 2, 1)]
    members = archive(tweets, note_tweet=javascript("note_tweet", "noteTweet", notes))
    whole, reply, quoting, short = posts(entries(tmp_path, members))
    assert (whole.text, whole.kind) == (f"{LONG}Ending 1.", PostKind.LONG)
    assert (reply.text, reply.kind) == (f"@bob {LONG}Ending 2.", PostKind.REPLY)
    assert quoting.text == f"{LONG}Ending 3. https://x.com/bob/status/9"
    assert short.text == "Cut by hand…"


def test_a_note_whose_post_is_missing_is_a_post(tmp_path: Path) -> None:
    notes = javascript("note_tweet", "noteTweet", [note(1, LONG)])
    (post,) = posts(entries(tmp_path, archive([], note_tweet=notes)))
    assert (post.text, post.kind) == (LONG.strip(), PostKind.LONG)


def article(number: str, title: str, *blocks: str) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "content": {"blocks": [{"text": block} for block in blocks]},
    }


def test_an_article_takes_the_place_of_its_link_and_drafts_are_left_out(tmp_path: Path) -> None:
    link = {"url": "https://t.co/a", "expanded_url": "https://x.com/i/article/1900000000000000001"}
    articles = [
        article("1900000000000000001", "Announced", "First.", "Second."),
        article("1900000000000000002", "A draft", "Not yet."),
        article("1900000000000000003", "Alone", "Here."),
    ]
    about = [
        {"lifecycleState": {"lifecycle": {"name": name}}, "firstPublishedAtMs": "1777890600000"}
        for name in ("Published", "Draft", "Published")
    ]
    members = archive(
        [tweet(1, "https://t.co/a", entities={"urls": [link]})],
        article=javascript("article", "article", articles),
        article_metadata=javascript("article_metadata", "articleMetadata", about),
    )
    found = entries(tmp_path, members)
    announced, alone = posts(found)
    assert (announced.title, announced.text) == ("Announced", "First.\n\nSecond.")
    assert (announced.id, announced.reactions.likes) == (str(tweet_id(1)), 3)
    assert (alone.title, alone.posted_at) == ("Alone", datetime(2026, 5, 4, 10, 30, tzinfo=UTC))
    assert {announced.kind, alone.kind} == {PostKind.LONG}
    assert reasons(found) == {"A draft": "a draft"}


PRIVATE = (
    *("direct-messages", "direct-messages-group", "direct-message-headers", "phone-number"),
    *("email-address-change", "ip-audit", "account", "contact", "device-token", "ad-engagements"),
    *("ageinfo", "deleted-tweets", "deleted-note-tweet", "like", "follower", "personalization"),
)


def test_messages_numbers_logins_and_deleted_posts_are_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = javascript("tweets", "tweet", [tweet(66, "SECRET")])
    members = archive([tweet(1, "Public.")]) | {f"data/{name}.js": poison for name in PRIVATE}
    place = write(tmp_path, members)
    opened: list[str] = []

    before = Path.open

    def opening(path: Path, *arguments: Any, **named: Any) -> IO[Any]:
        opened.append(path.stem)
        assert path.stem not in PRIVATE
        return cast("IO[Any]", before(path, *arguments, **named))

    monkeypatch.setattr(Path, "open", opening)
    found = read(XArchive(), place)
    assert [post.text for post in posts(found)] == ["Public."]
    assert set(opened) == {"tweets", "manifest"}


def test_a_broken_record_stops_no_other(tmp_path: Path) -> None:
    tweets = [tweet(number, f"Post {number}.") for number in range(1, 6)]
    members = archive(tweets)
    text = members["data/tweets.js"]
    second = text.index("Post 2")
    members["data/tweets.js"] = text[:second] + '\0\0\0"' + text[second + 4 :]
    found = entries(tmp_path, members)
    assert [post.text for post in posts(found)] == ["Post 1.", "Post 3.", "Post 4.", "Post 5."]
    assert list(reasons(found).values()) == ["not valid JSON"]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
def test_an_archive_that_breaks_off_gives_what_stands_before(tmp_path: Path, share: float) -> None:
    tweets = [tweet(number, f"Post {number}.") for number in range(1, 101)]
    members = archive(tweets)
    text = members["data/tweets.js"]
    members["data/tweets.js"] = text[: int(len(text) * share)]
    found = entries(tmp_path, members)
    assert abs(len(posts(found)) - share * 100) <= 2
    (reason,) = reasons(found).values()
    assert reason in {"not valid JSON", "the file breaks off before its end"}


@pytest.mark.parametrize(
    "odd",
    [
        {"full_text": 7},
        {"full_text": None},
        {"created_at": "yesterday", "id_str": "5", "id": "5"},
        {"entities": [1], "extended_entities": "x", "edit_info": {"initial": {"editTweetIds": 3}}},
        {"entities": {"urls": [{"url": 3}, 4], "media": [None]}},
        {"favorite_count": {"a": 1}, "in_reply_to_user_id": ["x"]},
        {"id_str": "\ud800", "full_text": "\ud83d half a letter"},
    ],
)
def test_odd_values_never_raise(tmp_path: Path, odd: dict[str, Any]) -> None:
    members: dict[str, str | bytes] = dict(archive([tweet(1, "Fine.")]))
    members["data/tweets.js"] = (
        f"window.YTD.tweets.part0 = {json.dumps([{'tweet': tweet(2, 'Odd.', **odd)}])}"
    )
    members["data/note-tweet.js"] = 'window.YTD.note_tweet.part0 = [{"noteTweet": {"core": []}}]'
    members["data/article.js"] = (
        'window.YTD.article.part0 = [{"article": {"content": 3}}, {"a": 1}]'
    )
    assert entries(tmp_path, members)


LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n&<>;#\"'\\"))
TEXTS = st.lists(LETTERS | st.sampled_from(["&lt;", "&amp;", "&amp;lt;", "…"])).map("".join)


@given(st.lists(TEXTS.filter(lambda t: t.strip() and not t.startswith("RT @")), max_size=8))
def test_any_text_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    members = archive([tweet(number, text) for number, text in enumerate(texts)])
    place = zipped(tmp_path_factory.mktemp("x") / "archive.zip", members)
    found = [post.text for post in posts(read(XArchive(), place))]
    assert found == [unicodedata.normalize("NFC", text).strip() for text in texts]


def test_memory_holds_one_piece_of_the_file_at_a_time(tmp_path: Path) -> None:
    place = zipped(tmp_path / "x.zip", archive([tweet(n, "Post.") for n in range(3_000)]))
    read_so_far: list[int] = []
    with Folder(place, read_so_far.append) as folder:
        found = XArchive().read(folder.only(*XArchive.files))
        assert isinstance(next(found), Post)
        assert 0 < sum(read_so_far) < folder.size_of("data/tweets.js") / 3

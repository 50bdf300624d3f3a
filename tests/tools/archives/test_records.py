"""Reading posts from files: every line a post or a reason."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.errors import ConfigError
from memory.types import Post, PostKind, Provenance
from tools.archives import json_arrays
from tools.archives.entries import Skipped
from tools.archives.json_arrays import elements
from tools.archives.records import read_posts

WHEN = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)


def read(folder: Path, *lines: object, name: str = "posts.jsonl") -> list[Post | Skipped]:
    path = folder / name
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, encoding="utf-8")
    return list(read_posts(path))


@pytest.mark.parametrize("key", ["text", "full_text", "content", "body"])
@pytest.mark.parametrize(
    "time",
    [
        "2026-05-04T10:30:00Z",
        "2026-05-04T12:30:00+02:00",
        "2026-05-04 10:30:00",
        "Mon May 04 10:30:00 +0000 2026",
        "Mon, 04 May 2026 10:30:00 GMT",
        1777890600,
    ],
)
def test_usual_names_and_times_are_understood(tmp_path: Path, key: str, time: object) -> None:
    (post,) = read(tmp_path, {key: "Reserves first.", "created_at": time})
    assert isinstance(post, Post)
    assert (post.text, post.posted_at) == ("Reserves first.", WHEN)


def test_text_is_kept_intact_and_entities_are_undone(tmp_path: Path) -> None:
    (post,) = read(tmp_path, {"text": "Fees &amp; floats\n\n🧾 \u00e9", "date": "2026-05-04"})
    assert isinstance(post, Post)
    assert post.text == "Fees & floats\n\n🧾 é"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"text": "", "date": "2026-05-04"}, "no text"),
        ({"text": "Hello.", "date": "yesterday"}, "no readable time"),
        ({"text": "Hello."}, "no readable time"),
        ({"text": "RT @bob: hi", "date": "2026-05-04"}, "repost"),
        ({"text": "hi", "date": "2026-05-04", "is_retweet": True}, "repost"),
        ("{broken", "not valid JSON"),
        ("[1, 2]", "not a JSON object"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_what_is_no_post_is_skipped_with_its_reason(
    tmp_path: Path, line: object, reason: str
) -> None:
    (skipped, post) = read(tmp_path, line, {"text": "Fine.", "date": "2026-05-04"})
    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason
    assert isinstance(post, Post)


def test_kinds_are_told_apart(tmp_path: Path) -> None:
    day = {"date": "2026-05-04"}
    texts = ["@bob Quite.", "Look. https://a.example/b", "Why?", "So."]
    kinds = [
        p.kind for p in read(tmp_path, *({"text": t, **day} for t in texts)) if isinstance(p, Post)
    ]
    assert kinds == [PostKind.REPLY, PostKind.COMMENT, PostKind.QUESTION, PostKind.STATEMENT]


def test_reactions_may_stand_in_an_object_of_their_own(tmp_path: Path) -> None:
    day = "2026-05-04T10:30:00Z"
    nested = {"text": "So.", "posted_at": day, "reactions": {"likes": 7, "reposts": "2"}}
    (post,) = read(tmp_path, nested)
    assert isinstance(post, Post)
    assert (post.reactions.likes, post.reactions.reposts) == (7, 2)


def test_csv_with_a_byte_order_mark_and_reactions(tmp_path: Path) -> None:
    (post,) = read(
        tmp_path, "\ufeffText,Date,Likes", '"One, two","2026-05-04T10:30:00Z",7', name="p.csv"
    )
    assert isinstance(post, Post)
    assert (post.text, post.reactions.likes, post.provenance) == (
        "One, two",
        7,
        Provenance.OWN_FILE,
    )


def test_a_file_of_nul_bytes_and_one_post_gives_one_post(tmp_path: Path) -> None:
    path = tmp_path / "damaged.jsonl"
    path.write_bytes(b"\0" * 10_000 + b'{"text": "Still here.", "date": "2026-05-04"}\n')
    (post,) = read_posts(path)
    assert isinstance(post, Post)


def test_the_same_line_has_the_same_id(tmp_path: Path) -> None:
    line = {"text": "Same.", "date": "2026-05-04"}
    one, two = read(tmp_path, line, line)
    assert isinstance(one, Post)
    assert one == two


@pytest.mark.parametrize("name", ["posts.docx", "missing.jsonl"])
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        list(read_posts(tmp_path / name))


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for name in ("x.jsonl", "x.csv"):
        (folder / name).write_bytes(data)
        with suppress(ConfigError):  # a zip that breaks off
            list(read_posts(folder / name))


@pytest.mark.parametrize(
    "time",
    [
        "2026-05-04 10:30:00 UTC",
        "2026-05-04 10:30:00 +0000",
        "1777890600",
        "1777890600000",
        1777890600000,
        1777890600.0,
    ],
)
def test_times_of_spreadsheets_and_scripts_are_understood(tmp_path: Path, time: object) -> None:
    (post,) = read(tmp_path, {"text": "So.", "timestamp": time})
    assert isinstance(post, Post)
    assert post.posted_at == WHEN


@pytest.mark.parametrize("time", [True, 0, -5, 1e300, "0001-01-01T00:00:00+14:00", "1777", [], {}])
def test_what_is_no_time_is_skipped(tmp_path: Path, time: object) -> None:
    (skipped,) = read(tmp_path, {"text": "So.", "timestamp": time})
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "no readable time"


def test_what_only_looks_like_an_entity_stays(tmp_path: Path) -> None:
    text = "See https://a.example/?a=1&copy=2&lt=3 &amp;lt; AT&T"
    (post,) = read(tmp_path, {"text": text, "date": "2026-05-04"})
    assert isinstance(post, Post)
    assert post.text == "See https://a.example/?a=1&copy=2&lt=3 &lt; AT&T"


def test_ids_that_a_spreadsheet_rounded_do_not_make_two_posts_one(tmp_path: Path) -> None:
    found = read(tmp_path, "id,text,date", *(f"1.6E+18,{t},2026-05-04" for t in "ab"), name="p.csv")
    assert len({post.id for post in found if isinstance(post, Post)}) == 2


def test_semicolons_tabs_and_topics_in_one_cell_are_read(tmp_path: Path) -> None:
    for name, mark in (("a.csv", ";"), ("b.tsv", "\t")):
        rows = ("Text{0}Created At{0}Topics", 'So; "it" is{0}2026-05-04{0}fees, floats')
        (post,) = read(
            tmp_path, *(row.format(mark).replace("So;", "So") for row in rows), name=name
        )
        assert isinstance(post, Post)
        assert (post.text, post.topics) == ('So "it" is', ("fees", "floats"))


def test_twitter_is_x_today(tmp_path: Path) -> None:
    (post,) = read(tmp_path, {"text": "So.", "date": "2026-05-04", "platform": "Twitter"})
    assert isinstance(post, Post)
    assert post.channel == "x"


@pytest.mark.parametrize(
    "odd",
    [
        '{"text": "So.", "date": "2026-05-04", "id": ' + "9" * 5_000 + "}",
        {"text": "\ud800", "date": "2026-05-04", "id": "\udfff"},
        {"text": ["So."], "date": "2026-05-04"},
        {"text": "So.", "date": "2026-05-04", "provenance": ["x"], "topics": 3, "reactions": [1]},
        {"text": "So.\u0000", "date": "2026-05-04", "kind": {}, "likes": "many"},
    ],
)
def test_odd_values_stop_no_other(tmp_path: Path, odd: object) -> None:
    found = read(tmp_path, odd, {"text": "Fine.", "date": "2026-05-04"})
    assert len(found) == 2
    assert isinstance(found[1], Post)
    assert not any("\0" in post.text for post in found if isinstance(post, Post))


def test_an_array_is_read_past_what_is_broken_in_it(tmp_path: Path) -> None:
    posts = [{"text": f"Post {n}.", "date": "2026-05-04"} for n in range(200)]
    text = json.dumps(posts, indent=1).replace('"Post 50."', '"Post 50.', 1)
    (tmp_path / "posts.json").write_text(text, encoding="utf-8")
    found = list(read_posts(tmp_path / "posts.json"))
    texts = {post.text for post in found if isinstance(post, Post)}
    assert texts == {f"Post {n}." for n in range(200)} - {"Post 50."}
    assert [one.reason for one in found if isinstance(one, Skipped)] == ["not valid JSON"]


def test_an_object_without_end_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_arrays, "LONGEST", 1_000)
    text = json.dumps([{"a": "one"}, {"a": "x" * 5_000}, {"a": "two"}])
    pieces = [text[at : at + 100] for at in range(0, len(text), 100)]
    assert list(elements(pieces)) == [{"a": "one"}, "not valid JSON", {"a": "two"}]


@given(st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=50)), min_size=1), st.data())
def test_arrays_come_apart_as_json_would_read_them_however_they_are_cut(
    records: list[dict[str, str]], data: st.DataObject
) -> None:
    text = f"var posts = {json.dumps(records, ensure_ascii=False)};"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=9)))
    pieces = [text[a:b] for a, b in pairwise([0, *cuts, len(text)])]
    assert list(elements(pieces)) == records

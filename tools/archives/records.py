"""Records: JSON Lines, CSV and JSON arrays, as tools and spreadsheets write posts.

A text and a time under any of their usual names. Every record is read on its own: one that is
broken, empty or a repost is skipped with its reason. Nothing but posts is taken out of a file.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from memory.errors import ConfigError, SourceError
from memory.types import Post, PostKind, Provenance, Reactions
from tools.archives.entries import (
    NO_TEXT,
    NO_TIME,
    REPOST,
    Entry,
    Skipped,
    clean,
    content_id,
    count_of,
    kind_of,
    time_of,
    truth,
)
from tools.archives.folders import LINE_BYTES, Folder
from tools.archives.json_arrays import BROKEN, elements

TEXT = ("text", "full_text", "content", "body", "post", "tweet", "message", "caption", "status")
TIME = (
    *("posted_at", "created_at", "published_at", "date", "timestamp", "time", "datetime"),
    *("created", "published", "created_time", "date_posted", "tweet_created_at", "createdat"),
)
ID = ("id", "id_str", "post_id", "tweet_id", "status_id", "url", "permalink", "link")
COUNTS = {
    "likes": ("likes", "favorite_count", "favorites", "favourites", "like_count", "likecount"),
    "reposts": ("reposts", "retweets", "retweet_count", "retweetcount", "shares"),
    "quotes": ("quotes", "quote_count", "quotecount"),
    "comments": ("comments", "replies", "reply_count", "replycount"),
    "impressions": ("impressions", "views", "impression_count", "view_count", "viewcount"),
}
REPLY_TO = ("in_reply_to", "in_reply_to_status_id", "in_reply_to_screen_name", "inreplytotweetid")
LINES, CSV, ARRAY = (".jsonl", ".ndjson"), (".csv", ".tsv"), (".json",)
ENDINGS = (*LINES, *CSV, *ARRAY)
_ROUNDED = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
"""A long number after a spreadsheet: the same for many posts, so no id."""


class Records:
    """Files of posts, one or a folder of them."""

    name = "JSON Lines, CSV or JSON"
    files = ("*",)

    def recognises(self, folder: Folder) -> bool:
        return any(_shape(folder, member) for member in _members(folder))

    def read(self, folder: Folder) -> Iterator[Entry]:
        """The posts of each file that has any; of others, what they have instead."""
        for member in _members(folder):
            try:
                yield from _entries(folder, member)
            except SourceError as error:
                yield Skipped(0, "the rest of a file cannot be read", member, str(error))


def read_posts(path: Path) -> Iterator[Entry]:
    """Each record of a file, by its content. Raises ConfigError when it is no file of posts."""
    with Folder(path) as folder:
        if not Records().recognises(folder):
            raise ConfigError(f"{path}: only {', '.join(ENDINGS)} can be imported; convert it")
        yield from Records().read(folder)


# ----------------------------------------------------------------------- files


def _members(folder: Folder) -> list[str]:
    """The only file there is, whatever its name, or those that by their endings may be meant."""
    names = folder.names()
    return names if len(names) == 1 else [n for n in names if n.lower().endswith(ENDINGS)]


def _shape(folder: Folder, member: str) -> tuple[str, ...] | None:
    """LINES, CSV or ARRAY by how the file begins, or else by its ending; None for neither."""
    try:
        lines = folder.lines(member, watched=False)
        first = next((line for line in lines if line.strip(" \r\n\ufeff")), "")
    except SourceError:
        first = ""
    ending = next((e for e in (LINES, CSV, ARRAY) if member.lower().endswith(e)), None)
    if first.lstrip("\ufeff ").startswith(("{", "[")):
        return LINES if ending == LINES or isinstance(_object(first), dict) else ARRAY
    columns = {_key(name) for name in first.strip().split(_delimiter(first))}
    return CSV if columns.intersection(TEXT) and columns.intersection(TIME) else ending


def _entries(folder: Folder, member: str) -> Iterator[Entry]:
    shape = _shape(folder, member)
    if shape is None:
        return
    rows = {LINES: _json_lines, CSV: _csv_rows, ARRAY: _json_array}[shape](folder, member)
    for number, record in rows:
        if isinstance(record, str):
            yield Skipped(number, record, member)
        else:
            yield _entry(number, member, {_key(name): value for name, value in record.items()})


def _json_lines(folder: Folder, member: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for number, line in enumerate(folder.lines(member), start=1):
        if line.strip():
            yield number, _object(line)


def _object(line: str) -> dict[str, Any] | str:
    """What a line of JSON says, or why it says nothing."""
    if len(line) > LINE_BYTES:
        return f"longer than {LINE_BYTES:,} bytes"
    try:
        found = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return BROKEN
    return _unwrapped(found) if isinstance(found, dict) else "not a JSON object"


def _json_array(folder: Folder, member: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    number = 0
    for found in elements(folder.pieces(member)):
        inner = [found] if isinstance(found, str) else _listed(found)
        for record in inner:
            number += 1
            yield number, record if isinstance(record, str) else _unwrapped(record)


def _listed(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The records of `{"posts": [...]}`, or the one that `found` is."""
    lists = [v for v in found.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
    if lists and not any(isinstance(found.get(name), str) for name in TEXT):
        return [record for record in max(lists, key=len) if isinstance(record, dict)]
    return [found]


def _unwrapped(record: dict[str, Any]) -> dict[str, Any]:
    """`{...}` of `{"tweet": {...}}`."""
    inner = next(iter(record.values())) if len(record) == 1 else None
    return inner if isinstance(inner, dict) else record


def _csv_rows(folder: Folder, member: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    lines = folder.lines(member)
    first = next((line for line in lines if line.strip()), "").lstrip("\ufeff")
    rows = csv.DictReader(chain([first], lines), delimiter=_delimiter(first))
    while True:
        try:
            record = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield rows.line_num, f"not valid CSV ({error})"
        else:
            yield rows.line_num, {str(k): v for k, v in record.items() if k is not None}


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _key(name: str) -> str:
    return name.strip(' "\ufeff').lower().replace(" ", "_").replace("-", "_")


# --------------------------------------------------------------------- records


def _entry(number: int, member: str, record: dict[str, Any]) -> Entry:
    text = next((found for name in TEXT if (found := clean(record.get(name)))), "")
    when = time_of(_first(record, TIME))
    if not text:
        return Skipped(number, NO_TEXT, member, ", ".join(record))
    if when is None or _is_repost(record, text):
        return Skipped(number, REPOST if _is_repost(record, text) else NO_TIME, member, text)
    reply_to = _first(record, REPLY_TO)
    nested = record.get("reactions")
    counts = nested if isinstance(nested, dict) else record
    try:
        return Post(
            id=_id(record) or content_id(text, when),
            text=text,
            title=clean(record.get("title")) or None,
            posted_at=when,
            channel=_channel(record),
            kind=_kind(record, text, reply=bool(reply_to)),
            url=str(record["url"]) if record.get("url") else None,
            in_reply_to=str(reply_to) if reply_to else None,
            reactions=Reactions(
                **{count: count_of(_first(counts, names)) for count, names in COUNTS.items()}
            ),
            topics=_topics(record.get("topics")),
            provenance=_provenance(record.get("provenance")),
            licence=str(record.get("licence") or ""),
        )
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        return Skipped(number, f"not built like a post ({place[0]})", member, text)


def _first(record: dict[str, Any], names: Iterable[str]) -> Any:
    return next((record[n] for n in names if record.get(n) not in (None, "")), None)


def _id(record: dict[str, Any]) -> str | None:
    found = str(_first(record, ID) or "")
    return None if _ROUNDED.fullmatch(found) else found or None


def _channel(record: dict[str, Any]) -> str:
    named = str(record.get("channel") or record.get("platform") or "x").strip().lower()
    return "x" if named in {"twitter", "twitter.com", "x.com"} else named


def _is_repost(record: dict[str, Any], text: str) -> bool:
    return truth(record.get("is_retweet") or record.get("is_repost")) or text.startswith("RT @")


def _kind(record: dict[str, Any], text: str, *, reply: bool) -> PostKind:
    named = str(record.get("kind") or "")
    if named in set(PostKind):
        return PostKind(named)
    return kind_of(text, reply=reply or truth(record.get("is_reply")))


def _topics(value: Any) -> tuple[str, ...]:
    """A list, or one text with commas as a spreadsheet has it."""
    found = value.split(",") if isinstance(value, str) else value
    named = (str(topic).strip() for topic in found) if isinstance(found, list) else ()
    return tuple(topic for topic in named if topic)


def _provenance(value: Any) -> Provenance:
    return Provenance(value) if str(value) in set(Provenance) else Provenance.OWN_FILE

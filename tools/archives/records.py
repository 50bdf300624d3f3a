"""Records: JSON Lines and CSV.

JSON Lines or CSV with a text and a time under any of their usual names. Every line
is read on its own: one that is broken, empty or a repost is skipped with its reason.
Nothing but posts is taken out of a file.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from memory.errors import ConfigError
from memory.types import Post, PostKind, Provenance, Reactions
from tools.archives.entries import Skipped, clean, content_id, count_of, kind_of, time_of, truth

TEXT = ("text", "full_text", "content", "body", "post", "tweet")
TIME = ("posted_at", "created_at", "published_at", "date", "timestamp", "time")
ID = ("id", "id_str", "post_id", "tweet_id", "url")
COUNTS = {
    "likes": ("likes", "favorite_count", "favourites", "like_count"),
    "reposts": ("reposts", "retweets", "retweet_count", "shares"),
    "quotes": ("quotes", "quote_count"),
    "comments": ("comments", "replies", "reply_count"),
    "impressions": ("impressions", "views", "impression_count"),
}
LONGEST_LINE = 200_000
"""Characters; longer lines are no posts."""


def read_posts(path: Path) -> Iterator[Post | Skipped]:
    """Each line of a `.jsonl` or `.csv` file as a post or a reason. Raises ConfigError."""
    readers = {".jsonl": _json_lines, ".ndjson": _json_lines, ".csv": _csv_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ConfigError(f"{path}: only {', '.join(readers)} files can be imported; convert it")
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            for number, record in reader(lines):
                yield record if isinstance(record, Skipped) else _post(number, record)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); check the path") from error


def _json_lines(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
    for number, line in enumerate(lines, start=1):
        line = line.replace("\0", "").strip()
        if not line:
            continue
        if len(line) > LONGEST_LINE:
            yield number, Skipped(number, f"longer than {LONGEST_LINE} characters")
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            yield number, Skipped(number, "not valid JSON")
            continue
        is_object = isinstance(record, dict)
        yield number, record if is_object else Skipped(number, "not a JSON object")


def _csv_rows(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
    rows = csv.DictReader(line.replace("\0", "") for line in lines)
    try:
        for record in rows:
            named = {str(k).strip().lower(): v for k, v in record.items() if k is not None}
            yield rows.line_num, named
    except csv.Error as error:
        yield rows.line_num, Skipped(rows.line_num, f"not valid CSV: {error}")


def _post(number: int, record: dict[str, Any]) -> Post | Skipped:
    text = clean(_first(record, TEXT))
    if not text:
        return Skipped(number, "no text")
    if _is_repost(record, text):
        return Skipped(number, "a repost: somebody else's words")
    when = time_of(_first(record, TIME))
    if when is None:
        return Skipped(number, "no readable time")
    reply_to = _first(record, ("in_reply_to", "in_reply_to_screen_name"))
    nested = record.get("reactions")
    counts = nested if isinstance(nested, dict) else record
    return Post(
        id=str(_first(record, ID) or content_id(text, when)),
        text=text,
        posted_at=when,
        channel=str(record.get("channel") or record.get("platform") or "x"),
        kind=_kind(record, text),
        url=str(record["url"]) if record.get("url") else None,
        in_reply_to=str(reply_to) if reply_to else None,
        reactions=Reactions(**{k: count_of(_first(counts, names)) for k, names in COUNTS.items()}),
        topics=tuple(str(t) for t in record.get("topics") or () if isinstance(t, str)),
        provenance=_provenance(record.get("provenance")),
        licence=str(record.get("licence") or ""),
    )


def _first(record: dict[str, Any], names: Iterable[str]) -> Any:
    return next((record[n] for n in names if record.get(n) not in (None, "")), None)


def _is_repost(record: dict[str, Any], text: str) -> bool:
    return truth(record.get("is_retweet") or record.get("is_repost")) or text.startswith("RT @")


def _kind(record: dict[str, Any], text: str) -> PostKind:
    named = str(record.get("kind") or "")
    if named in set(PostKind):
        return PostKind(named)
    return kind_of(text, reply=truth(record.get("is_reply")))


def _provenance(value: Any) -> Provenance:
    return Provenance(value) if value in set(Provenance) else Provenance.OWN_FILE

"""Archives: the persona's own posts, read from files.

JSON Lines or CSV with a text and a time under any of their usual names. Every line
is read on its own: one that is broken, empty or a repost is skipped with its reason.
Nothing but posts is taken out of a file.
"""

from __future__ import annotations

import csv
import hashlib
import html
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from memory.errors import ConfigError
from memory.store import Store
from memory.types import Post, PostKind, Provenance, Reactions

Advance = Callable[[str], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress display named by its argument; the inner call counts steps."""
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


@dataclass(frozen=True)
class Skipped:
    """A line that is no post, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Imported:
    """What an import brought."""

    new: int
    known: int
    reasons: Counter[str]
    """Why lines were skipped, with how many."""

    @property
    def skipped(self) -> int:
        return self.reasons.total()


def import_posts(
    store: Store, persona: str, file: Path, advance: Advance | None = None
) -> Imported:
    """Take in the posts of `file`, each once. Raises ConfigError, StorageError."""
    posts: list[Post] = []
    reasons: Counter[str] = Counter()
    with advance(f"reading {file.name}") if advance else nullcontext(_silent) as step:
        for record in read_posts(file):
            step(1)
            if isinstance(record, Skipped):
                reasons[record.reason] += 1
            else:
                posts.append(record)
    new = store.add_posts(persona, posts)
    return Imported(new, len(posts) - new, reasons)


def _silent(_steps: int) -> None:
    """Nobody watches."""


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
    text = _clean(_first(record, TEXT))
    if not text:
        return Skipped(number, "no text")
    if _is_repost(record, text):
        return Skipped(number, "a repost: somebody else's words")
    when = _time(_first(record, TIME))
    if when is None:
        return Skipped(number, "no readable time")
    reply_to = _first(record, ("in_reply_to", "in_reply_to_screen_name"))
    return Post(
        id=str(_first(record, ID) or _content_id(text, when)),
        text=text,
        posted_at=when,
        channel=str(record.get("channel") or record.get("platform") or "x"),
        kind=_kind(record, text),
        url=str(record["url"]) if record.get("url") else None,
        in_reply_to=str(reply_to) if reply_to else None,
        reactions=Reactions(**{k: _count(_first(record, names)) for k, names in COUNTS.items()}),
        topics=tuple(str(t) for t in record.get("topics") or () if isinstance(t, str)),
        provenance=_provenance(record.get("provenance")),
        licence=str(record.get("licence") or ""),
    )


def _first(record: dict[str, Any], names: Iterable[str]) -> Any:
    return next((record[n] for n in names if record.get(n) not in (None, "")), None)


def _clean(value: Any) -> str:
    return (
        unicodedata.normalize("NFC", html.unescape(value)).strip()
        if value and isinstance(value, str)
        else ""
    )


def _is_repost(record: dict[str, Any], text: str) -> bool:
    return _truth(record.get("is_retweet") or record.get("is_repost")) or text.startswith("RT @")


def _kind(record: dict[str, Any], text: str) -> PostKind:
    named = str(record.get("kind") or "")
    if named in set(PostKind):
        return PostKind(named)
    return kind_of(text, reply=_truth(record.get("is_reply")))


def kind_of(text: str, *, reply: bool) -> PostKind:
    """What kind of post `text` is; `reply` when it is known to answer somebody."""
    if reply or text.startswith("@"):
        return PostKind.REPLY
    if "https://" in text or "http://" in text:
        return PostKind.COMMENT
    return PostKind.QUESTION if text.endswith("?") else PostKind.STATEMENT


def _truth(value: Any) -> bool:
    return value is True or str(value).lower() in {"true", "1", "yes"}


def _provenance(value: Any) -> Provenance:
    return Provenance(value) if value in set(Provenance) else Provenance.OWN_FILE


def _time(value: Any) -> datetime | None:
    """Aware UTC from ISO 8601, RFC 2822 or X's own format; a naive time is taken as UTC."""
    if isinstance(value, (int, float)) and 0 < value < 1e11:
        return datetime.fromtimestamp(value, UTC)
    if not isinstance(value, str):
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime, _x_time):
        try:
            found = read(value.strip())
        except (ValueError, IndexError, OverflowError):
            continue
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _x_time(value: str) -> datetime:
    return datetime.strptime(value, "%a %b %d %H:%M:%S %z %Y")


def _count(value: Any) -> int:
    try:
        return max(0, int(float(value)))
    except (TypeError, ValueError, OverflowError):
        return 0


def _content_id(text: str, when: datetime) -> str:
    return hashlib.sha256(f"{when.isoformat()}\n{text}".encode()).hexdigest()[:16]

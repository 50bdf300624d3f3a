"""X archives for tests, written as X writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

OWNER = {"accountId": "42", "userName": "ada", "displayName": "Ada"}
WHEN = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)


def tweet_id(number: int) -> int:
    """Ten minutes after the one before, in what X counts ids by."""
    return 1_800_000_000_000_000_000 + number * (600_000 << 22)


def tweet(number: int, text: str, **changes: Any) -> dict[str, Any]:
    """A post of `tweets.js`: escaped as X does, ten minutes after the one before."""
    minute = number * 10
    when = WHEN.replace(day=1 + minute // 1440, hour=minute // 60 % 24, minute=minute % 60)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {
        "id": str(tweet_id(number)),
        "id_str": str(tweet_id(number)),
        "full_text": escaped,
        "created_at": when.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "favorite_count": "3",
        "retweet_count": "1",
        "retweeted": False,
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
        **changes,
    }


def note(number: int, text: str, **changes: Any) -> dict[str, Any]:
    """The long text of tweet `number`, which X makes a few milliseconds earlier."""
    return {
        "noteTweetId": str(tweet_id(number) - 80_000_000),
        "createdAt": "2026-05-04T10:30:00.000Z",
        "core": {"text": text, "urls": [], "mentions": []},
        **changes,
    }


def javascript(name: str, key: str, records: Sequence[Mapping[str, Any]], part: int = 0) -> str:
    """A file of the archive's data folder."""
    wrapped = [{key: record} for record in records]
    return f"window.YTD.{name}.part{part} = {json.dumps(wrapped, indent=2, ensure_ascii=False)}"


def archive(tweets: Sequence[Mapping[str, Any]], **others: str) -> dict[str, str]:
    """The members of an archive; `others` by their names without folder and ending."""
    manifest = f"window.__THAR_CONFIG = {json.dumps({'userInfo': OWNER, 'dataTypes': {}})}"
    files = {"manifest": manifest, "tweets": javascript("tweets", "tweet", tweets)} | {
        name.replace("_", "-"): text for name, text in others.items()
    }
    return {f"data/{name}.js": text for name, text in files.items()}


def zipped(place: Path, members: Mapping[str, str | bytes]) -> Path:
    """`place` as a zip with these members."""
    with ZipFile(place, "w", ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return place

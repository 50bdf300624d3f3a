"""Personas on disk: a new one to fill in, and the posts that lie beside it."""

from __future__ import annotations

from pathlib import Path

from memory.errors import ConfigError
from memory.persona import load_persona, persona_file

TEMPLATE = """\
# Who Understudy stands in for. Every key is checked; errors say what to write instead.

slug = "{slug}"
name = "{name}"
bio = ""
language = "en"
timezone = "UTC"
tone = "plain"

# On whose word do we publish? "self", "consented", "parody" or "fictional".
# Without it everything stays a dry run.
# authorisation = "self"

# What the account's profile says about being automated; needed for --live.
disclosure = ""

# "always": a human sees every draft. "risk": the doubtful ones. "never": none.
approval = "always"
# With "risk": a draft of less risk than this, 0 to 1, goes out unseen. `inbox show` and `explain`
# say what the risk of a draft is made of.
# risk = 0.3

# The first is used unless --channel names another.
channels = ["console"]

# What to read: URLs of feeds, sitemaps or pages, files relative to this project, and
# "news:WORDS" (a search of the news), "x:mentions", "x:home", "x:own", "x:user/NAME",
# "x:search/WORDS" (X charges for each post that is read).
sources = []

[[interests]]
name = "write here what they talk about"
weight = 1.0
keywords = ["a word", "another"]

# [[taboos]]
# name = "what they never touch"
# words = ["a word", "another"]

# What may not wait for the next turn: a headline or first sentence with one of the words, or
# a story that so many publishers tell within so many hours.
# [alarms]
# words = ["a name"]
# publishers = 4
# within_hours = 3

[limits]
posts_per_day = 4
posts_per_turn = 1
usd_per_day = 1.0

# When things go out, by the clocks where they live (timezone above). Without it: at once.
# What rang (see [alarms]) goes first; `python main.py calendar` shows what comes of it.
# [schedule]
# quiet = ["23:00-07:00", "sat,sun 22:00-09:00"]  # days: those on which they begin
# gap_minutes = 45            # between two posts of one channel
# posts_per_day = 4           # of one channel; a thread counts once
# habit = true                # only in the hours of the week in which they usually post
# expires_hours = 24          # a draft older than this no longer goes out
# urgent_gap_minutes = 10
# urgent_expires_hours = 4
# urgent_breaks_quiet = false # true: what rang goes out at night, too
# [schedule.channels.x]       # what differs for one channel
# posts_per_day = 2

# Image cards: the colours must be readable on each other. Instagram always gets one.
# [card]
# background = "#f7f3ea"
# ink = "#1c2430"
# accent = "#a63d1f"
# channels = ["x"]            # where else posts get a card
"""


def write_persona(folder: Path, slug: str, name: str) -> Path:
    """A persona file with every key explained. Raises ConfigError rather than overwrite."""
    path = persona_file(folder, slug)
    if path.exists():
        raise ConfigError(f"{path}: is there already; edit it, or choose another name")
    shown = name.replace("\\", "").replace('"', "'") or slug.replace("-", " ").title()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEMPLATE.format(slug=slug, name=shown), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from error
    try:
        load_persona(folder, slug)  # a slug that will not load is refused now, not later
    except ConfigError:
        path.unlink()
        raise
    return path


def posts_beside(folder: Path, slug: str) -> Path | None:
    """The corpus that ships with a persona, if there is one."""
    path = persona_file(folder, slug).with_name("posts.jsonl")
    return path if path.is_file() else None


def facts_beside(folder: Path, slug: str) -> Path:
    """Where people write what may be said about a persona as fact; it need not be there."""
    return persona_file(folder, slug).with_name("facts.md")

"""X's search of the last seven days: the query as it is sent, and how far back it may reach.

Source: X's developer documentation of recent search, read 2026-08-22.
"""

from __future__ import annotations

import re
from datetime import timedelta

from memory.errors import ChannelRefused

QUERY_LIMIT = 512
"""Characters, with all operators."""
WINDOW = timedelta(days=7) - timedelta(minutes=5)
"""X refuses a `since_id` from before its seven days; five minutes for the clocks to differ."""
_QUOTED = re.compile(r'"[^"]*"')
_ASKS_FOR_REPOSTS = re.compile(r"(?<!\w)(is:retweet|retweets_of\w*:)")
_EITHER = re.compile(r"(?<!\S)OR(?!\S)")
_NO_REPOSTS = "-is:retweet"


def full_query(words: str) -> str:
    """`words` without reposts, unless they say something of reposts themselves.

    Raises ChannelRefused when nothing is asked, or more than X takes.
    """
    asked = " ".join(words.split())
    if not asked:
        raise ChannelRefused("x: a search needs words to look for")
    operators = _QUOTED.sub(" ", asked)
    if not _ASKS_FOR_REPOSTS.search(operators):
        # X binds what stands side by side closer than OR.
        asked = f"({asked})" if _EITHER.search(operators) else asked
        asked = f"{asked} {_NO_REPOSTS}"
    if len(asked) > QUERY_LIMIT:
        raise ChannelRefused(
            f"x: the search is {len(asked)} of {QUERY_LIMIT} characters long, counted with "
            f'"{_NO_REPOSTS}"; shorten it or make two of it'
        )
    return asked

"""Recent search on our loopback X: its limits, and as much of its language as tests need.

Words side by side must all be there; `OR` and parentheses choose; a phrase in quotes is taken
whole; `-` excludes; `is:retweet` tells reposts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.servers.x_account import ServerPost
from tests.servers.x_refusals import invalid

DAYS = timedelta(days=7)
LONGEST = 512
_EPOCH_MS = 1_288_834_974_657
_TERM = re.compile(r'-?"[^"]*"|[^\s()]+|[()]')


def recent(posts: Sequence[ServerPost], query: str, now: datetime) -> list[ServerPost]:
    """Posts of the last seven days, newest first, that `query` asks for. Raises Refusal."""
    if not 1 <= len(query) <= LONGEST:
        raise invalid(f"The `query` query parameter value length [{len(query)}] is not valid")
    young = [post for post in posts if post.at >= now - DAYS and _fits(_TERM.findall(query), post)]
    return sorted(young, key=lambda post: int(post.id), reverse=True)


def check_since(since_id: str, now: datetime) -> None:
    """Raises Refusal for an id from before the seven days."""
    oldest = (int((now - DAYS).timestamp() * 1000) - _EPOCH_MS) << 22
    if int(since_id) < oldest:
        raise invalid(
            f"Invalid 'since_id':'{since_id}'. 'since_id' must be a tweet id created after "
            f"[{now - DAYS:%Y-%m-%dT%H:%M}Z]. Please use a 'since_id' that is larger than {oldest}"
        )


def _fits(terms: list[str], post: ServerPost) -> bool:
    """Whether `post` fits one side of an OR; takes the terms up to the end or to a ")"."""
    found, all_of_it = False, True
    while terms and (term := terms.pop(0)) != ")":
        if term == "OR":
            found, all_of_it = found or all_of_it, True
        else:
            fits = _fits(terms, post) if term == "(" else _has(term, post)
            all_of_it = all_of_it and fits
    return found or all_of_it


def _has(term: str, post: ServerPost) -> bool:
    if term.startswith("-"):
        return not _has(term[1:], post)
    if term == "is:retweet":
        return post.reposts is not None
    return term.strip('"').casefold() in post.text.casefold()

"""Recent search on our loopback X: its limits, and as much of its language as tests need.

Words side by side must all be there; `OR` and one pair of parentheses choose; a phrase in
quotes is taken whole; `-` excludes; `is:retweet` tells reposts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.servers.x_account import ServerPost, invalid

DAYS = timedelta(days=7)
LONGEST = 512
_EPOCH_MS = 1_288_834_974_657
_TERM = re.compile(r'-?"[^"]*"|[^\s()]+|[()]')


def recent(posts: Sequence[ServerPost], query: str, now: datetime) -> list[ServerPost]:
    """Posts of the last seven days, newest first, that `query` asks for. Raises Refusal."""
    if not 1 <= len(query) <= LONGEST:
        raise invalid(f"The `query` query parameter value length [{len(query)}] is not valid")
    terms = _TERM.findall(query)
    young = [post for post in posts if post.at >= now - DAYS and _fits(terms, post)]
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
    """One side of every OR, all terms of a side; what stands in parentheses is one term."""
    if "(" in terms:
        begin, end = terms.index("("), terms.index(")")
        inside = _fits(terms[begin + 1 : end], post)
        return inside and _fits(terms[:begin] + terms[end + 1 :], post)
    if "OR" in terms:
        cut = terms.index("OR")
        return _fits(terms[:cut], post) or _fits(terms[cut + 1 :], post)
    return all(_has(term, post) for term in terms)


def _has(term: str, post: ServerPost) -> bool:
    if term.startswith("-"):
        return not _has(term[1:], post)
    if term == "is:retweet":
        return post.reposts is not None
    return term.strip('"').casefold() in post.text.casefold()

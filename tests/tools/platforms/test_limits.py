"""What platforms said of their limits: the newest word on each, in one order."""

from __future__ import annotations

from memory.types import Limit
from tools.platforms.limits import Limits


def test_the_newest_word_on_each_limit_is_told_in_the_order_of_their_names() -> None:
    limits = Limits()
    for name, remaining in [("posts", 3), ("calls", 90), ("posts", 2)]:
        limits.note(Limit(name=name, remaining=remaining))
    assert [(one.name, one.remaining) for one in limits.now()] == [("calls", 90), ("posts", 2)]

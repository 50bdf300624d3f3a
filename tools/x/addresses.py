"""Addresses of posts on X, as people copy them."""

from __future__ import annotations

import re

from tools.x.wire import is_id

_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.|mobile\.)?(?:x|twitter)\.com/(?:i/web|\w{1,15})/status/([0-9]+)"
    r"(?:[/?#]\S*)?",
    re.IGNORECASE,
)


def post_id(address: str) -> str | None:
    """The id in an address, or the id itself; None for anything else."""
    found = _ADDRESS.fullmatch(address.strip())
    given = found[1] if found else address.strip()
    return given if is_id(given) else None

"""Reading an answer to its end, within a size and a time."""

from __future__ import annotations

import time
from collections.abc import Iterable

MAX_BYTES = 8_000_000
"""Largest answer that is read, after decompression; a full page of posts is below 1 MB."""


class Unbearable(Exception):
    """An answer that is too large or does not end."""


def bounded(pieces: Iterable[bytes], timeout_s: float) -> bytes:
    """All of `pieces`. Raises Unbearable over MAX_BYTES or after `timeout_s` seconds."""
    held, size, deadline = [], 0, time.monotonic() + timeout_s
    for piece in pieces:
        size += len(piece)
        if size > MAX_BYTES:
            raise Unbearable(f"an answer of over {MAX_BYTES} bytes")
        if time.monotonic() > deadline:
            raise Unbearable(f"an answer that does not end in {timeout_s:g} s")
        held.append(piece)
    return b"".join(held)

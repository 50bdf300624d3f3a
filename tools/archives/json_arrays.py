"""JSON arrays, element by element, however large the file and whatever is broken in it.

Reads `[{...}, {...}]` with anything before and after it, so also the JavaScript of an X archive
(`window.YTD.tweets.part0 = [...]`). Memory holds one piece of the file and one element.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from memory.errors import SourceError

BROKEN = "not valid JSON"
CUT_SHORT = "the file breaks off before its end"
LONGEST = 4 * 2**20
"""Letters of one element; a longer one is passed over."""
_LONGEST_KEY = 200
_OBJECT = re.compile(r"\{")


def elements(pieces: Iterable[str]) -> Iterator[dict[str, Any] | str]:
    """Each object of an array, or the reason why one is missing.

    After something broken it goes on where an object begins with the same key as the first
    did. A SourceError of `pieces` becomes the last reason.
    """
    decode = json.JSONDecoder().raw_decode
    text, at, sound, like_first, is_array = "", 0, True, _OBJECT, False
    trouble: list[str] = []
    for piece in _with_end(pieces, trouble):
        text, at = text[at:] + piece, 0
        while begin := (_OBJECT if sound else like_first).search(text, at):
            at = begin.start()
            try:
                value, at = decode(text, at)
            except (ValueError, RecursionError):
                if piece and len(text) - at < LONGEST:
                    break  # perhaps only cut by the end of the piece
                if sound:
                    yield BROKEN
                sound, at = False, at + 1
            else:
                if like_first is _OBJECT and value:
                    is_array = "[" in text[: begin.start()]
                    key = json.dumps(next(iter(value)), ensure_ascii=False)
                    like_first = re.compile(rf"\{{\s*{re.escape(key)}\s*:")
                sound = True
                yield value
        else:
            at = max(at, len(text) - _LONGEST_KEY)
    if is_array and sound and "]" not in text[at:] and not trouble:
        yield CUT_SHORT
    yield from trouble


def _with_end(pieces: Iterable[str], trouble: list[str]) -> Iterator[str]:
    """The pieces, then an empty one; the error that ended them goes to `trouble`."""
    try:
        yield from filter(None, pieces)
    except SourceError as error:
        trouble.append(str(error))
    yield ""

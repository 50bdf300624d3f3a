"""LinkedIn's `little` text format: plain text in and out, hashtags alone keep a meaning.

Reserved characters are escaped by a backslash, or LinkedIn cuts a post off where it takes
one for a mention. So a draft can name nobody by accident. A hashtag is written as the
template that LinkedIn itself shows it as. Pure; nothing here raises.
Source: learn.microsoft.com, LinkedIn Marketing, "little Text Format", read 2026-11-21.
"""

from __future__ import annotations

import re

RESERVED = "|{}@[]()<>#\\*_~"

_HASHTAG = re.compile(r"(?<![\w&/#])#([^\W_]*[^\W\d_][^\W_]*)(?![\w#])")
_RESERVED = re.compile(f"[{re.escape(RESERVED)}]")
_WRITTEN = re.compile(
    r"\{hashtag\|\\?[#＃]\|(?P<tag>(?:\\.|[^}\\])*)\}"
    r"|@\[(?P<name>(?:\\.|[^\]\\])*)\]\([^)]*\)"
    r"|\\(?P<escaped>.)",
    re.DOTALL,
)


def written(text: str) -> str:
    """`text` as a `commentary` that reads the same."""
    pieces, end = [], 0
    for match in _HASHTAG.finditer(text):
        pieces += [_escaped(text[end : match.start()]), rf"{{hashtag|\#|{match[1]}}}"]
        end = match.end()
    return "".join([*pieces, _escaped(text[end:])])


def read(commentary: str) -> str:
    """What people see of a `commentary`; the name alone of a mention."""
    return _WRITTEN.sub(_shown, commentary)


def _shown(match: re.Match[str]) -> str:
    if match["tag"] is not None:
        return "#" + read(match["tag"])
    if match["name"] is not None:
        return read(match["name"])
    return match["escaped"]


def _escaped(text: str) -> str:
    return _RESERVED.sub(r"\\\g<0>", text)

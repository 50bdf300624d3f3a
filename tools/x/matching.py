"""Whether a post on X says a text of ours, whatever X did to it on the way.

X rewrites links, escapes and blanks, puts those who are answered before a reply, and
the address of what is quoted behind it. Both sides are brought to one form first.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote

from tools.x.wire import XPost
from tools.x_text import Entity, urls

_ANY_LINK = "\ufffc"
_SCHEME = re.compile(r"^https?://")
_ANSWERED = re.compile(r"^(?:@\w{1,15} )+")


def same_text(text: str, post: XPost) -> bool:
    """Whether `post` says `text`."""
    ours, theirs = _plain(text), _plain(post.text)
    return _same(ours, theirs) or _same(_core(ours, post), _core(theirs, post))


def _same(ours: str, theirs: str) -> bool:
    if ours == theirs:
        return True
    our_links, their_links = urls(ours), urls(theirs)
    return (
        _linkless(ours, our_links) == _linkless(theirs, their_links)
        and len(our_links) == len(their_links)
        and all(map(_same_link, our_links, their_links))
    )


def _core(text: str, post: XPost) -> str:
    """`text` without what X adds to a reply and to a quotation."""
    if post.in_reply_to:
        text = _ANSWERED.sub("", text)
    links = urls(text) if post.quotes else []
    last = links[-1] if links else None
    if last and last.end == len(text) and _bare(last.value).endswith(f"/status/{post.quotes}"):
        return text[: last.start].rstrip()
    return text


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", html.unescape(text)).split())


def _linkless(text: str, links: Sequence[Entity]) -> str:
    """The text with every link replaced by one token."""
    pieces, end = [], 0
    for link in links:
        pieces += [text[end : link.start], _ANY_LINK]
        end = link.end
    return "".join([*pieces, text[end:]])


def _same_link(ours: Entity, theirs: Entity) -> bool:
    """X adds a scheme, changes case and slashes, or shows its own short link unexplained."""
    shown = _bare(theirs.value)
    return shown.startswith("t.co/") or shown == _bare(ours.value)


def _bare(link: str) -> str:
    return unquote(_SCHEME.sub("", link.casefold())).rstrip("/")

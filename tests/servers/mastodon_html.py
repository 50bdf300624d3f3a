"""HTML as Mastodon makes it of a text: paragraphs, breaks, links shortened, names linked."""

from __future__ import annotations

import html
import re

URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)'“”]")
HANDLE = re.compile(r"(?<![=/\w])@(\w+)(@[\w.-]+\w)?")
_TAG = re.compile(r"(?<![\w/])#(\w*[^\W\d]\w*)")


def rendered(text: str, url: str) -> str:
    """`text` as Mastodon shows it: paragraphs, breaks, links shortened, handles and tags linked."""
    marked = re.compile(f"{URL.pattern}|{HANDLE.pattern}|{_TAG.pattern}")
    pieces, end = [], 0
    for found in marked.finditer(text):
        pieces += [html.escape(text[end : found.start()]), _marked(found.group(), url)]
        end = found.end()
    whole = "".join([*pieces, html.escape(text[end:])])
    paragraphs = re.split(r"\n{2,}", whole)
    return "".join(f"<p>{one}</p>".replace("\n", "<br />") for one in paragraphs)


def _marked(word: str, url: str) -> str:
    if word.startswith("#"):
        name = html.escape(word[1:])
        return (
            f'<a href="{url}/tags/{name.lower()}" class="mention hashtag" rel="tag">'
            f"#<span>{name}</span></a>"
        )
    if word.startswith("@"):
        name = html.escape(word[1:].partition("@")[0])
        return (
            f'<span class="h-card" translate="no"><a href="{url}/@{name}" class="u-url mention">'
            f"@<span>{name}</span></a></span>"
        )
    return link(word)


def link(url: str) -> str:
    scheme, _, rest = url.partition("://")
    shown, more = html.escape(rest[:30]), html.escape(rest[30:])
    kind = "ellipsis" if more else ""
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener">'
        f'<span class="invisible">{scheme}://</span><span class="{kind}">{shown}</span>'
        f'<span class="invisible">{more}</span></a>'
    )

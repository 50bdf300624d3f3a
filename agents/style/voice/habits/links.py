"""Links: how many posts have one, where they lead, and how they are joined to the text."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from agents.style.voice.habits.corpus import URL, Corpus, Written
from agents.style.voice.habits.values import Counted, Share, Spread, counted, share_of, shares
from memory.types import PostKind, Value


class Links(Value):
    """Of short posts."""

    share: float
    share_of_comments: float
    a_post: Spread
    """How many, where there are any."""
    joined: tuple[Share, ...]
    """Of posts with one, what stands before the first: "space", "line break", "empty line",
    "colon"; or the link is "in the middle", "at the start" or "alone"."""
    hosts: tuple[Counted, ...]

    @classmethod
    def measure(cls, corpus: Corpus) -> Links:
        counts = [(one, URL.findall(one.post.text)) for one in corpus.own]
        having = [(one, urls) for one, urls in counts if urls]
        comments = [one for one in corpus.own if one.post.kind is PostKind.COMMENT]
        hosts = Counter(host for _, urls in having for url in urls if (host := _host(url)))
        return cls(
            share=share_of(counts, lambda one: one[1]),
            share_of_comments=share_of(comments, lambda one: URL.search(one.post.text)),
            a_post=Spread.of(len(urls) for _, urls in having),
            joined=shares(Counter(_joined(one) for one, _ in having)),
            hosts=counted(hosts, 10),
        )


def _joined(one: Written) -> str:
    text = one.post.text.strip()
    first = URL.search(text)
    if first is None or not one.body:
        return "alone"
    before, after = text[: first.start()], URL.sub("", text[first.end() :])
    if not before.strip():
        return "at the start"
    if after.strip():
        return "in the middle"
    gap = before[len(before.rstrip()) :]
    if gap.count("\n") > 1:
        return "empty line"
    if "\n" in gap:
        return "line break"
    return "colon" if before.rstrip().endswith(":") else "space"


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # brackets that are no IPv6 address
        return ""

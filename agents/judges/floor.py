"""Floor: the least that a writer must beat, a headline in the persona's casing and tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_TAG = re.compile(r"(?<!\w)[#$][^\W\d_]\w*")
_LINK = re.compile(r"https?://\S+")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?")
_HABIT = 0.25
"""Share of posts from which a tag or an emoji is put to every headline."""


class StyledHeadline:
    """Puts the plainest of a persona's habits on headlines."""

    def __init__(self, posts: Sequence[str]) -> None:
        count = max(1, len(posts))
        self._small = sum(text == text.lower() for text in posts) > count / 2
        self._link = sum(bool(_LINK.search(text)) for text in posts) > count / 2
        bare = [_LINK.sub("", text).strip() for text in posts]
        self._stop = sum(text.endswith(".") for text in bare) > count / 2
        self._marks = [
            mark
            for pattern in (_TAG, _EMOJI)
            for mark, n in Counter(
                found for text in posts for found in {*pattern.findall(text)}
            ).most_common(2)
            if n >= _HABIT * count
        ]

    def styled(self, headline: str, url: str | None) -> str:
        """`headline` as it would stand there with no further thought."""
        text = headline.lower() if self._small else headline
        if self._stop and text[-1:].isalnum():
            text += "."
        tail = [*self._marks, *([url] if self._link and url else [])]
        return " ".join([text, *tail])

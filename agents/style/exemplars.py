"""Exemplars: which of the persona's own posts help to write a brief.

Near in topic is not enough: eight near posts may all be replies, open alike, say one thing
and be those that the last draft leaned on. So the nearest posts, and where too few of them
have the brief's form the newest that do, are weighed by topic, form, success and age, and
then taken one by one, each time the best that is not like what was taken before. Nothing is
random: the same brief and the same past give the same posts.

`python -m benchmarks.exemplars` measures the weights on posts held out from 25 voices.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from agents.seams import Embedder
from agents.style.voice.profile import body, opener_of
from memory.types import Brief, Mode, Post, PostKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

LOOKED_AT = 200
"""Nearest posts that are weighed: twenty-five times what is asked for, and 6 ms of Chroma."""
FITTING_ENOUGH = 24
"""With fewer posts of the brief's form among these, the newest that have it come in too."""
TREND = 50
"""Posts before one that its success is measured against. Source: FINDINGS, Spearman .51."""
HALF_LIFE = timedelta(days=730)
"""In which a post's age costs half of what age can; half a year cost words and length."""
LATELY = 10
"""Publications whose exemplars rest, the last one's most."""
COPY = 0.97
"""Cosine from which two posts are one post told twice."""
IN_MANNER = 0.8
"""Form of a post of another kind that has what the mode is about: a question mark, a link."""
AT_LENGTH = 200
"""Characters from which a post shows how the persona fills space."""

_K = PostKind
KINDS: Mapping[Mode, Mapping[PostKind, float]] = {
    Mode.STATEMENT: {_K.STATEMENT: 1, _K.COMMENT: 0.5, _K.QUESTION: 0.3, _K.THREAD: 0.3},
    Mode.COMMENT: {_K.COMMENT: 1, _K.STATEMENT: 0.5, _K.QUESTION: 0.3, _K.THREAD: 0.2},
    Mode.QUESTION: {_K.QUESTION: 1, _K.STATEMENT: 0.3, _K.COMMENT: 0.3},
    Mode.REPLY: {_K.REPLY: 1, _K.STATEMENT: 0.2, _K.COMMENT: 0.2, _K.QUESTION: 0.2},
    Mode.THREAD: {_K.THREAD: 2, _K.LONG: 0.6, _K.STATEMENT: 0.4, _K.COMMENT: 0.2},
    Mode.LONG: {_K.LONG: 2, _K.THREAD: 0.6, _K.STATEMENT: 0.3, _K.COMMENT: 0.1},
    Mode.ANNOUNCEMENT: {_K.STATEMENT: 0.6, _K.COMMENT: 0.6, _K.THREAD: 0.3, _K.LONG: 0.2},
}
"""How well a post of each kind shows how to write in each mode; 0 where unnamed, and 2 where
the layout is most of what there is to show."""
CROWD = -4.0
"""Form of a reply where none is asked for: there are many, near in topic, and they read oddly
without what they answer. So they come when nothing else is left; by nearness alone they were
28% of what was chosen for the other posts of two talkative voices."""

_ANNOUNCES = re.compile(
    r"\b(?:we|our|I|my)\b.{0,80}\b(?:announc|launch|ship|releas|publish|open|join|hiring|live\b)"
    r"|\b(?:introducing|now (?:live|available|open)|out (?:now|today)|is (?:live|out)\b)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Weights:
    """What each consideration is worth beside the topic's cosine, which counts as it is.

    Source: `benchmarks.exemplars`, 1,069 held-out posts. Against the eight nearest, this choice
    is closer to the post's habits (squared distance .057 for .099), saves .056 bits a word for
    .053, meets its opening in 8.2% for 7.6%, repeats 2.3% of the draft before for 8.2%, and holds
    no reply out of place for 10%. More form is closer in habits and loses words (.048 at .3);
    more rest too (.042 at .15). Age and success buy nothing there, where voices do not change
    and likes are not words: they are kept at what costs next to nothing.
    """

    form: float = 0.25
    success: float = 0.05
    age: float = 0.03
    rest: float = 0.1
    alike: float = 0.2
    opener: float = 0.05


@dataclass(frozen=True)
class Pool:
    """Posts to choose from, as numbers; all arrays have one entry, or row, a post."""

    near: Numbers
    """Cosine to the brief."""
    form: Numbers
    success: Numbers
    """0 to 1; 0.5 is what was usual at that time."""
    age: Numbers
    """1 for the newest, towards 0 for the oldest."""
    rest: Numbers
    """1 when the last publication leaned on it, 0 when none did lately."""
    vectors: Numbers
    """Shape (posts, dimension), rows of length 1."""
    openers: Sequence[str]


def pick(pool: Pool, count: int, weights: Weights = Weights()) -> list[int]:
    """Places in `pool`, at most `count`, in the order in which they were taken.

    Maximal marginal relevance (Carbonell and Goldstein, 1998), less what an opener costs each
    time that it has been taken. A copy of what was taken comes after everything else.
    """
    import numpy as np

    worth = (
        pool.near
        + weights.form * pool.form
        + weights.success * pool.success
        + weights.age * pool.age
        - weights.rest * pool.rest
    ).astype(np.float64)
    closest = np.zeros(len(worth))
    used: Counter[str] = Counter()
    taken: list[int] = []
    for _ in range(min(count, len(worth))):
        tired = np.array([used[opener] for opener in pool.openers])
        score = worth - weights.alike * closest - weights.opener * tired
        score -= 10.0 * (closest > COPY)
        score[taken] = -np.inf
        best = int(score.argmax())
        taken.append(best)
        used[pool.openers[best]] += 1
        closest = np.maximum(closest, pool.vectors @ pool.vectors[best])
    return taken


class PostsByNearness(Protocol):
    """Finds the persona's posts by what they are about."""

    def nearest(self, text: str, count: int) -> Sequence[Post]: ...

    def near(self, vector: Numbers, count: int) -> Sequence[tuple[Post, float]]: ...

    def vectors(self, posts: Sequence[Post]) -> Numbers: ...


class VoiceExemplars:
    """Chooses posts to write after; satisfies `Exemplars`."""

    def __init__(
        self,
        posts: PostsByNearness,
        corpus: Sequence[Post],
        embedder: Embedder,
        lately: Callable[[], Sequence[Sequence[str]]],
    ) -> None:
        """`lately` gives the ids that each recent publication leaned on, newest first."""
        self._posts = posts
        self._corpus = sorted(corpus, key=lambda post: post.posted_at, reverse=True)
        self._embedder = embedder
        self._lately = lately
        self._fitting: dict[Mode, list[Post]] = {}

    def nearest(self, text: str, count: int) -> Sequence[Post]:
        """Most similar first; at most `count`."""
        return self._posts.nearest(text, count)

    def choose(self, brief: Brief, count: int) -> Sequence[Post]:
        """Those to write `brief` after, most helpful first; at most `count`, each once.

        Reposts and bare links are never among them. Raises IndexBusy or StorageError.
        """
        about = self._embedder.embed([body(brief.answering or brief.headline)])[0]
        posts = self._looked_at(about, brief.mode)
        if not posts or count <= 0:
            return []
        vectors, resting = self._posts.vectors(posts), rests(self._lately())
        return [
            posts[place]
            for place in pick(
                pooled(posts, vectors, about, brief.mode, self._success, resting), count
            )
        ]

    def _looked_at(self, about: Numbers, mode: Mode) -> list[Post]:
        near = [post for post, _ in self._posts.near(about, LOOKED_AT) if _own_words(post)]
        if sum(form(post, mode) >= IN_MANNER for post in near) >= FITTING_ENOUGH:
            return near
        found = {post.id: post for post in (*near, *self._newest_fitting(mode))}
        return list(found.values())

    def _newest_fitting(self, mode: Mode) -> list[Post]:
        if mode not in self._fitting:
            fitting = (p for p in self._corpus if _own_words(p) and form(p, mode) >= IN_MANNER)
            self._fitting[mode] = list(islice(fitting, LOOKED_AT))
        return self._fitting[mode]

    @cached_property
    def _success(self) -> Mapping[str, float]:
        return success(self._corpus)


def pooled(
    posts: Sequence[Post],
    vectors: Numbers,
    about: Numbers,
    mode: Mode,
    did_well: Mapping[str, float],
    resting: Mapping[str, float],
) -> Pool:
    """`posts` as numbers: rows of `vectors` are theirs, `about` is the brief's unit vector.

    `did_well` (from `success`) and `resting` (from `rests`) are by post id.
    """
    import numpy as np

    newest = max(post.posted_at for post in posts)

    def column(value: Callable[[Post], float]) -> Numbers:
        return np.array([value(post) for post in posts], dtype=np.float32)

    return Pool(
        near=vectors @ about,
        form=column(lambda post: form(post, mode)),
        success=column(lambda post: did_well[post.id]),
        age=column(lambda post: float(0.5 ** ((newest - post.posted_at) / HALF_LIFE))),
        rest=column(lambda post: resting.get(post.id, 0.0)),
        vectors=vectors,
        openers=[opening(post) for post in posts],
    )


def form(post: Post, mode: Mode) -> float:
    """How well `post` shows the form of `mode`: 1 or 2 for its own kind, down to `CROWD`."""
    if post.kind is PostKind.REPLY and mode is not Mode.REPLY:
        return CROWD
    by_kind = KINDS[mode].get(post.kind, 0.0)
    in_manner = mode in _MANNERS and _MANNERS[mode](post.text)
    return max(by_kind, IN_MANNER) if in_manner else by_kind


def opening(post: Post) -> str:
    """What a reader recognises a beginning by: the opener, else the first two words."""
    text = body(post.text)
    return (opener_of(text) or " ".join(text.split()[:2])).lower()


def success(posts: Sequence[Post]) -> dict[str, float]:
    """Likes by post id against the median of the posts before, 0 to 1; twice as many is .67.

    Replies, and each channel, are measured by themselves; where nothing is known it is .5.
    """
    groups: dict[tuple[str, bool], list[Post]] = {}
    for post in sorted(posts, key=lambda post: post.posted_at):
        groups.setdefault((post.channel, post.kind is PostKind.REPLY), []).append(post)
    return {key: value for group in groups.values() for key, value in _above_trend(group)}


def _above_trend(posts: Sequence[Post]) -> list[tuple[str, float]]:
    """`posts` in order of time; the first have no trend of their own and share one."""
    import numpy as np

    likes = np.log1p([post.reactions.likes for post in posts])
    trend = np.full(len(likes), np.median(likes[:TREND]))
    if len(likes) > TREND:
        before = np.lib.stride_tricks.sliding_window_view(likes[:-1], TREND)
        trend[TREND:] = np.median(before, axis=1)
    above = 1 / (1 + np.exp(trend - likes))
    return [(post.id, float(value)) for post, value in zip(posts, above, strict=True)]


def rests(lately: Sequence[Sequence[str]]) -> dict[str, float]:
    """How much each post rests: 1 after the last publication, less after each one since."""
    resting: dict[str, float] = {}
    for place, ids in enumerate(lately[:LATELY]):
        for key in ids:
            resting.setdefault(key, 1 - place / LATELY)
    return resting


def _own_words(post: Post) -> bool:
    return bool(body(post.text)) and not post.text.startswith("RT @")


def _at_length(text: str) -> bool:
    return "\n" in text.strip() or len(text) >= AT_LENGTH


_MANNERS: Mapping[Mode, Callable[[str], bool]] = {
    Mode.COMMENT: lambda text: "://" in text,
    Mode.QUESTION: lambda text: "?" in body(text),
    Mode.THREAD: _at_length,
    Mode.LONG: _at_length,
    Mode.ANNOUNCEMENT: lambda text: bool(_ANNOUNCES.search(text)),
}

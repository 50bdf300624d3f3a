"""Topics: what somebody posts about, with weights.

Where posts carry topics, these are counted. Otherwise topics are found among the nouns that
are telling against other people's posts: the noun that most posts share names the first topic
and takes its posts, the next one names the second, and so on; words that go together with it
(at least twice as often as by chance) describe it. The same posts give the same topics.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache

from agents.style.english.lexicon import DETERMINERS, PREPOSITIONS, Form, forms, word_set
from agents.style.voice.habits.corpus import Corpus, Written
from agents.style.voice.habits.lexicon import function_words, stance
from agents.style.voice.habits.names import Forms, is_name
from agents.style.voice.habits.values import part
from agents.style.voice.habits.words import Others, telling
from memory.types import Value

_MOST = 12
_LEAST_SHARE = 0.01
"""Of the posts, below which a noun names no topic."""
_CANDIDATES = 200
_COMPANIONS = 3
_LIFT = 2.0
_GENERAL = word_set(
    "first second third last next new today tomorrow yesterday tonight morning evening minute "
    "minutes hour hours week weeks weekend month months year years decade time times moment "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june "
    "july august september october november december photo photos video pic live thing stuff "
    "things part half lot lots kind sort type case point way ways place side piece number numbers "
    "word words line lines question answer story update news post article column everybody "
    "anybody people person folks guys home top full best whole two three four five six seven "
    "eight nine ten million billion hundred thousand percent"
)
"""Words that may stand in a post on anything."""


class Topic(Value):
    """One subject."""

    name: str
    words: tuple[str, ...]
    """What goes with it; empty when the posts themselves name their topics."""
    posts: int
    weight: float
    """Of the posts whose topic is known, those that are about it."""


def measure_topics(
    corpus: Corpus, counts: Counter[str], others: Others, written: Forms
) -> tuple[Topic, ...]:
    """The heaviest first; `counts` are the words of `corpus`, `written` their forms."""
    named = [one for one in corpus.every if one.post.topics]
    if 2 * len(named) >= len(corpus.every):
        return _as_named(named)
    told = telling(counts, len(corpus.every), others.words, others.posts)
    least = max(3, round(_LEAST_SHARE * len(corpus.every)))
    nouns = _nouns(corpus.every)
    candidates = [
        one.text
        for one in told
        if one.posts >= least and (one.text in nouns or _is_named(one.text, written))
    ]
    return _covering(corpus.every, candidates[:_CANDIDATES], least)


def _as_named(posts: Sequence[Written]) -> tuple[Topic, ...]:
    counts = Counter(topic for one in posts for topic in set(one.post.topics))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    return tuple(
        Topic(name=name, words=(), posts=n, weight=part(n, len(posts))) for name, n in ranked
    )


def _nouns(posts: Sequence[Written]) -> Set[str]:
    """Words of four letters and more that stand after an article or a preposition often enough."""
    seen, led = Counter[str](), Counter[str]()
    leaders = DETERMINERS | PREPOSITIONS
    for one in posts:
        for run in one.runs:
            for before, word in zip(("", *run), run, strict=False):
                seen[word] += 1
                led[word] += before in leaders
    return {word for word, n in led.items() if n >= 0.2 * seen[word] and _may_be_noun(word)}


def _is_named(word: str, written: Forms) -> bool:
    return len(word) > 2 and is_name(word, written) and _says_something(word)


def _may_be_noun(word: str) -> bool:
    return (
        len(word) > 3
        and _says_something(word)
        and not word.endswith("ly")
        and not forms(word) & (Form.GERUND | Form.PAST | Form.PARTICIPLE)
    )


def _says_something(word: str) -> bool:
    return (
        word.isalpha()
        and word not in function_words()
        and word not in _GENERAL
        and (word,) not in _stance_words()
    )


@cache
def _stance_words() -> Set[tuple[str, ...]]:
    return frozenset[tuple[str, ...]]().union(*stance().values())


def _covering(posts: Sequence[Written], candidates: Iterable[str], least: int) -> tuple[Topic, ...]:
    where = _places(posts, frozenset(candidates))
    left = {word: set(places) for word, places in where.items()}
    topics: list[Topic] = []
    while left and len(topics) < _MOST:
        name = max(left, key=lambda word: (len(left[word]), word))
        taken = left.pop(name)
        if len(taken) < least:
            break
        with_it = _companions(name, where, len(posts))
        topics.append(
            Topic(
                name=name,
                words=with_it,
                posts=len(where[name]),
                weight=part(len(where[name]), len(posts)),
            )
        )
        left = {w: places - taken for w, places in left.items() if w not in with_it}
    return tuple(sorted(topics, key=lambda topic: (-topic.posts, topic.name)))


def _places(posts: Sequence[Written], words: frozenset[str]) -> dict[str, set[int]]:
    """Word to the posts that have it."""
    where = defaultdict[str, set[int]](set)
    for number, one in enumerate(posts):
        for word in words.intersection(one.words):
            where[word].add(number)
    return dict(where)


def _companions(name: str, where: Mapping[str, set[int]], total: int) -> tuple[str, ...]:
    """Words that share posts with `name` more than chance would, the closest first."""
    home = where[name]
    close = []
    for word, places in where.items():
        both = len(home & places)
        lift = both * total / (len(home) * len(places))
        if word != name and both >= 3 and lift >= _LIFT:
            close.append((-both, word))
    return tuple(word for _, word in sorted(close)[:_COMPANIONS])

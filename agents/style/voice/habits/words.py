"""Words: which ones somebody uses far more than others do.

A word is weighed by its log-odds ratio with an informative Dirichlet prior against other
people's posts, as a z-score (Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis
16, 2008): common words need a large difference, rare ones many uses. Counts are of posts, so
that one long post weighs no more than another.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import islice

from agents.style.voice.habits.corpus import Corpus, Written, words_of
from agents.style.voice.habits.edges import opener_of
from agents.style.voice.habits.function_words import Rates, rates_of
from agents.style.voice.habits.lexicon import function_words
from agents.style.voice.habits.values import SEEN_OFTEN
from memory.types import Post, Value
from tools.background import background

TELLING = 2.5
"""z-score from which a word is telling; about one in 160 would get there by chance."""
_PRIOR = 500.0
"""Weight of the prior, in words."""
_LEAST_PRIOR = 0.5
"""Of one word, so that one that others never use is not drowned in its own uncertainty."""
_SWALLOWED = 0.7
"""Share of a pair's posts from which it is only a part of a triple."""
_NEWEST = 5_000
"""Posts that phrases are looked for in: a phrase of ten years ago is no habit of today."""
_MOST = 24


class Told(Value):
    """A word or phrase that tells who writes."""

    text: str
    posts: int
    """In so many."""
    times: float
    """How many times more often than others use it."""
    z: float


class Words(Value):
    """Vocabulary; the most telling first."""

    pet: tuple[Told, ...]
    """Words of any subject."""
    phrases: tuple[Told, ...]
    """Two and three words."""
    length: float
    """Letters of a word."""
    long_share: float
    """Words of seven letters and more."""


@dataclass(frozen=True)
class Others:
    """Other people's posts, counted."""

    posts: int
    words: Counter[str]
    """Posts that have the word."""
    phrases: Counter[str]
    rates: tuple[Rates, ...]
    """Of the function words, voice by voice."""

    @classmethod
    def of(cls, voices: Mapping[str, Sequence[Post]]) -> Others:
        corpora = [Corpus.of(posts) for posts in voices.values()]
        every = [one for corpus in corpora for one in corpus.every]
        return cls(
            posts=len(every),
            words=count_words(every),
            phrases=_count_phrases(every),
            rates=tuple(rates_of(corpus) for corpus in corpora),
        )

    @classmethod
    @cache
    def shipped(cls) -> Others:
        """The background that comes with the project."""
        return cls.of(background())


def measure_words(
    corpus: Corpus, counts: Counter[str], others: Others, is_subject: Callable[[str], bool]
) -> Words:
    """`counts` are the words of `corpus` that are no openers; what `is_subject` says yes to is no
    pet word."""
    newest = sorted(corpus.every, key=lambda one: one.post.posted_at)[-_NEWEST:]
    phrases = _count_phrases(newest)
    total, letters, long = 0, 0, 0
    for one in corpus.every:
        for word in one.words:
            total += 1
            letters += len(word)
            long += len(word) >= 7
    size = len(corpus.every)
    told = telling(counts, size, others.words, others.posts)
    said = telling(phrases, len(newest), others.phrases, others.posts)
    return Words(
        pet=tuple(one for one in told if _is_pet(one.text) and not is_subject(one.text))[:_MOST],
        phrases=_whole(said)[:_MOST],
        length=round(letters / total, 2) if total else 0.0,
        long_share=round(long / total, 3) if total else 0.0,
    )


def count_words(posts: Sequence[Written], openers: Set[str] = frozenset()) -> Counter[str]:
    """How many posts have each word; those of the `openers` at their beginning do not count."""
    sizes = {opener: len(words_of(opener)) for opener in openers}
    counts = Counter[str]()
    for one in posts:
        start = sizes.get(opener_of(one.body), 0) if sizes else 0
        counts.update(set(islice(one.words, start, None)))
    return counts


def telling(
    mine: Counter[str], posts: int, theirs: Counter[str], their_posts: int
) -> tuple[Told, ...]:
    """What `mine` has more of than `theirs`, each out of so many posts; most telling first."""
    my_total, their_total = mine.total(), theirs.total()
    found = []
    for text, count in mine.items():
        if count < SEEN_OFTEN:
            continue
        z = _z(count, my_total, theirs[text], their_total)
        if z >= TELLING:
            times = (count / posts) / ((theirs[text] + 1) / (their_posts + 1))
            found.append(Told(text=text, posts=count, times=round(times, 1), z=round(z, 1)))
    return tuple(sorted(found, key=lambda one: (-one.z, one.text)))


def _z(mine: int, my_total: int, theirs: int, their_total: int) -> float:
    """Log-odds ratio over its standard deviation; the prior is both corpora together."""
    prior = max(_LEAST_PRIOR, _PRIOR * (mine + theirs) / (my_total + their_total))
    here, there = mine + prior, theirs + prior
    # A word that is all that was written leaves no odds against it.
    against_here = max(my_total + _PRIOR - here, _LEAST_PRIOR)
    against_there = max(their_total + _PRIOR - there, _LEAST_PRIOR)
    ratio = math.log(here / against_here) - math.log(there / against_there)
    return ratio / math.sqrt(1 / here + 1 / there)


def _is_pet(word: str) -> bool:
    return len(word) > 1 and word.replace("'", "").isalpha() and word not in function_words()


def _count_phrases(posts: Sequence[Written]) -> Counter[str]:
    """How many posts have each pair and triple of words, function words alone left out."""
    counts = Counter[str]()
    for one in posts:
        counts.update(set(_phrases(one)))
    return counts


def _phrases(one: Written) -> Iterator[str]:
    plain = function_words()
    for run in one.runs:
        for size in (2, 3):
            for place in range(len(run) - size + 1):
                words = run[place : place + size]
                if not plain.issuperset(words) and not any(map(str.isdigit, words)):
                    yield " ".join(words)


def _whole(told: Sequence[Told]) -> tuple[Told, ...]:
    """Of a triple and the pairs in it only one: the triple where most of a pair's posts have it."""
    posts = {one.text: one.posts for one in told}
    dropped = set[str]()
    for triple in (text for text in posts if text.count(" ") == 2):
        for pair in (triple.rsplit(" ", 1)[0], triple.split(" ", 1)[1]):
            if pair in posts:
                swallowed = posts[triple] >= _SWALLOWED * posts[pair]
                dropped.add(pair if swallowed else triple)
    return tuple(one for one in told if one.text not in dropped)

"""Relevance: whether something the persona once said belongs to this story.

Nearness in meaning alone brings non-sequiturs: among sentences about money
everything is near. So a take must also share a telling word with the story (a
"certificate", a "maintainer"; never a name, never a word that the persona uses all
the time), unless it is very near indeed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from agents.seams import Embedder, Exemplars
from agents.style.english.casing import Casing
from agents.style.english.grammar import main_verb, tokens
from agents.style.english.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    Form,
    forms,
    is_listed,
    word_set,
)
from agents.style.offline.facts import HEADLINE, Statement
from agents.style.offline.takes import Take, mine, suits
from memory.types import Post
from tools.sentences import sentences

FLOOR_ABOUT_IT = 0.27
FLOOR_TWO_MEANINGS = 0.38
FLOOR_OTHERWISE = 0.5
"""Cosine of take and story below which nothing is said: when the take is about a word that
they share, and when it is not. Chosen by reading pairs of the shipped persona."""
FLOOR_WITH_SUBJECT = 0.55
FLOOR_WITHOUT_SUBJECT = 0.42
"""The same word can mean two things ("doors open", "a door in a fund"). So closeness plus the
story's cosine with the subjects of the take's own post must reach the first; where the post
names none, closeness alone the second. On 26 pairs this let 0 of 9 puns and 12 of 17 good
takes through, adjectives left out."""
_WORTH_OF_A_WORD = 0.06
_CLASSES = {
    "usdc": "stablecoin", "usdt": "stablecoin", "dai": "stablecoin", "busd": "stablecoin",
    "tether": "stablecoin", "fed": "rates", "ecb": "rates", "fomc": "rates", "sec": "regulator",
    "cftc": "regulator", "fca": "regulator", "coinbase": "exchange", "binance": "exchange",
    "kraken": "exchange", "ftx": "exchange", "bitcoin": "bitcoin", "btc": "bitcoin",
    "ether": "ether", "ethereum": "ethereum", "eth": "ether", "nasa": "space", "etf": "etf",
    "etfs": "etf", "ai": "ai", "chatgpt": "ai", "openai": "ai", "congress": "congress",
    "parliament": "parliament", "senate": "senate",
}  # fmt: skip
"""Names and terms that everybody knows, and the word under which they are talked about."""
_LOOKED_AT = 60
"""Posts of the persona whose takes are considered."""
_LATEST = 20
"""Posts whose lines readers still remember; their takes rest."""
_MOST = 6
_RARE = 0.05
"""Share of the persona's takes that may hold a word for it to be telling."""
_TWO_MEANINGS = word_set("fund shar interest stock capital cash market charg bond")
"""Stems that often mean something else in the story than in the take."""
_GENERIC = word_set(
    "people person year month week day hour time thing firm compan busines first last next "
    "new old make made take give keep hold run put pay paid buy sell sold sale raise turn "
    "cut set show say said tell call come goe need want work use find found lose lost leav "
    "open close start end move high low big small large more most less many much other "
    "another own only even just still also good bad better best worse long short full half "
    "whole part side end line point number amount million billion percent cost value money "
    "world countr group team chief head user custom client plan report today friday monday "
    "tuesday wednesday thursday saturday sunday night morning down back away after before "
    "every nobody somebody anybody everybody who what when where how why than then there "
    "here that this these those they them their because since worth stay story headline "
    "heat beat risk fall clos issu trad sourc servic product fail pass minut second staff "
    "rais lower rule step state reach role rate meet build built join help hit face fact "
    "word line note sign type kind form case order account legal public private cheap "
    "digital global local technical physical"
)


_FIRST_WORD = re.compile(r"(?:^|[.:;!?]\s+)([^\W\d_][\w’'-]*)(?!\s+[A-Z])(?![\w’'-])")
"""A sentence's first word, unless a capital follows: then it may be the start of a name."""


@dataclass(frozen=True)
class Fit:
    """A take beside a story: how near it is, the words they share, and whether it is about one."""

    take: Take
    closeness: float
    words: tuple[str, ...]
    about: bool
    kinship: float | None
    """The story's cosine with the subjects of the take's post; None when it names none."""

    @property
    def belongs(self) -> bool:
        if self.about and self.closeness < FLOOR_OTHERWISE:
            if self.kinship is None:
                return self.closeness >= max(self.floor, FLOOR_WITHOUT_SUBJECT)
            if self.closeness + self.kinship < FLOOR_WITH_SUBJECT:
                return False
        return self.closeness >= self.floor

    @property
    def floor(self) -> float:
        """The closeness from which the take belongs to the story."""
        if not self.about:
            return FLOOR_OTHERWISE
        return FLOOR_TWO_MEANINGS if _TWO_MEANINGS.issuperset(self.words) else FLOOR_ABOUT_IT

    @property
    def gain(self) -> float:
        """What the take adds to a candidate's rank; more for nearer takes."""
        words = min(2, len(self.words)) + self.about
        return 0.05 + self.closeness - FLOOR_ABOUT_IT + _WORTH_OF_A_WORD * words


class Relevance:
    """Judges takes against stories; built once per persona."""

    def __init__(self, takes: Sequence[Take], embedder: Embedder) -> None:
        self._embedder = embedder
        self._common = Counter(stem for take in takes for stem in stems(take.text))
        self._rare_enough = max(2, int(_RARE * len(takes)))

    def judge(self, story: str, takes: Sequence[Take]) -> list[Fit]:
        """Those of `takes` that belong to `story`, best first; `story` has names in capitals."""
        ready = [take for take in takes if suits(take, story)]
        if not ready:
            return []
        told_twice = [story, (sentences(story) or [story])[0]]
        texts = [take.text for take in ready]
        vectors = self._embedder.embed([*told_twice, *texts, *map(_subjects, ready)])
        near = (vectors[2:] @ vectors[:2].T).max(axis=1)
        close, kin = near[: len(ready)], near[len(ready) :]
        told = stems(story)
        fits = [
            self._fit(take, float(closeness), float(kinship), told)
            for take, closeness, kinship in zip(ready, close, kin, strict=True)
        ]
        return sorted((fit for fit in fits if fit.belongs), key=lambda fit: -fit.gain)

    def _fit(self, take: Take, closeness: float, kinship: float, told: frozenset[str]) -> Fit:
        both = told & stems(take.text)
        words = tuple(sorted(stem for stem in both if self._common[stem] <= self._rare_enough))
        about = bool(stems(_subject(take.text)).intersection(words))
        return Fit(take, closeness, words, about, kinship if take.post.topics else None)


class FittingTakes:
    """The persona's takes, and which of them belong to a story."""

    def __init__(
        self, posts: Sequence[Post], casing: Casing, exemplars: Exemplars, embedder: Embedder
    ) -> None:
        """Those of the latest posts rest: readers still remember them."""
        newest = sorted(posts, key=lambda post: post.posted_at, reverse=True)[:_LATEST]
        resting = {post.id for post in newest}
        takes = mine(posts, casing)
        self._exemplars = exemplars
        self._relevance = Relevance(takes, embedder)
        self._takes: dict[str, list[Take]] = {}
        for take in takes:
            if take.post.id not in resting:
                self._takes.setdefault(take.post.id, []).append(take)

    def fit(self, leads: Sequence[Statement], recent: Sequence[str]) -> list[Fit]:
        """Takes that belong to the story, best first; none that was said lately."""
        head = next((lead.text for lead in leads if lead.source == HEADLINE), "")
        told = next((lead.text for lead in leads if lead.source != HEADLINE), "")
        story = f"{head} {told}".strip()
        said = " ".join(recent).lower()
        takes = [
            take
            for post in self._exemplars.nearest(story, _LOOKED_AT)
            for take in self._takes.get(post.id, ())
            if take.text.lower() not in said
        ]
        return self._relevance.judge(story, takes)[:_MOST]


def _subjects(take: Take) -> str:
    """The subjects that the persona's post was filed under, as words."""
    return ", ".join(take.post.topics).replace("-", " ") or take.text


def visible(fit: Fit, lead: str) -> bool:
    """Whether a reader of `lead` sees why the take follows it."""
    return not fit.words or bool(stems(lead).intersection(fit.words))


def stems(text: str) -> frozenset[str]:
    """Stems of the words that tell what `text` is about; names (capitals inside) are left out."""
    words = [m.group() for m in re.finditer(r"(?<![\w$@#])[^\W\d_][\w’'-]*", text)]
    starts = {m.group(1) for m in _FIRST_WORD.finditer(text)}
    kept = [w for w in words if w[0].islower() or (w in starts and w[1:].islower())]
    known = {_CLASSES[w.lower()] for w in words if w.lower() in _CLASSES}
    telling = (w for w in kept if not _is_inflected_verb(w))
    parts = (part for word in telling for part in word.lower().replace("’", "'").split("-"))
    found = frozenset(stem for stem in map(_stem, parts) if _telling(stem))
    return found | frozenset(map(_stem, known))


def _is_inflected_verb(word: str) -> bool:
    """ "staying", "fell": what is done, not what it is about; "mining" is both, and counts."""
    inflected = Form.GERUND | Form.PAST | Form.PARTICIPLE
    return bool(forms(word) & inflected) and not is_listed(word)


def _telling(stem: str) -> bool:
    return len(stem) > 3 and stem not in _plain()


@cache
def _plain() -> frozenset[str]:
    words = DETERMINERS | PREPOSITIONS | AUXILIARIES | _GENERIC
    return words | {_stem(word) for word in words}


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    for ending in ("ations", "ation", "ings", "ing", "ies", "ers", "er", "ed", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _subject(take: str) -> str:
    """The words before the main verb; of an imperative, its object."""
    words = tokens(take)
    verb = main_verb(take)
    return " ".join(words[: verb or 5]).lower()

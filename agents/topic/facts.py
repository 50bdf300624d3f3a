"""Facts: the sentences of a story that a draft may lean on, word for word, best first.

A fact must stand alone: complete, of this story, and said by the source rather
than asked, promised or advertised.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.stories import disputes
from agents.stories.headlines import headline
from agents.stories.matching import any_of, figures, names
from agents.stories.quarantine import honest
from agents.topic.address import addresses
from agents.topic.lexicon import BOILERPLATE, LEANING
from memory.types import Dispute, Fact, Signal, Story
from tools.hostile.detector import without_orders
from tools.language import guess_language
from tools.sentences import sentences

if TYPE_CHECKING:
    from agents.seams import Embedder

MOST_FACTS = 8
SENTENCES_READ = 60
"""Of each telling; what matters in news stands at the top."""
CHARACTERS_READ = 20_000
WORDS = range(5, 61)
"""Words of a sentence that can be a fact: shorter is a caption, longer is a list."""
TACKED_ON = 10
"""Words at either end of a sentence whose language is looked at by themselves."""
TOLD_OF = 0.35
"""Cosine with a sentence of the text from which a sentence of the title belongs to it."""
FEWEST_STATING = 4
"""Words of a sentence beside others in a title."""
OF_THE_STORY = 0.15
"""Cosine with the headline below which a sentence speaks of something else (MiniLM)."""
BESIDE_ORDERS = 0.30
"""The same for a telling that also gives orders to software: who wrote these wrote others."""
RESTATES = 0.70
"""Cosine with the headline from which a sentence says the same."""
ENOUGH = 3
"""Sentences that make the headline unnecessary."""
LONG = 45
"""Words from which a sentence is hard to use."""
SAME_FACT = 0.85
"""Cosine from which two sentences say the same, unless one has figures of its own."""

_BOILERPLATE = any_of(BOILERPLATE)
_LEANING = re.compile(rf"(?:{'|'.join(LEANING)})\b", re.IGNORECASE)
_ENDS = re.compile(r"[.!。！…]['\"”’»)\]]*$")
_SMALL_START = re.compile(r"[a-zß-öø-ÿ]+ ")
"""A small first letter: something stood before it."""
_SCRAMBLED = re.compile(r"\\|[\u200b\u2060-\u2064]|(?:[\u0370-\u1fff\u3040-\uffdc]\W?){6}")
"""Written-out line ends, marks within words, or words of another script."""
_CUT_OFF = re.compile(r"(?:\.\.\.|…)['\"”’»)\]]*$")


@dataclass(frozen=True)
class _Sentence:
    text: str
    signal: Signal
    place: int
    """0 for a telling's first sentence."""


@dataclass(frozen=True)
class Facts:
    """`best` first; `disputed` says in words what the sources state differently.

    `headline` is the story's title, or one that holds no disputed figure.
    """

    headline: str
    best: tuple[Fact, ...]
    disputed: tuple[str, ...]


def facts(story: Story, embedder: Embedder) -> Facts:
    """Up to eight facts of the story's tellings, the most informative first.

    The headline is a fact where the sentences do not restate it, as in feeds that carry
    little else. Sentences that give orders to software are in none of them, and what stands
    beside such a sentence must speak of the story.
    """
    tellings = [honest(signal) for signal in story.signals]
    found = _native([sentence for signal in tellings for sentence in _usable(signal)])
    texts = [one.text for one in found]
    title = _told_of(statement(story.title), texts, embedder)
    headlines = (_headline(signal, texts, embedder) for signal in tellings)
    titles = [one for one in headlines if _says_something(one)]
    vectors = embedder.embed([title or story.title, *(one.text for one in [*found, *titles])])
    nearness = vectors[1 : len(found) + 1] @ vectors[0]
    said = [
        disputes.Sentence(one.text, one.signal.publisher, one.signal.id)
        for one in [*found, *titles]
    ]
    doubts = _once([*story.disputes, *disputes.disputed_figures(said, vectors[1:])])
    chosen = _choose(found, vectors[1 : len(found) + 1], nearness)
    chosen = _with_headline(
        chosen, [found[n] for n in np.flatnonzero(nearness >= RESTATES)], titles
    )
    kept = [one for one in chosen if not disputes.disputed(one.text, doubts)]
    return Facts(
        headline=_undisputed(title, tellings, kept, doubts),
        best=tuple(_fact(sentence) for sentence in kept[:MOST_FACTS]),
        disputed=tuple(doubt.spoken for doubt in doubts),
    )


def _undisputed(
    title: str, tellings: Sequence[Signal], kept: Sequence[_Sentence], doubts: Sequence[Dispute]
) -> str:
    """A headline to lean on: the title, another telling's, or else the best sentence."""
    for text in (title, *(statement(signal.title) for signal in tellings)):
        if text and not disputes.disputed(text, doubts):
            return text
    return kept[0].text if kept else title


def _usable(signal: Signal) -> list[_Sentence]:
    read = sentences(signal.text[:CHARACTERS_READ])[:SENTENCES_READ]
    return [_Sentence(text, signal, place) for place, text in enumerate(read) if stands_alone(text)]


def stands_alone(text: str) -> bool:
    """Whether a sentence is complete, declarative, part of a story and said to nobody."""
    return (
        len(text.split()) in WORDS
        and bool(_ENDS.search(text))
        and not _CUT_OFF.search(text)
        and not _BOILERPLATE.search(text)
        and not _unbalanced(text)
        and not addresses(text)
        and text[0] not in "•*-–—\\"
        and not _SMALL_START.match(text)
        and not _SCRAMBLED.search(text)
    )


def statement(title: str) -> str:
    """`title` without what gives orders or is said to its reader; may be empty.

    Of several sentences those remain that state something.
    """
    found = sentences(without_orders(title))
    kept = [one for one in found if not addresses(one) and (len(found) == 1 or _states(one))]
    return title if kept == sentences(title) else " ".join(kept).removesuffix(".")


def _told_of(title: str, texts: Sequence[str], embedder: Embedder) -> str:
    """Of several sentences of a title, those that the text goes on to tell; a text must exist."""
    parts = sentences(title)
    if len(parts) < 2 or not texts:
        return title
    vectors = embedder.embed([*parts, *texts])
    near = (vectors[: len(parts)] @ vectors[len(parts) :].T).max(axis=1)
    return " ".join(parts[n] for n in np.flatnonzero(near >= TOLD_OF)).removesuffix(".")


def _states(sentence: str) -> bool:
    return not sentence.rstrip(".!").endswith("?") and len(sentence.split()) >= FEWEST_STATING


def _native(found: Sequence[_Sentence]) -> list[_Sentence]:
    """Without the sentences in another language than the rest: none of them is news here."""
    language = guess_language(" ".join(one.text for one in found))
    return [one for one in found if _languages(one.text) <= {None, language}]


def _languages(text: str) -> set[str | None]:
    """Of the whole, of its beginning and of its end: a sentence may have been tacked on."""
    words = text.split()
    parts = (words, words[:TACKED_ON], words[-TACKED_ON:])
    return {guess_language(" ".join(part)) for part in parts}


def _unbalanced(text: str) -> bool:
    """Half a quotation would put words into the wrong mouth."""
    return text.count('"') % 2 == 1 or text.count("“") != text.count("”")


def _choose(
    found: Sequence[_Sentence], vectors: NDArray[np.float32], nearness: NDArray[np.float32]
) -> list[_Sentence]:
    """Best first, each saying something that those before it do not."""
    worth = [_worth(sentence, float(near)) for sentence, near in zip(found, nearness, strict=True)]
    chosen: list[int] = []
    for n in sorted(range(len(found)), key=lambda n: -worth[n]):
        if nearness[n] >= _least(found[n]) and not any(_same(found, vectors, n, m) for m in chosen):
            chosen.append(n)
    standing = [n for n in chosen if not _leans(found[n].text)]
    return [found[n] for n in (standing if len(standing) >= ENOUGH else chosen)]


def _least(sentence: _Sentence) -> float:
    """Nearness to the headline from which a sentence is of the story."""
    return BESIDE_ORDERS if sentence.signal.hostile else OF_THE_STORY


def _leans(text: str) -> bool:
    """Whether a sentence needs the one before it to be understood."""
    return bool(_LEANING.match(text))


def _worth(sentence: _Sentence, near: float) -> float:
    """Nearness to the headline, concreteness, independence, and standing at the top."""
    text = sentence.text
    concrete = min(2, len(figures(text))) / 2 + min(2, len(names(text))) / 2
    leaning = _leans(text)
    quoted = text[0] in "\"“‘'«"
    long = len(text.split()) > LONG
    return (
        near
        + 0.2 * concrete
        + 0.3 * 0.7**sentence.place
        - 0.35 * leaning
        - 0.1 * quoted
        - 0.15 * long
    )


def _same(found: Sequence[_Sentence], vectors: NDArray[np.float32], n: int, m: int) -> bool:
    if float(vectors[n] @ vectors[m]) < SAME_FACT:
        return False
    return figures(found[n].text) <= figures(found[m].text)


def _with_headline(
    chosen: list[_Sentence], restating: Sequence[_Sentence], titles: Sequence[_Sentence]
) -> list[_Sentence]:
    """The headline in front of few sentences, unless one of them says it already."""
    if len(chosen) >= ENOUGH or not titles or any(one in restating for one in chosen):
        return chosen
    return [titles[0], *chosen]


def _headline(signal: Signal, texts: Sequence[str], embedder: Embedder) -> _Sentence:
    return _Sentence(_told_of(statement(headline(signal)), texts, embedder), signal, 0)


def _says_something(title: _Sentence) -> bool:
    return len(title.text.split()) >= WORDS.start and not title.text.rstrip().endswith("?")


def _once(doubts: Sequence[Dispute]) -> tuple[Dispute, ...]:
    """Each pair of values once: the story's own disputes, then those deeper in its texts."""
    return tuple({doubt.values: doubt for doubt in reversed(doubts)}.values())[::-1]


def _fact(sentence: _Sentence) -> Fact:
    signal = sentence.signal
    return Fact(text=sentence.text, signal_id=signal.id, publisher=signal.publisher, url=signal.url)

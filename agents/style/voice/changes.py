"""Changes: what is different between two measurements of a voice, in a few lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from agents.style.voice.habits.values import Counted
from agents.style.voice.profile import VoiceProfile

_SHARE = 0.02
"""Difference of a share from which it is worth a line."""
_PART = 0.1
"""The same for a number, as a part of it."""
Figure = Callable[[VoiceProfile], float]

SHARES: dict[str, Figure] = {
    "openers": lambda p: p.edges.opener_share,
    "short closers": lambda p: p.edges.closer_share,
    "full stops at the end": lambda p: p.ends_with_stop,
    "exclamation marks": lambda p: p.punctuation.exclamation,
    "questions": lambda p: p.punctuation.question,
    "commas": lambda p: p.punctuation.commas,
    "colons": lambda p: p.punctuation.colons,
    "semicolons": lambda p: p.punctuation.semicolons,
    "dashes": lambda p: p.punctuation.dashes,
    "ellipses": lambda p: p.punctuation.ellipses,
    "parentheses": lambda p: p.punctuation.parentheses,
    "quotations": lambda p: p.punctuation.quotations,
    "all in lower case": lambda p: p.capitals.lower_case_share,
    "lower-case beginnings": lambda p: p.capitals.lowercase_start_share,
    "shouted words": lambda p: p.capitals.shouted_share,
    "emoji": lambda p: p.emoji.share,
    "hashtags": lambda p: p.hashtags.share,
    "cashtags": lambda p: p.cashtags.share,
    "handles": lambda p: p.handles.share,
    "links": lambda p: p.links.share,
    "line breaks": lambda p: p.rhythm.line_break_share,
    "lists": lambda p: p.rhythm.list_share,
    "posts of one sentence": lambda p: p.rhythm.one_sentence_share,
    "punch lines": lambda p: p.stance.punch_line_share,
    "contractions": lambda p: p.spelling.contractions_share,
    "small numbers as digits": lambda p: p.spelling.digits_share,
    "British spelling": lambda p: p.spelling.british_share,
    "hedges": lambda p: p.stance.share("hedges"),
    "boosters": lambda p: p.stance.share("boosters"),
    "praise": lambda p: p.stance.share("praise"),
    "blame": lambda p: p.stance.share("blame"),
    "irony": lambda p: p.stance.share("irony"),
    "laughter": lambda p: p.stance.share("laughter"),
    "I and me": lambda p: p.stance.share("self"),
    "we and us": lambda p: p.stance.share("we"),
}
"""What a share is called, and where it stands."""
NUMBERS: dict[str, Figure] = {
    "characters a post": lambda p: p.length.characters.mean,
    "spread of the length": lambda p: p.length.characters.deviation,
    "sentences a post": lambda p: p.rhythm.sentences.mean,
    "words a sentence": lambda p: p.rhythm.words.mean,
    "letters a word": lambda p: p.words.length,
}


def changes(old: VoiceProfile, new: VoiceProfile, most: int = 8) -> tuple[str, ...]:
    """The largest differences first, "exclamation marks 4% → 9%"; none when all is as it was."""
    found = sorted([*_shares(old, new), *_numbers(old, new)], key=lambda change: -change[0])
    return (
        *([f"posts {old.posts} → {new.posts}"] if old.posts != new.posts else []),
        *(line for _, line in found[:most]),
        *_comings("openers", _texts(old.edges.openers), _texts(new.edges.openers)),
        *_comings("emoji", _texts(old.emoji.used[:8]), _texts(new.emoji.used[:8])),
        *_comings("pet words", old.pet_words, new.pet_words),
        *_comings("topics", _names(old), _names(new)),
    )


def _shares(old: VoiceProfile, new: VoiceProfile) -> Iterator[tuple[float, str]]:
    for name, figure in SHARES.items():
        before, after = figure(old), figure(new)
        if abs(after - before) >= _SHARE:
            yield abs(after - before), f"{name} {before:.0%} → {after:.0%}"


def _numbers(old: VoiceProfile, new: VoiceProfile) -> Iterator[tuple[float, str]]:
    for name, figure in NUMBERS.items():
        before, after = figure(old), figure(new)
        difference = abs(after - before) / max(before, after, 1e-9)
        if difference >= _PART:
            yield difference, f"{name} {before:.3g} → {after:.3g}"


def _comings(what: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for word, here, there in (("new", new, old), ("gone", old, new)):
        moved = [text for text in here if text not in there]
        if moved:
            yield f"{word} {what}: {', '.join(moved[:6])}"


def _texts(found: Iterable[Counted]) -> tuple[str, ...]:
    return tuple(one.text for one in found)


def _names(profile: VoiceProfile) -> tuple[str, ...]:
    return tuple(topic.name for topic in profile.topics)

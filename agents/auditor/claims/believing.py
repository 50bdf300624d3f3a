"""Believing: what of a model's cut of a draft can be checked, and so is kept.

A claim stands where its words stand in the draft, may cut finer than a sentence but never
across one, and only where each side is a statement. What the model left out is cut offline.
Its kind can make a claim stricter, never looser; its rewording may use known words alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from agents.auditor.claims.kinds import kind_of
from agents.auditor.claims.reading import ATTRIBUTED, NEGATED, is_statement
from agents.auditor.claims.splitting import LINK, pieces, sentences_of
from agents.auditor.claims.stretches import Piece
from agents.auditor.reading.lexicon import STOPWORDS, word_set
from agents.auditor.reading.words import words
from agents.style.english.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS
from memory.types import CHECKABLE, ClaimKind

LONGEST = 400
"""Characters of a claim's rewording; a claim is a clause."""
_CANNOT_END = AUXILIARIES | DETERMINERS | PREPOSITIONS | word_set("to not never be been and or but")
_OPENS = re.compile(
    r"^\W*(?:(?:and|but|or|so|then|while|whereas|although|though|after|yet)\s+)+", re.IGNORECASE
)
_FUNCTION = STOPWORDS | AUXILIARIES


class StatedClaim(BaseModel):
    """One claim as a model gives it."""

    model_config = ConfigDict(extra="forbid")

    quote: str = Field(description="Word for word as it stands in the draft.")
    kind: ClaimKind
    resolved: str = Field(description="Readable alone; empty when it already is, or in doubt.")


class StatedClaims(BaseModel):
    """A model's answer: a draft in claims, in order."""

    model_config = ConfigDict(extra="forbid")

    claims: list[StatedClaim]


@dataclass(frozen=True, slots=True)
class Believed:
    """A stretch with what is believed of it; `stated` is None where the model said nothing."""

    piece: Piece
    stated: StatedClaim | None = None


Placed = tuple[int, int, StatedClaim]


def believe(text: str, stated: Sequence[StatedClaim], known: Sequence[str]) -> list[Believed]:
    """The stretches of `text`, in order: the model's where its cut stands, else our own.

    `known` is what a rewording may take its words from.
    """
    plain = LINK.sub(lambda link: " " * len(link.group()), text)
    placed = _placed(plain, stated)
    found: list[Believed] = []
    for start, end, ours in _units(text):
        inside = [one for one in placed if start <= one[0] and one[1] <= end]
        if _covers(plain, start, end, inside) and _may_be_cut(text, inside, known):
            alike = {(piece.start, piece.end): piece for piece in ours}
            whole = text[start:end] if len(inside) > 1 else ""
            found += (
                Believed(alike.get((s, e)) or Piece(s, e, whole=whole), one) for s, e, one in inside
            )
        else:
            same = {(s, e): one for s, e, one in inside}
            found += (Believed(piece, same.get((piece.start, piece.end))) for piece in ours)
    return found


def _units(text: str) -> Iterator[tuple[int, int, list[Piece]]]:
    """Each sentence with the tags that belong to it, and our own cut of it."""
    ours = pieces(text)
    for start, end in sentences_of(text):
        here = [piece for piece in ours if start <= piece.start < end]
        if here:
            yield start, max(end, here[-1].end), here


def _placed(plain: str, stated: Sequence[StatedClaim]) -> list[Placed]:
    """Where each quote stands, none overlapping, no word cut in two; the rest are dropped."""
    found: list[Placed] = []
    for one in stated:
        quote = one.quote.strip()
        places = (match.start() for match in re.finditer(re.escape(quote), plain)) if quote else ()
        for start in places:
            end = start + len(quote)
            free = all(end <= s or e <= start for s, e, _ in found)
            if free and _whole_words(plain, start, end):
                found.append((start, end, one))
                break
    return sorted(found, key=lambda place: place[:2])


def _whole_words(text: str, start: int, end: int) -> bool:
    joined = (text[start - 1 : start + 1], text[end - 1 : end + 1])
    return not any(len(pair) == 2 and pair.isalnum() for pair in joined)


def _covers(plain: str, start: int, end: int, inside: Iterable[Placed]) -> bool:
    """Whether the model's claims leave no word of a sentence out."""
    at = start
    for left, right, _ in inside:
        if _has_words(plain[at:left]):
            return False
        at = right
    return at > start and not _has_words(plain[at:end])


def _has_words(stretch: str) -> bool:
    return any(character.isalnum() for character in stretch)


def _may_be_cut(text: str, inside: Sequence[Placed], known: Sequence[str]) -> bool:
    """Whether each side of every cut says something, and no cut changes what the other says."""
    if len(inside) == 1:
        return True
    sentence = text[inside[0][0] : inside[-1][1]]
    if NEGATED.search(sentence) or ATTRIBUTED.search(sentence):
        return False
    ends_well = all(_last_word(text[s:e]) not in _CANNOT_END for s, e, _ in inside[:-1])
    return ends_well and all(_says_something(text[s:e], one, known) for s, e, one in inside)


def _last_word(stretch: str) -> str:
    return next((word.lower for word in reversed(words(stretch))), "")


def _says_something(stretch: str, stated: StatedClaim, known: Sequence[str]) -> bool:
    """Whether a side of a cut is a statement, by itself or in a rewording that can be believed."""
    if stretch.rstrip().endswith(":"):
        return True
    said = believed_rewording(stretch, stated.resolved, known) or _OPENS.sub("", stretch)
    return len(words(said)) > 1 and is_statement(said)


# ------------------------------------------------------------------ what it says of a claim


def believed_kind(offline: ClaimKind, stated: StatedClaim | None, resolved: str) -> ClaimKind:
    """The model's kind, unless ours, or its own rewording, holds a fact that it would hide."""
    if stated is None or offline in CHECKABLE:
        return offline
    within = kind_of(resolved) if resolved else offline
    return within if within in CHECKABLE and stated.kind not in CHECKABLE else stated.kind


def believed_rewording(stretch: str, offered: str, known: Iterable[str]) -> str:
    """`offered`, or nothing when it uses a strange word, loses one, or turns yes into no.

    `known` are the draft and what its brief says; function words are everybody's.
    """
    offered = " ".join(offered.split())
    if not offered or len(offered) > LONGEST or offered == stretch:
        return ""
    spelled = {word.lower for text in known for word in words(text)}
    told = [word for word in words(offered) if word.lower not in _FUNCTION]
    strange = any(word.lower not in spelled for word in told)
    return "" if strange or _loses(stretch, offered) else offered


def _loses(stretch: str, offered: str) -> bool:
    """Whether a rewording drops or doubles a content word, or adds or drops a negation."""
    kept = Counter(word.stem for word in words(offered))
    dropped = any(
        word.stem not in kept
        for word in words(stretch)
        if word.lower not in _FUNCTION and word.raw[0] not in "@#"
    )
    before, after = (len(NEGATED.findall(side)) for side in (stretch, offered))
    hedges = Counter(w.lower for w in words(stretch) if w.lower in _HEDGES)
    return dropped or before != after or any(
        offered.lower().split().count(word) < count for word, count in hedges.items()
    )  # fmt: skip


_HEDGES = word_set("may might could would should can said says if reportedly allegedly")

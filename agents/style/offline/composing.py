"""Composing: the parts of a post set as the persona sets theirs, each fact with its pointer.

Only spelling, casing, marks and joints change here. What is quoted stays word for word,
and where each fact of the brief stands in the finished text is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.style.english.casing import Casing, lower_first
from agents.style.offline.facts import Statement
from agents.style.offline.manner import Manner, Mark, Shape
from agents.style.offline.names import NameForms
from agents.style.offline.surface import after_opener, dress, lowered, outside_quotes
from agents.style.offline.takes import Take, with_opener
from agents.style.voice.profile import VoiceProfile
from memory.types import Pointer

_END = re.compile(r"[.!?…:][\"'”’)]*$")
_LABEL_END = (":", ",", "—", "–", "-")


@dataclass(frozen=True)
class Parts:
    """What a post says, in order; only `lead` has to be there."""

    lead: Statement
    opener: Mark | None = None
    second: Statement | None = None
    """Another fact, after the first."""
    take: Take | None = None
    question: Mark | None = None
    """Put to the readers at the end."""
    closer: Mark | None = None
    emoji: Mark | None = None
    tags: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it is nothing but facts."""
        return not (self.opener or self.take or self.closer or self.emoji or self.question)


@dataclass(frozen=True)
class Composed:
    """A finished text with a pointer for each fact in it."""

    text: str
    pointers: tuple[Pointer, ...]
    parts: Parts
    posts: tuple[str, ...] = ()
    """The posts of a thread; empty for anything else."""


def strung(pieces: Sequence[Composed], *, thread: bool) -> Composed:
    """`pieces` one after the other with an empty line between them, pointers moved along."""
    text, pointers = "", list[Pointer]()
    for piece in pieces:
        text += "\n\n" if text else ""
        pointers += [
            Pointer(start=one.start + len(text), end=one.end + len(text), fact=one.fact)
            for one in piece.pointers
        ]
        text += piece.text
    posts = tuple(piece.text for piece in pieces) if thread else ()
    return Composed(text, tuple(pointers), pieces[0].parts, posts)


class Composer:
    """Sets parts in the manner of one persona. Pure once built."""

    def __init__(
        self, profile: VoiceProfile, manner: Manner, names: NameForms, casing: Casing
    ) -> None:
        self._profile = profile
        self._manner = manner
        self._names = names
        self._casing = casing

    def compose(
        self,
        parts: Parts,
        shape: Shape,
        *,
        link: str = "",
        exclaim: bool = False,
        told: Casing,
    ) -> Composed:
        """The text of `parts` in `shape`, `link` at its end; `told` knows the story's names.

        `exclaim` says that the news may be exclaimed over where the shape does so.
        """
        known = [told, self._casing]
        pieces = self._pieces(parts, shape, known)
        if shape.ending != ".":
            ending = shape.ending if exclaim or "!" not in shape.ending else "."
            last, fact = pieces[-1]
            pieces[-1] = (re.sub(r"(?<!\.)\.$", ending, last), fact)
        small_start = self._profile.lowercase_start_share >= 0.6
        if self._manner.lower and (shape.lower or small_start):
            small = self._manner.lower_acronyms
            pieces = [(lowered(text, acronyms=small), fact) for text, fact in pieces]
        elif small_start:
            first, fact = pieces[0]
            pieces[0] = (lower_first(first, known), fact)
        return self._joined(pieces, parts, shape, link)

    def _pieces(
        self, parts: Parts, shape: Shape, known: Sequence[Casing]
    ) -> list[tuple[str, int | None]]:
        """(text, index of its fact or None) in order, each with its own end mark."""
        lead = self._dressed(parts.lead, shape)
        pieces: list[tuple[str, int | None]] = []
        if parts.opener:
            opener = parts.opener.text
            runs_on = opener.endswith(_LABEL_END) or not _END.search(opener)
            if runs_on and not opener.endswith(_LABEL_END) and "\n" not in parts.opener.joint:
                opener += "," if parts.opener.mood == "call" else "."
                runs_on = parts.opener.mood == "call"
            pieces.append((opener, None))
            if opener.endswith(":"):
                lead = after_opener(lead, self._profile, known)
            elif runs_on and "\n" not in parts.opener.joint:
                lead = lower_first(lead, known)
        pieces.append((lead, parts.lead.source))
        if parts.second:
            pieces.append((self._dressed(parts.second, shape), parts.second.source))
        if parts.take:
            pieces.append((with_opener(parts.take), None))
        if parts.question:
            pieces.append((parts.question.text, None))
        if parts.closer:
            pieces.append((parts.closer.text, None))
        return pieces

    def _dressed(self, fact: Statement, shape: Shape) -> str:
        text = dress(fact.text, self._profile)
        return outside_quotes(text, lambda part: self._names.put_on(part, tags=shape.tags))

    def _joined(
        self, pieces: Sequence[tuple[str, int | None]], parts: Parts, shape: Shape, link: str
    ) -> Composed:
        text, pointers = "", []
        if parts.emoji and shape.emoji == "start":
            text = f"{parts.emoji.text} "
        for n, (piece, fact) in enumerate(pieces):
            if n:
                text = self._apart(text, n, pieces, parts, shape)
            start = len(text)
            text += piece
            if fact is not None:
                pointers.append(Pointer(start=start, end=len(text), fact=fact))
        for extra in (
            parts.emoji.text if parts.emoji and shape.emoji == "end" else "",
            *parts.tags,
        ):
            text += f" {extra}" if extra else ""
        if link:
            text += (shape.link_joint or " ") + link
        return Composed(text, tuple(pointers), parts)

    def _apart(
        self,
        text: str,
        n: int,
        pieces: Sequence[tuple[str, int | None]],
        parts: Parts,
        shape: Shape,
    ) -> str:
        """`text` with what stands before piece `n`."""
        if n == 1 and parts.opener:
            return text + parts.opener.joint
        last = parts.closer if n == len(pieces) - 1 else None
        joint = last.joint if last else self._between(shape)
        # Two sentences on one line need a mark between them; on two lines a person may have none.
        if joint == " " and not _END.search(text):
            text += "."
        return text + joint

    def _between(self, shape: Shape) -> str:
        if shape.joint != " ":
            return shape.joint
        return "\n\n" if self._profile.line_break_share > 0.5 else " "

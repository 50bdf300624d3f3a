"""Cutting: a text as the posts of a thread, each of them short enough for its channel. Pure.

Cuts fall between paragraphs, else between sentences, clauses, words, and within a word only
where it is longer than a post; never inside a link, an emoji, or between a number and what it
counts. Nothing is added but the numbers that are asked for, and nothing is lost but white
space at a cut. Of all ways to cut, the one with the lowest `_cost` is taken: few posts, good
borders, no post of a word or two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from memory.errors import ChannelRefused
from memory.types import Description, Draft
from tools.borders import Border, Rank, characters, words
from tools.lengths import fits, length

_OF_A_BORDER = {
    Rank.PARAGRAPH: 0,
    Rank.LINE: 15,
    Rank.SENTENCE: 20,
    Rank.CLAUSE: 110,
    Rank.WORD: 160,
    Rank.CHARACTER: 400,
}
_OF_A_QUOTATION = 60
"""Added to a border inside somebody's words."""
_OF_AN_ORPHAN = 300
"""Of a post with no more than two words."""
_OF_UNEVENNESS = 40
"""Of an empty post; falls with the square of how full it is, so that few are left half empty.

Less than a sentence is worth: none is broken to save a post.
"""
_GRAIN = 40
"""Where a text has no good border, at most about so many places to cut a post are weighed."""


def posts_of(draft: Draft, place: Description, *, numbered: bool = False) -> tuple[str, ...]:
    """What goes out of `draft` at `place`: one post, or a thread where `place` takes threads.

    Raises ChannelRefused for what has no room there.
    """
    if not draft.parts and (fits(draft.text, place) or not place.threads):
        return (draft.text,)
    if not draft.parts:
        return cut(draft.text, place, numbered=numbered)
    return tuple(post for part in draft.parts for post in cut(part, place))


def cut(text: str, place: Description, *, numbered: bool = False) -> tuple[str, ...]:
    """`text` in posts that `place` takes, in order; `numbered` ends each of several with "1/4".

    White space at the ends is left out. Raises ChannelRefused when a link or a single
    character is longer than a post.
    """
    text = text.strip()
    if fits(text, place):
        return (text,)
    if not numbered:
        return _Cutter(text, place, 0).posts()
    posts: tuple[str, ...] = ()
    for digits in range(1, len(str(len(text))) + 1):
        posts = _Cutter(text, place, length(_number(10**digits - 1, 10**digits - 1), place)).posts()
        if len(str(len(posts))) <= digits:
            break
    return tuple(f"{post}{_number(at, len(posts))}" for at, post in enumerate(posts, 1))


def _number(at: int, of: int) -> str:
    return f" {at}/{of}"


@dataclass(frozen=True, slots=True)
class _Atom:
    """A stretch that is not cut, and the border behind it."""

    start: int
    end: int
    bare: int
    """Units of the stretch."""
    units: int
    """The same with the white space behind it, so that they add up."""
    border: Border


class _Cutter:
    """One text on its way into posts of one channel; `reserve` units of each stay free."""

    def __init__(self, text: str, place: Description, reserve: int) -> None:
        self._text = text
        self._place = place
        self._room = place.longest - reserve
        self._atoms = self._whole()

    def posts(self) -> tuple[str, ...]:
        """The cheapest cut. What adds up may yet be longer in one piece: then it is done again."""
        too_long: set[tuple[int, int]] = set()
        while True:
            found = self._cheapest(too_long)
            bad = {each for each in found if self._units(*self._span(*each)) > self._room}
            if not bad:
                return tuple(self._text[slice(*self._span(*each))] for each in found)
            too_long |= bad  # never an atom alone: what it has for room was counted

    # ------------------------------------------------------------------ atoms

    def _whole(self) -> list[_Atom]:
        """The text in clauses, and only what is longer than a post in smaller pieces."""
        end = Border(len(self._text), len(self._text), Rank.PARAGRAPH)
        borders = words(self._text)
        atoms = self._between(0, [b for b in borders if b.rank <= Rank.CLAUSE], end)
        atoms = self._split(atoms, borders)
        if any(atom.bare > self._room for atom in atoms):
            atoms = self._split(atoms, characters(self._text))
        for atom in atoms:
            if atom.bare > self._room:
                raise ChannelRefused(self._why_not(atom))
        return atoms

    def _split(self, atoms: Sequence[_Atom], borders: Sequence[Border]) -> list[_Atom]:
        """`atoms`, those that are too long in pieces between `borders`."""
        ends = [border.end for border in borders]
        found: list[_Atom] = []
        for atom in atoms:
            if atom.bare <= self._room:
                found.append(atom)
                continue
            first, last = bisect_left(ends, atom.start + 1), bisect_left(ends, atom.end)
            found += self._merged(self._between(atom.start, borders[first:last], atom.border))
        return found

    def _between(self, start: int, borders: Sequence[Border], last: Border) -> list[_Atom]:
        atoms = []
        for border in [*borders, last]:
            atoms.append(self._atom(start, border))
            start = border.start
        return atoms

    def _atom(self, start: int, border: Border) -> _Atom:
        bare = self._units(start, border.end)
        units = self._units(start, border.start) if border.start > border.end else bare
        return _Atom(start, border.end, bare, units, border)

    def _merged(self, pieces: Sequence[_Atom]) -> list[_Atom]:
        """Neighbours in one until they are a fraction of a post: a long text has too many."""
        found: list[_Atom] = []
        small = self._room // _GRAIN
        for piece in pieces:
            before = found[-1] if found else None
            if before and before.units + piece.units <= small:
                found[-1] = self._atom(before.start, piece.border)
            else:
                found.append(piece)
        return found

    def _units(self, start: int, end: int) -> int:
        return length(self._text[start:end], self._place)

    def _why_not(self, atom: _Atom) -> str:
        said = self._text[atom.start : atom.end]
        return (
            f"{self._place.name}: “{said[:40]}…” is {atom.bare} units and "
            f"a post has room for {self._room}; shorten it or leave it out"
        )

    # ------------------------------------------------------------------ choosing

    def _cheapest(self, too_long: set[tuple[int, int]]) -> list[tuple[int, int]]:
        """Posts as (first atom, atom behind the last) with the lowest sum of costs."""
        best = [0.0] + [float("inf")] * len(self._atoms)
        came_from = [0] * (len(self._atoms) + 1)
        for last in range(1, len(best)):
            units = self._atoms[last - 1].bare
            for first in range(last - 1, -1, -1):
                if first < last - 1:
                    units += self._atoms[first].units
                if units > self._room:
                    break
                if (first, last) in too_long:
                    continue
                cost = best[first] + self._cost(first, last, units)
                if cost < best[last]:
                    best[last], came_from[last] = cost, first
        return _path(came_from)

    def _cost(self, first: int, last: int, units: int) -> float:
        free = max(0.0, 1 - units / self._room)
        cost = _OF_UNEVENNESS * free**2
        start, end = self._span(first, last)
        if len(self._text[start : min(end, start + 80)].split(maxsplit=2)) < 3:
            cost += _OF_AN_ORPHAN * free
        if last == len(self._atoms):
            return cost
        border = self._atoms[last - 1].border
        return cost + _OF_A_BORDER[border.rank] + _OF_A_QUOTATION * border.quoted

    def _span(self, first: int, last: int) -> tuple[int, int]:
        return self._atoms[first].start, self._atoms[last - 1].end


def _path(came_from: Sequence[int]) -> list[tuple[int, int]]:
    """The chosen posts in order."""
    found = []
    last = len(came_from) - 1
    while last > 0:
        found.append((came_from[last], last))
        last = came_from[last]
    return found[::-1]

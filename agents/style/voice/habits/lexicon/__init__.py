"""Word lists that habits are counted by, each read once; all were written for this project."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Names(NamedTuple):
    """What one thing is called."""

    thing: str
    words: tuple[str, ...]
    """In lower case, found in any case and with # or $."""
    exact: tuple[str, ...]
    """Found as they stand."""


@cache
def function_words() -> frozenset[str]:
    """English words that carry grammar."""
    return frozenset(word for line in _lines("function_words") for word in line.split())


@cache
def stance() -> dict[str, frozenset[tuple[str, ...]]]:
    """Kind of marker to its phrases, each as its words."""
    kinds: dict[str, set[tuple[str, ...]]] = {}
    phrases: set[tuple[str, ...]] = set()
    for line in _lines("stance"):
        if line.startswith("["):
            phrases = kinds.setdefault(line.strip("[]"), set())
        else:
            phrases |= {tuple(phrase.split()) for phrase in line.split(",")}
    return {kind: frozenset(phrases) for kind, phrases in kinds.items()}


@cache
def names() -> tuple[Names, ...]:
    """Things that have several names."""
    found = []
    for line in _lines("names"):
        thing, mark, rest = (part.strip() for part in _split(line))
        words = tuple(rest.split()) if mark == "~" else ()
        exact = tuple(form.strip() for form in rest.split("|")) if mark == "=" else ()
        found.append(Names(thing, words, exact))
    return tuple(found)


def _split(line: str) -> tuple[str, str, str]:
    return line.partition("~") if "~" in line else line.partition("=")


def _lines(name: str) -> list[str]:
    text = (files(__package__) / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]

"""Knowledge: the durable facts and known falsehoods that people wrote down, read from Markdown.

A facts file has a bullet a fact. A falsehoods file (`falsehoods.md`) has bullets of four
kinds of lines: False, Or, True, Source. Errors name the file, the line and what to write.
Files are read again when they change, and not before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from memory.errors import ConfigError

FALSEHOODS = "falsehoods.md"
"""The one file of a knowledge folder that holds what is not so."""
LARGEST_FILE = 2_000_000
"""Bytes; ten thousand facts need less, and a larger file is no list that people keep."""

_KEY = re.compile(r"(False|Or|True|Source):\s*(.*)")
_BULLET = re.compile(r"[-*]\s+(.*)")
_FORM = "- False: …, Or: …, True: …, Source: …"


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A durable fact, one or two sentences, with where it stands ("ground-truth.md:12")."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Falsehood:
    """What is told and is not so: its wordings, what is so, and who says so."""

    wordings: tuple[str, ...]
    truth: str
    source: str
    place: str


@dataclass(frozen=True, slots=True)
class Known:
    """All that is written down, in the order of the files."""

    facts: tuple[KnownFact, ...] = ()
    falsehoods: tuple[Falsehood, ...] = ()


class Knowledge:
    """What a folder of Markdown and further files of facts say now."""

    def __init__(self, folder: Path, *facts: Path) -> None:
        """`facts` are read too where they exist; neither has to."""
        self._folder = folder
        self._facts = facts
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._known = Known()

    def read(self) -> Known:
        """The same object until a file changes. Raises ConfigError."""
        paths = self._paths()
        stamps = tuple((str(p), s.st_mtime_ns, s.st_size) for p in paths for s in [p.stat()])
        if stamps != self._seen:
            self._known = _known(paths)
            self._seen = stamps
        return self._known

    def _paths(self) -> list[Path]:
        return [*sorted(self._folder.glob("*.md")), *(p for p in self._facts if p.is_file())]


def parse_facts(text: str, name: str) -> tuple[KnownFact, ...]:
    """The bullets of a facts file; headings and what stands between are for people.

    A bullet goes on in the lines after it, up to an empty one.
    """
    found: list[tuple[int, str]] = []
    goes_on = False
    for number, line in _lines(text):
        bullet = _BULLET.fullmatch(line)
        if bullet:
            found.append((number, bullet[1]))
        elif goes_on and line and not line.startswith("#"):
            found[-1] = (found[-1][0], f"{found[-1][1]} {line}")
        goes_on = bool(bullet) or (goes_on and bool(line) and not line.startswith("#"))
    return tuple(KnownFact(_said(said, name, n), f"{name}:{n}") for n, said in found)


def parse_falsehoods(text: str, name: str) -> tuple[Falsehood, ...]:
    """The entries of a falsehoods file. Raises ConfigError with file, line and fix."""
    entries: list[list[tuple[int, str, str]]] = []
    for number, line in _lines(text):
        bullet = _BULLET.fullmatch(line)
        field = _KEY.fullmatch(bullet[1] if bullet else line)
        if bullet and (field is None or field[1] != "False"):
            raise ConfigError(f'{name}:{number}: begin an entry with "- False: …"')
        if field is None:
            continue
        if bullet:
            entries.append([])
        if not entries or (not bullet and field[1] == "False"):
            raise ConfigError(f'{name}:{number}: put "- " before "False:" to begin an entry')
        entries[-1].append((number, field[1], _said(field[2], name, number)))
    return tuple(_falsehood(entry, name) for entry in entries)


def _falsehood(lines: Sequence[tuple[int, str, str]], name: str) -> Falsehood:
    number = lines[0][0]
    for key in ("True", "Source"):
        count = sum(one[1] == key for one in lines)
        if count != 1:
            much = "has no" if not count else f"has {count} times"
            raise ConfigError(f'{name}:{number}: the entry {much} "{key}:"; write it once: {_FORM}')
    told = {key: value for _, key, value in lines}
    wordings = tuple(value for _, key, value in lines if key in {"False", "Or"})
    return Falsehood(wordings, told["True"], told["Source"], f"{name}:{number}")


def _said(value: str, name: str, number: int) -> str:
    text = " ".join(value.split())
    if not any(character.isalpha() for character in text):
        raise ConfigError(f"{name}:{number}: nothing is said here; write a sentence, or delete it")
    return text


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its number; those set apart by four spaces are examples for people."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("    "):
            yield number, line.strip()


def _known(paths: Sequence[Path]) -> Known:
    facts: list[KnownFact] = []
    falsehoods: list[Falsehood] = []
    for path in paths:
        text = _text(path)
        if path.name == FALSEHOODS:
            falsehoods += parse_falsehoods(text, path.name)
        else:
            facts += parse_facts(text, path.name)
    return Known(tuple(facts), tuple(falsehoods))


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise ConfigError(
                f"{path}: has {size:,} bytes, and at most {LARGEST_FILE:,} are read; split it"
            )
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); save it as UTF-8 text") from error

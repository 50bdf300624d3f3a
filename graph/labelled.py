"""Labelled claims: JSON Lines of evidence, a claim, and whether the evidence bears it out.

    {"evidence": "…" or ["…", "…"], "claim": "…", "label": 1 or 0}

Other keys are left alone. A line that cannot be used is an error that says where it stands:
figures over what happened to be readable would be figures of something else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from memory.errors import ConfigError

_FORM = '{"evidence": "…" or ["…"], "claim": "…", "label": 1 or 0}'


@dataclass(frozen=True, slots=True)
class Case:
    """One claim with its evidence; `label`: whether it is borne out."""

    evidence: tuple[str, ...]
    claim: str
    label: bool


def read_cases(path: Path, limit: int | None = None, seed: int = 0) -> tuple[Case, ...]:
    """The cases of a file in order; of more than `limit`, so many drawn by the seed.

    Raises ConfigError with file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name a file") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text ({error.reason}); convert it") from error
    cases = [_case(line, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    if not cases:
        raise ConfigError(f"{path}: is empty; a line is {_FORM}")
    if limit is None or len(cases) <= limit:
        return tuple(cases)
    drawn = sorted(Random(seed).sample(range(len(cases)), limit))  # noqa: S311 - a sample
    return tuple(cases[n] for n in drawn)


def _case(line: str, place: str) -> Case:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{place}: is no JSON ({error.msg}); a line is {_FORM}") from error
    if not isinstance(row, dict):
        raise ConfigError(f"{place}: is a {type(row).__name__}; a line is {_FORM}")
    label = row.get("label")
    if label not in (0, 1):
        raise ConfigError(f"{place}: label is {label!r}; write 1 for borne out, 0 for not")
    return Case(_evidence(row, place), _claim(row, place), bool(label))


def _claim(row: dict[str, Any], place: str) -> str:
    claim = row.get("claim")
    if not isinstance(claim, str) or not claim.strip():
        raise ConfigError(f"{place}: claim is {claim!r}; write the sentence to check")
    return claim.strip()


def _evidence(row: dict[str, Any], place: str) -> tuple[str, ...]:
    given = row.get("evidence")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ConfigError(f"{place}: evidence is {given!r:.60}; write a text or a list of texts")
    told = tuple(text.strip() for text in texts if text.strip())
    if not told:
        raise ConfigError(f"{place}: evidence is empty; write what the claim is checked against")
    return told

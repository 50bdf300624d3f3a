"""Fitness: what no writer of this persona can write about, whatever it is."""

from __future__ import annotations

from agents.style.english.prose import is_promotion
from memory.types import Brief
from tools.language import guess_language


def unfit(brief: Brief, language: str) -> str:
    """Why nothing can be written about `brief` in `language`; empty when it can be tried."""
    told = " ".join([brief.headline, *(fact.text for fact in brief.facts)])
    theirs = guess_language(told)
    if theirs and theirs != language:
        return f'the story is in another language ("{theirs}") than the persona ("{language}")'
    if is_promotion(brief.headline):
        return f"the story is an advertisement: {brief.headline!r}"
    return ""

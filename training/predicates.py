"""Predicates: where the main verb of a sentence stands, as far as that is certain.

A sentence with two verbs of which either might be the main one has none here: what is made
of it would read badly, and nobody writes such errors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.naming import names
from agents.auditor.reading.words import Word, words
from training.inflection import Form, read
from training.material import Material

AUXILIARIES = word_set(
    "is are was were am will can could would should must may might has have had does do did"
)
_SUBORDINATE = re.compile(
    r"(?:After|Before|When|While|If|Although|Though|As|Because|Since|Once|Until|Unless|Despite"
    r"|In|On|At|By|For|With|From|During|Under)\b"
)
_NEW_CLAUSE = re.compile(
    r"[,;:—–]|\b(?:and|but|or|that|which|who|after|before|because|when|while|as|if|to|by|than)\b"
)
_NO_SUBJECT = word_set(
    "the a an its their his her our my your this these those some any every each no in of for at "
    "by from with on under about into over off via to and or but not newly recently so very more "
    "most less least well who which that been being be as than if when after before while"
)
_PRONOUNS = word_set("it he she they we i you which who that")


@dataclass(frozen=True)
class Predicate:
    """The finite verb at `sentence[start:end]`."""

    start: int
    end: int
    word: str
    verb: str
    """Its plain form; that of an auxiliary is the auxiliary itself."""
    form: Form
    auxiliary: bool

    @property
    def singular(self) -> bool | None:
        """What number its subject has; None when the form does not tell."""
        if self.word in {"is", "was", "has", "does"} or self.form is Form.THIRD:
            return True
        return False if self.word in {"are", "were", "have", "do"} else None


def predicate(material: Material) -> Predicate | None:
    """The main verb of the sentence; None when it has none for certain, or asks."""
    sentence = material.sentence
    if sentence.rstrip(" ”\"'").endswith("?"):
        return None
    here = [w for w in words(sentence) if w.start >= _main_clause(sentence)]
    found = [p for n, w in enumerate(here) if n and (p := _finite(material, here, n))]
    if not found:
        return None
    first = found[0]
    rivals = [p for p in found[1:] if not _NEW_CLAUSE.search(sentence, first.end, p.start)]
    return first if first.auxiliary or not rivals else None


def _main_clause(sentence: str) -> int:
    """Where the main clause begins: after the comma, when a subordinate one stands first."""
    if _SUBORDINATE.match(sentence) and (comma := sentence.find(", ")) > 0:
        return comma + 2
    return 0


def _finite(material: Material, here: list[Word], n: int) -> Predicate | None:
    """The word as a finite verb, when its neighbours allow no other reading."""
    word, before = here[n], here[n - 1]
    if not material.open(word.start, word.end) or not word.raw.islower():
        return None
    if word.lower in AUXILIARIES:
        return Predicate(word.start, word.end, word.lower, word.lower, Form.PLAIN, auxiliary=True)
    found = read(word.lower)
    gap = material.sentence[before.end : word.start]
    if found is None or not gap.isspace() or before.lower in _NO_SUBJECT | AUXILIARIES:
        return None
    verb, form = found
    if form is Form.THIRD and not _acts(material, before):
        return None
    if form in {Form.PAST, Form.THIRD}:
        return Predicate(word.start, word.end, word.lower, verb, form, auxiliary=False)
    return None


def _acts(material: Material, before: Word) -> bool:
    """Whether what stands before is surely a subject: "plans" after another noun is a noun."""
    named = any(n.start <= before.start < n.end for n in names(material.sentence))
    return named or before.lower in _PRONOUNS

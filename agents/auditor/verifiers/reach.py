"""How far a model's word reaches: it may say that words mean the same, and bring nothing in.

Asked of every claim that a model calls supported, against the passages that decide, and
those alone. No guard may object; the passages must know something of every phrase of the
claim, half of its words, and every grave event in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from agents.auditor.guards import Context
from agents.auditor.reading.lexicon import OPPOSITES, word_set
from agents.auditor.reading.words import stem, stems
from agents.auditor.verifiers.coverage import cover
from agents.auditor.verifiers.panel import object_to

LEAST_SHARE = 0.5
"""Of the claim's content words, in the passage as they are or as synonyms."""
_GRAVE = frozenset(
    map(
        stem,
        word_set(
            "arrested jailed charged convicted acquitted indicted guilty sued fined sanctioned "
            "banned raided seized stole stolen hacked drained exploited leaked scam fraud bribed "
            "laundered lied confessed admitted died killed murdered injured resigned quit fired "
            "sacked dismissed bankrupt insolvent collapsed delisted liquidated defaulted bought "
            "sold acquired merged paid repaid refunded approved rejected agreed signed burned "
            "destroyed deleted proved certainly surely will divorced married pregnant"
        ),
    )
)
"""Events, accusations and certainties: new where the passage itself has no word for them."""
_SIDES = tuple(frozenset(map(stem, side)) for pair in OPPOSITES for side in pair)
"""Words whose opposites we know: which of the two it was, a passage must say itself."""


def brought_in(claim: str, passages: Sequence[str], context: Context) -> str:
    """What a claim says and these passages do not speak of, in words; or nothing."""
    if objection := object_to(claim, passages, context):
        return objection.reason
    coverage = cover(claim, passages)
    if coverage.strange_segment:
        return f'nothing there speaks of "{coverage.strange_segment}"'
    told = frozenset(word for text in passages for word in stems(text))
    if news := [word for word in coverage.missing if _is_news(stem(word), told)]:
        return f'nothing there says "{news[0]}"'
    if coverage.share < LEAST_SHARE:
        return "too little there speaks of " + ", ".join(f'"{w}"' for w in coverage.missing[:4])
    return ""


def _is_news(word: str, told: frozenset[str]) -> bool:
    """Whether a word that no passage has is too grave, or too easily its opposite, to be lent."""
    sides = [side for side in _SIDES if word in side]
    return word in _GRAVE or (bool(sides) and all(told.isdisjoint(side) for side in sides))

"""Recasting: one long sentence of news as two short ones, nothing added and nothing lost
but the joining word.

"Prices rise as stocks run low." is also "Stocks run low. Prices rise." Only where both halves
are sentences that stand alone, and nobody is quoted, doubted or denied in either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.style.english.grammar import is_clause, stands_alone, tokens
from agents.style.english.lexicon import Form, forms

_JOINTS = (
    (
        re.compile(r",? (?:as|while) (?!(?:a|an|well|much|many|part|soon|long|if|though|of)\b)"),
        False,
    ),
    (re.compile(r",? after "), True),
)
"""Joining word, and whether what follows it came first."""
_QUALIFIED = re.compile(
    r"[\"“”:;()]|(?<!\w)['‘]|\b(?:not|no|never|nor|if|unless|says?|said|according|alleged\w*|"
    r"reported\w*|its?|their|his|her|they|he|she|may|might|could|would|expected|denie[sd]|claims?|who|which|that|but)\b|n['’]t\b",
    re.IGNORECASE,
)
_FEWEST_WORDS, _MOST_WORDS = 2, 14
"""Words of a half."""


def recast(sentence: str) -> Iterator[str]:
    """The same news in two sentences, the earlier event first; nothing when it is not safe."""
    plain = sentence.removesuffix(".")
    if _QUALIFIED.search(plain):
        return
    for joint, first in _JOINTS:
        found = list(joint.finditer(plain))
        if len(found) != 1:
            continue
        one, two = plain[: found[0].start()], plain[found[0].end() :]
        halves = (two, one) if first else (one, two)
        if all(map(_whole, halves)):
            yield " ".join(f"{half[0].upper()}{half[1:]}." for half in halves)


def _whole(half: str) -> bool:
    words = tokens(half)
    return (
        _FEWEST_WORDS <= len(words) <= _MOST_WORDS
        and is_clause(half)
        and stands_alone(half)
        and not forms(words[0]) & (Form.GERUND | Form.PARTICIPLE)
        # "Pool hammered": a participle without its auxiliary is no sentence of its own.
        and not (words[-1].endswith("ed") and Form.PARTICIPLE & forms(words[-1]))
    )

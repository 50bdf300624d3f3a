"""Quotations: word for word, and from the right mouth."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.auditor.guards.objection import Context, Objection
from agents.auditor.naming import Name, names
from agents.auditor.quotations import Quotation, plain, quotations

NEAR = 160
"""Characters around a quotation in which its speaker is named."""
_SPEECH = re.compile(
    r"\b(?:said|says|say|told|tells|wrote|writes|added|adds|tweeted|posted|according to|argued"
    r"|explained|noted|warned|announced|stated|asked|replied|insisted|claimed|called|put it)\b",
    re.IGNORECASE,
)


def quotes(claim: str, _passages: Sequence[str], context: Context) -> Objection | None:
    """Object to quoted words that no source has, or that another person said."""
    for quotation in quotations(claim):
        said = _core(quotation.words)
        if said and not _contains(plain(context.evidence), said):
            return Objection("quotes", f'no source has the words "{quotation.words.strip()}"')
        if said and (objection := _speaker(claim, quotation, said, context)):
            return objection
    return None


def _core(words: str) -> str:
    """The quoted words without the marks that their place in a sentence adds."""
    return plain(words).strip(" .,;:!?-'\"").removeprefix("...").removesuffix("...").strip()


def _contains(source: str, said: str) -> bool:
    """Whether the words are there whole; an ellipsis inside stands for words left out."""
    parts = [re.escape(part.strip(" .,")) for part in re.split(r"\s*\[?\.\.\.\]?\s*", said)]
    return bool(re.search(r"(?<!\w)" + r"\b.{1,300}?\b".join(parts) + r"(?!\w)", source))


def _speaker(claim: str, quotation: Quotation, said: str, context: Context) -> Objection | None:
    claimed = _speakers(claim, quotation.start, quotation.end)
    if not claimed:
        return None
    for source in context.evidence.splitlines():
        for quote in quotations(source):
            if _contains(_core(quote.words), said):
                actual = _speakers(source, quote.start, quote.end)
                if not actual or _share(claimed, actual):
                    return None
                who = actual[0].raw
                reason = f'the source gives these words to "{who}", the draft to "{claimed[0].raw}"'
                return Objection("quotes", reason, contradicts=True)
    return Objection(
        "quotes", f'the source does not quote "{claimed[0].raw}" with "{quotation.words.strip()}"'
    )


def _share(one: Sequence[Name], other: Sequence[Name]) -> bool:
    return bool(
        {t for name in one for t in name.tokens} & {t for name in other for t in name.tokens}
    )


def _speakers(text: str, start: int, end: int) -> list[Name]:
    """Names beside a verb of speech before or after the quotation, nearest first; else none."""
    before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    after = re.split(r"[.!?]\s", after, maxsplit=1)[0]
    before = re.split(r"[.!?]\s", before)[-1]
    for side, nearest_last in ((after, False), (before, True)):
        if _SPEECH.search(side) or re.match(r"\s*[—–-]", side):
            found = list(names(side))
            if found:
                return found[::-1] if nearest_last else found
    return []

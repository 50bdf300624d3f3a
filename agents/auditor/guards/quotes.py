"""Quotations: word for word, and from the right mouth."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.auditor.guards.attachment import sentence_of
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.guards.offices import held
from agents.auditor.reading.naming import Name, names
from agents.auditor.reading.quotations import Quotation, plain, quotations
from agents.auditor.reading.words import kin, known, stem, words

NEAR = 160
"""Characters around a quotation in which its speaker is named."""
_SPEECH = re.compile(
    r"\b(?:said|says|say|told|tells|wrote|writes|added|adds|tweeted|posted|according to|argued"
    r"|explained|noted|warned|announced|stated|asked|replied|insisted|claimed|called|put it)\b",
    re.IGNORECASE,
)
_LABELS = re.compile(r":\s*$")
_SAID = r"(?:said|says|told|wrote|writes|added|warned|announced|stated|argued|explained|insisted)"
_ROLE_AFTER = re.compile(
    rf"\W*(?:{_SAID}\s+(?:the|an?|one)\s+(\w+)|(?:the|an?|one)\s+(\w+)\s+{_SAID})\b", re.IGNORECASE
)
_ROLE_BEFORE = re.compile(
    rf"\b(?:the|an?|one)\s+(\w+)(?:\s+{_SAID}\b[^“\"]{{0,40}}|:\s*)$", re.IGNORECASE
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
        return _unnamed(claim, quotation, said, context)
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


def _unnamed(claim: str, quotation: Quotation, said: str, context: Context) -> Objection | None:
    """Object when "the minister" says what the source has somebody else say."""
    role = _role(claim, quotation)
    if role is None:
        return None
    for source in context.evidence.splitlines():
        for quote in quotations(source):
            if not _contains(_core(quote.words), said):
                continue
            low, high = sentence_of(source, quote.start, quote.end)
            actual = _speakers(source, quote.start, quote.end)
            here = {w.stem for w in words(source) if low <= w.start < high}
            held_by = {stem(o.head) for n, o in held(context.evidence) if _share([n], actual)}
            other = _role(source, quote)
            if not actual and other and not kin(stem(other), stem(role)):
                reason = f"the source gives these words to the {other}, the draft to the {role}"
                return Objection("quotes", reason, contradicts=True)
            if not actual or known(stem(role), here | held_by):
                return None
            reason = f'the source gives these words to "{actual[0].raw}", the draft to "{role}"'
            return Objection("quotes", reason, contradicts=True)
    return None


def _role(claim: str, quotation: Quotation) -> str | None:
    """The common noun that is said to speak right before or after the quotation."""
    after = _ROLE_AFTER.match(claim, quotation.end)
    before = _ROLE_BEFORE.search(claim[: quotation.start])
    found = after or before
    return next((group for group in found.groups() if group), None) if found else None


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
        label = side is before and _LABELS.search(side)
        if label or _SPEECH.search(side) or re.match(r"\s*[—–-]", side):
            found = list(names(side))
            if found:
                return found[::-1] if nearest_last else found
    return []

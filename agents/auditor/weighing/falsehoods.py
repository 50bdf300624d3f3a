"""Known falsehoods: whether a claim repeats one, and whether it is denied where it stands.

A claim repeats a falsehood when each holds the other's content words, or synonyms of them,
both deny or neither does, they mean nearly the same, and no guard tells them apart. "It is
a myth that" before it and "No." after it deny it. Opinions and questions can repeat one too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.auditor.evidence.ranking import BM25
from agents.auditor.guards import GUARDS, Context, Objection
from agents.auditor.reading.naming import Roll, names
from agents.auditor.reading.words import words
from agents.auditor.verifiers.coverage import cover
from agents.auditor.verifiers.verifier import Occasion
from agents.seams import Embedder
from memory.knowledge import Falsehood
from memory.types import Claim
from tools.sentences import spans

SHARED = 0.5
"""Share of content words that each must have of the other's, when meaning is read too ..."""
ALIKE = 0.85
"""... and their cosine then: falsehoods in other words have .86 and more, what is true and
speaks of the same thing .82 and less."""
SWAPPED = 0.5
"""Cosine of the words that each has and the other has not: "people" for "humans" has .83,
"designs" for "manufactures" .44, "prevent" for "cause" .34."""
SHARED_ALONE = 0.8
"""Share of the words from which swapped ones are not looked at, and where nothing but words
can be: without an embedder, and where both deny."""
FEWEST = 2
"""Content words of a claim that can repeat anything."""
COMPARED = 6
"""Wordings that are compared with a claim: the nearest by their words."""
IGNORED = frozenset({"names", "modality", "tense", "clauses"})
"""Guards that are for news: a falsehood is one in any tense, and names are compared here."""

_NO = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|cannot|without)\b|n[’']t\b", re.IGNORECASE
)
_OPENING = re.compile(
    r"^\W*(?:(?:no|nope|nah|well|fun fact|reminder|psa|fact|breaking|hot take|remember)\b\s*"
    r"[,.:;!—–-]+\s*|(?:(?:and|but|so|honestly|clearly|obviously|apparently),? )?"
    r"(?:I(?:['’]m)? (?:really |honestly |still )?(?:think|believe|know|guess|reckon|swear|say|bet"
    r"|sure|convinced|wrote|said)"
    r"|we all know|everyone knows|everybody knows|did you know|you know|the truth is|turns out"
    r"|they say|people say|experts say|it is (?:true|a fact|well known)|it['’]s (?:true|a fact))"
    r"(?: that)?\b[,:]?\s*)+",
    re.IGNORECASE,
)
"""What begins a sentence and says nothing: an answer, a label, an opinion of what follows."""
_FRAME = re.compile(
    r"\b(?:myths?|misconceptions?|falsehoods?|false|untrue|wrong|debunk\w*|nonsense|rubbish|bogus"
    r"|urban legends?|old wives['’] tales?|lies?|fake news|contrary to|disproven?|refut\w+|hogwash"
    r"|no evidence"
    r"|(?:not|never|isn['’]t|wasn['’]t|aren['’]t) (?:\w+ )?(?:true|so|the case|correct))\b",
    re.IGNORECASE,
)
_NOT_A_MYTH = re.compile(
    r"\b(?:no|not an?|isn['’]t an?|hardly an?) (?:myth|lie|misconception|urban legend)\b",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"^[\s\"”’')\]]*"
    r"(?:(?:well|sorry|spoiler|and|but|which|this|that|it|they|he|she|all of (?:this|it))"
    r"(?:['’](?:s|re))?\W+)*"
    r"(?:no|nope|nah|not (?:so|true|quite|at all|really|even)|wrong|false|nonsense|rubbish"
    r"|myth|debunked"
    r"|(?:is|are|was|were|does|do|did|has|have|can)(?:n['’]t| not| never)"
    r"|(?:['’]s|is|was|are|were)?\s*(?:a |an |just |simply |plain |pure |not |utter )*"
    r"(?:myth|false|wrong|nonsense|untrue|misconception|urban legend|lie|rubbish|true))\b",
    re.IGNORECASE,
)
_TRUE_REPLY = re.compile(r"^[^.!?]*?(?<!not )(?<!n't )(?<!n’t )\btrue\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Wording:
    text: str
    falsehood: Falsehood
    roll: Roll


class Falsehoods:
    """The known falsehoods, asked whether a claim repeats one. Built once a list."""

    def __init__(self, known: Sequence[Falsehood], embedder: Embedder | None = None) -> None:
        self._wordings = tuple(
            _Wording(text, falsehood, Roll(text))
            for falsehood in known
            for text in falsehood.wordings
        )
        self._words = BM25([wording.text for wording in self._wordings])
        self._embedder = embedder

    def repeated(self, claim: Claim, draft: str, occasion: Occasion) -> Falsehood | None:
        """The falsehood that `claim`, or its whole sentence, repeats; None where `draft` denies
        it on the spot."""
        begins, ends = _sentence(claim, draft)
        for text in dict.fromkeys([claim.alone, draft[begins:ends].strip()]):
            found = self._said(_OPENING.sub("", text), occasion)
            if found is not None:
                return None if _denied(draft, begins, ends, found.text) else found.falsehood
        return None

    def _said(self, text: str, occasion: Occasion) -> _Wording | None:
        if sum(word.content for word in words(text)) < FEWEST:
            return None
        scores = self._words.scores(text)
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:COMPARED]
        near = [self._wordings[i] for i in order if scores[i] > 0]
        return next((one for one in near if self._alike(text, one, occasion)), None)

    def _alike(self, claim: str, wording: _Wording, occasion: Occasion) -> bool:
        """Whether the two say the same, as far as words, meaning and guards can tell."""
        denials = [len(_NO.findall(text)) % 2 for text in (claim, wording.text)]
        # "Bats are not blind" and "Bats cannot see" deny, mean nearly the same, and do not agree.
        exact = self._embedder is None or denials[0]
        enough = SHARED_ALONE if exact else SHARED
        if denials[0] != denials[1] or not _same_names(claim, wording):
            return False
        ours, theirs = cover(claim, [wording.text]), cover(wording.text, [claim])
        if min(ours.share, theirs.share) < enough:
            return False
        return (
            self._means(claim, wording)
            and (
                min(ours.share, theirs.share) >= SHARED_ALONE
                or self._interchangeable(ours.missing, theirs.missing)
            )
            and _unopposed(claim, wording, occasion, denied=bool(denials[0]))
        )

    def _interchangeable(self, ours: Sequence[str], theirs: Sequence[str]) -> bool:
        """Whether the words that only one of the two has can stand for each other."""
        if self._embedder is None or not (ours and theirs):
            return True
        one, other = self._embedder.embed([" ".join(ours), " ".join(theirs)])
        return float(one @ other) >= SWAPPED

    def _means(self, claim: str, wording: _Wording) -> bool:
        """Whether the claim is near to the falsehood, and not nearer to what is so."""
        if self._embedder is None:
            return True
        vectors = self._embedder.embed([claim, wording.text, wording.falsehood.truth])
        false, true = (float(cosine) for cosine in vectors[1:] @ vectors[0])
        return false >= ALIKE and false > true


def _same_names(claim: str, wording: _Wording) -> bool:
    """Whether the claim speaks of everybody whom the falsehood names, by a part of the name."""
    roll = Roll(claim)
    return all(roll.shares(name) for name in names(wording.text))


def _unopposed(claim: str, wording: _Wording, occasion: Occasion, *, denied: bool) -> bool:
    """Whether no guard tells the two apart; where both deny, where the "not" stands is free."""
    forth = objections(claim, wording.text, wording.roll, occasion)
    back = objections(wording.text, claim, Roll(claim), occasion)
    ignored = IGNORED | {"negation"} if denied else IGNORED
    more = [o for o in forth if o.guard == "absolutes" and not o.contradicts]
    return all(o.guard in ignored for o in [*back, *(o for o in forth if o not in more)])


def objections(claim: str, text: str, roll: Roll, occasion: Occasion) -> list[Objection]:
    """Every objection to `claim` when `text`, said today, is all that is known."""
    context = Context(said=occasion.said, published=occasion.said, evidence=text, roll=roll)
    return [o for guard in GUARDS if (o := guard(claim, [text], context))]


def _sentence(claim: Claim, draft: str) -> tuple[int, int]:
    """Where the sentence of the claim begins and ends in the draft."""
    around = ((a, b) for a, b in spans(draft) if a <= claim.start < b)
    begins, ends = next(around, (claim.start, claim.end))
    return begins, max(ends, claim.end)


def _denied(draft: str, begins: int, ends: int, wording: str) -> bool:
    """Whether the sentence of the claim, or what stands around it, says that it is not so."""
    sentence = draft[begins:ends]
    if _FRAME.search(sentence) and not _FRAME.search(wording):
        return not _NOT_A_MYTH.search(sentence)
    if _labelled(draft[:begins]):
        return True
    after = draft[ends:]
    return bool(_REPLY.search(after)) and not _TRUE_REPLY.search(after)


def _labelled(before: str) -> bool:
    """Whether what stands before ends as "Myth:" does."""
    return bool(re.search(r"\b(?:myth|false|wrong|fiction)\b[^.!?]{0,12}:\s*$", before, re.I))

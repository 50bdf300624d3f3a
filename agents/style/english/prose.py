"""Prose: what of a source may be published as a sentence, and what must not.

Bylines, datelines and "read more" are taken off. Questions, lists, bait, adverts,
talk to machines, fragments and sentences that a feed cut off are told from
statements; so is everything in which the source says "I", "we" or "you".
"""

from __future__ import annotations

import re

from agents.style.english.grammar import speaks_for_itself, tokens, without_quotes
from agents.style.english.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS

SHORTEST_TITLE, LONGEST_TITLE = 15, 140
"""Characters of a headline that is shown as a title."""
SHORTEST, LONGEST = 25, 250
"""Characters of a statement; the longest leaves room for a link in a post of 280."""
_LONGEST_UNCLOSED = 140
"""A sentence without its full stop that is longer than this may have been cut off by a feed."""

_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.'’ ]{2,30}(?:, [A-Z][\w. ]{1,20})?(?:, [A-Z][a-z]+\.? \d{1,2})? ?"
    r"(?:\([A-Z][\w. /]{1,20}\) ?)?|\([A-Z][\w. /]{1,20}\) )[—–-]+ "
)
_STAMP = re.compile(
    r"^(?:updated?|last updated|posted|published)\b[^:]{0,30}\d[^:]{0,12}: ?", re.IGNORECASE
)
_BYLINE = re.compile(r"^By [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,2}[,:—–-]\s+")
_TRAILER = re.compile(
    r"\s*(?:\[(?:…|\.\.\.)\]|\(?(?:read more|continue reading|read the full (?:story|article)|"
    r"more on this|click here)[^.]*\)?\.?)\s*$",
    re.IGNORECASE,
)
_BAIT = re.compile(
    r"^(?:how|why|what|who|where|when|which|inside|meet|see|watch|listen|live|opinion|review|"
    r"analysis|explainer|explained|podcast|video|photos?|gallery|interview|q&a|best|top|here|there|"
    r"this|these|that|those|not|now|then|sponsored|ad|advertisement|exclusive offer|deal|deals|"
    r"everything|hands[- ]on|can|could|should|will|would|is|are|do|does|did|has|have|if|play|try|"
    r"save|get|buy|hack|learn|discover|read|find|pay|refinance|let|don[’']t|never|stop|start)\b"
    r"|^\d+ (?:\w+ ){0,3}?(?:things?|ways?|reasons?|tips?|places?|facts?|takeaways?|questions?|"
    r"charts?|photos?|lessons?|ideas?|cars?|books?|movies?|apps?|games?|gadgets?|bargains?|deals?)\b"
    r"|\b(?:as it happened|live (?:blog|updates?|coverage)|here[’']s|you need to know|won[’']t "
    r"believe|everything we know|this is (?:why|how|what)|find out|q&a|buying guide)\b",
    re.IGNORECASE,
)
_PROMOTION = re.compile(
    r"(?<![-\w])(?:sponsored|promo(?:tional)? code|coupon|discount code|deal alert|giveaway|"
    r"\d+% off|"
    r"(?:black friday|cyber monday)(?:/\w+ \w+)? (?:deals?|exclusive|sale|steal)|"
    r"guaranteed returns|zero risk|limited[- ]time|sign up (?:now|today)|subscribe|free trial|"
    r"order now|\d% apr|affiliate links?|save (?:over |up to )?\$?\d+%?)(?!\w)",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"\b(?:(?:ignore|disregard|forget) (?:\w+ ){0,3}(?:instructions?|rules|prompts?|above)|"
    r"system prompt|ai (?:systems?|models?|assistants?|agents?) (?:that|which|reading|must|should)|"
    r"language models? (?:that|reading|must|should)|as an ai\b)",
    re.IGNORECASE,
)
_NO_PROSE = re.compile(
    r"https?://|www\.|[@<>{}\[\]|*=\\]|\w#|#\w|\bX%|\d\.X|\w+/\w+/\w+|\.{3}|…|[!?]$|placeholder|"
    r"lorem ipsum|getty images|\bnewsletter\b|^(?:photo|image|picture|file|editor[’']s note|"
    r"correction|note|disclosure|disclaimer|follow us|advertisement|related|also read|read|share|"
    r"should|had|looks|seems|sounds)\b|\bnow is the (?:perfect |right |best )?time\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"https?://|www\.|[@<>{}\[\]|*=\\#…]|\.{3}|placeholder|lorem ipsum|won[’']t believe|"
    r"^(?:the )?(?:\d+ )?best\b|^top \d|need to know|"
    r"live (?:blog|updates?)|as it happened|\bsubscribe|newsletter|^(?:photos?|video|"
    r"gallery|podcast|correction|crossword|horoscope|letters?|obituary)\b",
    re.IGNORECASE,
)
_MOJIBAKE = re.compile("â€|Ã[\x80-\xbf©¨]|Â[\x80-\xbf]|\ufffd|ï¿½")
_END = re.compile(r"[.!?][\"'”’)]*$")


def clean(text: str) -> str:
    """`text` without dateline, byline, time stamp and "read more"; white space made single."""
    text = " ".join(text.split())
    for pattern in (_STAMP, _BYLINE, _DATELINE, _TRAILER):
        text = pattern.sub("", text)
    return re.sub(r" +([.,;:!?])", r"\1", text).strip()


def is_bait(headline: str) -> bool:
    """Whether a headline asks, lists, teases or points instead of telling."""
    return bool(_BAIT.search(headline)) or headline.rstrip().endswith("?")


def is_promotion(text: str) -> bool:
    return bool(_PROMOTION.search(text))


def is_sound(text: str) -> bool:
    """A whole sentence of publishable length about others, with nothing that must not go out."""
    refused = (_NO_PROSE, _INSTRUCTION, _PROMOTION)
    return (
        SHORTEST <= len(text) <= LONGEST
        and not any(pattern.search(text) for pattern in refused)
        and not _MOJIBAKE.search(text)
        and not speaks_for_itself(text)
        and not re.search(r"[!?]", without_quotes(text))
        and is_whole(text)
    )


def is_title(headline: str) -> bool:
    """Whether a headline can be shown as a title: it addresses nobody and sells nothing."""
    refused = (_INSTRUCTION, _PROMOTION, _MOJIBAKE, _NO_TITLE)
    return (
        SHORTEST_TITLE <= len(headline) <= LONGEST_TITLE
        and not any(pattern.search(headline) for pattern in refused)
        and not speaks_for_itself(headline)
    )


def is_whole(text: str) -> bool:
    """Whether `text` ends as a sentence does: closed, balanced, its last word no joining word."""
    if not _END.search(text) or text.endswith("..."):
        return False
    return _last_word(text) not in _JOINING and _is_balanced(text)


def closed(sentence: str) -> str:
    """`sentence` with its full stop; empty when it may have been cut off."""
    if _END.search(sentence):
        return sentence
    joins = _last_word(sentence) in _JOINING | PREPOSITIONS | AUXILIARIES
    if joins or len(sentence) > _LONGEST_UNCLOSED:
        return ""
    return sentence.rstrip(" ,;:–—-") + "."


_JOINING = DETERMINERS | {"and", "or", "but", "to", "of", "than", "with", "from", "which"}


def _last_word(text: str) -> str:
    words = tokens(text)
    return words[-1].lower() if words else ""


def _is_balanced(text: str) -> bool:
    return (
        text.count('"') % 2 == 0
        and text.count("“") == text.count("”")
        and text.count("(") == text.count(")")
    )

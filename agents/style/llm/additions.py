"""What a text brings in that its brief does not hold, and a post must not say.

Links, handles and tags of its own, figures and quotations of no fact, events of a life
that software has not lived, advice, predictions and endorsements in the persona's name,
jokes about grief. Each check returns the fault in words, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Container

from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.quotations import plain, quotations
from agents.auditor.reading.words import stem, words
from agents.auditor.rules.conduct import advice_in, lived_through
from agents.style.pointers import figures_in, same_figure
from tools.sentences import sentences
from tools.x_text import cashtags, hashtags, mentions, urls

_LINK = re.compile(r"https?:|www\.|\b[a-z0-9.-]+\[\.\][a-z]|\bhxxps?:", re.IGNORECASE)
_WARES = "exchange|wallet|app|product|tool|company|brand|bank|fund|coin|token|broker|service"
_ENDORSEMENT = re.compile(
    r"\b(?:I|we)(?: can| would|['’]d)?(?: \w+ly)? "
    r"(?:recommend|endorse|vouch for|swear by|back|stand (?:by|behind))\b"
    r"|\b(?:can['’]t|cannot) recommend\b|\bhighly recommend"
    r"|\bcheck (?:(?:it|them|this|him|her) out|out (?:the|their|this|our|my))\b"
    r"|\bsign up (?:now|today|here|for)\b|\bget yours\b|\buse (?:my|our|the|promo) code\b"
    r"|\blink in (?:my )?bio\b|\bworth every penny\b|\bdon['’]t walk, run\b"
    r"|\bgive (?:it|them) a (?:try|follow|go)\b"
    r"|\bproud (?:partner|supporter|investor|backer|user|customer|holder)\b"
    r"|\b(?:partnered|partnering|partnership) with (?:us|me)\b|(?:^|\s)#?(?:ad|sponsored)$"
    rf"|\bmy (?:favou?rite|go-to) (?:{_WARES})\b"
    r"|\b(?:best|safest|finest) (?:\w+ )?(?:out there|on the market|money can buy)\b"
    r"|\b(?:bullish|bearish|long|short) on \w+|\bmy bags\b"
    r"|\bI(?:['’]m| am) (?:all in|buying|selling|loading up|holding|hodling|shorting)\b"
    r"|\bI (?:own|hold) (?:some|a|the|my|\$?\d|[A-Z])",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|gonna|going to|bound to|about to|certain to|sure to|set to)\b"
    r"|['’]ll\b|\bmark my words\b|\bby (?:next|the end of)\b"
    r"|\bexpect (?:more|a|an|the|prices?|another)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:will|shall|would|going to|to be|set to|due|expects?|expected|plans?|planned|aims?"
    r"|intends?|may|might|could|should|hopes?|forecasts?|projects?|projected|predicts?|estimates?"
    r"|by \d{4}|next|tomorrow|until|scheduled|proposed?|proposes)\b|\bto [a-z]+\b",
    re.IGNORECASE,
)
_MARKET = frozenset(
    map(stem, word_set("price market coin token stock share bitcoin ether rate yield rally"))
)
_LAUGHTER = re.compile(
    "[😂🤣😆😅😹😜🤪🙃💀🤡🎉🥳]"
    r"|\b(?:lol|lmao|lmfao|rofl|haha\w*|hehe\w*|oops|yikes|whoops|just kidding|popcorn)\b",
    re.IGNORECASE,
)


def tags_in(text: str) -> list[str]:
    """Hashtags, cashtags and handles in `text` with their sign, in lower case."""
    found = (*hashtags(text), *cashtags(text), *mentions(text))
    return [text[one.start : one.end].lower() for one in found]


def reach(text: str, told: str, habits: Container[str]) -> str:
    """A link, or a tag or handle of neither the brief nor the persona's habits."""
    if urls(text) or _LINK.search(text):
        return "a link of its own"
    known = tags_in(told)
    strange = (tag for tag in tags_in(text) if tag not in known and tag not in habits)
    return next((f"{tag} is not in the brief" for tag in strange), "")


def figures(text: str, told: str) -> str:
    """A figure that the brief does not give: digits, money, shares, large numbers."""
    source = quantities(told)
    for figure in figures_in(text):
        if not any(same_figure(figure, one) for one in source):
            return f'"{figure.raw.strip()}" is in no fact'
    return ""


def quotes(text: str, told: str) -> str:
    """Words in quotation marks that the brief does not hold."""
    for quotation in quotations(text):
        said = plain(quotation.words).strip(" .,;:!?-'\"")
        if said and said not in plain(told):
            return f'nobody said "{quotation.words.strip()}": it is in no fact'
    return ""


def life(text: str) -> str:
    """An event of the persona's life."""
    lived = lived_through(text)
    return f'"{lived}": the person did not live through this' if lived else ""


def promises(text: str, told: str) -> str:
    """Advice about money, a price prediction, or an endorsement that the brief does not hold."""
    if advice := advice_in(text):
        return f'"{advice}": no advice, no price predictions'
    for found in _ENDORSEMENT.finditer(text):
        if found.group().strip().lower() not in told.lower():
            return f'"{found.group().strip()}": an endorsement in the name of the person'
    return ""


def predictions(text: str, told: str) -> str:
    """What is to come of the story or the market, where the brief speaks of no plan for it."""
    for sentence in sentences(text):
        ahead = _AHEAD.search(sentence)
        if ahead is None or sentence.endswith("?") or _is_planned(sentence, told):
            continue
        if _stems(sentence) & (_MARKET | _stems(told)):
            return f'"{ahead.group().strip()}": a prediction that no fact makes'
    return ""


def _is_planned(sentence: str, told: str) -> bool:
    """Whether a sentence of the brief that shares half of the words speaks of things to come."""
    mine = _stems(_AHEAD.sub(" ", sentence))
    return any(
        _PLANNED.search(source) and 2 * len(mine & _stems(source)) >= len(mine)
        for source in sentences(told)
    )


def laughter(text: str) -> str:
    """What laughs; for grave stories."""
    found = _LAUGHTER.search(text)
    return f'"{found.group()}" on a grave story' if found else ""


def _stems(text: str) -> set[str]:
    return {word.stem for word in words(text) if word.content}

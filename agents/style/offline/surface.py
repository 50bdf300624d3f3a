"""Surface: the persona's habits of spelling and punctuation, put on a fact.

Every change follows a number of the profile and keeps the meaning; what stands in
quotation marks, and every name, stays word for word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from agents.style.english.casing import Casing, lower_first
from agents.style.voice.profile import VoiceProfile

_QUOTED = re.compile(
    r"\"[^\"]*\"|“[^”]*”|(?<!\w)‘[^’]*(?:’\w[^’]*)*’(?!\w)|(?<!\w)'[^']*(?:'\w[^']*)*'(?!\w)"
)
_HABIT = 0.6
"""Share from which something counts as the persona's habit."""
_NEVER = 0.01

_MONEY = re.compile(
    r"(?P<sign>[$€£])(?P<sum>\d[\d.,]*\d|\d)(?:\s?(?P<word>million|billion|trillion)|(?P<mark>bn|tn|m|[BMT]))\b"
)
_SCALES = {
    "million": 0,
    "m": 0,
    "M": 0,
    "billion": 1,
    "bn": 1,
    "B": 1,
    "trillion": 2,
    "tn": 2,
    "T": 2,
}
_FORMS = {
    "bn": ("m", "bn", "tn"),
    "B": ("M", "B", "T"),
    "billion": (" million", " billion", " trillion"),
}
_NUMBER_WORDS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10",
}  # fmt: skip
_COUNTED = re.compile(
    r"(?<![-\w])(two|three|four|five|six|seven|eight|nine|ten) (?=(?:\w+ )?(?:people|years|months|"
    r"weeks|days|hours|minutes|companies|firms|banks|users|customers|wallets|jobs|votes|countries|"
    r"times|points|sites|employees|workers|transactions|cases|parties|bids|bosses|custodians)\b)"
)
_CONTRACTIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\b(is|are|was|were|has|have|had|does|do|did|would|could|should) not\b"),
        r"\1n't",
    ),
    (re.compile(r"\bwill not\b"), "won't"),
    (re.compile(r"\bcan(?: )?not\b"), "can't"),
)
_AMERICAN_TO_BRITISH = {
    "center": "centre", "centers": "centres", "defense": "defence", "offense": "offence",
    "labor": "labour", "color": "colour", "colors": "colours", "favor": "favour",
    "favors": "favours", "favorite": "favourite", "behavior": "behaviour", "honor": "honour",
    "neighbor": "neighbour", "neighbors": "neighbours", "rumor": "rumour", "rumors": "rumours",
    "harbor": "harbour", "program": "programme", "programs": "programmes", "catalog": "catalogue",
    "gray": "grey", "traveler": "traveller", "travelers": "travellers", "canceling": "cancelling",
    "canceled": "cancelled", "signaling": "signalling", "signaled": "signalled",
    "fueling": "fuelling", "fueled": "fuelled", "labeled": "labelled", "modeling": "modelling",
    "jewelry": "jewellery", "aluminum": "aluminium", "skeptical": "sceptical",
    "organization": "organisation", "organizations": "organisations", "organize": "organise",
    "organized": "organised", "authorize": "authorise", "authorized": "authorised",
    "recognize": "recognise", "recognized": "recognised", "criticize": "criticise",
    "criticized": "criticised", "decentralized": "decentralised", "centralized": "centralised",
    "tokenized": "tokenised", "tokenization": "tokenisation", "capitalization": "capitalisation",
    "realize": "realise", "realized": "realised", "stabilize": "stabilise",
    "specialized": "specialised", "analyze": "analyse", "analyzed": "analysed",
    "personalized": "personalised", "optimized": "optimised", "subsidized": "subsidised",
    "monetize": "monetise", "digitized": "digitised", "finalized": "finalised",
    "scrutinize": "scrutinise", "scrutinized": "scrutinised", "utilize": "utilise",
    "unauthorized": "unauthorised", "denuclearization": "denuclearisation",
}  # fmt: skip
_BRITISH_TO_AMERICAN = {british: american for american, british in _AMERICAN_TO_BRITISH.items()}
_PROGRAM_IS_SOFTWARE = re.compile(r"\b(?:computer|software) programs?\b")


def dress(sentence: str, profile: VoiceProfile) -> str:
    """`sentence` (a fact) with the persona's money, numbers, contractions, spelling and quotes."""
    text = outside_quotes(sentence, lambda part: _habits(part, profile))
    return _marks(text, profile)


def after_opener(sentence: str, profile: VoiceProfile, casing: Sequence[Casing]) -> str:
    """`sentence` as the persona writes it after an opener: with a capital or without."""
    if profile.capital_after_opener >= 0.5:
        return sentence
    return lower_first(sentence, casing)


def lowered(text: str, *, acronyms: bool) -> str:
    """`text` in small letters, what is quoted left alone; `acronyms` too, except cashtags."""
    kept = r"\$[A-Z]+\b|#\w+|@\w+|https?://\S+" + ("" if acronyms else r"|\b[A-Z\d]{2,}s?\b")
    return outside_quotes(
        text,
        lambda part: re.sub(rf"({kept})|[^$#@]", lambda m: m.group(1) or m.group().lower(), part),
    )


def _habits(part: str, profile: VoiceProfile) -> str:
    if profile.money_form:
        part = _MONEY.sub(lambda match: _money(match, profile.money_form), part)
    part = re.sub(r"(?<=\d) (?:percent|per cent)\b", "%", part)
    if profile.digits_share >= _HABIT:
        part = _COUNTED.sub(lambda match: _NUMBER_WORDS[match.group(1)] + " ", part)
    if profile.contractions_share >= _HABIT:
        for pattern, instead in _CONTRACTIONS:
            part = pattern.sub(instead, part)
    if profile.british_share >= _HABIT + 0.1:
        part = _respell(part, _AMERICAN_TO_BRITISH)
    elif profile.british_share <= 0.3:
        part = _respell(part, _BRITISH_TO_AMERICAN)
    if profile.dotted_abbreviations <= 0.3 or profile.british_share >= _HABIT + 0.1:
        part = re.sub(r"\bU\.(S|K)\.(?=\W+[a-z\d]|[-'’]|\W+[A-Z])", r"U\1", part)
    if profile.exclamation_share <= _NEVER:
        part = part.replace("!", ".")
    return part


def _money(match: re.Match[str], form: str) -> str:
    scale = _SCALES[match["word"] or match["mark"]]
    return f"{match['sign']}{match['sum']}{_FORMS[form][scale]}"


def _respell(part: str, table: dict[str, str]) -> str:
    """Words in lower case only, and the first of the sentence: another capital may be a name."""
    if _PROGRAM_IS_SOFTWARE.search(part):
        return part
    first = re.match(r"[A-Z][a-z]+\b(?= [a-z])", part)
    if first and first.group().lower() in table:
        part = table[first.group().lower()].capitalize() + part[first.end() :]
    return re.sub(r"(?<![-\w@#])[a-z]+(?!\w)", lambda m: table.get(m.group(), m.group()), part)


def _marks(text: str, profile: VoiceProfile) -> str:
    """Quotation marks, apostrophes and dashes as the persona types them."""
    if profile.curly_quotes_share <= 0.3:
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    if profile.dash_share <= _NEVER:
        text = re.sub(r"(?<=\w) [—–] (?=\w)|(?<=[a-z])—(?=[a-z])", ", ", text)
    return text


def outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """`change` applied to the stretches of `text` that nobody is quoted in."""
    parts, place = [], 0
    for quote in _QUOTED.finditer(text):
        parts += [change(text[place : quote.start()]), quote.group()]
        place = quote.end()
    return "".join([*parts, change(text[place:])])

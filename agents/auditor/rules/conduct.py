"""Conduct: what this persona never touches, never claims to have done, never advises."""

from __future__ import annotations

import re

from agents.auditor.reading.lexicon import IRREGULAR, word_set
from agents.auditor.reading.patterns import either
from agents.auditor.reading.quotations import quotations
from agents.auditor.reading.words import stem, words
from agents.auditor.rules.disguise import bare
from agents.auditor.rules.rule import Setting
from memory.types import Breach, Draft

_OPENS = r"(?:^|(?<=\w)[^\w.!?:;\n—–]*[.!?:;\n—–])\W*+"
"""From the start of a text, or the end of a sentence, to the next word; linear in dots."""
_ADVICE = re.compile(
    rf"{_OPENS}{either('buy sell hodl ape load_up stack invest dump hoard')}\b"
    r"(?=\s+(?:now|today|this|the dip|before|into|in|more|some|your|it|them|[$A-Z]))"
    # "Long read" and "Short version" are no advice: what is meant must be a name or a time.
    rf"|{_OPENS}(?:short|long)\b(?=\s+(?:now|today|it|them|\$|(?-i:[A-Z])))"
    r"|\b(?:time|moment|chance) to (?:buy|sell|invest|get in|load up)\b"
    r"|\b(?:you|we|everyone|everybody) (?:should|must|need to|ought to|had better) "
    r"(?:all )?(?:buy|sell|invest|short|hold)\b"
    r"|\b(?:strong|screaming|easy) (?:buy|sell)\b|\b(?:buy|sell) signal\b|\bto the moon\b"
    r"|\bguaranteed (?:returns?|profits?|gains?|to (?:rise|win|double|pay|go))\b"
    r"|\b(?:can['’]?t|cannot) lose\b|\brisk[- ]free\b|\bfree money\b|\bdon['’]t miss out\b"
    r"|\bprice target\b",
    re.IGNORECASE,
)
_PREDICTION = re.compile(
    r"\b(?:will|going to|gonna|about to|bound to|certain to|set to|['’]ll) (?:\w+ )?"
    + either(
        "hit reach top touch break cross pass double triple moon 10x skyrocket crash_to fall_to "
        "drop_to rise_to climb_to surge"
    )
    + r"\b[^.!?]{0,30}?"
    r"(?:[$€£]\s?\d|\d+[km]\b|\b(?:in value|in price|this year|by (?:year|christmas|the end)))",
    re.IGNORECASE,
)
_DONE_BY_ME = re.compile(
    r"\b(?:I|we)(?:['’]ve| have| had)?(?: (?:just|also|once|recently|personally|never|then|even))?"
    r" (?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_TO_ME = re.compile(
    r"\b(?:told|tells|texted|called|emailed|phoned|messaged|showed|shown) (?:me|us)\b"
    r"|\bmy (?:own )?(?:sources?|interview|conversation|portfolio|position|holdings)\b"
    r"|\bI (?:was|were|am|['’]m) (?:there|at|in|inside|present|with|on (?:the )?(?:call|stage))\b",
    re.IGNORECASE,
)
_OF_THE_MIND = word_set(
    "thought knew felt believed hoped expected wondered meant liked loved hated preferred said "
    "wanted understood guessed doubted reckoned feared read remembered forgot noticed learned "
    "learnt used need feed speed heed"
)


def no_taboo(draft: Draft, setting: Setting) -> Breach | None:
    """None of the persona's taboo words, in any inflection, in the draft or its headline."""
    text = f"{draft.text}\n{setting.brief.headline}\n{setting.story.title}"
    if not text.isascii():
        text = f"{text}\n{bare(text)}"  # a look-alike letter hides nothing
    line = f" {' '.join(word.stem for word in words(text))} "
    for taboo in setting.persona.taboos:
        for phrase in taboo.words:
            stems = " ".join(word.stem for word in words(phrase)) or stem(phrase)
            if f" {stems} " in line:
                reason = f'{setting.persona.name} never touches "{taboo.name}" ("{phrase}")'
                return Breach(rule="taboo", reason=reason, fatal=True)
    return None


def no_advice(draft: Draft, _setting: Setting) -> Breach | None:
    """No advice about money, no price predictions, no promises."""
    wish = advice_in(draft.text)
    if not wish:
        return None
    return Breach(rule="advice", reason=f'leave out "{wish}": no advice, no price predictions')


def advice_in(text: str) -> str:
    """The first advice, price prediction or promise in `text`, or empty."""
    found = _ADVICE.search(text) or _PREDICTION.search(text)
    return re.sub(r"^\W+", "", found.group()).rstrip(" .!?:;\n—–") if found else ""


def no_invented_life(draft: Draft, _setting: Setting) -> Breach | None:
    """No first-person events: software was not there and spoke to nobody. Humans may say so."""
    lived = "" if draft.writer == "human" else lived_through(draft.text)
    if not lived:
        return None
    reason = f'leave out "{lived}": the persona did not live through this'
    return Breach(rule="first person", reason=reason)


def lived_through(text: str) -> str:
    """The first event of the speaker's own life in `text`, quotations left out; or empty."""
    for quotation in reversed(quotations(text)):
        text = text[: quotation.start] + text[quotation.end :]
    found = _TO_ME.search(text) or next(filter(_is_event, _DONE_BY_ME.finditer(text)), None)
    return found.group() if found else ""


def _is_event(match: re.Match[str]) -> bool:
    verb = match["verb"].lower()
    if verb in _OF_THE_MIND:
        return False
    return verb in IRREGULAR or (verb.endswith("ed") and len(verb) > 4)


def disclosed(_draft: Draft, setting: Setting) -> Breach | None:
    """Live only on somebody's word, and with the account's disclosure. Fatal: no text mends it."""
    if not setting.live:
        return None
    persona = setting.persona
    missing = [key for key in ("authorisation", "disclosure") if not getattr(persona, key)]
    if not missing:
        return None
    reason = f"live publishing needs {' and '.join(missing)} in {persona.slug}/persona.toml"
    return Breach(rule="disclosure", reason=reason, fatal=True)

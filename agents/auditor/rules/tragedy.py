"""Tragedies: on a grave story nobody jokes, shouts, tags, decorates or sells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.auditor.rules.charter import charter
from agents.auditor.rules.disguise import bare
from agents.auditor.rules.rule import Setting
from agents.auditor.rules.wording import spoken
from memory.types import Breach, Draft
from tools.x_text import hashtags

ID = "conduct.tragedy"
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]|:-?[)DPp]|;-?\\)|\\bxD\\b")


def sober_on_graves(draft: Draft, setting: Setting) -> Breach | None:
    """Nothing but sober words where the brief is grave, or the text itself tells of deaths."""
    if not (setting.brief.grave or tells_of_deaths(draft.text)):
        return None
    rule = charter()[ID]
    found = next(_unsober(draft.text), None)
    return rule.breach(*found) if found else None


def tells_of_deaths(text: str) -> bool:
    """Whether people are said to have died; servers, phones and bills die otherwise."""
    rule = charter()[ID]
    deaths, plain = rule.any_of("tells_of_deaths"), bare(text)
    if not deaths.search(plain):
        return False
    return bool(deaths.search(rule.any_of("not_deaths").sub(" ", plain)))


def _unsober(text: str) -> Iterator[tuple[str, str]]:
    rule = charter()[ID]
    if match := _EMOJI.search(text):
        yield match.group(), "a picture makes light of it"
    if tags := hashtags(text):
        yield f"#{tags[0].value}", "a hashtag makes a campaign of it"
    own = rule.any_of("spared").sub(" ", spoken(text))
    if "!" in own:
        yield "!", "an exclamation mark shouts"
    if match := rule.any_of("jokes").search(own):
        yield match.group(), "it jokes"
    if match := rule.any_of("selling").search(own):
        yield match.group(), "it sells or praises oneself"

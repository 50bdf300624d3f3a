"""Advertising: whoever sells something says so in the same post."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from agents.auditor.rules.charter import ConductRule, charter
from agents.auditor.rules.disguise import bare
from agents.auditor.rules.reach import story_links
from agents.auditor.rules.rule import Setting
from agents.auditor.rules.wording import spoken
from memory.types import Breach, Draft
from tools.sentences import sentences

ID = "conduct.advertising"
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”’)]+|(?<![\w/@.:-])(?:[\w-]+\.)+[a-z]{2,12}/[^\s<>\"”’)]+",
    re.IGNORECASE,
)
_MARK = "mark it with #ad, or leave it out"
_PLAIN_LINK = "its link pays somebody for clicks; use the story's own link, or mark it with #ad"


def advertising_is_marked(draft: Draft, setting: Setting) -> Breach | None:
    """No pitch, code or paid link without a word that says it is advertising."""
    rule = charter()[ID]
    text = bare(draft.text)
    if rule.any_of("disclosures").search(text):
        return None
    found = next(_found(rule, draft.text, setting), None)
    return rule.breach(*found) if found else None


def _found(rule: ConductRule, text: str, setting: Setting) -> Iterator[tuple[str, str]]:
    known = story_links(setting)
    for link in _links(text):
        if link not in known and _pays(rule, link):
            yield link, _PLAIN_LINK
    own_words = spoken(text)
    for sentence in sentences(own_words) if rule.any_of("pitches").search(own_words) else ():
        plain = rule.any_of("own").sub(" ", sentence)
        match = rule.any_of("pitches").search(plain)
        if match and not (plain != sentence or rule.any_of("news").search(sentence)):
            yield match.group(), _MARK


def _links(text: str) -> list[str]:
    return [match.group().rstrip(".,;:!?") for match in _LINK.finditer(text)]


def _pays(rule: ConductRule, link: str) -> bool:
    """Whether the address says who is to be paid for the click."""
    parts = urlsplit(link if "//" in link else f"//{link}")
    host = (parts.hostname or "").removeprefix("www.")
    keys = [key for key, _ in parse_qsl(parts.query, keep_blank_values=True)]
    paying = any(rule.any_of("affiliate_keys").fullmatch(key) for key in keys)
    path = re.search(r"/(?:ref|aff|affiliate|referral|invite|join|r)/[\w-]+", parts.path, re.I)
    return paying or bool(path) or bool(rule.any_of("affiliate_hosts").fullmatch(host))

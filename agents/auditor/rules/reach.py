"""Reach: whom a draft links, names and tags. Outside text can add nothing here."""

from __future__ import annotations

import re

from agents.auditor.rules.rule import Setting
from memory.types import Breach, Draft
from tools.x_text import cashtags, hashtags, mentions, urls

MOST_HASHTAGS = 2
MOST_CASHTAGS = 1
"""X, self-serve access: one cashtag a post (developer documentation, 2026)."""

_SCHEMED = re.compile(r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}://\S+", re.IGNORECASE)
_INSTRUCTIONS = re.compile(
    r"\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+|my\s+)*"
    r"(?:previous|prior|above|earlier|preceding|former|system)\b"
    r"|\b(?:system|developer) (?:prompt|message)\b|\byou are now (?:a|an|in|the)\b"
    r"|\b(?:new|my|your|these|following) instructions?\b|\bjailbreak\b|\bDAN mode\b"
    r"|\bprompt injection\b|\bapi[_ ]?key\s*[:=]|<\|[a-z_]+\|>|\[/?INST\]",
    re.IGNORECASE,
)


def only_known_links(draft: Draft, setting: Setting) -> Breach | None:
    """Links only to the story: those of the brief and of its signals."""
    known = {_canonical(url) for url in story_links(setting)}
    for link in _links(draft.text):
        if _canonical(link) not in known:
            return Breach(rule="links", reason=f"leave out {link}: it is not of this story")
    return None


def story_links(setting: Setting) -> set[str]:
    """Every URL that a draft about this story may carry."""
    candidates = [setting.brief.url, *(signal.url for signal in setting.story.signals)]
    return {url for url in candidates if url}


def has_story_link(draft: Draft, setting: Setting) -> bool:
    """Whether the draft links its story."""
    known = {_canonical(url) for url in story_links(setting)}
    return any(_canonical(link) in known for link in _links(draft.text))


def _links(text: str) -> list[str]:
    """What X would make a link, and whatever else looks like one (reserved domains, ports)."""
    found = [link.value for link in urls(text)]
    schemed = [match.group().rstrip(".,;:!?)]}'\"”’") for match in _SCHEMED.finditer(text)]
    return found + [link for link in schemed if not any(link.startswith(each) for each in found)]


def _canonical(url: str) -> str:
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", url.strip(), flags=re.IGNORECASE)
    host, slash, path = bare.partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")


def only_known_handles(draft: Draft, setting: Setting) -> Breach | None:
    """Handles only of the persona: outside text cannot add one."""
    allowed = {handle.lower().lstrip("@") for handle in setting.persona.handles.values()}
    for mention in mentions(draft.text) if _has(draft.text, "@＠") else ():
        if mention.value.lower() not in allowed:
            reason = f"leave out @{mention.value}: the brief does not address that account"
            return Breach(rule="handles", reason=reason)
    return None


def one_cashtag(draft: Draft, _setting: Setting) -> Breach | None:
    """At most one cashtag a post."""
    found = cashtags(draft.text) if _has(draft.text, "$＄") else []
    if len(found) <= MOST_CASHTAGS:
        return None
    tags = ", ".join(f"${tag.value}" for tag in found)
    return Breach(rule="cashtags", reason=f"keep {MOST_CASHTAGS} cashtag of {tags}")


def few_hashtags(draft: Draft, _setting: Setting) -> Breach | None:
    """At most two hashtags."""
    count = len(hashtags(draft.text)) if _has(draft.text, "#＃") else 0
    if count <= MOST_HASHTAGS:
        return None
    return Breach(rule="hashtags", reason=f"keep {MOST_HASHTAGS} of {count} hashtags")


def _has(text: str, signs: str) -> bool:
    """Whether one of the signs is there at all: reading as X reads is dear, and most have none."""
    return any(sign in text for sign in signs)


def no_instructions(draft: Draft, _setting: Setting) -> Breach | None:
    """Nothing addressed to a model leaks from a source into a post. Fatal: the story is tainted."""
    found = _INSTRUCTIONS.search(draft.text)
    if found is None:
        return None
    reason = f'"{found.group()}" speaks to a machine: the source tries to steer the writer'
    return Breach(rule="instructions", reason=reason, fatal=True)

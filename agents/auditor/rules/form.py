"""Form: length, leftovers of templates and models, and texts that break off."""

from __future__ import annotations

import re

from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.quotations import quotations
from agents.auditor.rules.rule import Setting
from agents.style.modes import FORMS, unpublishable
from memory.types import Breach, Description, Draft, Mode
from tools.lengths import fits, length
from tools.x_text import urls, weighted_length

_LEFTOVERS = re.compile(
    r"[{}]|<[a-z/!][^>]{0,80}>|\[(?:insert|your|name|link|url|todo|date|topic|x+)\b[^\]]*\]"
    r"|\bas an? (?:ai|artificial|language model|large language)\b|\bI(?: a|['’])m an AI\b"
    r"|\bI (?:cannot|can['’]t|am unable to) (?:help(?! but\b)|assist|comply|write|create|fulfil)"
    r"|^\W*(?:error|exception|traceback|assistant|user|system|output|draft|tweet|post)\s*:"
    r"|\bundefined\b|\blorem ipsum\b|\b(?-i:null|NaN|TODO|TKTK)\b"
    r"|(?<!\A)(?<!\n)(?<![.!?:;—–]\s)(?<![\"“‘(])\b(?-i:None)\b"
    r"|```|\*\*\w|^#{1,4}\s"
    r"|\bhere(?:['’]s| is) (?:the|a|your) (?:tweet|post|draft|rewrite|rewritten)"
    r"|^\W*(?:sure|certainly|of course)[,!] here\b|\b(?:%s|%d)\b|\\n|&(?:amp|lt|gt|quot|nbsp);"
    r"|\ufffd|[\x00-\x08\x0b-\x1f\x7f]",
    re.IGNORECASE | re.MULTILINE,
)
_SOFT_END = word_set(
    "a an the and or but nor so yet of in on at by for from to with without into onto over under "
    "because since although though unless until while whereas if than as that which who whose "
    "is are was were be been has have had will would can could may might its their his her our "
    "your my very about between against via per"
)
ANYWHERE = "console"
"""The channel whose drafts may be carried to any other."""
_CUT = frozenset({Mode.THREAD, Mode.LONG})
"""What may come in several posts."""
LAST_WORDS = 400
"""Characters at the end in which a broken-off sentence shows."""
_LAST_LINK = re.compile(r"\s*(?:https?://\S+|www\.\S+|[#@$]\w+)\s*$", re.IGNORECASE)
_CLOSED_BY = {")": "(", "]": "[", "”": "“", "»": "«"}


def not_empty(draft: Draft, _setting: Setting) -> Breach | None:
    """A draft has words."""
    if re.search(r"\w", re.sub(r"https?://\S+", "", draft.text)):
        return None
    return Breach(rule="empty", reason="write something: the draft has no words", fatal=False)


def short_enough(draft: Draft, setting: Setting) -> Breach | None:
    """On its channel, as that counts; on the console by its mode, so that drafts can move.

    A long post has the room of its mode. Where threads are taken, it is cut into one, and so is
    a part of a thread that is too long; what cannot be cut must be short enough as it is.
    """
    place = setting.place
    for number, part in enumerate(draft.parts or (draft.text,), 1):
        if place is None or place.name == ANYWHERE:
            units, limit = weighted_length(part), FORMS[setting.brief.mode].longest
        else:
            units, limit = _measured(part, place, setting.brief.mode)
        if units > limit:
            what = f"part {number}" if draft.parts else "the draft"
            reason = f"shorten it: {what} is {units} of {limit} units"
            return Breach(rule="length", reason=reason)
    return None


def _measured(part: str, place: Description, mode: Mode) -> tuple[int, int]:
    """Units and limit of `part`, or of the link in it that no cut makes shorter."""
    units = length(part, place)
    if fits(part, place) or not (place.threads and mode in _CUT):
        return units, place.longest
    longest_link = max((length(link.value, place) for link in urls(part)), default=0)
    if longest_link > place.longest:
        return longest_link, place.longest
    return units, max(FORMS[mode].longest, place.longest)


def goes_out_here(draft: Draft, setting: Setting) -> Breach | None:
    """The channel can publish a draft of this mode. Fatal: no words mend it."""
    if setting.place is None:
        return None
    reason = unpublishable(Mode.THREAD if draft.parts else setting.brief.mode, setting.place)
    return Breach(rule="channel", reason=reason, fatal=True) if reason else None


def no_leftovers(draft: Draft, _setting: Setting) -> Breach | None:
    """Nothing of a template, a model's preamble, an error or mark-up stays in the text."""
    found = _LEFTOVERS.search(draft.text)
    if found is None:
        return None
    return Breach(rule="leftovers", reason=f"take out {found.group().strip()!r}: it is a leftover")


def complete(draft: Draft, _setting: Setting) -> Breach | None:
    """The text does not break off in the middle of a sentence."""
    text = draft.text.strip()
    while (shorter := _LAST_LINK.sub("", text)) != text:
        text = shorter
    text = text[-LAST_WORDS:]  # these patterns look backwards: on a long text they would crawl
    if any(quoted.end == len(text) for quoted in quotations(text)):
        return None  # a title or somebody's words: they end as they end
    last = re.search(r"([\w'’-]+)\W*$", text)
    trailing = re.search(r"\w[^.!?]*(?:…|\.\.\.)[\"'”’)]*$", text)
    dangling = bool(last) and last is not None and last[1].lower() in _SOFT_END
    broken = dangling and not re.search(r"[.!?][\"'”’)]*\s*\W*$", text)
    if trailing or broken or re.search(r"[,;(\[“—–-]$", text):
        return Breach(rule="unfinished", reason=f'finish the sentence: it ends in "{text[-20:]}"')
    return None


def balanced(draft: Draft, _setting: Setting) -> Breach | None:
    """Every bracket and quotation mark that opens also closes."""
    open_marks: list[str] = []
    for character in re.sub(r"https?://\S+|[:;]-?[()\[\]]", "", draft.text):
        if character in _CLOSED_BY.values():
            open_marks.append(character)
        elif character in _CLOSED_BY and _CLOSED_BY[character] != "".join(open_marks[-1:]):
            return _unbalanced(character)
        elif character in _CLOSED_BY:
            open_marks.pop()
    if draft.text.count('"') % 2:
        return _unbalanced('"')
    return _unbalanced(open_marks[-1]) if open_marks else None


def _unbalanced(mark: str) -> Breach:
    return Breach(rule="unbalanced", reason=f"mend the {mark} that has no partner")

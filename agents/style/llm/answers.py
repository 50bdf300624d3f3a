"""What a model puts around a post, and signs that it wrote something else.

Quotation marks, preambles and numbers come off. That it refuses, talks about its task or
what it was given, marks up, writes in another language or breaks off is a fault: each
check returns it in words, or nothing.
"""

from __future__ import annotations

import re

from agents.auditor.reading.lexicon import word_set
from tools.language import guess_language

_PREAMBLE = re.compile(
    r"^(?:(?:here(?:['’]s| is| are)|sure|certainly|okay)\b[^:\n]*:"
    r"|(?:draft|post|tweet|reply|thread)(?: \d)?:)\s*",
    re.IGNORECASE,
)
_QUOTES = {'"': '"', "“": "”", "'": "'", "‘": "’", "`": "`"}
NUMBER = re.compile(r"^\s*(?:\(\d{1,2}/\d{1,2}\)|\d{1,2}/(?:\d{1,2}\b)?)\s*")
"""How posts of a thread are numbered: "1/", "1/5", "(1/5)"."""
_MARKUP = re.compile(r"(?:^|\n)#{1,6} |\*\*\w|```|\[[^\]\n]+\]\(|</?[a-z]+>", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\bI(?:['’]m| am) (?:unable|not able|not comfortable|afraid I can)"
    r"|\b(?:sorry|apologies|regret)\b.{0,20}"
    r"\b(?:but|unable|I (?:can(?:['’]t|not)|won['’]t|am not))\b"
    r"|\bI (?:can(?:['’]t|not)|won['’]t|will not|must decline|decline|apologi[sz]e)"
    r"(?: to| but)? ?(?:help|assist|write|create|generate|provide|comply|fulfil|produce|discuss"
    r"|engage|support|share|post|do (?:that|this)|with|for|$)"
    r"|\b(?:as an? (?:ai|artificial|responsible)|language model|my guidelines|content polic"
    r"|I do not feel comfortable|(?:cannot|can['’]t|unable to) (?:assist|comply|fulfil|help with)"
    r"|(?:this|your) request|not appropriate (?:for me )?to)"
    r"|\b(?:lo siento|je suis désolé|es tut mir leid|mi dispiace|sinto muito|desculpe"
    r"|no puedo ayudar|je ne peux pas|ich kann (?:dir|ihnen|das|dabei) nicht|non posso aiutar)",
    re.IGNORECASE,
)
_LEAK = re.compile(
    r"</?data\b|\b(?:fact|draft|attempt|option|version) ?#?\d\b(?!\.\d)"
    r"|\b(?:system|developer) (?:prompt|message)"
    r"|\b(?:previous|above|these|following|your) instructions"
    r"|\bthe person['’]s (?:voice|style|posts)|\bunderstudy\b"
    r"|\b(?:numbered|provided|given|listed) (?:facts?|headline|data)"
    r"|\bthe facts? (?:say|state|above|provided|given|list)"
    r"|\b(?:measured profile|posts by the person|said lately|used_facts)\b"
    r"|\{\{|\[/?(?:inst|sys|end|cut)\]|\bnote to (?:editor|self)\b"
    r"|\b(?:json|schema|placeholder)\s*:|^\W*(?:system|assistant|user|output)\s*:"
    r"|\bword count\b|\bcharacters?\)",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"(?:…|\.\.\.|[,;(\[“–—-])\s*$")
_WANTS_MORE = word_set(
    "a an the and or but of to in on at by for from with into than as that which who whose is are "
    "was were has have had will would can could may might its their his her our your my after "
    "before because while if when"
)


def cleaned(text: str) -> str:
    """A model's text without the quotation marks, markdown and preamble put around it."""
    text = _PREAMBLE.sub("", text.strip()).strip()
    text = re.sub(r"^```\w*\n?|```$", "", text).strip()
    text = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda m: m.group(1) or m.group(2), text)
    text = re.sub(r"^(?:#+|[-*>])\s+", "", text)
    inner = text[1:-1]
    if len(text) > 2 and _QUOTES.get(text[0]) == text[-1] and not set(inner) & {text[0], text[-1]}:
        text = inner
    return re.sub(r"[ \t]+", " ", text).strip()


def unnumbered(text: str) -> str:
    """A post of a thread without its number."""
    return NUMBER.sub("", text)


def refuses(text: str) -> str:
    """A refusal, in the field where a post belongs."""
    return "a refusal" if _REFUSAL.search(text) else ""


def leaks(text: str, told: str) -> str:
    """Talk about the prompt; words that `told`, the brief itself, uses are none."""
    for found in _LEAK.finditer(text):
        if found.group().strip().lower() not in told.lower():
            return f'talks about its instructions: "{" ".join(found.group().split())}"'
    return ""


def marked_up(text: str) -> str:
    """Headings, bold type, code or tags inside the text."""
    found = _MARKUP.search(text)
    return f'markup: "{found.group().strip()}"' if found else ""


def foreign(text: str, language: str) -> str:
    """Another language than the persona's (ISO 639-1), where the text is long enough to tell."""
    # "a", "e", "i" and "o" are words of many languages, and in a post too many of its words.
    found = guess_language(re.sub(r"\b\w\b", " ", text))
    return "" if found in {None, language} else f'written in "{found}", not in "{language}"'


def broken_off(text: str) -> str:
    """A last sentence without its end, or a quotation that does not close."""
    last = re.search(r"([\w'’]+)[\s\"”’)]*$", text)
    if _OPEN_END.search(text) or (last is not None and last[1].lower() in _WANTS_MORE):
        return f'a sentence without its end: "{text[-20:]}"'
    unpaired = text.count('"') % 2 or text.count("“") != text.count("”")
    return "a quotation mark without its partner" if unpaired else ""

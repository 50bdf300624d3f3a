"""Does outside text try to instruct a language model?

A first, careful detector: a few patterns that ordinary news, posts and letters hardly
ever contain. It only marks; a marked text's facts are still data, and nothing that is
safe depends on this mark, as no outside text is ever followed.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_TEXT = 100_000
"""Characters that are looked at."""

# What is to be forgotten, and the words that say which: German, Spanish, French and the
# languages of south-eastern Europe are here as attacks mix languages to slip through.
_FORGET = (
    r"(?:ignor\w*|disregard\w*|forget\w*|overlook|neglect|discard|override|bypass"
    r"|do not (?:follow|obey)|don't (?:follow|obey))"
)
_FORMER = r"(?:previous|prior|preceding|above|earlier|foregoing|former|initial|original|existing)"
_ORDERS = (
    r"(?:instruct\w*|prompts?|commands?|directives?|rules|guidelines|assignments?|tasks?"
    r"|programming|orders|documents? provided)"
)
_PATTERNS = (
    # "ignore all previous instructions", "forget everything above", "disregard your rules"
    rf"\b{_FORGET}\b(?:\W+\w+){{0,4}}\W+{_FORMER}\b(?:\W+\w+){{0,2}}\W+{_ORDERS}\b",
    rf"\b{_FORGET}\b(?:\W+(?:about|all|any|every|of|the|those|these|your|my|our|other)){{1,4}}"
    rf"\W+{_ORDERS}\b",
    rf"\b{_FORGET}\b(?:\W+(?:about|all|every|of|the|text)){{0,3}}\W+(?:everything|all|anything)\b"
    r"(?:\W+\w+){0,4}\W+(?:above|before|said|told|know|mentioned|so far|previous\w*|prior)\b",
    r"\bignore (?:all )?(?:the )?(?:text|user)(?: before this)? and\b",
    # The same elsewhere.
    r"\b(?:ignorier\w*|vergiss|vergessen sie|vergesse)\b(?:\W+\w+){0,4}\W+"
    r"(?:anweisung\w*|befehl\w*|aufgaben?|auftr[aä]ge?|instruktion\w*|gesagte?n?|vorher\w*|davor|oben)\b",
    r"\b(?:olvid\w+|ignor\w+)\b(?:\W+\w+){0,4}\W+(?:instrucciones|[oó]rdenes|tareas|anterior\w*"
    r"|que sabes)\b",
    r"\b(?:oublie[rz]?|ignore[rz]?)\b(?:\W+\w+){0,4}\W+(?:instructions|consignes|ordres)\b",
    r"\b(?:zaboravi\w*|ignori[sš]i\w*)\b(?:\W+\w+){0,4}\W+"
    r"(?:instrukcij\w*|zapov\w*|zadatk\w*|naredb\w*)\b",
    # What the model is to become, or to reveal.
    r"\b(?:i want you to|you (?:will|must|should|are going to)|please|now)\W+"
    r"(?:now )?(?:act|pretend|behave|function|roleplay|role-play)\b(?:\W+\w+){0,3}\W+"
    r"(?:as|like|to be|you are)\b",
    r"\bich m[oö]chte,? dass (?:sie|du) als\b",
    r"\byou are (?:now |no longer )(?:an? )?(?:\w+ )?"
    r"(?:ai|chatbot|language model|dan|assistant|bot)\b",
    r"\b(?:as|like) (?:an? )?(?:unrestricted|unfiltered|uncensored|evil) (?:ai|model|chatbot)\b",
    r"\b(?:show|reveal|print|repeat|output|display|tell|return|leak|spell|give)\b"
    r"(?:\W+\w+){0,5}\W+"
    r"(?:(?:system|initial|your|previous|original|full|exact|complete)\W+prompts?(?:\W+texts?)?"
    r"|your (?:instructions|guidelines)|environment variables|text of the prompt)\b",
    r"\b(?:new|change|updated?|additional|important) (?:your |the )?instructions?\b\W*"
    r"(?:to the following|:|\*|-|for (?:the )?(?:ai|assistant|model|bot))",
    r"\b(?:your|the) new (?:task|instruction|role|goal|objective) (?:is|are|:)",
    r"\b(?:focus|concentrate)\b(?:\W+\w+){0,3}\W+new task\b",
    # How the answer is to look: a reader of news gives no answers.
    r"\b(?:in|to|of|with|at the end of|throughout|modify|enhance|augment|rewrite|start|end) "
    r"your (?:next )?(?:answer|response|reply|output|completion)\b",
    r"\b(?:only|simply|just) (?:respond|reply|answer|say|output|print)\b(?: back)? (?:with|\"|')",
    # Addressed to the machine, and the marks by which chat models tell who speaks.
    r"\b(?:attention|note|message|instructions?|hey|dear) (?:to |for )?(?:all |any |the )?"
    r"(?:ai|llm|language model|chatbot|gpt|assistant)s?\b\s*[:,!]",
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[/?INST\]|<</?SYS>>",
    r"\{\s*\"role\"\s*:\s*\"(?:system|assistant)\"",
    r"(?:^|\n)\s*#{0,3}\s*(?:system|assistant)\s*(?:prompt|message|override)?\s*:\s*(?:you|ignore|new)",
    r"\b(?:jailbreak mode|developer mode enabled|do anything now|prompt injection succeeded)\b",
)
_HOSTILE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_TAG_LETTERS = re.compile(r"[\U000e0020-\U000e007e]{8,}")
"""Invisible letters: more than the six that a flag of a region needs."""


def is_hostile(*texts: str) -> bool:
    """Whether any of `texts` looks like instructions to a model. Never raises."""
    for text in texts:
        head = text[:LONGEST_TEXT]
        if _TAG_LETTERS.search(head) or _HOSTILE.search(_levelled(head)):
            return True
    return False


def _levelled(text: str) -> str:
    """`text` with look-alike letters, hidden characters and odd spaces made plain."""
    if text.isascii():
        return text
    level = unicodedata.normalize("NFKC", text).replace("’", "'")
    return "".join(c for c in level if unicodedata.category(c) != "Cf")

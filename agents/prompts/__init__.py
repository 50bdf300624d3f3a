"""Prompts: one file per prompt, split at a line of three dashes into system and user part.

`modes/` holds what each kind of post asks for: plain words of ours, for the user part.

Rendering is strict: a variable that is missing or unused is an error. Outside text
goes only into the user part, inside a fence that it cannot close.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import NamedTuple

_VARIABLE = re.compile(r"\{\{([a-z_]+)\}\}")
_OPENING = r"(?:[<＜‹〈《⟨⟪❮❰⧼«˂ᐸ≺⟬\u276c\u29fc]|&(?:lt|#0*60|#x0*3c);?|\\u003c|\\x3c|%3c)"
"""What a model may read as "<": look-alikes, and how it is written in HTML, JSON and URLs."""
_TAG = re.compile(rf"{_OPENING}(?=\s*(?:[/∕⁄／⧸\\|!?:]|{_OPENING}|\s*[^\W\d_]))", re.IGNORECASE)
"""A "<" that begins a tag; "<5%" and "a < 3" begin none."""
_ROLE = re.compile(
    r"^([\s#>*\-=\[(]*(?:system|assistant|user|human|developer|tool|ai|model|instructions?)"
    r"(?: (?:prompt|message|note))?[\s*\])]*)[:：]",
    re.IGNORECASE | re.MULTILINE,
)
"""A line by which chat models are told who speaks."""
_BRACKETED_ROLE = re.compile(r"\[(/?)(INST|SYS|SYSTEM|USER|ASSISTANT)\]", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e01ef\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_LONGEST = 6_000
"""Characters of one fenced text."""


class Prompt(NamedTuple):
    """What goes to a chat model: our own words, and the task with its data."""

    system: str
    user: str


def render(name: str, **values: str) -> Prompt:
    """The prompt `name` with every variable filled in.

    Raises KeyError for a missing variable and ValueError for an unused one, or for a
    variable in the system part: no value may reach it.
    """
    text = (files(__package__) / f"{name}.md").read_text(encoding="utf-8")
    system, separator, user = text.partition("\n---\n")
    if not separator or _VARIABLE.search(system):
        raise ValueError(f"prompt {name}: needs a line '---', and no variable before it")
    unused = sorted(set(values) - set(_VARIABLE.findall(user)))
    if unused:
        raise ValueError(f"prompt {name}: has no place for {', '.join(unused)}")
    filled = _VARIABLE.sub(lambda match: values[match.group(1)], user)
    return Prompt(system.strip(), filled.strip())


def words_for(mode: str) -> str:
    """What a post of `mode` asks for."""
    return (files(__package__) / "modes" / f"{mode}.md").read_text(encoding="utf-8").strip()


def fence(text: str, label: str) -> str:
    """`text` as data named `label`, unable to end itself."""
    return f'<data name="{label}">\n{defused(text)}\n</data>'


def defused(text: str) -> str:
    """`text` as it stands within a fence: bounded, without invisible characters.

    No tag can begin in it, whatever its letters look like, and no line can claim to be
    spoken by somebody else.
    """
    plain = _INVISIBLE.sub("", text)
    plain = _BRACKETED_ROLE.sub(r"(\1\2)", _ROLE.sub(r"\1 -", _TAG.sub("(", plain)))
    if len(plain) > _LONGEST:
        plain = plain[:_LONGEST].rsplit(" ", 1)[0] + " [cut]"
    return plain.strip()

"""Prompts: one file per prompt, split at a line of three dashes into system and user part.

Rendering is strict: a variable that is missing or unused is an error. Outside text
goes only into the user part, inside a fence that it cannot close.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import NamedTuple

_VARIABLE = re.compile(r"\{\{([a-z_]+)\}\}")
_FENCE_MARK = re.compile(r"</?\s*data\b[^>]*>?", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
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


def fence(text: str, label: str) -> str:
    """`text` as data named `label`: bounded, without invisible characters, unable to end itself."""
    plain = _INVISIBLE.sub("", text)
    while _FENCE_MARK.search(plain):
        plain = _FENCE_MARK.sub("", plain)
    if len(plain) > _LONGEST:
        plain = plain[:_LONGEST].rsplit(" ", 1)[0] + " [cut]"
    return f'<data name="{label}">\n{plain.strip()}\n</data>'

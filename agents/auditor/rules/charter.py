"""The charter: the rules of conduct as data, read once and checked to the last key.

`conduct.toml` holds every rule with its id, title, severity and the reason that a person
is told. A rule is either words and patterns, which need no code, or the words of one
function of this package. A mistake in the file is an error that names file, rule, key
and fix; no rule is ever left out in silence.
"""

from __future__ import annotations

import codecs
import re
import string
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, StringConstraints, model_validator

from memory.errors import ConfigError
from memory.types import Breach, Value
from tools.rulefile import read_rules

FOLDER = Path(__file__).parent
FILE = FOLDER / "conduct.toml"
HOLES = frozenset({"found", "why"})
"""What a reason may leave open: what was found in the draft, and what is missing."""

Severity = Literal["reject", "revise", "ask"]


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return value


def _reason(value: str) -> str:
    open_ends = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
    if unknown := open_ends - HOLES:
        raise ValueError(f"may leave open {{found}} and {{why}} only, not {sorted(unknown)}")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Pattern = Annotated[str, StringConstraints(min_length=1), AfterValidator(_pattern)]


class Deed(Value):
    """One kind of wrong in its three shapes: who did it, who is it, what is it called."""

    kind: Text
    verbs: tuple[Pattern, ...] = ()
    agents: tuple[Pattern, ...] = ()
    acts: tuple[Pattern, ...] = ()


class ConductRule(Value):
    """One rule: `words` and `patterns` are looked for; or `lists` and `deeds` serve `function`."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+([. ][a-z]+)*$")]
    title: Text
    severity: Severity
    reason: Annotated[Text, AfterValidator(_reason)]
    function: str = ""
    """The function of this package that decides, where words alone cannot."""
    words: tuple[Text, ...] = ()
    """Whole words, in any disguise, with a plural or without."""
    words_file: str = ""
    """More of them, one a line, in rot13, beside this file."""
    patterns: tuple[Pattern, ...] = ()
    spared: tuple[Pattern, ...] = ()
    """Taken out of the text first: turns of phrase that only look like a breach."""
    languages: tuple[str, ...] = ()
    """Persona's languages in which the words mean this; none means all."""
    quotable: bool = False
    """Whether a quotation that a source of the story holds may say it."""
    veiled: bool = False
    """Whether the reason shows only the first letter of what was found."""
    lists: dict[str, tuple[Pattern, ...]] = {}
    deeds: tuple[Deed, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        plain = bool(self.words or self.words_file or self.patterns)
        if plain == bool(self.function):
            raise ValueError("give words, words_file or patterns, or else the name of a function")
        return self

    def breach(self, found: str = "", why: str = "") -> Breach:
        """The breach of this rule, its reason filled in."""
        shown = f"{found[:1]}…" if self.veiled else " ".join(found.split())
        return Breach(
            rule=self.id,
            reason=self.reason.format(found=shown, why=why),
            fatal=self.severity == "reject",
            asks=self.severity == "ask",
        )

    def any_of(self, name: str) -> re.Pattern[str]:
        """One pattern for the list `name`, in any case."""
        return _joined(self.lists[name])


@cache
def _joined(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE)


@cache
def charter(path: Path = FILE) -> dict[str, ConductRule]:
    """Every rule by its id, in the order of the file. Raises ConfigError with what to mend."""
    return {name: _with_file(path, rule) for name, rule in read_rules(path, ConductRule).items()}


def _with_file(path: Path, rule: ConductRule) -> ConductRule:
    """The rule with the words of its file, decoded."""
    if not rule.words_file:
        return rule
    try:
        text = (path.parent / rule.words_file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: rule {rule.id}: words_file cannot be read ({error}); put it beside this file"
        ) from error
    lines = [line.strip() for line in text.splitlines()]
    hidden = [line for line in lines if line and not line.startswith("#")]
    words = tuple(codecs.decode(line, "rot13") for line in hidden)
    return rule.model_copy(update={"words": (*rule.words, *words)})

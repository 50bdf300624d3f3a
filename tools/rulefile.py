"""Rules as data: a TOML file of `[[rule]]` tables, read once and checked to the last key.

A mistake is an error that names file, rule, key and fix; no rule is ever left out in
silence.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import Field, ValidationError, create_model

from memory.errors import ConfigError
from memory.types import Value


class Named(Protocol):
    """What every rule has, whatever else it says."""

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Named)


def read_rules(path: Path, kind: type[R]) -> dict[str, R]:
    """Every rule of the file by its id, in its order. Raises ConfigError with what to mend."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        rules = _checked(raw, kind)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); save it as UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    except ValidationError as error:
        raise ConfigError(_explain(path, raw, error)) from None
    found: dict[str, R] = {}
    for rule in rules:
        if rule.id in found:
            raise ConfigError(f'{path}: two rules are called "{rule.id}"; rename one of them')
        found[rule.id] = rule
    return found


def _checked(raw: dict[str, Any], kind: type[R]) -> tuple[R, ...]:
    rules = Annotated[tuple[kind, ...], Field(min_length=1)]  # type: ignore[valid-type]
    file = create_model("File", __base__=Value, rule=(rules, ...))
    found: tuple[R, ...] = file.model_validate(raw).rule  # type: ignore[attr-defined]
    return found


def _explain(path: Path, raw: dict[str, Any], error: ValidationError) -> str:
    lines = [f"{path}: {error.error_count()} thing(s) to mend"]
    for problem in error.errors(include_url=False):
        where = list(problem["loc"])
        name = _named(raw, where)
        key = ".".join(str(part) for part in where[2:]) or "the rule"
        message = str(problem["msg"]).removeprefix("Value error, ")
        lines.append(f"  {name}: {key}: {message}")
    return "\n".join(lines)


def _named(raw: dict[str, Any], where: list[Any]) -> str:
    """ "rule conduct.insult", or its number where it has no id."""
    if len(where) < 2:
        return "the file"
    given = raw["rule"][where[1]]
    name = given.get("id") if isinstance(given, dict) else None
    return f"rule {name}" if name else f"rule number {where[1] + 1}"

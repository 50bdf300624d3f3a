"""Persona: who we stand in for, read from `persona.toml` and checked to the last key.

Errors name the file, the key, the value and what to write instead. Reading a
persona touches one small file and nothing else.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from memory.errors import ConfigError
from memory.look import Look
from memory.schedule import Schedule
from memory.types import Value

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Authorisation = Literal["self", "consented", "parody", "fictional"]


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError('write an IANA time zone, for example "Europe/London"')
    return value


class Interest(Value):
    """A subject the persona talks about; `weight` 0 to 1, `keywords` in any case."""

    name: Word
    weight: float = Field(default=0.5, ge=0, le=1)
    keywords: tuple[Word, ...] = ()


class Taboo(Value):
    """A subject the persona never touches; any of `words` in a story or draft is enough."""

    name: Word
    words: tuple[Word, ...] = Field(min_length=1)


class Limits(Value):
    """What may go out, and what may be spent."""

    posts_per_day: int = Field(default=8, ge=0, le=100)
    posts_per_turn: int = Field(default=2, ge=1, le=10)
    usd_per_day: float = Field(default=1.0, ge=0)
    revisions: int = Field(default=3, ge=1, le=10)


class Alarms(Value):
    """When a story may not wait for the next turn."""

    words: tuple[Word, ...] = ()
    """Named in a headline or first sentence, any of them is enough."""
    publishers: int = Field(default=4, ge=0, le=100)
    """So many publishers tell it within `within_hours`; 0 means never for this reason."""
    within_hours: float = Field(default=3.0, gt=0, le=72)


class Audit(Value):
    """How much the auditor asks of a claim, and what it does with one that has too little."""

    threshold: float = Field(default=0.3, ge=0, le=1)
    """Probability of support from which a claim stands. At .3 instead of .35 half as many
    again of the true sentences of tests/corpus/news stand, and 3% more of the false ones."""
    channels: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}
    """Other thresholds for single channels: `channels = { x = 0.7 }`."""
    unsure: Literal["hedge", "drop", "ask"] = "hedge"
    """A claim with too little evidence is said with its source, left out, or shown to a human."""
    trust: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}
    """Publisher to the weight of its word, 0 (none) to 1; who is not named has 1."""
    disclaimer: str = ""
    """What a post must carry that talks about money as advice does; without it, none may."""

    def threshold_for(self, channel: str) -> float:
        return self.channels.get(channel, self.threshold)


class Persona(Value):
    """Who we stand in for."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    name: Word
    kind: Literal["person", "organisation"] = "person"
    bio: str = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "en"
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    handles: dict[str, str] = {}
    """Channel name to account name."""
    authorisation: Authorisation | None = None
    """On whose word we publish; live publishing is refused without it."""
    disclosure: str = ""
    """What the account's profile says about being automated; required for live publishing."""
    tone: str = "plain"
    number_threads: bool = False
    """Whether the posts of a text that was cut end with "1/4"."""
    channels: tuple[Word, ...] = Field(default=("console",), min_length=1)
    approval: Literal["always", "risk", "never"] = "always"
    risk: float = Field(default=0.3, ge=0, le=1)
    """With approval = "risk": drafts of less risk than this go out unseen."""
    interests: tuple[Interest, ...] = Field(min_length=1)
    taboos: tuple[Taboo, ...] = ()
    sources: tuple[Word, ...] = ()
    """URLs, files relative to the project, "news:WORDS" or "x:…" (X charges for reading)."""
    alarms: Alarms = Alarms()
    limits: Limits = Limits()
    schedule: Schedule = Schedule()
    audit: Audit = Audit()
    card: Look = Look()

    @field_validator("schedule")
    @classmethod
    def _of_its_channels(cls, value: Schedule, info: ValidationInfo) -> Schedule:
        known = info.data.get("channels", tuple(value.channels))
        for name in value.channels:
            if name not in known:
                raise ValueError(f'channels.{name}: "{name}" is none of channels = {list(known)}')
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def posts_per_day(self, channel: str) -> int:
        """How many may be written for `channel` on one day."""
        most = self.schedule.of(channel).posts_per_day
        return min(self.limits.posts_per_day, most or self.limits.posts_per_day)


def persona_file(folder: Path, slug: str) -> Path:
    """Where the persona `slug` is described."""
    return folder / slug / "persona.toml"


def load_persona(folder: Path, slug: str) -> Persona:
    """The persona `slug` below `folder`. Raises ConfigError with file, key, value and fix."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", slug):
        raise ConfigError(f'persona "{slug}": use lower-case letters, digits and hyphens')
    path = persona_file(folder, slug)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = sorted(p.parent.name for p in folder.glob("*/persona.toml"))
        there = f"there is {', '.join(known)}" if known else "there is none yet"
        raise ConfigError(
            f'persona "{slug}": no file {path}; {there}. '
            f"Make one with: python main.py persona new {slug}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); save it as UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    try:
        persona = Persona.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(_explain(path, error)) from None
    if persona.slug != slug:
        raise ConfigError(
            f'{path}: slug = "{persona.slug}", but the folder is called "{slug}"; make them equal'
        )
    return persona


def _explain(path: Path, error: ValidationError) -> str:
    lines = [f"{path}: {error.error_count()} thing(s) to mend"]
    for problem in error.errors(include_url=False):
        key = ".".join(str(part) for part in problem["loc"])
        lines.append(f"  {key}: {_fix(problem)}")
    return "\n".join(lines)


def _fix(problem: Any) -> str:
    value, message = problem.get("input"), str(problem["msg"]).removeprefix("Value error, ")
    match problem["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            return f"is not a key we know (value {value!r}); remove it or check its spelling"
        case _:
            return f"{message} (it is {value!r})"

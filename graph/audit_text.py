"""Auditing any text: through the persona's auditor, against what was given and nothing else.

No other news and no memory of the world speaks for or against it: only the evidence given,
the ground truth and the known falsehoods. Nothing is published and nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agents.auditor.auditor import LONGEST_CHECKED
from agents.stories.disputes import disputes
from agents.style.modes import unpublishable
from graph.given_evidence import signals_in, text_of
from graph.resources import once
from graph.team import Team
from memory.errors import SourceError
from memory.types import Brief, Draft, Mode, Signal, Story, Value, Verdict
from tools.x_text import LIMIT, weighted_length

if TYPE_CHECKING:
    from agents.auditor import Rule
    from agents.auditor.evidence import Sources
    from memory.persona import Persona

LARGEST_TEXT = 1_000_000
"""Bytes of a file that is looked at; a draft is a thousand times smaller."""
_TEXT_FILES = {".txt", ".md", ".text", ".markdown"}


@dataclass
class CheckingTeam(Team):
    """A team whose auditor knows what it is given and what is written down."""

    @once
    def who(self) -> Persona:
        """The persona; whoever audits a text sees the draft already, and need not be asked."""
        return super().who.model_copy(update={"approval": "never"})

    @once
    def rules(self) -> tuple[Rule, ...]:
        """All of them; a text that goes to no channel may have any length."""
        from agents.auditor.rules.form import short_enough

        return tuple(one for one in super().rules if self.channel or one is not short_enough)

    @once
    def sources(self) -> Sources:
        from agents.auditor.evidence import Sources

        return Sources(knowledge=self.knowledge, posts=lambda: self.posts, embedder=self.embedder)


class Checked(Value):
    """A text with its verdict, and what it was checked against."""

    text: str
    publishers: tuple[str, ...]
    """Of the evidence, each once; empty when none was given."""
    verdict: Verdict


def text_from(given: str, standard_input: bytes | None = None) -> str:
    """The text that `given` is, or that its file holds; "-" is standard input.

    Raises SourceError for a file that is not there or no text, and for no words at all.
    """
    if given == "-":
        return text_of(standard_input or b"", "standard input").strip()
    path = Path(given) if _looks_like_a_file(given) else None
    if path is None:
        return text_of(given.encode(), "the text").strip()
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST_TEXT)
    except OSError as error:
        raise SourceError(f"{given}: cannot be read ({error.strerror}); check the path") from error
    return text_of(body, given).strip()


def check(team: Team, text: str, places: Sequence[str]) -> Checked:
    """The auditor's verdict on `text` against what stands at `places`. Raises SourceError."""
    if len(text) > LONGEST_CHECKED:
        raise SourceError(
            f"the text has {len(text):,} characters and {LONGEST_CHECKED:,} are checked at once; "
            "audit it in parts"
        )
    signals = tuple(signal for place in places for signal in signals_in(team, place))
    story = _story(signals)
    draft = Draft(id="audit", text=text, channel=team.channel_name, writer="human")
    verdict = team.auditor.audit(draft, _brief(team, text, story), story)
    publishers = tuple(dict.fromkeys(signal.publisher for signal in signals))
    return Checked(text=text, publishers=publishers, verdict=verdict)


def _looks_like_a_file(given: str) -> bool:
    """A path that is there, or one word with the ending of a text file."""
    try:
        if given.strip() and Path(given).exists():
            return True
    except (OSError, ValueError):  # too long for a path: it is a text
        return False
    return len(given.split()) == 1 and Path(given).suffix.lower() in _TEXT_FILES


def _story(signals: tuple[Signal, ...]) -> Story:
    title = next((signal.title for signal in signals if signal.title), "")
    return Story(id="audit", title=title, signals=signals, disputes=disputes(signals))


def _brief(team: Team, text: str, story: Story) -> Brief:
    """What the text would have been asked to be: a post where it fits one, else a long one."""
    fits = weighted_length(text) <= LIMIT or unpublishable(
        Mode.LONG, team.describe(team.channel_name)
    )
    return Brief(
        assignment_id="audit",
        persona=team.who.slug,
        channel=team.channel_name,
        story_id=story.id,
        headline=story.title,
        topic="",
        mode=Mode.STATEMENT if fits else Mode.LONG,
        angle="",
        tone="",
        why_now="a human asked",
        facts=(),
        url=next((signal.url for signal in story.signals if signal.url), None),
    )

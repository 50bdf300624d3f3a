"""Drafts of the desk with their briefs and stories, written offline and never published.

Each story is told several times, as different assignments are, until there are as many
different drafts as are wanted. The team has a throw-away folder of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.team import Team
from graph.trial import TrialTeam, stories
from memory.types import Assignment, AssignmentKind, Brief, Candidate, Draft, Story
from tools.settings import ROOT

SHIPPED = ROOT / "data" / "feeds"
TELLINGS = 40
"""How often a story is told at most."""
FEED_FILES = ("*.xml", "*.rss", "*.atom", "*.rdf", "*.json")


@dataclass(frozen=True)
class Written:
    """A draft with everything that an audit needs."""

    draft: Draft
    brief: Brief
    story: Story


@contextmanager
def desk(channel: str = "console") -> Iterator[TrialTeam]:
    """The shipped persona's team, offline, over a folder that is gone afterwards.

    Its human is asked nothing: what the auditor approves, it approves.
    """
    home = Team(channel=channel)
    with tempfile.TemporaryDirectory(prefix="understudy-bench-") as folder:
        team = TrialTeam(
            persona=home.who.slug,
            channel=channel,
            home=home,
            identity=home.who.model_copy(update={"approval": "never"}),
            corpus=home.posts,
            folder=Path(folder),
            now=home.clock(),
            offline=True,
        )
        try:
            yield team
        finally:
            team.close()
            home.close()


def feeds_in(folder: Path) -> list[str]:
    """The feed files of a folder, by name."""
    return sorted({str(path) for pattern in FEED_FILES for path in folder.glob(pattern)})


def written(team: TrialTeam, feeds: Sequence[str], count: int) -> list[Written]:
    """Up to `count` different drafts of what the feeds tell."""
    team.exemplars.fill()
    found = stories(team, feeds, count)
    drafts: dict[str, Written] = {}
    for telling in range(TELLINGS):
        for candidate in found.candidates:
            if len(drafts) == count:
                return list(drafts.values())
            if one := _told(team, candidate, telling):
                drafts.setdefault(one.draft.text, one)
    return list(drafts.values())


def _told(team: TrialTeam, candidate: Candidate, telling: int) -> Written | None:
    brief = team.topic.brief(
        Assignment(
            id=f"bench-{telling}-{candidate.story.id}",
            persona=team.who.slug,
            kind=AssignmentKind.POST,
            channel=team.channel_name,
            dry_run=True,
            candidate=candidate,
            reason="a benchmark",
        )
    )
    draft = brief if isinstance(brief, str) else team.style.write(brief)
    if isinstance(brief, str) or isinstance(draft, str):
        return None
    return Written(draft, brief, candidate.story)

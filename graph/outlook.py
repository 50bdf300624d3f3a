"""Outlook: what the desk does about the world outside, in a turn and between two.

Reads what is due, puts new signals into their stories, holds what is out against what came
in, and rings for a story that may not wait. Every story rings once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agents.alarms import alarms, loud
from agents.scanner.places import is_live, kind_of
from graph.corrections import look_back
from graph.team import Team
from memory.errors import SourceError
from memory.types import Alarm, Request
from tools.settings import ROOT

if TYPE_CHECKING:
    from agents.scanner.scanner import PlaceResult, ScanReport

Tell = Callable[[str, str], None]
"""Hears (specialist, line)."""
MANY_SOURCES = 20
"""From so many on, a look outside may take seconds and says that it has begun."""
MANY_SIGNALS = 200
"""From so many on, putting them into stories takes seconds and says how far it is."""


@dataclass(frozen=True)
class Found:
    """What a look outside brought: the signals a human asked about, and what rang."""

    asked: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()


def look_outside(team: Team, request: Request, tell: Tell) -> Found:
    """Read the sources that are due, or what a human named; new signals are remembered."""
    if request.url:
        return _read_article(team, request.url, tell)
    places = places_of(team, request)
    if not places:
        tell("scanner", "no sources; type: python main.py sources add URL")
        return Found()
    return _scan(team, places, tell, force=bool(request.feeds))


def watch(team: Team, request: Request, tell: Tell) -> Found:
    """Between two turns: read what has become due since; says only what is new."""
    live = [place for place in places_of(team, request) if is_live(place)]
    due = team.scanner.due(team.who.slug, live)
    return _scan(team, due, tell, force=False) if due else Found()


def places_of(team: Team, request: Request) -> tuple[str, ...]:
    """Where to look: what a human named for this run, or the persona's sources."""
    return tuple(source_path(place) for place in request.feeds) or sources(team)


def sources(team: Team) -> tuple[str, ...]:
    """The sources of persona.toml, then those that were added by command."""
    added = (state.place for state in team.store.sources(team.who.slug) if state.added)
    return tuple(dict.fromkeys([*map(source_path, team.who.sources), *added]))


def source_path(place: str) -> str:
    """A persona's file is relative to the project, wherever we were started from."""
    if kind_of(place) != "file" or Path(place).exists():
        return place
    return str(ROOT / place)


def _scan(team: Team, places: Sequence[str], tell: Tell, *, force: bool) -> Found:
    def said(result: PlaceResult) -> None:
        if result.new or result.failed:
            tell("scanner", str(result))

    if len(places) >= MANY_SOURCES:
        tell("scanner", f"looking at {len(places)} sources")
    report = team.scanner.scan(team.who.slug, places, force=force, tell=said)
    quiet = _quiet(report)
    if quiet:
        tell("scanner", quiet)

    def placed(done: int, of: int) -> None:
        if of >= MANY_SIGNALS:
            tell("scanner", f"{done} of {of} signals are in their stories")

    team.keeper.place_new(placed)
    look_back(team, tell)
    return Found(alarms=_ring(team, tell) if report.signals else ())


def _quiet(report: ScanReport) -> str:
    nothing_new = sum(not (result.new or result.failed) for result in report.places)
    parts = [f"nothing new from {nothing_new}"] if nothing_new else []
    parts += [f"{report.resting} not due yet, or paused"] if report.resting else []
    return "; ".join(parts)


def _ring(team: Team, tell: Tell) -> tuple[Alarm, ...]:
    """Tell the human of every story that rings for the first time."""
    now = team.clock()
    if not any(loud(team.who, story, now) for story in team.keeper.recent(now)):
        return ()
    ringing = alarms(team.who, team.stories.rank(now).candidates, now)
    new = tuple(alarm for alarm in ringing if team.story_memory.ring(team.who.slug, alarm))
    for alarm in new:
        tell("alarm", f"“{alarm.title}”: {alarm.reason}")
        trouble = team.notifier.notify(team.who.name, alarm)
        if trouble:
            tell("alarm", trouble)
    return new


def _read_article(team: Team, url: str, tell: Tell) -> Found:
    from agents.scanner.signals import signal_from_article
    from tools.articles.article import read_article

    try:
        page = team.fetcher.read(source_path(url))
        article = read_article(page)
    except SourceError as error:
        tell("scanner", str(error))
        return Found()
    signal = signal_from_article(article, team.clock())
    team.store.add_signals(team.who.slug, [signal])
    team.library.keep(signal.id, article)
    team.keeper.place_new()
    tell("scanner", f"read “{signal.title}” ({signal.publisher})")
    return Found(asked=(signal.id,))

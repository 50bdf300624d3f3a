"""Sources: what is read for a persona, how each is doing, and the human's word about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from agents.scanner.places import is_live, kind_of
from agents.scanner.x import parse_place
from graph.outlook import source_path, sources
from graph.team import Team
from memory.errors import ConfigError, SourceError
from memory.types import Signal, SourceState, UTCTime, Value
from tools.settings import ROOT

if TYPE_CHECKING:
    from agents.scanner.x import XReading

MEASURED = timedelta(days=7)
"""Items a day and cost are told over this long."""

Status = Literal["not read yet", "ok", "failing", "paused"]


class Health(Value):
    """How one source is doing."""

    place: str
    title: str
    kind: str
    status: Status
    listed_in: Literal["persona.toml", "added"]
    read_from: str | None
    last_success: UTCTime | None
    last_error: str | None
    failures: int
    interval_s: float
    due_at: UTCTime | None
    items_a_day: float
    usd_a_week: float


class Tested(Value):
    """What a source gives now; nothing of it was remembered."""

    place: str
    read_from: str
    title: str
    kind: str
    signals: tuple[Signal, ...]


def health(team: Team) -> tuple[Health, ...]:
    """Every source of the persona, in the order in which they are read."""
    since = team.clock() - MEASURED
    known = {state.place: state for state in team.store.sources(team.who.slug)}
    counts = team.store.counts(team.who.slug, since)
    costs = team.store.spent_on(team.who.slug, since, "source:")
    return tuple(
        _health(
            known.get(place) or SourceState(place=place),
            counts.get(place, 0) / MEASURED.days,
            costs.get(place, 0.0),
        )
        for place in sources(team)
    )


def test(team: Team, place: str) -> Tested:
    """Read `place` once. Raises SourceError; reading X costs what it always costs."""
    place = source_path(place)
    if kind_of(place) == "x":
        found = _x_reading(team, place)
        return Tested(
            place=place, read_from=place, title=found.title, kind="x", signals=found.signals
        )
    read = team.scanner.look(place)
    assert read.page is not None
    assert read.listing is not None
    return Tested(
        place=place,
        read_from=read.page.url if is_live(place) else place,
        title=read.listing.title,
        kind=read.listing.kind,
        signals=read.listing.signals,
    )


def add(team: Team, place: str) -> None:
    """Read `place` from now on. Raises ConfigError for what can be no source."""
    place = parse_place(place).place if kind_of(place) == "x" else source_path(place)
    if place in sources(team):
        raise ConfigError(f"{place}: is a source already; see: python main.py sources list")
    _change(team, place, added=True, paused=False, due_at=None)


def remove(team: Team, place: str) -> None:
    """Read it no longer. What it brought stays."""
    place = _known(team, place)
    if place in map(source_path, team.who.sources):
        raise ConfigError(
            f"{place}: is listed in persona.toml; remove it there, or type: "
            f"python main.py sources pause {place}"
        )
    team.store.remove_source(team.who.slug, place)


def pause(team: Team, place: str) -> None:
    """Do not read it until `resume`."""
    _change(team, _known(team, place), paused=True)


def resume(team: Team, place: str) -> None:
    """Read it again, at once."""
    _change(team, _known(team, place), paused=False, due_at=None, failures=0)


def _known(team: Team, place: str) -> str:
    """The place as it is remembered. Raises ConfigError for what is no source."""
    there = sources(team)
    wanted = source_path(place)
    if wanted not in there:
        raise ConfigError(f"{place}: is no source; there is {', '.join(there) or 'none yet'}")
    return wanted


def _change(team: Team, place: str, **changes: bool | int | datetime | None) -> None:
    known = {state.place: state for state in team.store.sources(team.who.slug)}
    state = known.get(place) or SourceState(place=place)
    team.store.save_sources(team.who.slug, [state.model_copy(update=changes)])


def _health(state: SourceState, items_a_day: float, usd: float) -> Health:
    status: Status = "ok"
    if state.last_read is None:
        status = "not read yet"
    elif state.failures:
        status = "failing"
    return Health(
        place=state.place.removeprefix(f"{ROOT}/"),
        title=state.title,
        kind=state.kind,
        status="paused" if state.paused else status,
        listed_in="added" if state.added else "persona.toml",
        read_from=state.read_from,
        last_success=state.last_success,
        last_error=state.last_error,
        failures=state.failures,
        interval_s=state.interval_s,
        due_at=state.due_at,
        items_a_day=round(items_a_day, 2),
        usd_a_week=usd,
    )


def _x_reading(team: Team, place: str) -> XReading:
    if team.x_source is None:
        raise SourceError(f"{place}: there is no account on X; type: python main.py doctor")
    return team.x_source.read(place, None)

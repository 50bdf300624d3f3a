"""The terminal: the live story of a turn, how it ended, and whatever a view has laid out.

Part of the command line, beside `main.py`: it prints values and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from cli.account_view import draft_card
from tools.llm.use import ModelUse

if TYPE_CHECKING:
    from graph.doctor import Finding as Diagnosis
    from graph.loop import TurnResult
    from graph.team import Team
    from memory.types import Outcome

COLOURS = {
    "planner": "magenta",
    "scanner": "cyan",
    "topic": "blue",
    "style": "yellow",
    "auditor": "green",
    "approval": "bright_magenta",
    "publisher": "bright_green",
    "alarm": "bold red",
}


class Terminal:
    """Prints for people; `quiet` keeps the story to itself, for `--json`."""

    def __init__(self, quiet: bool = False) -> None:
        # What others wrote is printed as it stands, be it "[/b]" or ":smile:".
        self._out = Console(highlight=False, markup=False, emoji=False, quiet=quiet)

    # ------------------------------------------------------------- the live story

    @contextmanager
    def waiting_for(self, what: str) -> Iterator[None]:
        """A spinner, where there is a terminal to spin in."""
        if not self._out.is_terminal:
            yield
            return
        with self._out.status(Text(f"{what} …", "dim")):
            yield

    def line(self, specialist: str, text: str) -> None:
        """One line of the story, as it happens."""
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=10, justify="right", no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(specialist, COLOURS.get(specialist, "dim")), Text(text))
        self._out.print(grid)

    def opening(self, team: Team) -> None:
        who = team.who
        invented = ", an invented person" if who.authorisation == "fictional" else ""
        mode = "live" if team.live else "nothing leaves this machine without --live"
        self._out.print(
            Text.assemble(
                (who.name, "bold"),
                f"{invented} → {team.channel_name} ({mode}); writer: {team.writer_name}",
            )
        )

    def turn(self, team: Team, result: TurnResult) -> TurnResult:
        """How a turn ended, with each new publication and its evidence."""
        for outcome in result.outcomes:
            self._outcome(team, outcome)
        if result.state == "done" and not result.outcomes:
            self._out.print(Text(f"Nothing to publish: {result.reason}", "yellow"))
        if result.state == "stopped":
            self._out.print(Text(result.reason, "yellow"))
        return result

    @staticmethod
    def turn_as_json(team: Team, result: TurnResult) -> dict[str, Any]:
        """The turn, its outcomes, and each draft with its verdict."""
        from graph.question import as_json

        outcomes = []
        for outcome in result.outcomes:
            trail = team.journal.trail(outcome.assignment_id)
            draft = (
                next((d for d in trail.drafts if d.id == outcome.draft_id), None) if trail else None
            )
            verdict = trail.verdicts.get(draft.id) if trail and draft else None
            outcomes.append(
                outcome.model_dump(mode="json")
                | {
                    "text": draft.text if draft else None,
                    "verdict": verdict.model_dump(mode="json") if verdict else None,
                    "model": asdict(_model_use(team, [outcome.assignment_id])),
                }
            )
        waiting = [w for w in team.journal.waiting(team.who.slug) if w.turn_id == result.turn_id]
        return {
            "turn": result.turn_id,
            "state": result.state,
            "reason": result.reason,
            "outcomes": outcomes,
            "waiting": [as_json(team, w) for w in waiting],
        }

    def closing(self, team: Team, results: Sequence[TurnResult]) -> None:
        """What came of it all, and what to type next."""
        outcomes = [o for r in results for o in r.outcomes]
        published = [o for o in outcomes if o.result == "published"]
        asked = team.journal.waiting(team.who.slug)
        waiting = len(asked)
        parts = [f"{len(published)} published"]
        parts += [
            f"{n} {name}"
            for name in ("queued", "suggested", "rejected", "no draft", "failed")
            if (n := sum(o.result == name for o in outcomes))
        ]
        if waiting:
            parts.append(f"{waiting} waiting for you: python main.py inbox")
        self._out.print(Text("; ".join(parts), "bold"))
        turns = {result.turn_id for result in results}
        before_you = {w.brief.assignment_id for w in asked if w.turn_id in turns}
        use = _model_use(team, before_you | {o.assignment_id for o in outcomes})
        if use.calls:
            accepted = sum(o.result in {"published", "queued"} for o in outcomes) + len(before_you)
            self._out.print(Text(f"model: {use} {_each(use, accepted)}", "dim"))
        spent = sum(usage.usd for usage in team.ledger.today())
        if spent:
            limit = team.who.limits.usd_per_day
            self._out.print(Text(f"spent today: ${spent:.4f} of ${limit:.2f}", "dim"))
        if published:
            number = published[-1].publication_id
            self._out.print(Text(f"Why this post? python main.py explain {number}", "dim"))

    def _outcome(self, team: Team, outcome: Outcome) -> None:
        trail = team.journal.trail(outcome.assignment_id)
        if outcome.result not in {"published", "queued"} or trail is None or trail.brief is None:
            self._out.print(Text(f"{outcome.result}: {outcome.summary}", "yellow"))
            return
        draft = next(d for d in trail.drafts if d.id == outcome.draft_id)
        title, card = Text(outcome.summary), draft_card(trail, draft)
        self._out.print(Panel(card, title=title, title_align="left", expand=False))

    def learn(self, team: Team) -> None:
        """Take in posts that were not read before, and show how far it is; keep their voice."""
        with self.progress(f"learning the voice of {team.who.name}", len(team.posts)) as advance:
            team.exemplars.fill(advance)
        with self.waiting_for(f"measuring the voice of {team.who.name}"):
            team.voice_versions.current(team.posts)

    @contextmanager
    def progress(self, what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Progress for long work: call with the number of steps done since the last call."""
        shown = self._out.is_terminal and not self._out.quiet
        with Progress(console=self._out, transient=True, disable=not shown) as bar:
            task = bar.add_task(what, total=total)
            yield lambda steps: bar.advance(task, steps)

    def show(self, what: RenderableType) -> None:
        """Print what a module of its own has laid out."""
        self._out.print(what)

    def findings(self, findings: Iterable[Diagnosis]) -> None:
        marks = {
            "ok": ("✓", "green"),
            "off": ("○", "dim"),
            "missing": ("!", "yellow"),
            "broken": ("✗", "red"),
        }
        for f in findings:
            mark, colour = marks[f.level]
            self._out.print(Text.assemble((f"{mark} ", colour), (f"{f.what}: ", "bold"), f.state))
            if f.next_step:
                self._out.print(Padding(Text(f"→ {f.next_step}", "dim"), (0, 0, 0, 2)))


def _model_use(team: Team, assignments: Iterable[str]) -> ModelUse:
    """What language models were asked for this work, drafts that were not accepted included."""
    return ModelUse.of(usage for one in assignments for usage in team.store.usage_of(one))


def _each(use: ModelUse, accepted: int) -> str:
    """The same for each draft that was accepted."""
    if not accepted:
        return "(no draft was accepted)"
    calls, tokens = use.calls / accepted, (use.tokens_in + use.tokens_out) / accepted
    drafts = "1 accepted draft" if accepted == 1 else f"{accepted} accepted drafts"
    return f"for {drafts}: {calls:.1f} calls and {tokens:,.0f} tokens each"

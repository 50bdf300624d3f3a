"""How things look in a terminal: the live story of a turn, the inbox, the account of a post.

Part of the command line, beside `main.py`: it prints values and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from cli.claim_view import claim_line, claim_table, correction_line
from cli.inbox_view import brief_view
from tools.llm.use import ModelUse

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from graph.doctor import Finding as Diagnosis
    from graph.explain import Account
    from graph.loop import TurnResult
    from graph.sources import Health, Tested
    from graph.team import Team
    from memory.journal import Trail
    from memory.types import Draft, Outcome, Verdict

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
SOURCE_MARKS = {
    "ok": ("✓", "green"),
    "not read yet": ("·", "dim"),
    "failing": ("✗", "red"),
    "paused": ("‖", "yellow"),
}


class Terminal:
    """Prints for people; `quiet` keeps the story to itself, for `--json`."""

    def __init__(self, quiet: bool = False) -> None:
        self._out = Console(highlight=False, quiet=quiet, soft_wrap=False)

    # ------------------------------------------------------------- the live story

    @contextmanager
    def waiting_for(self, what: str) -> Iterator[None]:
        """A spinner, where there is a terminal to spin in."""
        if not self._out.is_terminal:
            yield
            return
        with self._out.status(f"[dim]{what} …"):
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
        card = _card(draft, trail.verdicts.get(draft.id), _approver(trail, draft))
        self._out.print(Panel(card, title=outcome.summary, title_align="left", expand=False))

    # --------------------------------------------------------- accounts and others

    def account(self, account: Account) -> None:
        """The whole story of one post, top to bottom."""
        from graph.inbox_schema import risks

        trail, candidate = account.trail, account.trail.assignment.candidate
        if account.final:
            self._out.print(
                Panel(
                    _head(account.final, account.verdict, _approver(trail, account.final)),
                    title="post",
                    title_align="left",
                )
            )
            if account.verdict:
                self._out.print(claim_table(account.verdict.findings))
        self._section("corrections", map(correction_line, account.corrections))
        if account.publication:
            p = account.publication
            dry = " (dry run)" if p.dry_run else ""
            when = f"{p.sent_at:%Y-%m-%d %H:%M} UTC" if p.sent_at else "not yet"
            self._section(
                "delivery",
                [f"{p.state}{dry} to {p.channel}, {when}, {p.attempts} attempt(s)"]
                + [line for line in (p.external_url, p.error) if line],
            )
        if candidate:
            self._section(
                "story",
                [candidate.story.title]
                + [f"{s.publisher}: {s.title} {s.url or ''}" for s in candidate.story.signals]
                + [f"its sources disagree: {one.spoken}" for one in candidate.story.disputes],
            )
            self._section("chosen because", candidate.reasons)
        if trail.brief:
            self._out.print(brief_view(trail.brief))
        for draft in trail.drafts:
            verdict = trail.verdicts.get(draft.id)
            said = (
                f"{verdict.decision}: {'; '.join(verdict.reasons) or 'nothing against it'}"
                if verdict
                else "not audited"
            )
            self._section(
                f"attempt {draft.attempt} ({draft.writer})",
                [draft.text, f"voice {draft.voice_score:.2f}", *draft.notes, f"auditor: {said}"],
            )
        self._section("leaned on", [p.text for p in account.exemplars])
        self._section(
            "humans",
            [f"{a}" + (f": “{a.text}”" if a.text else "") for a in trail.approvals],
        )
        weighed = account.verdict.risk if account.verdict else None
        self._section("risk", [f"{name}: {told}" for name, told in risks(weighed)])
        use = ModelUse.of(account.cost)
        self._section("model", [str(use)] if use.calls else [])
        total = sum(u.usd for u in account.cost)
        self._section(
            f"cost ${total:.4f}", [f"{u.kind} × {u.quantity}: ${u.usd:.4f}" for u in account.cost]
        )
        if trail.result:
            self._section("outcome", [trail.result])

    def persona(self, team: Team) -> None:
        who = team.who
        self._out.print(Text.assemble((who.name, "bold"), f" ({who.slug})"))
        self._out.print(who.bio.strip())
        self._section(
            "authorisation",
            [who.authorisation or "none: everything stays a dry run", who.disclosure],
        )
        self._section("interests", [f"{i.weight:.1f} {i.name}" for i in who.interests])
        self._section("taboos", [t.name for t in who.taboos])
        self._section("sources", who.sources)
        limits = who.limits
        self._section(
            "limits",
            [
                f"{limits.posts_per_day} posts a day, {limits.posts_per_turn} a turn, "
                f"${limits.usd_per_day:.2f} a day, approval: {who.approval}"
            ],
        )

    def sources(self, rows: Sequence[Health], zone: ZoneInfo) -> None:
        """One line a source, and under it what is wrong with it."""
        if not rows:
            self._out.print("No sources yet. Add one: python main.py sources add URL")
            return
        table = Table(box=None, padding=(0, 1), header_style="dim")
        for name in ("", "source", "last read", "every", "items a day", "$ a week"):
            justify: JustifyMethod = "right" if name.startswith(("items", "$")) else "left"
            table.add_column(name, justify=justify, overflow="fold")
        for row in rows:
            mark, colour = SOURCE_MARKS[row.status]
            told = Text(row.title or row.place)
            if row.title:
                told.append(f"\n{row.place}", "dim")
            if row.last_error:
                told.append(f"\n{row.last_error}", "red")
            table.add_row(
                Text(f"{mark} {row.status}", colour),
                told,
                f"{row.last_success.astimezone(zone):%d %b %H:%M}" if row.last_success else "never",
                _span(row.interval_s),
                f"{row.items_a_day:.1f}",
                f"{row.usd_a_week:.3f}" if row.usd_a_week else "",
            )
        self._out.print(table)

    def tested(self, found: Tested, zone: ZoneInfo, most: int = 20) -> None:
        """What a source gives, its first `most` items."""
        self._out.print(Text.assemble((found.title or found.place, "bold"), f" ({found.kind})"))
        if found.read_from != found.place:
            self._out.print(Text(f"read from {found.read_from}", "dim"))
        table = Table(box=None, padding=(0, 1), show_header=False)
        for signal in found.signals[:most]:
            when = f"{signal.published_at.astimezone(zone):%d %b %Y %H:%M}"
            title = Text(signal.title)
            if signal.hostile:
                title.append("  gives orders to software", "red")
            if signal.url:
                title.append(f"\n{signal.url}", "dim")
            table.add_row(when, Text(f"by {signal.dated_by}", "dim"), title)
        self._out.print(table)
        more = len(found.signals) - most
        self._out.print(
            Text(f"{len(found.signals)} items", "dim") if more <= 0 else f"… {more} more"
        )

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

    def _section(self, title: str, lines: Iterable[str]) -> None:
        shown = [line for line in lines if line]
        if shown:
            self._out.print(Text(title, "bold"))
            for line in shown:
                self._out.print(Padding(Text(line), (0, 0, 0, 2)))


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


def _approver(trail: Trail, draft: Draft) -> str | None:
    """Who let the draft out and when, if a human did."""
    word = trail.approver(draft)
    how = "edited" if word and word.action == "edit" else "approved"
    return f"{how} by {word.by}, {word.at:%d %b %Y %H:%M} UTC" if word else None


def _card(draft: Draft, verdict: Verdict | None, approver: str | None = None) -> RenderableType:
    """A draft as it will look, and under it what each claim rests on."""
    head = _head(draft, verdict, approver)
    return Group(head, *map(claim_line, verdict.findings)) if verdict else head


def _head(draft: Draft, verdict: Verdict | None, approver: str | None = None) -> RenderableType:
    """A draft as it will look, the decision on it, and the rules that it breaks."""
    parts: list[RenderableType] = [Text(draft.text, "bold")]
    if verdict is None:
        return Group(*parts)
    decision = approver or str(verdict.decision)
    parts.append(Text(f"\n{decision}; reliability {verdict.reliability:.2f}", "dim"))
    parts += [Text(f"✗ rule {b.rule}: {b.reason}", "red") for b in verdict.breaches]
    return Group(*parts)


def _span(seconds: float) -> str:
    """ "15 m", "6.5 h"; nothing for a file, which is read each time."""
    if not seconds:
        return ""
    return f"{seconds / 60:.0f} m" if seconds < 3600 else f"{seconds / 3600:.1f} h"

"""How questions to a human look in a terminal: the inbox, one draft with all facts, the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.claim_view import claim_table

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from agents.publisher.preview import PostPreview
    from agents.publisher.word_diff import Change
    from graph.question import Question
    from memory.approvals import Decided, Waiting
    from memory.types import Brief, Publication

CHANGES = {"same": "", "removed": "red strike", "added": "green"}
HINT = "python main.py inbox show|approve|edit|ask|reject NO, or one after the other: inbox review"


def inbox_view(
    waiting: Sequence[tuple[Waiting, Question]], doubtful: Sequence[Publication]
) -> RenderableType:
    """What waits for a human: drafts, and publications that no channel can vouch for."""
    if not waiting and not doubtful:
        return Text("Nothing waits for you.")
    table = Table("no.", "draft", "about", "risk", "since", "expires", expand=False)
    for w, asked in waiting:
        risk = w.verdict.risk
        table.add_row(
            str(w.number),
            w.draft.text,
            w.brief.headline,
            f"{risk.score:.2f}" if risk else "",
            f"{w.asked_at.astimezone(asked.zone):%d %b %H:%M}",
            _expires(asked),
        )
    parts: list[RenderableType] = [table, Text(HINT, "dim")] if waiting else []
    for row in doubtful:
        parts.append(Text(f"publication {row.id} may or may not be out: {row.text}", "red"))
        parts.append(Text(f"look, then: python main.py inbox settle {row.id} --is-out"))
    return Group(*parts)


def question_view(number: int, asked: Question, facts: Iterable[tuple[str, str]]) -> RenderableType:
    """One draft as it will look, what changed, what a yes would do, and what its claims rest on."""
    parts: list[RenderableType] = [_post(number, asked, one) for one in asked.preview.posts]
    parts += [Text(f"picture {m.path}: {m.alt}", "dim") for m in asked.preview.media]
    if asked.note:
        parts.append(Text(f"asked again: {asked.note}", "yellow"))
    if asked.earlier:
        head = Text(f"since attempt {asked.earlier.attempt}: ", "bold")
        parts.append(head.append_text(changes_view(asked.changes)))
    parts.append(_facts(facts))
    parts += [Text(f"✗ rule {b.rule}: {b.reason}", "red") for b in asked.verdict.breaches]
    parts.append(Text(f"claims, reliability {asked.verdict.reliability:.2f}", "bold"))
    return Group(*parts, claim_table(asked.verdict.findings), brief_view(asked.brief))


def changes_view(changes: Iterable[Change]) -> Text:
    """What stayed, went (struck through, red) and came (green)."""
    shown = Text()
    for change in changes:
        shown.append(change.text, CHANGES[change.kind])
    return shown


def history_view(decided: Sequence[Decided], zone: ZoneInfo) -> RenderableType:
    """Every word that a human gave: when, who, what about which draft, and what came of it."""
    if not decided:
        return Text("Nobody has answered anything yet.")
    table = Table("no.", "when", "who", "answer", "draft", "came of it", expand=False)
    for one in decided:
        answer = one.answer
        said = Text(answer.action, "bold")
        if answer.text:
            said.append(f": {answer.text}", "not bold")
        for tried in answer.refused:
            said.append(f"\n{tried.action} by {tried.by} refused: {tried.why}", "yellow")
        table.add_row(
            str(answer.number),
            f"{answer.at.astimezone(zone):%d %b %H:%M}",
            answer.by,
            said,
            one.draft.text,
            one.result or "under way",
        )
    return table


def brief_view(brief: Brief) -> RenderableType:
    lines = [f"{brief.mode}, {brief.angle}; tone: {brief.tone}", f"why now: {brief.why_now}"]
    facts = [f"“{fact.text}” ({fact.publisher})" for fact in brief.facts]
    body = [Padding(Text(line), (0, 0, 0, 2)) for line in (*lines, *facts)]
    return Group(Text("brief", "bold"), *body)


def _post(number: int, asked: Question, post: PostPreview) -> Panel:
    return Panel(
        Text(post.shown, "bold"),
        title=Text(f"draft {number} → {asked.preview.channel}"),
        title_align="left",
        subtitle=Text(f"{post} {asked.preview.counted}", "dim" if post.fits else "bold red"),
        subtitle_align="left",
    )


def _facts(facts: Iterable[tuple[str, str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, told in facts:
        grid.add_row(f"  {name}" if name.startswith("+") else name, told)
    return grid


def _expires(asked: Question) -> Text:
    if asked.overdue:
        return Text("expired", "red")
    if asked.expires_at is None:
        return Text("never", "dim")
    return Text(f"{asked.expires_at.astimezone(asked.zone):%d %b %H:%M}")

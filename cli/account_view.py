"""How the account of a post looks in a terminal: the whole story, top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from cli.claim_view import claim_line, claim_table, correction_line
from cli.inbox_view import brief_view
from cli.sections import section
from tools.llm.use import ModelUse

if TYPE_CHECKING:
    from graph.explain import Account
    from memory.journal import Trail
    from memory.types import Draft, Publication, Story, Verdict


def account_view(account: Account) -> RenderableType:
    """What went out and what became of it, then why, on whose word, and what it cost."""
    return Group(*_parts(account))


def draft_card(trail: Trail, draft: Draft) -> RenderableType:
    """A draft as it will look, and under it what each claim rests on."""
    verdict = trail.verdicts.get(draft.id)
    head = _head(trail, draft, verdict)
    return Group(head, *map(claim_line, verdict.findings)) if verdict else head


def _parts(account: Account) -> Iterator[RenderableType]:
    from graph.inbox_schema import risks

    trail, candidate = account.trail, account.trail.assignment.candidate
    if account.final:
        head = _head(trail, account.final, account.verdict)
        yield Panel(head, title="post", title_align="left")
        if account.verdict:
            yield claim_table(account.verdict.findings)
    yield from section("corrections", map(correction_line, account.corrections))
    if account.publication:
        yield from section("delivery", _delivery(account.publication))
    if candidate:
        yield from section("story", _story(candidate.story))
        yield from section("chosen because", candidate.reasons)
    if trail.brief:
        yield brief_view(trail.brief)
    for draft in trail.drafts:
        said = f"auditor: {_said(trail.verdicts.get(draft.id))}"
        yield from section(
            f"attempt {draft.attempt} ({draft.writer})",
            [draft.text, f"voice {draft.voice_score:.2f}", *draft.notes, said],
        )
    yield from section("leaned on", [p.text for p in account.exemplars])
    words = [f"{a}" + (f": “{a.text}”" if a.text else "") for a in trail.approvals]
    yield from section("humans", words)
    weighed = account.verdict.risk if account.verdict else None
    yield from section("risk", [f"{name}: {told}" for name, told in risks(weighed)])
    use = ModelUse.of(account.cost)
    yield from section("model", [str(use)] if use.calls else [])
    total = sum(u.usd for u in account.cost)
    spent = [f"{u.kind} × {u.quantity}: ${u.usd:.4f}" for u in account.cost]
    yield from section(f"cost ${total:.4f}", spent)
    yield from section("outcome", [trail.result or ""])


def _delivery(row: Publication) -> Iterator[str]:
    dry = " (dry run)" if row.dry_run else ""
    when = f"{row.sent_at:%Y-%m-%d %H:%M} UTC" if row.sent_at else "not yet"
    yield f"{row.state}{dry} to {row.channel}, {when}, {row.attempts} attempt(s)"
    yield row.external_url or ""
    yield row.error or ""


def _story(story: Story) -> Iterator[str]:
    yield story.title
    yield from (f"{one.publisher}: {one.title} {one.url or ''}" for one in story.signals)
    yield from (f"its sources disagree: {one.spoken}" for one in story.disputes)


def _said(verdict: Verdict | None) -> str:
    if verdict is None:
        return "not audited"
    return f"{verdict.decision}: {'; '.join(verdict.reasons) or 'nothing against it'}"


def _head(trail: Trail, draft: Draft, verdict: Verdict | None) -> RenderableType:
    """A draft as it will look, the decision on it, and the rules that it breaks."""
    parts: list[RenderableType] = [Text(draft.text, "bold")]
    if verdict is not None:
        decision = _approver(trail, draft) or str(verdict.decision)
        parts.append(Text(f"\n{decision}; reliability {verdict.reliability:.2f}", "dim"))
        parts += [Text(f"✗ rule {b.rule}: {b.reason}", "red") for b in verdict.breaches]
    return Group(*parts)


def _approver(trail: Trail, draft: Draft) -> str | None:
    """Who let the draft out and when, if a human did."""
    word = trail.approver(draft)
    how = "edited" if word and word.action == "edit" else "approved"
    return f"{how} by {word.by}, {word.at:%d %b %Y %H:%M} UTC" if word else None

"""How claims look in a terminal: each with its mark, its evidence and the words that decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from memory.types import ClaimStatus, CorrectionState

if TYPE_CHECKING:
    from memory.types import Correction, Entry, Evidence, Finding, Span

MARKS = {
    ClaimStatus.SUPPORTED: ("✓", "green"),
    ClaimStatus.CONTRADICTED: ("✗", "red"),
    ClaimStatus.NOT_ENOUGH: ("?", "yellow"),
    ClaimStatus.NOT_CHECKED: ("·", "dim"),
}
DECIDING = "bold underline"
"""How the words that decide stand out."""
_STATES = {
    CorrectionState.OPEN: "red",
    CorrectionState.DRAFTED: "yellow",
    CorrectionState.DISMISSED: "dim",
    CorrectionState.DONE: "green",
}


def claim_table(findings: Iterable[Finding]) -> RenderableType:
    """Every claim of a text: mark, kind, words, score, and what it rests on."""
    table = _table("", "kind", "claim", "score", "rests on")
    for finding in findings:
        _add(table, finding)
    return table if table.row_count else Text("no claims", "dim")


def ledger_table(entries: Sequence[Entry]) -> RenderableType:
    """The ledger, each publication's claims together."""
    parts: list[RenderableType] = []
    for number in dict.fromkeys(entry.publication_id for entry in entries):
        mine = [entry for entry in entries if entry.publication_id == number]
        dry = ", dry run" if mine[0].dry_run else ""
        said = f"{mine[0].channel}, {mine[0].said_at:%d %b %Y %H:%M} UTC, {mine[0].state}{dry}"
        parts.append(Text.assemble((f"publication {number}", "bold"), f" ({said})"))
        parts.append(claim_table(entry.finding for entry in mine))
    return Group(*parts)


def claim_line(finding: Finding) -> RenderableType:
    """One claim for the live story, and under it what it rests on."""
    if finding.status is ClaimStatus.NOT_CHECKED and finding.claim.text.endswith(":"):
        return Group()  # an opener says nothing
    mark, colour = MARKS[finding.status]
    parts: list[RenderableType] = [Text.assemble((f"{mark} ", colour), finding.claim.text)]
    if finding.status is not ClaimStatus.NOT_CHECKED and finding.evidence:
        said = f"{finding.evidence.publisher}: “{finding.evidence.text}”"
        parts.append(Padding(Text(said, "dim"), (0, 0, 0, 2)))
        if finding.evidence.url:
            parts.append(Padding(Text(finding.evidence.url, "dim underline"), (0, 0, 0, 2)))
    if finding.status in {ClaimStatus.CONTRADICTED, ClaimStatus.NOT_ENOUGH}:
        parts.append(Padding(Text(finding.reason, colour), (0, 0, 0, 2)))
    return Group(*parts)


def correction_line(correction: Correction) -> str:
    """ "drafted: “…” (the source changed): Paper A: …"."""
    return (
        f"{correction.id} {correction.state}: “{correction.claim}” "
        f"({correction.cause}): {correction.reason}"
    )


def correction_table(corrections: Sequence[Correction]) -> RenderableType:
    """One row a correction: which publication, what it claims, why that no longer stands."""
    table = _table("no.", "state", "post", "claim", "why")
    for one in corrections:
        table.add_row(
            str(one.id),
            Text(one.state, _STATES[one.state]),
            str(one.publication_id),
            one.claim,
            Text.assemble((f"{one.cause}\n", "dim"), one.reason),
        )
    return table


def correction_card(one: Correction) -> RenderableType:
    """One correction: what we wrote, on what, what is said now, and the drafted post."""
    parts: list[RenderableType] = [
        Text.assemble((f"publication {one.publication_id}", "bold"), f": “{one.sentence}”"),
        Text.assemble((f"{one.cause}: ", "dim"), one.reason),
        Text("it leaned on", "bold"),
        Padding(_evidence(one.before), (0, 0, 0, 2)),
    ]
    if one.after:
        parts += [Text("now", "bold"), Padding(_evidence(one.after), (0, 0, 0, 2))]
    parts.append(Text("drafted" if one.text else "no text has room: write one", "bold"))
    if one.text:
        parts.append(Padding(Text(one.text), (0, 0, 0, 2)))
    settled = f" by {one.settled_by}" if one.settled_by else ""
    parts.append(Text(f"{one.state}{settled}; raised {one.raised_at:%d %b %Y %H:%M} UTC", "dim"))
    return Group(*parts)


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def _add(table: Table, finding: Finding) -> None:
    mark, colour = MARKS[finding.status]
    checked = finding.status is not ClaimStatus.NOT_CHECKED
    table.add_row(
        Text(mark, colour),
        Text(finding.claim.kind, "dim"),
        _claim(finding),
        f"{finding.score:.2f}" if checked else "",
        Group(*_grounds(finding, colour)) if checked else Text(finding.reason, "dim"),
    )


def _claim(finding: Finding) -> Text:
    """The claim with the words marked that the reason speaks of, and how it was understood."""
    shown = _marked(finding.claim.text, finding.spans)
    if finding.claim.resolved and finding.claim.resolved != finding.claim.text:
        shown.append(f"\n= {finding.claim.resolved}", "dim")
    return shown


def _grounds(finding: Finding, colour: str) -> Iterable[RenderableType]:
    if finding.status is not ClaimStatus.SUPPORTED:
        yield Text(finding.reason, colour)
    if finding.evidence:
        yield _evidence(finding.evidence)
    if len(finding.publishers) > 1:
        yield Text(f"borne out by {', '.join(finding.publishers)}", "dim")
    if len(finding.votes) > 1:
        for vote in finding.votes:
            mark, shade = MARKS[vote.status]
            told = f"{vote.verifier} {vote.score:.2f}: {vote.reason}"
            yield Text.assemble((f"{mark} ", shade), (told, "dim"))


def _evidence(evidence: Evidence) -> Text:
    shown = Text.assemble((f"{evidence.publisher}: ", "dim"), "“")
    shown.append_text(_marked(evidence.text, evidence.spans)).append("”")
    when = evidence.published_at or evidence.read_at
    dated = "" if evidence.published_at else "read "
    told = [str(evidence.kind), f"{dated}{when:%d %b %Y}"]
    told += [f"trust {evidence.trust:.2f}"] if evidence.trust < 1 else []
    shown.append(f"\n{', '.join(told)}", "dim")
    if evidence.url:
        shown.append(f"\n{evidence.url}", "dim underline")
    return shown


def _marked(text: str, spans: Sequence[Span]) -> Text:
    shown = Text(text)
    for span in spans:
        shown.stylize(DECIDING, span.start, span.end)
    return shown

"""The approval question and its answer, in the schema of LangChain's Agent Inbox.

LangGraph Studio, Agent Inbox and our own `inbox` command all speak it: the interrupt
carries a list with one request, the resume value is a list with one response.
An answer that cannot be read is never taken for a yes.

Source: the HumanInterrupt and HumanResponse types of `langgraph.prebuilt.interrupt`.
"""

from __future__ import annotations

from typing import Any

from memory.types import Approval, ClaimStatus, Work

ACTION = "publish"


class UnreadableAnswer(ValueError):
    """The answer is in no known form; `str()` says what is expected."""


def request(work: Work, also_waiting: int) -> list[dict[str, Any]]:
    """The question about one draft, for a human."""
    assert work.draft is not None
    return [
        {
            "action_request": {
                "action": ACTION,
                "args": {"draft_id": work.draft.id, "text": work.draft.text},
            },
            "config": {
                "allow_accept": True,
                "allow_edit": True,
                "allow_respond": True,
                "allow_ignore": True,
            },
            "description": describe(work, also_waiting),
        }
    ]


def describe(work: Work, also_waiting: int = 0) -> str:
    """Markdown: the draft, its claims with their evidence, and what to answer."""
    assert work.draft is not None
    assert work.brief is not None
    lines = [f"**{work.brief.headline}** → {work.brief.channel}", ""]
    lines += [f"> {line}" for line in work.draft.text.splitlines()]
    if work.note:
        lines += ["", f"**Asked again:** {work.note}"]
    if work.verdict is not None:
        lines += ["", f"**Claims** (reliability {work.verdict.reliability:.2f})"]
        for finding in work.verdict.findings:
            lines.append(f"- {finding.status}: “{finding.claim.text}”")
            if finding.status is not ClaimStatus.NOT_CHECKED and finding.evidence:
                e = finding.evidence
                lines.append(f"  - {e.publisher}: “{e.text}” {e.url or ''}".rstrip())
        lines += [f"- rule {b.rule}: {b.reason}" for b in work.verdict.breaches]
    lines += ["", "Accept, edit `text`, respond with a wish, or ignore to drop it."]
    if also_waiting:
        lines.append(f"{also_waiting} more wait; name another `draft_id` to answer that first.")
    return "\n".join(lines)


def read_answer(answer: Any, asked: str, known: frozenset[str]) -> Approval:
    """The human's word. `asked` is the draft in question; another in `known` may be named.

    Raises UnreadableAnswer.
    """
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if not isinstance(answer, dict):
        raise UnreadableAnswer(f"{answer!r} is no answer: {_EXPECTED}")
    args = answer.get("args")
    inner = args.get("args", args) if isinstance(args, dict) else {}
    if not isinstance(inner, dict):
        raise UnreadableAnswer(f"args {args!r} cannot be read: {_EXPECTED}")
    draft_id = str(inner.get("draft_id") or answer.get("draft_id") or asked)
    if draft_id not in known:
        raise UnreadableAnswer(f"draft {draft_id} does not wait; these do: {sorted(known)}")
    by = str(answer.get("by") or "human")
    match answer.get("type"):
        case "accept":
            return Approval(draft_id=draft_id, action="accept", by=by)
        case "ignore":
            return Approval(draft_id=draft_id, action="ignore", by=by)
        case "response" | "respond":
            wish = args if isinstance(args, str) else inner.get("text")
            return Approval(draft_id=draft_id, action="respond", text=_text(wish), by=by)
        case "edit":
            return Approval(draft_id=draft_id, action="edit", text=_text(inner.get("text")), by=by)
        case other:
            raise UnreadableAnswer(f"type {other!r} is unknown: {_EXPECTED}")


_EXPECTED = (
    'send [{"type": "accept"}], [{"type": "ignore"}], [{"type": "response", "args": "a wish"}] or '
    '[{"type": "edit", "args": {"action": "publish", "args": {"text": "new text"}}}]'
)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UnreadableAnswer(f"the text is missing: {_EXPECTED}")
    return value.strip()

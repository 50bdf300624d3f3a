"""The approval question and its answer, in the schema of LangChain's Agent Inbox.

LangGraph Studio, Agent Inbox and our own `inbox` command all speak it: the interrupt
carries a list with one request, the resume value is a list with one response.
An answer that cannot be read is never taken for a yes.

Source: the HumanInterrupt and HumanResponse types of `langgraph.prebuilt.interrupt`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agents.publisher.risk import spoken
from agents.publisher.word_diff import marked
from graph.question import Question
from memory.types import Approval, ClaimStatus, Finding, Risk

ACTION = "publish"


class UnreadableAnswer(ValueError):
    """The answer is in no known form; `str()` says what is expected."""


class NotWaiting(UnreadableAnswer):
    """The answer names a draft that does not wait, or no longer does."""

    def __init__(self, draft_id: str, waiting: frozenset[str]) -> None:
        super().__init__(f"draft {draft_id} does not wait; these do: {sorted(waiting)}")
        self.draft_id = draft_id


def request(asked: Question, also_waiting: int) -> list[dict[str, Any]]:
    """The question about one draft, for a human."""
    return [
        {
            "action_request": {
                "action": ACTION,
                "args": {"draft_id": asked.draft.id, "text": asked.draft.text},
            },
            "config": {
                "allow_accept": True,
                "allow_edit": True,
                "allow_respond": True,
                "allow_ignore": True,
            },
            "description": describe(asked, also_waiting),
        }
    ]


def describe(asked: Question, also_waiting: int = 0) -> str:
    """Markdown: the draft as it will look, all that speaks for and against it, what to answer."""
    lines = [f"**{asked.brief.headline}** → {asked.brief.channel}"]
    for post in asked.preview.posts:
        lines += ["", *(f"> {line}" for line in post.shown.splitlines()), ""]
        lines.append(f"*{post} {asked.preview.counted}*" + ("" if post.fits else " **too long**"))
    lines += [f"![{one.alt}]({one.url or one.path})" for one in asked.preview.media]
    lines += ["", f"**Asked again:** {asked.note}"] if asked.note else []
    if asked.earlier:
        lines += ["", f"**Since attempt {asked.earlier.attempt}:** {marked(asked.changes)}"]
    lines += ["", *(f"- **{name}:** {told}" for name, told in facts(asked))]
    lines += ["", f"**Claims** (reliability {asked.verdict.reliability:.2f})"]
    lines += [line for finding in asked.verdict.findings for line in _claim(finding)]
    lines += [f"- rule {b.rule}: {b.reason}" for b in asked.verdict.breaches]
    lines += ["", "Accept, edit `text`, respond with a wish, or ignore to drop it."]
    if also_waiting:
        lines.append(f"{also_waiting} more wait; name another `draft_id` to answer that first.")
    return "\n".join(lines)


def facts(asked: Question) -> Iterator[tuple[str, str]]:
    """What a yes would do and cost, and what may go wrong, each with its name."""
    paid = " (a dry run: nothing is paid)" if asked.dry_run else ""
    yield "Costs", f"{asked.cost.words}{paid}"
    if asked.due and not asked.overdue:
        urgent = ", urgent" if asked.due.urgent else ""
        yield "Goes out", f"{_told(asked.due.at, asked)}{urgent}"
    if asked.expires_at and asked.overdue:
        yield "Expired", f"{_told(asked.expires_at, asked)}: nothing comes of a yes"
    elif asked.expires_at:
        yield "Expires", _told(asked.expires_at, asked)
    if asked.hitch:
        yield "Stands in the way", asked.hitch
    if asked.verdict.reasons:
        yield "Asked because", "; ".join(asked.verdict.reasons)
    yield from risks(asked.verdict.risk)


def risks(risk: Risk | None) -> Iterator[tuple[str, str]]:
    """The risk, and every danger that it is made of with its weight."""
    if risk is None:
        return
    yield "Risk", spoken(risk)
    for danger in risk.dangers:
        yield f"+{danger.weight:.2f} {danger.name}", danger.reason


def _told(when: datetime, asked: Question) -> str:
    return f"{when.astimezone(asked.zone):%a %d %b %H:%M %Z}"


def _claim(finding: Finding) -> Iterator[str]:
    yield f"- {finding.status}: “{finding.claim.text}”"
    if finding.status is not ClaimStatus.NOT_CHECKED and finding.evidence:
        e = finding.evidence
        yield f"  - {e.publisher}: “{e.text}” {e.url or ''}".rstrip()


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
    draft_id = _storable(str(inner.get("draft_id") or answer.get("draft_id") or asked))
    if draft_id not in known:
        raise NotWaiting(draft_id, known)
    by = _storable(str(answer.get("by") or "human"))
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
    if value != _storable(value):
        raise UnreadableAnswer("the text holds a NUL or half a character; write it without")
    return value.strip()


def _storable(text: str) -> str:
    """`text` as every database can keep it: a word that cannot be kept would stop its turn."""
    return text.replace("\0", "").encode(errors="replace").decode()

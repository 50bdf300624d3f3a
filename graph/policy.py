"""The platforms' rules at the desk: what memory knows of an act, and what is suggested instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from agents.policy import Act, ActKind, Ruling, Standing, before_writing
from memory.errors import ChannelRefused
from memory.journal import Journal
from memory.outbox import Outbox
from memory.suggestions import Idea, Suggestion, SuggestionStore
from memory.types import Assignment, Outcome, Publication, Remark
from tools.x.intents import intent
from tools.x.wire import is_id, post_url

NO_MODEL = frozenset({"offline", "human"})
"""Writers of drafts that are no language model."""


class PlatformRules:
    """Asks the rules about assignments, and knows for `PolicyCheck` what memory knows."""

    def __init__(
        self,
        known: Standing,
        outbox: Outbox,
        journal: Journal,
        suggestions: SuggestionStore,
        clock: Callable[[], datetime],
    ) -> None:
        self._known = known
        self._outbox = outbox
        self._journal = journal
        self._suggestions = suggestions
        self._clock = clock

    # ------------------------------------------------------------- before writing

    def object_to(self, assignment: Assignment) -> bool:
        """Whether it may not even begin."""
        return self._ruled(assignment) is not None

    def end(self, assignment: Assignment) -> Outcome | None:
        """How an assignment ends that may not begin; None: it may.

        What is left to a human is put before them, without words: nobody was paid for any.
        """
        found = self._ruled(assignment)
        if found is None:
            return None
        act, ruling = found
        if ruling.outcome != "suggest":
            return Outcome(assignment_id=assignment.id, result="rejected", summary=str(ruling))
        made = self._suggested(assignment.persona, act, ruling)
        summary = f"{ruling.rule}: {ruling.reason}; {told(made)}"
        return Outcome(assignment_id=assignment.id, result="suggested", summary=summary)

    def _ruled(self, assignment: Assignment) -> tuple[Act, Ruling] | None:
        remark = assignment.reply_to
        answered_before = remark is not None and bool(
            self._outbox.answers(
                assignment.persona,
                assignment.channel,
                remark.post_id,
                dry_run=assignment.dry_run,
            )
        )
        return before_writing(
            assignment, self._known, self._clock(), answered_before=answered_before
        )

    # ------------------------------------------------------------ before delivery

    def answered(self, publication: Publication) -> Remark | None:
        """The post that it answers: of an assignment's, or one of our own."""
        to = publication.reply_to or ""
        trail = self._journal.trail(publication.assignment_id)
        remark = trail.assignment.reply_to if trail else None
        if remark and remark.post_id == to:
            return remark
        if self._outbox.published_as(publication.channel, to):
            return Remark(post_id=to, text="", ours=True)
        return None

    def answered_before(self, publication: Publication) -> bool:
        """Whether another publication answers the same post."""
        found = self._outbox.answers(
            publication.persona,
            publication.channel,
            publication.reply_to or "",
            dry_run=publication.dry_run,
        )
        return bool(found - {publication.id})

    def generated(self, publication: Publication) -> bool:
        """Whether a language model wrote it; of a draft that nobody knows: whether one writes."""
        trail = self._journal.trail(publication.assignment_id)
        for draft in trail.drafts if trail else ():
            if draft.id == publication.draft_id:
                return draft.writer not in NO_MODEL
        return self._known.generated

    def suggest(self, publication: Publication, act: Act, ruling: Ruling) -> str:
        """Put a written post before a human; what to tell about it."""
        return told(self._suggested(publication.persona, act, ruling, publication.draft_id))

    def _suggested(
        self, persona: str, act: Act, ruling: Ruling, draft_id: str | None = None
    ) -> Suggestion:
        idea = Idea(
            persona=persona,
            channel=act.channel,
            kind=act.kind,
            to=act.to or draft_id or "",
            text=act.text or "",
            link=link_to(act),
            reason=f"{ruling.rule}: {ruling.reason}",
            draft_id=draft_id,
        )
        return self._suggestions.make(idea, self._clock())


def link_to(act: Act) -> str:
    """Where a human does it: X's composer filled in, or else the post's own page; or nowhere."""
    if act.channel != "x" or act.to is None or not is_id(act.to):
        return act.url or ""
    try:
        return _composer(act, act.to, act.text or "")
    except ChannelRefused:  # the words are too long for a link: the human copies them
        return _composer(act, act.to, "")


def _composer(act: Act, to: str, text: str) -> str:
    match act.kind:
        case ActKind.REPLY:
            return intent(text, in_reply_to=to)
        case ActKind.QUOTE:
            return intent(text, quote_url=post_url(to))
        case _:
            return act.url or post_url(to)


def told(suggestion: Suggestion) -> str:
    """What is said of a suggestion, with the next step."""
    if suggestion.state != "open":
        return f"suggestion {suggestion.id} was {suggestion.state}"
    where = suggestion.link or "it has no link"
    return f"suggestion {suggestion.id} is yours: {where} (python main.py suggestions)"

"""Cards on demand: of a draft with its own source and date, or of any words."""

from __future__ import annotations

from agents.publisher.illustrating import KeyFact
from graph.explain import account_of
from graph.team import Team
from memory.errors import ConfigError
from memory.types import Work
from tools.cards import Card, Setting, Size, set_card


def card_of(team: Team, given: str, size: Size, source: str = "") -> tuple[Card, Setting]:
    """The card of the draft that is called `given`, or that says `given`. Raises CardError.

    `source` is who says so, where that is not known of a draft.
    """
    work = _work(team, given)
    if work is not None and not source:
        return team.illustrator.drawn(work, size, team.clock())
    words = work.draft.text if work and work.draft else given
    fact = KeyFact(text=words, publisher=source, told_at=None)
    card = team.illustrator.card(fact, team.clock())
    return card, set_card(card, team.who.card, size)


def _work(team: Team, given: str) -> Work | None:
    """The work of a publication's number or a draft's id; None for words of one's own.

    Raises ConfigError for a number that no publication has: it is no fact to draw.
    """
    try:
        account = account_of(team, given)
    except ConfigError:
        if given.isdecimal():
            raise
        return None
    trail = account.trail
    return Work(
        assignment=trail.assignment,
        brief=trail.brief,
        draft=next((one for one in trail.drafts if one.id == given), account.final),
        verdict=trail.verdicts.get(given) or account.verdict,
    )

"""Talk about money that is no order and no prediction, yet moves somebody's savings."""

from __future__ import annotations

from collections.abc import Iterator

from agents.auditor.rules.charter import charter
from agents.auditor.rules.disguise import bare
from agents.auditor.rules.rule import Setting
from agents.auditor.rules.wording import spoken
from memory.types import Breach, Draft
from tools.sentences import sentences

ID = "conduct.money"


def money_talk_is_disclaimed(draft: Draft, setting: Setting) -> Breach | None:
    """What sounds like advice about money stands with the persona's disclaimer, or not at all."""
    disclaimer = setting.persona.audit.disclaimer
    if disclaimer and _plain(disclaimer) in _plain(draft.text):
        return None
    hint = next(hints_in(draft.text), "")
    if not hint:
        return None
    why = (
        f'add "{disclaimer}" or leave it out'
        if disclaimer
        else "leave it out, or set audit.disclaimer in persona.toml and carry that sentence"
    )
    return charter()[ID].breach(hint, why)


def hints_in(text: str) -> Iterator[str]:
    """What hints at buying, holding or selling, in the speaker's own voice and about money."""
    rule = charter()[ID]
    own_words = spoken(text)
    before = ""
    for sentence in sentences(own_words) if rule.any_of("hints").search(own_words) else ():
        own = rule.any_of("spared").sub(" ", sentence)
        hint = rule.any_of("hints").search(own)
        about_money = rule.any_of("money").search(f"{before} {own}")
        if hint and about_money and not rule.any_of("others_say").search(own):
            yield hint.group()
        before = sentence


def _plain(text: str) -> str:
    return " ".join(bare(text).lower().split())

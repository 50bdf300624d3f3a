"""Quarantine: nothing that stands in an order to software goes out, whoever wrote the draft."""

from __future__ import annotations

import re

from agents.auditor.rules.rule import Setting
from agents.stories.quarantine import honest
from memory.types import Breach, Draft
from tools.hostile.detector import orders

RUN = 4
"""Words in a row that a draft has from nowhere else."""

_WORD = re.compile(r"\w+")


def no_quarantined_words(draft: Draft, setting: Setting) -> Breach | None:
    """No four words in a row that only an order to software of this story says.

    Fatal: whatever wrote them has obeyed, or could not tell an order from a fact.
    """
    signals = [signal for signal in setting.story.signals if signal.hostile]
    ordered = {run for s in signals for run in _runs(f"{orders(s.title)}\n{orders(s.text)}")}
    if not ordered:
        return None
    plain = (honest(signal) for signal in setting.story.signals)
    told = {run for signal in plain for run in _runs(f"{signal.title}\n{signal.text}")}
    own = {run for text in setting.earlier for run in _runs(text)}
    taken = [run for run in _runs(draft.text) if run in ordered - told - own]
    if not taken:
        return None
    reason = f'"{" ".join(taken[0])}" stands only in an order to software that a source holds'
    return Breach(rule="quarantine", reason=reason, fatal=True)


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return [tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)]

"""Whether a story is grave: deaths, violence, disasters, disease. Then nobody jokes."""

from __future__ import annotations

from agents.stories.matching import Words
from agents.topic.lexicon import GRAVE, NOT_GRAVE

_GRAVE = Words(GRAVE)
_NOT_GRAVE = Words(NOT_GRAVE)


def is_grave(text: str) -> bool:
    """True when a grave word stands in the text and is no turn of phrase ("death cross")."""
    return bool(_GRAVE.found(_NOT_GRAVE.without(text)))

"""Three good drafts about one story, a scorer with a taste, and the writer between them."""

from __future__ import annotations

from collections.abc import Sequence

from agents.style.llm.writer import (
    DraftText,
    DraftTexts,
    LLMWriter,
    Scorer,
    ThreadText,
    ThreadTexts,
)
from agents.style.scoring.scorer import Score
from agents.style.voice.profile import VoiceProfile
from memory.types import Brief, Draft, Post
from tests.agents.style.material import NearestPosts, brackwater, posts
from tests.agents.style.scripted import ScriptedLLM

GOOD = "Noted: Brackwater halts withdrawals after $64m leaves its hot wallets."
OTHER = "Brackwater stopped all withdrawals after $64m left two hot wallets."
THIRD = "House rule: 94% in cold storage was not touched, says Brackwater."


class Liking:
    """A scorer that likes texts in the order given, the first one most."""

    def __init__(self, *texts: str, faults: tuple[str, ...] = ()) -> None:
        self._order = texts
        self._faults = faults

    def scores(self, texts: Sequence[str], brief: Brief, recent: Sequence[str]) -> list[Score]:
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> Score:
        liked = self._order.index(text) if text in self._order else len(self._order)
        faults = ("an old post again",) if text in self._faults else ()
        return Score(1 / (1 + liked), 1, 1, 1, faults=faults, notes=("as usual",))


def answer(*texts: str) -> DraftTexts:
    return DraftTexts(drafts=[DraftText(text=text, used_facts=[1, 9]) for text in texts])


def thread(*parts: str) -> ThreadTexts:
    return ThreadTexts(drafts=[ThreadText(posts=list(parts), used_facts=[1, 2])])


def writer(
    model: ScriptedLLM,
    scorer: Scorer | None = None,
    *,
    recent: tuple[str, ...] = (),
    own: Sequence[Post] = (),
) -> LLMWriter:
    own = own or posts()
    return LLMWriter(
        model,
        NearestPosts(own),
        posts=own,
        profile=VoiceProfile.measure(own),
        scorer=scorer or Liking(),
        recent=lambda: recent,
    )


def drafted(model: ScriptedLLM, told: Brief | None = None, scorer: Scorer | None = None) -> Draft:
    """The draft of a first attempt; fails when there is none, or a reply is left over."""
    found = writer(model, scorer).write(told or brackwater(), attempt=1, wishes=())
    model.assert_done()
    assert isinstance(found, Draft), found
    return found

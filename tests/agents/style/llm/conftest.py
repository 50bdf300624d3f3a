"""The scorer of the product, which takes a moment to learn its persona."""

from __future__ import annotations

import pytest

from agents.style.llm.writer import Scorer
from agents.style.scoring.authorship import Authorship
from agents.style.scoring.scorer import DraftScorer
from agents.style.voice.profile import VoiceProfile
from tests.agents.style.material import HashingEmbedder, posts
from tools.background import background


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    """The real one, with a few of the shipped voices to tell the persona from."""
    own, profile = posts(), VoiceProfile.measure(posts())
    others = {name: found[:40] for name, found in list(background().items())[:4]}
    authorship = Authorship.learn(own, others, profile)
    return DraftScorer(own, profile, authorship=authorship, embedder=HashingEmbedder())

"""Posts, briefs and small real parts for the style agent's tests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.style.offline.writer import OfflineWriter
from agents.style.scoring.authorship import Authorship
from agents.style.scoring.scorer import DraftScorer
from agents.style.voice.profile import VoiceProfile
from memory.types import Brief, Fact, Mode, Post, PostKind
from tests.factory import NOW
from tests.factory import brief as plain_brief

SHIPPED = Path(__file__).parents[3] / "data"
URL = "https://wire.example/brackwater"
TEXTS = (
    "Noted: A hot wallet is a till with the lid off.",
    "House rule: Withdrawals are the only honest status page.",
    "A certificate expires on the day that nobody reads.",
    "Noted: Custody is a job, not a feature.",
    "House rule: Liquidations find the one feed that nobody watched.",
    "Reserves are a list of names or they are a mood.",
    "Noted: Maintainers are the cheapest insurance on the market.",
    "House rule: A licence is where questions start.",
    "Chips run late because physics keeps its own calendar.",
    "Finally, good withdrawals are dull withdrawals.",
)


def post(number: int, text: str, kind: PostKind = PostKind.COMMENT) -> Post:
    link = f" https://a.example/{number}" if kind is PostKind.COMMENT else ""
    return Post(
        id=f"p{number}",
        text=text + link,
        posted_at=NOW - timedelta(days=400 - number),
        kind=kind,
        topics=("custody", "withdrawals", "wallets") if kind is PostKind.COMMENT else (),
        url=link.strip() or None,
    )


def posts() -> list[Post]:
    """Ten comments that can be taken up again, and twenty later ones whose lines rest."""
    old = [post(n, text) for n, text in enumerate(TEXTS)]
    late = [
        post(
            100 + n,
            f"I spent morning {n} on the ledger and it doesn't balance.",
            PostKind.STATEMENT,
        )
        for n in range(20)
    ]
    return [*old, *late]


class HashingEmbedder:
    """Unit vectors from hashed words: near when words are shared. For tests only."""

    name = "hashing"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"[a-z]{3,}", text.lower()):
                row[hashlib.sha256(word[:5].encode()).digest()[0]] += 1
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = rows / np.maximum(norms, np.float32(1e-9))
        return unit


class NearestPosts:
    """Exact search over a few posts; satisfies `Exemplars`."""

    def __init__(self, found: Sequence[Post]) -> None:
        self._posts = list(found)
        self._vectors = HashingEmbedder().embed([one.text for one in found])

    def nearest(self, text: str, count: int) -> Sequence[Post]:
        near = self._vectors @ HashingEmbedder().embed([text])[0]
        return [self._posts[n] for n in np.argsort(-near, kind="stable")[:count]]

    def choose(self, brief: Brief, count: int) -> Sequence[Post]:
        return self.nearest(brief.headline, count)


def offline(
    found: Sequence[Post] | None = None, recent: Sequence[str] = (), language: str = "en"
) -> OfflineWriter:
    own = list(found) if found is not None else posts()
    profile = VoiceProfile.measure(own)
    return OfflineWriter(
        own,
        NearestPosts(own),
        HashingEmbedder(),
        profile=profile,
        scorer=DraftScorer(
            own,
            profile,
            authorship=Authorship(profile, None),
            embedder=HashingEmbedder(),
        ),
        recent=lambda: recent,
        language=language,
    )


def fact(text: str) -> Fact:
    return Fact(text=text, signal_id="s1", publisher="Example Wire", url=URL)


def brief(headline: str, *facts: str, mode: Mode = Mode.STATEMENT, grave: bool = False) -> Brief:
    return plain_brief(
        headline.lower()[:30],
        headline=headline,
        facts=tuple(map(fact, facts)),
        mode=mode,
        url=URL,
        grave=grave,
    )


BRACKWATER = (
    "Brackwater Custody halts withdrawals after $64m leaves two hot wallets",
    "Brackwater Custody stopped all withdrawals on Tuesday night after $64m in bitcoin left two of "
    "its hot wallets in 19 minutes.",
    "The Port Ansel company said 94% of client assets sit in cold storage and were not touched.",
    "Brackwater serves 212 institutional clients.",
)


def brackwater(mode: Mode = Mode.STATEMENT, *, grave: bool = False) -> Brief:
    return brief(*BRACKWATER, mode=mode, grave=grave)

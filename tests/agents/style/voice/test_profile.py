"""The whole profile: it survives any text, says what it counted, and knows its owner again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.style.voice.changes import NUMBERS, SHARES, changes
from agents.style.voice.habits.words import Others
from agents.style.voice.profile import VoiceProfile
from memory.types import Post, PostKind
from tests.agents.style.material import post, posts
from tools.background import background

NOBODY = Others.of({})
ODD = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(list("..!?#$@&/:-'\"“”’\n https://🔥❤️🇫🇷\u200d®™19kK%")),
    )
)


def shares_of(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Everything in a profile's JSON that calls itself a share or a weight."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from shares_of(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from shares_of(part, name)
    elif name.endswith(("share", "weight", "hours", "weekdays", "histogram")):
        yield name, value


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(ODD, st.sampled_from(PostKind)), max_size=6))
def test_any_text_can_be_measured_and_shares_stay_shares(
    written: list[tuple[str, PostKind]],
) -> None:
    found = [post(n, text, kind) for n, (text, kind) in enumerate(written)]
    profile = VoiceProfile.measure(found, NOBODY)
    for name, share in shares_of(profile.model_dump(mode="json")):
        assert 0 <= share <= 1, name
    for name, figure in SHARES.items():
        assert 0 <= figure(profile) <= 1, name
    assert VoiceProfile.model_validate_json(profile.model_dump_json()) == profile
    assert profile.describe()


def test_a_profile_of_no_posts_says_so() -> None:
    assert VoiceProfile.measure([]).describe().startswith("0 posts")


def test_a_description_is_short_and_holds_examples() -> None:
    described = VoiceProfile.measure(posts()).describe()
    assert len(described.splitlines()) <= 60
    assert "'House rule:' 3×" in described
    assert "links in 33%" in described


def test_a_long_opener_is_cut_in_the_description() -> None:
    long = "Supercalifragilistic" * 5
    profile = VoiceProfile.measure([post(n, f"{long}: yes.", PostKind.STATEMENT) for n in range(4)])
    assert long not in profile.describe()
    assert f"{long[:59]}…" in profile.describe()


def test_what_changed_is_told_with_both_figures() -> None:
    calm = [post(n, "A plain line about ledgers.", PostKind.STATEMENT) for n in range(50)]
    loud = [post(n, "Wow! Look! 🔥", PostKind.STATEMENT) for n in range(50, 60)]
    old, new = VoiceProfile.measure(calm), VoiceProfile.measure([*calm, *loud])
    told = changes(old, new, most=20)
    assert told[0] == "posts 50 → 60"
    assert "exclamation marks 0% → 17%" in told
    assert "new emoji: 🔥" in told
    assert not any("semicolons" in line for line in told)
    assert changes(new, new) == ()


def test_half_of_a_voice_is_nearest_to_its_other_half() -> None:
    """Of 24 voices by chance one would be found; a profile that measures habits finds most."""
    voices = background()
    halves = [vectors(found) for found in voices.values()]
    first = np.array([one for one, _ in halves])
    second = np.array([other for _, other in halves])
    scale = np.maximum(first.std(axis=0), 1e-6)
    gaps = np.abs((first[:, None, :] - second[None, :, :]) / scale).mean(axis=2)
    found = int((gaps.argmin(axis=0) == np.arange(len(voices))).sum())
    assert found >= 0.8 * len(voices)


def vectors(found: tuple[Post, ...]) -> tuple[list[float], list[float]]:
    return vector(found[::2]), vector(found[1::2])


def vector(found: tuple[Post, ...]) -> list[float]:
    profile = VoiceProfile.measure(found, NOBODY)
    return [figure(profile) for figure in (*SHARES.values(), *NUMBERS.values())]

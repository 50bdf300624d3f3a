"""Versions of a voice: kept when the posts changed, told apart, read again."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from agents.style.voice.profile import MEASURE, VoiceProfile
from agents.style.voice.versions import VoiceVersions, digest_of
from memory.database import Database
from memory.errors import ConfigError
from memory.voices import VoiceStore
from tests.agents.style.material import post, posts
from tests.conftest import Clock

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def store(database: Database) -> VoiceStore:
    return VoiceStore(database)


@pytest.fixture
def voices(store: VoiceStore, clock: Clock) -> VoiceVersions:
    return VoiceVersions("ada", store, clock, LONDON)


def test_a_new_version_comes_with_new_posts_only(voices: VoiceVersions, clock: Clock) -> None:
    first = voices.current(posts())
    clock.forward(days=1)
    assert voices.current(posts()[::-1]) == first
    second = voices.current([*posts(), post(500, "Wow! New!")])
    assert (first.version, second.version) == (1, 2)
    assert second.profile.posts == first.profile.posts + 1
    assert second.measured_at - first.measured_at == timedelta(days=1)
    assert [one.version for one in voices.history()] == [1, 2]
    assert voices.version(1) == first


def test_a_kept_profile_is_read_and_not_measured_again(
    voices: VoiceVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = voices.current(posts())
    monkeypatch.setattr(VoiceProfile, "measure", None)
    assert voices.current(posts()) == first


def test_a_version_that_is_not_there_is_told_with_those_there_are(voices: VoiceVersions) -> None:
    with pytest.raises(ConfigError, match="version 3 is not there; there is none yet"):
        voices.version(3)
    voices.current(posts())
    with pytest.raises(ConfigError, match="there is 1"):
        voices.version(3)


def test_a_version_that_was_counted_otherwise_is_left_out(
    voices: VoiceVersions, store: VoiceStore, clock: Clock
) -> None:
    store.add("ada", "of another release", {"posts": 3}, clock())
    assert voices.history() == ()
    with pytest.raises(ConfigError, match="in another way"):
        voices.version(1)
    assert voices.current(posts()).version == 2


def test_the_digest_knows_text_time_and_zone() -> None:
    one = digest_of([post(1, "a")], LONDON)
    later = post(1, "a").model_copy(update={"posted_at": post(2, "a").posted_at})
    others = [
        digest_of([post(1, "b")], LONDON),
        digest_of([later], LONDON),
        digest_of([post(1, "a")], ZoneInfo("Asia/Tokyo")),
        digest_of([post(1, "a"), post(2, "a")], LONDON),
    ]
    assert len({one, *others}) == 5


def test_another_way_to_count_is_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest_of(posts(), LONDON)
    monkeypatch.setattr("agents.style.voice.versions.MEASURE", MEASURE + 1)
    assert digest_of(posts(), LONDON) != before

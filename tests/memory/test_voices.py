"""Measured voices keep their number and their body. Run against SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from memory.database import Database
from memory.voices import VoiceStore
from tests.factory import NOW


@pytest.fixture
def voices(database: Database) -> VoiceStore:
    return VoiceStore(database)


def test_versions_count_from_one_for_each_persona(voices: VoiceStore) -> None:
    assert voices.newest("ada") is None
    first = voices.add("ada", "d1", {"posts": 1, "emoji": "🧾"}, NOW)
    second = voices.add("ada", "d2", {"posts": 2}, NOW)
    other = voices.add("bob", "d1", {"posts": 9}, NOW)
    assert (first.version, second.version, other.version) == (1, 2, 1)
    assert first.body == {"posts": 1, "emoji": "🧾"}
    assert first.measured_at == NOW
    assert voices.newest("ada") == second
    assert voices.history("ada") == (first, second)
    assert voices.version("ada", 1) == first
    assert voices.version("ada", 3) is None
    assert voices.find("bob", "d2") is None


def test_the_same_posts_bring_no_second_version(voices: VoiceStore) -> None:
    first = voices.add("ada", "d1", {"posts": 1}, NOW)
    voices.add("ada", "d2", {"posts": 2}, NOW)
    assert voices.add("ada", "d1", {"posts": 7}, NOW) == first
    assert len(voices.history("ada")) == 2


def test_those_who_measure_at_the_same_moment_get_a_number_each(voices: VoiceStore) -> None:
    digests = [f"d{n % 4}" for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda digest: voices.add("ada", digest, {}, NOW), digests))
    assert [one.digest for one in found] == digests
    assert [one.version for one in voices.history("ada")] == [1, 2, 3, 4]

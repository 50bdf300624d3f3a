"""Words that mean the same can be looked up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.auditor.reading.lexicon import COMMON, SYNONYMS
from agents.auditor.reading.words import kin, kin_keys, stem

STEMS = sorted({stem(word) for word in COMMON.union(*SYNONYMS)})


@given(st.sampled_from(STEMS))
def test_all_relatives_of_a_word_share_a_key_with_it(one: str) -> None:
    relatives = [other for other in STEMS if kin(one, other)]
    assert one in relatives
    assert all(kin_keys(one) & kin_keys(other) for other in relatives)

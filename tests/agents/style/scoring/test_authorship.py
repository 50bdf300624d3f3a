"""Authorship: own posts are told from other people's, whatever they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from agents.style.scoring.authorship import FEWEST, Authorship
from agents.style.scoring.marks import Masks, measurements, own_words, shape
from agents.style.scoring.splices import spliced
from agents.style.voice.profile import VoiceProfile, body, opener_of
from memory.types import Post, PostKind
from tools.background import background as read_background

HEADLINES = (
    "Brackwater Custody halts withdrawals after $64m leaves two hot wallets",
    "Council approves Canal Street bus lane by seven votes to four",
    "Researchers find older ice under the northern shelf than expected",
    "Ferrowick delays its next AI chip by five months",
    "Rovers win the cup replay 3-2 after extra time",
    "Central bank holds rates as inflation slows for a third month",
)


@cache
def background() -> Mapping[str, tuple[Post, ...]]:
    return read_background()


@cache
def learned(voice: str, cache: Path | None = None) -> tuple[Authorship, list[Post], list[Post]]:
    """From two in three of a background voice's posts; with the rest, and other people's."""
    own = [p for p in background()[voice] if not p.text.startswith("RT @")]
    held, known = own[::3], [p for n, p in enumerate(own) if n % 3]
    others = {name: found for name, found in background().items() if name != voice}
    strange = {name: others.pop(name) for name in sorted(others)[::3]}
    authorship = Authorship.learn(known, others, VoiceProfile.measure(known), cache=cache)
    return authorship, held, [p for found in strange.values() for p in found]


def texts(posts: Sequence[Post]) -> list[str]:
    return [one.text for one in posts]


def auc(own: np.ndarray, other: np.ndarray) -> float:
    """The chance that one of `own` is above one of `other`."""
    return float((own[:, None] > other[None, :]).mean())


@pytest.mark.parametrize("voice", ["ezra-volant", "meridian-space", "rosa-quill"])
def test_unseen_posts_are_told_from_those_of_people_never_seen(voice: str) -> None:
    authorship, held, strange = learned(voice)
    assert auc(authorship.of(texts(held)), authorship.of(texts(strange))) > 0.85


@pytest.mark.parametrize("voice", ["ezra-volant", "meridian-space", "rosa-quill"])
def test_the_score_is_a_percentile_of_the_persona_s_own_posts(voice: str) -> None:
    authorship, held, _ = learned(voice)
    own = authorship.of(texts(held))
    assert 0.4 < own.mean() < 0.65
    assert (own > 0.9).any()
    assert (own < 0.2).any()


def test_a_headline_is_nobody_s_voice_and_a_catchphrase_does_not_make_it_one() -> None:
    authorship, held, _ = learned("meridian-space")
    decorated = [f"LIVE NOW: {headline} #GoEmberlight" for headline in HEADLINES]
    own = authorship.of(texts(held))
    assert authorship.of(HEADLINES).mean() < 0.2
    assert np.median(authorship.of(decorated)) < np.median(own)


def test_splices_are_learned_as_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    voice = "amara-whitfield"
    decorated = [f"Good news: {headline}. -AW" for headline in HEADLINES]
    with_splices = learned(voice)[0].of(decorated).mean()
    monkeypatch.setattr("agents.style.scoring.authorship.MOST_SPLICES", 0)
    without = learned.__wrapped__(voice)[0].of(decorated).mean()
    assert with_splices < 0.6 * without


def test_two_texts_that_sound_like_nobody_can_still_be_told_apart() -> None:
    authorship, _, _ = learned("rosa-quill")
    worst, bad = authorship.of(["LFG!!! $DOGE 🚀🚀🚀 gm gm", "LFG! Doge is up again!"])
    assert 0 < worst < bad < 0.05


def test_links_and_leading_handles_change_nothing() -> None:
    authorship, _, _ = learned("rosa-quill")
    plain = "One does wonder who was supposed to be reading the small print."
    same = [plain, f"{plain} https://a.example/x", f"@anna @bo {plain}", f".@anna {plain}"]
    assert len(set(authorship.of(same).tolist())) == 1


def test_names_and_numbers_do_not_carry_the_voice() -> None:
    authorship, _, _ = learned("rosa-quill")
    one, other = authorship.of(
        ["Quarlby has risen by 41% in a week, I see.", "Vexley has risen by 73% in a week, I see."]
    )
    assert one == other


def test_learning_twice_gives_the_same() -> None:
    first, held, _ = learned("ezra-volant")
    second, _, _ = learned.__wrapped__("ezra-volant")
    assert (first.of(texts(held)) == second.of(texts(held))).all()


@pytest.mark.parametrize("count", [0, 1, FEWEST - 1])
def test_too_few_posts_leave_the_profile_alone_and_say_so(count: int) -> None:
    own = list(background()["rosa-quill"][:count])
    authorship = Authorship.learn(own, background(), VoiceProfile.measure(own))
    assert "profile alone" in authorship.doubt
    scores = authorship.of(["Well, quite.", "LFG!!! 🚀"])
    assert ((scores >= 0) & (scores <= 1)).all()
    assert authorship.of([]).shape == (0,)


@pytest.mark.parametrize("count", [FEWEST, 12, 30])
def test_few_posts_already_tell(count: int) -> None:
    own = [p for p in background()["miles-ransome"] if p.kind is not PostKind.REPLY]
    others = {v: found for v, found in background().items() if v != "miles-ransome"}
    authorship = Authorship.learn(own[:count], others, VoiceProfile.measure(own[:count]))
    assert bool(authorship.doubt) is (count < 30)
    strangers = [p.text for p in others["rosa-quill"] if p.kind is not PostKind.REPLY]
    assert auc(authorship.of(texts(own[30:])), authorship.of(strangers)) > 0.8


def test_the_persona_s_own_background_voice_is_left_out() -> None:
    own = background()["rosa-quill"]
    renamed = [one.model_copy(update={"id": f"x{n}"}) for n, one in enumerate(own)]
    profile = VoiceProfile.measure(renamed)
    without = {voice: background()[voice] for voice in ("gmfrog", "lin-codes", "hiro-tamsin")}
    whole = Authorship.learn(renamed, {**without, "rosa-quill": own}, profile).of(HEADLINES)
    assert (whole == Authorship.learn(renamed, without, profile).of(HEADLINES)).all()


def test_nobody_else_leaves_the_profile_alone() -> None:
    own = background()["rosa-quill"]
    assert "profile" in Authorship.learn(own, {}, VoiceProfile.measure(own)).doubt


def test_a_model_is_read_back_from_its_file_and_made_anew_when_posts_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = list(background()["ezra-volant"][:60])
    others = {v: background()[v][:60] for v in ("rosa-quill", "gmfrog", "lin-codes")}
    file = tmp_path / "voices" / "ezra.npz"

    def learn(posts: Sequence[Post], theirs: Mapping[str, Sequence[Post]]) -> Authorship:
        return Authorship.learn(posts, theirs, VoiceProfile.measure(posts), cache=file)

    first = learn(own, others)
    written = file.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(
            "agents.style.scoring.authorship.Model.train", None
        )  # a second training would fail
        assert (learn(own, others).of(HEADLINES) == first.of(HEADLINES)).all()
    assert (learn(own[1:], others).of(HEADLINES) != first.of(HEADLINES)).any()
    assert file.read_bytes() != written
    file.write_bytes(b"PK broken")
    assert (learn(own, others).of(HEADLINES) == first.of(HEADLINES)).all()
    assert file.read_bytes() == written


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    own = list(background()["ezra-volant"][:20])
    others = {"rosa-quill": background()["rosa-quill"][:20]}
    cache = tmp_path / "file" / "ezra.npz"
    authorship = Authorship.learn(own, others, VoiceProfile.measure(own), cache=cache)
    assert "learned from 20 posts" in authorship.doubt


@pytest.mark.parametrize(
    ("token", "expected"),
    [("Brackwater", "Xx"), ("SEC", "XX"), ("running", "xxing"), ("$ETH", "$XX"), ("#gm", "#xx"),
     ("@ada", "@"), ("0x7fa", "0x0fa"), ("2.4", "0.0"), ("1,234,567.8", "0"), ("I", "Xx")],
)  # fmt: skip
def test_a_masked_word_keeps_its_form_alone(token: str, expected: str) -> None:
    assert shape(token) == expected


def test_general_words_are_those_of_several_people() -> None:
    masks = Masks.learn([["well then Quarlby"], ["well then"], ["well ok"], ["well ok then"]])
    assert {"well", "then"} <= masks.general
    assert "quarlby" not in masks.general


def test_measuring_survives_any_text() -> None:
    odd = ["", "🐸", "https://a.example", "@ada", "\n\n", "…", "\ud800", "a" * 5000, "数字"]
    assert np.isfinite(measurements(odd)).all()
    authorship, _, _ = learned("rosa-quill")
    assert np.isfinite(authorship.of(odd)).all()


def test_splices_put_own_edges_on_other_people_s_posts() -> None:
    own = ["Noted: the ledger does not balance again today. Onward.", "Noted: so it goes, friends."]
    other = "Council leader told the meeting that the budget gap had grown."
    made = list(spliced(own, [other], 30))
    assert made == list(spliced(own, [other], 30))
    assert len(made) == 30
    assert any(opener_of(text) == "Noted:" for text in made)
    assert any(text.endswith("Onward.") for text in made)
    assert all("told the meeting that the budget gap had grown" in text for text in made)
    assert not list(spliced(["gm"], [other], 5))


def test_own_words_are_what_remains() -> None:
    assert own_words(".@ada @bo asked: why? https://a.example/1") == "asked: why?"
    assert body("x https://a.example") == "x"

"""The card of a draft: which fact, whose word, where it is kept, and when a post goes without."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from agents.publisher.illustrating import Illustrator, key_facts
from memory.errors import CardError
from memory.look import Look
from memory.types import (
    Claim,
    ClaimKind,
    ClaimStatus,
    Description,
    Evidence,
    EvidenceKind,
    Finding,
    Work,
)
from tests import factory as make
from tests.factory import NOW

TEXT = "Sigh. Harbourline froze withdrawals 🙂 https://wire.example.com/a. It lost $12m."
INSTAGRAM = Description(
    name="instagram", longest=2_200, needs_media=True, most_media=10, longest_alt=1_000
)
X = Description(name="x", longest=280, most_media=4, longest_alt=120)
TOLD = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)


def finding(said: str, score: float, **changes: object) -> Finding:
    start = TEXT.index(said)
    evidence = Evidence(
        text=said,
        signal_id="s1",
        publisher="Example Wire",
        url=None,
        read_at=NOW,
        published_at=TOLD,
        kind=EvidenceKind.STORY,
    )
    claim = Claim(text=said, start=start, end=start + len(said), kind=ClaimKind.FACT)
    given = Finding(
        claim=claim, status=ClaimStatus.SUPPORTED, score=score, evidence=evidence, reason=""
    )
    return given.model_copy(update=changes)


def work(*findings: Finding, text: str = TEXT, **changes: object) -> Work:
    verdict = make.verdict(findings=findings)
    return make.work(draft=make.draft(text=text), verdict=verdict).but(**changes)


def illustrator(folder: Path, media_url: str = "", **persona: object) -> Illustrator:
    return Illustrator(make.persona(**persona), folder, media_url)


def test_the_best_borne_out_sentence_comes_first_without_link_and_emoji() -> None:
    froze, lost = finding("Harbourline froze", 0.8), finding("lost $12m", 0.9)
    facts = key_facts(work(froze, lost))
    assert [fact.text for fact in facts[:2]] == ["It lost $12m.", "Harbourline froze withdrawals."]
    assert facts[0].publisher == "Example Wire"
    assert facts[0].told_at == TOLD


def test_what_the_brief_says_too_keeps_its_better_place() -> None:
    froze, lost = finding("Harbourline froze", 0.8), finding("lost $12m", 0.9)
    brief = make.brief()
    both = brief.facts[0].model_copy(update={"text": "It lost $12m."})
    facts = key_facts(work(froze, lost, brief=brief.model_copy(update={"facts": (both,)})))
    assert [fact.text for fact in facts] == ["It lost $12m.", "Harbourline froze withdrawals."]


@pytest.mark.parametrize(
    "weak",
    [
        finding("lost $12m", 0.9, status=ClaimStatus.NOT_ENOUGH),
        finding("lost $12m", 0.9, evidence=None),
    ],
)
def test_what_is_not_borne_out_is_no_fact_of_a_card(weak: Finding) -> None:
    facts = key_facts(work(weak))
    assert [fact.text for fact in facts] == [fact.text for fact in make.brief().facts]


def test_ones_own_posts_and_opinions_are_no_source() -> None:
    told = finding("lost $12m", 0.9)
    assert told.evidence is not None
    own = told.evidence.model_copy(update={"kind": EvidenceKind.OWN_POST})
    opinion = told.claim.model_copy(update={"kind": ClaimKind.OPINION})
    for each in ({"evidence": own}, {"claim": opinion}):
        facts = key_facts(work(told.model_copy(update=each)))
        assert "It lost $12m." not in [fact.text for fact in facts]


def test_instagram_gets_a_jpeg_that_the_world_can_fetch(tmp_path: Path) -> None:
    told = illustrator(tmp_path, "https://cards.example.com/x", timezone="Europe/Berlin")
    (media,) = told.illustrate(work(finding("lost $12m", 0.9)), INSTAGRAM, NOW)
    assert media.url == "https://cards.example.com/x/a1-1.jpg"
    assert media.alt == "It lost $12m. Source: Example Wire, 20 November 2026."
    assert Path(media.path) == tmp_path / "a1-1.jpg"
    with Image.open(media.path) as image:
        assert (image.format, image.size) == ("JPEG", (1080, 1350))
    assert [path.name for path in tmp_path.iterdir()] == ["a1-1.jpg"]


def test_without_an_address_the_picture_has_none(tmp_path: Path) -> None:
    (media,) = illustrator(tmp_path).illustrate(work(), INSTAGRAM, NOW)
    assert media.url is None


def test_elsewhere_a_card_is_drawn_where_the_persona_says_so(tmp_path: Path) -> None:
    wanted = illustrator(tmp_path, card=Look(channels=("x",)))
    (media,) = wanted.illustrate(work(), X, NOW)
    assert media.path.endswith(".png")
    assert len(media.alt) <= X.longest_alt
    with Image.open(media.path) as image:
        assert image.size == (1200, 675)
    assert illustrator(tmp_path).illustrate(work(), X, NOW) == ()
    no_pictures = X.model_copy(update={"most_media": 0})
    assert wanted.illustrate(work(), no_pictures, NOW) == ()


def test_what_a_card_shows_is_said_as_shortly_as_the_channel_wants(tmp_path: Path) -> None:
    drawing = illustrator(tmp_path, card={"channels": ["x"]})
    short = X.model_copy(update={"longest_alt": 30})
    (media,) = drawing.illustrate(work(finding("It lost $12m.", 0.9)), short, NOW)
    assert 0 < len(media.alt) <= 30


def test_a_fact_that_cannot_be_drawn_gives_way_to_the_next(tmp_path: Path) -> None:
    undrawable = "Harbourline \ue000 froze."
    told = finding("lost $12m", 0.9).model_copy(
        update={"claim": Claim(text="H", start=0, end=1, kind=ClaimKind.FACT)}
    )
    (media,) = illustrator(tmp_path).illustrate(work(told, text=undrawable), INSTAGRAM, NOW)
    assert media.alt.startswith(make.brief().facts[0].text)


def test_a_card_that_cannot_be_drawn_stops_only_the_post_that_needs_it(tmp_path: Path) -> None:
    bare = work(brief=make.brief(facts=()))
    with pytest.raises(CardError, match="states a fact to draw"):
        illustrator(tmp_path).illustrate(bare, INSTAGRAM, NOW)
    wanted = illustrator(tmp_path, card=Look(channels=("x",)))
    assert wanted.illustrate(bare, X, NOW) == ()


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "cards").write_text("a file, no folder")
    with pytest.raises(CardError, match="cannot write"):
        illustrator(tmp_path / "cards").illustrate(work(), INSTAGRAM, NOW)

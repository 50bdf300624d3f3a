"""Cards, looked at pixel by pixel: everything inside the margins, nothing cut, all readable."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from memory.errors import CardError
from memory.look import READABLE, Look, contrast, rgb
from tools.cards import (
    LANDSCAPE,
    PORTRAIT,
    Card,
    Setting,
    Size,
    alt_text,
    jpeg,
    open_fonts,
    png,
    set_card,
)
from tools.cards.lines import Box, block, text_of
from tools.cards.painting import paint
from tools.cards.setting import muted

LOOK = Look()
BLEED = 150
DISCLOSURE = (
    "Nell Harrow is a fictional character. This account is automated: software writes and "
    "publishes its posts."
)
FACTS = {
    "one letter": "I",
    "short": "Fees fell 3%.",
    "usual": "Brackwater Custody halted withdrawals after $64 million left two hot wallets.",
    "long": "The insurance covers up to $50 million per incident, the company said. " * 4,
    "long word": "Donaudampfschifffahrtsgesellschaft kaufte Eisenbahnknotenpunkte.",
    "overhangs": "“Jjfy” Ťŷj fjord, Æsop’s Ọ̈ff",
    "greek and cyrillic": "Η Τράπεζα αύξησε τα επιτόκια; банк повысил ставку на 25 пунктов.",
    "link": "See ledger.example.com/a/b?c=d for the post-mortem.",
}
SIZES = [PORTRAIT, LANDSCAPE]


def card(fact: str, **changes: object) -> Card:
    given = Card(
        fact=fact,
        name="Nell Harrow",
        source="Ledgerwire",
        date=date(2026, 11, 20),
        disclosure=DISCLOSURE,
    )
    return given.model_copy(update=changes)


def ink(image: Image.Image, background: tuple[int, int, int]) -> Box:
    """The smallest box around all that is not background."""
    blank = Image.new("RGB", image.size, background)
    box = ImageChops.difference(image, blank).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_all_ink_is_inside_the_margins_and_where_it_was_set(fact: str, size: Size) -> None:
    found = set_card(card(fact), LOOK, size)
    whole = paint(found)
    left, top, right, bottom = ink(whole, found.background)
    assert left >= size.margin
    assert top >= size.margin
    assert right <= size.width - size.margin
    assert bottom <= size.height - size.margin
    for placed in found.placed:
        around = 5  # less than from one block to the next
        left, top, right, bottom = placed.box
        piece = whole.crop((left - around, top - around, right + around, bottom + around))
        drawn = ink(piece, found.background)
        aside = placed.block.lines[0].size // 8  # a letter stands a little off its place
        assert around - 1 <= drawn[0] <= around + aside, placed.name
        assert around - 1 <= drawn[1] <= around + 2, placed.name
        assert around + right - left - aside <= drawn[2] <= around + right - left + 1, placed.name
        assert abs(drawn[3] - around - placed.block.height) <= 2, placed.name


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_no_glyph_is_cut_off_by_the_edge(fact: str, size: Size) -> None:
    found = set_card(card(fact), LOOK, size)
    wide = paint(found, bleed=BLEED)
    inner = (BLEED, BLEED, BLEED + size.width, BLEED + size.height)
    assert wide.crop(inner).tobytes() == paint(found).tobytes()
    left, top, right, bottom = ink(wide, found.background)
    assert (left, top) >= inner[:2]
    assert (right, bottom) <= inner[2:]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_every_word_is_there_once_and_no_line_runs_into_another(fact: str, size: Size) -> None:
    found = set_card(card(fact), LOOK, size)
    said = {placed.name: " ".join(lines_of(found, placed.name)) for placed in found.placed}
    assert said["fact"].split() == fact.split()
    assert said["name"] == "Nell Harrow"
    assert said["origin"] == "Ledgerwire · 20 November 2026"
    assert said["disclosure"].split() == DISCLOSURE.split()
    boxes = [found.bar, *(placed.box for placed in found.placed)]
    for above, below in pairwise(boxes):
        assert above[3] < below[1]
    for placed in found.placed:
        for line, following in pairwise(placed.block.lines):
            assert line.bottom < following.top + placed.block.step


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_the_fact_stands_in_the_middle_of_its_room(size: Size) -> None:
    found = set_card(card(FACTS["usual"]), LOOK, size)
    fact, origin, *_ = found.placed
    assert abs((fact.box[1] - found.bar[3]) - (origin.box[1] - fact.box[3])) <= 1


def lines_of(found: Setting, name: str) -> list[str]:
    (placed,) = [one for one in found.placed if one.name == name]
    return ["".join(run.text for run in line.runs) for line in placed.block.lines]


@pytest.mark.parametrize(
    "fact", ["Fees fell \u200b", "\u2060Fees \u200b fell\ufeff", "Fees fe\u00adll"]
)
def test_what_has_no_shape_takes_no_place(fact: str) -> None:
    assert lines_of(set_card(card(fact), LOOK, PORTRAIT), "fact") == ["Fees fell"]
    with pytest.raises(CardError, match="there is no fact"):
        set_card(card("\u200b \u2060"), LOOK, PORTRAIT)
    unnamed = set_card(card("Fees fell.", disclosure="\u200b"), LOOK, PORTRAIT)
    assert "disclosure" not in {placed.name for placed in unnamed.placed}


def test_a_hebrew_word_in_an_english_line_begins_where_it_is_set() -> None:
    """The space behind it is on its right: on its left it would run into the next word."""
    fonts = open_fonts("bold")
    if not (fonts.shapes and any(face.draws("אב") for face in fonts.others)):
        pytest.skip("no font here has Hebrew letters, or nothing sets them")
    (line,) = block(text_of("a אב b", fonts), 80, 2_000).lines
    hebrew = next(run for run in line.runs if run.text == "אב ")
    image = Image.new("RGB", (400, 200), "white")
    font = fonts.loaded(hebrew.face, line.size)
    draw = ImageDraw.Draw(image)
    draw.text((50, 100), hebrew.text, "black", font, anchor="ls", direction=fonts.direction)
    assert ink(image, (255, 255, 255))[0] < 50 + font.getlength(" ") / 2


def test_letters_are_as_large_as_fits_and_never_smaller_than_is_read() -> None:
    def letters(fact: str) -> int:
        return set_card(card(fact), LOOK, PORTRAIT).placed[0].block.lines[0].size

    assert letters(FACTS["short"]) == PORTRAIT.largest
    assert PORTRAIT.smallest <= letters(FACTS["long"]) < letters(FACTS["usual"])


@given(st.lists(st.from_regex(r"[a-z]{1,9}", fullmatch=True), min_size=4, max_size=50))
@settings(deadline=None, max_examples=40)
def test_no_word_is_left_alone_on_the_last_line(words: list[str]) -> None:
    found = set_card(card(" ".join(words)), LOOK, PORTRAIT)
    *_, before, last = ["", *lines_of(found, "fact")]
    if len(last.split()) == 1 and len(before.split()) > 1:
        two = text_of(f"{before.split()[-1]} {last}", open_fonts("bold"))
        width = PORTRAIT.width - 2 * PORTRAIT.margin
        assert len(block(two, found.placed[0].block.lines[0].size, width).lines) > 1


def test_a_last_word_alone_takes_one_of_the_line_before() -> None:
    found = block(text_of("key halted a withdrawals", open_fonts("bold")), 84, 896)
    assert ["".join(run.text for run in line.runs) for line in found.lines] == [
        "key halted",
        "a withdrawals",
    ]


def test_lines_are_as_far_apart_as_usual_and_farther_where_letters_are_tall() -> None:
    def two_lines(text: str) -> tuple[int, int]:
        """From base to base, and the air between their ink."""
        found = block(text_of(text, open_fonts("bold")), 100, 1)
        first, second = found.lines
        return found.step, found.step + second.top - first.bottom

    assert two_lines("aye aye")[0] == two_lines("ace ace")[0] == 120
    step, air = two_lines("Ẫgȳ ẪḀ")
    assert step > 120
    assert air >= 6


def test_a_number_stays_on_the_line_of_what_it_counts() -> None:
    for more in range(12):
        lines = lines_of(
            set_card(card("x" * more + " lost 64 million keys"), LOOK, PORTRAIT), "fact"
        )
        assert any("64 million" in line for line in lines)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_what_has_no_room_is_an_error_that_says_how_much_fits(size: Size) -> None:
    with pytest.raises(CardError, match=r"1799 characters and about \d{3} fit .* shorten it"):
        set_card(card("word, word word and so on " * 69 + "words"), LOOK, size)
    with pytest.raises(CardError, match=r"“xxxxx.* of the fact is .* pixels wide"):
        set_card(card("x" * 90), LOOK, size)
    with pytest.raises(CardError, match=r"shorten the disclosure in persona\.toml"):
        set_card(card("Fees fell.", disclosure=DISCLOSURE * 9), LOOK, size)
    with pytest.raises(CardError, match="there is no fact"):
        set_card(card(" \n"), LOOK, size)


def test_an_error_about_room_tells_the_truth() -> None:
    words = "word, word word and so on " * 80
    with pytest.raises(CardError, match="about") as raised:
        set_card(card(words), LOOK, PORTRAIT)
    about = int(str(raised.value).split("about ")[1].split()[0])
    set_card(card(words[: round(about * 0.9)]), LOOK, PORTRAIT)
    with pytest.raises(CardError):
        set_card(card(words[: round(about * 1.2)]), LOOK, PORTRAIT)


def test_the_same_card_has_the_same_bytes_also_in_another_process() -> None:
    found = set_card(card(FACTS["usual"]), LOOK, LANDSCAPE)
    assert png(found) == png(set_card(card(FACTS["usual"]), LOOK, LANDSCAPE))
    program = (
        "import sys, hashlib; from tests.tools.cards.test_cards import *;"
        "print(hashlib.sha256(png(set_card(card(FACTS['usual']), LOOK, LANDSCAPE))).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert run.stdout.strip() == hashlib.sha256(png(found)).hexdigest()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_the_files_are_pictures_of_that_size(size: Size) -> None:
    found = set_card(card("Fees fell."), LOOK, size)
    for data, kind in ((png(found), "PNG"), (jpeg(found), "JPEG")):
        with Image.open(BytesIO(data)) as image:
            assert (image.format, image.size) == (kind, (size.width, size.height))


def test_every_colour_on_the_card_is_readable_on_its_background() -> None:
    look = Look(background="#0d1b2a", ink="#e0e1dd", accent="#f4a259")
    found = set_card(card("Fees fell."), look, PORTRAIT)
    seen = {colour for _, colour in paint(found).getcolors(1 << 24) or []}
    for placed in found.placed:
        assert placed.colour in seen
        assert contrast(placed.colour, found.background) >= READABLE


@given(st.tuples(*[st.integers(0, 255)] * 3), st.tuples(*[st.integers(0, 255)] * 3))
def test_softened_ink_is_readable_wherever_the_ink_is(
    dark: tuple[int, int, int], light: tuple[int, int, int]
) -> None:
    if contrast(dark, light) >= READABLE:
        assert contrast(muted(dark, light), light) >= READABLE


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(rgb("#000000"), rgb("#ffffff")) == pytest.approx(21)
    assert contrast(rgb("#777777"), rgb("#ffffff")) == pytest.approx(4.48, abs=0.01)
    assert contrast(rgb("#ff0000"), rgb("#ffffff")) == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize(
    ("colours", "why"),
    [
        ({"ink": "#777777", "background": "#ffffff", "accent": "#000000"}, "ink on background"),
        ({"accent": "#ffe9a0"}, r"accent on background has a contrast of 1\.\d to 1"),
        ({"ink": "black"}, "write a colour as"),
    ],
)
def test_an_unreadable_look_is_refused(colours: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Look(**colours)


def test_the_alternative_says_fact_source_and_date() -> None:
    assert alt_text(card("Fees fell."), 1_000) == (
        "Fees fell. Source: Ledgerwire, 20 November 2026."
    )
    assert alt_text(card("Fees fell.", source=""), 1_000) == "Fees fell. 20 November 2026."


@given(st.text(max_size=300), st.integers(60, 200))
def test_the_alternative_is_never_longer_than_the_channel_takes(fact: str, longest: int) -> None:
    told = alt_text(card(fact), longest)
    assert len(told) <= longest
    assert told.endswith("Source: Ledgerwire, 20 November 2026.")

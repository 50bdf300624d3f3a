"""Fonts: every character from a font that has it, and a clear word about those that none has."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import font_roboto
import pytest
from PIL import Image, ImageFont

from memory.errors import CardError
from tools.cards.fonts import Face, Fonts, is_rightward, open_fonts
from tools.cards.lines import text_of

HEBREW = range(0x5D0, 0x5EB)
ROBOTO = Path(font_roboto.font_directory, "Roboto-Bold.ttf")


@pytest.fixture
def carried() -> Fonts:
    """As on a machine without any font."""
    return dataclasses.replace(open_fonts("bold"), others=())


def face(*points: int) -> Face:
    return Face(str(ROBOTO), 0, frozenset(points), (0,))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("漢字", "“漢” (U+6F22), “字” (U+5B57)"),
        ("fees 😀", "(U+1F600)"),
        ("tab \x07", "(U+0007)"),
        ("\ue000", "(U+E000)"),
        ("\U0010fffd", "(U+10FFFD)"),
        ("👩\u200d👧", "(U+1F469 U+200D U+1F467)"),
        ("🇬🇧", "(U+1F1EC U+1F1E7)"),
    ],
)
def test_characters_that_no_font_has_are_named_with_the_next_step(
    carried: Fonts, text: str, named: str
) -> None:
    with pytest.raises(CardError, match="install a font that has it, such as Noto") as raised:
        carried.check(text)
    assert named in str(raised.value)


def test_an_emoji_of_several_is_refused_even_where_a_font_has_its_pieces(carried: Fonts) -> None:
    pieces = dataclasses.replace(carried, others=(face(0x1F469, 0x200D, 0x1F467),))
    pieces.check("👩")
    with pytest.raises(CardError, match="U\\+200D"):
        pieces.check("👩\u200d👧")


def test_what_has_no_shape_needs_no_font(carried: Fonts) -> None:
    text = "so\u00adft \u2060 zero\u200bwidth ☺\ufe0f".replace("☺", "x")
    carried.check(text)
    assert "".join(run.text for run in carried.runs(text)) == "soft  zerowidth x"


def test_the_carried_font_draws_what_it_has_and_others_the_rest(carried: Fonts) -> None:
    other = face(*HEBREW, 0x20)
    fonts = dataclasses.replace(carried, others=(other,))
    runs = fonts.runs("fees אב גד fell")
    assert [(run.text, run.face is other) for run in runs] == [
        ("fees ", False),
        ("אב גד ", True),
        ("fell", False),
    ]


def test_as_few_fonts_as_will_do_are_taken(carried: Fonts) -> None:
    one, both = face(0x6F22), face(0x6F22, 0x5B57)
    fonts = dataclasses.replace(carried, others=(one, both))
    assert [run.face for run in fonts.runs("漢字")] == [both]


def test_words_that_lines_may_part_are_drawn_alike(carried: Fonts) -> None:
    one, both = face(0x6F22), face(0x6F22, 0x5B57)
    text = text_of("漢字", dataclasses.replace(carried, others=(one, both)))
    assert [run.face for piece in text.pieces for run in piece] == [both, both]


@pytest.mark.parametrize(("word", "rightward"), [("אב", False), ("אב fees", True)])
def test_a_line_has_one_direction_whatever_its_stretches(
    carried: Fonts, word: str, rightward: bool
) -> None:
    both = face(*HEBREW, *range(0x20, 0x7F))
    fonts = dataclasses.replace(carried, others=(both,)).ready(word if rightward else f"a {word}")
    assert fonts.direction == ("rtl" if rightward else "ltr")
    assert dataclasses.replace(fonts, shapes=False).direction is None


def test_a_text_from_right_to_left_has_one_font(carried: Fonts) -> None:
    half = dataclasses.replace(carried, others=(face(*HEBREW, 0x20),))
    assert half.ready("אב גד").rightward
    with pytest.raises(CardError, match="needs one font for all its characters"):
        half.ready("אב Brackwater")
    assert not half.ready("Brackwater אב").rightward


@pytest.mark.parametrize(
    ("text", "right"), [("abc", False), ("אב c", True), ("12 جمد", True), ("12 %", False)]
)
def test_direction_is_that_of_the_first_letter(text: str, right: bool) -> None:
    assert is_rightward(text) == right


@pytest.mark.parametrize("text", ["جمدت", "ก็", "क्ष", "x\u0323\u0308"])
def test_scripts_that_join_need_libraqm(carried: Fonts, text: str) -> None:
    everything = frozenset(range(0x20, 0x3000))
    fonts = dataclasses.replace(carried, others=(Face(str(ROBOTO), 0, everything),))
    fonts.check(text)
    with pytest.raises(CardError, match="no libraqm here"):
        dataclasses.replace(fonts, shapes=False).check(text)


def test_without_libraqm_plain_letters_are_drawn(carried: Fonts) -> None:
    plain = dataclasses.replace(carried, shapes=False).ready("Fees fell; банк")
    font = plain.loaded(plain.carried, 40)
    assert font.layout_engine == ImageFont.Layout.BASIC
    assert font.getlength("Fees") > 0


def test_what_the_map_says_is_what_the_font_draws(carried: Fonts) -> None:
    font = carried.loaded(carried.carried, 40)
    missing = shape(font, "\ue000")
    for text in "AßŁжΩ₿€—“ﬁ":
        assert (shape(font, text) == missing) != carried.carried.draws(text), text


def shape(font: ImageFont.FreeTypeFont, text: str) -> bytes:
    mask = font.getmask(text)
    return Image.Image()._new(mask).tobytes()

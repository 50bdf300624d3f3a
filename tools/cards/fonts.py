"""Fonts: which one draws which character, so that no card ever shows an empty box.

Roboto comes with a package; what it lacks is looked for among the fonts that fontconfig knows
on this machine. A font draws a character when its character map has it. Coloured fonts are
passed over: they come in one size only.
"""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import regex

from memory.errors import CardError
from tools.lengths import GRAPHEME

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Weight = Literal["regular", "bold"]
_WEIGHTS: dict[Weight, int] = {"regular": 80, "bold": 200}
"""In fontconfig's numbers."""
_FIELDS = "%{file}\t%{index}\t%{weight}\t%{slant}\t%{spacing}\t%{charset}\n"
_LIST_S = 20.0
"""Seconds for fontconfig to list its fonts, the first time it has to read them all."""
_UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}--[\u200c\u200d]]", regex.VERSION1)
"""Characters that have no shape of their own, but for those that join others."""
_JOINED = regex.compile(r"\u200d|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u20e3")
"""Signs of an emoji that is several: whether a font draws it as one, its map does not say."""
_SHAPED = regex.compile(
    r"[\p{M}\u200c\u200d\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}\p{Devanagari}\p{Bengali}"
    r"\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}"
    r"\p{Thai}\p{Lao}\p{Tibetan}\p{Myanmar}\p{Khmer}\p{Mongolian}]"
)
"""Scripts whose letters change shape or place with their neighbours."""
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Face:
    """A font file and what it covers."""

    path: str
    index: int
    covers: frozenset[int]
    rank: tuple[int, ...] = ()
    """Among fonts that cover the same, the lowest is taken."""

    def draws(self, cluster: str) -> bool:
        """Whether it has every character of what a reader sees as one."""
        return all(ord(one) in self.covers for one in seen(cluster))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that one font draws."""

    text: str
    face: Face


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of one weight: the carried one first, then those of the system."""

    carried: Face
    others: tuple[Face, ...]
    shapes: bool
    """Whether letters can be joined and ordered as their script asks (libraqm)."""
    rightward: bool = False
    """Whether what is drawn reads from right to left."""

    def ready(self, text: str) -> Fonts:
        """As few as will draw `text`, all of it alike. Raises CardError.

        From right to left it is one font: stretches of several would stand in the wrong order.
        """
        self.check(text)
        if not is_rightward(text):
            chosen = dict.fromkeys(self._chosen(text).values())
            return replace(self, others=tuple(one for one in chosen if one is not self.carried))
        for face in self._faces():
            if all(map(face.draws, _clusters(text))):
                return Fonts(face, (), self.shapes, rightward=True)
        raise CardError(
            "card: a text from right to left needs one font for all its characters, and none here "
            "has them all; leave out those of other scripts, or install Noto"
        )

    def check(self, text: str) -> None:
        """Raises CardError naming every character that cannot be drawn, and the next step."""
        self._can_shape(text)
        lacking = [one for one in _clusters(text) if not self._drawn(one)]
        if lacking:
            named = ", ".join(_named(one) for one in list(dict.fromkeys(lacking))[:_SHOWN])
            raise CardError(
                f"card: no font here draws {named}; leave it out, or install a font that has it, "
                "such as Noto (Debian: fonts-noto-core, fonts-noto-cjk; emoji: fonts-symbola)"
            )

    def runs(self, text: str) -> list[Run]:
        """`text`, which was found drawable, in stretches, each with the font that draws it."""
        chosen = self._chosen(text)
        runs: list[Run] = []
        for cluster in _clusters(text):
            face = runs[-1].face if runs and cluster.isspace() else chosen[cluster]
            face = face if face.draws(cluster) else chosen[cluster]
            if runs and runs[-1].face is face:
                runs[-1] = Run(runs[-1].text + cluster, face)
            else:
                runs.append(Run(cluster, face))
        return runs

    def loaded(self, face: Face, size: int) -> FreeTypeFont:
        """`face` at `size` pixels."""
        return _loaded(face.path, face.index, size, self.shapes)

    @property
    def direction(self) -> str | None:
        """As Pillow takes it, the same for every stretch of a line; None where it takes none."""
        if not self.shapes:
            return None
        return "rtl" if self.rightward else "ltr"

    def _faces(self) -> tuple[Face, ...]:
        return (self.carried, *self.others)

    def _drawn(self, cluster: str) -> bool:
        if _JOINED.search(cluster):
            return False
        return any(face.draws(cluster) for face in self._faces())

    def _chosen(self, text: str) -> dict[str, Face]:
        """For each cluster its font: the carried one, else as few others as will do."""
        clusters = dict.fromkeys(_clusters(text))
        chosen = {one: self.carried for one in clusters if self.carried.draws(one)}
        left = [one for one in clusters if one not in chosen]
        while left:
            best = max(self.others, key=lambda face: sum(map(face.draws, left)))
            chosen |= {one: best for one in left if best.draws(one)}
            left = [one for one in left if one not in chosen]
        return chosen

    def _can_shape(self, text: str) -> None:
        shaped = _SHAPED.search(text)
        if shaped and not self.shapes:
            raise CardError(
                f"card: {_named(shaped[0])} is of a script whose letters join or change order, and "
                "Pillow has no libraqm here to do so; install Pillow's wheel with libfribidi"
            )


def seen(text: str) -> str:
    """`text` without the characters that have no shape of their own."""
    return str(_UNSEEN.sub("", text))


def is_rightward(text: str) -> bool:
    """Whether the text begins, and so reads, from right to left."""
    strong = (unicodedata.bidirectional(one) for one in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


@lru_cache
def open_fonts(weight: Weight) -> Fonts:
    """The fonts of this machine."""
    import font_roboto
    from PIL import features

    file = Path(font_roboto.font_directory, f"Roboto-{weight.capitalize()}.ttf")
    carried = Face(str(file), 0, _character_map(file))
    others = sorted(_system_fonts(_WEIGHTS[weight]), key=lambda face: (face.rank, face.path))
    return Fonts(carried, tuple(others), bool(features.check("raqm")))


def _clusters(text: str) -> Iterable[str]:
    """What a reader sees as one character each, but for white space and what has no shape."""
    for match in GRAPHEME.finditer(seen(text)):
        yield match.group()


def _named(cluster: str) -> str:
    points = " ".join(f"U+{ord(one):04X}" for one in cluster)
    return f"“{cluster}” ({points})"


def _character_map(file: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=512)
def _loaded(path: str, index: int, size: int, shapes: bool) -> FreeTypeFont:
    from PIL import ImageFont

    engine = ImageFont.Layout.RAQM if shapes else ImageFont.Layout.BASIC
    return ImageFont.truetype(path, size, index=index, layout_engine=engine)


def _system_fonts(weight: int) -> list[Face]:
    """Fonts that fontconfig knows and that come in any size; none where there is no fontconfig."""
    command = ["fc-list", ":scalable=true:color=false", "--format", _FIELDS]
    try:
        told = subprocess.run(command, capture_output=True, timeout=_LIST_S, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return []
    lines = (line.split("\t") for line in told.stdout.decode(errors="replace").splitlines())
    return [_face(fields, weight) for fields in lines if len(fields) == 6]


def _face(fields: Sequence[str], weight: int) -> Face:
    path, index, own_weight, slant, spacing, charset = fields
    rank = (
        _number(slant) != 0,
        abs(_number(own_weight) - weight),
        _number(spacing) != 0,
        "serif" in Path(path).name.lower(),
        "condensed" in Path(path).name.lower(),
        "math" in Path(path).name.lower(),
    )
    return Face(path, _number(index), _points(charset), tuple(map(int, rank)))


def _number(text: str) -> int:
    """A number as fontconfig writes it; a range of a variable font by its beginning."""
    found = regex.search(r"\d+", text)
    return int(found[0]) if found else 0


def _points(charset: str) -> frozenset[int]:
    """ "20-7e a0 100-17f", in hexadecimal, as code points."""
    points: set[int] = set()
    for stretch in charset.split():
        first, _, last = stretch.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)

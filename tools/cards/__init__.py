"""Image cards: the key fact of a post, with its source, date and the persona's name."""

from tools.cards.card import LANDSCAPE, PORTRAIT, Card, Size, alt_text
from tools.cards.fonts import Fonts, open_fonts
from tools.cards.painting import jpeg, png
from tools.cards.setting import Setting, set_card

__all__ = [
    "LANDSCAPE",
    "PORTRAIT",
    "Card",
    "Fonts",
    "Setting",
    "Size",
    "alt_text",
    "jpeg",
    "open_fonts",
    "png",
    "set_card",
]

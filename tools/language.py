"""Which language a text is in: a light check by script and by its commonest words.

Good enough to keep a French story from an English persona and an English draft
from being called Dutch. It says None rather than guess: headlines often hold no
common word at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

LOOKED_AT = 4_000
"""Characters; more would not change the answer."""
FEWEST_HITS = 2
LEAD = 1.25
"""How many times the runner-up's hits the winner needs."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON = {
    "en": _words(
        "the of and to in is that for it on was with as are at be by this have from or had not but "
        "they which you were has its been their more who will said would after an about than he "
        "she his her what when there we if up out into can"
    ),
    "fr": _words(
        "le la les des et du un une est dans que qui pour sur au pas par plus ce il ne se avec son "
        "sa ses aux mais ont été cette ces leur elle nous vous à où être fait sont d l"
    ),
    "de": _words(
        "der die das und den von zu mit sich des auf für ist im dem nicht ein eine als auch es an "
        "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war"
    ),
    "es": _words(
        "el la los las de que y en un una del se por con no para su al lo como más pero sus le ya "
        "o este sí porque esta entre cuando muy sin sobre también me hasta hay donde han fue es ha"
    ),
    "it": _words(
        "il lo la gli le di che e in un una del della dei delle per con non si da al alla come più "
        "ma sono nel nella anche è ha questo dal degli ai su ci suo sua essere stato ed i l"
    ),
    "pt": _words(
        "o a os as de que e em um uma do da dos das para com não por mais na no se como mas foi ao "
        "ele sua seu ou quando muito já também só pelo pela até isso são à é está você têm"
    ),
    "nl": _words(
        "de het een en van in is dat op te zijn met voor niet aan er om ook als bij dan maar nog "
        "naar heeft ze uit door over wordt deze had werd worden of hij tot meer geen"
    ),
    "sv": _words(
        "och i att det som en på är av för med den till har de inte om ett han men var jag från vi "
        "så kan när nu hon där eller än ska efter vid också hade"
    ),
    "pl": _words(
        "i w na z do nie się że to jest o jak po za od ale przez jego czy są dla by już tego przy "
        "tym ich był oraz ma być który która co tak może tylko"
    ),
    "tr": _words(
        "ve bir bu da de için ile çok olarak daha gibi ne olan var kadar sonra o ise mi en ki her "
        "değil ama oldu göre yeni iki"
    ),
}

_SCRIPTS = {
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "ARABIC": "ar",
    "HANGUL": "ko",
    "DEVANAGARI": "hi",
    "THAI": "th",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
}
_WORD = re.compile(r"[^\W\d_]+")
_NOT_PROSE = re.compile(r"https?://\S+|[@#$]\w+")


def guess_language(text: str) -> str | None:
    """ISO 639-1 code of the language, or None when the text does not say. Never raises.

    A script that several languages share is named after the one with most speakers
    online (Cyrillic: "ru"), which is enough to tell it from the persona's own.
    """
    words = _WORD.findall(_NOT_PROSE.sub(" ", text[:LOOKED_AT]).lower())
    return _by_script(words) or _by_common_words(words)


def _by_script(words: list[str]) -> str | None:
    """The language of the commonest script, when that script is not Latin."""
    letters = "".join(words)
    scripts = Counter(unicodedata.name(letter, "?").split(" ")[0] for letter in letters)
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana > 0.1 * len(letters):
        return "ja"
    script = max(scripts, key=lambda name: scripts[name], default="LATIN")
    return _SCRIPTS.get(script)


def _by_common_words(words: list[str]) -> str | None:
    hits = {code: sum(word in common for word in words) for code, common in COMMON.items()}
    first, second = sorted(hits, key=lambda code: hits[code], reverse=True)[:2]
    if hits[first] < FEWEST_HITS or hits[first] < LEAD * hits[second]:
        return None
    return first

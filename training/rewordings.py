"""True variants: a sentence said otherwise, of which its evidence still bears out every word.

Each takes a sentence and its evidence and gives another wording, or None where it offers no
place for one. Nothing is left out on which the truth of the rest depends: no condition, no
"until", no credit, no denial.
"""

from __future__ import annotations

import re
from random import Random

from agents.auditor.reading.naming import names
from agents.auditor.reading.words import Word, words
from tools.sentences import sentences
from training.inflection import Form, inflected, read
from training.material import Material

SHORTEST = 6
"""Words that a shortened sentence keeps at least."""
LONGEST_MERGED = 60
"""Words of two sentences in one."""

_OPENING = re.compile(
    r"(?:(?:Last|Earlier|After|Despite)\b[^,“”\"]{3,60}"
    r"|On (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|In (?:[A-Z][a-z]+ )?(?:19|20)\d\d),\s+(?=\w)"
)
"""Circumstances; not "In Norland, …": what holds there need not hold everywhere."""
_LEADS_IN = re.compile(r"(?:When|As|While|Since|Because|Once|Although|Though|For|In|At|With|By)\b")
_ASIDE = re.compile(r"\s\([^()]{3,80}\)|,\s(?:who|which|a|an|the|aged)\b[^,“”\"]{3,80},(?=\s[a-z])")
_TRAILING = re.compile(
    r"(?<!and)(?<!or)(?<!but)(?<!\bthe)(?<!\ba),?\s"
    r"(?:(?:after|because|although|while|following|amid|adding|including|citing)\b[^“”\",;]{8,}"
    r"|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\.?|in (?:19|20)\d\d\.?)$"
    r"|,\s(?:who|which)\b[^“”\",;]{8,}$"
)
_BOUND = re.compile(
    r"\b(?:if|unless|until|whether|only|except|not|no|never|none|without|than|said|says|according"
    r"|first|last|most|least)\b|n['’]t\b|\w+est\b",
    re.IGNORECASE,
)
"""What makes the truth of a clause hang on what stands beside it."""


def _table(groups: str) -> dict[str, tuple[str, ...]]:
    """Each word with the others of its group; groups are divided by "|"."""
    split = [tuple(group.split()) for group in groups.split("|")]
    return {word: tuple(o for o in group if o != word) for group in split for word in group}


_VERBS = _table(
    "buy purchase | begin start | approve authorise | rise climb increase | fall drop decline"
    " | reduce cut lower | help assist | allow permit | ban prohibit | build construct"
    " | choose select | gather collect | end conclude | fix repair"
    " | rescue save | employ hire | discover find | destroy wreck"
)
"""Verbs that say the same of the same things; narrower than what the auditor lets pass."""
_WORDS = _table(
    "company firm | companies firms | nearly almost | around about roughly approximately"
    " | big large | biggest largest | employees workers staff | entire whole"
    " | quickly rapidly | previously earlier | physician doctor | physicians doctors"
    " | attorney lawyer | attorneys lawyers"
    " | often frequently | researchers scientists | rapid swift | residents inhabitants"
    " | enormous huge | yearly annual | children kids"
)
_SCALED = re.compile(
    r"(?P<money>[$£€])(?P<digits>\d[\d,.]*)(?P<scale> billion| million|bn|m|B|M)\b"
)
_SCALES = {" billion": ("bn", "B"), " million": ("m", "M"), "bn": (" billion",), "B": (" billion",)}
_SCALES |= {"m": (" million",), "M": (" million",)}
_PERCENT = re.compile(r"(?<=\d)(?: per ?cent\b|%)")
_THOUSANDS = re.compile(r"(?<![\d.,$£€])(?P<head>\d{1,3}),000(?![\d,])")


def shortened(material: Material, chance: Random) -> str | None:
    """The sentence without an opening, an aside or a last clause."""
    text = material.sentence
    if _BOUND.search(text):
        return None
    if found := _OPENING.match(text):
        rest = text[found.end() :]
        return rest[0].upper() + rest[1:] if len(rest.split()) >= SHORTEST else None
    if _LEADS_IN.match(text):
        return None  # its commas are not those of asides
    options = []
    options += [text[: m.start()] + text[m.end() :] for m in _ASIDE.finditer(text)]
    if (found := _TRAILING.search(text)) and material.open(found.start(), found.start() + 1):
        options.append(text[: found.start()].rstrip(" ,;") + ".")
    options = [one for one in options if len(one.split()) >= SHORTEST]
    return chance.choice(options) if options else None


def synonyms(material: Material, chance: Random) -> str | None:
    """One or two words with others of the same meaning, inflected alike."""
    found = [(w, same) for w in words(material.sentence) if (same := _same(material, w))]
    chosen = chance.sample(found, min(len(found), 2))
    text = material.sentence
    for word, same in sorted(chosen, key=lambda one: -one[0].start):
        text = text[: word.start] + chance.choice(same) + text[word.end :]
    return text if chosen else None


def _same(material: Material, word: Word) -> list[str]:
    """The synonyms that can stand in the place of `word`: verbs for verbs, in its form."""
    if not word.raw.islower() or not material.open(word.start, word.end):
        return []
    if word.lower in _WORDS:
        return [other for other in _WORDS[word.lower] if _article_fits(material, word, other)]
    verbal = read(word.lower)
    if verbal is None or verbal[1] in {Form.PLAIN, Form.THIRD, Form.ING}:
        return []  # as likely a noun
    verb, form = verbal
    return [inflected(other, form) for other in _VERBS.get(verb, ())]


def _article_fits(material: Material, word: Word, other: str) -> bool:
    """Whether "a" or "an" before the word can stay."""
    article = re.search(r"\b[Aa]n?\s$", material.sentence[: word.start])
    return article is None or (word.lower[0] in "aeiou") is (other[0] in "aeiou")


def figures(material: Material, chance: Random) -> str | None:
    """The same figures written another way: "$5 billion" as "$5bn", "3%" as "3 percent"."""
    text = _SCALED.sub(
        lambda m: m["money"] + m["digits"] + chance.choice(_SCALES[m["scale"]]), material.sentence
    )
    text = _PERCENT.sub(lambda m: " percent" if m[0] == "%" else "%", text)
    text = _THOUSANDS.sub(lambda m: m["head"] + " thousand", text)
    unchanged = all(material.open(m.start(), m.end()) for m in _PERCENT.finditer(material.sentence))
    return text if unchanged and text != material.sentence else None


def lower_case(material: Material, _chance: Random) -> str | None:
    """Without a capital, as some people write."""
    text = material.sentence.lower()
    return text if text != material.sentence and "http" not in text else None


def merged(material: Material, _chance: Random) -> str | None:
    """This sentence and the next one of the evidence as one."""
    told = sentences(material.evidence)
    if material.sentence not in told[:-1]:
        return None
    following = told[told.index(material.sentence) + 1]
    first = material.sentence.rstrip()
    if not first.endswith(".") or len(f"{first} {following}".split()) > LONGEST_MERGED:
        return None
    named = any(name.start == 0 for name in names(following))
    return f"{first[:-1]}, and {following if named else following[0].lower() + following[1:]}"

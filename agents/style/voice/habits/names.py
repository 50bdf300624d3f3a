"""Names of things: how somebody writes what others write in another way.

Two sources: a list of things with several names (bitcoin, BTC; US, U.S.; with, w/), and the
posts themselves: a word found as "Bitcoin", "bitcoin" and "#bitcoin" is one thing with three
forms. A capital at the beginning of a sentence tells nothing and is not counted.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from agents.style.english.lexicon import is_common
from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.lexicon import Names as Listed
from agents.style.voice.habits.lexicon import names
from agents.style.voice.habits.values import Counted, counted
from memory.types import Value

SEEN = 5
"""Times before a form is a habit."""
_RARE = 0.2
"""Share below which a second form is a slip."""
_PLAIN = 0.9
"""Share of the plain way ("and", "with") from which nothing is to be said."""
_MOST = 24
_TOKEN = re.compile(
    r"(?<![\w@#$&])(?:[wWbB]/[oc]?(?=\s|$)|[$#]?(?:[A-Za-z]\.){2,}|[$#]?[^\W_]\w*(?:['’&-]\w+)*|[&+])"
)
Forms = Mapping[str, Counter[str]]
"""Folded word to the forms it was written in, with their counts."""


class Thing(Value):
    """One thing and how it is written, commonest first."""

    name: str
    forms: tuple[Counted, ...]


class Named(Value):
    """The things most often named."""

    things: tuple[Thing, ...]

    @classmethod
    def measure(cls, corpus: Corpus, forms: Forms) -> Named:
        listed = [_listed(one, forms, corpus.everything) for one in names()]
        taken = {word for one in names() for word in one.words}
        taken |= {_fold(form) for one in names() for form in one.exact}
        seen = [(word, found) for word, found in forms.items() if word not in taken]
        things = [thing for thing in listed if thing is not None]
        things += [_thing(word, found) for word, found in seen if _varies(word, found)]
        things.sort(key=lambda thing: (-sum(form.count for form in thing.forms), thing.name))
        return cls(things=tuple(things[:_MOST]))


def forms_of(corpus: Corpus) -> Forms:
    """Every word of the posts with its forms, sentence beginnings left out where they mislead."""
    forms = defaultdict[str, Counter[str]](Counter)
    for form in _forms(sentence for one in corpus.every for sentence in one.sentences):
        forms[_fold(form)][form] += 1
    return forms


def is_name(word: str, forms: Forms) -> bool:
    """Whether `word` (lower case) is mostly written with a capital inside sentences."""
    found = forms.get(word, Counter[str]())
    capitals = sum(n for form, n in found.items() if form.lstrip("$#") != word)
    return capitals > found.total() / 2


def _forms(sentences: Iterable[str]) -> Iterator[str]:
    for sentence in sentences:
        for place, form in enumerate(_TOKEN.findall(sentence)):
            if place or not form[0].isupper() or not form[1:].islower():
                yield form[:-2] if form.endswith(("'s", "’s")) else form


def _fold(form: str) -> str:
    return form.lstrip("$#").replace("’", "'").lower()


def _listed(one: Listed, forms: Forms, text: str) -> Thing | None:
    """What is seen of a thing of the list; None when it is too seldom, or always the plain way."""
    found = Counter[str]()
    for word in one.words:
        found += forms.get(word, Counter())
    for form in one.exact:
        found[form] += (
            _count(form, text) if " " in form else forms.get(_fold(form), Counter())[form]
        )
    plain = found[one.exact[0]] if one.exact and one.exact[0].islower() else 0
    if found.total() < SEEN or plain > _PLAIN * found.total():
        return None
    return _thing(one.thing, found)


def _count(phrase: str, text: str) -> int:
    """Uses of several words; those in lower case may begin a sentence."""
    return text.count(phrase) + (text.count(phrase.capitalize()) if phrase.islower() else 0)


def _thing(name: str, found: Counter[str]) -> Thing:
    return Thing(name=name, forms=counted(found, 5))


def _varies(word: str, found: Counter[str]) -> bool:
    """Whether the forms of a word say something: two in use, a tag, or capitals inside."""
    total = found.total()
    if total < SEEN or len(word) < 2 or not word[0].isalpha():
        return False
    first, count = found.most_common(1)[0]
    tagged = any(form[0] in "#$" for form in found)
    if is_common(word) and not tagged:
        return False
    inside = first[1:] != first[1:].lower() and not first.isupper()
    return tagged or inside or total - count >= max(3, _RARE * total)

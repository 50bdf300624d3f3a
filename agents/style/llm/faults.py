"""Faults: why a model's text must not become a draft, in words that it can mend it by.

Everything here is code and certain. Whether the rest is true is the auditor's to say;
copies of earlier posts and stock phrases are the scorer's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.style.llm import additions, answers
from agents.style.modes import FORMS, joined, room
from agents.style.scoring.copying import is_near_copy
from memory.types import Brief, Mode
from tools.x_text import LIMIT, weighted_length

SHORTEST = 15
"""Characters of a post that says anything."""
USED = 2
"""Posts of the persona that make a tag, or a number in front, their habit."""
_TAG = re.compile(r"(?<![\w/])(?:[#@]\w+|\$[a-z][\w.]*\b)", re.IGNORECASE)
"""Quicker than reading as X reads, for a hundred thousand posts."""
_ASKS = re.compile(r"\?[\"'”’)\s]*$")


@dataclass(frozen=True)
class Habits:
    """What the persona is known to do, and a text of theirs may therefore do too."""

    language: str = "en"
    tags: tuple[str, ...] = ()
    """Hashtags, cashtags and handles with their sign, in lower case, commonest first."""
    numbers_threads: bool = False

    @classmethod
    def of(cls, posts: Sequence[str], language: str) -> Habits:
        """Counted over the texts of the persona's posts."""
        seen = Counter(tag for text in posts for tag in set(_TAG.findall(text.lower())))
        tags = tuple(tag for tag, count in seen.most_common() if count >= USED)
        numbered = sum(bool(answers.NUMBER.match(text)) for text in posts)
        return cls(language, tags, numbered >= USED)


def faults_of(
    parts: Sequence[str], brief: Brief, habits: Habits, *, longest: int | None = None
) -> list[str]:
    """Why a text of `parts` (one, or the posts of a thread) must not be used; none when it may.

    `longest` is the number of units a part may have, where somebody wished for fewer.
    """
    space = min(room(brief), longest or room(brief))
    found = [_of_form(part, space) for part in parts]
    words = [answers.unnumbered(part) for part in parts] if brief.mode is Mode.THREAD else parts
    found += _of_words(joined(words), brief, habits)
    found.append(_of_mode(parts, brief))
    return list(dict.fromkeys(filter(None, found)))


def _of_form(text: str, space: int) -> str:
    length = weighted_length(text)
    if len(text) < SHORTEST:
        return "empty"
    return f"too long: {length} of {space} units" if length > space else answers.broken_off(text)


def _of_words(text: str, brief: Brief, habits: Habits) -> Iterator[str]:
    told = "\n".join([brief.headline, *(fact.text for fact in brief.facts)])
    yield answers.refuses(text)
    yield answers.leaks(text, told)
    yield answers.marked_up(text)
    yield answers.foreign(text, habits.language)
    yield additions.reach(text, told, habits.tags)
    yield additions.figures(text, told)
    yield additions.quotes(text, f"{told}\n{brief.answering or ''}")
    yield additions.life(text)
    yield additions.promises(text, told)
    yield additions.predictions(text, told)
    if brief.grave:
        yield additions.laughter(text)


def _of_mode(parts: Sequence[str], brief: Brief) -> str:
    """What the mode asks for and the text does not do."""
    form = FORMS[brief.mode]
    if not form.fewest_parts <= len(parts) <= form.most_parts:
        return f"{len(parts)} parts; write {form.fewest_parts} to {form.most_parts}"
    match brief.mode:
        case Mode.QUESTION if not _ASKS.search(parts[0]):
            return "asks nothing: it must end with a question"
        case Mode.LONG if weighted_length(parts[0]) <= LIMIT:
            return f"no long post: it fits into one of {LIMIT} units"
        case Mode.REPLY if is_near_copy(parts[0], [brief.answering or ""]):
            return "repeats what it answers"
        case Mode.THREAD if any(is_near_copy(part, parts[:n]) for n, part in enumerate(parts)):
            return "says the same in two parts"
    return ""

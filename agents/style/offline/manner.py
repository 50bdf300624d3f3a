"""Manner: how the persona sets a post: what stands around its sentences, and how often.

Everything is mined from their own posts and used in the form in which they write it:
reactions before and after the news, emoji, hashtags, the way in which lines and links
are joined. A reaction must also stand in our list of those that mean the same about any
story; an emoji in our list of those with a known feeling. So nothing here can say
something about the world.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from agents.style.english.mood import Mood
from memory.types import Post, PostKind
from tools.sentences import sentences
from tools.x_text import hashtags

URL = re.compile(r"https?://\S+")
EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[\U0001f300-\U0001faff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u27a1]"
    "[\ufe0f\U0001f3fb-\U0001f3ff]?(?:\u200d[\U0001f300-\U0001faff\u2640\u2642\u2695\u2764]\ufe0f?)*)"
)
_EMOJI_RUN = re.compile(f"(?:{EMOJI.pattern}\\s?)+")
_TAIL_TAGS = re.compile(r"(?:\s+#\w+)+$")
_FIRST = re.compile(r"^(?P<said>[^\n.!?…:,—–]{1,40}?)(?P<mark>[.!…]+|:|,| [—–-]|\n)(?=\s|$)")
_ACRONYM = re.compile(
    r"(?<![\w$#@])(?:etf|sec|cpi|gdp|fomc|usdc|usdt|btc|eth|ceo|cfo|fbi|doj|irs|imf|ecb|nft|dao|ai|"
    r"eu|uk|usa|un|nyc|bbc|nasa|api)s?(?!\w)",
    re.IGNORECASE,
)
_HABIT = 0.2
_SEEN = 2
"""Times that a tag must recur to be a habit; a reaction from our list needs to be seen once."""

_MADE = re.compile(
    r"(?:(?:this|that|it)(?:['’]s| is| was)? |what an? |such an? |how |an? )?"
    r"(?:(?:just|so|very|really|pretty|quite|truly|super|absolutely|simply|totally|genuinely|"
    r"rather|incredibly|too|always) )*(?:an? )?(?P<word>[\w-]+)"
    r"(?: (?P<noun>news|stuff|work|story|move|day|week|time|times|thing|one|moment|read|piece|"
    r"thread|article|interview|essay|job|effort))?"
)
"""A reaction made of one telling word: "So sad", "What a great day", "Really interesting read"."""
_RUNS_ON = frozenset({"any", "call", "news"})
"""Sections whose reactions may go on with a comma: "Well, the Fed holds"."""
_SIGNATURE = 0.04
"""Share of posts from which an emoji about a thing is a signature, and fits all but sorry news."""

_EMOJI_MOODS = {
    "any": "👀📣📢🚨⚡🌐🤔➡👉👇⬇🧵📰🗞🔗📊📌🔔⏰🕰💡🧠🔍🔎🎙📺📡ℹ❗‼",
    "good": "🫡🚀🔥🎉🥳💪🙌❤💙💚💛🧡💜🤍✨😍👏😊🙂😀😃😄😁🤩🌟⭐🏆🥇✅🍾🥂💯🤝👍🎊🌞☀📈💎",
    "bad": "😬😭😢😞😔💔📉🤦🤷😱😨😟😩😫😤😡🤬🙁☹😕😐😑🥲💀☠⚠🥺",
    "light": "😂🤣😅😆😏🙃🐸😘😜😎🤪🤡🍿🤭😇🤓🤠🥸",
}
"""What a feeling an emoji shows. Others (flags, tomatoes) are about a thing, and not used
unless they are a signature."""


@dataclass(frozen=True)
class Mark:
    """Something that the persona puts before or after the news, as they write it."""

    text: str
    """With its own punctuation: "Well, well.", "Noted:", "👀"."""
    mood: str
    """Section of the list that it is from: any, clear, good, bad, light, news, pointer
    or call."""
    count: int
    joint: str = " "
    """What most often stands between it and the rest."""

    @property
    def introduces_a_title(self) -> bool:
        """Whether a headline in quotation marks may follow: "Worth a read:", "Wow."."""
        return self.mood in {"pointer", "any"} and not self.text.endswith((",", "-", "—", "–"))

    def suits(self, mood: Mood, *, sorry: bool, with_link: bool) -> bool:
        """Whether it may stand by news of `mood`; `sorry` when anything in it is bad."""
        if self.mood in {"good", "bad"}:
            return mood.value == self.mood
        if self.mood == "clear":
            return mood is not Mood.UNCLEAR
        if self.mood == "pointer":
            return with_link
        return not (sorry and self.mood in {"light", "call"})


@dataclass(frozen=True)
class Shape:
    """The outer shape of one real post: what a plan takes over from it."""

    length: int
    """Characters without links."""
    opens: bool = False
    closes: bool = False
    emoji: str = ""
    """ "start", "end" or empty."""
    tags: int = 0
    ending: str = "."
    """Its last marks: ".", "!!", "..." or nothing. A question mark or colon counts as a stop."""
    lower: bool = False
    """Whether it is written without capitals."""
    joint: str = " "
    """Between two sentences."""
    link_joint: str = " "
    """Before the link."""


@dataclass(frozen=True)
class Manner:
    """What was mined. Empty for a persona without posts: then nothing is put around the news."""

    openers: tuple[Mark, ...] = ()
    closers: tuple[Mark, ...] = ()
    emoji: tuple[Mark, ...] = ()
    tags: tuple[Mark, ...] = ()
    questions: tuple[Mark, ...] = ()
    """What they ask their readers, about anything."""
    statements: tuple[Shape, ...] = ()
    comments: tuple[Shape, ...] = ()
    lower: bool = False
    """Whether they write without capitals often enough for it to be a habit."""
    lower_acronyms: bool = False
    """Whether they write "etf" and "sec"."""

    @classmethod
    def learn(cls, posts: Iterable[Post]) -> Manner:
        """What the statements, comments and questions of `posts` show; replies do not count."""
        own = [post for post in posts if post.kind not in {PostKind.REPLY, PostKind.LONG}]
        before: Counter[tuple[str, str]] = Counter()
        after: Counter[tuple[str, str]] = Counter()
        asked: Counter[tuple[str, str]] = Counter()
        runs: Counter[str] = Counter()
        tags: Counter[str] = Counter()
        shapes: list[tuple[Post, Shape]] = []
        for post in own:
            text = URL.sub("", post.text).strip()
            if not text:
                continue
            opener, closer = _opener(text), _closer(text)
            before.update([opener] if opener else ())
            put = asked if closer and closer[0].endswith("?") else after
            put.update([closer] if closer else ())
            runs.update(_level(run.group()) for run in _EMOJI_RUN.finditer(text))
            tags.update({text[tag.start : tag.end] for tag in hashtags(text)})
            shapes.append((post, _shape(post.text, text, bool(opener), closer in after)))
        return cls(
            openers=_marks(before, "+"),
            closers=_marks(after, "-"),
            questions=_marks(asked, "-"),
            emoji=tuple(
                Mark(run, mood, count)
                for run, count in runs.most_common()
                if (mood := _emoji_mood(run) or ("light" if count > _SIGNATURE * len(own) else ""))
            ),
            tags=tuple(Mark(t, "any", n) for t, n in tags.most_common() if n >= _SEEN),
            statements=tuple(shape for post, shape in shapes if not URL.search(post.text)),
            lower=sum(shape.lower for _, shape in shapes) > _HABIT * len(shapes),
            lower_acronyms=_lowers_acronyms(post.text for post in own),
            comments=tuple(shape for post, shape in shapes if URL.search(post.text)),
        )

    def plan(self, chance: random.Random, *, with_link: bool) -> Shape:
        """The shape of one of their posts of that kind, drawn; a plain one when there is none."""
        shapes = self.comments if with_link else self.statements
        shapes = shapes or self.statements or self.comments
        return chance.choice(shapes) if shapes else Shape(length=140)


def drawn(marks: Sequence[Mark], count: int, chance: random.Random) -> list[Mark]:
    """Up to `count` different marks, each as likely as the persona uses it."""
    left = list(marks)
    found: list[Mark] = []
    while left and len(found) < count:
        found.append(chance.choices(left, [mark.count for mark in left])[0])
        left.remove(found[-1])
    return found


def section_of(text: str) -> tuple[str, str] | None:
    """(section, place) of a reaction: on the list, or made of one of its words; else None."""
    said = said_of(text)
    if found := reactions().get(said):
        return found
    made = _MADE.fullmatch(said)
    if not made or made["word"] not in _words():
        return None
    mood = _words()[made["word"]]
    if made["noun"] in {"read", "piece", "thread", "article", "interview", "essay"}:
        return "pointer", ""
    # A strong word about nothing in particular needs news that is clearly something.
    return ("clear" if mood == "any" else mood), ""


def said_of(text: str) -> str:
    """A reaction as our list writes it: small, without end marks and emoji."""
    plain = EMOJI.sub("", text).replace("’", "'").lower()
    return " ".join(plain.split()).strip(' .!?…:,—–-~"“”')


def _opener(text: str) -> tuple[str, str] | None:
    """The reaction that `text` begins with, as written, and its joint."""
    plain = _EMOJI_RUN.sub("", text, count=1).lstrip() if EMOJI.match(text) else text
    found = _FIRST.match(plain)
    if not found or not section_of(found["said"]):
        return None
    if found["mark"] == "," and reactions().get(said_of(found["said"]), ("",))[0] not in _RUNS_ON:
        return None  # "Sad, but true" goes on
    rest = plain[found.end() :]
    if not rest.strip():
        return None
    mark = "" if found["mark"] == "\n" else found["mark"]
    gap = re.match(r"\s*", ("\n" if found["mark"] == "\n" else "") + rest)
    return found["said"].strip() + mark, _joint(gap.group() if gap else " ")


def _closer(text: str) -> tuple[str, str] | None:
    """The reaction or question that `text` ends with, as written, and its joint."""
    plain = _TAIL_TAGS.sub("", text).rstrip()
    plain = re.sub(f"\\s*{_EMOJI_RUN.pattern}$", "", plain)
    parts = [part for line in plain.split("\n") for part in sentences(line)]
    found = section_of(parts[-1]) if parts else None
    if not found:
        return None
    section, _ = found
    if (section == "question") != parts[-1].endswith("?"):
        return None  # "Progress?" is no "Progress."
    head = plain[: -len(parts[-1])] if plain.endswith(parts[-1]) else ""
    gap = re.search(r"\s*$", head)
    return parts[-1], _joint(gap.group() if gap and head else " ")


def _shape(whole: str, text: str, opens: bool, closes: bool) -> Shape:
    plain = EMOJI.sub("", _TAIL_TAGS.sub("", text)).strip()
    first, last = EMOJI.match(text), re.search(f"{EMOJI.pattern}\\s*(?:#\\w+\\s*)*$", text)
    letters = re.sub(r"[$#@]\w+|\b[A-Z]{2,}\b", "", plain)
    link = URL.search(whole)
    gap = re.search(r"\s*$", whole[: link.start()]) if link else None
    inner = re.search(r"(?<=\S)\n+(?=\S)", text)
    return Shape(
        length=len(text),
        opens=opens,
        closes=closes,
        emoji="start" if first else "end" if last else "",
        tags=len(hashtags(text)),
        ending=_ending(plain),
        lower=bool(letters) and not any(c.isupper() for c in letters),
        joint=_joint(inner.group()) if inner else " ",
        link_joint=_joint(gap.group()) if gap and link and link.start() else " ",
    )


def _ending(text: str) -> str:
    found = re.search(r"(?:!+|\.{2,}|…|[.?:])[\"'”’)]*$", text)
    marks = found.group().rstrip("\"'”’)") if found else ""
    return "." if marks in {"?", ":"} else marks[:3]


def _marks(counts: Counter[tuple[str, str]], place: str) -> tuple[Mark, ...]:
    """One mark a wording, most used first, with the joint that it most often had."""
    by_text: dict[str, Counter[str]] = {}
    for (text, joint), count in counts.items():
        by_text.setdefault(text, Counter())[joint] += count
    found = [
        Mark(text, section, joints.total(), joints.most_common(1)[0][0])
        for text, joints in by_text.items()
        for section, only in [section_of(text) or ("", "")]
        if only in {"", place}
    ]
    return tuple(sorted(found, key=lambda mark: (-mark.count, mark.text)))


def _lowers_acronyms(texts: Iterable[str]) -> bool:
    found = [match.group() for text in texts for match in _ACRONYM.finditer(URL.sub("", text))]
    return sum(word.islower() for word in found) > len(found) / 2


def _joint(gap: str) -> str:
    """Space, line break or empty line."""
    breaks = gap.count("\n")
    return "\n\n" if breaks > 1 else "\n" if breaks else " "


def _level(run: str) -> str:
    """A run of emoji, at most three of them."""
    return "".join(found.group() for found in list(EMOJI.finditer(run))[:3])


def _emoji_mood(run: str) -> str:
    """The feeling that all emoji of a run share; empty when one is about a thing."""
    moods = {
        next((mood for mood, known in _EMOJI_MOODS.items() if one.group()[0] in known), "")
        for one in EMOJI.finditer(run)
    } - {"any"}
    return moods.pop() if len(moods) == 1 else "any" if not moods else ""


@cache
def _words() -> dict[str, str]:
    """ "sad" to "bad": the words that reactions are made of."""
    return {
        phrase: section.removeprefix("word ")
        for phrase, section in _listed()
        if section.startswith("word ")
    }


@cache
def reactions() -> dict[str, tuple[str, str]]:
    """Reaction to (section, place): place is "+" for openers only, "-" for closers only."""
    found: dict[str, tuple[str, str]] = {}
    for phrase, section in _listed():
        if not section.startswith("word "):
            place = phrase[0] if phrase[0] in "+-" else ""
            found.setdefault(phrase.removeprefix(place), (section, place))
    return found


def _listed() -> Iterator[tuple[str, str]]:
    """Each line of our list with the section that it stands in."""
    text = (files("agents.style.english.lexicon") / "reactions.txt").read_text(encoding="utf-8")
    section = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("["):
            section = line.strip("[]")
        elif line[0] != "#":
            yield line, section

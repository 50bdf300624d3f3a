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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from agents.style.english.mood import Mood
from agents.style.offline.reactions import reactions, said_of, section_of
from memory.types import Post, PostKind
from tools.sentences import sentences
from tools.x_text import EMOJI, hashtags

URL = re.compile(r"https?://\S+")
_EMOJI_RUN = regex.compile(rf"(?:{EMOJI.pattern}\s?)+", EMOJI.flags)
_ENDS_IN_EMOJI = regex.compile(rf"(?:{EMOJI.pattern}\s?)+\s*(?:[#]\w+\s*)*$", EMOJI.flags)
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

_RUNS_ON = frozenset({"any", "call", "news"})
"""Sections whose reactions may go on with a comma: "Well, the Fed holds"."""
_SIGNATURE = 0.04
"""Share of posts from which an emoji about a thing is a signature, and fits all but sorry news."""

_SIGN_OFF = 0.08
"""Share of posts from which a closing word is a sign-off."""

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
    def goes_with_a_title(self) -> bool:
        """Whether it may stand by a headline in quotation marks: "Worth a read:", "Wow."."""
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
            openers=_marks(before, "+", len(own)),
            closers=_marks(after, "-", len(own)),
            questions=_marks(asked, "-", len(own)),
            emoji=tuple(
                Mark(run, mood, count)
                for run, count in runs.most_common()
                if (mood := _emoji_mood(run) or _signature(run, count, len(own)))
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
    plain = _ENDS_IN_EMOJI.sub("", plain).rstrip()
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
    first, last = EMOJI.match(text), _ENDS_IN_EMOJI.search(text)
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


def _marks(counts: Counter[tuple[str, str]], place: str, posts: int) -> tuple[Mark, ...]:
    """One mark a wording, most used first, with the joint that it most often had.

    A glad word under so many of the `posts` that it is a signature stands for no gladness.
    """
    by_text: dict[str, Counter[str]] = {}
    for (text, joint), count in counts.items():
        by_text.setdefault(text, Counter())[joint] += count
    found = [
        Mark(
            text,
            "light" if section == "good" and joints.total() > _SIGN_OFF * posts else section,
            joints.total(),
            joints.most_common(1)[0][0],
        )
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


def _signature(run: str, count: int, posts: int) -> str:
    """ "light" when emoji about a thing are a habit; a flag always speaks of its country."""
    flag = any("\U0001f1e6" <= character <= "\U0001f1ff" for character in run)
    return "light" if count > max(_SEEN, _SIGNATURE * posts) and not flag else ""


def _emoji_mood(run: str) -> str:
    """The feeling that all emoji of a run share; empty when one is about a thing."""
    moods = {
        next((mood for mood, known in _EMOJI_MOODS.items() if one.group()[0] in known), "")
        for one in EMOJI.finditer(run)
    } - {"any"}
    return moods.pop() if len(moods) == 1 else "any" if not moods else ""

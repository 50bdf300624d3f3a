"""What each weight of the choice of exemplars buys, on posts that the voices really wrote next.

    .venv/bin/python -m benchmarks.exemplars [--count 8] [--json]

The last three tenths of the posts of every background voice and of the shipped persona are
held out. For each of them, in order of time, posts are chosen among those before it, by its
kind and its content words (as a headline would name the topic: no opener, no names that it
answers, no small words). Better is: habits and length nearer to the post's, more bits a word
saved over a unigram model of the voice so far, more openings met; and, of what was chosen
itself, less likeness, fewer repeats of one opening, of the draft before, and of replies where
none was asked for. Beside the choice stand chance, bare nearness, nearness within the kind,
and the choice without each of its parts.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.style.exemplars import LATELY, Pool, Weights, opening, pick, pooled, rests, success
from agents.style.voice.profile import body, opener_of
from benchmarks._measuring import ROOT, print_json, print_table
from memory.types import Mode, Post, PostKind
from tools.archives.records import read_posts
from tools.background import background

HELD_OUT = 0.3
MODES = {kind: Mode(kind.value) for kind in PostKind}
CHOSEN, VOICE = 0.3, 0.85
"""Shares in the mixture of unigrams: of the chosen posts; in the rest, of the voice so far
(what is left is all voices)."""
HABITS: tuple[Callable[[str], bool], ...] = (
    lambda text: text[:1].islower(),
    lambda text: text.endswith("."),
    lambda text: "!" in text,
    lambda text: "?" in text,
    lambda text: bool(re.search("[\U0001f300-\U0001faff\u2600-\u27bf]", text)),
    lambda text: "#" in text,
    lambda text: "$" in text,
    lambda text: "\n" in text,
    lambda text: "://" in text,
    lambda text: text.startswith("@"),
    lambda text: bool(re.search(r"\d", text)),
    lambda text: "," in text,
    lambda text: "..." in text or "…" in text,
    lambda text: bool(opener_of(text)),
)
Chooser = Callable[[Pool, int], list[int]]


@dataclass(frozen=True)
class Voice:
    """One voice, oldest post first, with the vectors of its posts and of their topics."""

    posts: Sequence[Post]
    vectors: NDArray[np.float32]
    topics: NDArray[np.float32]

    @cached_property
    def words(self) -> list[list[str]]:
        return [_words(post.text) for post in self.posts]

    @cached_property
    def habits(self) -> NDArray[np.float32]:
        return np.array([[test(p.text) for test in HABITS] for p in self.posts], dtype=np.float32)

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        return np.log([max(5, len(body(post.text))) for post in self.posts])

    @cached_property
    def success(self) -> Mapping[str, float]:
        return success(self.posts)


def _words(text: str) -> list[str]:
    found = re.findall(r"https?://\S+|@\w+|[\w$#%’']+|[^\w\s]|\n", text.lower())
    return [re.sub(r"^https?://.*", "(link)", re.sub(r"^@.+", "(name)", word)) for word in found]


def _topic(text: str) -> str:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    plain = re.sub(r"@\w+", "", body(text))
    words = re.findall(r"[\w$%'.-]*\w", plain[len(opener_of(plain)) :].lower())
    return " ".join(word for word in words if word not in ENGLISH_STOP_WORDS and len(word) > 2)


def voices() -> list[Voice]:
    """All of them, embedded: about half a minute."""
    from tools.embeddings import open_embedder

    embedder = open_embedder()
    shipped = read_posts(ROOT / "data" / "personas" / "nell-harrow" / "posts.jsonl")
    found = [*background().values(), [post for post in shipped if isinstance(post, Post)]]
    made = []
    for posts in found:
        ordered = sorted(posts, key=lambda post: post.posted_at)
        made.append(
            Voice(
                ordered,
                embedder.embed([body(post.text) for post in ordered]),
                embedder.embed([_topic(post.text) or "nothing" for post in ordered]),
            )
        )
    return made


def measured(
    voice: Voice, choose: Chooser, count: int, everyone: Counter[str]
) -> list[dict[str, float]]:
    """One row of figures for each held-out post of `voice`."""
    rows: list[dict[str, float]] = []
    first = int(len(voice.posts) * (1 - HELD_OUT))
    so_far = Counter(word for words in voice.words[:first] for word in words)
    lately: list[list[str]] = []
    for place in range(first, len(voice.posts)):
        before, mode = voice.posts[:place], MODES[voice.posts[place].kind]
        pool = pooled(
            before,
            voice.vectors[:place],
            voice.topics[place],
            mode,
            voice.success,
            rests(lately),
        )
        chosen = choose(pool, count)
        last = lately[0] if lately else []
        rows.append(
            {
                "bits a word": _bits(voice, place, chosen, so_far, everyone),
                "tired": float(np.mean([before[n].id in last for n in chosen])),
                **_form(voice, place, chosen),
            }
        )
        lately.insert(0, [before[n].id for n in chosen])
        del lately[LATELY:]
        so_far.update(voice.words[place])
    return rows


def _form(voice: Voice, place: int, chosen: list[int]) -> dict[str, float]:
    apart = voice.habits[place] - voice.habits[chosen].mean(axis=0)
    openings = Counter(opening(voice.posts[n]) for n in chosen)
    alike = voice.vectors[chosen] @ voice.vectors[chosen].T
    others = max(1, len(chosen) * (len(chosen) - 1))
    figures = {
        "habits apart": float((apart**2).mean()),
        "length apart": float(abs(voice.lengths[place] - np.median(voice.lengths[chosen]))),
        "opening met": float(opening(voice.posts[place]) in openings),
        "alike": float((alike.sum() - len(chosen)) / others),
        "open alike": float(max(openings.values())),
        "success": float(np.mean([voice.success[voice.posts[n].id] for n in chosen])),
    }
    if voice.posts[place].kind is not PostKind.REPLY:
        figures["replies"] = float(np.mean([voice.posts[n].kind is PostKind.REPLY for n in chosen]))
    return figures


def _bits(
    voice: Voice, place: int, chosen: list[int], so_far: Counter[str], everyone: Counter[str]
) -> float:
    """Bits a word that a mixture with the chosen posts' words saves over one without."""
    said = Counter(word for n in chosen for word in voice.words[n])
    own, all_of, picked = so_far.total(), everyone.total(), said.total()
    saved = 0.0
    for word in voice.words[place]:
        usual = VOICE * so_far[word] / own + (1 - VOICE) * everyone[word] / all_of
        mixed = (1 - CHOSEN) * usual + CHOSEN * said[word] / picked
        saved += math.log2(mixed / usual)
    return saved / max(1, len(voice.words[place]))


def choosers() -> dict[str, Chooser]:
    """Each way to choose, by its name."""
    chance = np.random.default_rng(0)
    bare = Weights(**dict.fromkeys(vars(Weights()), 0.0))

    def by(weights: Weights) -> Chooser:
        return lambda pool, count: pick(pool, count, weights)

    without = {
        f"  without {part}": by(replace(Weights(), **{part: 0.0})) for part in vars(Weights())
    }
    return {
        "chance": lambda pool, count: list(chance.permutation(len(pool.near))[:count]),
        "nearest": by(bare),
        "nearest of the kind": by(replace(bare, form=10.0)),
        "the choice": by(Weights()),
        **without,
    }


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--count", type=int, default=8, help="posts chosen (default 8)")
    ask.add_argument("--json", action="store_true", help="for scripts")
    asked = ask.parse_args()
    found = voices()
    everyone = Counter(word for voice in found for words in voice.words for word in words)
    table: list[dict[str, Any]] = []
    for name, choose in choosers().items():
        rows = [row for v in found for row in measured(v, choose, asked.count, everyone)]
        heads = dict.fromkeys(key for row in rows for key in row)
        means = {key: float(np.mean([row[key] for row in rows if key in row])) for key in heads}
        table.append({"": name, **{key: round(value, 4) for key, value in means.items()}})
    if asked.json:
        print_json(table)
        return
    told = [{key: f"{v:.3f}" if key else v for key, v in row.items()} for row in table]
    print_table(f"{asked.count} of the posts before, for each of {len(rows)} that came", told)


if __name__ == "__main__":
    main()

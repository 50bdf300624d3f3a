"""The profile in words and numbers: what a prompt says about how somebody writes.

Short lines, each a subject; what somebody never does is said only where others do it. Texts
of the posts stand in quotation marks, cut to a line, and are data like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from agents.style.voice.habits.values import Counted, Share

if TYPE_CHECKING:
    from agents.style.voice.habits.tags import Tags
    from agents.style.voice.profile import VoiceProfile

MONEY = {"bn": "$1.2bn", "B": "$1.2B", "billion": "$1.2 billion", "": "not seen"}
_HABIT = 0.02
"""Share of posts from which a habit is worth a line."""
_LONGEST = 60
"""Characters of one example."""


def describe(profile: VoiceProfile) -> str:
    """At most some forty lines; of no posts, one that says so."""
    if not profile.posts:
        return "0 posts: nothing is known of how this person writes"
    parts = (
        _form,
        _beginning_and_end,
        _marks,
        _letters,
        _emoji,
        _tags_and_links,
        _spelling,
        _words,
        _stance,
        _subjects,
    )
    return "\n".join(line for part in parts for line in part(profile) if line)


def _form(profile: VoiceProfile) -> Iterable[str]:
    size, rhythm = profile.length.characters, profile.rhythm
    yield (
        f"{profile.posts} posts; {size.mean:.0f} characters on average (spread "
        f"{size.deviation:.0f}; a tenth under {size.p10:.0f}, half under {size.median:.0f}, a "
        f"tenth over {size.p90:.0f})"
    )
    yield (
        f"{rhythm.sentences.mean:.1f} sentences of {rhythm.words.mean:.0f} words (spread "
        f"{rhythm.words.deviation:.0f}); {rhythm.one_sentence_share:.0%} of posts are one "
        f"sentence; {rhythm.short_sentence_share:.0%} of sentences have four words or fewer"
    )
    yield (
        f"line breaks in {rhythm.line_break_share:.0%}, empty lines in "
        f"{rhythm.empty_line_share:.0%}, lists in {rhythm.list_share:.0%}"
    )
    for kind in profile.schedule.kinds:
        if len(profile.schedule.kinds) > 1 and kind.share >= _HABIT:
            yield (
                f"{kind.name}: {kind.share:.0%} of posts, half under {kind.length.median:.0f} "
                f"characters, {kind.sentences:.1f} sentences, links {kind.links:.0%}"
            )


def _beginning_and_end(profile: VoiceProfile) -> Iterable[str]:
    edges = profile.edges
    yield f"openers in {edges.opener_share:.0%} of posts: {_quoted(edges.openers, 12)}"
    if not edges.openers:
        yield f"first words: {_quoted(edges.first_words, 8)}"
    if edges.closers:
        yield f"short closers in {edges.closer_share:.0%}: {_quoted(edges.closers, 6)}"
    yield f"a post ends with: {_shares(edges.endings)}"


def _marks(profile: VoiceProfile) -> Iterable[str]:
    marks = profile.punctuation
    yield (
        f"exclamation marks in {marks.exclamation:.0%}, questions {marks.question:.0%}, colons "
        f"{marks.colons:.0%}, semicolons {marks.semicolons:.0%}, dashes {marks.dashes:.0%}, "
        f"ellipses {marks.ellipses:.0%}, parentheses {marks.parentheses:.0%}, quotations "
        f"{marks.quotations:.0%}"
    )
    if marks.repeated >= _HABIT:
        yield f"marks in a row: {_shares(marks.closing_marks)}"
    if marks.dashes >= _HABIT:
        yield f"dashes are written {_shares(marks.dash_forms)}"
    if marks.ellipses >= _HABIT:
        yield f"ellipses are written {_shares(marks.ellipsis_forms)}"


def _letters(profile: VoiceProfile) -> Iterable[str]:
    capitals = profile.capitals
    yield (
        f"all in lower case {capitals.lower_case_share:.0%}, begins in lower case "
        f"{capitals.lowercase_start_share:.0%}, with a word shouted {capitals.shouted_share:.0%}"
        + (f": {_quoted(capitals.shouted, 5)}" if capitals.shouted else "")
    )


def _emoji(profile: VoiceProfile) -> Iterable[str]:
    emoji = profile.emoji
    if not emoji.share:
        yield "emoji: none"
        return
    used = " ".join(f"{one.text} {one.count}×" for one in emoji.used[:10])
    yield (
        f"emoji in {emoji.share:.0%}, {emoji.in_a_row.mean:.1f} in a row, at the "
        f"{_shares(emoji.places)}: {used}"
    )


def _tags_and_links(profile: VoiceProfile) -> Iterable[str]:
    links = profile.links
    yield _tags("hashtags", profile.hashtags)
    yield _tags("cashtags", profile.cashtags)
    yield _tags("handles", profile.handles)
    joined = f", joined by: {_shares(links.joined)}" if links.joined else ""
    yield f"links in {links.share:.0%}{joined}"


def _tags(name: str, tags: Tags) -> str:
    if not tags.share:
        return f"{name}: none"
    used = ", ".join(f"{one.text} {one.count}×" for one in tags.used[:6])
    return f"{name} in {tags.share:.0%}, {tags.a_post.mean:.1f} a post: {used}"


def _spelling(profile: VoiceProfile) -> Iterable[str]:
    spelling = profile.spelling
    yield (
        f"contracts {spelling.contractions_share:.0%} of what can be contracted"
        + (f": {_quoted(spelling.contractions, 5)}" if spelling.contractions else "")
        + (
            ", without the apostrophe"
            if spelling.contractions and spelling.bare_share > 0.5
            else ""
        )
    )
    yield (
        f"small numbers as digits {spelling.digits_share:.0%}; money {MONEY[spelling.money_form]}; "
        f"British spelling {spelling.british_share:.0%}"
    )
    written = [f"{thing.name} as {_quoted(thing.forms, 3)}" for thing in profile.names.things[:12]]
    if written:
        yield f"names of things: {'; '.join(written)}"


def _words(profile: VoiceProfile) -> Iterable[str]:
    words, function = profile.words, profile.function_words
    yield f"pet words: {', '.join(told.text for told in words.pet[:16]) or 'none'}"
    if words.phrases:
        yield f"pet phrases: {', '.join(told.text for told in words.phrases[:10])}"
    for name, rates in (("more", function.more), ("less", function.less)):
        if rates:
            yield f"uses {name} than others: {', '.join(rate.text for rate in rates[:8])}"


def _stance(profile: VoiceProfile) -> Iterable[str]:
    stance = profile.stance
    said = [
        f"{marker.name} {marker.share:.0%} ({', '.join(one.text for one in marker.used[:3])})"
        for marker in stance.markers
        if marker.share >= _HABIT
    ]
    if said:
        yield f"stance, share of posts: {'; '.join(said)}"
    yield (
        f"a short punch line in {stance.punch_line_share:.0%}, a question answered at once "
        f"{stance.answered_question_share:.0%}, scare quotes {stance.scare_quotes_share:.0%}, "
        f'"X, not Y" {stance.antithesis_share:.0%}'
    )


def _subjects(profile: VoiceProfile) -> Iterable[str]:
    if profile.topics:
        told = (f"{topic.name} {topic.weight:.0%}" for topic in profile.topics)
        yield f"topics: {', '.join(told)}"
    if len(profile.languages) > 1:
        yield f"languages: {_shares(profile.languages)}"


def _quoted(found: Sequence[Counted], most: int) -> str:
    return ", ".join(f"{_cut(one.text)!r} {one.count}×" for one in found[:most]) or "none"


def _shares(found: Sequence[Share]) -> str:
    seen = [one for one in found if one.share >= _HABIT]
    return ", ".join(f"{one.name} {one.share:.0%}" for one in seen[:5])


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"

"""How a measured voice looks: numbers, small plots, and the person's own posts as examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agents.style.voice.changes import changes
from agents.style.voice.description import MONEY
from agents.style.voice.habits.corpus import URL, body
from agents.style.voice.habits.length import BIN
from agents.style.voice.habits.values import Counted, Share

if TYPE_CHECKING:
    from agents.style.voice.habits.schedule import Habit
    from agents.style.voice.habits.tags import Tags
    from agents.style.voice.profile import VoiceProfile
    from agents.style.voice.versions import Measured
    from memory.types import Post

_COLUMNS = " ▁▂▃▄▅▆▇█"
_PARTS = " ▏▎▍▌▋▊▉"
_BAR = 24
"""Characters of the longest bar."""
_LABEL = 12
_IN = (0, 0, 0, 2)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SEEN = 0.02
"""Share from which something is shown."""
Row = tuple[str, str | Text]


def voice(measured: Measured, posts: Sequence[Post]) -> RenderableType:
    """One version of a voice, with examples from `posts`."""
    profile = measured.profile
    head = Text.assemble(
        ("voice, measured", "bold"),
        f" on {profile.posts} post{'s' * (profile.posts != 1)} (version {measured.version}, "
        f"{measured.measured_at:%d %b %Y})",
    )
    if not profile.posts:
        return Group(head, Padding("no posts yet: python main.py persona import SLUG FILE", _IN))
    rows = [*_form(profile), *_edges(profile), *_marks(profile), *_words(profile)]
    return Group(
        head,
        _grid(rows),
        _plots("when", _when(profile.schedule.channels)),
        _plots("kinds", _bars((one.name, one.share, ()) for one in profile.schedule.kinds)),
        _plots("topics", _bars((t.name, t.weight, t.words) for t in profile.topics[:8])),
        _grid(_examples(profile, posts)),
    )


def history(versions: Sequence[Measured]) -> RenderableType:
    """Each version, the newest first, and what was different from the one before it."""
    parts: list[RenderableType] = []
    for place in range(len(versions) - 1, -1, -1):
        one = versions[place]
        parts.append(
            Text.assemble(
                (f"version {one.version}", "bold"),
                f"  {one.measured_at:%d %b %Y %H:%M} UTC, {one.profile.posts} posts",
            )
        )
        told = changes(versions[place - 1].profile, one.profile) if place else ()
        parts += [Padding(Text(line), _IN) for line in told]
    return Group(*parts)


def as_json(measured: Measured) -> dict[str, Any]:
    """What a script gets to know of a voice."""
    return {
        "voice": measured.profile.model_dump(mode="json"),
        "voice_version": measured.version,
        "voice_measured_at": measured.measured_at,
    }


def history_as_json(versions: Sequence[Measured]) -> list[dict[str, Any]]:
    """Each version, oldest first."""
    earlier = [None, *(one.profile for one in versions)]
    return [
        {
            "version": one.version,
            "measured_at": one.measured_at,
            "posts": one.profile.posts,
            "changes": changes(before, one.profile) if before else (),
        }
        for before, one in zip(earlier, versions, strict=False)
    ]


def columns(shares: Sequence[float]) -> str:
    """One character a share, as high as it is large; the largest is full."""
    top = max(shares, default=0) or 1
    return "".join(_COLUMNS[round(share / top * 8)] if share else _COLUMNS[0] for share in shares)


def bar(share: float, of: float) -> str:
    """A bar of up to 24 characters, full when `share` is `of`."""
    eighths = round(8 * _BAR * share / of) if of else 0
    full, rest = divmod(eighths, 8)
    return "█" * full + (_PARTS[rest] if rest else "")


def _form(profile: VoiceProfile) -> Iterator[Row]:
    size, rhythm = profile.length.characters, profile.rhythm
    yield (
        "length",
        f"{size.mean:.0f} characters, spread {size.deviation:.0f}; half are under "
        f"{size.median:.0f}, four in five between {size.p10:.0f} and {size.p90:.0f}",
    )
    last = BIN * (len(profile.length.histogram) - 1)
    yield (
        "",
        Text.assemble(
            ("0 ", "dim"), columns(profile.length.histogram), (f" {last} and more", "dim")
        ),
    )
    yield (
        "rhythm",
        f"{rhythm.sentences.mean:.1f} sentences of {rhythm.words.mean:.0f} words, spread "
        f"{rhythm.words.deviation:.0f}; one sentence {_percent(rhythm.one_sentence_share)}, "
        f"line breaks {_percent(rhythm.line_break_share)}, lists {_percent(rhythm.list_share)}",
    )


def _edges(profile: VoiceProfile) -> Iterator[Row]:
    edges = profile.edges
    yield (
        "openers",
        f"{_percent(edges.opener_share)}: {_texts(edges.openers, 9)}"
        if edges.openers
        else f"none; first words: {_texts(edges.first_words, 8)}",
    )
    if edges.closers:
        yield "closers", f"{_percent(edges.closer_share)}: {_texts(edges.closers, 6)}"
    yield "last comes", _named(edges.endings)


def _marks(profile: VoiceProfile) -> Iterator[Row]:
    marks, capitals, emoji = profile.punctuation, profile.capitals, profile.emoji
    yield (
        "marks",
        f"! {_percent(marks.exclamation)}, ? {_percent(marks.question)}, "
        f": {_percent(marks.colons)}, ; {_percent(marks.semicolons)}, "
        f"— {_percent(marks.dashes)}, … {_percent(marks.ellipses)}, "
        f"( ) {_percent(marks.parentheses)}, quotations {_percent(marks.quotations)}",
    )
    yield (
        "casing",
        f"all lower case {_percent(capitals.lower_case_share)}, lower-case beginnings "
        f"{_percent(capitals.lowercase_start_share)}, shouted words "
        f"{_percent(capitals.shouted_share)}",
    )
    if emoji.share:
        used = " ".join(f"{one.text} {one.count}" for one in emoji.used[:8])
        yield (
            "emoji",
            f"{_percent(emoji.share)}, {emoji.in_a_row.mean:.1f} in a row, {_named(emoji.places)}"
            f": {used}",
        )
    for name, tags in (
        ("hashtags", profile.hashtags),
        ("cashtags", profile.cashtags),
        ("handles", profile.handles),
    ):
        yield from _tags(name, tags)
    links = profile.links
    joined = f"; before it: {_named(links.joined)}" if links.joined else ""
    yield "links", f"{_percent(links.share)}{joined}"


def _tags(name: str, tags: Tags) -> Iterator[Row]:
    if tags.share:
        yield name, f"{_percent(tags.share)}, {tags.a_post.mean:.1f} a post: {_texts(tags.used, 6)}"


def _words(profile: VoiceProfile) -> Iterator[Row]:
    spelling, words, stance = profile.spelling, profile.words, profile.stance
    yield (
        "spelling",
        f"contracts {_percent(spelling.contractions_share)} of what can be, small numbers as "
        f"digits {_percent(spelling.digits_share)}, British {_percent(spelling.british_share)}, "
        f"money {MONEY[spelling.money_form]}",
    )
    for thing in profile.names.things[:4]:
        yield ("names" if thing is profile.names.things[0] else ""), _texts(thing.forms, 4)
    yield "pet words", ", ".join(f"{one.text} {one.times:.0f}×" for one in words.pet[:12]) or "none"
    if words.phrases:
        yield "pet phrases", ", ".join(one.text for one in words.phrases[:8])
    for name, rates in (
        ("uses more", profile.function_words.more),
        ("uses less", profile.function_words.less),
    ):
        if rates:
            yield name, ", ".join(rate.text for rate in rates[:8])
    markers = [one for one in stance.markers if one.share >= _SEEN]
    if markers:
        yield (
            "stance",
            "; ".join(
                f"{one.name} {_percent(one.share)} ({', '.join(c.text for c in one.used[:2])})"
                for one in markers
            ),
        )
    yield (
        "humour",
        f"punch lines {_percent(stance.punch_line_share)}, questions answered at once "
        f"{_percent(stance.answered_question_share)}, scare quotes "
        f"{_percent(stance.scare_quotes_share)}, “X, not Y” {_percent(stance.antithesis_share)}",
    )
    yield "languages", _named(profile.languages)


def _when(channels: Sequence[Habit]) -> Iterator[Row]:
    """Each channel: its pace, its hours, its days."""
    for one in channels:
        yield (
            one.name,
            f"{one.a_day:.1f} posts a day, on {_percent(one.days_share)} of days",
        )
        yield "hours", Text.assemble(("0 ", "dim"), columns(one.hours), (" 24", "dim"))
        days = " ".join(
            f"{day} {columns((share, max(one.weekdays)))[0]}"
            for day, share in zip(_DAYS, one.weekdays, strict=True)
        )
        yield "weekdays", days


def _bars(shares: Iterable[tuple[str, float, Sequence[str]]]) -> Iterator[Row]:
    """Name, share and what goes with it, as a bar each."""
    found = list(shares)
    most = max((share for _, share, _ in found), default=0.0)
    for name, share, words in found:
        more = f"  {', '.join(words)}" if words else ""
        yield name, f"{bar(share, most):<{_BAR}} {_percent(share)}{more}"


def _examples(profile: VoiceProfile, posts: Sequence[Post]) -> Iterator[Row]:
    """Posts of the person: a typical one, then the newest with each of their habits."""
    newest = sorted(posts, key=lambda post: post.posted_at, reverse=True)
    median = profile.length.characters.median
    middle = min(newest, key=lambda post: abs(len(body(post.text)) - median), default=None)
    shown = [middle.text] if middle else []
    if middle:
        yield "typical", _quote(middle.text)
    habits = [*profile.edges.openers[:2], *profile.edges.closers[:1], *profile.emoji.used[:1]]
    for habit in habits:
        found = next((p.text for p in newest if habit.text in p.text and p.text not in shown), None)
        if found:
            shown.append(found)
            yield habit.text, _quote(found)


def _quote(text: str) -> Text:
    return Text(f"“{' '.join(URL.sub('↗', text).split())}”", "italic")


def _grid(rows: Iterable[Row]) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_LABEL, style="dim", overflow="ellipsis", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, told in rows:
        grid.add_row(Text(label), told if isinstance(told, Text) else Text(told))
    return Padding(grid, _IN)


def _plots(title: str, rows: Iterable[Row]) -> RenderableType:
    return Group(Text(title, "bold"), _grid(rows))


def _texts(found: Sequence[Counted], most: int) -> str:
    return ", ".join(f"{one.text} {one.count}×" for one in found[:most])


def _named(found: Sequence[Share]) -> str:
    return ", ".join(f"{one.name} {_percent(one.share)}" for one in found if one.share >= _SEEN)


def _percent(share: float) -> str:
    return f"{share:.0%}"

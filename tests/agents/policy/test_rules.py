"""Each rule of the platforms: an act that it refuses, and a like one that it lets pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.policy import Act, ActKind, PolicyRule, judge, rulebook
from agents.policy.rule import EVERY
from memory.errors import ConfigError
from memory.types import Media
from tests.factory import NOW

DAY = timedelta(days=1)
CARD = Media(path="card.png", alt="A chart of fees.")
BARE = CARD.model_copy(update={"alt": " "})


def act(channel: str, kind: str = "post", **facts: Any) -> Act:
    """An act with nothing against it, but for what `facts` say."""
    fine = {
        "at": NOW,
        "tier": "self-serve" if channel == "x" else "",
        "text": "Fees fell 3%.",
        "media": (CARD,),
        "disclosed": True,
        "business": True,
        "last_message_at": NOW,
    }
    return Act(channel=channel, kind=ActKind(kind), **{**fine, **facts})


CASES: list[tuple[str, Act, Act]] = [
    ("x.reply.unsummoned", act("x", "reply"), act("x", "reply", addressed_us=True)),
    ("x.reply.unsummoned", act("x", "reply"), act("x", "reply", own_thread=True)),
    ("x.reply.unsummoned", act("x", "reply"), act("x", "reply", tier="enterprise")),
    (
        "x.reply.unsummoned",
        act("x", "reply", at=datetime(2026, 2, 23, tzinfo=UTC)),
        act("x", "reply", at=datetime(2026, 2, 22, 23, 59, tzinfo=UTC)),
    ),
    (
        "x.reply.generated",
        act("x", "reply", addressed_us=True, generated=True),
        act("x", "reply", addressed_us=True, generated=True, cleared=True),
    ),
    (
        "x.reply.generated",
        act("x", "reply", generated=True, tier="enterprise"),
        act("x", "reply", generated=True, own_thread=True),
    ),
    (
        "x.reply.once",
        act("x", "reply", addressed_us=True, answered_before=True),
        act("x", "reply", own_thread=True, answered_before=True),
    ),
    ("x.like", act("x", "like"), act("x", "like", tier="enterprise")),
    ("x.follow", act("x", "follow"), act("x", "follow", tier="enterprise")),
    ("x.quote", act("x", "quote"), act("x", "quote", tier="enterprise")),
    ("x.quote", act("x", "quote"), act("x", "quote", at=datetime(2026, 4, 19, tzinfo=UTC))),
    ("x.cashtags", act("x", text="$ETH and $BTC fell."), act("x", text="$ETH fell.")),
    (
        "x.cashtags",
        act("x", "thread part", text="$ETH and $BTC fell."),
        act("x", text="$ETH and $BTC fell.", tier="enterprise"),
    ),
    ("x.labelled", act("x", disclosed=False), act("x", "delete", disclosed=False)),
    ("x.length", act("x", text="a" * 281), act("x", text="a" * 280)),
    ("x.length", act("x", text="漢" * 141), act("x", text="漢" * 140)),
    (
        "x.length.premium",
        act("x", text="a" * 25_001, premium=True),
        act("x", text="a" * 25_000, premium=True),
    ),
    ("instagram.picture", act("instagram", media=()), act("instagram", media=None)),
    ("instagram.caption", act("instagram", text="a" * 2_201), act("instagram", text="a" * 2_200)),
    ("instagram.hashtags", act("instagram", text="#a " * 31), act("instagram", text="#a " * 30)),
    ("instagram.mentions", act("instagram", text="@a " * 21), act("instagram", text="@a " * 20)),
    ("instagram.engage", act("instagram", "like"), act("instagram", "delete")),
    (
        "instagram.reply.unsummoned",
        act("instagram", "reply"),
        act("instagram", "reply", addressed_us=True),
    ),
    ("linkedin.length", act("linkedin", text="a" * 3_001), act("linkedin", text="a" * 3_000)),
    ("linkedin.engage", act("linkedin", "reply"), act("linkedin", "reply", own_thread=True)),
    ("bluesky.unsummoned", act("bluesky", "like"), act("bluesky", "like", addressed_us=True)),
    (
        "bluesky.length",
        act("bluesky", text="👩🏽\u200d💻" * 301),
        act("bluesky", text="👩🏽\u200d💻" * 300),
    ),
    ("mastodon.labelled", act("mastodon", disclosed=False), act("mastodon")),
    (
        "whatsapp.window",
        act("whatsapp", "reply", last_message_at=NOW - DAY - timedelta(seconds=1)),
        act("whatsapp", "reply", last_message_at=NOW - DAY),
    ),
    (
        "whatsapp.window",
        act("whatsapp", last_message_at=None),
        act("whatsapp", last_message_at=None, template=True),
    ),
    ("whatsapp.business", act("whatsapp", business=False), act("whatsapp")),
    (
        "every.stop",
        act("mastodon", "reply", asked_to_stop=True, addressed_us=True),
        act("console", "reply", asked_to_stop=True),
    ),
    ("every.alt", act("mastodon", media=(CARD, BARE)), act("mastodon", media=(CARD,))),
]


@pytest.mark.parametrize(("rule", "bad", "good"), CASES, ids=lambda case: str(case)[:40])
def test_a_rule_refuses_the_one_and_lets_the_other_pass(rule: str, bad: Act, good: Act) -> None:
    ruling = judge(bad)
    assert ruling is not None
    assert ruling.rule == rule
    assert judge(good) is None


def test_every_rule_is_tried() -> None:
    assert {rule for rule, _, _ in CASES} == {rule.id for rule in rulebook()}


def test_every_rule_names_where_it_stands_and_no_day_to_come() -> None:
    for rule in rulebook():
        assert rule.source.startswith("https://")
        read = rule.read or NOW.date()
        assert read <= NOW.date() + timedelta(days=1)
        assert rule.since is None or rule.since <= read


def test_what_is_not_written_yet_is_not_too_long_and_wants_no_picture() -> None:
    assert judge(act("instagram", text=None, media=None)) is None


def test_nothing_binds_what_nobody_else_sees() -> None:
    for kind in ActKind:
        assert judge(Act(channel="console", kind=kind, at=NOW, asked_to_stop=True)) is None


def test_taking_down_is_always_allowed() -> None:
    for rule in rulebook():
        channel = "mastodon" if rule.platform == EVERY else rule.platform
        delete = Act(channel=channel, kind=ActKind.DELETE, at=NOW, tier="self-serve")
        assert rule.on(delete) is None


def test_the_hardest_rule_speaks_and_says_what_it_found_and_what_to_do() -> None:
    both = act("x", "reply", answered_before=True, text="a" * 300)
    ruling = judge(both)
    assert ruling is not None
    assert (ruling.rule, ruling.outcome) == ("x.reply.once", "forbidden")
    long = judge(act("x", text="a" * 300))
    assert str(long) == (
        "x.length: the post is 300 of 280 units; shorten it, make it a thread, or set "
        "X_PREMIUM=true if the account has Premium"
    )
    unsummoned = judge(act("x", "reply", text="a" * 300))
    assert unsummoned is not None
    assert unsummoned.outcome == "suggest"


GOOD = """[[rule]]
id = "x.a"
title = "Abc"
platform = "x"
source = "https://x.example/"
read = 2026-11-21
outcome = "needs"
reason = "because"
next_step = "mend it"
"""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", "rule x.a: the rule: give kinds, when, unless or a measure"),
        ('kinds = ["shout"]', "rule x.a: kinds.0"),
        ('when = ["channel"]', "rule x.a: when.0: 'channel' is no fact of an act; there is"),
        ('kinds = ["like"]\nlimits = 3', "rule x.a: limits"),
        ('measure = "weight"', "rule x.a: measure: 'weight' is no measure; there is weighted"),
        ('measure = "weighted"', "the reason says {found} where there is a measure"),
        ('kinds = ["like"]\n' + GOOD + 'kinds = ["like"]', 'two rules are called "x.a"'),
    ],
)
def test_a_mistake_in_the_rules_names_rule_and_key(tmp_path: Path, more: str, words: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(GOOD + more, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        rulebook(path)
    assert words in str(error.value)


def test_a_rule_carries_its_platform_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(GOOD.replace('"x.a"', '"y.a"') + 'kinds = ["like"]', encoding="utf-8")
    with pytest.raises(ConfigError, match="the id begins with its platform"):
        rulebook(path)


def test_a_rule_of_data_alone_needs_no_code(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(GOOD + 'kinds = ["like"]\nwhen = ["premium"]', encoding="utf-8")
    (rule,) = rulebook(path)
    assert isinstance(rule, PolicyRule)
    assert rule.on(act("x", "like", premium=True)) is not None
    assert rule.on(act("x", "like")) is None
    assert judge(act("x", "follow", premium=True), [rule]) is None


def test_a_rule_objects_only_when_all_its_facts_are_so(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(GOOD + 'when = ["premium", "business"]', encoding="utf-8")
    (rule,) = rulebook(path)
    assert rule.on(act("x", premium=True, business=True)) is not None
    assert rule.on(act("x", premium=True, business=False)) is None
    assert rule.on(act("x", premium=False, business=True)) is None

"""From an assignment or a publication to a ruling; and the check before delivery."""

from __future__ import annotations

from typing import Any

import pytest

from agents.policy import (
    Act,
    ActKind,
    PolicyCheck,
    Ruling,
    Standing,
    acts_of,
    before_writing,
    standing,
)
from agents.policy.policy import wants_no_answer
from memory.types import Media, Publication, Remark
from tests import factory as make
from tests.factory import NOW
from tools.settings import Settings

KNOWN = Standing(tiers={"x": "self-serve"}, disclosed=True)
STRANGER = Remark(post_id="1001", text="Is it solvent?", url="https://x.com/i/web/status/1001")
MENTION = STRANGER.model_copy(update={"addressed_us": True})


def ruled(remark: Remark | None = None, known: Standing = KNOWN, **changes: Any) -> str | None:
    """The rule that stands against an assignment for X."""
    wanted = make.assignment(channel="x", reply_to=remark, **changes)
    found = before_writing(wanted, known, NOW)
    return found[1].rule if found else None


# ---------------------------------------------------------------- before writing


def test_a_post_may_begin_and_an_answer_to_a_stranger_may_not() -> None:
    assert ruled() is None
    assert ruled(STRANGER) == "x.reply.unsummoned"
    assert ruled(MENTION) is None
    assert ruled(STRANGER.model_copy(update={"ours": True})) is None
    assert ruled(STRANGER, KNOWN.model_copy(update={"tiers": {"x": "enterprise"}})) is None


def test_a_model_s_answers_want_leave_even_where_we_were_asked() -> None:
    model = KNOWN.model_copy(update={"generated": True})
    assert ruled(MENTION, model) == "x.reply.generated"
    assert ruled(MENTION, model.model_copy(update={"cleared": True})) is None
    assert ruled(None, model) is None


def test_who_asks_to_be_left_alone_gets_no_suggestion_either() -> None:
    stop = STRANGER.model_copy(update={"text": "@nell_harrow_bot please stop"})
    assert ruled(stop) == "every.stop"


def test_an_answer_is_begun_once() -> None:
    wanted = make.assignment(channel="x", reply_to=MENTION)
    found = before_writing(wanted, KNOWN, NOW, answered_before=True)
    assert found is not None
    assert found[1].rule == "x.reply.once"


def test_a_live_account_says_that_it_is_software_and_a_dry_run_need_not() -> None:
    silent = KNOWN.model_copy(update={"disclosed": False})
    assert ruled(None, silent) == "x.labelled"
    assert ruled(None, silent, dry_run=True) is None


def test_the_act_says_whom_it_addresses_and_where_a_human_finds_them() -> None:
    found = before_writing(make.assignment(channel="x", reply_to=STRANGER), KNOWN, NOW)
    assert found is not None
    act = found[0]
    assert (act.kind, act.to, act.url) == (ActKind.REPLY, "1001", STRANGER.url)
    assert (act.text, act.media) == (None, None)


def test_the_standing_is_read_off_persona_and_settings() -> None:
    shop = make.persona(kind="organisation", disclosure=" ")
    given = Settings(x_tier="enterprise", x_premium=True, model="m", x_ai_replies=True)
    assert standing(shop, given) == Standing(
        tiers={"x": "enterprise"},
        disclosed=False,
        business=True,
        premium=True,
        generated=True,
        cleared=True,
    )
    assert standing(make.persona(), Settings()) == KNOWN


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "@ada Stop.",
        "@ada @bob please stop!",
        "Please, stop",
        "stop, please 🙏",
        "stop @ada",
        "stop it @ada @bob!",
        "UNSUBSCRIBE",
        "opt out please",
        "You are a bot. Stop replying to me.",
        "Don’t reply to me again",
        "never tag us",
        "just leave me alone, will you",
        "no thanks #stop",
    ],
)
def test_people_who_ask_us_to_stop_are_understood(text: str) -> None:
    assert wants_no_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "Will the ECB stop?",
        "@ada they should stop bothering small banks",
        "How do I opt out of the fee?",
        "stop-loss orders did not help",
        "They never reply to customers",
        "The last stop",
    ],
)
def test_people_who_talk_of_stopping_are_not_taken_to_ask_for_it(text: str) -> None:
    assert not wants_no_answer(text)


# --------------------------------------------------------------- before delivery


def kinds(publication: Publication) -> list[tuple[ActKind, str | None]]:
    return [(act.kind, act.to) for act in acts_of(publication, KNOWN, NOW)]


def test_a_publication_does_what_its_row_says() -> None:
    assert kinds(make.publication()) == [(ActKind.POST, None)]
    assert kinds(make.publication(reply_to="7")) == [(ActKind.REPLY, "7")]
    assert kinds(make.publication(quote_of="8")) == [(ActKind.QUOTE, "8")]
    assert kinds(make.publication(reply_to="7", quote_of="8")) == [
        (ActKind.REPLY, "7"),
        (ActKind.QUOTE, "8"),
    ]
    assert kinds(make.publication(number=2, reply_to="7")) == [(ActKind.THREAD_PART, "7")]


class Memory:
    """What is known of every publication."""

    def __init__(self, remark: Remark | None = None, *, before: bool = False, model: bool = False):
        self._known = (remark, before, model)

    def answered(self, publication: Publication) -> Remark | None:
        return self._known[0]

    def answered_before(self, publication: Publication) -> bool:
        return self._known[1]

    def generated(self, publication: Publication) -> bool:
        return self._known[2]


class Desk:
    """Keeps what is suggested."""

    def __init__(self) -> None:
        self.ideas: list[tuple[Act, Ruling]] = []

    def suggest(self, publication: Publication, act: Act, ruling: Ruling) -> str:
        self.ideas.append((act, ruling))
        return "see suggestion 7"


def refused(publication: Publication, memory: Memory, desk: Desk | None = None) -> str | None:
    """Why the check refuses it."""
    check = PolicyCheck(KNOWN, memory, (desk or Desk()).suggest)
    found = check(publication, NOW)
    return found.reason if found else None


def test_a_post_and_an_answer_to_a_mention_go_out() -> None:
    assert refused(make.publication(), Memory()) is None
    assert refused(make.publication(reply_to="1001"), Memory(MENTION)) is None


def test_an_answer_to_who_did_not_ask_becomes_a_suggestion_with_its_words() -> None:
    desk = Desk()
    reason = refused(make.publication("Yes.", reply_to="1001"), Memory(STRANGER), desk)
    assert reason is not None
    assert reason.startswith("x.reply.unsummoned: ")
    assert reason.endswith("; see suggestion 7")
    ((act, ruling),) = desk.ideas
    assert (act.to, act.text, ruling.outcome) == ("1001", "Yes.", "suggest")


def test_whom_nobody_knows_did_not_ask_us() -> None:
    reason = refused(make.publication(reply_to="1001"), Memory(None))
    assert reason is not None
    assert reason.startswith("x.reply.unsummoned")


def test_a_quotation_is_left_to_the_human_even_in_an_answer_that_may_go_out() -> None:
    desk = Desk()
    quoting = make.publication(reply_to="1001", quote_of="8")
    reason = refused(quoting, Memory(MENTION), desk)
    assert reason is not None
    assert reason.startswith("x.quote")
    assert desk.ideas[0][0].to == "8"


def test_a_second_answer_and_a_model_s_are_stopped() -> None:
    answer = make.publication(reply_to="1001")
    assert str(refused(answer, Memory(MENTION, before=True))).startswith("x.reply.once")
    assert str(refused(answer, Memory(MENTION, model=True))).startswith("x.reply.generated")


def test_what_is_wanting_is_refused_with_the_next_step_and_suggests_nothing() -> None:
    desk = Desk()
    bare = Media(path="card.png", alt="")
    reason = refused(make.publication(media=(bare,)), Memory(), desk)
    assert reason == (
        "every.alt: no words for who cannot see it: card.png; give the picture an alt text"
    )
    assert desk.ideas == []


class Forgetful(Memory):
    """Is not to be asked."""

    def answered(self, publication: Publication) -> Remark | None:
        raise AssertionError(f"asked about publication {publication.id}")


def test_the_parts_of_our_own_thread_are_no_answers_and_nobody_looks_for_any() -> None:
    part = make.publication(number=2, length=2, thread="k1", reply_to="1001")
    assert refused(part, Forgetful(before=True, model=True)) is None
    assert refused(make.publication(), Forgetful()) is None

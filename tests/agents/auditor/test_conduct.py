"""The rules of conduct: every bad row of the corpus is caught, its clean look-alikes pass."""

from __future__ import annotations

import codecs
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agents.auditor import RULES, Setting
from agents.auditor.rules import catalogue
from agents.auditor.rules.accusations import Stage, accusations
from agents.auditor.rules.advertising import advertising_is_marked
from agents.auditor.rules.catalogue import FILES
from agents.auditor.rules.charter import FILE, charter
from agents.auditor.rules.disguise import bare, masked, readings, spelled_out
from memory.errors import ConfigError
from memory.persona import Audit, load_persona
from memory.types import Breach, Story
from tests import factory
from tests.factory import NOW

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "tests" / "corpus" / "conduct"
CASES: list[dict[str, Any]] = [
    json.loads(line)
    for path in sorted(FOLDER.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
BAD = [case for case in CASES if case["rule"]]
CLEAN = [case for case in CASES if not case["rule"]]
MOST_CLEAN_BLOCKED = 0.03
"""Share of clean look-alikes that may be sent back; a bad row may never pass."""
MOST_POSTS_FLAGGED = 0.005
"""Share of the posts of ordinary voices that may be sent back."""


def text_of(case: dict[str, Any]) -> str:
    """A row's text; what nobody should have to read is kept in rot13."""
    return codecs.decode(case["text"], "rot13") if case.get("rot13") else str(case["text"])


def setting_of(case: dict[str, Any]) -> Setting:
    """A row's circumstances: its sources, each of another publisher unless it says otherwise."""
    signals = tuple(
        factory.signal(
            f"s{number}",
            title="",
            text=text,
            publisher=f"Wire {number}",
            fingerprint="one" if case.get("same_words") else f"print-{number}",
        )
        for number, text in enumerate(case.get("sources", ()))
    )
    headline = case.get("headline", "Custody this week")
    return Setting(
        persona=factory.persona(
            handles={"x": "ada_example"},
            bio=case.get("bio", ""),
            audit=Audit(disclaimer=case.get("disclaimer", "")),
        ),
        brief=factory.brief(headline=headline, grave=case.get("grave", False)),
        story=Story(id="s", title=headline, signals=signals or factory.story().signals),
        earlier=(),
        now=NOW,
    )


def breaches(case: dict[str, Any]) -> list[Breach]:
    """What the rules of conduct say of a row."""
    draft, setting = factory.draft(text=text_of(case)), setting_of(case)
    found = (rule(draft, setting) for rule in RULES)
    return [breach for breach in found if breach and breach.rule.startswith("conduct.")]


def said(text: str, **case: Any) -> dict[str, Breach]:
    """The breaches of one text by rule."""
    return {breach.rule: breach for breach in breaches({"text": text, **case})}


def test_the_corpus_covers_every_rule_and_is_half_clean() -> None:
    assert len(CASES) >= 400
    assert {case["rule"] for case in BAD} == set(charter())
    assert 0.45 <= len(CLEAN) / len(CASES) <= 0.55


@pytest.mark.parametrize("case", BAD, ids=lambda case: f"{case['rule']}: {case['why']}")
def test_what_is_bad_is_caught_by_its_rule(case: dict[str, Any]) -> None:
    assert case["rule"] in {breach.rule for breach in breaches(case)}


def test_clean_look_alikes_pass() -> None:
    blocked = [(text_of(case), breaches(case)) for case in CLEAN if breaches(case)]
    assert len(blocked) <= MOST_CLEAN_BLOCKED * len(CLEAN), blocked


@pytest.mark.slow
def test_the_posts_of_ordinary_voices_pass() -> None:
    paths = sorted((ROOT / "data" / "background").glob("*.jsonl"))
    voices = [path.read_text(encoding="utf-8").splitlines() for path in paths]
    texts = [[json.loads(line)["text"] for line in voice] for voice in voices]
    # What a voice says of its calling in one post, another post of the same voice bears out.
    flagged = [
        post
        for posts in texts
        for post in posts
        if breaches({"text": post, "bio": "\n".join(each for each in posts if each != post)})
    ]
    count = sum(map(len, texts))
    assert count > 3000
    assert len(flagged) <= MOST_POSTS_FLAGGED * count, flagged


def test_the_persona_of_the_demonstration_breaks_nothing_but_the_rule_on_holdings() -> None:
    persona = load_persona(ROOT / "data" / "personas", "nell-harrow")
    path = ROOT / "data" / "personas" / "nell-harrow" / "posts.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        found = breaches({"text": json.loads(line)["text"], "bio": persona.bio})
        assert {breach.rule for breach in found} <= {"conduct.money"}


# ------------------------------------------------------------------ defamation


def test_one_source_for_a_flat_accusation_asks_a_human() -> None:
    told = ["Lena Pike stole $12m of customer coins. Pike stole it over two years."]
    breach = said("Lena Pike stole $12m.", sources=told)["conduct.defamation"]
    assert breach.asks
    assert "Wire 0" in breach.reason


def test_no_source_for_an_accusation_is_the_writer_s_to_mend() -> None:
    breach = said("Lena Pike stole $12m.")["conduct.defamation"]
    assert not breach.asks
    assert "no source says it of Lena Pike" in breach.reason


def test_the_same_words_printed_twice_are_one_source() -> None:
    told = ["Lena Pike stole the coins.", "Lena Pike stole the coins."]
    assert "conduct.defamation" in said("Lena Pike stole the coins.", sources=told, same_words=True)
    assert "conduct.defamation" not in said("Lena Pike stole the coins.", sources=told)


def test_a_charge_is_no_conviction() -> None:
    told = ["Lena Pike was charged with fraud."]
    reason = said("Lena Pike was convicted of fraud.", sources=told)["conduct.defamation"].reason
    assert "charged" in reason
    assert said("Lena Pike was charged with fraud.", sources=told) == {}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Pike stole it.", Stage.FLAT),
        ("Pike allegedly stole it.", Stage.ALLEGED),
        ("Pike was charged with theft.", Stage.CHARGED),
        ("Pike was convicted of theft.", Stage.CONVICTED),
    ],
)
def test_how_sure_an_accusation_is(text: str, stage: Stage) -> None:
    assert {accusation.stage for accusation in accusations(text)} == {stage}


@pytest.mark.parametrize(
    "text",
    ["Pike never stole it.", "Pike denies stealing it.", "Pike was robbed.", "Pike hired a thief."],
)
def test_denials_and_victims_are_not_accused(text: str) -> None:
    assert accusations(text) == ()


def test_the_persona_may_own_up() -> None:
    assert "conduct.defamation" not in said("Ada Example stole the coins.")
    assert "conduct.defamation" in said("Ada Pike stole the coins.")


def test_a_namesake_is_somebody_else() -> None:
    assert "conduct.impersonation" not in said("I'm Ada Example, and I count coins.")
    assert "conduct.impersonation" in said("I'm Ada Pike, and I count coins.")


def test_a_denial_in_another_clause_clears_nobody() -> None:
    assert accusations("Pike never paid; Pike stole it.") != ()


# --------------------------------------------------------- severity and reasons


def test_a_slur_is_fatal_and_is_not_repeated_in_its_reason() -> None:
    slur = codecs.decode("xvxr", "rot13")
    breach = said(f"A {slur} runs it.")["conduct.slur"]
    assert breach.fatal
    assert slur not in breach.reason


def test_an_insult_can_be_mended() -> None:
    breach = said("He is an idiot.")["conduct.insult"]
    assert not breach.fatal
    assert "idiot" in breach.reason


def test_words_count_in_the_languages_that_they_belong_to() -> None:
    case = {"text": "Le train est en retard."}
    french = setting_of(case)
    persona = factory.persona(language="fr")
    draft = factory.draft(text=case["text"])
    ids = {
        breach.rule
        for rule in RULES
        if (breach := rule(draft, Setting(persona, french.brief, french.story, (), NOW)))
    }
    assert "conduct.insult" not in ids
    assert "conduct.insult" in said(case["text"])


def test_the_disclaimer_is_named_where_it_is_missing() -> None:
    assert (
        "Not advice."
        in said("Ether looks cheap.", disclaimer="Not advice.")["conduct.money"].reason
    )
    assert "audit.disclaimer" in said("Ether looks cheap.")["conduct.money"].reason


def test_a_disclaimer_does_not_excuse_an_order() -> None:
    case = {"text": "Buy the dip. Not advice.", "disclaimer": "Not advice."}
    draft, setting = factory.draft(text=case["text"]), setting_of(case)
    assert "advice" in {breach.rule for rule in RULES if (breach := rule(draft, setting))}


def test_a_rule_may_ask_a_human(tmp_path: Path) -> None:
    path = tmp_path / "conduct.toml"
    path.write_text(GOOD.replace("revise", "ask") + 'words = ["abc"]', encoding="utf-8")
    breach = charter(path)["a.b"].breach("abc")
    assert breach.asks
    assert not breach.fatal


def test_the_story_s_own_link_pays_nobody_however_it_is_tagged() -> None:
    link = "https://wire.example/a?utm_source=feed"
    setting = setting_of({})
    tagged = replace(setting, brief=factory.brief(url=link))
    draft = factory.draft(text=f"Fees fell. {link}")
    assert advertising_is_marked(draft, tagged) is None
    assert advertising_is_marked(draft, setting) is not None


def test_a_named_child_is_no_breach_where_nobody_is_harmed_or_mocked() -> None:
    assert "conduct.minors" not in said("Ada Ruddock, 17, won the chess title.")
    assert "conduct.minors" in said("Ada Ruddock, 17, was arrested after the chess final.")
    assert "conduct.minors" in said("Ada Ruddock, 17, was in the hall.", grave=True)


def test_a_card_number_needs_its_check_digit() -> None:
    assert "conduct.privacy" in said("His card is 4111 1111 1111 1111 now.")
    assert "conduct.privacy" not in said("Batch 4111 1111 1111 1112 settled.")


def test_an_account_number_needs_its_check_digits() -> None:
    assert "conduct.privacy" in said("Pay GB29 NWBK 6016 1331 9268 19 today.")
    assert "conduct.privacy" not in said("Part GB29 NWBK 6016 1331 9268 18 fits.")


# ------------------------------------------------------------------- disguises


@pytest.mark.parametrize(
    "text", ["1d1ot", "іdіоt", "id\u200biot", "idiiiiot", "#AnIdiotRuns", "ïdïot"]
)
def test_a_disguised_word_is_read(text: str) -> None:
    assert any("idiot" in reading.lower().split() for reading in readings(text))


def test_two_letters_around_a_blot_may_be_anything() -> None:
    assert masked("a c*t") == ()
    assert [mask.pattern for mask in masked("an id**t")] == ["id[a-z][a-z]t"]


def test_spaced_letters_are_put_together() -> None:
    assert spelled_out("an i d i o t and an i.d.i.o.t") == ("idiot", "idiot")
    assert spelled_out("a plan B for c") == ()


def test_private_characters_cannot_pass_for_our_own_marks() -> None:
    assert accusations("Pike \ue0009\ue001 stole it.") == accusations("Pike 9 stole it.")


def test_plain_text_stays_as_it_is() -> None:
    assert bare("Fees fell 3% at 10:15.") == "Fees fell 3% at 10:15."
    assert readings("Fees fell.") == ("Fees fell.",)


# --------------------------------------------------------------------- charter


def charter_of(folder: Path, text: str) -> str:
    """What is said of a charter with this text."""
    path = folder / "conduct.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        charter(path)
    return str(error.value)


GOOD = '[[rule]]\nid = "a.b"\ntitle = "Abc"\nseverity = "revise"\nreason = "no {found}"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rule = 1", "the file"),
        (GOOD, "rule a.b: the rule: give words"),
        (GOOD + 'patterns = ["("]', "rule a.b: patterns.0: is no regular expression"),
        (GOOD + 'words = ["x y z"]\nsevere = 1', "rule a.b: severe"),
        (GOOD.replace("revise", "shout") + 'words = ["abc"]', "rule a.b: severity"),
        (GOOD.replace("{found}", "{text}") + 'words = ["abc"]', "may leave open {found}"),
        (GOOD + 'words = ["abc"]\n' + GOOD + 'words = ["abd"]', 'two rules are called "a.b"'),
        (GOOD + 'words_file = "none.txt"', "rule a.b: words_file cannot be read"),
        ("[[rule", "is not valid TOML"),
    ],
)
def test_a_mistake_in_the_charter_names_rule_and_key(tmp_path: Path, text: str, words: str) -> None:
    assert words in charter_of(tmp_path, text)


def test_a_rule_of_words_alone_needs_no_code(tmp_path: Path) -> None:
    path = tmp_path / "conduct.toml"
    path.write_text(GOOD + 'words = ["floccinaucinihil"]', encoding="utf-8")
    assert charter(path)["a.b"].words == ("floccinaucinihil",)


def test_the_slurs_are_hidden_in_the_file_and_read_from_it() -> None:
    hidden = (FILE.parent / "slurs.txt").read_text(encoding="utf-8")
    words = charter()["conduct.slur"].words
    assert len(words) >= 20
    assert not any(f"\n{word}\n" in hidden for word in words)


# ------------------------------------------------------------------- catalogue


def test_every_rule_that_runs_is_in_the_catalogue_once() -> None:
    listed = [rule for path in FILES for rule in charter(path).values()]
    named = sorted(rule.function or rule.id for rule in listed)
    assert named == sorted(rule.__name__ for rule in RULES)


def test_the_catalogue_says_what_each_rule_is_and_why() -> None:
    entries = catalogue()
    ids = [entry.id for entry in entries]
    assert len(ids) == len(set(ids)) == len(RULES)
    assert {"length", "taboo", "conduct.insult", "conduct.defamation"} <= set(ids)
    for entry in entries:
        assert entry.title
        assert len(entry.reason) > 10
        assert "{" not in entry.reason


def test_breaches_carry_the_ids_of_the_catalogue() -> None:
    ids = {entry.id for entry in catalogue()}
    for case in CASES:
        draft, setting = factory.draft(text=text_of(case)), setting_of(case)
        assert {b.rule for rule in RULES if (b := rule(draft, setting))} <= ids

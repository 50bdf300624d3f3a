"""Reading what people wrote down: facts and falsehoods, with errors that name the line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from memory.errors import ConfigError
from memory.knowledge import Knowledge, parse_facts, parse_falsehoods
from tools.settings import ROOT

ENTRY = """\
# Known falsehoods

    - False: an example for people
      True: it is not read

- False: The Earth is flat.
  Or: Our planet is a disc.
  True: The Earth is round.
  Source: NOAA
"""


def test_an_entry_has_wordings_a_truth_a_source_and_a_place() -> None:
    (found,) = parse_falsehoods(ENTRY, "falsehoods.md")
    assert found.wordings == ("The Earth is flat.", "Our planet is a disc.")
    assert (found.truth, found.source) == ("The Earth is round.", "NOAA")
    assert found.place == "falsehoods.md:6"


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ("- False: X is so.\n  Source: Y", 1, 'has no "True:"'),
        ("- False: X is so.\n  True: It is not.", 1, 'has no "Source:"'),
        ("- False: X.\n  True: A.\n  True: B.\n  Source: C", 1, 'has 2 times "True:"'),
        ("\n- The Earth is flat.", 2, 'begin an entry with "- False: …"'),
        ("True: It is not.", 1, 'put "- " before "False:"'),
        ("- False:\n  True: a\n  Source: b", 1, "write a sentence"),
        ("- False: A b.\n  True: c\n  Source: d\n  False: e f", 4, 'put "- " before "False:"'),
    ],
)
def test_an_error_names_the_file_the_line_and_what_to_write(text: str, line: int, fix: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_falsehoods(text, "falsehoods.md")
    assert str(caught.value).startswith(f"falsehoods.md:{line}: ")
    assert fix in str(caught.value)


def test_every_bullet_is_a_fact_and_headings_are_none() -> None:
    found = parse_facts(
        "# Facts\n\nFor people.\n\n- One is so.\n* Two is so,\n  and three.\n", "f.md"
    )
    assert [(fact.text, fact.place) for fact in found] == [
        ("One is so.", "f.md:5"),
        ("Two is so, and three.", "f.md:6"),
    ]


def test_files_are_read_again_when_they_change_and_not_before(tmp_path: Path) -> None:
    facts = tmp_path / "facts.md"
    facts.write_text("- One is so.\n", encoding="utf-8")
    knowledge = Knowledge(tmp_path / "nothing here", facts)
    first = knowledge.read()
    assert knowledge.read() is first
    facts.write_text("- One is so.\n- Two is so.\n", encoding="utf-8")
    assert [fact.text for fact in knowledge.read().facts] == ["One is so.", "Two is so."]
    facts.unlink()
    assert knowledge.read().facts == ()


def test_an_edit_of_the_same_length_is_noticed_by_its_time(tmp_path: Path) -> None:
    facts = tmp_path / "facts.md"
    facts.write_text("- One is so.\n", encoding="utf-8")
    knowledge = Knowledge(tmp_path)
    knowledge.read()
    facts.write_text("- Two is so.\n", encoding="utf-8")
    os.utime(facts, ns=(1, 1))
    assert knowledge.read().facts[0].text == "Two is so."


def test_what_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "facts.md").write_bytes(b"- \xff\xfe")
    with pytest.raises(ConfigError, match=r"facts\.md: cannot be read .* save it as UTF-8 text"):
        Knowledge(tmp_path).read()


def test_the_files_that_ship_can_be_read() -> None:
    known = Knowledge(ROOT / "data" / "knowledge").read()
    assert len(known.falsehoods) >= 60
    assert len(known.facts) >= 40
    told = [wording for falsehood in known.falsehoods for wording in falsehood.wordings]
    assert len(told) == len(set(told))

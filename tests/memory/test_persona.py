"""Persona files: each mistake is named with file, key, value and fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from memory.errors import ConfigError
from memory.persona import load_persona
from tools.archives.records import read_posts
from tools.personas import posts_beside, write_persona
from tools.settings import ROOT

GOOD = """
slug = "ada"
name = "Ada"
[[interests]]
name = "custody"
"""


def write(folder: Path, text: str, slug: str = "ada") -> Path:
    path = folder / slug / "persona.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_short_file_is_enough_and_careful_by_default(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    persona = load_persona(tmp_path, "ada")
    assert (persona.approval, persona.authorisation, persona.channels) == (
        "always",
        None,
        ("console",),
    )


@pytest.mark.parametrize(
    ("text", "key", "word"),
    [
        (GOOD.replace('name = "Ada"', ""), "name", "is missing"),
        ('colour = "red"' + GOOD, "colour", "not a key we know"),
        ('timezone = "Mars/Base"' + GOOD, "timezone", "Europe/London"),
        ('approval = "sometimes"' + GOOD, "approval", "'always'"),
        (GOOD + "weight = 7", "interests.0.weight", "(it is 7)"),
        (GOOD + "[limits]\nposts_per_day = -1", "limits.posts_per_day", "(it is -1)"),
        ('slug = "ada"\nname = "Ada"', "interests", "is missing"),
        (GOOD + '[card]\nink = "#f0f0f0"', "card", "ink on background has a contrast of 1"),
        (GOOD + '[card]\nink = "black"', "card.ink", '"#1b263b"'),
    ],
)
def test_a_wrong_key_is_named_with_its_fix(tmp_path: Path, text: str, key: str, word: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as failure:
        load_persona(tmp_path, "ada")
    assert f"{key}: " in str(failure.value)
    assert word in str(failure.value)
    assert str(path) in str(failure.value)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, 'slug = "ada"\ntimezone = "x"\nlanguage = "english"')
    with pytest.raises(ConfigError, match=r"4 thing\(s\) to mend"):
        load_persona(tmp_path, "ada")


def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, 'slug = "ada"\nname = Ada')
    with pytest.raises(ConfigError, match="line 2"):
        load_persona(tmp_path, "ada")


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    path.write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_persona(tmp_path, "ada")


def test_a_missing_persona_names_those_there_are_and_the_next_step(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    with pytest.raises(ConfigError, match=r"there is ada\..*persona new bob"):
        load_persona(tmp_path, "bob")


@pytest.mark.parametrize("slug", ["../etc", "Ada", "", "a b", "-a"])
def test_a_slug_cannot_leave_its_folder(tmp_path: Path, slug: str) -> None:
    with pytest.raises(ConfigError, match="lower-case"):
        load_persona(tmp_path, slug)


def test_folder_and_slug_must_agree(tmp_path: Path) -> None:
    write(tmp_path, GOOD, slug="bob")
    with pytest.raises(ConfigError, match="make them equal"):
        load_persona(tmp_path, "bob")


def test_a_new_persona_loads_as_it_is_written_and_is_never_overwritten(tmp_path: Path) -> None:
    write_persona(tmp_path, "grace", 'Grace "Amazing" Hopper')
    assert load_persona(tmp_path, "grace").name == "Grace 'Amazing' Hopper"
    with pytest.raises(ConfigError, match="is there already"):
        write_persona(tmp_path, "grace", "")
    with pytest.raises(ConfigError, match="lower-case"):
        write_persona(tmp_path, "Grace", "")
    assert not (tmp_path / "Grace" / "persona.toml").exists()


def test_the_shipped_persona_is_complete_and_says_that_she_is_invented() -> None:
    folder = ROOT / "data" / "personas"
    persona = load_persona(folder, "nell-harrow")
    beside = posts_beside(folder, "nell-harrow")
    assert beside is not None
    assert len(list(read_posts(beside))) >= 240
    assert persona.authorisation == "fictional"
    assert "fictional" in persona.disclosure
    assert "nvented" in persona.bio
    assert all((ROOT / feed).is_file() for feed in persona.sources)

"""LinkedIn's text format: what people read is what was written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.factory import NOW
from tests.servers.linkedin_api import ServerPost
from tools.linkedin.little import RESERVED, read, written

TEXTS = st.text(alphabet=st.one_of(st.sampled_from(RESERVED + "ab1 &/"), st.characters()))


@pytest.mark.parametrize(
    ("text", "commentary"),
    [
        ("Fees fell 3% (again).", r"Fees fell 3% \(again\)."),
        ("a_b * c ~ d | e", r"a\_b \* c \~ d \| e"),
        (r"C:\temp", r"C:\\temp"),
        ("{hashtag|#|x}", r"\{hashtag\|\#\|x\}"),
        ("@[Ada](urn:li:person:1)", r"\@\[Ada\]\(urn:li:person:1\)"),
        ("#custody matters", r"{hashtag|\#|custody} matters"),
        ("see #Größe, #3D.", r"see {hashtag|\#|Größe}, {hashtag|\#|3D}."),
        ("No. #1, a#b, #a_b, ##c", r"No. \#1, a\#b, \#a\_b, \#\#c"),
        ("https://a.example/x#part", r"https://a.example/x\#part"),
    ],
)
def test_reserved_characters_are_escaped_and_hashtags_stay_hashtags(
    text: str, commentary: str
) -> None:
    assert written(text) == commentary
    assert read(commentary) == text


@given(TEXTS)
@example("#a{hashtag|#b}")
@example("\\#c\\")
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert read(written(text)) == text


@given(TEXTS)
@example("(cut) off")
def test_linkedin_shows_every_text_whole(text: str) -> None:
    assert ServerPost("urn:li:share:1", written(text), NOW).shown == text


def test_what_others_write_is_read_as_people_see_it() -> None:
    assert read("{hashtag|#|Technology}") == "#Technology"
    assert read("Hello @[Acme \\(US\\) Corp](urn:li:organization:1234)!") == "Hello Acme (US) Corp!"

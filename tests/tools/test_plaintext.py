"""What a reader would see of a piece of HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.plaintext import evened, first_sentence, one_line, plain_text, summary


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<p>Tolls <b>fell</b> 4&nbsp;%.</p><p>Ferries sailed.</p>",
            "Tolls fell 4 %.\nFerries sailed.",
        ),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<td>1</td><td>2</td>", "1\n2"),
        ("Rope &amp; tar", "Rope & tar"),
        ("I <3 ropes, x < y", "I <3 ropes, x < y"),
        ("&lt;p&gt;Escaped &amp;amp; once more&lt;/p&gt;", "Escaped & once more"),
        ("<script>alert(1)</script><style>p{}</style>left", "left"),
        ("<!-- hidden -->shown", "shown"),
        ("<noscript><p>Enable it.</p></noscript><svg><text>x</text></svg>left", "left"),
        ("<p>unclosed <a href='x", "unclosed"),
        ("plain\n\n  lines\tkept ", "plain\nlines kept"),
        ("soft\u00adhyphen zero\u200bwidth \u202eturned\u202c", "softhyphen zerowidth turned"),
        ("می‌خواهم 👩‍💻", "می‌خواهم 👩‍💻"),
        ("", ""),
    ],
)
def test_html_becomes_the_text_that_a_reader_sees(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def test_a_title_is_one_line() -> None:
    assert one_line("<h1>Tolls</h1>\n<b>fall</b>") == "Tolls fall"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("It fell. The post It fell first appeared on Quay Courier.", "It fell."),
        ("It fell. The post <a>It fell</a> appeared first on <a>Quay Courier</a>.", "It fell."),
        ("It fell. Read more", "It fell."),
        ("It fell. [Continue reading…]", "It fell."),
        ("It fell.\nRead the full story at Quay Courier", "It fell."),
        ("It fell. Read more\nThe post It fell appeared first on Quay Courier.", "It fell."),
        ("People read more in winter.", None),
        ("He said the post was gone.", None),
        ("It fell. Then it […]", "It fell."),
        ("It fell. Then it ...", "It fell."),
        ("It fell and then", None),
        ("It fell and then it &#8230;", "It fell and then…"),
    ],
)
def test_footers_and_broken_off_sentences_are_left_out(markup: str, text: str | None) -> None:
    assert summary(markup, 1_000) == (markup if text is None else text)


def test_a_text_without_a_sentence_that_fits_is_cut_between_words() -> None:
    assert summary("one two three four five", 12) == "one two…"


def test_a_title_is_made_of_the_first_sentence() -> None:
    assert (
        first_sentence("Gulls took the bread. Nobody stopped them.", 50) == "Gulls took the bread."
    )
    assert first_sentence("Gulls took the bread and the cheese.", 20) == "Gulls took the…"
    assert first_sentence("", 20) == ""


@given(st.text(), st.integers(2, 50))
def test_no_text_grows_or_keeps_what_cannot_be_seen(text: str, limit: int) -> None:
    for result in (summary(text, limit), first_sentence(text, limit)):
        assert len(result) <= limit
        assert "\u200b" not in result
    assert evened(evened(text)) == evened(text)

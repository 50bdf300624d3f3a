"""The words of a post out of its HTML: laid out as a reader sees them, and none lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.errors import SourceError
from tools.archives.markup import take_out, text_of, tree_of, tree_of_markdown, words_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One.<br>Two.<br/>\nThree.</p>", "One.\nTwo.\nThree."),
        ("<p>One.<br><br><br>Two.</p>", "One.\n\nTwo."),
        ("<p>Over\n   two\tlines&nbsp;and &nbsp; on.</p>", "Over two lines and on."),
        ("<h2>Head</h2>\n<div><div>Deep</div></div>", "Head\n\nDeep"),
        ("<p>Half<em>way</em> and <b>on </b> it goes</p>", "Halfway and on it goes"),
        ("Bare words, no tag at all", "Bare words, no tag at all"),
        ("", ""),
    ],
)
def test_paragraphs_and_line_breaks_stand_as_they_are_seen(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Before</p><ul><li>a</li><li>b</li></ul><p>After</p>", "Before\n\n- a\n- b\n\nAfter"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ol start=7><li>a</li><li>b</li></ol>", "7. a\n8. b"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ul><li>a<br>more</li></ul>", "- a\n  more"),
    ],
)
def test_lists_have_their_marks(html: str, text: str) -> None:
    assert text_of(html) == text


def test_what_is_quoted_is_marked_line_by_line() -> None:
    html = "<p>He said:</p><blockquote><p>One.<br>Two.</p><p>Three.</p></blockquote><p>So?</p>"
    assert text_of(html) == "He said:\n\n> One.\n> Two.\n>\n> Three.\n\nSo?"


def test_code_stays_as_it_stands() -> None:
    html = "<p>Run:</p><pre><code>if a &lt; b:\n    go()\n\nstop()</code></pre><p>Done.</p>"
    assert text_of(html) == "Run:\n\nif a < b:\n    go()\n\nstop()\n\nDone."


def test_code_whose_lines_end_with_br_has_no_indentation_of_the_page() -> None:
    html = "<pre>\n    <code>\n      a<br>    b<br>c\n    </code>\n</pre>"
    assert text_of(html) == "a\n    b\nc"


def test_entities_are_undone_exactly_once() -> None:
    assert text_of("<p>&lt;b&gt; &amp;amp; AT&amp;T &#8364; &eacute;</p>") == "<b> &amp; AT&T € é"


def test_numbers_that_mean_windows_1252_are_what_was_meant() -> None:
    assert text_of("<p>It&#146;s &#147;so&#148; &#150; now&#129;</p>") == "It’s “so” – now"


def test_text_is_composed_and_holds_nothing_invisible() -> None:
    assert text_of("<p>cafe\u0301\u200b \u00adde\ufeff nuit</p>") == "café de nuit"


def test_flags_and_joined_emoji_survive() -> None:
    wales = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    assert text_of(f"<p>{wales} 👩\u200d🚀</p>") == f"{wales} 👩\u200d🚀"


def test_emoji_drawn_as_pictures_are_emoji() -> None:
    assert text_of('<p>Up <img class="emoji" alt="🚀" src="x"><img alt="A boat"></p>') == "Up 🚀"


@pytest.mark.parametrize(
    "part",
    [
        "<script>alert('x')</script>",
        "<style>p {color: red}</style>",
        '<p class="button-wrapper"><a class="button" href="x"><span>Subscribe</span></a></p>',
        "<form><input><button>Go</button></form>",
        "<p hidden>ghost</p>",
        '<span style="display: none">ghost</span>',
        "<!-- ghost -->",
        '<div class="graf graf--mixtapeEmbed"><a href="x">Somebody else’s story</a></div>',
    ],
)
def test_what_an_editor_puts_around_the_words_is_left_out(part: str) -> None:
    assert text_of(f"<p>One</p>{part}<p>two</p>") == "One\n\ntwo"


def test_words_after_what_is_left_out_are_kept() -> None:
    assert text_of("<p>One<script>x</script> two<br></p>three") == "One two\n\nthree"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("the report", "the report"),
        ("https://a.example/b", "https://a.example/b"),
        ("a.example/long/rea…", "https://a.example/long/reading?x=1"),
        ("www.a.example/lo...", "https://a.example/long/reading?x=1"),
        ("and so on…", "and so on…"),
        ("other.example/lo…", "other.example/lo…"),
        ("", ""),
    ],
)
def test_a_link_keeps_its_words_and_an_address_cut_short_is_whole_again(
    words: str, text: str
) -> None:
    html = f'<p>{{<a href="https://a.example/long/reading?x=1">{words}</a>}}</p>'
    assert text_of(html) == f"{{{text}}}"


@pytest.mark.parametrize("before", ["", "<i>Then</i>"])
def test_what_is_taken_out_leaves_the_words_after_it(before: str) -> None:
    tree = tree_of(f"<div>{before}<h1>On <b>floats</b></h1> they said.</div>")
    assert take_out(tree.find(".//h1")) == "On floats"
    assert words_of(tree) == ("Then they said." if before else "they said.")


def test_cells_of_a_table_are_told_apart() -> None:
    html = "<table><tr><th>Coin</th><th>Price</th></tr><tr><td>ETH</td><td>$3</td></tr></table>"
    assert text_of(html) == "Coin | Price\nETH | $3"


def test_line_breaks_of_the_source_count_where_that_is_said() -> None:
    html = (
        "One\ntwo <b>and</b>\nthree.<br />\nFour.\n\nFive\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nSix"
    )
    assert text_of(html, line_breaks=True) == (
        "One\ntwo and\nthree.\nFour.\n\nFive\n\n- a\n- b\n\nSix"
    )
    assert "\ntwo" not in text_of(html)


def test_markdown_is_read_as_it_is_shown() -> None:
    markdown = (
        "# Ledger\n\n[![build](https://b.example/x.svg)](https://b.example)\n\nA *small* tool &amp;"
        " more.\nSame line.\n\n* one\n* two\n\n```sh\nmake  all\n```\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |"
    )
    assert words_of(tree_of_markdown(markdown)) == (
        "Ledger\n\nA small tool & more. Same line.\n\n- one\n- two\n\nmake  all\n\na | b\n1 | 2"
    )


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>x" * 60_000, "tags"),
        ("<div>" * 5_000 + "x", "nested deeper"),
        ("<p " + "a=1 " * 10_000 + ">x", "attributes"),
        ("x" * 11_000_000, "characters"),
    ],
)
def test_what_would_never_end_is_refused_with_the_reason(html: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        text_of(html)


def test_lists_within_lists_do_not_grow_without_end() -> None:
    text = text_of("<ul><li>x" * 300)
    assert text.count("x") == 300
    assert max(map(len, text.split("\n"))) < 60


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_no_word_is_lost(words: list[str]) -> None:
    from unicodedata import normalize

    tags = ("p", "li", "b", "blockquote", "td", "h2", "a")
    html = "".join(f"<{tags[n % 7]}>{word}</{tags[n % 7]}> " for n, word in enumerate(words))
    found = text_of(html)
    for word in words:
        assert normalize("NFC", word) in found


@given(st.text())
def test_no_markup_makes_it_raise_anything_unexpected(html: str) -> None:
    for text in (text_of(html), text_of(f"<pre>{html}", line_breaks=True)):
        assert text == text.strip()
    tree_of_markdown(html)

"""One page, one address."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tools.urls import (
    LONGEST_URL,
    TRACKING_NAMES,
    canonical_url,
    host_of,
    is_remote,
    title_in_address,
    url_key,
)

WRITTEN = [
    ("HTTPS://News.Example/A", "https://news.example/A"),
    ("http://news.example:80/a", "http://news.example/a"),
    ("https://news.example:443/a", "https://news.example/a"),
    ("https://news.example:8443/a", "https://news.example:8443/a"),
    ("https://news.example", "https://news.example/"),
    ("https://news.example./a", "https://news.example/a"),
    ("https://news.example/a#comments", "https://news.example/a"),
    ("https://news.example/a?utm_source=x&utm_medium=rss", "https://news.example/a"),
    ("https://news.example/a?%75tm_source=x", "https://news.example/a"),
    ("https://news.example/a?UTM_Source=x&b=2&a=1&fbclid=q", "https://news.example/a?a=1&b=2"),
    ("https://news.example/a?b=2&&a=1&", "https://news.example/a?a=1&b=2"),
    ("https://news.example/a?ref=2", "https://news.example/a?ref=2"),
    ("https://news.example/%7ejo/%e2%82%ac", "https://news.example/~jo/%E2%82%AC"),
    ("https://news.example/€ 5", "https://news.example/%E2%82%AC%205"),
    ("https://news.example/100%", "https://news.example/100%25"),
    ("https://news.example/a%2Fb", "https://news.example/a%2Fb"),
    ("https://news.example/a/./b/../c", "https://news.example/a/c"),
    ("https://news.example/a/%2e%2e/c", "https://news.example/c"),
    ("https://news.example/../../a/..", "https://news.example/"),
    ("https://news.example//a", "https://news.example//a"),
    ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
    ("https://user:word@news.example/a", "https://news.example/a"),
    ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ("  https://news.example/a\n", "https://news.example/a"),
    (
        "https://www.google.com/url?rct=j&url=https://news.example/a%3Futm_source%3Dg&ct=ga",
        "https://news.example/a",
    ),
]


@pytest.mark.parametrize(("url", "written"), WRITTEN)
def test_an_address_is_written_in_one_way(url: str, written: str) -> None:
    assert canonical_url(url) == written


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news",
        "/a/b",
        "mailto:jo@news.example",
        "javascript:alert(1)",
        "file:///etc/hosts",
        "ftp://news.example/a",
        "https://",
        "https:///a",
        "http://[::1",
        "http://[zz]/",
        "https://news.example:99999/",
        "https://news.example:port/",
        "https://a..b/",
        "https://exa mple/",
        "https://<script>/",
        "https://\u2603" + "x" * 300 + ".example/",
        "https://news.example/" + "a" * LONGEST_URL,
    ],
)
def test_what_is_no_page_of_the_web_has_no_address(url: str) -> None:
    assert canonical_url(url) is None


def test_a_relative_link_is_seen_from_its_page() -> None:
    assert canonical_url("../b?x=1", "https://news.example/a/c/") == "https://news.example/a/b?x=1"
    assert canonical_url("//cdn.example/b", "https://news.example/") == "https://cdn.example/b"
    assert canonical_url("/b", "file:///feeds/a.xml") is None


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/a",
        "https://www.news.example/a/",
        "https://NEWS.example/a?utm_campaign=z#top",
    ],
)
def test_one_page_has_one_key(other: str) -> None:
    assert url_key(other) == url_key("https://news.example/a") == "news.example/a"


def test_another_query_is_another_page() -> None:
    assert url_key("https://news.example/?id=1") == "news.example?id=1"
    assert url_key("https://news.example/?id=1") != url_key("https://news.example/?id=2")


def test_text_that_is_no_address_is_its_own_key() -> None:
    assert url_key(" tag:news.example,2026:1 ") == "tag:news.example,2026:1"


def test_the_host_is_named_without_www() -> None:
    assert host_of("https://www.News.example:8443/a") == "news.example:8443"
    assert host_of("nonsense") == ""


addresses = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "HTTPS"]),
    st.sampled_from(["news.example", "WWW.News.Example:443", "bücher.example", "[::1]", "a_b.c."]),
    st.text(st.sampled_from("/.%2eE5aé ~+;=@"), max_size=20).map("/{}".format),
    st.text(st.sampled_from("&=?utm_a%41é z/"), max_size=20).map("?{}".format),
    st.sampled_from(["", "#a", "#?b"]),
)


@given(addresses)
def test_writing_an_address_twice_changes_nothing(url: str) -> None:
    once = canonical_url(url)
    assert once is not None
    assert canonical_url(once) == once
    assert url_key(once) == url_key(url)
    assert once.isascii()


@given(st.text(), st.one_of(st.none(), st.text()))
def test_any_text_has_an_address_or_none(url: str, base: str | None) -> None:
    written = canonical_url(url, base)
    assert written is None or canonical_url(written) == written
    assert isinstance(url_key(url), str)


@given(st.sampled_from(sorted(TRACKING_NAMES)), st.text(max_size=20))
def test_tracking_parameters_are_stripped_whatever_they_hold(name: str, value: str) -> None:
    assume("&" not in value and "#" not in value)
    plain = "https://quay.example/a?id=7"
    assert canonical_url(f"{plain}&{name}={value}") == plain
    assert canonical_url(f"https://quay.example/a?{name.upper()}={value}&id=7") == plain


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://quay.example/news/toll-rises-again-4205274.html", "Toll rises again"),
        ("https://quay.example/2026/11/19/ferry_sails/", "Ferry sails"),
        ("https://quay.example/toll-rises/20261119", "Toll rises"),
        (
            "https://quay.example/%D0%BC%D0%BE%D1%81%D1%82-%D0%B7%D0%B0%D0%BA%D1%80%D1%8B%D1%82",
            "Мост закрыт",
        ),
        ("https://quay.example/12345", ""),
        ("https://quay.example/", ""),
        ("nowhere", ""),
    ],
)
def test_a_title_is_made_of_the_words_in_an_address(url: str, title: str) -> None:
    assert title_in_address(url) == title


def test_a_file_is_not_on_the_web() -> None:
    assert is_remote("HTTPS://quay.example/feed")
    assert not is_remote("feeds/quay.xml")

"""Any text in any encoding, whatever is claimed of it."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tools.charsets import decode

DECLARED = "<?xml version='1.0' encoding='{}'?><a>{}</a>"
WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
NARROW = ["windows-1250", "windows-1251", "windows-1252", "windows-1253", "iso-8859-2", "koi8-r"]
NARROW += ["gb18030", "big5", "euc-jp", "cp932", "cp949", "iso-2022-jp", "windows-1255"]
CLAIMS = ["utf-8", "utf-16", "utf-32", "us-ascii", "iso-8859-1", "zlib", "no such thing", "utf-7"]
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=60)


def is_double(text: str) -> bool:
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False


@given(TEXTS, st.sampled_from([*CLAIMS, *NARROW]))
def test_utf_8_survives_any_claim(text: str, claim: str) -> None:
    assume(not is_double(text) and "\ufeff" not in text)
    if claim in {"utf-7", "iso-2022-jp"}:  # ASCII by nature: these are believed
        assume(not text.isascii())
    written = DECLARED.format(claim, text)
    assert decode(written.encode()) == written
    assert decode(codecs.BOM_UTF8 + written.encode()) == written
    assert decode(b"\r\n " + written.encode()) == written


@given(TEXTS, st.sampled_from(WIDE))
def test_two_and_four_bytes_a_letter_are_recognised(text: str, encoding: str) -> None:
    assume(not is_double(text) and "\ufeff" not in text)
    written = DECLARED.format(encoding[:6], text)
    assert decode(written.encode(encoding)) == written


@given(TEXTS, st.sampled_from(NARROW))
def test_a_declared_encoding_is_used(text: str, encoding: str) -> None:
    body = DECLARED.format(encoding, text).encode(encoding, "ignore")
    written = body.decode(encoding)
    assume(not is_double(written) and not is_utf8(body))
    assert decode(body) == written
    plain = written.replace(f" encoding='{encoding}'", "").encode(encoding)
    assert decode(plain, f"text/xml; charset={encoding}") == plain.decode(encoding)


def is_utf8(body: bytes) -> bool:
    try:
        return not body.isascii() and bool(body.decode())
    except UnicodeError:
        return False


@pytest.mark.parametrize("text", ["Größe der Möwe", "В Москве", "€ 5 – “now”"])
def test_what_was_encoded_twice_is_decoded_twice(text: str) -> None:
    twice = "".join(bytes([b]).decode("cp1252", "replace") for b in text.encode())
    if "\ufffd" not in twice:
        assert decode(twice.encode()) == text
    assert decode(text.encode().decode("latin-1").encode()) == text


def test_one_letter_that_was_encoded_twice_among_others_is_left() -> None:
    assert decode("Ã¼ber Öl".encode()) == "Ã¼ber Öl"


@given(st.binary(max_size=200), st.sampled_from([None, "x; charset=utf-16", "x; charset=zlib"]))
def test_any_bytes_are_text(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type), str)

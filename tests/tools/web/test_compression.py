"""Bodies unpacked step by step, wherever the network cut them."""

from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.web.compression import Broken, unpacker


def packed(body: bytes, encoding: str) -> bytes:
    if encoding == "bare deflate":
        squeeze = zlib.compressobj(wbits=-15)
        return squeeze.compress(body) + squeeze.flush()
    pack = {"gzip": gzip.compress, "br": brotli.compress, "deflate": zlib.compress, "": bytes}
    whole: bytes = pack[encoding](body)
    return whole


def unpacked(body: bytes, encoding: str, step: int = 1_000) -> bytes:
    unpack = unpacker(encoding.removeprefix("bare "))
    assert unpack
    out = bytearray()
    for start in range(0, len(body), step):
        for part in unpack.feed(body[start : start + step]):
            assert len(part) < 200_000  # a step is small, however much is behind it
            out += part
    return bytes(out + unpack.end())


ENCODINGS = ["", "gzip", "deflate", "bare deflate", "br"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 300_000])
@pytest.mark.parametrize("step", [7_919, 1_000_000])
def test_what_was_packed_is_unpacked(encoding: str, size: int, step: int) -> None:
    if encoding or size < 100_000:
        body = b"x" * size
        assert unpacked(packed(body, encoding), encoding, step) == body


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(deadline=None)
@given(body=st.binary(max_size=300), step=st.integers(1, 50))
def test_it_does_not_matter_where_the_pieces_end(encoding: str, body: bytes, step: int) -> None:
    assert unpacked(packed(body, encoding), encoding, step) == body


@pytest.mark.parametrize("step", [1, 5, 1_000])
def test_gzip_may_come_in_members_and_with_padding(step: int) -> None:
    body = gzip.compress(b"one ") + gzip.compress(b"") + gzip.compress(b"two") + b"\0" * 20
    assert unpacked(body, "gzip", step) == b"one two"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "bare deflate", "br"])
def test_a_body_that_broke_off_is_noticed(encoding: str) -> None:
    whole = packed(b"one two three " * 50, encoding)
    for cut in range(len(whole)):
        with pytest.raises(EOFError):
            unpacked(whole[:cut], encoding)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_what_is_not_packed_is_broken(encoding: str) -> None:
    with pytest.raises(Broken):
        unpacked(b"<rss version='2.0'/>", encoding)


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip", "compress"])
def test_an_encoding_that_we_do_not_know_has_no_unpacker(encoding: str) -> None:
    assert unpacker(encoding) is None

"""From bytes to text, whatever the server, the file or the declaration claims.

Never raises: what cannot be decoded is replaced, character by character.
"""

from __future__ import annotations

import codecs
import re

# Declared names that are commonly wrong, and what is really meant (WHATWG Encoding Standard).
_MEANT = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "iso8859-9": "windows-1254",
    "euc_kr": "cp949",
}
# Text codecs of Python that no document is written in, some of them slow by design.
_NEVER = frozenset({"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined"})
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""What a document may begin with: a byte order mark, or "<" in two or four bytes."""
_EBCDIC_MARK = b"\x4c\x6f\xa7\x94"
_EBCDIC = "cp037"
"""How IBM's mainframes write "<?xm", and the code page in which to read what follows it."""
_WIDE = ("utf-16", "utf-32")
_STATEFUL = ("iso2022", "hz", "utf-7", *_WIDE)
"""Encodings whose bytes are valid UTF-8 by their nature."""
# Text that was UTF-8, was taken for Windows-1252 and written as UTF-8 again: "GrÃ¼ÃŸe".
_BYTES_OF_1252 = {
    ord(character): byte
    for byte in range(0x80, 0xA0)
    if (character := bytes([byte]).decode("cp1252", "ignore"))
}
_LETTER_OF_TWO = re.compile(rf"[\xc2-\xf4][\x80-\xbf{''.join(map(chr, _BYTES_OF_1252))}]")
_ASCII_RUN = re.compile(r"[\x00-\x7f]+")
_BLANK_BYTES = b" \t\r\n"
_HEAD = 2_048
"""Bytes within which a document must declare its encoding."""
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a feed or page; one that was encoded twice throughout is decoded twice.

    A byte order mark wins, and so do zero bytes around the first letter. Then bytes that
    are valid UTF-8 are UTF-8, as hardly anything else is by accident and servers often
    claim Latin-1; then the HTTP header, the XML declaration and the HTML meta tag; then
    Windows-1252. What calls itself UTF-8 may hold a few broken letters, not mostly those.
    """
    return _once(_decoded(body, content_type))


def _once(text: str) -> str:
    """`text`, decoded again where all of it that is not ASCII asks for that."""
    if not _LETTER_OF_TWO.search(text):
        return text
    try:
        return text.translate(_BYTES_OF_1252).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _decoded(body: bytes, content_type: str | None) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").lstrip("\ufeff")
    if body.startswith(_EBCDIC_MARK):
        head = body[:_HEAD].decode(_EBCDIC).encode("ascii", "replace")
        return body.decode(next(iter(_declared(head, None)), _EBCDIC), "replace")
    body = body.lstrip(_BLANK_BYTES)
    declared = _declared(body, content_type)
    if b"\0" not in body[:_HEAD]:  # a wrong claim: two or four bytes a letter leave zeros
        declared = [name for name in declared if not name.startswith(_WIDE)]
    stateful = [name for name in declared if name.startswith(_STATEFUL)]
    for encoding in (*stateful, "utf-8", *declared):
        try:
            return body.decode(encoding).lstrip("\ufeff")
        except UnicodeError:
            continue
    text = body.decode(declared[0] if declared else "windows-1252", "replace")
    broken = text.count("\ufffd")
    if 2 * broken > len(text) - sum(map(len, _ASCII_RUN.findall(text))):
        return body.decode("windows-1252", "replace")
    return text


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Python's names of the encodings that somebody claims, most trusted first."""
    head = body[:_HEAD]
    claims = [found.group(1) for found in [_HEADER.search(content_type or "")] if found]
    for pattern in (_DECLARATION, _META):
        claims += [name.decode("ascii") for name in pattern.findall(head)[:1]]
    return [name for name in map(_known, claims) if name]


def _known(claim: str) -> str | None:
    try:
        codec = codecs.lookup(claim)
    except (LookupError, ValueError):
        return None
    # Python marks codecs that are no text encodings (zlib, base64) with this attribute only.
    if codec.name in _NEVER or not codec._is_text_encoding:
        return None
    return _MEANT.get(codec.name, codec.name)

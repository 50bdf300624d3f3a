"""Patterns: word lists written as regular expressions, and what these find as keys of a table."""

from __future__ import annotations

_ALIKE = str.maketrans("İıſ", "iis")


def either(listed: str) -> str:
    """A group that matches any of the words in `listed`; an underscore in one is a space.

    The words may be patterns themselves. Where one begins another, the longer goes first.
    """
    return f"(?:{'|'.join(word.replace('_', ' ') for word in listed.split())})"


def lowered(found: str) -> str:
    """Lower case as `re.IGNORECASE` sees it.

    There the Turkish "İ" and "ı" are an i, and the old "ſ" an s; `str.lower` leaves them.
    """
    return found.translate(_ALIKE).lower()

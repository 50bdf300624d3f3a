"""Tables: the rows of a CSV member of an export, by names of columns that are evened out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from memory.errors import SourceError
from tools.archives.entries import Skipped
from tools.archives.folders import Folder

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]")


def rows_of(folder: Folder, name: str) -> Iterator[tuple[int, dict[str, str] | Skipped]]:
    """Each row with the line on which it ends, or why the rest cannot be read.

    "Share Commentary", "ShareCommentary" and "share_commentary" are one column:
    "sharecommentary". What a row lacks is "".
    """
    yield from rows_in(folder.lines(name), name)


def rows_in(lines: Iterator[str], name: str) -> Iterator[tuple[int, dict[str, str] | Skipped]]:
    """`rows_of` for lines that are read already; `name` is what they are called."""
    rows = csv.reader(lines)
    try:
        columns = [_NOT_IN_A_NAME.sub("", column.lower()) for column in next(rows, [])]
        for row in rows:
            if row:
                padded = row + [""] * (len(columns) - len(row))
                yield rows.line_num, dict(zip(columns, padded, strict=False))
    except csv.Error as error:
        yield rows.line_num, Skipped(rows.line_num, "not valid CSV from here on", name, str(error))
    except SourceError as error:
        yield rows.line_num, Skipped(rows.line_num, str(error), name)

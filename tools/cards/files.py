"""Card files: each is written whole or not at all, and again to the same name."""

from __future__ import annotations

import re
from pathlib import Path

from memory.errors import CardError

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def keep(data: bytes, folder: Path, name: str, ending: str) -> Path:
    """Writes `data` to `folder`/`name`.`ending`. Raises CardError."""
    path = folder / f"{_UNSAFE.sub('-', name)}.{ending}"
    write(data, path)
    return path


def write(data: bytes, path: Path) -> None:
    """Raises CardError when the disk refuses."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        raise CardError(
            f"card: cannot write {path} ({error.strerror}); make room or name another --out"
        ) from error

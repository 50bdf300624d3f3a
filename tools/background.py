"""Background: posts by other people, which the persona's own are told apart from.

Every voice in `data/background/` was invented and written for this project. The corpus is
what an authorship scorer learns "somebody else" from; nothing of it is ever published.
"""

from __future__ import annotations

from pathlib import Path

from memory.errors import ConfigError
from memory.types import Post
from tools.archives.records import read_posts

FOLDER = Path(__file__).parent.parent / "data" / "background"


def background(folder: Path = FOLDER) -> dict[str, tuple[Post, ...]]:
    """The posts of each voice, by its name. Raises ConfigError when there is none."""
    voices = {
        path.stem: tuple(entry for entry in read_posts(path) if isinstance(entry, Post))
        for path in sorted(folder.glob("*.jsonl"))
    }
    if not voices:
        raise ConfigError(f"{folder}: holds no .jsonl of a voice; restore it from the repository")
    return voices

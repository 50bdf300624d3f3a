"""What people type: words that can be kept, and whose they are."""

from __future__ import annotations

import os

import typer


def me() -> str:
    """Whose word it is: whoever is logged in on this machine."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return f"user {os.getuid()}"


def words(text: str) -> str:
    """`text`, or BadParameter where it holds bytes that are no UTF-8: no database keeps them."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise typer.BadParameter(
            f"character {error.start + 1} cannot be read: the terminal does not send UTF-8"
        ) from error
    return text

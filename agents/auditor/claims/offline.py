"""The offline splitter: no model, no network; rules cut, name and sort the claims of a draft."""

from __future__ import annotations

from typing import Protocol

from agents.auditor.claims.kinds import kind_of
from agents.auditor.claims.resolving import resolve
from agents.auditor.claims.splitting import pieces
from agents.auditor.claims.stretches import Piece
from memory.types import CHECKABLE, Brief, Claim, ClaimKind


class Splitter(Protocol):
    """Cuts a draft into claims. Never raises."""

    def split(self, text: str, brief: Brief | None) -> tuple[Claim, ...]:
        """The claims in order, none overlapping; every word of `text` but links is in one.

        `claim.text == text[claim.start:claim.end]`.
        """
        ...


class OfflineSplitter:
    """Satisfies `Splitter`."""

    def split(self, text: str, brief: Brief | None) -> tuple[Claim, ...]:
        """See `Splitter`; pronouns are looked up in the draft, then in the brief's headline."""
        claims = [claim_of(text, piece) for piece in pieces(text)]
        return resolve(claims, text, (brief.headline,) if brief else ())


def split_claims(text: str) -> tuple[Claim, ...]:
    """The claims of a text that no brief belongs to."""
    return OfflineSplitter().split(text, None)


def claim_of(text: str, piece: Piece) -> Claim:
    """The claim of one stretch, with its kind and what its cut took from it."""
    stretch = text[piece.start : piece.end]
    return Claim(
        text=stretch,
        start=piece.start,
        end=piece.end,
        kind=_kind(stretch, piece),
        resolved="" if piece.alone == stretch else piece.alone,
    )


def _kind(stretch: str, piece: Piece) -> ClaimKind:
    """A cut makes nothing less checkable: a piece of a checkable clause stays checkable."""
    kind = kind_of(piece.alone or stretch)
    if kind in CHECKABLE or not piece.whole or kind_of(piece.whole) not in CHECKABLE:
        return kind
    return ClaimKind.FACT

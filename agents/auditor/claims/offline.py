"""The offline splitter: no model, no network; rules cut, name and sort the claims of a draft."""

from __future__ import annotations

from collections.abc import Sequence
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
        return resolve(claims_of(text, pieces(text)), text, (brief.headline,) if brief else ())


def split_claims(text: str) -> tuple[Claim, ...]:
    """The claims of a text that no brief belongs to."""
    return OfflineSplitter().split(text, None)


def claims_of(text: str, stretches: Sequence[Piece]) -> list[Claim]:
    """The claims of stretches of `text`, each with its kind and what its cut took from it.

    A cut makes nothing less checkable: where one piece of a clause is, all are.
    """
    kinds = [kind_of(piece.alone or text[piece.start : piece.end]) for piece in stretches]
    told = {
        piece.whole
        for piece, kind in zip(stretches, kinds, strict=True)
        if kind in CHECKABLE or kind_of(piece.whole) in CHECKABLE
    } - {""}
    return [
        _claim(
            text, piece, ClaimKind.FACT if piece.whole in told and kind not in CHECKABLE else kind
        )
        for piece, kind in zip(stretches, kinds, strict=True)
    ]


def _claim(text: str, piece: Piece, kind: ClaimKind) -> Claim:
    stretch = text[piece.start : piece.end]
    resolved = "" if piece.alone == stretch else piece.alone
    return Claim(text=stretch, start=piece.start, end=piece.end, kind=kind, resolved=resolved)

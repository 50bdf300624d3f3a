"""Wishes: what the auditor or a human wants changed, as tests a candidate can pass.

Reasons come in words. What they object to stands in quotation marks, or after
"leave out"; lengths come as "300 of 280". A wish that is not understood still
counts: the next candidate is another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)'([^']+(?:'\w[^']*)*)'(?!\w)|‘([^’]+)’")
_THEIRS = re.compile(r"\bthe draft (?:\w+ )?[\"“'‘](.+?)[\"”'’]")
_NAMED = re.compile(r"\bleave out (?P<what>(?:https?://|[@#$])\S+?)(?=[:,;]?(?:\s|$))")
_MEASURED = re.compile(r"(\d+) of (\d+)")
_TOO_LONG = re.compile(r"\b(?:too long|shorter|shorten|brevity|briefer|cut it)\b", re.IGNORECASE)
_PLAIN = re.compile(
    r"\b(?:plain|just the facts?|facts? only|no (?:jokes?|opinions?|comments?|takes?)|tone|humou?r|"
    r"opinion|joke|unrelated|non.?sequitur|insensitive)\b",
    re.IGNORECASE,
)
_NO_OPENER = re.compile(
    r"\b(?:no|without|drop|leave out) (?:the |an? )?(?:opener|opening|label)\b", re.I
)


@dataclass(frozen=True)
class Wishes:
    """Tests drawn from reasons in words; an empty one lets everything pass."""

    banned: tuple[str, ...] = ()
    longest: int | None = None
    """Units that the text may have, when a limit was named."""
    shorter: bool = False
    plain: bool = False
    no_opener: bool = False

    @classmethod
    def read(cls, reasons: Sequence[str]) -> Wishes:
        """What `reasons` ask for. Never raises."""
        limits = [int(m.group(2)) for r in reasons for m in _MEASURED.finditer(r) if "unit" in r
                  or _TOO_LONG.search(r)]  # fmt: skip
        return cls(
            banned=tuple(dict.fromkeys(text for reason in reasons for text in _objections(reason))),
            longest=min(limits, default=None),
            shorter=any(_TOO_LONG.search(reason) for reason in reasons),
            plain=any(_PLAIN.search(reason) for reason in reasons),
            no_opener=any(_NO_OPENER.search(reason) for reason in reasons),
        )

    def allow(self, text: str) -> bool:
        """Whether nothing that was objected to stands in `text`."""
        plain = _normal(text)
        return not any(_normal(wrong) in plain for wrong in self.banned)


def _objections(reason: str) -> list[str]:
    """The stretches of the draft that `reason` objects to."""
    found = [match.group("what") for match in _NAMED.finditer(reason)]
    first = _QUOTED.search(reason)
    if first and not re.match(r"\s*(?:the source|no source)\b", reason):
        found.append(next(group for group in first.groups() if group))
    found += [match.group(1) for match in _THEIRS.finditer(reason)]
    found += [
        match.group(1) for match in re.finditer(r"no source (?:\w+ )?[\"“]([^\"”]+)[\"”]", reason)
    ]
    return [text.strip(" …") for text in found if text.strip(" …")]


def _normal(text: str) -> str:
    plain = text.lower().translate(str.maketrans("’‘“”", "''\"\""))
    return " ".join(plain.split()).rstrip(".")

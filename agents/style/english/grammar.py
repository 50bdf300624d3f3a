"""Grammar: is this English sentence whole, and does it stand on its own?

Rules over word lists, not a parser. They are strict on purpose: a sentence that
they cannot vouch for is not used, and the next one is tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agents.style.english.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    Form,
    forms,
    is_common,
    word_set,
)

_TOKEN = re.compile(
    r"[$€£₹¥]?\d[\d,.:]*\d%?|[$€£₹¥]?\d%?|[^\W\d_](?:[\w'’&$.-]*[\w$])?|[,;:–—()\"“”]", re.UNICODE
)
_SUBORDINATORS = word_set(
    "that which who whose whom where when while after before because if unless although "
    "though since as until whether once how what why"
)
_CONTRACTED = re.compile(r"(?:it|he|she|that|there|here|who|what)['’](?:s|ll|d)$|['’](?:re|ve|m)$")
_QUOTED = re.compile(
    r"“[^”]*”|\"[^\"]*\"|(?<!\w)‘[^’]*(?:’\w[^’]*)*’(?!\w)|(?<!\w)'[^']*(?:'\w[^']*)*'(?!\w)"
)

_ANAPHORIC_STARTS = word_set(
    "it he she they we i you this that these those its his her their our my your such both "
    "neither either another others other each here there and but or so yet nor also then "
    "instead however moreover meanwhile still besides furthermore nevertheless nonetheless "
    "otherwise therefore thus similarly likewise additionally consequently accordingly "
    "indeed again now elsewhere overall only even not for which who whose where because "
    "although though while unless as according"
)
_SENTENCE_LINKS = re.compile(
    r"^(?:in addition|for example|for instance|as a result|at the same time|on the other hand|"
    r"in contrast|by contrast|in fact|of course|after all|in other words|that said|so far|"
    r"in turn|at that point|until then|since then|in response|as such|in short|to be sure|"
    r"in the meantime|on top of that|last of|despite (?:this|that)|if so)\b",
    re.IGNORECASE,
)
_CLASS_NOUNS = (
    "company|firm|bank|group|agency|exchange|venue|platform|project|fund|deal|move|decision|"
    "report|study|announcement|incident|attack|ruling|bill|law|plan|proposal|agreement|partnership|merger|"
    "device|app|service|product|feature|update|release|version|team|party|government|court|"
    "judge|issuer|protocol|token|network|startup|start-up|lender|broker|operator|regulator|"
    "manufacturer|maker|retailer|airline|airport|airlines|duo|pair|trio|couple|two|three|latter|"
    "former|same|statement|losses|rapper|singer|actor|author|researchers|scientists|"
    "vehicle|crash|storm|line|site|spokesman|spokeswoman|spokesperson|latest|scheme|"
    "institution|organisation|organization|charity|university|school|hospital|city|country"
)
_CLASS_REFERENCE = re.compile(
    rf"\b[Tt]he (?:\w+ )?(?:{_CLASS_NOUNS})(?:['’]s?)?\b(?! (?:of|in|at|for) [A-Z])"
)
_UNIQUE = re.compile(
    r"The (?:world|country|nation|planet)['’]s \w+|The (?:first|oldest|largest|biggest) "
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|he|him|his|she|her|hers|theirs)\b", re.IGNORECASE
)
_SPEAKER = re.compile(
    r"\b(?:I|I['’]\w+|we|us|our|ours|my|mine|me|We|Our|My|you|your|yours|You|Your)\b"
)
_POINTS = re.compile(
    r"\b(?:this|these) (?!week|month|year|quarter|season|summer|autumn|winter|spring|morning|"
    r"afternoon|evening|weekend|time|decade|century|january|february|march|april|may|june|july|"
    r"august|september|october|november|december)\w+|\bit(?:['’]s| is| was| would be) "
    r"(?:natural|easy|hard|worth|time|tempting|safe|fair|clear|no)\b",
    re.IGNORECASE,
)
_NOT_A_PLAN = word_set(
    "bid deal plan plans effort efforts move offer way ways attempt attempts push race how "
    "fight guide call calls decision need agreement right rights chance due scheme likely "
    "set able things reasons reason time"
)
_INDEFINITE = word_set(
    "a an some about more nearly almost over around most many several few two three four "
    "five six seven eight nine ten dozens hundreds thousands millions up at less roughly"
)


def tokens(text: str) -> list[str]:
    """Words, numbers and the punctuation that separates clauses."""
    return _TOKEN.findall(text)


def without_quotes(text: str) -> str:
    """`text` with quoted stretches replaced by a neutral word, quotes of one word kept."""
    return _QUOTED.sub(lambda m: "quote" if " " in m.group().strip() else m.group(), text)


def main_verb(text: str, *, headline: bool = False) -> int | None:
    """Index in `tokens(text)` of the first finite verb of the main clause, or None.

    Each subordinator ("that", "after", …) takes the next finite verb for its own
    clause. `headline` also takes "X to buy Y" and a participle without its auxiliary.
    """
    words = tokens(text)
    owed = 0
    for n, word in enumerate(words):
        lower = word.lower()
        if lower in _SUBORDINATORS and not _is_preposition(words, n):
            owed += 1
        elif n and (_is_finite(words, n) or (headline and _is_clipped(words, n))):
            if not owed:
                return n
            owed -= 1
    # "The agency plans to open waters": a noun elsewhere, the verb where there is no other.
    pairs = pairwise(words)
    intends = (n for n, (word, after) in enumerate(pairs) if word in _INTENDS and after == "to")
    return next((n for n in intends if n), None)


def is_clause(text: str, *, headline: bool = False) -> bool:
    """Whether `text` has a subject and a finite verb."""
    return main_verb(text, headline=headline) is not None


def stands_alone(sentence: str, *, headline: bool = False) -> bool:
    """Whether a reader who knows nothing else can tell who and what is meant."""
    first = tokens(sentence)[:1]
    if not first or first[0].lower().removesuffix("'s") in _ANAPHORIC_STARTS:
        return False
    if _SENTENCE_LINKS.match(sentence) or _CONTRACTED.match(first[0].lower()):
        return False
    plain = without_quotes(sentence)
    if _POINTS.search(plain):
        return False
    return _subject_is_known(plain, headline) and _references_resolve(plain)


def speaks_for_itself(sentence: str) -> bool:
    """Whether the source says "I", "we" or "you" outside quotation marks."""
    plain = _QUOTED.sub(" ", sentence).replace("U.S", "US")
    return bool(_SPEAKER.search(re.sub(r"\bUS\b", "America", plain)))


def has_name(text: str) -> bool:
    """Whether `text` names somebody or something: a capital that its place does not explain."""
    words = [w for w in tokens(text) if w[0].isalpha()]
    if not words:
        return False
    first = any(c.isupper() for c in words[0][1:]) or (
        words[0][0].isupper() and not is_common(words[0])
    )
    return first or any(w[0].isupper() or any(c.isupper() for c in w[1:]) for w in words[1:])


def _subject_is_known(plain: str, headline: bool) -> bool:
    words = tokens(plain)
    verb = main_verb(plain, headline=headline)
    if verb is None:
        return False
    subject = " ".join(words[:verb])
    if re.match(rf"(?:\w+ )?(?:{_CLASS_NOUNS})\b", subject, re.IGNORECASE) and not has_name(
        subject
    ):
        return words[0].lower() in {"a", "an"}
    if has_name(subject) or words[0].lower() in _INDEFINITE or words[0][0] in "$€£₹¥0123456789":
        return True
    return words[0].lower() != "the" or bool(_UNIQUE.match(plain))


def _references_resolve(plain: str) -> bool:
    """Whether a name or noun stands before every pronoun and every "the company"."""
    for match in (*_PRONOUN.finditer(plain), *_CLASS_REFERENCE.finditer(plain)):
        before = plain[: match.start()]
        nouns = [w for w in tokens(before) if w[0].isalpha() and w.lower() not in PREPOSITIONS]
        if match.re is _PRONOUN and len(nouns) < 2 and not has_name(before):
            return False
        if match.re is _CLASS_REFERENCE and not has_name(before) and not before.startswith("A "):
            return False
    return True


def _is_preposition(words: Sequence[str], n: int) -> bool:
    """Whether "after", "before", "since", "until" or "as" governs a noun and not a clause."""
    if words[n].lower() not in {"after", "before", "since", "until", "as", "once"}:
        return False
    for follower in range(n + 1, len(words)):
        if words[follower] in {",", ";", ":", "—", "–"}:
            return True
        if _is_finite(words, follower):
            return False
    return True


def _is_finite(words: Sequence[str], n: int) -> bool:
    lower, before = words[n].lower().replace("’", "'"), words[n - 1].lower() if n else ""
    if lower in AUXILIARIES:
        return not (words[n][0].isupper() and lower in {"will", "may"} and before in PREPOSITIONS)
    if _CONTRACTED.search(lower):
        return True
    form = forms(lower)
    governed = before in (DETERMINERS - {"that"}) | PREPOSITIONS
    if not form or governed or before.endswith(("'s", "’s")):
        return False
    if before in AUXILIARIES or before in {"be", "been", "being", "to", "not"}:
        return False
    if Form.THIRD in form and not _after_adjective(before):
        return lower not in _OFTEN_NOUNS or _takes_object(words, n)
    if Form.PAST in form and lower not in _NEVER_PAST:
        return _may_be_past(words, n)
    return Form.BASE in form and _is_plural(words[:n]) and _takes_object(words, n)


_INTENDS = word_set("plans moves offers needs hopes bids claims")
_NEVER_PAST = word_set("let bet bid cast hurt read spread split")
"""Spelled alike in past and present, and as often nouns."""
_PLURALS = word_set("people police women men children staff data media")
_OFTEN_NOUNS = word_set(
    "markets reserves books exchanges hikes gains shares talks moves deals plans bets bids "
    "loans ties cuts probes costs hopes fears rates prices trades transfers payments "
    "supplies returns losses profits sales funds claims calls forms heads names orders "
    "places points ranges results rules scores services stages states steps stocks tests "
    "tools tops tracks updates values views works flows limits lists needs offers"
)


def _is_plural(subject: Sequence[str]) -> bool:
    """Whether the words before a verb end in a plural, or join two things."""
    last = subject[-1].lower()
    joined = any(word.lower() in {",", "and"} for word in subject) and last not in {",", "and"}
    return (
        joined or last in _PLURALS or (last.endswith("s") and not last.endswith(("ss", "us", "is")))
    )


def _after_adjective(before: str) -> bool:
    return before in {"latest", "new", "first", "big", "major", "recent", "more", "key", "several"}


def _may_be_past(words: Sequence[str], n: int) -> bool:
    """A past form that is not an adjective: something follows that is no bare noun phrase."""
    before = words[n - 1]
    if before in {",", "—", "–", "and"} and Form.PARTICIPLE in forms(words[n]):
        return False
    if before.lower() in {"as", "by", "when", "than", "if", "once", "newly", "previously"}:
        return False
    after = words[n + 1] if n + 1 < len(words) else ""
    if after.lower() == "by" and Form.PARTICIPLE in forms(words[n]):
        return False
    return not (Form.PARTICIPLE in forms(words[n]) and before[0].isdigit())


_PARTICLES = word_set("that it them more less not up down out off back")


def _takes_object(words: Sequence[str], n: int) -> bool:
    after = words[n + 1].lower() if n + 1 < len(words) else ""
    if words[n].lower() in _OFTEN_NOUNS and (after in PREPOSITIONS or after in AUXILIARIES):
        return False
    return bool(after) and (
        after in DETERMINERS or after in PREPOSITIONS or after[0] in "$€£₹¥0123456789"
        or after in _PARTICLES
        or not is_common(after) or words[n + 1][0].isupper() or not forms(after)
        or Form.GERUND in forms(after)
    )  # fmt: skip


def _is_clipped(words: Sequence[str], n: int) -> bool:
    """What headlines do without an auxiliary: "X to buy Y", "X shut down by Y", "X set to Y"."""
    lower, before = words[n].lower(), words[n - 1].lower()
    if lower == "to" and n + 1 < len(words):
        return Form.BASE in forms(words[n + 1]) and before not in _NOT_A_PLAN and not forms(before)
    if lower in {"up", "down"} and n + 1 < len(words):
        return words[n + 1][0].isdigit() and has_name(" ".join(words[:n]))
    form = forms(lower)
    if Form.PARTICIPLE in form and before not in DETERMINERS | PREPOSITIONS | {"and", ","}:
        after = words[n + 1].lower() if n + 1 < len(words) else ""
        if after == "in" and not (has_name(" ".join(words[:n])) or words[0][0].isdigit()):
            return False
        return after in PREPOSITIONS or after in {"to", "down", "up", "off", "out", "a", "the"}
    return False

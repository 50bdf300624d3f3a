"""Names of things: how the persona writes what has several names.

Bitcoin, bitcoin, BTC, $BTC or #bitcoin: the story's form becomes the one that the persona
clearly prefers. The same thing stays meant: only forms of one thing stand in a row, a coin
is not its network, and nothing is touched inside a longer name or a quotation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from tools.x_text import cashtags, hashtags

_FEWEST, _CLEARLY = 4, 0.6
"""Times that something must be named, and share that one form needs, to be preferred."""
_COINS = (
    ("Bitcoin", "BTC"), ("Ether", "ETH"), ("Solana", "SOL"), ("Dogecoin", "DOGE"),
    ("Litecoin", "LTC"), ("Cardano", "ADA"), ("Avalanche", "AVAX"), ("Polkadot", "DOT"),
)  # fmt: skip
"""Coins whose name and ticker mean the same in ordinary talk."""
_TICKERS = ("USDC", "USDT", "DAI", "BNB", "XRP", "ARB", "UNI", "AAVE", "LINK")
_SHORT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("and", ("&",)), ("with", ("w/",)), ("without", ("w/o",)), ("because", ("bc", "b/c", "cuz")),
    ("people", ("ppl",)), ("government", ("govt", "gov't")), ("though", ("tho",)),
    ("through", ("thru",)), ("about", ("abt",)), ("versus", ("vs", "vs.")), ("season", ("szn",)),
    ("year", ("yr",)), ("years", ("yrs",)), ("months", ("mos",)), ("week", ("wk",)),
    ("weeks", ("wks",)), ("before", ("b4",)), ("information", ("info",)), ("message", ("msg",)),
    ("received", ("rec'd",)), ("international", ("intl", "int'l")), ("management", ("mgmt",)),
)  # fmt: skip
"""Ordinary words and how they are shortened."""
_TAG_AFTER = 0.5
"""Share of its mentions in which a word must carry a hash to get one."""


@dataclass(frozen=True)
class NameForms:
    """Preferred forms, by thing; empty for a persona who names few things."""

    coins: Mapping[str, str] = field(default_factory=dict)
    """Name of the coin or ticker in our list, to the persona's form of it."""
    tagged: Mapping[str, str] = field(default_factory=dict)
    """Word in lower case to its hashtag, for words that they nearly always tag."""
    short: Mapping[str, str] = field(default_factory=dict)
    """Word to how they shorten it: "with" to "w/"."""
    small_k: bool = False
    """Whether thousands are 311k, not 311K."""

    @classmethod
    def learn(cls, texts: Iterable[str]) -> NameForms:
        """Counts over `texts`."""
        joined = "\n".join(texts)
        words = Counter(word.strip(".,;:!?()\"'") for word in joined.split())
        coins = {}
        for key, pattern in _coin_patterns().items():
            forms = Counter(match.group() for match in pattern.finditer(joined))
            if forms.total() >= _FEWEST:
                form, count = forms.most_common(1)[0]
                if count > _CLEARLY * forms.total():
                    coins[key] = form
        return cls(
            coins=coins,
            tagged=_tagged(joined),
            short={
                word: best
                for word, ways in _SHORT
                for best in [max(ways, key=lambda way: words[way])]
                if words[best] > max(_FEWEST - 1, words[word])
            },
            small_k=len(re.findall(r"\dk\b", joined)) > len(re.findall(r"\dK\b", joined)),
        )

    def put_on(self, text: str, *, tags: int = 0) -> str:
        """`text` (without quotations) with the preferred forms; at most `tags` new hashtags."""
        for key, form in self.coins.items():
            text = _renamed(text, _coin_patterns()[key], form, tags)
        for word, tag in self.tagged.items():
            if len(hashtags(text)) < tags:
                text = re.sub(
                    rf"(?<![\w#$@-]){re.escape(word)}(?![\w-])",
                    tag,
                    text,
                    count=1,
                    flags=re.IGNORECASE,
                )
        for word, way in self.short.items():
            text = re.sub(rf"(?<=[\w%] ){word}(?= [\w$])", way, text)
        if self.small_k:
            text = re.sub(r"(?<=\d)K\b", "k", text)
        return text


def _renamed(text: str, pattern: re.Pattern[str], form: str, tags: int) -> str:
    """Each mention in the preferred form; only the first with a cash or hash sign."""
    plain = form.lstrip("$#")
    signs = {"$": len(cashtags(text)), "#": len(hashtags(text))}
    """How many there are already: a post has one cashtag at most, and few hashtags."""

    def instead(match: re.Match[str]) -> str:
        after = text[match.end() : match.end() + 2]
        if re.match(r" [A-Z][a-z]", text[match.end() : match.end() + 3]):
            return match.group()  # "Bitcoin Cash", "Bitcoin Magazine": another name
        sign = form[0]
        most = {"$": 1, "#": tags}.get(sign)
        free = most is None or (signs[sign] < most and not after.startswith(("'", "’", "-", "/")))
        if free and most is not None:
            signs[sign] += 1
        said = form if free else plain
        starts = not text[: match.start()].strip() and said[0].islower()
        return said[0].upper() + said[1:] if starts and said == plain else said

    return pattern.sub(instead, text)


def _tagged(text: str) -> dict[str, str]:
    tags = Counter(text[tag.start : tag.end] for tag in hashtags(text))
    coins = {form.lower() for pair in _COINS for form in pair}
    found = {}
    for tag, count in tags.items():
        word = tag[1:].lower()
        if count < _FEWEST or word in coins:
            continue
        plain = len(re.findall(rf"(?<![\w#]){re.escape(word)}(?!\w)", text, re.IGNORECASE))
        if count >= _TAG_AFTER * (count + plain) and plain:
            found[word] = tag
    return found


@cache
def _coin_patterns() -> dict[str, re.Pattern[str]]:
    found = {
        name: rf"[$#]?(?<![\w@/.-])(?:{name}|{name.lower()}|{ticker}|(?<=[$#]){ticker.lower()})"
        for name, ticker in _COINS
    } | {ticker: rf"[$#]?(?<![\w@/.-]){ticker}" for ticker in _TICKERS}
    return {key: re.compile(rf"(?<![\w@/.$#-]){body}(?![\w/-])") for key, body in found.items()}

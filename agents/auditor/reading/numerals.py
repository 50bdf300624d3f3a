"""Number words, scales, currencies and hedges: the tables by which figures are read."""

from __future__ import annotations

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS: dict[str, float] = {
    **{word: value for value, word in enumerate(ONES.split())},
    **{word: 10 * value for value, word in enumerate(TENS.split(), start=2)},
    "dozen": 12,
}
FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 1 / 4,
    "quarters": 1 / 4,
    "fifth": 1 / 5,
    "fifths": 1 / 5,
    "tenth": 1 / 10,
    "tenths": 1 / 10,
}
MULTIPLES = {
    "double": 2,
    "doubled": 2,
    "doubles": 2,
    "doubling": 2,
    "twice": 2,
    "twofold": 2,
    "triple": 3,
    "tripled": 3,
    "triples": 3,
    "threefold": 3,
    "quadrupled": 4,
    "tenfold": 10,
}
SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "mm": 1e6, "million": 1e6,
    "millions": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9, "billions": 1e9, "t": 1e12,
    "tn": 1e12, "trn": 1e12, "trillion": 1e12, "hundred": 1e2,
}  # fmt: skip
CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "buck": "USD",
    "bucks": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP",
    "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "¥": "JPY", "jpy": "JPY",
    "yen": "JPY", "yuan": "CNY", "rmb": "CNY", "cny": "CNY", "₹": "INR", "rupee": "INR",
    "rupees": "INR", "inr": "INR", "₩": "KRW", "won": "KRW", "chf": "CHF", "franc": "CHF",
    "francs": "CHF", "c$": "CAD", "cad": "CAD", "a$": "AUD", "aud": "AUD", "crown": "crown",
    "crowns": "crown", "ruble": "RUB", "rubles": "RUB", "rouble": "RUB", "roubles": "RUB",
    "peso": "peso", "pesos": "peso", "krona": "SEK", "kronor": "SEK", "₿": "BTC", "btc": "BTC",
    "bitcoins": "BTC",
    "krone": "krone", "kroner": "krone", "zloty": "PLN", "lira": "TRY",
    "eth": "ETH", "cent": "cent", "cents": "cent", "pence": "pence",
}  # fmt: skip
WHOLES = {"cent": "USD", "pence": "GBP"}
"""What a hundred of these make; a cent alone is taken for the dollar's."""

_ABOUT = "about around roughly some approximately circa approx ~ estimated nearly almost close"
HEDGES = {
    **dict.fromkeys(_ABOUT.split(), "about"),
    "nearly": "below", "almost": "below", "under": "below", "below": "below", "less": "below",
    "fewer": "below", "over": "above", "above": "above", "exceeding": "above", "exceed": "above",
    "exceeds": "above", "exceeded": "above", "passed": "above", "passes": "above",
    "topped": "above", "tops": "above", "least": "above", "past": "above",
}  # fmt: skip
ORDINALS = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
RANKS = {word: number for number, word in enumerate(ORDINALS.split(), 3)}

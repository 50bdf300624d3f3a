"""Word lists and patterns of the topic agent: data, with the reason for each list.

Words match whole, in any case, with a plural "s" or "es" or without; see
`matching.py`. Patterns are regular expressions over a headline or a sentence.
"""

from __future__ import annotations


def _listed(text: str) -> tuple[str, ...]:
    """The comma-separated words and phrases of a text."""
    return tuple(" ".join(word.split()) for word in text.split(","))


GRAVE = _listed(
    """
    dead, death, deadly, die, died, dies, dying, fatal, fatally, fatality, fatalities,
    funeral, injured, injuries, kill, killed, killing, murder, murdered, obituary, passed
    away, perished, wounded, drowned, mourn, mourning, mourns, abduct, abducted, assault,
    assaulted, bombing, gunman, gunmen, hostage, kidnap, kidnapped, kidnapping, massacre,
    rape, shooting, stabbed, stabbing, terrorism, terrorist, torture, tortured, war crime,
    genocide, airstrike, air strike, missile strike, suicide, self-harm, child abuse, human
    trafficking, avalanche, earthquake, famine, flooding, hurricane, landslide, plane crash,
    tsunami, typhoon, wildfire, cancer, ebola, epidemic, pandemic, terminal illness
    """
)
"""Of people, after these words nobody jokes."""

NOT_GRAVE = _listed(
    """
    death cross, death spiral, dead coin, dead cat bounce, dead letter, dead link, dead end,
    dead last, deadline, brought back from the dead, killer app, killer feature, kill switch,
    kill chain, kill process, killed off, killing off, killed the project, killed the deal,
    killed the bill, kills off, die-hard, die size, silicon die, chip die, dies on the wafer,
    hostage to, shooting star, troubleshooting, killing it, makes a killing, killed free
    access, free access, price war, fatal error, fatal exception, fatal flaw, fatal bug, fatal
    signal
    """
)
"""Turns of phrase that hold a grave word and mean none of it."""

EVERYDAY = (
    "sport: football, tennis, a match, a cup, a team and its players",
    "weather: rain, storms, snow, temperatures",
    "celebrities: actors, singers, films and television",
    "food and cooking: restaurants, recipes, a supper, a bakery",
    "crime and police: a robbery, an arrest, a burglary",
    "accidents: a car crash, a fire, people injured",
    "travel and holidays: hotels, beaches, flights",
    "family: children, parents, divorce, school",
    "health and medicine: patients, doctors, hospitals",
    "party politics: elections, parliament, ministers, a campaign",
    "war and foreign affairs: troops, missiles, borders",
    "religion: churches, mosques, prayer",
    "art and culture: museums, books, music, exhibitions",
    "nature and animals: wildlife, pets, forests",
    "local affairs: the town council, roads, trams, parks",
)
"""What newspapers are otherwise full of; a story nearer to one of these than to the persona's
interests only shares a word with them ("chip shop", "AI actress", "food bank")."""

BOILERPLATE = (
    r"^\W*(?:read|see|learn|find out|discover) (?:more|also|next)\b|\bcontinue reading\b|"
    r"\[…\]|\[\.\.\.\]",
    r"\bappeared first on\b|\boriginally (?:appeared|published)\b|\ball rights reserved\b|©",
    r"^\W*(?:by|photo|photograph|image|picture|credit|source|via|updated?|correction|"
    r"editor'?s note|"
    r"disclosure|related|more on|filed under|tags?|share this|topics?)\b\s*(?::|by\b|\d|[A-Z])",
    r"\b(?:click here|subscribe|sign up|newsletter|follow us|join us|get in touch|"
    r"contact the (?:author|"
    r"reporter)|log in|cookie|terms of (?:use|service) apply|opens in a new)\b",
    r"\b(?:early[- ]bird|tickets?|register|promo code|register now|save your seat|"
    r"join us at)\b.*\b(?:disrupt|"
    r"event|conference|seat|pass)\b",
    r"pic\.twitter\.com|^\W*—.*\(@\w+\)|\(@\w+\)\s+\w+ \d+, \d{4}",
    r"https?://|www\.|\S+@\S+\.\w+",
    r"\b(?:getty images|shutterstock|unsplash|file photo|pictured|screenshot|courtesy of)\b",
    r"\bheadquarters (?:on|in) [^.]*\d{4}\b|\bshameless plug\b",
    r"\bdid(?:n['’]t| not) (?:immediately )?(?:respond|reply|return)\b|\bdeclined to comment\b|"
    r"\bfor its part\b|\bhas been contacted for comment\b",
)
"""Sentences of a page that are no part of its story, or say that nothing was said."""

LEANING = _listed(
    """
    it, its, he, she, they, this, that, these, those, his, her, their, both, such, there,
    here, but, and, so, however, meanwhile, also, still, then, yet, instead, moreover,
    furthermore, nevertheless, though, although, while, or, because, additionally, besides, in
    addition, in other words, as a result, for example, after that, along with, one of,
    another, the move, the latest, the former, the latter, i, we, you, your, our, my, as far
    as, similarly, likewise, otherwise, thankfully, altogether, for instance, further, that
    kind, of course, in fact, indeed
    """
)
"""A sentence that begins so leans on the one before, and cannot stand alone."""

ANGLES = (
    (
        _listed("hack, hacked, exploit, exploited, theft, stolen, breach, drained, phishing"),
        "what failed, who carries the loss, and what should have been in place",
    ),
    (
        _listed(
            "halt, halts, halted, freeze, freezes, froze, pause, pauses, paused, suspend, "
            "suspends, suspended"
        ),
        "what customers can no longer do, and who decided it",
    ),
    (
        _listed("outage, offline, downtime, post-mortem, back online, certificate, failover"),
        "which ordinary thing broke, and what the repair says about the design",
    ),
    (
        _listed("attestation, reserve, redemption, peg, depeg, audit, unnamed deposits"),
        "what is known about the money behind the promise, and what is not",
    ),
    (
        _listed("court, judge, ruling, ruled, lawsuit, bankruptcy, creditor"),
        "who the ruling says owns what, and who waits longer now",
    ),
    (
        _listed("licence, license, regulator, watchdog, rule, law, bill, fine, fined, ban, SEC"),
        "what changes, for whom, and from when",
    ),
    (
        _listed(
            "acquire, acquires, acquisition, buys, to buy, takeover, merger, sold to, agrees to buy"
        ),
        "what the buyer really gets for the price",
    ),
    (
        _listed("raise, raises, raised, funding, round, invests, bond"),
        "who pays, for what, and who is owed what afterwards",
    ),
    (
        _listed("cut, cuts, layoff, jobs, steps down, resigns"),
        "what the step admits, and who does the work now",
    ),
    (
        _listed("delay, delays, postpone, postpones, behind schedule"),
        "what the delay costs and whom it helps",
    ),
    (
        _listed("release, releases, launch, launches, open, opens, introduces, unveils, upgrade"),
        "what it does that was not possible before, and what it asks of its users",
    ),
)
"""What happened → what is worth saying about it; the first that matches the headline wins."""

PLAIN_ANGLE = "the one fact that matters here, and what follows from it"

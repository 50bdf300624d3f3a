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

ADVERTISEMENT = (
    r"^\W*(?:sponsored|advert|advertisement|advertorial|ad|promoted|promotion|paid post|"
    r"partner content|"
    r"partner post|press release)\b\s*[:|\]–—-]",
    r"\bguaranteed (?:returns?|profits?|income)\b",
    r"\b(?:earn|returns? of|profits? of) \d+(?:\.\d+)?% (?:a|per|every) (?:day|week)\b",
    r"\b(?:promo|discount|coupon|referral) code\b",
    r"\b(?:save|get) (?:up to )?(?:[$£€]\s?\d[\d,]*|\d+%)(?: off)?\b",
    r"\b\d+% off\b",
    r"\brefi(?:nance|nancing)?\b.*\b(?:rates?|today|save|mortgage|fixed)\b|"
    r"\bmortgage by refinancing\b",
    r"\bdo you qualify\b|\bapply (?:now|today)\b|\bbuy now\b|\bshop now\b|"
    r"\bsign up (?:now|today|here)\b",
    r"\b(?:black friday|cyber monday|prime day)\b|\b(?:best|top|early) [\w' -]*\bdeals?\b",
    r"\bearly[- ]bird (?:tickets?|pricing)\b|\btickets? (?:are )?on sale\b",
    r"\bpresale\b.*\b(?:token|coin|\d+x)\b|\b\d+x (?:gains?|returns?|potential)\b",
    r"\bgift guide\b|\bhoroscopes?\b|\bcrossword\b|\bwordle\b",
)
"""A headline or first sentence like this sells something, or is no news at all."""

ROUTINE = (
    (r"\blive(?: updates?| blog|blog)\b|\bas it happened\b|\bminute by minute\b", "live updates"),
    (
        r"^\W*(?:the |our |my )?\d+ (?:\w+ ){0,3}(?:things|ways|reasons|tips|facts|places|"
        r"cars|books|"
        r"gadgets|apps|highlights|lessons|questions|predictions|charts|takeaways)\b",
        "a list",
    ),
    (r"\b\d+ (?:best|great|essential|top|biggest|worst)\b", "a list"),
    (
        r"\b(?:round-?up|newsletter|digest|weekly wrap|morning briefing|week in review|"
        r"the week ahead|"
        r"what we(?:'|’)re (?:reading|watching)|first mover|open thread)\b",
        "a round-up",
    ),
    (r"\b(?:podcast|episode \d+|ep\. ?\d+|listen:|watch:|webinar|video:)", "a podcast or video"),
    (
        r"\bq\s?&\s?a\b|^\W*(?:interview|profile|opinion|op-ed|column|editorial|analysis|"
        r"review|commentary|"
        r"explainer|letters?)\b\s*[:|›>–—-]|\b(?:opinions?|editorials?|voices|"
        r"have your say) ?[›>|]",
        "opinion or interview",
    ),
    (
        r"^\W*(?:how|why|what|who|when|where|should|could|can|will|is|are|does|do|"
        r"did)\b(?=.*\?\s*$)|\?\s*$",
        "a question",
    ),
    (
        r"^\W*(?:how|why) (?!to\b)|\bhere(?:'|’)s (?:why|how|what)\b|"
        r"\bwhat (?:you need )?to know\b|"
        r"\bhow to\b|\ba guide to\b|\ba tale of\b|\beverything you\b",
        "an explainer",
    ),
    (r"\b(?:disrupt|consensus|summit|conference) 20\d\d\b", "an event of the publisher"),
    (
        r"\bprice (?:prediction|analysis|forecast|target)s?\b|\btechnical analysis\b|"
        r"\bto watch\b",
        "a price forecast",
    ),
    (
        r"^\W*(?:bitcoin|ether|ethereum|crypto|stocks?|shares|"
        r"markets?)\b.{0,60}\b(?:rises?|falls?|slips?|surges?|"
        r"soars?|retraces?|bounces?|regains?|erases?|slumps?|jumps?|drops?|gains?|tanks?|"
        r"plunges?|rall(?:y|ies)|"
        r"battered|dips?)\b",
        "a price move",
    ),
)
"""Headlines that tell of no event; told apart so that the reason can be given."""

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

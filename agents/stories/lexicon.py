"""Words by which a headline is no news: patterns, any case, as data."""

from __future__ import annotations

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

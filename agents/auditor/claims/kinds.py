"""Kinds: what sort of statement a claim is, and so whether it must be borne out.

Facts first: what carries a figure, a date, quoted words, a name that does something or an
event is checkable, however it is dressed. Only what is left may be a question, a
prediction, advice, a call, a joke or an opinion. In doubt a statement is a fact, and in
doubt it is no joke.
"""

from __future__ import annotations

import re

from agents.auditor.claims.events import states_event, told_in_past
from agents.auditor.claims.reading import begins_with_verb, is_statement
from agents.auditor.claims.splitting import TAIL, bare
from agents.auditor.reading.lexicon import COMPANIES, STOPWORDS, VERBS, word_set
from agents.auditor.reading.moments import moments
from agents.auditor.reading.naming import names
from agents.auditor.reading.patterns import either
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.quotations import quotations
from agents.auditor.reading.words import ordinary
from agents.style.english.lexicon import AUXILIARIES, Form, forms, is_common
from memory.types import ClaimKind

_QUESTION = re.compile(r"\?[!?]*[\"'”’)\]\s]*$")
_PRESUMES = re.compile(r"\W*(?:why|how come|how (?:did|could)|when did)\b", re.IGNORECASE)
"""Questions that take their fact for granted: "Why did the bank lie?"."""
_HANGS_ON = re.compile(
    r"\b(?:after|since|despite|following|now that|given that|because|considering) (?!all\b)"
    r"(?P<event>\w+ing\b.*|.+)",
    re.IGNORECASE,
)
_HEARD = re.compile(
    r"^\W*(?:"
    r"(?:did|have|has|had) (?:you|anyone|anybody|y['’]all)"
    r"|remember|any(?:one|body)(?: else)?|isn['’]t it \w+|who else|are we)\b.*?\b"
    + either("see seen hear heard notice noticed read know when that how glad happy over surprised")
    + r"\b(?P<event>.+)",
    re.IGNORECASE,
)
"""Questions that are told rather than asked: "Did you hear that they fled?"."""
_WHO_DID = re.compile(r"\w\W+(?P<event>(?:that|who|whose|which)\s.+)", re.IGNORECASE)
_OPENING = re.compile(r"^\W*(?:(?:and|but|so|ok|okay|oh|wait|well|hey)\b,?\s*)+", re.IGNORECASE)
_ASKED = word_set(
    "am be any anyone anybody ever want wanna need got ready fancy care thinking looking"
)
_WH = word_set("who whom whose what which when where why how")
_RANK = re.compile(
    r"\b(?:the (?:first|second|third|only|largest|biggest|smallest) \w+ (?:to|in|ever|since|of)"
    r"|first-ever|for the first time|a first for|record (?:high|low)|all-time"
    r"|confirmed|breaking|official|exclusive|reportedly|sources? sa(?:y|id))\b",
    re.IGNORECASE,
)
_SPEAKER_EXPECTS = re.compile(
    r"\b(?:I|we)(?:['’]d| would| still| fully)? "
    + either("think bet expect predict guess suspect reckon doubt wager")
    + r"|\bmy (?:bet|guess|prediction|money['’]?s)\b|\bmark my words\b|^\W*calling it\b"
    r"|^\W*(?:prediction|bold prediction|hot take)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|gonna|going to|bound to|about to|certain to|sure to)\b|['’]ll\b",
    re.IGNORECASE,
)
_ANYBODY = either(
    "I we you everyone everybody no_one nobody someone somebody people this that it there one_day "
    "things history nothing everything most_of_us our_\\w+ my_\\w+"
)
_OF_ANYBODY = re.compile(
    rf"\b{_ANYBODY}(?:['’]s|['’]re)?(?: (?:all|just|never|only|is|are))*\s*$", re.I
)
_KIND = re.compile(
    r"^\W*(?:[a-z-]+ )?[a-z-]+s (?:will|won['’]t|are (?:going|bound|about) to)\b", re.I
)
_ADVICE = re.compile(
    r"^\W*(?:(?:please|just|now|so|and|always|pro tip|tip|psa|reminder|friends)[:,]?\s+)*"
    + either(
        "buy sell hodl hold short ape accumulate invest dump load_up stack avoid diversify hedge "
        "take_profits? get_out stay_away beware back_up double[-_]check make_sure rotate keep "
        "check count ask don['’]t do_not withdraw wait verify use store test name budget start "
        "stop learn write be never_trust trust spend save treat put move turn bring pick choose "
        "wear drink eat"
    )
    + r"\b(?!['’-]|\s+(?:is|are|was|were|has|have|of)\b)"
    r"|\b(?:you|everyone|everybody|people)(?:['’]d)? need to\b"
    r"|\b(?:you|everyone|everybody|people|we|they all)(?:['’]d)? "
    + either("should ought_to must had_better better want_to may_want_to might_want_to")
    + r"(?:n['’]t| not| never)?\b"
    r"|^\W*(?:my advice|word to the wise|if I were you)\b"
    r"|\b(?:time|moment|chance) to (?:buy|sell|get|rotate|leave|panic)\b"
    r"|\b(?:strong|screaming|easy) (?:buy|sell)\b|\b(?:buy|sell) the \w+\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^\W*(?:(?:please|pls|just|now|so|and|go|come|then)[,]?\s+)*"
    + either(
        "read watch listen sign follow subscribe share retweet rt repost like comment join click "
        "tap see look donate vote register sign_up rsvp dm email call write_to tell send apply "
        "check_out check_this find_out get_yours get_your book reply swipe stay_tuned tune_in "
        "help_us spread tag bookmark pass_it_on submit download try_it learn_more meet discuss "
        "thread boycott demand enter"
    )
    + r"\b(?!['’-]|\s+(?:is|are|was|were|has|have|of|all over|like)\b)"
    r"|\b(?:link|links|details|thread|more|full story|sources?|story|report) (?:is |are )?"
    r"(?:below|in (?:my |the )?bio|in (?:the )?(?:replies|comments|thread|reply)|here|👇|⬇️)"
    r"|👇\s*$"
    r"|^\W*(?:more|details|read more|thread|watch|full story|link)\s*[:👇⬇️🧵]*\s*$"
    r"|\bworth (?:your coffee|a read|reading|your time)\b:?\s*$",
    re.IGNORECASE,
)
_JOKE = re.compile(
    r"(?<!\w)/s\b"
    r"|\b(?:lol|lmao|lmfao|rofl|jk|j/k|just kidding|asking for a friend|badum tss)\b"
    r"|[😂🤣]|\bsaid (?:no ?one|nobody) ever\b|\bwhat could (?:possibly )?go wrong\b"
    r"|^\W*(?:narrator|plot twist)\s*:|\bwalks? into a bar\b|\bknock,? knock\b"
    r"|^\W*[\w -]{2,30},? \(?(?:n|noun|v|verb|adj|adjective)\.?\)?\s*[:.—–-]"
    r"|\bmy (?:cat|dog|toaster|goldfish|houseplant|nan|gran|kettle|hamster)\b.*"
    r"\b(?:could|would|has more|runs?|keeps?|knows)\b"
    r"|\bwill be (?:dead|dust) before\b|\bheat death of the universe\b|\bin other news,? water\b"
    r"|\b(?:longer|older) than the (?:universe|pyramids|dinosaurs)\b",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\b(?:everyone|everybody|people|you|we) (?:should|must|ought to|need to) \w+"
    r" (?:their|your|our) \w+",
    re.IGNORECASE,
)
"""What everybody is told to do with something of theirs: nobody's company in particular."""
_GUESSES = re.compile(
    r"\b(?:I|we)(?:['’]d| would)? (?:bet|expect|predict|wager)\b|\bmark my words\b"
    r"|^\W*calling it\b|^\W*(?:(?:bold )?prediction|expect)\b",
    re.IGNORECASE,
)


def kind_of(claim: str) -> ClaimKind:
    """What sort of statement this is; decides whether it must be borne out."""
    if quotations(claim):
        return ClaimKind.QUOTE
    body = _body(claim)
    if quantities(body) or _digits(body):
        return ClaimKind.PREDICTION if _some_day(body) else ClaimKind.NUMBER
    if _QUESTION.search(body):
        return ClaimKind.FACT if _dated(body) or _presupposes(body) else ClaimKind.QUESTION
    if moments(body):
        return ClaimKind.PREDICTION if _own_horizon(body) else ClaimKind.FACT
    if label := _label(body):
        return label
    if states_event(_DUTY.sub("", body)) or _RANK.search(body) or _planned(body):
        return ClaimKind.FACT
    if _named(body) and not _merely_named(body):
        return ClaimKind.FACT
    return _without_facts(body)


def _dated(question: str) -> bool:
    """Whether a question names a day that is not the one it is asked on."""
    return any(moment.shift != 0 for moment in moments(question))


def _digits(body: str) -> bool:
    """Whether a figure stands there that is no date."""
    for moment in reversed(moments(body)):
        body = body[: moment.start] + body[moment.end :]
    return any(character.isdigit() for character in body)


def _label(body: str) -> ClaimKind | None:
    """ "Full story:", "Narrator:": what a label can be besides a fact or an opinion."""
    if not body.rstrip().endswith(":") or _RANK.search(body):
        return None
    asked = ((_JOKE, ClaimKind.JOKE), (_CALL, ClaimKind.CALL))
    return next((kind for pattern, kind in asked if pattern.search(body)), None)


def _named(body: str) -> bool:
    """Whether somebody is named, in lower case too where a strange word has a verb of its own."""
    plain = _SPEAKER_EXPECTS.sub("", body)
    first = re.search(r"[\w'’-]+", plain)
    if first is None:
        return False
    word, rest = first.group(), plain[first.end() :].strip()
    if any(name.start != first.start() or not _everyday(name.raw) for name in names(plain)):
        return True
    strange = word.lower() in COMPANIES or not (ordinary(word) or is_common(word))
    acts = begins_with_verb(rest, word) and rest.split()[0].lower() not in AUXILIARIES
    return word.islower() and len(word) > 2 and strange and acts


def _everyday(name: str) -> bool:
    """Whether a first word is one of every day, although no list of names knows it."""
    known = name.lower() in COMPANIES or " " in name
    return not known and (bool(forms(name)) or is_common(name))


def _body(claim: str) -> str:
    """The claim without whom it speaks to, its number in a thread, and the tags after it.

    Tags stay where they may be what a claim speaks of ("Total scam #Circle").
    """
    body = bare(claim)
    tail = TAIL.search(body)
    if tail is None or not any(character.isalnum() for character in tail.group()):
        return body
    before = body[: tail.start()] + re.sub(r"[#@$]\w+", "", tail.group())
    opens = next(iter(re.findall(r"[\w'’]+", before.lower())), "")
    loose = opens in {"it", "its", "this", "that", "they", "these", "those", "he", "she", "it's"}
    alone = is_statement(before) or _asks_something(before) or _QUESTION.search(before)
    return before if alone and not loose else body


def _asks_something(body: str) -> bool:
    return bool(_ADVICE.search(body) or _CALL.search(body)) or _is_imperative(body)


def _is_imperative(body: str) -> bool:
    """ "Boil the water": a first word that is a verb in its plain form, or no word we know."""
    found = _ORDER.match(body)
    if found is None or found["verb"].lower() in COMPANIES | STOPWORDS:
        return False
    return Form.BASE in forms(found["verb"]) or not ordinary(found["verb"])


def _presupposes(question: str) -> bool:
    """Whether a question tells an event while it asks."""
    if _PRESUMES.match(question) and states_event(question):
        return True
    opened = _OPENING.sub("", question)
    did = _WHO_DID.search(question)
    if did and told_in_past(did["event"].rstrip(" ?!")):
        return True
    for pattern in (_HANGS_ON, _HEARD):
        found = pattern.search(question)
        if found and (_tells(found["event"]) or _loses(found["event"])):
            return True
    first = next(iter(re.findall(r"\w+(?:n['’]t)?", opened.lower())), "").replace("’", "'")
    asked = first in AUXILIARIES | _WH | _ASKED
    return not asked and states_event(question.rstrip(" ?!"))


def _tells(stretch: str) -> bool:
    told = stretch.rstrip(" ?!")
    return states_event(told) or told_in_past(told) or bool(names(told) and is_statement(told))


def _loses(stretch: str) -> bool:
    """ "… after losing the keys": a gerund of the news."""
    first = next(iter(re.findall(r"[\w'’]+", stretch.lower())), "")
    return Form.GERUND in forms(first)


def _planned(claim: str) -> bool:
    """ "Withdrawals will resume": what others may have announced, and no guess of one's own."""
    ahead = _AHEAD.search(claim)
    if not ahead or _SPEAKER_EXPECTS.search(claim) or _OF_ANYBODY.search(claim[: ahead.start()]):
        return False
    following = re.findall(r"[\w'’]+", claim[ahead.end() :].lower())
    verb = next((word for word in following if word not in {"not", "never", "be", "soon"}), "")
    return bool(_KIND.match(claim)) and verb in _ANNOUNCED


_ANNOUNCED = word_set(
    "resume open close reopen launch list delist start end begin cease halt pause merge pay refund "
    "return appeal vote expand stop"
) & VERBS | word_set("resume reopen delist cease refund")


def _own_horizon(claim: str) -> bool:
    """ "By 2027 we'll all bank on-chain": a guess about everybody whose only figure is its year."""
    ahead = _AHEAD.search(claim)
    found = moments(claim)
    if not ahead or len(found) != 1 or found[0].year is None or found[0].month is not None:
        return False
    anybody = _OF_ANYBODY.search(claim[: ahead.start()])
    return bool(anybody) and not states_event(claim) and not names(claim)


def _some_day(claim: str) -> bool:
    """ "Nobody will read this in a decade": a guess about anybody that says no more than when."""
    ahead = _AHEAD.search(claim)
    if not ahead or moments(claim) or not all(q.duration for q in quantities(claim)):
        return False
    anybody = _OF_ANYBODY.search(claim[: ahead.start()])
    plain = not names(claim) and not _QUESTION.search(claim) and not re.search(r"\d", claim)
    return bool(anybody) and plain and not states_event(claim)


_ORDER = re.compile(
    r"^\W*(?P<verb>[A-Za-z]{3,}(?<!s)(?<!ed)(?<!ing)) "
    r"(?:the|your|it|them|every|each|any|an?|these)\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"^\W*(?:(?:please|just|now|so|and|don['’]t|do not|never)\s+)*[\w'’]+\s*", re.IGNORECASE
)


def _merely_named(claim: str) -> bool:
    """Whether a name is only what one is told to buy, read or follow, and does nothing itself."""
    if _SPEAKER_EXPECTS.search(claim) and _AHEAD.search(claim):
        return not told_in_past(claim)
    if not _asks_something(claim) or re.search(
        r"[,;:—–](?!\s*$)|\b(?:and|because|as|who)\b", claim
    ):
        return False
    return not is_statement(_ORDERS.sub("", claim))


def _without_facts(body: str) -> ClaimKind:
    for pattern, kind in (
        (_JOKE, ClaimKind.JOKE),
        (_CALL, ClaimKind.CALL),
        (_ADVICE, ClaimKind.ADVICE),
    ):
        if pattern.search(body):
            return kind
    if _is_imperative(body):
        return ClaimKind.ADVICE
    guessed = _AHEAD.search(body) or _GUESSES.search(body)
    return ClaimKind.PREDICTION if guessed else ClaimKind.OPINION

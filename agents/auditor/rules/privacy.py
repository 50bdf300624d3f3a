"""Private data: whatever leads to a person's door, telephone, purse or bed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.auditor.rules.charter import ConductRule, charter
from agents.auditor.rules.disguise import bare
from agents.auditor.rules.rule import Setting
from memory.types import Breach, Draft
from tools.sentences import sentences

ID = "conduct.privacy"
Found = tuple[str, str]
"""What stands there, and why it stays out."""

_MAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[a-z]{2,24}\b", re.IGNORECASE)
_SPELLED_MAIL = re.compile(
    r"\b[\w.+-]{2,64} ?[\[(]? ?at ?[\])]? ?[\w-]{2,63} ?[\[(]? ?\bdot\b ?[\])]? ?[a-z]{2,10}\b"
    r"|\b[\w.+-]{2,64} ?[\[(]at[\])] ?[\w-]{2,63}\.[a-z]{2,10}\b",
    re.IGNORECASE,
)
_SPELLS_MAIL = re.compile(r"\bdot\b|[\[(]at[\])]", re.IGNORECASE)
_MANY_DIGITS = re.compile(r"\d(?:\D{0,4}\d){3}")
_PHONE = re.compile(
    r"(?<![\w$£€.,+-])(?:"
    r"\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,5}(?:[ .-]?\d{2,5}){1,4}"
    r"|(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}"
    r"|\(?0\d{2,5}\)?[ /-]\d{3,8}(?:[ -]\d{2,5}){0,3}|0[67]\d{2} ?\d{3} ?\d{4}|0[67]\d{8,9}"
    r"|0\d(?:[ .]\d{2}){4}"
    r")(?![\d%]|[.,]\d)"
)
_CUED_PHONE = re.compile(
    r"\b(?:call|ring|phone|text|dial|mobile|cell|whats?app|telegram|signal|tel|his number"
    r"|her number"
    r"|their number|phone number|number is|landline)\b(?: (?:is|on|at|him|her|them|number|no|me))*"
    r"[ :.#]{0,4}(\+?\d(?:[ .()-]{0,2}\d){6,14})(?![\d%])",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_CARD = re.compile(r"(?<![\w$£€.,])(?:\d[ -]?){12,18}\d(?![\w%])")
_ISSUED = re.compile(r"3[47]|4|5[1-5]|6011|65|2[2-7]")
_NATIONAL = re.compile(
    r"(?<![\w-])(?<!error )(?<!code )(?<!case )(?<!part )(?<!order )(?<!issue )"
    r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"
    r"|(?<!\w)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)"
    r"|(?<!\w)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)",
    re.IGNORECASE,
)
_CUED_NATIONAL = re.compile(
    r"\b(?:passport|national id|identity card|id card|social security|ssn|ni number"
    r"|national insurance"
    r"|tax id|tax number|driv(?:ing|er[’']?s) licen[cs]e|aadhaar|cpf|pesel|personnummer|steuer-?id"
    r"|medicare|nhs number|date of birth|dob)\b"
    r"(?: (?:number|no|is|card|of|was|the|his|her))*[ .:#]{0,4}"
    r"(?=[A-Z0-9 /.-]*\d(?:[ /.-]?\d){3})[A-Z0-9][A-Z0-9 /.-]{4,18}",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"\b(?:(?:number|licen[cs]e|registration|car[’']s) plates?|plates?|registration|reg(?: no\.?)?"
    r"|registered as)\b(?: (?:is|number|reads?|says|was|of|the|no))*[ :.#“\"]{0,4}"
    r"(?-i:(?=[A-Z0-9 -]*\d)(?=[A-Z0-9 -]*[A-Z])[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4}){1,2})(?!\w)"
    r"|(?-i:(?<!\w)[A-Z]{2}\d{2} ?[A-Z]{3}(?!\w))",
    re.IGNORECASE,
)
_CAR = re.compile(
    r"\b(?:car|cars|drives?|driving|parked|plates?|registration|reg|tesla|bmw|audi|van|suv"
    r"|range rover"
    r"|porsche|mercedes|vehicle|bentley|ferrari)\b",
    re.IGNORECASE,
)
_SURE_STREET = r"Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Crescent|Terrace|Boulevard|Blvd|Mews|Parkway"
_MAYBE_STREET = (
    r"Drive|Dr|Close|Court|Ct|Way|Place|Pl|Gardens|Square|Hill|Row|Walk|Grove|Park|Wharf|Quay|View"
)
_NUMBERED = r"(?<![\w$£€.,])(?:No\.? ?)?\d{1,5}[A-Da-d]?,? (?:[A-Z][\w'’.-]* ){1,4}"
_STREET = re.compile(rf"{_NUMBERED}(?:{_SURE_STREET})\b\.?")
_MAYBE = re.compile(
    rf"(?:\b(?:at|in|of|near|outside|to|address:?|is)\b )(?P<it>{_NUMBERED}(?:{_MAYBE_STREET}))\b"
    r"(?= ?(?:[,.;!)]|$|—|–))"
)
_ABROAD = re.compile(
    r"\b[A-ZÄÖÜ][a-zäöüß]+(?:straße|strasse|weg|gasse|allee|platz) \d{1,4}[a-d]?\b"
    r"|\b\d{1,4},? (?:bis,? )?(?:rue|avenue|boulevard|chemin|impasse|allée|place|quai) "
    r"(?:de |du |des |de la |de l['’]|d['’])?[A-ZÉÈ]\w+"
    r"|\b(?:Calle|Via|Rua|Avenida|Carrer) (?:de |del |da |do "
    r"|di )?[A-Z]\w+(?: [A-Z]\w+)?,? \d{1,4}\b"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_PLACE = re.compile(r"(?<![\d.])-?\d{1,2}\.\d{4,}°?[NS]?, ?-?\d{1,3}\.\d{4,}°?[EW]?(?![\d.])")
_PERSONAL = re.compile(r"\b(?:he|she|his|her|their|them|him|lives?|home|house)\b", re.IGNORECASE)
_IP = re.compile(
    r"\b(?:his|her|their|[A-Z]\w+[’']s)"
    r" (?:\w+ )?ip(?: address)?\b[^.!?\d]{0,20}(?:\d{1,3}\.){3}\d{1,3}\b",
    re.IGNORECASE,
)


def no_private_data(draft: Draft, setting: Setting) -> Breach | None:
    """Nothing by which a reader could find, call or rob a private person."""
    rule = charter()[ID]
    told = "\n".join(f"{signal.title}\n{signal.text}" for signal in setting.story.signals)
    found = next(_found(rule, draft.text, f"{told}\n{setting.persona.bio}"), None)
    return rule.breach(*found) if found else None


def _found(rule: ConductRule, text: str, told: str) -> Iterator[Found]:
    plain = re.sub(r"https?://\S+", " ", bare(text))
    yield from _mail(rule, plain, told)
    if _MANY_DIGITS.search(plain):
        yield from _numbers(plain)
        yield from _phones(rule, plain, told)
    for sentence in sentences(plain):
        yield from _addresses(rule, sentence)
        yield from _belongings(sentence)
    yield from _life(rule, plain, told)


def _numbers(text: str) -> Iterator[Found]:
    """Account, card and identity numbers; where a check digit exists, it decides."""
    yield from ((m.group(), "it is a bank account") for m in _IBAN.finditer(text) if _mod97(m[0]))
    yield from ((m.group(), "it is a payment card") for m in _CARD.finditer(text) if _luhn(m[0]))
    for pattern in (_NATIONAL, _CUED_NATIONAL):
        yield from (
            (m.group(), "it identifies a person to the state") for m in pattern.finditer(text)
        )


def _mod97(text: str) -> bool:
    """Whether the check digits of an IBAN hold (ISO 13616)."""
    code = text.replace(" ", "")
    return len(code) >= 15 and int("".join(str(int(c, 36)) for c in code[4:] + code[:4])) % 97 == 1


def _luhn(text: str) -> bool:
    """Whether the digits are those of a card: an issuer's first ones, and the check digit."""
    digits = [int(c) for c in text if c.isdigit()]
    if not _ISSUED.match("".join(map(str, digits))):
        return False
    doubled = [sum(divmod(2 * d, 10)) for d in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _mail(rule: ConductRule, text: str, told: str) -> Iterator[Found]:
    """E-mail addresses, but for the public mailbox of a body that a source names."""
    public = rule.any_of("public_mailboxes")
    found = list(_MAIL.finditer(text)) if "@" in text else []
    if _SPELLS_MAIL.search(text):
        found += _SPELLED_MAIL.finditer(text)
    for match in found:
        address = match.group()
        named = public.fullmatch(address.partition("@")[0]) and address.lower() in told.lower()
        if not named:
            yield address, "only a public mailbox that a source prints may be named"


def _phones(rule: ConductRule, text: str, told: str) -> Iterator[Found]:
    """Telephone numbers, but for a public line that a source prints."""
    for pattern in (_PHONE, _CUED_PHONE):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match[pattern.groups])
            if not 7 <= len(digits) <= 15:
                continue
            around = text[max(0, match.start() - 80) : match.end() + 60]
            public = rule.any_of("public_numbers").search(around)
            if not (public and digits in re.sub(r"\D", "", told)):
                yield match[pattern.groups], "only a public line that a source prints may be named"


def _addresses(rule: ConductRule, sentence: str) -> Iterator[Found]:
    """Street addresses, but for public buildings where nobody is said to live."""
    home = rule.any_of("home").search(sentence)
    for match in _streets(sentence, bool(home)):
        if rule.any_of("known_addresses").search(match.group()):
            continue
        rest = sentence[: match.start()] + " " + sentence[match.end() :]
        public = re.search(rf"\b(?:{rule.any_of('public_places').pattern})\b", rest, re.IGNORECASE)
        if rule.any_of("home").search(rest) or not public:
            yield match.group(), "addresses are for public buildings only, never a home"
    if home and (code := _POSTCODE.search(sentence)):
        yield code.group(), "a postcode leads to a home"


def _streets(sentence: str, home: bool) -> Iterator[re.Match[str]]:
    yield from _STREET.finditer(sentence)
    yield from _ABROAD.finditer(sentence)
    if home:
        yield from re.finditer(rf"{_NUMBERED}(?:{_MAYBE_STREET})\b", sentence)
    else:
        yield from _MAYBE.finditer(sentence)


def _belongings(sentence: str) -> Iterator[Found]:
    for match in _PLATE.finditer(sentence) if _CAR.search(sentence) else ():
        yield match.group(), "a number plate leads to its driver"
    for match in _PLACE.finditer(sentence):
        if _PERSONAL.search(sentence):
            yield match.group(), "it says to the metre where a person is"
    for match in _IP.finditer(sentence) if " ip" in sentence.lower() else ():
        yield match.group(), "it leads to a person's connection"


def _life(rule: ConductRule, text: str, told: str) -> Iterator[Found]:
    """Where a person is or goes, and what only they may tell of themselves."""
    if match := rule.any_of("whereabouts").search(text):
        yield match.group(), "it tells where a person can be found"
    match = rule.any_of("intimate").search(text)
    if match and not rule.any_of("intimate").search(bare(told)):
        yield match.group(), "body, love and illness are for the person themselves to tell"

"""What stands in an article's place: a consent wall, a captcha, a home page, a 404 in disguise.

Careful on purpose: a page that shows a real text is an article, whatever banners lie on it.
Phrases are of the languages that our sources come in; another language is no error, its
walls have too little text to be an article anyway.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tools.articles.page_data import PageData

LITTLE_TEXT = 600
"""Characters of main text below which a page may be something else than an article."""
LITTLE_SHOWN = 2_500
"""Characters that a wall shows at most, menus and all."""
PAYWALLED_TEXT = 2_000
"""Characters of main text from which a page without a word count counts as shown whole."""
TEASER = 300
"""Characters of the longest paragraph on a home page."""
MANY_LINKS = 40
MOST_SHOWN = 20_000
"""Characters of a page that are looked at."""

_HIDDEN = frozenset({"script", "style", "template", "svg", "head", "iframe", "object"})
_BESIDE = frozenset({"a", "nav", "aside", "footer", "header", "li", "button", "select"})
_HOME_PATH = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)\.\w{2,5})?", re.I
)
_CONSENT_HOST = re.compile(r"(?:consent|guce|cmp|privacy-mgmt)\.|.*\.privacy-mgmt\.com$")


def _any(phrases: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """One pattern for phrases given one a line."""
    return re.compile(
        "|".join(f"(?:{line.strip()})" for line in phrases.strip().splitlines()), flags
    )


_CHALLENGE_TITLE = _any(r"""
^just a moment\b
attention required! \| cloudflare
^ddos-guard
^pardon our interruption
^access (?:to this page has been )?denied
^(?:are you (?:a )?(?:robot|human)|robot check|bot check|human verification|security check)
^(?:client|javascript|browser) challenge
^(?:please )?(?:verify|confirm|prove) (?:that )?you are (?:a )?human
^(?:un momento|einen moment|un instant|bitte warten)…*$
^(?:sicherheitspr[uü]fung|v[eé]rification de s[eé]curit[eé]|comprobaci[oó]n de seguridad)
""")
_CHALLENGE = _any(r"""
checking (?:if the site connection is secure|your browser)
verif(?:y|ying) (?:that )?you are (?:a )?human
(?:enable|turn on) javascript and (?:disable any ad ?blocker|cookies to continue)
enable javascript to (?:view the page content|continue|proceed)
needs to review the security of your connection
(?:complete|solve) (?:the|this) captcha
unusual traffic from your (?:computer )?network
i'?m not a robot
press (?:&|and) hold to confirm
ihr browser wird (?:[uü]berpr[uü]ft|gepr[uü]ft)
(?:best[aä]tigen|beweisen) sie,? dass sie (?:ein mensch|kein roboter)
v[eé]rifi(?:er|ez|ons) que vous (?:[eê]tes humain|n'[eê]tes pas un robot)
(?:verifica|confirma|comprobar) que (?:eres|es) (?:un )?humano
подтвердите, что вы не робот
""")
_CHALLENGE_MARK = re.compile(
    r"cf-(?:chl|challenge|browser-verification|turnstile)|_Incapsula_Resource|captcha-delivery\.com"
    r"|px-captcha|awsWafCookieDomainList|g-recaptcha|h-captcha|sgcaptcha|ddos-guard"
)
_CONSENT = _any(r"""
before you continue
bevor (?:sie|du) fortf[aä]hr
avant de continuer
prima di continuare
antes de (?:continuar|seguir)
voordat je verdergaat
we value your privacy
(?:we and our|wir und unsere|nous et nos|noi e i nostri|wij en onze) (?:\d+ )?partner
(?:nosotros y nuestros|n[oó]s e os nossos) (?:\d+ )?(?:socios|parceiros)
accept (?:all|cookies)|i accept
alle(?:s)? akzeptieren|zustimmen und weiter|akzeptieren und weiter
(?:tout accepter|accepter et (?:continuer|fermer)|j'accepte)
accetta (?:tutto|tutti|e (?:continua|chiudi))
acept(?:ar|o) (?:todo|todas|y (?:continuar|cerrar))
alles accepteren|akkoord
reject all|alle(?:s)? ablehnen|tout refuser|rifiuta tutto|rechazar todo|alles weigeren
(?:manage|privacy|cookie) (?:options|settings|preferences|choices)
store and/or access information on a device
continuer sans accepter|continua senza accettare
mit werbung (?:und tracking|weiterlesen|lesen)
similar technologies|[aä]hnliche technologien|technologies similaires
""")
_CONSENT_WORDS = re.compile(
    r"cookie|consent|privacy|partner|personal(?:i[sz]ed)? (?:data|ads|content)|browsing|advertis"
    r"|datenschutz|einwilligung|zustimm|akzeptier|tracking|werbung|traceur|confidentialit"
    r"|partenaire|accept|consenti|privacidad|socios|publicidad|gegevens|toestemming|vie priv[eé]e",
    re.IGNORECASE,
)
_MISSING = _any(r"""
^\W*(?:error\W*|fehler\W*|erreur\W*)?404\b(?! media)
\b(?:page|article|story|file)(?: you (?:requested|are looking for))? (?:was |cannot be )?not found\b
\b(?:page|article|story) (?:cannot|could not|can't) be found\b
\b(?:page|article|story) (?:does not|doesn.t|no longer) exists?\b
\bseite (?:wurde )?nicht gefunden\b|\bartikel (?:wurde )?nicht gefunden\b
\bpage (?:introuvable|non trouv[eé]e)\b
\bp[aá]gina (?:no encontrada|n[aã]o encontrada)\b
\bpagina (?:non trovata|niet gevonden)\b
\bnie znaleziono strony\b|\bstrona nie istnieje\b
страница не найдена|ページが見つかりません|页面不存在|找不到页面|sidan kunde inte hittas
""")
_PAYWALL = _any(r"""
(?:subscribe|sign up|register|log ?in|sign in)(?: now| today)? to (?:continue|keep|read|unlock)\b
to (?:continue|keep) reading|continue reading (?:this article )?with a\b
(?:article|story|content|post) is (?:only |exclusively )?for(?: \w+){0,2} (?:subscribers|members)
(?:available (?:only |exclusively )?to|reserved for)(?: \w+){0,2} (?:subscribers|members)
(?:subscriber|member|premium)s?[ -](?:only|exclusive) (?:content|article|story)|for subscribers only
already (?:a subscriber|an? (?:\w+ )?subscriber|subscribed|a member)\W{1,3}(?:log|sign) ?in
you have reached your (?:limit|free article)|you've (?:read|reached) your (?:last|limit)
unlock (?:this|the full) (?:article|story)
\b(?:artikel|beitrag|text) (?:ist|lesen|k[oö]nnen)\b[^.!?]{0,40}\b(?:abonnent|abo\b|abonnement|plus)
nur f[uü]r (?:registrierte )?abonnent(?:en|innen)|exklusiv f[uü]r (?:unsere )?abonnent
(?:jetzt|weiter) ?(?:weiter)?lesen mit (?:\w+[ +-]?){0,3}(?:abo|plus|premium|\+)
(?:bereits|schon) (?:ein )?(?:abo|abonnent)\w*\W{1,5}(?:hier )?(?:anmelden|einloggen|zum login)
(?:article|contenu|suite)\b[^.!?]{0,40}\br[eé]serv[eé]e? (?:aux|[aà] nos) abonn[eé]s
il vous reste \d+ ?% de cet? article
d[eé]j[aà] abonn[eé](?:\(e\)|\u00b7e)?\W{1,5}(?:connectez|identifiez|se connecter)
(?:contenido|art[ií]culo|noticia) (?:exclusiv[oa]|solo|s[oó]lo|reservado) para (?:los )?suscriptores
suscr[ií]b(?:ete|ase) para (?:seguir|continuar) leyendo|para seguir leyendo
(?:riservato|disponibile solo) (?:agli|per gli) abbonati|abbonati per (?:continuare|leggere)
(?:alleen|exclusief) (?:\w+ )?voor abonnees|lees verder met een
(?:exclusiv[oa]|restrit[oa]) (?:para|a) assinantes|assine para (?:continuar|ler)
dla (?:naszych )?(?:prenumerator[oó]w|subskrybent[oó]w)|pozosta[lł]o \d+ ?% tekstu
(?:только )?для подписчиков|подпишитесь, чтобы (?:читать|продолжить)
有料会員(?:限定|の方のみ)|会員限定(?:です|記事)|残り[:：]?\s?[\d,]+\s?文字
유료 ?회원|구독자 ?전용|付费(?:内容|文章)|订阅后(?:阅读|可读)
f[oö]r (?:att l[aä]sa|prenumeranter)|kun for abonnenter|for abonnenter|vain tilaajille
""")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader of the page sees; texts are cut at `MOST_SHOWN`."""

    title: str
    text: str
    prose: str
    """Without links, menus, lists and what stands beside the page."""
    links: int


def shown(tree: Any) -> Shown:
    """What lxml's `tree` shows."""
    from lxml import etree

    text: list[str] = []
    prose: list[str] = []
    room, beside, links = MOST_SHOWN, 0, 0
    body = tree.find(".//body")
    walk = etree.iterwalk(tree if body is None else body, events=("start", "end"))
    for event, element in walk:
        if not isinstance(element.tag, str) or room < 0:
            continue
        words = element.text if event == "start" else element.tail
        if event == "start":
            links += element.tag == "a"
            beside += element.tag in _BESIDE
            if element.tag in _HIDDEN:
                walk.skip_subtree()
                words = None
        else:
            beside -= element.tag in _BESIDE
        if words and not words.isspace():
            text.append(words)
            room -= len(words)
            if not beside:
                prose.append(words)
    head = tree.find(".//title")
    title = "" if head is None else head.text_content()
    return Shown(_flat([title])[:500], _flat(text), _flat(prose), links)


def obstacle(
    url: str, canonical: str, html: str, said: PageData, seen: Shown, text: str
) -> str | None:
    """Why the page at `url` has no article, with the next step; None when it may have one.

    `canonical` is what it says of its address, `html` the page, and `text` its main text as
    far as one was found.
    """
    if _challenges(html, seen, text):
        return (
            "checks by a captcha or a script whether a human is reading, and shows a program "
            "nothing; name another report of the same story"
        )
    if _asks_consent(url, said, seen, text):
        return (
            "asks for consent to cookies before it shows anything; open it in a browser, or "
            "name another report of the same story"
        )
    if len(text) < LITTLE_TEXT and not said.is_article and _MISSING.search(seen.title):
        return (
            f"answers that nothing is there (“{seen.title[:80]}”), though not with status 404; "
            "correct the address or remove the source"
        )
    if _is_home(url, canonical, said, seen, text):
        return "is the home page of a site and no article; name one of its articles"
    return None


def is_cut_by_paywall(said: PageData, seen: Shown, text: str) -> bool:
    """Whether `text` is only the beginning, and the rest is for subscribers."""
    if said.locked and said.words:
        return len(text.split()) < 0.6 * said.words
    if len(text) >= PAYWALLED_TEXT:
        return False
    return said.locked or bool(_PAYWALL.search(seen.prose))


def without_offer(text: str) -> str:
    """`text` up to the line that offers a subscription; all of it when that is its first."""
    kept: list[str] = []
    for line in text.split("\n"):
        if _PAYWALL.search(line[:500]) and sum(map(len, kept)) >= TEASER // 4:
            break
        kept.append(line)
    return "\n".join(kept)


def _challenges(html: str, seen: Shown, text: str) -> bool:
    if len(seen.text) > LITTLE_SHOWN or len(text) > LITTLE_TEXT:
        return False
    if _CHALLENGE_TITLE.search(seen.title) or _CHALLENGE.search(seen.text):
        return True
    return len(seen.text) < LITTLE_TEXT // 4 and bool(_CHALLENGE_MARK.search(html))


def _asks_consent(url: str, said: PageData, seen: Shown, text: str) -> bool:
    parts = urlsplit(url)
    phrases = {found.group().lower() for found in _CONSENT.finditer(seen.text)}
    if _CONSENT_HOST.match(parts.netloc.lower()) and (phrases or not text):
        return True
    if len(phrases) < 2 or (said.is_article and len(text) >= LITTLE_TEXT):
        return False
    lines = (text or seen.text).split("\n")
    about = sum(len(line) for line in lines if _CONSENT_WORDS.search(line))
    return about >= 0.6 * sum(map(len, lines)) and len(seen.text) < 3 * LITTLE_SHOWN


def _is_home(url: str, canonical: str, said: PageData, seen: Shown, text: str) -> bool:
    # Some sites name their home page as the canonical address of every page.
    front = _HOME_PATH.fullmatch(urlsplit(url).path) or (
        said.is_site and _HOME_PATH.fullmatch(urlsplit(canonical).path)
    )
    if said.is_article or not front:
        return False
    return seen.links >= MANY_LINKS and _longest(text.split("\n")) < TEASER


def _longest(lines: Sequence[str]) -> int:
    return max(map(len, lines), default=0)


def _flat(pieces: Sequence[str]) -> str:
    """One line of text; the look-alikes of the apostrophe are made one."""
    return " ".join(" ".join(pieces).split())[:MOST_SHOWN].replace("’", "'")

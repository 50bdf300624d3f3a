"""Addresses of pages, written in one way, so that one page has one address.

Works on the text of an address alone: nothing is looked up, fetched or followed.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

import idna

LONGEST_URL = 4_096
"""Characters. Longer addresses carry data, not a place."""

SHORTEST_TITLE, LONGEST_TITLE = 3, 300
"""Characters of a title made of an address."""

# Names that mark where a reader came from and never which page is shown. Sources: the
# documentation of Google Analytics and Ads, Meta, Microsoft, Yandex, X, TikTok, Mailchimp,
# HubSpot, Marketo, Matomo, AT Internet, Webtrends, Adobe, Yahoo and Drip, as of 2026.
# "ref", "source" and "id" are left alone: for some sites they choose the page.
TRACKING_PREFIXES = ("utm_", "hsa_", "pk_", "piwik_", "mtm_", "matomo_", "at_custom", "guce_")
_TRACKING_NAMES = """
fbclid fb_action_ids fb_action_types fb_ref fb_source gclid gclsrc dclid gbraid wbraid gad
gad_source gad_campaignid srsltid msclkid yclid ymclid twclid ttclid li_fat_id igshid igsh
mc_cid mc_eid _hsenc _hsmi __hstc __hssc __hsfp hsctatracking mkt_tok vero_id vero_conv
oly_anon_id oly_enc_id wickedid rb_clickid s_cid s_kwcid ncid cmpid icid ocid smid sr_share
at_medium at_campaign at_link_origin at_format ns_campaign ns_mchannel ns_source
ns_linkname ns_fee wt.mc_id wt.mc_ev wt.tsrc xtor ref_src ref_url guccounter soc_src
soc_trk spm _ga _gl ga_source ga_medium ga_campaign feedtype feedname
__twitter_impression twitter_impression sponsored_post_ref partnerid
"""
TRACKING_NAMES = frozenset(_TRACKING_NAMES.split())
# Pages that only send the reader on: host, path, and the parameter that holds the target.
FORWARDERS = {
    ("www.google.com", "/url"): ("url", "q"),
    ("news.google.com", "/news/url"): ("url",),
    ("l.facebook.com", "/l.php"): ("u",),
}

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_ESCAPE_OR_CHARACTER = re.compile(r"%[0-9A-Fa-f]{2}|.", re.DOTALL)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH = _UNRESERVED | frozenset("/!$&'()*+,;=:@")
_QUERY = _PATH | frozenset("?")
_PLAIN = re.compile(r"[A-Za-z0-9\-._~/!$&'()*+,;=:@]*")
"""What stands in a path and a query without any escape."""
_WORD_BREAK = re.compile(r"[\s_+.,\-\x00-\x1f]+")
_FILE_ENDING = re.compile(r"\.(?:[a-z]{2,5}|mp3|mp4|m4a)$", re.IGNORECASE)
_NUMBER_OF_A_PAGE = re.compile(r"(?=.*\d)[a-z]{0,3}[\da-f]{1,40}|index", re.IGNORECASE)
_BLANKS_AND_CONTROLS = re.compile(r"[\x00-\x20\x7f]+")


def canonical_url(url: str, base: str | None = None) -> str | None:
    """The one way to write `url`, seen from `base`; None unless it is a page on the web.

    Scheme and host in lower case (names beyond ASCII as punycode), no user name, default
    port, fragment or tracking parameter, the query sorted, percent-escapes as RFC 3986
    section 6 prefers them, links of forwarders replaced by their target. The scheme
    stays: compare addresses by `url_key`. Never raises; its own results stay as they are.
    """
    for _ in range(3):  # a forwarder may point to another; more than that is a game
        parts = _split(url, base)
        if parts is None:
            return None
        target = _forwarded(parts)
        if target is None:
            break
        url, base = target, None
    else:
        return None
    host = _host(parts)
    if host is None:
        return None
    path = _without_dots(_escaped(parts.path, _PATH)) or "/"
    query = _query(parts.query)
    written = f"{parts.scheme}://{host}{path}" + (f"?{query}" if query else "")
    return written if len(written) <= LONGEST_URL else None


def url_key(url: str) -> str:
    """What two addresses of one page share: no scheme, no "www.", no slash at the end.

    Text that is no address of the web is its own key. Never raises.
    """
    written = canonical_url(url)
    if written is None:
        return url.strip()
    place, mark, query = written.partition("://")[2].partition("?")
    return place.removeprefix("www.").rstrip("/") + mark + query


def is_remote(place: str) -> bool:
    """Whether `place` is an address on the web rather than a file."""
    return place.lower().startswith(("http://", "https://"))


def title_in_address(url: str) -> str:
    """Words made of the last part of an address: "Toll rises again", or "" when there are none.

    Numbers that only tell pages apart and file endings are left out. Never raises.
    """
    path = (canonical_url(url) or "").partition("://")[2].partition("?")[0].rstrip("/")
    parts = [unquote(part) for part in path.split("/")[1:]]
    for part in reversed(parts):
        words = [word for word in _WORD_BREAK.split(_FILE_ENDING.sub("", part)) if word]
        while words and _NUMBER_OF_A_PAGE.fullmatch(words[-1]):
            words.pop()
        title = " ".join(words)
        if len(title) >= SHORTEST_TITLE:
            return (title[0].upper() + title[1:])[:LONGEST_TITLE]
    return ""


def host_of(url: str) -> str:
    """The host of an address without "www.", or "" when it has none. Never raises."""
    written = canonical_url(url) or ""
    host = written.partition("://")[2].partition("/")[0]
    return host.removeprefix("www.")


def _split(url: str, base: str | None) -> SplitResult | None:
    text = _BLANKS_AND_CONTROLS.sub(" ", url).strip().replace(" ", "%20")
    if len(text) > 2 * LONGEST_URL:
        return None
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
    except ValueError:
        return None
    return parts if parts.scheme in _DEFAULT_PORTS else None


def _forwarded(parts: SplitResult) -> str | None:
    names = FORWARDERS.get(((parts.hostname or ""), parts.path), ())
    if not names:
        return None
    try:
        query = dict(parse_qsl(parts.query, max_num_fields=50))
    except ValueError:
        return None
    targets = [query[name] for name in names if query.get(name, "").startswith("http")]
    return targets[0] if targets else None


def _host(parts: SplitResult) -> str | None:
    """Host and port as they are written, or None for what cannot be a host."""
    try:
        name, port = (parts.hostname or "").removesuffix("."), parts.port
        if ":" in name:
            name = f"[{IPv6Address(name).compressed}]"
        elif not name.isascii():
            name = idna.encode(name, uts46=True).decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if not name.startswith("[") and not _HOST.fullmatch(name):
        return None
    return name if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{name}:{port}"


def _escaped(text: str, allowed: frozenset[str]) -> str:
    """`text` with every escape in its preferred form; applying it twice changes nothing."""

    def write(found: re.Match[str]) -> str:
        piece = found.group()
        if len(piece) == 3:
            character = chr(int(piece[1:], 16))
            return character if character in _UNRESERVED else piece.upper()
        if piece in allowed:
            return piece
        return "".join(f"%{byte:02X}" for byte in piece.encode("utf-8", "replace"))

    return text if _PLAIN.fullmatch(text) else _ESCAPE_OR_CHARACTER.sub(write, text)


def _query(text: str) -> str:
    pairs = [_escaped(pair, _QUERY) for pair in text.split("&") if pair]
    return "&".join(sorted(pair for pair in pairs if not _tracks(pair)))


def _tracks(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def _without_dots(path: str) -> str:
    """`path` with "." and ".." segments resolved (RFC 3986, 5.2.4); others stay, empty too."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "".join(f"/{segment}" for segment in kept)

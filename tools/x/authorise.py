"""Asking a person for leave to act on their X account: OAuth 2.0 with PKCE, by hand.

`begin` gives the address the person opens; `finish` takes the address X sent them
back to, checks that it answers our own question, and stores the tokens.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from memory.errors import ChannelForbidden
from memory.types import Value
from tools.x.credentials import OAuth2App
from tools.x.session import XSession
from tools.x.tokens import TokenFile, request_tokens

AUTHORISE_URL = "https://x.com/i/oauth2/authorize"
SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")


class Authorisation(Value):
    """A question put to the person; holds the secret half of the proof, so keep it private."""

    url: str
    state: str
    verifier: str
    redirect_uri: str


def begin(client_id: str, redirect_uri: str, random_text: Callable[[int], str]) -> Authorisation:
    """The address to open. `random_text` is `secrets.token_urlsafe`: bytes in, text out."""
    state, verifier = random_text(32), random_text(64)
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return Authorisation(
        url=f"{AUTHORISE_URL}?{urlencode(query)}",
        state=state,
        verifier=verifier,
        redirect_uri=redirect_uri,
    )


def finish(
    authorisation: Authorisation,
    redirected_to: str,
    *,
    app: OAuth2App,
    file: TokenFile,
    session: XSession,
    clock: Callable[[], datetime],
) -> None:
    """Stores the tokens that the person's answer is worth. Raises ChannelError, ConfigError."""
    form = {
        "grant_type": "authorization_code",
        "code": _code(authorisation, redirected_to),
        "redirect_uri": authorisation.redirect_uri,
        "code_verifier": authorisation.verifier,
    }
    tokens = request_tokens(session, app, form, clock)
    with file.locked():
        file.save(tokens)


def _code(authorisation: Authorisation, redirected_to: str) -> str:
    """The code in X's answer, if it answers our question."""
    answer = parse_qs(urlsplit(redirected_to.strip()).query)
    state, code = answer.get("state", [""])[0], answer.get("code", [""])[0]
    if not hmac.compare_digest(state.encode(), authorisation.state.encode()):
        raise ChannelForbidden(
            "x: this address does not belong to the question we asked (its state differs); "
            "begin again and paste the whole address that the browser ends on"
        )
    if not code:
        reason = answer.get("error", ["no code in the address"])[0]
        raise ChannelForbidden(f"x: no leave was given: {reason[:100]}; begin again")
    return code

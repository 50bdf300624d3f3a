"""Who may call our loopback X: real OAuth 1.0a signatures, bearer tokens that end, PKCE."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from oauthlib.oauth1 import RequestValidator, ResourceEndpoint

from tests.servers.x_account import ME
from tests.servers.x_refusals import Refusal, unauthorized
from tools.x.credentials import OAuth1Keys, OAuth2App

KEYS = OAuth1Keys("consumer-key", "consumer-secret", f"{ME}-access-token", "access-token-secret")
APP = OAuth2App("client-id", "client-secret")


@dataclass
class TokenStore:
    """OAuth 2.0 tokens that the server has given out. Refresh tokens work once."""

    clock: Callable[[], datetime]
    lifetime: timedelta = timedelta(hours=2)
    access: dict[str, datetime] = field(default_factory=dict)
    refresh: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    """Authorisation code to S256 challenge."""
    given: int = 0

    def issue(self) -> dict[str, Any]:
        self.given += 1
        access, refresh = f"access-{self.given}", f"refresh-{self.given}"
        self.access[access] = self.clock() + self.lifetime
        self.refresh.add(refresh)
        return {
            "token_type": "bearer",
            "expires_in": int(self.lifetime.total_seconds()),
            "access_token": access,
            "refresh_token": refresh,
            "scope": "tweet.read tweet.write users.read media.write offline.access",
        }

    def accepts(self, token: str) -> bool:
        ends = self.access.get(token)
        return ends is not None and self.clock() < ends

    def exchange(self, form: dict[str, str]) -> dict[str, Any]:
        """A new pair for a refresh token or for a code with its proof. Raises Refusal."""
        match form.get("grant_type"):
            case "refresh_token" if form.get("refresh_token") in self.refresh:
                self.refresh.remove(form["refresh_token"])
                return self.issue()
            case "authorization_code" if form.get("code") in self.codes:
                proof = hashlib.sha256(form["code_verifier"].encode()).digest()
                challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
                if self.codes.pop(form["code"]) == challenge:
                    return self.issue()
        refusal = Refusal(400, "", "")
        refusal.body = {
            "error": "invalid_request",
            "error_description": "Value passed for the token was invalid.",
        }
        raise refusal


def new_tokens(store: TokenStore, body: bytes, authorization: str | None) -> dict[str, Any]:
    """The answer of POST /2/oauth2/token. Raises Refusal."""
    form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    basic = base64.b64encode(f"{APP.client_id}:{APP.client_secret}".encode()).decode()
    if authorization != f"Basic {basic}" and form.get("client_id") != APP.client_id:
        raise unauthorized()
    return store.exchange(form)


def signed(url: str, method: str, authorization: str) -> bool:
    """Whether the OAuth 1.0a header signs this very call with our keys."""
    valid, _ = ResourceEndpoint(_SignatureRules()).validate_protected_resource_request(
        url, method, None, {"Authorization": authorization}
    )
    return bool(valid)


class _SignatureRules(RequestValidator):  # type: ignore[misc]  # oauthlib has no types
    """One consumer and one user; oauthlib does the cryptography."""

    enforce_ssl = False
    dummy_client = "dummy-client-key"
    dummy_access_token = "dummy-access-token"
    client_key_length = access_token_length = nonce_length = (5, 100)

    def check_client_key(self, client_key: str) -> bool:
        return True

    def check_access_token(self, request_token: str) -> bool:
        return True

    def check_nonce(self, nonce: str) -> bool:
        return True

    def validate_client_key(self, client_key: str, request: Any) -> bool:
        return client_key == KEYS.consumer_key

    def validate_access_token(self, client_key: str, token: str, request: Any) -> bool:
        return token == KEYS.access_token

    def get_client_secret(self, client_key: str, request: Any) -> str:
        return KEYS.consumer_secret

    def get_access_token_secret(self, client_key: str, token: str, request: Any) -> str:
        return KEYS.access_token_secret

    def validate_timestamp_and_nonce(self, *arguments: Any, **more: Any) -> bool:
        return True

    def validate_realms(self, *arguments: Any, **more: Any) -> bool:
        return True

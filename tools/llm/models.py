"""Which models an OpenAI-compatible endpoint offers: a free look, for `doctor`."""

from __future__ import annotations

import httpx

from memory.errors import ConfigError, ModelUnavailable
from tools.llm.chat import checked_key, checked_url

PATIENCE_S = 5.0


def offered_models(base_url: str, api_key: str) -> frozenset[str]:
    """The endpoint's model names; empty when it lists none.

    Raises ConfigError for a refused key and for what can be no key or address,
    ModelUnavailable for a silent endpoint.
    """
    base_url = checked_url(base_url)
    headers = {"Authorization": f"Bearer {checked_key(api_key, base_url)}"}
    url = f"{base_url}/models"
    try:
        answer = httpx.get(url, headers=headers, timeout=PATIENCE_S, trust_env=False)
    except httpx.HTTPError as error:
        raise ModelUnavailable(
            f"model: {url} cannot be reached ({error}); start it, or mend OPENAI_BASE_URL"
        ) from error
    if answer.status_code in {401, 403}:
        raise ConfigError(
            f"model: {url} refused the key ({answer.status_code}); mend OPENAI_API_KEY"
        )
    try:
        return frozenset(str(model["id"]) for model in answer.json()["data"])
    except (ValueError, KeyError, TypeError):
        return frozenset()

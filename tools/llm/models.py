"""Which models an OpenAI-compatible endpoint offers: a free look, for `doctor`."""

from __future__ import annotations

import httpx

from memory.errors import ConfigError, ModelUnavailable

PATIENCE_S = 5.0


def offered_models(base_url: str, api_key: str) -> frozenset[str]:
    """The endpoint's model names; empty when it lists none.

    Raises ConfigError for a refused key, ModelUnavailable for a silent endpoint.
    """
    url = f"{base_url.rstrip('/')}/models"
    try:
        answer = httpx.get(
            url, headers={"Authorization": f"Bearer {api_key}"}, timeout=PATIENCE_S, trust_env=False
        )
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

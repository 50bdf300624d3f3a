"""Settings: defaults that work, errors that name every wrong key, secrets that stay secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from memory.errors import ConfigError
from tools.settings import ROOT, env_example, load_settings


def test_the_defaults_need_no_key_no_server_and_no_network() -> None:
    settings = load_settings()
    assert not settings.has_model
    assert not settings.has_x
    assert settings.database.startswith("sqlite:///")


def test_every_wrong_key_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "localhost:8000")
    monkeypatch.setenv("UNDERSTUDY_LEASE", "soon")
    with pytest.raises(ConfigError) as failure:
        load_settings()
    assert "OPENAI_BASE_URL" in str(failure.value)
    assert "http://" in str(failure.value)
    assert "UNDERSTUDY_LEASE" in str(failure.value)


def test_a_lease_shorter_than_a_call_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_LEASE", "5")
    with pytest.raises(ConfigError, match="twice X_TIMEOUT"):
        load_settings()


@pytest.mark.parametrize(("name", "who"), [("INSTAGRAM", "USER"), ("LINKEDIN", "AUTHOR")])
def test_a_lease_too_short_for_a_post_of_many_calls_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, who: str
) -> None:
    monkeypatch.setenv(f"UNDERSTUDY_{name}_TIMEOUT", "16")
    assert load_settings().lease_s == 60
    monkeypatch.setenv(f"UNDERSTUDY_{name}_{who}", "urn:li:person:1")
    with pytest.raises(ConfigError, match=f"four times UNDERSTUDY_{name}_TIMEOUT"):
        load_settings()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("UNDERSTUDY_LINKEDIN_VERSION", "2026-07"),
        ("UNDERSTUDY_LINKEDIN_VERSION", "202613"),
        ("UNDERSTUDY_LINKEDIN_AUTHOR", "8675309"),
        ("UNDERSTUDY_INSTAGRAM_URL", "graph.instagram.com"),
        ("UNDERSTUDY_LINKEDIN_URL", "api.linkedin.com"),
    ],
)
def test_a_setting_of_another_shape_is_named(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(ConfigError, match=key):
        load_settings()


@pytest.mark.parametrize("name", ["INSTAGRAM", "LINKEDIN", "MASTODON"])
@pytest.mark.parametrize("token", ["very-secret ", "very secret", "“very-secret”", "very\nsecret"])
def test_a_token_that_was_copied_badly_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, token: str
) -> None:
    monkeypatch.setenv(f"UNDERSTUDY_{name}_TOKEN", token)
    with pytest.raises(ConfigError, match=f"UNDERSTUDY_{name}_TOKEN") as failure:
        load_settings()
    assert "secret" not in str(failure.value)


def test_an_empty_key_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_LEASE", "")
    assert load_settings().lease_s == 60


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d"])
def test_usual_spellings_of_a_postgres_url_are_understood(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    assert load_settings().database == "postgresql+psycopg://u@h/d"


def test_secrets_do_not_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    assert "very-secret" not in repr(load_settings())


@pytest.mark.parametrize("lacking", range(4))
def test_x_needs_all_four_tokens(monkeypatch: pytest.MonkeyPatch, lacking: int) -> None:
    names = ["X_CONSUMER_KEY", "X_CONSUMER_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET"]
    for name in names:
        monkeypatch.setenv(name, "k")
    assert load_settings().has_x
    monkeypatch.delenv(names[lacking])
    assert not load_settings().has_x


def test_the_example_file_is_what_the_code_says() -> None:
    example = Path(ROOT / ".env.example").read_text(encoding="utf-8")
    assert example == env_example()

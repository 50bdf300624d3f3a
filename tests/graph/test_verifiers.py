"""Who votes on claims: as the settings say, told by doctor, refused at the start when broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.doctor import Finding, examine
from graph.team import Team
from memory.errors import ConfigError
from tests.servers.model_api import ModelServer
from tests.tools.tiny_nli import tiny_nli
from tools.settings import load_settings

LABELS = ("contradiction", "entailment", "neutral")


@pytest.fixture(autouse=True)
def _var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))


@pytest.fixture
def nli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = str(tiny_nli(tmp_path / "nli", LABELS))
    monkeypatch.setenv("UNDERSTUDY_VERIFIER_NLI", folder)
    return folder


def with_model(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", server.key)
    monkeypatch.setenv("UNDERSTUDY_MODEL", server.model)


def voters() -> str:
    team = Team(persona="nell-harrow")
    try:
        return " + ".join(verifier.name for verifier in team.verifiers)
    finally:
        team.close()


def line() -> Finding:
    return next(finding for finding in examine("nell-harrow") if finding.what == "verifiers")


def test_without_settings_the_offline_verifier_votes_alone() -> None:
    assert voters() == "offline"
    assert line().state == "after the guards: offline"
    assert "UNDERSTUDY_VERIFIER_NLI" in line().next_step
    assert "UNDERSTUDY_MODEL" in line().next_step


def test_a_cross_encoder_votes_where_one_is_named(nli: str) -> None:
    assert voters() == f"offline + nli {nli}"
    assert line().state == f"after the guards: offline, nli {nli}"
    assert "NLI" not in line().next_step


def test_a_model_votes_unless_it_is_told_not_to(nli: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer() as server:
        with_model(server, monkeypatch)
        assert voters() == f"offline + nli {nli} + scripted"
        assert line().next_step == ""
        monkeypatch.setenv("UNDERSTUDY_VERIFIER_MODEL", "false")
        assert not load_settings().model_verifies
        assert voters() == f"offline + nli {nli}"
        assert "scripted with UNDERSTUDY_VERIFIER_MODEL=true" in line().next_step
        assert server.questions == []


def test_a_cross_encoder_that_is_none_stops_the_start_and_doctor_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny_nli(tmp_path / "nli", ("LABEL_0", "LABEL_1", "LABEL_2"))
    monkeypatch.setenv("UNDERSTUDY_VERIFIER_NLI", str(folder))
    team = Team(persona="nell-harrow")
    try:
        with pytest.raises(ConfigError, match="LABEL_0, LABEL_1, LABEL_2"):
            team.check()
    finally:
        team.close()
    assert line().level == "broken"
    assert "id2label" in line().state

"""The graph as others meet it: Studio's forms and picture, and a plain `invoke`."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.build import build_graph
from tools.settings import ROOT


def test_studio_can_draw_its_forms_and_its_picture() -> None:
    graph = build_graph()
    context = graph.get_context_jsonschema() or {}
    assert set(context["properties"]) == {"persona", "live", "channel"}
    assert set(graph.get_input_jsonschema()["properties"]) == {
        "topic",
        "url",
        "story",
        "feeds",
        "mode",
        "reply_to",
        "said",
    }
    assert graph.get_output_jsonschema()["properties"]["outcomes"]
    drawn = graph.get_graph()
    assert {"planner", "scanner", "topic", "style", "auditor", "approval", "publisher"} <= set(
        drawn.nodes
    )
    into_publisher = {edge.source for edge in drawn.edges if edge.target == "publisher"}
    assert into_publisher == {"auditor", "approval"}


def test_a_single_invocation_needs_no_loop_and_no_checkpointer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path))
    monkeypatch.chdir(ROOT)
    result = build_graph().invoke({"topic": "custody"}, context={"persona": "nell-harrow"})
    (outcome,) = result["outcomes"]
    assert outcome.result == "published"
    assert (tmp_path / "outbox.jsonl").is_file()

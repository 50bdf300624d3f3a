"""Imports point down: main, web → graph → agents → tools → memory. Nothing heavy at start-up."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ["memory", "tools", "agents", "graph"]
"""From the bottom up."""
ONLY_TYPES = {"agents.seams"}
"""The seams may be named from below, in annotations alone."""
HEAVY = (
    "torch",
    "sentence_transformers",
    "chromadb",
    "langgraph",
    "langchain_core",
    "sqlmodel",
    "httpx",
    "tweepy",
    "numpy",
    "rich.progress",
)


def modules() -> list[Path]:
    return [p for layer in LAYERS for p in sorted((ROOT / layer).rglob("*.py"))]


def imports(path: Path) -> list[tuple[str, bool]]:
    """Imported module names, each with whether it is under `if TYPE_CHECKING`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    found = []
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        found += [(name, id(node) in typing_only) for name in names]
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    layer = LAYERS.index(path.relative_to(ROOT).parts[0])
    above = {*LAYERS[layer + 1 :], "main", "cli", "web", "training", "benchmarks", "tests"}
    if path == ROOT / "memory/migrations/env.py":
        above.discard("tools")  # Alembic's command line needs to know the database
    wrong = [
        name
        for name, typing_only in imports(path)
        if name.split(".")[0] in above and not (typing_only and name in ONLY_TYPES)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_settings_read_the_environment(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if path != ROOT / "tools/settings.py":
        assert "os.environ" not in source
        assert "getenv" not in source


def test_help_imports_nothing_heavy() -> None:
    probe = (
        "import sys, main; from typer.testing import CliRunner;"
        "assert CliRunner().invoke(main.app, ['--help']).exit_code == 0;"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"

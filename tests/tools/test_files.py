"""Files that are replaced: whole, for their owner alone, or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tools.files import replace_file
from tools.settings import ROOT


def test_the_new_text_stands_in_place_of_the_old_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    replace_file(path, "né 🙂")
    assert path.read_text(encoding="utf-8") == "né 🙂"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_cannot_be_written_leaves_the_old_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        replace_file(path, "half a character: \ud800")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("kept.json", "old")]


def test_what_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "kept.json").mkdir()
    with pytest.raises(OSError, match=r"kept\.json"):
        replace_file(tmp_path / "kept.json", "new")
    assert [one.name for one in tmp_path.iterdir()] == ["kept.json"]


def test_it_is_written_the_same_wherever_the_program_runs(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    code = (
        "import sys, pathlib, tools.files as f; f.replace_file(pathlib.Path(sys.argv[1]), '\\xe9')"
    )
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", code, str(path)]
    subprocess.run(command, env={**os.environ, **plain}, cwd=ROOT, check=True)
    assert path.read_bytes() == "é".encode()

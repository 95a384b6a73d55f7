"""The run of all measures against their floors."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quality import __main__ as quality

FLOORS = """
[[run]]
module = "broken"
arguments = []
floors = { "first" = 0.5 }

[[run]]
module = "endless"
arguments = []
floors = { "second" = 0.5 }

[[run]]
module = "low"
arguments = ["{eval}"]
floors = { "third" = 0.5, "fourth" = 0.5, "fifth" = 0.5 }

[[run]]
module = "whole"
arguments = ["{eval}/not-there"]
floors = { "sixth" = 0.5 }
"""


def figures(module: str, arguments: list[str]) -> Iterator[dict[str, Any]]:
    if module == "broken":
        raise subprocess.CalledProcessError(1, module)
    if module == "endless":
        raise subprocess.TimeoutExpired(module, 900)
    yield {"measure": "third", "value": 0.4}
    yield {"measure": "fourth", "value": 0.5}


def test_one_measure_that_fails_keeps_no_other_from_being_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text(FLOORS)
    monkeypatch.setattr(quality, "FLOORS", floors)
    monkeypatch.setattr(quality, "figures", figures)
    monkeypatch.setattr("sys.argv", ["quality", str(tmp_path)])
    assert quality.main() == 1
    told = capsys.readouterr().out
    assert [line.split(":")[1].strip() for line in told.splitlines() if line.startswith("FALLEN")] == [
        "first", "second", "third", "fifth",
    ]  # fmt: skip
    assert "holds: fourth" in told
    assert "not there, so not measured" in told

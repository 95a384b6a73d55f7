"""`masdar backfill`: what is said before anything is asked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.running import begin, run


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    begin()
    for name in [name for name in os.environ if name.startswith("MASDAR_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nobody", "--since", "2024-01-31"), 1, "nobody"),
        (("../nobody", "--since", "2024-01-31"), 1, "nobody"),
        (("paper", "--since", "yesterday"), 2, "yesterday"),
        (("paper",), 2, "--since"),
    ],
)
def test_wrong_words_are_said(arguments: tuple[str, ...], code: int, said: str) -> None:
    assert said in run("backfill", *arguments, code=code, term="dumb").output

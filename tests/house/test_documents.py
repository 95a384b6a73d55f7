"""The documents say what is there: commands, settings, routes, rooms."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from masdar.cli import app
from masdar.config import PREFIX, Settings
from masdar.web.routes import ARTICLE, FORMS, PAGES, PLAIN

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "masdar"
README = (ROOT / "README.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def commands() -> list[str]:
    return sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # a group of commands


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`masdar {name}" in README


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme_and_described(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in README
    assert Settings.model_fields[name].description


def test_every_route_is_in_the_readme() -> None:
    paths = [ARTICLE, *(path for path, _ in (*PAGES, *PLAIN, *FORMS))]
    shown = [re.sub(r":[a-z]+}", "}", path) for path in paths]
    assert len(shown) > 15
    assert [path for path in shown if f"`{path}`" not in README] == []


def rooms() -> set[str]:
    folders = {f"{path.name}/" for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    return folders | {path.name for path in SOURCE.glob("*.py") if not path.name.startswith("__")}


def test_the_architecture_names_every_room_and_no_other() -> None:
    named = set(re.findall(r"^### `([^`]+)` – .+\?$", ARCHITECTURE, re.MULTILINE))
    assert named == rooms()


def test_no_room_is_a_heap() -> None:
    forbidden = {"utils", "common", "helpers", "core", "base", "manager"}
    names = {part for path in SOURCE.rglob("*.py") for part in path.relative_to(SOURCE).with_suffix("").parts}
    assert not names & forbidden


@pytest.mark.slow
def test_the_commands_load_no_room_that_only_one_of_them_needs() -> None:
    """A role is started by the same program: what it loads is memory of every process."""
    asked = "import sys, masdar.cli; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not loaded & {"masdar.web", "masdar.press", "masdar.fetch", "starlette", "aiohttp", "PIL", "numba"}


def test_the_makefile_has_the_commands_the_documents_promise() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in ("demo", "test", "check", "quality", "bench", "lock"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_lock_file_names_no_index_and_every_package_has_hashes() -> None:
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    assert "://" not in lock
    assert "index-url" not in lock
    packages = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert len(packages) > 50
    assert all("--hash=sha256:" in package for package in packages)

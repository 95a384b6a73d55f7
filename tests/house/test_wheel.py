"""The wheel built from the tree carries all it needs: it runs the demo in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 300


@pytest.fixture(scope="module")
def masdar(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The installed program and its environment: what it depends on is lent by this interpreter, Masdar itself is not
    (a path given this way runs no `.pth` file, so the tree is out of sight)."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=SECONDS)
    wheel = next(folder.glob("masdar-*.whl"))
    home = folder / "venv"
    venv.create(home, with_pip=True)
    install = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=SECONDS)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MASDAR_", "PYTHON"))}
    return home / "bin" / "masdar", clean | {"PYTHONPATH": sysconfig.get_path("purelib")}


@pytest.mark.slow
def test_the_demo_runs_from_a_wheel(masdar: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    program, environment = masdar
    command = [str(program), "demo", "--once", "--keep", str(tmp_path / "data")]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr
    check = [str(program), "check", "--json"]
    environment = environment | {"MASDAR_DATA": str(tmp_path / "data")}
    checked = subprocess.run(check, env=environment, cwd=tmp_path, capture_output=True, check=True, timeout=SECONDS)
    found = json.loads(checked.stdout)
    assert found["problems"] == []
    assert found["articles"] > 200

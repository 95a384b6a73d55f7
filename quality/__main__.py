"""Runs every measure named in `floors.toml` on a folder of evaluation data and holds the figures against their floors.

    python -m quality [DIR]        DIR defaults to ../shared/eval

Prints each figure as it comes, then a line per floor. Exit code 1 where a figure fell below its floor or is missing, as
where its measure fails or takes too long: the others are measured all the same. Where DIR does not stand, it says so
and exits 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).with_name("floors.toml")
DEFAULT = Path(__file__).parents[2] / "shared" / "eval"
SECONDS = 900  # one measure's time


def figures(module: str, arguments: list[str]) -> Iterator[dict[str, Any]]:
    """The JSON lines one measure prints. Raises CalledProcessError where it fails, TimeoutExpired after SECONDS."""
    command = [sys.executable, "-m", f"quality.{module}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise subprocess.CalledProcessError(done.returncode, command)
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            print(line, flush=True)
            yield json.loads(line)


def fallen(run: dict[str, Any], folder: Path) -> Iterator[str]:
    """A sentence for each floor of one run that does not hold."""
    arguments = [argument.replace("{eval}", str(folder)) for argument in run["arguments"]]
    if not all(Path(argument).exists() for argument in arguments if argument.startswith(str(folder))):
        print(f"not there, so not measured: {' '.join(arguments)}")
        return
    try:
        found = {figure["measure"]: figure["value"] for figure in figures(run["module"], arguments)}
    except subprocess.SubprocessError as error:
        yield f"{', '.join(run['floors'])}: not measured ({error})"
        return
    for measure, floor in run["floors"].items():
        value = found.get(measure)
        if value is None:
            yield f"{measure}: not measured (quality.{run['module']} printed {sorted(found)})"
        elif value < floor:
            yield f"{measure}: {value} is below its floor {floor}"
        else:
            print(f"holds: {measure} {value} >= {floor}")


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not folder.is_dir():
        print(f"{folder} does not stand, so nothing was measured. Give the folder: python -m quality DIR")
        return 0
    runs = tomllib.loads(FLOORS.read_text("utf-8"))["run"]
    broken = [sentence for run in runs for sentence in fallen(run, folder)]
    for sentence in broken:
        print(f"FALLEN: {sentence}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs tests in two processes that share the files: `python -m tests.sharing [options of pytest]`.

Each process is a whole run of pytest that takes one file after the other for as long as there are any, so that both are
busy to the end, and nobody is told of single tests: a controller that hands them out and hears of each cost a fifth of
the fast suite.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PROCESSES = 2
TOGETHER = ("tests/contract/",)  # folders that one process takes as a whole, since they start a server


def main() -> int:
    """The gravest exit code of the processes; what the others print stands under what the first does."""
    with tempfile.TemporaryDirectory(prefix="masdar-sharing-") as folder:
        command = [sys.executable, "-m", "pytest", "-p", "tests.sharing", f"--taken={folder}", *sys.argv[1:]]
        outputs = [Path(folder) / f"{number}.out" for number in range(1, PROCESSES)]
        running = [subprocess.Popen(command)]
        for output in outputs:
            with output.open("wb") as file:
                running.append(subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT))
        codes = [process.wait() for process in running]
        for output in outputs:
            sys.stdout.write(output.read_text("utf-8", "replace"))
    return max(codes, key=abs)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--taken", type=Path, help="a folder in which the processes of a run say what they took")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> object:
    """Takes files until there are none. A file's last test is told the next file's first, so that what all share
    stays. Which tests a process did not take is said by the other."""
    option = session.config.option
    if session.testsfailed or option.collectonly or option.taken is None:
        return None
    items = _taken(session.items, option.taken)
    item = next(items, None)
    while item is not None:
        following = next(items, None)
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def _taken(items: list[pytest.Item], folder: Path) -> Iterator[pytest.Item]:
    """The tests of the files that this process took, the files with most tests first, so that the end is even."""
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        file = item.nodeid.partition("::")[0]
        groups.setdefault(next((one for one in TOGETHER if file.startswith(one)), file), []).append(item)
    for number, group in enumerate(sorted(groups.values(), key=lambda group: -len(group))):
        try:
            (folder / str(number)).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from group


if __name__ == "__main__":
    sys.exit(main())

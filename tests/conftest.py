"""No test reaches beyond this machine: a connection to anything but loopback is an error."""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
_QUIET = structlog.get_config()


sys.dont_write_bytecode = False  # a run compiles all tests: kept beside them, out of git, whatever is set
gc.disable()  # until all is imported and collected, which stays to the end: there is nothing to look for
gc.set_threshold(50_000, 20, 50)  # thousands of tests are many objects that live as long as the run

# What a test writes is read by that test: it need not reach a disk where memory has room for files.
_IN_MEMORY = "/dev/shm"
if "TMPDIR" not in os.environ and os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > 2**30:
    os.environ["TMPDIR"] = tempfile.tempdir = _IN_MEMORY


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--examples", type=int, default=12, help="how many examples of each law are tried")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Tests in a browser are not even imported where none is asked for: what drives one takes a second to load."""
    unasked = "not browser" in config.option.markexpr
    return True if unasked and collection_path == Path(__file__).parent / "browser" else None


def pytest_collection(session: pytest.Session) -> None:
    settings.register_profile("masdar", max_examples=session.config.getoption("examples"), deadline=None)
    settings.load_profile("masdar")


def pytest_collection_finish() -> None:
    """The garbage collector need not look through what was imported and collected again."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """The last look for what nobody closed; pytest's own five then find little to look through."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """A command that an earlier test ran has logs written to a standard error that is closed by now."""
    structlog.configure(**_QUIET)


class NetworkUsed(AssertionError):
    """A test tried to leave the machine."""


def _is_loopback(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    host = str(address[0]).partition("%")[0]
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, _original: Any = original) -> Any:
            if not _is_loopback(address):
                raise NetworkUsed(f"a test connects to {address!r}")
            return _original(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _no_disk() -> Iterator[None]:
    """What a test writes is read by that test: to wait until it would outlast a power failure tells it nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda handle: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def _compiled_once() -> Iterator[None]:
    from tests.stores import share_compiled_statements  # noqa: PLC0415 - only where a store is asked for

    with pytest.MonkeyPatch.context() as patch:
        share_compiled_statements(patch)
        yield

"""No test reaches beyond this machine: a connection to anything but loopback is an error."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import settings

from tests.stores import share_compiled_statements

# Every run tries a few examples of each law; `make test-slow` tries each law thoroughly.
settings.register_profile("quick", max_examples=20, deadline=None)
settings.register_profile("thorough", max_examples=300, deadline=None)
settings.load_profile("quick")

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
_QUIET = structlog.get_config()


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
def _compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        share_compiled_statements(patch)
        yield

"""Kernels compiled once on a machine and kept: where, and for which sources.

The compiler is imported when the first kernel is called: it takes 60 MB and half a second, and most processes call
none.
"""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Callable
from functools import cache, cached_property, update_wrapper
from pathlib import Path
from typing import Any, TypeVar, cast

SOURCES = ("reuse/*.py", "stories/*.py", "search/kernels.py")  # where kernels are
Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def _folder() -> Path:
    """A cache for just these sources: numba looks at a kernel's own file alone, not at those whose kernels it calls."""
    if asked := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(asked)
    digest = hashlib.blake2b(digest_size=8)
    for pattern in SOURCES:
        for source in sorted(Path(__file__).parent.glob(pattern)):
            digest.update(source.read_bytes())
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "masdar" / f"kernels-{digest.hexdigest()}"


@cache
def _compiler() -> Any:
    """numba, told where to keep what it makes."""
    numba = importlib.import_module("numba")
    numba.config.CACHE_DIR = str(_folder())
    return numba


def compiled_before() -> bool:
    """Whether kernels of these very sources were compiled on this machine, and kept."""
    return any(_folder().rglob("*.nbi"))


class _Kernel:
    """A function that is compiled when it is first called. Kernels that call it see what numba sees: its dispatcher."""

    def __init__(self, source: Callable[..., Any]) -> None:
        self._source = source
        update_wrapper(self, source)

    def __call__(self, *given: Any) -> Any:
        return self.dispatcher(*given)

    @cached_property
    def dispatcher(self) -> Any:
        numba = _compiler()
        try:
            return numba.njit(cache=True, nogil=True)(self._source)
        except RuntimeError:  # numba's word for "no folder to keep it in"
            return numba.njit(nogil=True)(self._source)

    @property
    def _numba_type_(self) -> Any:
        """How numba types a value of ours (numba.core.typing.typeof)."""
        return self.dispatcher._numba_type_


def compiled(kernel: Kernel) -> Kernel:
    """The kernel, compiled when it is first called with arguments of a kind; kept on disk where that can be written,
    in memory where nothing can."""
    return cast(Kernel, _Kernel(kernel))

"""Kernels compiled once on a machine and kept: where, and for which sources."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import config

ROOMS = ("reuse", "stories")  # those that have kernels
Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def _folder() -> Path:
    """A cache for just these sources: numba looks at a kernel's own file alone, not at those whose kernels it calls."""
    digest = hashlib.blake2b(digest_size=8)
    for room in ROOMS:
        for source in sorted((Path(__file__).parent / room).glob("*.py")):
            digest.update(source.read_bytes())
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "masdar" / f"kernels-{digest.hexdigest()}"


if not os.environ.get("NUMBA_CACHE_DIR"):
    config.CACHE_DIR = str(_folder())  # type: ignore[attr-defined]


def compiled_before() -> bool:
    """Whether kernels of these very sources were compiled on this machine, and kept."""
    return any(Path(config.CACHE_DIR).rglob("*.nbi"))  # type: ignore[attr-defined]


def compiled(kernel: Kernel) -> Kernel:
    """The kernel, compiled when it is first called with arguments of a kind; kept on disk where that can be written,
    in memory where nothing can."""
    try:
        made: Any = numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:  # numba's word for "no folder to keep it in"
        made = numba.njit(nogil=True)(kernel)
    return cast(Kernel, made)

"""Runs a pure function on hostile bytes in a process of its own, under hard limits.

    read = Isolated("masdar.images:read_picture", Picture, Limits(memory_bytes=2**30, seconds=15))
    picture = read(data)

Whatever the bytes do to the function (a crash, a hang, all memory eaten), the caller gets the result or one exception.
The parent's side is `calling`, and `process` for one child; the child's is `__main__`; they speak in `messages`.
"""

from __future__ import annotations

from masdar.isolation.calling import Isolated, IsolatedPictures
from masdar.isolation.limits import Limits, limit_memory
from masdar.isolation.messages import MAX_MESSAGE
from masdar.isolation.process import IsolationFailed

__all__ = ["MAX_MESSAGE", "Isolated", "IsolatedPictures", "IsolationFailed", "Limits", "limit_memory"]

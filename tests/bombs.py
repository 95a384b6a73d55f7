"""Few bytes that unpack to very many."""

from __future__ import annotations

import zlib

MIB = 2**20


def zeros(mebibytes: int, window: int = 31) -> bytes:
    """A stream of zeros that breaks off once it has unpacked to so many MiB. `window` as zlib has it: gzip, 15 for
    deflate with its head, -15 without."""
    packer = zlib.compressobj(1, wbits=window)
    first, again = (packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (mebibytes - 1)

"""Which other pictures are this one? PDQ at its quality, and a second hash that does not fail together with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from masdar.model import Print
from masdar.moderation.rules import Rules


class Alike(IntEnum):
    """How sure it is that two pictures are one."""

    NO = 0
    NEAR = 1  # a person should look
    CLOSE = 2
    SAME = 3  # byte for byte


def distance(one: str, other: str) -> int | None:
    """Bits that differ between two fingerprints in hex; None where there is none to compare."""
    if not one or len(one) != len(other):
        return None
    return (int(one, 16) ^ int(other, 16)).bit_count()


def alike(one: Print, other: Print, rules: Rules) -> Alike:
    """Symmetric. A fingerprint of low quality fits too much to say anything."""
    if one.sha256 == other.sha256:
        return Alike.SAME
    quality = min(one.quality, other.quality)
    bits = distance(one.pdq, other.pdq)
    if quality < rules.least_quality or bits is None or bits > rules.near_pdq:
        return Alike.NO
    second = distance(one.second, other.second)
    sure = bits <= rules.close_pdq and quality >= rules.close_quality
    return Alike.CLOSE if sure and second is not None and second <= rules.close_second else Alike.NEAR


class Gallery:
    """Many pictures, searched at once: a matrix of PDQ bits, 32 bytes a picture."""

    def __init__(self, prints: Iterable[Print], rules: Rules) -> None:
        self._rules = rules
        self._prints = [one for one in prints if len(one.pdq) == 64 and one.quality >= rules.least_quality]
        packed = b"".join(bytes.fromhex(one.pdq) for one in self._prints)
        self._bits: npt.NDArray[np.uint64] = np.frombuffer(packed, dtype=np.uint64).reshape(-1, 4)

    def like(self, wanted: Print) -> Iterator[tuple[Print, Alike]]:
        """The pictures that resemble one, itself left out."""
        if len(wanted.pdq) != 64 or wanted.quality < self._rules.least_quality or not self._prints:
            return
        bits = np.frombuffer(bytes.fromhex(wanted.pdq), dtype=np.uint64)
        apart = np.bitwise_count(self._bits ^ bits).sum(axis=1)
        for place in np.flatnonzero(apart <= self._rules.near_pdq):
            found = self._prints[int(place)]
            how = alike(wanted, found, self._rules)
            if how in (Alike.NEAR, Alike.CLOSE):
                yield found, how


def matches(arrived: Sequence[Print], hidden: Sequence[Print], rules: Rules) -> list[tuple[Print, Print]]:
    """(arrived, hidden) for each new picture that resembles hidden ones: the closest of them."""
    if not hidden:
        return []
    gallery = Gallery(hidden, rules)
    found = []
    for one in arrived:
        best = max(gallery.like(one), key=lambda pair: (pair[1], pair[0].sha256), default=None)
        if best is not None:
            found.append((one, best[0]))
    return found

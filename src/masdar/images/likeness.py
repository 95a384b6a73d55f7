"""How alike two pictures are: distances only. What distance means "the same" is for those who judge to say."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.model import Picture


@dataclass(frozen=True, slots=True)
class Likeness:
    """`pdq` is a distance of 0 to 256 bits (unrelated pictures stand near 128), `second` one of 0 to 128 (near 64);
    None where one of the two has no such fingerprint. `quality` is the lesser of the two PDQ qualities."""

    identical: bool  # byte for byte
    pdq: int | None
    second: int | None
    quality: int

    def within(self, *, pdq: int, second: int, quality: int) -> bool:
        """Whether both fingerprints lie within these distances, at no less than this quality, or the bytes agree."""
        if self.identical:
            return True
        if self.pdq is None or self.second is None or self.quality < quality:
            return False
        return self.pdq <= pdq and self.second <= second


def distance(one: str, other: str) -> int:
    """Bits that differ between two fingerprints in hex. Raises ValueError where they are not of one length or not
    hex."""
    if len(one) != len(other):
        raise ValueError(f"fingerprints of {len(one)} and {len(other)} hex digits")
    return (int(one or "0", 16) ^ int(other or "0", 16)).bit_count()


def same_picture(one: Picture, other: Picture) -> Likeness:
    """What is to be known for saying whether two pictures are one. Symmetric; nothing but the records is read."""
    return Likeness(
        identical=one.sha256 == other.sha256,
        pdq=_distance(one.pdq, other.pdq),
        second=_distance(one.second_hash, other.second_hash),
        quality=min(one.pdq_quality, other.pdq_quality),
    )


def _distance(one: str, other: str) -> int | None:
    return distance(one, other) if one and len(one) == len(other) else None

"""The door of the operator's desk: one password, known as its argon2 hash only, and few tries."""

from __future__ import annotations

from datetime import datetime, timedelta

from anyio import CapacityLimiter
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TRIES = 5  # wrong log-ins of one network in a quarter of an hour
TRIES_ALL = 50  # of all networks together
WINDOW = timedelta(minutes=15)
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The hash to put into the settings."""
    return _hasher.hash(password)


class Door:
    """Counts wrong log-ins, in this process, and knows the password only as its argon2 hash from the first try on.

    Tries take `turn`s: what is tried at the same moment is counted one after the other, and each takes as much memory
    as a hash does (64 MiB)."""

    def __init__(self, operator: str) -> None:
        self._hash = operator
        self.turn = CapacityLimiter(1)
        self._wrong: list[tuple[datetime, str]] = []

    def opens(self, given: str, near: str, now: datetime) -> bool:
        """Whether the password is right; never while there were too many wrong ones."""
        self._wrong = [(at, where) for at, where in self._wrong if now - at < WINDOW]
        if len(self._wrong) >= TRIES_ALL or sum(where == near for _, where in self._wrong) >= TRIES:
            return False
        if self._hash and not self._hash.startswith("$argon2"):  # at the first try, for it takes a while on purpose
            self._hash = _hasher.hash(self._hash)
        try:
            return _hasher.verify(self._hash, given[:1000])
        except (VerificationError, InvalidHashError):
            self._wrong.append((now, near))
            return False

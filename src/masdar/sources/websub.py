"""WebSub, the parts that decide: is this verification ours, is this push signed by the hub?

https://www.w3.org/TR/websub/

Whoever listens asks `challenge` on a GET and `is_signed` on a POST, and reads the pushed body as a capture of the
topic.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_METHODS = frozenset(("sha1", "sha256", "sha384", "sha512"))
LONGEST_LEASE = 10 * 86400.0  # seconds; longer ones are renewed sooner than the hub asks


@dataclass(frozen=True, slots=True)
class Verified:
    """What a hub is answered: `challenge` as the body of a 200; `lease` is in seconds, 0 for an unsubscription."""

    challenge: str
    topic: str
    lease: float


def subscription(topic: str, callback: str, secret: str) -> dict[str, str]:
    """The form to send to the hub."""
    return {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": callback, "hub.secret": secret}


def challenge(query: Mapping[str, str], asked: Collection[str], dropped: Collection[str] = ()) -> Verified | None:
    """The answer to a hub's verification of intent: `asked` are topics we subscribe to, `dropped` those we leave. None
    where it is not ours: answer 404."""
    mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
    word = query.get("hub.challenge", "")
    if not word or len(word) > 4096:
        return None
    if mode == "subscribe" and topic in asked:
        return Verified(word, topic, _lease(query.get("hub.lease_seconds", "")))
    if mode == "unsubscribe" and topic in dropped:
        return Verified(word, topic, 0.0)
    return None


def _lease(text: str) -> float:
    seconds = float(text) if text.isascii() and text.isdigit() and len(text) < 12 else LONGEST_LEASE
    return min(LONGEST_LEASE, seconds)


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """True where `X-Hub-Signature` (`method=hex`) is that of the body under our secret. Compared in constant time."""
    method, _, given = signature.strip().partition("=")
    if not secret or method.lower() not in _METHODS or not given.isascii():
        return False
    made = hmac.new(secret.encode("utf-8"), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(made, given.strip().lower())

"""WebSub, the parts that decide: when a hub is asked, is this verification ours, is this push signed by the hub?

https://www.w3.org/TR/websub/

Whoever listens asks `challenge` on a GET and `is_signed` on a POST, and reads the pushed body as a capture of the
topic.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from masdar.contracts import HubState, Subscription

_METHODS = frozenset(("sha1", "sha256", "sha384", "sha512"))
LONGEST_LEASE = 10 * 86400.0  # seconds; longer ones are renewed sooner than the hub asks
UNHEARD = timedelta(hours=6)  # after which a hub that never confirmed is asked again
REFUSED = timedelta(days=7)
_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*-]{1,30}\s*=\s*(?:\"[^\"]{0,500}\"|[^\s\",;]{0,500})){0,10})")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.I)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a hub is answered: `challenge` as the body of a 200; `lease` is in seconds, 0 for an unsubscription."""

    challenge: str
    topic: str
    lease: float


def is_wanted(hub: str, topic: str, known: Subscription | None, now: datetime) -> bool:
    """Whether the hub is to be asked now: for the first time, because it moved, because it kept silent or refused for
    long enough, or to renew a lease of which half is gone. `hub` "" where this reply names none: what it was stays."""
    if known is None or (hub and (hub, topic) != (known.hub, known.topic)):
        return bool(hub)
    if known.state is HubState.ACTIVE and known.until is not None:
        return now >= known.asked + (known.until - known.asked) / 2
    return now - known.asked >= (REFUSED if known.state is HubState.DENIED else UNHEARD)


def is_active(known: Subscription | None, now: datetime) -> bool:
    """Whether the hub has promised to tell us, and the promise still holds."""
    return known is not None and known.state is HubState.ACTIVE and known.until is not None and now < known.until


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
    return hmac.compare_digest(signed(body, secret, method.lower()).partition("=")[2], given.strip().lower())


def signed(body: bytes, secret: str, method: str = "sha256") -> str:
    """The `X-Hub-Signature` of a body."""
    return f"{method}={hmac.new(secret.encode('utf-8'), body, getattr(hashlib, method)).hexdigest()}"


def linked(headers: Sequence[tuple[str, str]], relation: str) -> str:
    """The first address that a `Link` header (RFC 8288) gives under a relation, "" where there is none."""
    for name, value in headers:
        if name.lower() == "link":
            for address, parameters in _LINK.findall(value[:8000]):
                found = _REL.search(parameters)
                if found and relation in (found[1] or found[2] or "").lower().split():
                    return str(address).strip()
    return ""

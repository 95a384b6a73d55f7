"""Who is who, by keys that are forgotten after their time: cookies, what a form must bring back, and the ledger's names
for a reader, a network and a browser."""

from __future__ import annotations

import secrets

from masdar.contracts import Clock, Store
from masdar.moderation.identity import Reader, cookie, digest, prefix, reader_of, same

DAY = 86_400
READERS = 90 * DAY  # after it nobody can tell which reports were one reader's
NETWORKS = DAY
COOKIES = 3650 * DAY
ASKED = 60  # for which a key is believed to be the newest


class Keys:
    """The store's keys, each asked for once a minute at most."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, tuple[int, bytes]] = {}

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _key(self, kind: str, seconds: float) -> bytes:
        now = self._now()
        found = self._known.get(kind)
        if found is None or not 0 <= now - found[0] < ASKED:
            found = self._known[kind] = (now, self._store.secret(kind, self._clock(), seconds))
        return found[1]

    def new_cookie(self) -> str:
        """A cookie for a browser that has none."""
        return cookie(self._key("cookies", COOKIES), Reader(secrets.token_urlsafe(12), self._now()))

    def reader(self, value: str) -> Reader | None:
        """Who a cookie names, None where it is not one of ours."""
        return reader_of(self._key("cookies", COOKIES), value, self._now()) if value else None

    def token(self, *parts: str) -> str:
        """What a form must bring back, so that no other site can fill it in."""
        return digest(self._key("cookies", COOKIES), "form", *parts)

    def is_token(self, given: str, *parts: str) -> bool:
        return same(given, self.token(*parts))

    def reporter(self, reader: Reader) -> str:
        """The ledger's name for a reader."""
        return digest(self._key("readers", READERS), "reader", reader.name)

    def marks(self, address: str, browser: str) -> tuple[str, str]:
        """Its names for a network and a browser, for a day; "" for what is not told."""
        networks, near = self._key("networks", NETWORKS), prefix(address)
        return (
            digest(networks, "prefix", near) if near else "",
            digest(networks, "browser", browser) if browser else "",
        )

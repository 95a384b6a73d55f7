"""New pictures that resemble covered ones: blurred in the transaction that keeps them, so before anybody is shown them.

Whoever moderates holds the row of `moderation` to the end, who keeps pictures shares it: so every picture is either
seen by the moderation that covers its like, or sees what that covered.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from masdar.contracts import Matcher
from masdar.model import Picture, Print
from masdar.store.database import chunks, missing, run
from masdar.store.schema import moderation, picture_covers, picture_sightings, pictures

PRINT = (pictures.c.sha256, pictures.c.pdq, pictures.c.pdq_quality, pictures.c.second_hash)


_SIGHTINGS = missing(picture_sightings)
_COVERS = missing(picture_covers)


def hold(connection: Connection) -> None:
    """Nobody moderates until this transaction ends."""
    connection.execute(select(moderation.c.id).with_for_update(read=True))


def keep(connection: Connection, kept: Iterable[Picture], match: Matcher | None) -> None:
    """Blurs those of the pictures that resemble covered ones and notes them for the next moderation, which will also
    say since when they are covered."""
    if match is None:
        return
    spreading = select(*PRINT).join(picture_covers, picture_covers.c.sha256 == pictures.c.sha256)
    covered = [Print(*row) for row in connection.execute(spreading.where(picture_covers.c.spreads))]
    if not covered:
        return
    known = set()
    wanted = {one.sha256: one for one in kept}
    for part in chunks(sorted(wanted)):
        known |= set(connection.scalars(select(picture_covers.c.sha256).where(picture_covers.c.sha256.in_(part))))
    new = [Print(one.sha256, one.pdq, one.pdq_quality, one.second_hash) for one in wanted.values()]
    pairs = match([one for one in new if one.sha256 not in known], covered)
    veiled = {"veil": "blurred", "rule": "likeness", "cause": "other", "at": 0, "spreads": False}
    rows = [{"sha256": found.sha256, "of": of.sha256} for found, of in pairs]
    run(connection, _SIGHTINGS, rows)
    run(connection, _COVERS, [{**row, **veiled} for row in rows])
    if pairs:
        connection.execute(update(moderation).values(version=moderation.c.version + 1))

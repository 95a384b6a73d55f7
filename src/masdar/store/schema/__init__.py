"""The tables. Times are microseconds since 1970 in UTC, so they are exact, small and sort; `due` columns hold `NEVER`
where nothing is due. Addresses and names that stand in an index are kept as 16-byte digests or cut to a bounded
length, because an index entry of PostgreSQL may not exceed 2,704 bytes and the web's addresses do.

Source ids compare byte by byte on both engines (SQLite's default, collation "C" on PostgreSQL), as Python compares
them, so `(source, number)` order means the same everywhere.
"""

from __future__ import annotations

from masdar.store.schema.articles import articles, hosts, looks, pictures, pushes, revisions, subscriptions, thumbnails
from masdar.store.schema.guarding import (
    audit,
    detached,
    moderation,
    picture_covers,
    picture_events,
    picture_sightings,
    picture_views,
)
from masdar.store.schema.kinds import (
    NEVER,
    NO_PICTURE,
    PICTURE_FAILED,
    PICTURE_KEPT,
    PICTURE_WAITING,
    Name,
    Serial,
    metadata,
)
from masdar.store.schema.lists import authors, change_log, changes, entries, tallies
from masdar.store.schema.operating import secrets, sessions, takedowns
from masdar.store.schema.sources import captures, channels, furniture, sources
from masdar.store.schema.stories import stories, story_articles, story_changes
from masdar.store.schema.traces import edges, passages, shares, traces
from masdar.store.schema.work import outcome_counts, outcomes, positions, roles

__all__ = [
    "NEVER",
    "NO_PICTURE",
    "PICTURE_FAILED",
    "PICTURE_KEPT",
    "PICTURE_WAITING",
    "Name",
    "Serial",
    "articles",
    "audit",
    "authors",
    "captures",
    "change_log",
    "changes",
    "channels",
    "detached",
    "edges",
    "entries",
    "furniture",
    "hosts",
    "looks",
    "metadata",
    "moderation",
    "outcome_counts",
    "outcomes",
    "passages",
    "picture_covers",
    "picture_events",
    "picture_sightings",
    "picture_views",
    "pictures",
    "positions",
    "pushes",
    "revisions",
    "roles",
    "secrets",
    "sessions",
    "shares",
    "sources",
    "stories",
    "story_articles",
    "story_changes",
    "subscriptions",
    "takedowns",
    "tallies",
    "thumbnails",
    "traces",
]

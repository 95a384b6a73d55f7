"""What each replaceable part promises. One test suite per contract runs on every back end (`tests/contract/`).

Nothing here does anything. A back end is chosen in `app.py` and nowhere else.
"""

from __future__ import annotations

from masdar.contracts.articles import ArticleStore, Opened
from masdar.contracts.batches import (
    Batch,
    HostLink,
    HubState,
    Kept,
    Look,
    Looked,
    Push,
    Reading,
    Selection,
    SourceHealth,
    Subscription,
)
from masdar.contracts.detector import Detector
from masdar.contracts.guarding import GuardStore, LogLine, Matcher, Moderated, Moderating
from masdar.contracts.index import Index, IndexBusy, IndexDown
from masdar.contracts.line import Archive, Clock, Fetcher, PictureReader
from masdar.contracts.sources import HubStore, SourceStore
from masdar.contracts.store import Store
from masdar.contracts.stories import PROMPT, Lags, RoleStore, StoryNote, StoryStore, Traced, TraceStore

__all__ = [
    "PROMPT",
    "Archive",
    "ArticleStore",
    "Batch",
    "Clock",
    "Detector",
    "Fetcher",
    "GuardStore",
    "HostLink",
    "HubState",
    "HubStore",
    "Index",
    "IndexBusy",
    "IndexDown",
    "Kept",
    "Lags",
    "LogLine",
    "Look",
    "Looked",
    "Matcher",
    "Moderated",
    "Moderating",
    "Opened",
    "PictureReader",
    "Push",
    "Reading",
    "RoleStore",
    "Selection",
    "SourceHealth",
    "SourceStore",
    "Store",
    "StoryNote",
    "StoryStore",
    "Subscription",
    "TraceStore",
    "Traced",
]

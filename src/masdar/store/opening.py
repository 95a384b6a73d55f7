"""An article with all that its page must know before it can be made, read by one statement."""

from __future__ import annotations

import msgspec
from sqlalchemy import bindparam, exists, select

from masdar.contracts import Opened
from masdar.model import Permalink, Trace
from masdar.store import records
from masdar.store.database import Database, Statement
from masdar.store.reading import COLUMNS, JOINED, stored
from masdar.store.schema import articles, edges, stories, story_articles, traces

_SAME_STORY = (story_articles.c.source == articles.c.source) & (story_articles.c.number == articles.c.number)
_SAME_TRACE = (traces.c.source == articles.c.source) & (traces.c.number == articles.c.number)
_TAKEN = exists().where(edges.c.giver == articles.c.source, edges.c.giver_number == articles.c.number)
_OPENED = Statement(
    select(stories.c.number, stories.c.articles, traces.c.body, _TAKEN, *COLUMNS)
    .select_from(
        JOINED.outerjoin(story_articles, _SAME_STORY)
        .outerjoin(stories, stories.c.number == story_articles.c.story)
        .outerjoin(traces, _SAME_TRACE)
    )
    .where(articles.c.source == bindparam("source"), articles.c.number == bindparam("number"))
)
_trace = msgspec.json.Decoder(Trace)


class SqlOpening:
    """`ArticleStore.opened`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def opened(self, permalink: Permalink) -> Opened | None:
        if not 0 < permalink.number < 2**63:
            return None
        found = self._database.rows(_OPENED, source=records.plain(permalink.source), number=permalink.number)
        if not found:
            return None
        story, told, trace, taken, *row = found[0]
        return Opened(stored(row), _trace.decode(trace) if trace else None, bool(taken), story or 0, told or 0)

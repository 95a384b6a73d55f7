"""Stories: which articles tell one event, where a story went that was merged, and the log of both.

A membership and its change row are written in one transaction, and saying the same again changes nothing: a keeper
that died may repeat its last batch. An address is never given to another story and never taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    distinct,
    false,
    func,
    or_,
    select,
    update,
)

from masdar.contracts import StoryNote
from masdar.model import Document, Permalink, Story
from masdar.store import records
from masdar.store.database import Database, Statement, add, chunks, missing, run
from masdar.store.lists import HEADLINE, NAMED, SqlLists, few
from masdar.store.reading import SqlReading
from masdar.store.schema import articles, changes, stories, story_articles, story_changes

JOINED, LEFT, MERGED = "joined", "left", "merged"
_OWN = (story_articles.c.source == articles.c.source) & (story_articles.c.number == articles.c.number)

_NOTES = select(
    story_articles.c.source,
    story_articles.c.number,
    stories.c.number,
    stories.c.articles,
    stories.c.papers,
    stories.c.origins,
).select_from(story_articles.join(stories, stories.c.number == story_articles.c.story))
_NOTE = Statement(
    _NOTES.where(story_articles.c.source == bindparam("source"), story_articles.c.number == bindparam("article"))
)

_STORY = Statement(
    select(stories.c.merged_into, stories.c.headline_source, stories.c.headline_number).where(
        stories.c.number == bindparam("story")
    )
)
_TOLD = Statement(
    select(*HEADLINE)
    .select_from(NAMED.join(story_articles, _OWN))
    .where(story_articles.c.story == bindparam("story"))
    .order_by(articles.c.at, articles.c.source, articles.c.number)
)


class SqlStories:
    """`StoryStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep_stories(self, stands: Mapping[Permalink, int], merged: Mapping[int, int], at: datetime) -> set[int]:
        with self._database.write() as connection:
            held = _standing(connection, list(stands))
            moved = {permalink: to for permalink, to in stands.items() if held.get(permalink, 0) != to}
            gone = {old: new for old, new in merged.items() if old != new}
            named = {number for number in (*moved.values(), *gone, *gone.values()) if number}
            run(connection, _MADE, [{"number": number, "articles": 0, "papers": 0} for number in sorted(named)])
            _move(connection, held, moved, records.micros(at))
            led = _lead(connection, gone, records.micros(at))
            touched = (
                {number for number in moved.values() if number} | {held[one] for one in moved if one in held} | led
            )
            _count(connection, sorted(touched))
        return touched

    def entitle(self, headlines: Mapping[int, Permalink]) -> None:
        rows = [{"story": number, "source": one.source, "article": one.number} for number, one in headlines.items()]
        if rows:
            with self._database.write() as connection:
                run(connection, _ENTITLE, rows)

    def count_origins(self, origins: Mapping[int, int]) -> None:
        rows = [{"story": number, "counted": count or None} for number, count in origins.items()]
        if rows:
            with self._database.write() as connection:
                run(connection, _COUNT_ORIGINS, rows)

    def last_story(self) -> int:
        with self._database.read() as connection:
            return int(connection.scalar(select(func.max(stories.c.number))) or 0)

    def story(self, number: int) -> Story | None:
        if not 0 < number < 2**63:
            return None
        found = self._database.rows(_STORY, story=number)
        if not found:
            return None
        merged_into, source, article = found[0]
        if merged_into is not None:
            return Story(number, (), None, merged_into)
        told = tuple(records.headline(row) for row in self._database.rows(_TOLD, story=number))
        return Story(number, told, Permalink(source, article) if told and source is not None else None)

    def stories(self, numbers: Sequence[int]) -> dict[int, Story]:
        members: dict[int, list[Permalink]] = {}
        titles: dict[int, Permalink] = {}
        with self._database.read() as connection:
            for part in chunks(sorted(set(numbers))):
                wanted = select(story_articles.c.story, articles.c.source, articles.c.number)
                wanted = wanted.select_from(story_articles.join(articles, _OWN))
                wanted = wanted.where(story_articles.c.story.in_(part))
                wanted = wanted.order_by(articles.c.at, articles.c.source, articles.c.number)
                for story, source, number in connection.execute(wanted):
                    members.setdefault(story, []).append(Permalink(source, number))
                named = select(stories.c.number, stories.c.headline_source, stories.c.headline_number)
                for story, source, number in connection.execute(named.where(stories.c.number.in_(part))):
                    if source is not None:
                        titles[story] = Permalink(source, number)
        headlines = SqlLists(self._database).headlines_of([one for each in members.values() for one in each])
        return {
            story: Story(story, tuple(headlines[one] for one in each if one in headlines), titles.get(story))
            for story, each in members.items()
        }

    def stories_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, StoryNote]:
        if len(permalinks) <= few(self._database):  # what pages ask
            return dict(self._notes(permalinks))
        wanted = _NOTES
        found: dict[Permalink, StoryNote] = {}
        with self._database.read() as connection:
            for part in chunks(list(dict.fromkeys(permalinks))):
                for source, number, story, held, papers, origins in connection.execute(wanted.where(_named(part))):
                    found[Permalink(source, number)] = StoryNote(story, held, papers, origins or 0)
        return found

    def _notes(self, permalinks: Sequence[Permalink]) -> Iterator[tuple[Permalink, StoryNote]]:
        """By one statement an article, made once."""
        for one in permalinks:
            if 0 < one.number < 2**63:
                for row in self._database.rows(_NOTE, source=records.plain(one.source), article=one.number):
                    yield one, StoryNote(row[2], row[3], row[4], row[5] or 0)

    def story_window(self, position: int, limit: int) -> list[tuple[Document, int]]:
        names = (changes.c.source, changes.c.number)
        followed = select(*names).where(changes.c.seq <= position).order_by(changes.c.seq.desc()).limit(limit)
        held_too = (story_articles.c.source == changes.c.source) & (story_articles.c.number == changes.c.number)
        beyond = select(*names).select_from(changes.join(story_articles, held_too)).where(changes.c.seq > position)
        with self._database.read() as connection:
            rows = [*connection.execute(beyond.order_by(changes.c.seq.desc())), *connection.execute(followed)]
            recent = list(dict.fromkeys(Permalink(source, number) for source, number in rows))[:limit]
            held = _standing(connection, recent)
        documents = SqlReading(self._database).documents(list(reversed(recent)))
        return [(document, held.get(document.permalink, 0)) for document in documents]


def _named(permalinks: Sequence[Permalink]) -> ColumnElement[bool]:
    numbers: dict[str, list[int]] = {}
    for permalink in permalinks:
        numbers.setdefault(permalink.source, []).append(permalink.number)
    terms = [and_(story_articles.c.source == name, story_articles.c.number.in_(of)) for name, of in numbers.items()]
    return or_(false(), *terms)


def _standing(connection: Connection, permalinks: Sequence[Permalink]) -> dict[Permalink, int]:
    """The stories the articles stand in, as written so far."""
    found = {}
    for part in chunks(permalinks):
        for source, number, story in connection.execute(select(story_articles).where(_named(part))):
            found[Permalink(source, number)] = story
    return found


def _move(connection: Connection, held: Mapping[Permalink, int], moved: Mapping[Permalink, int], at: int) -> None:
    left = [(one, held[one]) for one in moved if one in held]
    run(connection, _LEAVE, [{"of": one.source, "article": one.number} for one, _ in left])
    joined = [(one, to) for one, to in moved.items() if to]
    put = [{"source": one.source, "number": one.number, "story": to} for one, to in joined]
    add(connection, story_articles, put)
    rows: list[dict[str, Any]] = [
        {"story": story, "kind": kind, "source": one.source, "number": one.number, "at": at}
        for kind, listed in ((LEFT, left), (JOINED, joined))
        for one, story in listed
    ]
    add(connection, story_changes, rows)


def _lead(connection: Connection, gone: Mapping[int, int], at: int) -> set[int]:
    """Addresses of merged stories lead to the one they are now, those that led to them too, and what still stands
    under them moves along. Returns the stories touched."""
    for old, new in gone.items():
        follow = update(stories).where(or_(stories.c.number == old, stories.c.merged_into == old))
        elsewhere = or_(stories.c.merged_into.is_(None), stories.c.merged_into != new)
        follow = follow.where(stories.c.number != new, elsewhere)
        written = connection.execute(follow.values(merged_into=new)).rowcount
        connection.execute(update(stories).where(stories.c.number == new).values(merged_into=None))
        connection.execute(update(story_articles).where(story_articles.c.story == old).values(story=new))
        if written:
            add(connection, story_changes, [{"story": old, "kind": MERGED, "number": new, "at": at}])
    return {*gone, *gone.values()}


def _count(connection: Connection, numbers: Sequence[int]) -> None:
    """How many articles and papers the stories have by now."""
    counted: dict[int, tuple[int, int]] = dict.fromkeys(numbers, (0, 0))
    for part in chunks(numbers):
        found = connection.execute(_HELD, {"wanted": part})
        counted.update({story: (held, papers) for story, held, papers in found})
    rows = [{"story": story, "held": held, "of_papers": papers} for story, (held, papers) in counted.items()]
    run(connection, _COUNT, rows)


_OF = stories.c.number == bindparam("story")
_MADE = missing(stories)
_ENTITLE = update(stories).where(_OF).values(headline_source=bindparam("source"), headline_number=bindparam("article"))
_COUNT_ORIGINS = update(stories).where(_OF).values(origins=bindparam("counted"))
_LEAVE = delete(story_articles).where(
    story_articles.c.source == bindparam("of"), story_articles.c.number == bindparam("article")
)
_WANTED: Any = bindparam("wanted", expanding=True)
_HELD = (
    select(story_articles.c.story, func.count(), func.count(distinct(story_articles.c.source)))
    .where(story_articles.c.story.in_(_WANTED))
    .group_by(story_articles.c.story)
)
_COUNT = update(stories).where(_OF).values(articles=bindparam("held"), papers=bindparam("of_papers"))

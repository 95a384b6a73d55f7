"""Writing: what a batch of readings makes of the articles, in one transaction of a few bulk statements.

Nothing here asks the database once per article. The source's row is held first, which makes its articles' identities
and numbers ours alone until the end; the change log's row is held last, and only then are change numbers given out.
Whoever holds that row is the only one who may write changes, so numbers become visible in the order they rise, with no
gap that could fill later: a reader that has seen one number has seen all before it. (A sequence gives numbers out
before commit and could not promise that.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, literal_column, select, update

from masdar.contracts import Batch, Kept, Reading
from masdar.model import Article, CaptureRef, Permalink, Picture
from masdar.store import outcomes as outcome_rows
from masdar.store import records
from masdar.store.database import Database, chunks, insert, run
from masdar.store.schema import (
    NO_PICTURE,
    PICTURE_FAILED,
    PICTURE_KEPT,
    PICTURE_WAITING,
    articles,
    authors,
    captures,
    change_log,
    changes,
    entries,
    pictures,
    revisions,
    sources,
    tallies,
    thumbnails,
)
from masdar.store.sources import settle_due


@dataclass(frozen=True, slots=True)
class KeptReading:
    """What became of a reading: `new` for an article's first text, `changed` for a later one; neither where the words
    were known."""

    permalink: Permalink
    revision: int
    new: bool
    changed: bool


class SqlWriting:
    """`ArticleStore.commit`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def commit(self, batch: Batch) -> list[Kept]:
        """A reading settles its entry and an entry at the article's own address; `postponed` is applied after that,
        and may open a settled entry again. Raises KeyError for an unknown source or article, ValueError for a record
        of another source or without an address."""
        work = _Work.of(batch)
        with self._database.write() as connection:
            return _Commit(connection, batch, work).run()


@dataclass(frozen=True, slots=True)
class _Work:
    """What can be worked out before anything is held: identities and digests."""

    read: list[tuple[Reading, bytes, bytes, int]]  # reading, key, words, moment
    settled: dict[bytes, bytes]  # entry key → article key
    closed: list[bytes]
    postponed: list[tuple[bytes, int]]

    @classmethod
    def of(cls, batch: Batch) -> _Work:
        read: list[tuple[Reading, bytes, bytes, int]] = []
        settled: dict[bytes, bytes] = {}
        for reading in batch.readings:
            article = reading.article
            _belongs(batch, article.source)
            key = records.url_key(article.url)
            read.append((reading, key, records.words(article), records.micros(reading.at)))
            settled[key] = key
            if reading.entry_url not in ("", article.url):
                settled[records.url_key(reading.entry_url)] = key
        for permalink in (*(permalink for permalink, _ in batch.pictures), *batch.pictures_failed):
            _belongs(batch, permalink.source)
        closed = [records.url_key(url) for url in batch.settled]
        postponed = [(records.url_key(url), records.micros(until)) for url, until in batch.postponed]
        return cls(read, settled, closed, postponed)


def _belongs(batch: Batch, source: str) -> None:
    if source != batch.source:
        raise ValueError(f"a batch of {batch.source!r} holds something of {source!r}")


@dataclass(slots=True)
class _State:
    """An article as it stands while the batch is folded into it."""

    number: int
    revision: int
    words: bytes
    at: int
    first_seen: int
    last_seen: int
    lang: str
    section: str
    image_url: str
    picture: str | None
    picture_state: int
    fresh: bool = False  # not in the database yet
    article: Article | None = None  # its new text
    touched: bool = False
    past: list[tuple[bytes, int]] = field(default_factory=list)  # (words, at) of older texts


class _Commit:
    """One batch on its way into the tables."""

    def __init__(self, connection: Connection, batch: Batch, work: _Work) -> None:
        self.connection = connection
        self.batch = batch
        self.work = work
        self.states: dict[bytes, _State] = {}
        self.revisions: list[dict[str, Any]] = []
        self.changes: list[tuple[int, int, int]] = []  # number, revision, at
        self.last_number = 0
        self.newest = 0
        self.country = ""

    def run(self) -> list[Kept]:
        held = select(sources.c.last_number, sources.c.newest, sources.c.country).where(
            sources.c.id == self.batch.source
        )
        row = self.connection.execute(held.with_for_update(key_share=True)).first()
        if row is None:
            raise KeyError(self.batch.source)
        self.last_number, self.newest, self.country = row.last_number, row.newest or 0, row.country
        self._keep_captures()
        self._know()
        before = {key: (state.section, state.lang, state.at) for key, state in self.states.items()}
        kept: list[Kept] = [self._fold(*read) for read in self.work.read]
        self._write_articles(before)
        self._settle_entries()
        self._keep_pictures()
        outcome_rows.write(self.connection, self.batch.outcomes)
        self._finish()
        return kept

    # --- reading what stands ----------------------------------------------------------------------------------------

    def _know(self) -> None:
        """The articles the readings may be of, and the older texts of those whose words differ."""
        keys = list({key for _, key, _, _ in self.work.read})
        for part in chunks(keys):
            known = select(*_STATE).where(articles.c.source == self.batch.source, articles.c.key.in_(part))
            for key, *columns in self.connection.execute(known):
                self.states[bytes(key)] = _State(*columns)
        differing = {
            state.number: state
            for _, key, words, _ in self.work.read
            if (state := self.states.get(key)) is not None and state.words != words
        }
        for numbers in chunks(list(differing)):
            past = select(revisions.c.number, revisions.c.words, revisions.c.at)
            past = past.where(revisions.c.source == self.batch.source, revisions.c.number.in_(numbers))
            for number, words, at in self.connection.execute(past):
                differing[number].past.append((bytes(words), at))

    # --- folding ----------------------------------------------------------------------------------------------------

    def _fold(self, reading: Reading, key: bytes, words: bytes, moment: int) -> KeptReading:
        state = self.states.get(key)
        if state is None:
            self.last_number += 1
            self.newest = max(self.newest, moment)
            image = reading.article.image.url if reading.article.image else ""
            state = _State(self.last_number, 0, b"", moment, moment, moment, "", "", "", None, NO_PICTURE, fresh=True)
            state.image_url = records.plain(image)
            state.picture_state = PICTURE_WAITING if image else NO_PICTURE
            self.states[key] = state
        elif state.words == words or any(same == words and at >= moment for same, at in state.past):
            # Known words; or an older text read again, as when captures are replayed.
            state.last_seen = max(state.last_seen, moment)
            state.touched = True
            return KeptReading(Permalink(self.batch.source, state.number), state.revision, False, False)
        self._revise(state, reading, words, moment)
        return KeptReading(
            Permalink(self.batch.source, state.number), state.revision, state.revision == 1, state.revision > 1
        )

    def _revise(self, state: _State, reading: Reading, words: bytes, moment: int) -> None:
        article = reading.article
        state.revision += 1
        state.words = words
        state.past.append((words, moment))
        state.last_seen = max(state.last_seen, moment)
        state.article = article
        state.lang = records.lang(article.language)
        state.section = records.section(article.section)
        published = records.micros(article.published) if article.published else state.first_seen
        state.at = min(published, state.first_seen)
        image = records.plain(article.image.url) if article.image else ""
        if image != state.image_url:
            state.image_url, state.picture = image, None
            state.picture_state = PICTURE_WAITING if image else NO_PICTURE
        self.changes.append((state.number, state.revision, moment))
        self.revisions.append(
            {
                "source": self.batch.source,
                "number": state.number,
                "revision": state.revision,
                "at": moment,
                "words": words,
                "file": reading.capture.file if reading.capture else None,
                "offset": reading.capture.offset if reading.capture else None,
                "body": records.encode(article),
            }
        )

    # --- writing ----------------------------------------------------------------------------------------------------

    def _keep_captures(self) -> None:
        rows: dict[tuple[str, int], dict[str, Any]] = {}
        for ref, url in self.batch.captures:
            rows[ref.file, ref.offset] = self._capture_row(ref, url, None)
        for reading in self.batch.readings:
            if (ref_ := reading.capture) is None:
                continue
            row = rows.get((ref_.file, ref_.offset))
            moment = records.micros(reading.at)
            if row is None:
                url = reading.entry_url or reading.article.url
                rows[ref_.file, ref_.offset] = self._capture_row(ref_, url, moment)
            else:
                row["at"] = moment
        run(self.connection, insert(self.connection, captures).on_conflict_do_nothing(), list(rows.values()))

    def _capture_row(self, ref: CaptureRef, url: str, moment: int | None) -> dict[str, Any]:
        return {
            "file": ref.file,
            "offset": ref.offset,
            "digest": ref.digest,
            "revisit": ref.revisit,
            "source": self.batch.source,
            "key": records.url_key(url) if url.strip() else records.digest(""),
            "url": records.plain(url),
            "at": moment,
        }

    def _write_articles(self, before: dict[bytes, tuple[str, str, int]]) -> None:
        fresh: list[dict[str, Any]] = []
        revised: list[dict[str, Any]] = []
        signed: list[dict[str, Any]] = []
        moved: Counter[tuple[str, str]] = Counter()
        for key, state in self.states.items():
            if state.article is None:
                continue
            row = self._article_row(state, state.article)
            if state.fresh:
                fresh.append(
                    {
                        **row,
                        "source": self.batch.source,
                        "key": key,
                        "number": state.number,
                        "first_seen": state.first_seen,
                    }
                )
            else:
                revised.append({**row, "of_source": self.batch.source, "of": state.number})
                moved[before[key][:2]] -= 1
            moved[state.section, state.lang] += 1
            names = {records.author(name) for name in state.article.authors[: records.MAX_AUTHORS] if name.strip()}
            signed += [
                {"name": name, "at": state.at, "source": self.batch.source, "number": state.number} for name in names
            ]
        run(self.connection, articles.insert(), fresh)
        run(self.connection, _REVISE, revised)
        run(self.connection, _UNSIGN, [{"of_source": self.batch.source, "of": row["of"]} for row in revised])
        run(self.connection, authors.insert(), signed)
        run(self.connection, revisions.insert(), self.revisions)
        touched = [state for state in self.states.values() if state.touched and state.article is None]
        run(
            self.connection,
            _TOUCH,
            [{"of_source": self.batch.source, "of": state.number, "seen": state.last_seen} for state in touched],
        )
        self._count(moved)

    def _article_row(self, state: _State, article: Article) -> dict[str, Any]:
        return {
            "revision": state.revision,
            "words": state.words,
            "at": state.at,
            "last_seen": state.last_seen,
            "lang": state.lang,
            "section": state.section,
            "country": self.country,
            "language": records.plain(article.language[:35]),
            "direction": article.direction.value,
            "url": records.plain(article.url),
            "title": records.shorten(article.title, records.MAX_TITLE),
            "summary": records.shorten(article.summary, records.MAX_SUMMARY),
            "authors": records.names_text(names) if (names := records.author_names(article)) else "[]",
            "image_url": state.image_url,
            "picture": state.picture,
            "picture_state": state.picture_state,
        }

    def _count(self, moved: Counter[tuple[str, str]]) -> None:
        rows: list[dict[str, Any]] = [
            {"source": self.batch.source, "section": section, "lang": lang, "articles": number}
            for (section, lang), number in sorted(moved.items())
        ]
        more = insert(self.connection, tallies)
        added = {"articles": tallies.c.articles + more.excluded.articles}
        more = more.on_conflict_do_update(index_elements=["source", "section", "lang"], set_=added)
        run(self.connection, more, [row for row in rows if row["articles"] > 0])
        run(
            self.connection,
            _COUNT_LESS,
            [
                {"of_source": row["source"], "of": row["section"], "of_lang": row["lang"], "by": -row["articles"]}
                for row in rows
                if row["articles"] < 0
            ],
        )

    def _settle_entries(self) -> None:
        source = self.batch.source
        read = [
            {"of_source": source, "of": key, "article": self.states[of].number} for key, of in self.work.settled.items()
        ]
        run(self.connection, _SETTLE, read)
        run(self.connection, _CLOSE, [{"of_source": source, "of": key} for key in self.work.closed])
        # Asked for again after it was read, an entry was not asked for in vain.
        later = [
            {"of_source": source, "of": key, "until": until, "vain": int(key not in self.work.settled)}
            for key, until in self.work.postponed
        ]
        run(self.connection, _POSTPONE, later)

    def _keep_pictures(self) -> None:
        of = {permalink.number: picture for permalink, picture in self.batch.pictures}
        _write_pictures(self.connection, list(of.values()))
        moment = max([records.micros(outcome.at) for outcome in self.batch.outcomes], default=0)
        changed: list[dict[str, Any]] = []
        found: set[int] = set()
        for numbers in chunks(list(of)):
            known = select(articles.c.number, articles.c.revision, articles.c.last_seen, articles.c.picture).where(
                articles.c.source == self.batch.source, articles.c.number.in_(numbers)
            )
            for number, revision, last_seen, sha256 in self.connection.execute(known):
                found.add(number)
                if sha256 != of[number].sha256:
                    changed.append({"of_source": self.batch.source, "of": number, "sha256": of[number].sha256})
                    self.changes.append((number, revision, moment or last_seen))
        if missing := of.keys() - found:
            raise KeyError(Permalink(self.batch.source, min(missing)))
        run(self.connection, _PICTURE, changed)
        failed = [{"of_source": self.batch.source, "of": permalink.number} for permalink in self.batch.pictures_failed]
        run(self.connection, _PICTURE_FAILED, failed)

    def _finish(self) -> None:
        source = self.batch.source
        if self.batch.readings:
            counted = {"last_number": self.last_number, "newest": self.newest or None}
            self.connection.execute(update(sources).where(sources.c.id == source).values(counted))
        settle_due(self.connection, [source])
        if not self.changes:
            return
        growing = update(change_log).values(last_seq=change_log.c.last_seq + len(self.changes))
        last = self.connection.execute(growing.returning(change_log.c.last_seq)).scalar_one()
        first = last - len(self.changes) + 1
        rows = [
            {"seq": seq, "kind": "article", "source": source, "number": number, "revision": revision, "at": at}
            for seq, (number, revision, at) in enumerate(self.changes, first)
        ]
        run(self.connection, changes.insert(), rows)


def _write_pictures(connection: Connection, wanted: Sequence[Picture]) -> None:
    """Pictures not kept before, always in one order so that two writers never wait for each other."""
    ordered = sorted({picture.sha256: picture for picture in wanted}.values(), key=lambda picture: picture.sha256)
    rows = [
        {
            "sha256": picture.sha256,
            "width": picture.width,
            "height": picture.height,
            "format": picture.format,
            "pdq": picture.pdq,
            "pdq_quality": picture.pdq_quality,
            "second_hash": picture.second_hash,
        }
        for picture in ordered
    ]
    run(connection, insert(connection, pictures).on_conflict_do_nothing(), rows)
    small = [
        {"sha256": picture.sha256, "width": thumbnail.width, "height": thumbnail.height, "data": thumbnail.data}
        for picture in ordered
        for thumbnail in picture.thumbnails
    ]
    run(connection, insert(connection, thumbnails).on_conflict_do_nothing(), small)


_STATE = (
    articles.c.key,
    articles.c.number,
    articles.c.revision,
    articles.c.words,
    articles.c.at,
    articles.c.first_seen,
    articles.c.last_seen,
    articles.c.lang,
    articles.c.section,
    articles.c.image_url,
    articles.c.picture,
    articles.c.picture_state,
)
_ARTICLE = (articles.c.source == bindparam("of_source"), articles.c.number == bindparam("of"))
# Its SET is the columns the rows bring.
_REVISE = update(articles).where(*_ARTICLE)
_TOUCH = update(articles).where(*_ARTICLE).values(last_seen=bindparam("seen"))
_PICTURE = update(articles).where(*_ARTICLE).values(picture=bindparam("sha256"), picture_state=PICTURE_KEPT)
_PICTURE_FAILED = (
    update(articles)
    .where(*_ARTICLE, articles.c.picture_state == literal_column(str(PICTURE_WAITING)))
    .values(picture_state=PICTURE_FAILED)
)
_UNSIGN = delete(authors).where(authors.c.source == bindparam("of_source"), authors.c.number == bindparam("of"))
_COUNT_LESS = (
    update(tallies)
    .where(
        tallies.c.source == bindparam("of_source"),
        tallies.c.section == bindparam("of"),
        tallies.c.lang == bindparam("of_lang"),
    )
    .values(articles=tallies.c.articles - bindparam("by"))
)
_ENTRY = (entries.c.source == bindparam("of_source"), entries.c.key == bindparam("of"))
_SETTLE = update(entries).where(*_ENTRY).values(due=None, attempts=0, number=bindparam("article"))
_CLOSE = update(entries).where(*_ENTRY).values(due=None)
_POSTPONE = (
    update(entries)
    .where(*_ENTRY)
    .values(
        due=bindparam("until"),
        # The same batch committed again postpones to the same time: that is no further attempt.
        attempts=entries.c.attempts + case((entries.c.due == bindparam("until"), 0), else_=bindparam("vain")),
    )
)

"""Writing: what a batch of readings makes of the articles, in one transaction of a few bulk statements.

Nothing here asks the database once per article. The source's row is held first, which makes its articles' identities
and numbers ours alone until the end; the change log's row is held last, and only then are change numbers given out.
Whoever holds that row is the only one who may write changes, so numbers become visible in the order they rise, with no
gap that could fill later: a reader that has seen one number has seen all before it. (A sequence gives numbers out
before commit and could not promise that.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, and_, false, or_, select

from masdar.contracts import Batch, Kept, Matcher
from masdar.model import Article, CaptureRef
from masdar.store import looking, outcomes, pictures, records, statements
from masdar.store.cutting import cut
from masdar.store.database import Database, add, chunks, run
from masdar.store.due import settle_due
from masdar.store.folding import Arrivals, Fold, NewText, State, Text, arrivals
from masdar.store.schema import articles, authors, changes, revisions


class SqlWriting:
    """`ArticleStore.commit`. `match` says which new pictures resemble covered ones."""

    match: Matcher | None = None

    def __init__(self, database: Database) -> None:
        self._database = database

    def commit(self, batch: Batch) -> list[Kept]:
        """A reading settles its entry and an entry at the article's own address; `postponed` is applied after that,
        and may open a settled entry again. Raises KeyError for an unknown source or article, ValueError for a record
        of another source or without an address."""
        work = arrivals(batch)
        with self._database.write() as connection:
            row = connection.execute(statements.HELD, {"of": batch.source}).first()
            if row is None:
                raise KeyError(batch.source)
            fold = Fold(batch.source, row.last_number, row.newest or 0)
            return _Commit(connection, batch, work, fold).run(row.country, self.match)


class _Commit:
    """One batch on its way into the tables."""

    def __init__(self, connection: Connection, batch: Batch, work: Arrivals, fold: Fold) -> None:
        self.connection = connection
        self.batch = batch
        self.work = work
        self.fold = fold

    def run(self, country: str, match: Matcher | None) -> list[Kept]:
        self._keep_captures()
        self._know()
        kept: list[Kept] = [self.fold.add(arrival) for arrival in self.work.read]
        self._write_articles(country)
        self._write_texts()
        self._count()
        self._settle_entries()
        changed = [*self.fold.changes, *pictures.keep(self.connection, self.batch, match)]
        cut(self.connection, self.batch.source, {*self.fold.by_number, *(number for number, _, _ in changed)})
        looking.keep(self.connection, self.batch, self.fold, self.work.read)
        outcomes.write(self.connection, self.batch.outcomes)
        if self.batch.furniture:
            learnt = {"source": self.batch.source, "body": records.plain(self.batch.furniture)}
            run(self.connection, statements.FURNISH, [learnt])
        if self.batch.readings:
            counted = {"last_number": self.fold.last_number, "newest": self.fold.newest or None}
            self.connection.execute(statements.COUNTED, {"of": self.batch.source, **counted})
        settle_due(self.connection, [self.batch.source])
        log_changes(self.connection, self.batch.source, changed)
        return kept

    # --- reading what stands ----------------------------------------------------------------------------------------

    def _know(self) -> None:
        """The articles the readings may be of, and the older texts of those whose words differ."""
        self._know_captures()
        self._know_articles(statements.BY_KEY, {arrival.key for arrival in self.work.read})
        differing = {
            state.number
            for arrival in self.work.read
            if (state := self.fold.states.get(arrival.key)) is not None and state.words != arrival.words
        }
        for numbers in chunks(sorted(differing)):
            past = self.connection.execute(statements.PAST, {"of": self.batch.source, "wanted": numbers})
            for number, words, at in past:
                self.fold.by_number[number].past.append((bytes(words), at))

    def _know_articles(self, by: Executable, wanted: Iterable[Any]) -> None:
        for part in chunks(sorted(wanted)):
            found: Iterable[Any] = self.connection.execute(by, {"of": self.batch.source, "wanted": part})
            for row in found:
                if row.number not in self.fold.by_number:
                    self.fold.know(State(*row))

    def _know_captures(self) -> None:
        """The texts read before from captures that are read again, and their articles."""
        places = sorted({arrival.place for arrival in self.work.read if arrival.place and arrival.reading.again})
        for part in chunks(places):
            offsets: dict[str, list[int]] = {}
            for file, offset in part:
                offsets.setdefault(file, []).append(offset)
            told = [and_(revisions.c.file == file, revisions.c.offset.in_(of)) for file, of in offsets.items()]
            wanted = select(
                revisions.c.file, revisions.c.offset, revisions.c.number, revisions.c.revision, revisions.c.body
            ).where(or_(false(), *told), revisions.c.source == self.batch.source)
            for row in self.connection.execute(wanted):
                self.fold.by_capture[row.file, row.offset] = Text(row.number, row.revision, bytes(row.body))
        self._know_articles(statements.BY_NUMBER, {text.number for text in self.fold.by_capture.values()})

    # --- writing ----------------------------------------------------------------------------------------------------

    def _keep_captures(self) -> None:
        rows: dict[tuple[str, int], dict[str, Any]] = {}
        for ref, url in self.batch.captures:
            rows[ref.file, ref.offset] = self._capture_row(ref, url)
        for arrival in self.work.read:
            reading = arrival.reading
            if reading.capture is None or arrival.place is None:
                continue
            asked = reading.entry_url or reading.article.url
            row = rows.setdefault(arrival.place, self._capture_row(reading.capture, asked))
            row["at"] = arrival.moment
        run(self.connection, statements.CAPTURES, list(rows.values()))

    def _capture_row(self, ref: CaptureRef, url: str) -> dict[str, Any]:
        return {
            "file": ref.file,
            "offset": ref.offset,
            "digest": ref.digest,
            "revisit": ref.revisit,
            "source": self.batch.source,
            "key": records.url_key(url) if url.strip() else records.digest(""),
            "url": records.plain(url),
            "at": None,
        }

    def _write_articles(self, country: str) -> None:
        source = self.batch.source
        fresh: list[dict[str, Any]] = []
        known: list[dict[str, Any]] = []
        signed: list[dict[str, Any]] = []
        for state in self.fold.written():
            assert state.article is not None
            row = {**_article_row(state, state.article), "country": country}
            if state.fresh:
                fresh.append({**row, "source": source, "number": state.number, "first_seen": state.first_seen})
            else:
                known.append({**row, "of_source": source, "of": state.number})
            names = {records.author(name) for name in records.author_names(state.article)}
            signed += [{"name": name, "at": state.at, "source": source, "number": state.number} for name in names]
        add(self.connection, articles, fresh)
        run(self.connection, statements.SHOW, known)
        run(self.connection, statements.UNSIGN, [{"of_source": source, "of": row["of"]} for row in known])
        add(self.connection, authors, signed)
        seen = [{"of_source": source, "of": state.number, "seen": state.last_seen} for state in self.fold.only_seen()]
        run(self.connection, statements.SEEN, seen)

    def _write_texts(self) -> None:
        add(self.connection, revisions, [self._text_row(text) for text in self.fold.texts])
        mended = [
            {"of_source": self.batch.source, "of": text.number, "nth": text.revision, **_words(text)}
            for text in self.fold.mended
        ]
        run(self.connection, statements.MEND, mended)

    def _text_row(self, text: NewText) -> dict[str, Any]:
        file, offset = text.place or (None, None)
        place = {"source": self.batch.source, "number": text.number, "revision": text.revision}
        return {**place, "at": text.at, "file": file, "offset": offset, **_words(text)}

    def _count(self) -> None:
        """More are counted first: an article that moves is never counted under less than nothing."""
        moved = sorted(self.fold.moved.items())
        more = [
            {"source": self.batch.source, "section": section, "lang": lang, "articles": by}
            for (section, lang), by in moved
            if by > 0
        ]
        fewer = [
            {"of_source": self.batch.source, "of": section, "of_lang": lang, "by": -by}
            for (section, lang), by in moved
            if by < 0
        ]
        run(self.connection, statements.COUNT_MORE, more)
        run(self.connection, statements.COUNT_FEWER, fewer)

    def _settle_entries(self) -> None:
        run(self.connection, statements.SETTLE, self._led(self.work.settled))
        run(self.connection, statements.RETELL, self._led(self.work.retold))
        source = self.batch.source
        run(self.connection, statements.CLOSE, [{"of_source": source, "of": key} for key in self.work.closed])
        # Asked for again after it was read, an entry was not asked for in vain.
        later = [
            {"of_source": source, "of": key, "until": until, "vain": int(key not in self.work.settled)}
            for key, until in self.work.postponed
        ]
        run(self.connection, statements.POSTPONE, later)

    def _led(self, keys: dict[bytes, bytes]) -> list[dict[str, Any]]:
        source, states = self.batch.source, self.fold.states
        return [
            {"of_source": source, "of": entry, "article": states[of].number}
            for entry, of in keys.items()
            if of in states
        ]


def _article_row(state: State, article: Article) -> dict[str, Any]:
    names = records.author_names(article)
    return {
        "key": state.key,
        "revision": state.revision,
        "words": state.words,
        "at": state.at,
        "last_seen": state.last_seen,
        "lang": state.lang,
        "section": state.section,
        "language": records.plain(article.language[: records.MAX_TAG]),
        "direction": article.direction.value,
        "url": records.plain(article.url),
        "title": records.shorten(article.title, records.MAX_TITLE),
        "summary": records.shorten(article.summary or records.beginning(article), records.MAX_SUMMARY),
        "authors": records.names_text(names) if names else "[]",
        "image_url": state.image_url,
        "picture": state.picture,
        "picture_state": state.picture_state,
    }


def _words(text: NewText) -> dict[str, Any]:
    return {"words": text.words, "body": text.body}


def log_changes(connection: Connection, source: str, changed: Sequence[tuple[int, int, int]]) -> None:
    """Change rows (number, revision, at): the last thing a transaction writes, see above."""
    if not changed:
        return
    last = connection.execute(statements.GROW, {"by": len(changed)}).scalar_one()
    rows = [
        {"seq": seq, "kind": "article", "source": source, "number": number, "revision": revision, "at": at}
        for seq, (number, revision, at) in enumerate(changed, last - len(changed) + 1)
    ]
    add(connection, changes, rows)

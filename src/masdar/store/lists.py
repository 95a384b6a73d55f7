"""Lists of headlines: newest first, paged by the last one seen, every list the pages use read from an index.

An index leads to a list in one language (`ix_articles_…`, each ending in `at`). A list in several languages, or in all
that a source or section has, is merged from one short list a language; which languages there are is read from
`tallies`. So no page ever reads rows only to leave them out, however unlike the sizes of the languages are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from heapq import merge
from itertools import islice, pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select, tuple_

from masdar.contracts import Selection
from masdar.model import Headline, Permalink
from masdar.store import records
from masdar.store.database import Database, Statement, chunks
from masdar.store.schema import articles, authors, sources, tallies

MAX_LIMIT = 1000

HEADLINE = (
    articles.c.source,
    articles.c.number,
    articles.c.title,
    sources.c.name,
    articles.c.at,
    articles.c.language,
    articles.c.direction,
    articles.c.section,
    articles.c.summary,
    articles.c.authors,
    articles.c.picture,
    articles.c.url,
)
NAMED = articles.join(sources, sources.c.id == articles.c.source)
_HEADLINE_OF = Statement(
    select(*HEADLINE)
    .select_from(NAMED)
    .where(articles.c.source == bindparam("source"), articles.c.number == bindparam("article"))
)


def few(database: Database) -> int:
    """How many articles are asked for one by one: a page's, but where each statement is a way to a server and back."""
    return 50 if database.local else 1


class SqlLists:
    """The lists of `ArticleStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def headlines(self, selection: Selection) -> list[Headline]:
        """`section` is compared whole, `author` by the folded name, `languages` by their primary subtag. At most
        `MAX_LIMIT` of them."""
        limit = min(selection.limit, MAX_LIMIT)
        if limit <= 0:
            return []
        parameters, shape = _shape(selection)
        parameters["limit"] = limit
        langs = self._langs(selection)
        if langs is None:
            rows = self._database.rows(list_statement(shape), **parameters)
        else:
            statement = list_statement(shape | {"lang"})
            lists = [self._database.rows(statement, lang=lang, **parameters) for lang in langs]
            rows = lists[0] if len(lists) == 1 else list(islice(merge(*lists, key=_place, reverse=True), limit))
        return [records.headline(row) for row in rows]

    def _langs(self, selection: Selection) -> list[str] | None:
        """The languages to merge; None where one list holds them all."""
        if selection.languages:
            return sorted({records.lang(language) for language in selection.languages})
        if selection.author or not (selection.source or selection.section):
            return None  # an index of its own, or an author's few articles
        named = {
            "source": selection.source,
            "section": records.section(selection.section),
            "country": selection.country.lower(),
        }
        given = {name: records.plain(value) for name, value in named.items() if value}
        return [row[0] for row in self._database.rows(_languages_of(frozenset(given)), **given)]

    def counts(self, selection: Selection, bounds: Sequence[datetime]) -> list[int]:
        """Counted in the indices the lists are read from, a language at a time."""
        parameters, langs = self._counted(selection)
        statement = count_statement(frozenset(parameters) | ({"lang"} if langs is not None else set()))
        times = [records.micros(at) for at in bounds]
        each: list[dict[str, str]] = [{}] if langs is None else [{"lang": lang} for lang in langs]
        return [
            sum(self._database.rows(statement, start=start, end=end, **parameters, **one)[0][0] for one in each)
            for start, end in pairwise(times)
        ]

    def oldest(self, selection: Selection) -> datetime | None:
        parameters, langs = self._counted(selection)
        statement = _oldest_statement(frozenset(parameters) | ({"lang"} if langs is not None else set()))
        each: list[dict[str, str]] = [{}] if langs is None else [{"lang": lang} for lang in langs]
        found = [row[0] for one in each for row in self._database.rows(statement, **parameters, **one)]
        return records.instant(min(found)) if found else None

    def _counted(self, selection: Selection) -> tuple[dict[str, Any], list[str] | None]:
        if selection.author:
            raise ValueError("an author's articles are not counted by time")
        parameters, _ = _shape(replace(selection, before=None))
        return parameters, self._langs(selection)

    def headlines_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, Headline]:
        if len(permalinks) <= few(self._database):
            return self._few(permalinks)
        wanted = select(*HEADLINE).select_from(NAMED)
        found: dict[Permalink, Headline] = {}
        with self._database.read() as connection:
            for part in chunks(list(dict.fromkeys(permalinks))):
                for row in connection.execute(wanted.where(named(part))):
                    headline = records.headline(tuple(row))
                    found[headline.permalink] = headline
        return {permalink: found[permalink] for permalink in permalinks if permalink in found}

    def _few(self, permalinks: Sequence[Permalink]) -> dict[Permalink, Headline]:
        """One statement an article: made once, it is found sooner than a statement of all of them is made."""
        found: dict[Permalink, Headline] = {}
        for one in permalinks:
            if 0 < one.number < 2**63:
                rows = self._database.rows(_HEADLINE_OF, source=records.plain(one.source), article=one.number)
                found.update((one, records.headline(row)) for row in rows)
        return found

    def sections(self, languages: tuple[str, ...] = ()) -> list[tuple[str, int]]:
        articles_in = func.sum(tallies.c.articles)
        wanted = select(tallies.c.section, articles_in).where(tallies.c.section != "").group_by(tallies.c.section)
        if languages:
            wanted = wanted.where(tallies.c.lang.in_(sorted({records.lang(language) for language in languages})))
        wanted = wanted.having(articles_in > 0).order_by(articles_in.desc(), tallies.c.section)
        with self._database.read() as connection:
            return [(section, int(number)) for section, number in connection.execute(wanted)]


def named(permalinks: Sequence[Permalink]) -> ColumnElement[bool]:
    """The articles of these names. One term a source: SQLite finds those by the key, but scans for pairs in a list."""
    numbers: dict[str, list[int]] = {}
    for permalink in permalinks:
        if 0 < permalink.number < 2**63:
            numbers.setdefault(permalink.source, []).append(permalink.number)
    terms = [and_(articles.c.source == source, articles.c.number.in_(of)) for source, of in numbers.items()]
    return or_(false(), *terms)


def _place(row: Sequence[Any]) -> tuple[int, str, int]:
    return row[4], row[0], row[1]


def _shape(selection: Selection) -> tuple[dict[str, Any], frozenset[str]]:
    """The values of the fields that narrow, and their names, by which the statement is known."""
    values: dict[str, Any] = {}
    if selection.source:
        values["source"] = records.plain(selection.source)
    if selection.section:
        values["section"] = records.section(selection.section)
    if selection.country:
        values["country"] = records.plain(selection.country.lower())
    if selection.author:
        values["author"] = records.author(selection.author)
    shape = frozenset(values)
    if selection.before is not None:
        at, permalink = selection.before
        number = max(0, min(permalink.number, 2**63 - 1))
        values.update(b_at=records.micros(at), b_source=records.plain(permalink.source), b_number=number)
        shape |= {"before"}
    return values, shape


@cache
def list_statement(shape: frozenset[str]) -> Statement:
    """The list narrowed by the named fields ("source", "section", "country", "author", "lang", "before")."""
    by = authors if "author" in shape else articles
    wanted: Select[Any] = select(*HEADLINE)
    if "author" in shape:
        signed = (authors.c.source == articles.c.source) & (authors.c.number == articles.c.number)
        wanted = wanted.select_from(authors.join(articles, signed).join(sources, sources.c.id == articles.c.source))
        wanted = wanted.where(authors.c.name == bindparam("author"))
    else:
        wanted = wanted.select_from(NAMED)
    for name in sorted(shape & {"source", "section", "country", "lang"}):
        table = authors if name == "source" and "author" in shape else articles
        wanted = wanted.where(table.c[name] == bindparam(name))
    place = (by.c.at, by.c.source, by.c.number)
    if "before" in shape:
        last: tuple[Any, ...] = (bindparam("b_at"), bindparam("b_source"), bindparam("b_number"))
        wanted = wanted.where(tuple_(*place) < tuple_(*last))
    return Statement(wanted.order_by(*(column.desc() for column in place)).limit(bindparam("limit")))


@cache
def count_statement(shape: frozenset[str]) -> Statement:
    wanted = select(func.count()).select_from(articles)
    for name in sorted(shape):
        wanted = wanted.where(articles.c[name] == bindparam(name))
    return Statement(wanted.where(articles.c.at >= bindparam("start"), articles.c.at < bindparam("end")))


@cache
def _oldest_statement(shape: frozenset[str]) -> Statement:
    wanted = select(articles.c.at)
    for name in sorted(shape):
        wanted = wanted.where(articles.c[name] == bindparam(name))
    return Statement(wanted.order_by(articles.c.at).limit(1))


@cache
def _languages_of(shape: frozenset[str]) -> Statement:
    wanted = select(tallies.c.lang).distinct().order_by(tallies.c.lang)
    for name in sorted(shape & {"source", "section"}):
        wanted = wanted.where(tallies.c[name] == bindparam(name))
    if "country" in shape:
        wanted = wanted.join(sources, sources.c.id == tallies.c.source).where(sources.c.country == bindparam("country"))
    return Statement(wanted)

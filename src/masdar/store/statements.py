"""The statements that write a batch, made once: to make a statement takes longer than to run it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, case, delete, select, update

from masdar.store.database import Upsert, missing
from masdar.store.schema import articles, authors, captures, change_log, entries, furniture, revisions, sources, tallies

# The columns of `folding.State`, in its order.
STATE = (
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
HELD = (
    select(sources.c.last_number, sources.c.newest, sources.c.country)
    .where(sources.c.id == bindparam("of"))
    .with_for_update(key_share=True)
)
WANTED: Any = bindparam("wanted", expanding=True)
BY_KEY = select(*STATE).where(articles.c.source == bindparam("of"), articles.c.key.in_(WANTED))
BY_NUMBER = select(*STATE).where(articles.c.source == bindparam("of"), articles.c.number.in_(WANTED))
PAST = select(revisions.c.number, revisions.c.words, revisions.c.at).where(
    revisions.c.source == bindparam("of"), revisions.c.number.in_(WANTED)
)
CAPTURES = missing(captures)
COUNTED = update(sources).where(sources.c.id == bindparam("of"))  # sets the columns the row brings
FURNISH = Upsert(
    furniture,
    lambda adding: adding.on_conflict_do_update(index_elements=["source"], set_={"body": adding.excluded.body}),
)
COUNT_MORE = Upsert(
    tallies,
    lambda adding: adding.on_conflict_do_update(
        index_elements=["source", "section", "lang"],
        set_={"articles": tallies.c.articles + adding.excluded.articles},
    ),
)
GROW = update(change_log).values(last_seq=change_log.c.last_seq + bindparam("by")).returning(change_log.c.last_seq)
ARTICLE = (articles.c.source == bindparam("of_source"), articles.c.number == bindparam("of"))
SHOW = update(articles).where(*ARTICLE)  # sets the columns the rows bring
SEEN = update(articles).where(*ARTICLE).values(last_seen=bindparam("seen"))
MEND = update(revisions).where(
    revisions.c.source == bindparam("of_source"),
    revisions.c.number == bindparam("of"),
    revisions.c.revision == bindparam("nth"),
)
UNSIGN = delete(authors).where(authors.c.source == bindparam("of_source"), authors.c.number == bindparam("of"))
COUNT_FEWER = (
    update(tallies)
    .where(
        tallies.c.source == bindparam("of_source"),
        tallies.c.section == bindparam("of"),
        tallies.c.lang == bindparam("of_lang"),
    )
    .values(articles=tallies.c.articles - bindparam("by"))
)
ENTRY = (entries.c.source == bindparam("of_source"), entries.c.key == bindparam("of"))
SETTLE = update(entries).where(*ENTRY).values(due=None, attempts=0, number=bindparam("article"))
# An archived capture settles an entry that never led to an article; a later look that is planned stays planned.
RETELL = (
    update(entries).where(*ENTRY, entries.c.number.is_(None)).values(due=None, attempts=0, number=bindparam("article"))
)
CLOSE = update(entries).where(*ENTRY).values(due=None)
POSTPONE = (
    update(entries)
    .where(*ENTRY)
    .values(
        due=bindparam("until"),
        # The same batch committed again postpones to the same time: that is no further attempt.
        attempts=entries.c.attempts + case((entries.c.due == bindparam("until"), 0), else_=bindparam("vain")),
    )
)

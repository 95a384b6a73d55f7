"""Lists of headlines: right, in order, complete over pages, and always read from an index."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, product

import pytest

from masdar.contracts import Reading, Selection
from masdar.model import Article, Block, BlockKind, Headline, Permalink
from masdar.store import SqlStore
from masdar.store.database import Database
from masdar.store.lists import count_statement, list_statement
from tests.stores import made_store

from .making import LEAD, NOON, article, batch, paper, picture, reading

SECTIONS = ("سياسة", "sport", "")
LANGUAGES = ("ar", "ar-MA", "fr", "")


def filled(store: SqlStore) -> list[Article]:
    """Three papers in two countries, all kinds of lists in them; some articles at the same moment."""
    kept: list[Article] = []
    for name, country in (("one", "ma"), ("two", "ma"), ("three", "tn")):
        store.add_source(paper(name, country=country))
        articles = [
            article(
                number,
                name,
                section=SECTIONS[number % 3],
                language=LANGUAGES[number % 4],
                authors=("سعاد العلمي",) if number % 5 == 0 else ("Ali", "سعاد العلمي") if number % 7 == 0 else (),
                published=NOON - timedelta(minutes=number // 2),
            )
            for number in range(1, 41)
        ]
        store.commit(batch(*(Reading(one, NOON) for one in articles), source=name))
        kept += articles
    return kept


@pytest.fixture
def everything(store: SqlStore) -> list[Article]:
    return filled(store)


def paged(store: SqlStore, limit: int, **narrowed: object) -> list[Headline]:
    found: list[Headline] = []
    before = None
    while True:
        page = store.headlines(Selection(before=before, limit=limit, **narrowed))  # type: ignore[arg-type]  # checked when it is made
        assert len(page) <= limit
        if not page:
            return found
        found += page
        before = (page[-1].at, page[-1].permalink)


def primary(language: str) -> str:
    return language.partition("-")[0]


SOURCES = ("", "two")
COUNTRIES = ("", "ma")
AUTHORS = ("", "سعاد العلمي")
CHOSEN: tuple[tuple[str, ...], ...] = ((), ("ar",), ("ar", "fr-FR"))


def test_every_selection_lists_exactly_what_it_names(store: SqlStore, everything: list[Article]) -> None:
    countries = {"one": "ma", "two": "ma", "three": "tn"}
    for languages, source, section, country, author in product(CHOSEN, SOURCES, ("", "sport"), COUNTRIES, AUTHORS):
        wanted = {
            one.url
            for one in everything
            if (not source or one.source == source)
            and (not section or one.section == section)
            and (not country or countries[one.source] == country)
            and (not author or author in one.authors)
            and (not languages or primary(one.language) in {primary(tag) for tag in languages})
        }
        narrowed = {"source": source, "section": section, "country": country, "author": author, "languages": languages}
        found = paged(store, 7, **narrowed)
        assert sorted(one.url for one in found) == sorted(wanted), narrowed
        places = [(one.at, one.permalink) for one in found]
        assert places == sorted(places, reverse=True)


def test_a_headline_shows_the_article(store: SqlStore) -> None:
    store.add_source(paper())
    long = "كلمة " * 300
    store.commit(batch(reading(1, section=" سياسة\nدولية ", authors=("سعاد", " "), summary=long, image=LEAD)))
    store.commit(batch(pictures=[(Permalink("paper", 1), picture())]))
    (shown,) = store.headlines(Selection())
    assert (shown.permalink, shown.title, shown.source_name) == (Permalink("paper", 1), "عنوان 1", "جريدة paper")
    assert (shown.at, shown.language, shown.section) == (NOON - timedelta(minutes=1), "ar", "سياسة دولية")
    assert (shown.authors, shown.picture, shown.url) == (("سعاد",), picture().sha256, article(1).url)
    assert shown.summary.endswith("كلمة…")
    assert len(shown.summary) <= 500
    assert store.headlines_of([Permalink("paper", 1), Permalink("paper", 2)]) == {Permalink("paper", 1): shown}
    assert [one.permalink for one in store.headlines(Selection(section="سياسة دولية"))] == [Permalink("paper", 1)]


def test_where_a_paper_says_nothing_in_short_a_list_shows_how_the_text_begins(store: SqlStore) -> None:
    store.add_source(paper())
    first = "افتتح مجلس مدينة الواحة الخيالية اليوم حديقة جديدة على ضفة النهر، بحضور عدد كبير من السكان"
    texts = (("بقلم سعاد", first, "فقرة ثانية"), ("خبر قصير",))
    made = [tuple(Block(BlockKind.PARAGRAPH, text) for text in one) for one in texts]
    store.commit(batch(*(reading(number, summary="", blocks=one) for number, one in enumerate(made, 1))))
    assert {one.permalink.number: one.summary for one in store.headlines(Selection())} == {1: first, 2: ""}


@pytest.mark.parametrize(
    ("published", "at"),
    [(None, NOON), (NOON + timedelta(days=3), NOON), (NOON - timedelta(days=3), NOON - timedelta(days=3))],
)
def test_a_list_never_shows_a_time_to_come(store: SqlStore, published: object, at: object) -> None:
    store.add_source(paper())
    store.commit(batch(reading(1, published=published)))
    assert store.headlines(Selection())[0].at == at


def test_a_revision_moves_its_headline(store: SqlStore) -> None:
    store.add_source(paper())
    store.commit(batch(reading(1, section="أولى", authors=("سعاد",)), reading(2)))
    moved = reading(1, 60, section="ثانية", authors=("علي",), language="fr", published=NOON - timedelta(days=9))
    store.commit(batch(moved))
    assert store.headlines(Selection(section="أولى")) == []
    assert store.headlines(Selection(author="سعاد")) == []
    assert store.headlines(Selection(author="علي")) == store.headlines(Selection(section="ثانية", languages=("fr",)))
    assert [one.permalink.number for one in store.headlines(Selection(source="paper"))] == [2, 1]
    assert store.sections() == [("ثانية", 1)]
    assert list(store.problems()) == []


@pytest.mark.parametrize("spelling", ["أحمد  الإدريسي", "احمد الادريسى", "أحـمد الإِدريسي", "\u200fأحمد الإدريسي"])
def test_an_author_is_found_under_every_spelling(store: SqlStore, spelling: str) -> None:
    store.add_source(paper())
    store.commit(batch(reading(1, authors=("أحمد الإدريسي",)), reading(2, authors=("أحمد العلوي",))))
    found = store.headlines(Selection(author=spelling))
    assert [one.permalink for one in found] == [Permalink("paper", 1)]


def test_sections_are_counted_most_first(store: SqlStore, everything: list[Article]) -> None:
    counted = {name: sum(one.section == name for one in everything) for name in SECTIONS if name}
    assert dict(store.sections()) == counted
    assert [number for _, number in store.sections()] == sorted(counted.values(), reverse=True)
    arabic = sum(one.section == "sport" and primary(one.language) == "ar" for one in everything)
    assert dict(store.sections(("ar-EG",)))["sport"] == arabic


def test_nothing_is_listed_where_nothing_is(store: SqlStore) -> None:
    assert store.headlines(Selection()) == []
    assert store.headlines(Selection(source="nobody", section="x")) == []
    assert store.headlines(Selection(limit=0)) == []
    assert store.headlines(Selection(limit=-1)) == []
    assert store.headlines_of([]) == {}
    assert store.sections() == []
    assert store.headlines(Selection(source="\x00", section="\ud800", author="\x00", country="\ud800")) == []


LISTS = [
    {*()},
    {"lang"},
    {"source", "lang"},
    {"source", "section", "lang"},
    {"section", "lang"},
    {"country", "lang"},
    {"country"},
    {"author"},
]


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("fields", LISTS, ids=lambda fields: "+".join(sorted(fields)) or "all")
def test_every_list_of_the_pages_is_read_from_an_index(sqlite_url: str, fields: set[str], before: bool) -> None:
    store = made_store(sqlite_url)
    store.close()
    shape = frozenset(fields | ({"before"} if before else set()))
    values = {"source": "one", "section": "s", "country": "ma", "author": b"x", "lang": "ar", "limit": 30}
    place = {"b_at": 1, "b_source": "one", "b_number": 1}
    database = Database(sqlite_url)
    plan = database.plan(list_statement(shape), values | place)
    database.close()
    assert not [step for step in plan if step.startswith("SCAN") and "USING" not in step], plan
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
    first = plan[0]
    assert "INDEX" in first
    if fields:
        assert "=?" in first, plan


def test_a_block_keeps_its_kind(store: SqlStore) -> None:
    store.add_source(paper())
    blocks = tuple(Block(kind, kind.value, level=2) for kind in BlockKind)
    store.commit(batch(Reading(Article("paper", "https://paper.example/b", "ع", blocks), NOON)))
    stored = store.article(Permalink("paper", 1))
    assert stored is not None
    assert stored.article.blocks == blocks


def test_counts_over_time_are_the_lists(store: SqlStore, everything: list[Article]) -> None:
    bounds = [NOON - timedelta(minutes=minutes) for minutes in (30, 15, 8, 8, 1, -60)]
    for source, languages in product(SOURCES, CHOSEN):
        selection = Selection(source=source, languages=languages)
        every = paged(store, 1000, source=source, languages=languages)
        counted = store.counts(selection, bounds)
        assert counted == [sum(start <= one.at < end for one in every) for start, end in pairwise(bounds)], selection
        assert sum(counted) == len(every) > 0, selection
        assert store.oldest(selection) == every[-1].at, selection
    assert store.oldest(Selection(source="nobody")) is None
    with pytest.raises(ValueError, match="author"):
        store.counts(Selection(author="Ali"), bounds)


@pytest.mark.parametrize("fields", [(), ("lang",), ("source", "lang")])
def test_counting_reads_an_index_alone(sqlite_url: str, fields: tuple[str, ...]) -> None:
    store = made_store(sqlite_url)
    store.close()
    database = Database(sqlite_url)
    values = {"source": "one", "lang": "ar", "start": 0, "end": 1}
    plan = database.plan(count_statement(frozenset(fields)), values)
    assert len(plan) == 1
    assert "COVERING INDEX" in plan[0]
    assert "SEARCH" in plan[0]
    database.close()


def test_numbers_are_listed_by_stretch(store: SqlStore, everything: list[Article]) -> None:
    assert store.last_numbers() == {"one": 40, "two": 40, "three": 40}
    assert [number for number, _ in store.numbers("two", 11, 20)] == list(range(11, 21))
    assert {at for _, at in store.numbers("two", 11, 20)} == {NOON}
    assert store.numbers("two", 41, 99) == []

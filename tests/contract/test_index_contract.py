"""What every index promises: one suite, run on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from masdar.contracts import Index
from masdar.model import Document, Order, Permalink, Results, Search
from masdar.search.memory import MemoryIndex
from masdar.search.query import parse
from masdar.search.tantivy_index import TantivyIndex
from tests.contract.clustered import clustered_index

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


ENGINES = ["memory", "tantivy", "opensearch"]


@contextmanager
def made(engine: str, folder: Path) -> Iterator[Index]:
    if engine == "opensearch":
        with clustered_index() as clustered:
            yield clustered
        return
    index: Index = MemoryIndex() if engine == "memory" else TantivyIndex(folder, writable=True)
    yield index
    index.close()


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    with made(request.param, tmp_path) as index:
        yield index


def article(number: int, title: str, body: str = "", source: str = "alwaha", **more: object) -> Document:
    at = NOW - timedelta(days=number)
    return Document(Permalink(source, number), title, body, **{"language": "ar", "at": at} | more)  # type: ignore[arg-type]  # checked when it is made


def ask(index: Index, text: str, **more: object) -> Results:
    return index.search(Search(parse(text, now=NOW), text=text, **more))  # type: ignore[arg-type]  # checked when it is made


def numbers(results: Results) -> list[int]:
    return [hit.permalink.number for hit in results.hits]


Found = Callable[[str], set[int]]


def filled(index: Index) -> Found:
    index.apply(
        [
            article(1, "افتتاح ميناء جديد في الجنوب", "قال الوزير إن الميناء سيعمل قبل نهاية السنة.", section="اقتصاد"),
            article(2, "المنتخب يفوز على ضيفه", "سجل اللاعبون هدفين في الشوط الثاني.", section="رياضة", country="ma"),
            article(3, "Le port du sud ouvre ses quais", "Les navires arrivent.", "lecho", language="fr"),
            article(4, "وزير المالية يعرض الميزانية", "ميناء الشمال في الميزانية.", "lecho", authors=("سلمى النجار",)),
            article(5, "طقس اليوم", "أمطار على الوطن.", has_image=True, changed=True, kind="gallery", at=None),
        ],
        [],
        7,
    )
    return lambda text: set(numbers(ask(index, text)))


@pytest.fixture
def found(index: Index) -> Found:
    return filled(index)


@pytest.fixture(scope="module", params=ENGINES)
def answers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """What an index that stays as it is answers."""
    with made(request.param, tmp_path_factory.mktemp("index")) as index:
        yield filled(index)


def test_a_new_index_is_empty_and_stands_at_zero(index: Index) -> None:
    assert index.position() == 0
    assert index.count() == 0
    assert ask(index, "شيء").total == 0
    assert list(index.permalinks()) == []


def test_documents_and_position_come_together(index: Index, found: Found) -> None:
    assert index.position() == 7
    assert index.count() == 5
    assert {str(permalink) for permalink in index.permalinks()} == {
        "alwaha/1", "alwaha/2", "lecho/3", "lecho/4", "alwaha/5",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ميناء", {1, 4}),
        ("الميناء", {1, 4}),
        ("والميناء", {1, 4}),
        ("ميناء الجنوب", {1}),
        ('"ميناء جديد"', {1}),
        ('"جديد ميناء"', set()),
        ("ميناء -المالية", {1}),
        ("ميناء OR المنتخب", {1, 2, 4}),
        ("(طقس OR المنتخب) -هدفين", {5}),
        ("ports", {3}),
        ("title:ميناء", {1}),
        ("title:الميزانية", {4}),
        ('title:"وزير المالية"', {4}),
        ("source:lecho", {3, 4}),
        ('author:"سلمى النجار"', {4}),
        ("section:رياضة", {2}),
        ("lang:fr", {3}),
        ("country:MA", {2}),
        ("has:image", {5}),
        ("changed:yes", {5}),
        ("kind:gallery", {5}),
        ("نوع:خبر ميناء", {1, 4}),
        ("changed:no ميناء", {1, 4}),
        ("date:2026-05-19", {1}),
        ("before:2026-05-18", {3, 4}),
        ("after:2026-05-18", {1, 2}),
        ("-ميناء", {2, 3, 5}),
        ("ميز*", {4}),
        ('near:"الوزير السنة"', {1}),
        ('near:"الوزير السنة~1"', set()),
        ('near:"السنة الوزير"', set()),
        ('near:"الوزير سيعمل السنة~4"', {1}),
        ('near:"الوزير سيعمل السنة~3"', set()),
        ('near:"الميناء الوزير~3"', set()),
        ("لاشيء", set()),
    ],
)
def test_a_query_finds_what_it_says(answers: Found, query: str, expected: set[int]) -> None:
    assert answers(query) == expected


def test_where_few_hold_all_words_others_with_some_stand_beside_the_hits(index: Index, found: Found) -> None:
    results = ask(index, "ميناء الجنوب")
    assert (numbers(results), results.total, results.facets["source"]) == ([1], 1, (("alwaha", 1),))
    assert [hit.permalink.number for hit in results.nearby] == [4]
    assert not ask(index, "ميناء الجنوب source:alwaha").nearby  # a filter is not given up
    assert not ask(index, '"ميناء جديد"').nearby
    assert not ask(index, "ميناء الجنوب", limit=1).nearby
    assert not ask(index, "ميناء الجنوب", offset=10).nearby
    assert not ask(index, "ميناء الجنوب", exact=True).nearby
    assert not ask(index, "ميناء الجنوب", order=Order.NEWEST).nearby


def test_the_same_document_again_takes_the_place_of_the_old(index: Index, found: Found) -> None:
    index.apply([article(1, "عنوان آخر تماما", "نص آخر")], [], 8)
    assert index.count() == 5
    assert found("الجنوب") == set()
    assert found("تماما") == {1}


def test_applying_twice_changes_nothing(index: Index) -> None:
    for _ in range(2):
        index.apply([article(1, "خبر واحد"), article(1, "خبر واحد")], [Permalink("none", 9)], 3)
    assert index.count() == 1
    assert ask(index, "خبر").total == 1


def test_what_is_removed_is_not_found(index: Index, found: Found) -> None:
    index.apply([], [Permalink("alwaha", 1)], 9)
    assert found("ميناء") == {4}
    assert index.count() == 4
    assert index.position() == 9


def test_clear_leaves_nothing(index: Index, found: Found) -> None:
    index.clear()
    assert (index.count(), index.position(), found("ميناء")) == (0, 0, set())


def test_orders(index: Index, found: Found) -> None:
    everything = {"text": ""}
    newest = index.search(Search(None, Order.NEWEST, **everything))  # type: ignore[arg-type]  # checked when it is made
    oldest = index.search(Search(None, Order.OLDEST, **everything))  # type: ignore[arg-type]  # checked when it is made
    assert numbers(newest) == [1, 2, 3, 4, 5]
    assert numbers(oldest)[-4:] == [4, 3, 2, 1]


def test_a_word_in_the_title_counts_more(index: Index, found: Found) -> None:
    assert numbers(ask(index, "ميناء")) == [1, 4]


def filling(word: str, first: int) -> str:
    """Eighty words of a text, of which other texts have few."""
    return " ".join(f"{word} {number}" for number in range(first, first + 40))


def test_a_word_in_the_lead_counts_more(index: Index, found: Found) -> None:
    late, early = f"{filling('كلام', 100)} القطار", f"القطار {filling('قول', 200)}"
    index.apply([article(11, "خبر أول", late, at=NOW), article(12, "خبر ثان", early, at=NOW)], [], 8)
    assert numbers(ask(index, "القطار")) == [12, 11]


@pytest.mark.parametrize("query", ['"البحر الجبل"', 'near:"البحر الجبل"'])
def test_no_phrase_reaches_from_the_end_of_a_text_to_its_lead(index: Index, query: str) -> None:
    index.apply([article(1, "خبر", f"الجبل {filling('قول', 200)} البحر")], [], 1)
    assert numbers(ask(index, query)) == []


def test_pages_follow_one_another(index: Index) -> None:
    index.apply([article(n, f"خبر رقم {n}") for n in range(1, 31)], [], 30)
    pages = [numbers(ask(index, "خبر", order=Order.NEWEST, offset=offset, limit=10)) for offset in (0, 10, 20, 30)]
    assert pages[0] + pages[1] + pages[2] == list(range(1, 31))
    assert pages[3] == []


def test_facets_count_all_hits(index: Index, found: Found) -> None:
    results = ask(index, "ميناء OR المنتخب", limit=1)
    assert results.total == 3
    assert dict(results.facets["source"]) == {"alwaha": 2, "lecho": 1}
    assert ask(index, "ميناء", facets=False).facets == {}


def test_words_are_marked_in_the_original_spelling(index: Index) -> None:
    index.apply([article(1, "افتتاح المينـاء الجَديد", "وصلت سفن إلى ميناءٍ بعيد")], [], 1)
    hit = ask(index, "ميناء جديد").hits[0]
    assert [fragment.text for fragment in hit.title if fragment.hit] == ["المينـاء", "الجَديد"]
    assert [fragment.text for fragment in hit.snippet if fragment.hit] == ["ميناءٍ"]
    assert "".join(fragment.text for fragment in hit.title) == "افتتاح المينـاء الجَديد"


def test_text_no_engine_could_take_is_taken(index: Index) -> None:
    index.apply([article(1, "عنوان \ud800 غريب", "نص\x00 فيه\x07 كل شيء " + "م" * 100_000)], [], 1)
    assert ask(index, "غريب").total == 1
    assert ask(index, "شيء").total == 1


def test_a_page_tells_what_stood_before_it_and_shows_none_of_it_again(index: Index) -> None:
    index.apply([article(n, f"ميناء {'الجنوب ' * n}") for n in range(1, 8)], [], 1)
    whole = [hit.permalink for hit in ask(index, "ميناء", limit=7).hits]
    second = ask(index, "ميناء", offset=3, limit=3)
    assert list(second.earlier) == whole[:3]
    assert [hit.permalink for hit in second.hits] == whole[3:6]


def test_an_index_is_built_beside_and_takes_the_place_in_one_step(index: Index, found: Found) -> None:
    fresh = index.beside()
    fresh.apply([article(9, "خبر عن السفن")], [], 12)
    assert found("ميناء") == {1, 4}
    assert found("السفن") == set()
    fresh.take_place()
    index.refresh()
    assert (found_now(index, "ميناء"), found_now(index, "السفن")) == (set(), {9})
    assert index.position() == 12
    fresh.close()


def test_of_an_index_that_never_took_the_place_nothing_is_left(index: Index, found: Found) -> None:
    index.beside().close()
    fresh = index.beside()
    assert fresh.count() == 0
    fresh.take_place()
    index.refresh()
    assert index.count() == 0
    fresh.close()


def found_now(index: Index, text: str) -> set[int]:
    return set(numbers(ask(index, text)))

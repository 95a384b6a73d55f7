"""The search page with all it can say: facets, time, what was understood, near-repeats, deep pages, suggestions."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language.fold import fold
from masdar.model import And, DateRange, Filter, Or, Permalink, Query, Results, Search, Story, Understood, Word
from masdar.search.query import parse
from masdar.web import application
from masdar.web.addresses import Addresses
from masdar.web.assets import assets
from masdar.web.dates import Calendar
from masdar.web.histogram import MOST_BARS, histogram, period
from masdar.web.narrowing import Asking, written
from masdar.web.pages.asked import Asked
from masdar.web.words import words
from tests.web.asgi import Client
from tests.web.conftest import Stand
from tests.web.fakes import MemoryIndex

NOW = datetime(2026, 3, 14, tzinfo=UTC)


class SpeakingIndex(MemoryIndex):
    """The pages' index in memory, with every facet, near-repeats, and whatever it is told to have understood."""

    understood: tuple[Understood, ...] = ()
    suggestion = ""
    widened = False
    folded = 0
    beside = 0  # of the hits, how many are shown beside the others
    months: tuple[tuple[str, int], ...] = ()

    def search(self, search: Search) -> Results:
        found = super().search(search)
        everything = super().search(replace(search, offset=0, limit=10_000))
        self.searches.pop()
        articles = [self.store.articles[hit.permalink].article for hit in everything.hits]
        facets = {
            "source": Counter(one.source for one in articles),
            "language": Counter(one.language for one in articles),
            "section": Counter(fold(one.section) for one in articles),
            "author": Counter(fold(author) for one in articles for author in one.authors),
        }
        months = Counter(f"{one.published:%Y-%m}" for one in articles if one.published)
        others = tuple(hit.permalink for hit in everything.hits[-self.folded :]) if self.folded else ()
        hits = tuple(
            replace(hit, at=self.store.articles[hit.permalink].article.published, repeats=others if not n else ())
            for n, hit in enumerate(found.hits)
        )
        counted = {name: tuple(counts.most_common()) for name, counts in facets.items()}
        earlier = tuple(hit.permalink for hit in everything.hits[: search.offset])
        hits, nearby = hits[: len(hits) - self.beside], hits[len(hits) - self.beside :]
        return Results(
            found.total, hits, counted | {"month": self.months or tuple(sorted(months.items()))}, 0.4,
            self.understood, self.suggestion, self.widened, earlier, nearby,
        )  # fmt: skip


@pytest.fixture
def speaking(portal: Stand) -> Stand:
    index = SpeakingIndex(portal.store)
    made = replace(portal.portal, index=index)  # type: ignore[arg-type]  # stands for the real one
    return Stand(made, portal.store, index, portal.clock, Client(application(made)))


def said(stand: Stand) -> SpeakingIndex:
    assert isinstance(stand.index, SpeakingIndex)
    return stand.index


def links(page: str, inside: str) -> list[str]:
    part = re.search(inside, page, re.DOTALL)
    assert part is not None, inside
    return [unescape(href) for href in re.findall(r'<a href="([^"]*)"', part[0])]


def query_of(href: str) -> str:
    return parse_qs(urlsplit(href).query)["q"][0]


def test_every_facet_narrows_through_the_query_itself(speaking: Stand) -> None:
    page = speaking.client.get("/search?q=الماء").text
    hrefs = links(page, '<nav class="facets".*?</nav>')
    fields = {query_of(href).removeprefix("الماء ").split(":")[0] for href in hrefs}
    assert {"source", "section"} <= fields
    for href in hrefs:
        tree = parse(query_of(href), now=NOW)
        assert isinstance(tree, And)
        assert tree.nodes[0] == Word("الماء")
        assert isinstance(tree.nodes[1], Filter)
        assert speaking.client.get(href).status == 200


def test_facets_are_written_as_papers_write_them(speaking: Stand) -> None:
    page = speaking.client.get("/search?q=الماء").text
    part = re.search('<nav class="facets".*?</nav>', page, re.DOTALL)
    assert part is not None
    shown = set(re.findall(r">\s*([^<>]*?\S)\s*<", part[0]))
    odd = {
        name for stored in speaking.store.articles.values() if (name := stored.article.section) and fold(name) != name
    }
    assert odd & shown
    assert not {fold(name) for name in odd} & shown


def test_an_author_of_no_hit_on_the_page_is_written_as_papers_write_them(speaking: Stand) -> None:
    name, articles = "محجوبة الإدريسي", speaking.store.articles
    everything = SpeakingIndex(speaking.store).search(Search(parse("الماء", now=NOW), limit=1000))
    last = everything.hits[-1].permalink
    assert len(everything.hits) > 10
    articles[last] = replace(articles[last], article=replace(articles[last].article, authors=(name, "سعيد الوادي")))
    page = speaking.client.get("/search?q=الماء").text
    part = re.search('<nav class="facets".*?</nav>', page, re.DOTALL)
    assert part is not None
    assert f'href="/{last}"' not in page
    assert (name in part[0], fold(name) in part[0]) == (True, False)


def test_a_chip_leads_back(speaking: Stand) -> None:
    page = speaking.client.get("/search?q=الماء source:sabah-wadi date:2026-03&lang=ar&from=2026-03-01").text
    chips = links(page, '<ul class="chips".*?</ul>')
    assert [query_of(href) for href in chips] == [
        "الماء date:2026-03", "الماء source:sabah-wadi", *["الماء source:sabah-wadi date:2026-03"] * 2
    ]  # fmt: skip
    assert "lang=" not in chips[2]
    assert "from=" not in chips[3]
    assert "مارس 2026" in page


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("ماء أو نهر", "(ماء OR نهر)"),
        ("«وقف النار»  هدنة", "«وقف النار»  هدنة"),
        ("ماء -source:x", "ماء -source:x"),
        ("", ""),
        ("ماء ليس", "ماء ليس"),
    ],
)
def test_adding_a_filter_means_what_it_says(text: str, root: str) -> None:
    asking = Asking.of(text, NOW)
    wanted = Filter("source", "manara")
    tree = parse(f"{asking.root} source:manara".strip(), now=NOW)
    whole: Query = wanted if asking.query is None else And((*_nodes(asking.query), wanted))
    assert tree == whole
    if text != "ماء ليس":
        assert asking.root == root


def _nodes(query: Query) -> tuple[Query, ...]:
    return query.nodes if isinstance(query, And) else (query,)


def test_removing_a_part_keeps_the_rest_as_typed() -> None:
    asking = Asking.of('«وقف النار» section:"دولي وعربي" هدنة', NOW)
    assert asking.without(Filter("section", "دولي وعربي")) == "«وقف النار» هدنة"
    both = Asking.of("(ماء OR نهر) lang:ar", NOW)
    assert parse(both.without(Filter("lang", "ar")), now=NOW) == Or((Word("ماء"), Word("نهر")))


def test_a_time_is_cut_to_the_time_there_was() -> None:
    asking = Asking.of("ماء date:2025..2026 lang:ar", NOW)
    start, end = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    assert asking.within((start, end)) == ("ماء lang:ar", ["date:2026-03"])
    root, (tight, later) = Asking.of("date:2026-03-05..2026-03-07", NOW).within((start, end), (start, NOW))
    assert not root
    assert tight == later
    assert parse(tight, now=NOW) == DateRange(start + timedelta(days=4), start + timedelta(days=7))


SOUND = st.text(st.characters(exclude_categories=("Cs",)))


@given(SOUND, SOUND.filter(bool))
def test_an_address_with_a_narrower_query_carries_that_query(root: str, text: str) -> None:
    href = Asked(q="ماء", section="اقتصاد").addresses(Addresses("/fr"), root)(text)
    carried = f"{root} {text}" if root else text
    assert parse_qs(urlsplit(href).query, keep_blank_values=True) == {"q": [carried], "section": ["اقتصاد"]}
    assert href.isprintable()


def test_months_become_bars() -> None:
    made = histogram([("2026-01", 3), ("2026-03", 1)])
    assert made is not None
    assert [bar.count for bar in made.bars] == [3, 0, 1]
    assert [bar.x for bar in made.bars] == [0, 10, 20]
    mirrored = histogram([("2026-01", 3), ("2026-03", 1)], right_to_left=True)
    assert mirrored is not None
    assert [bar.x for bar in mirrored.bars] == [20, 10, 0]
    assert made.bars[0].height == 100
    assert histogram([("2026-01", 3)]) is None
    assert histogram([]) is None


@pytest.mark.parametrize(
    ("first", "last", "step"), [("2024-01", "2025-12", 1), ("2024-01", "2026-01", 3), ("2020-01", "2026-01", 12),
                                ("1900-01", "2026-01", 120), ("0001-01", "9999-12", 1200)],
)  # fmt: skip
def test_a_long_time_gets_wider_bars(first: str, last: str, step: int) -> None:
    made = histogram([(first, 2), (last, 5)])
    assert made is not None
    assert made.step == step
    assert len(made.bars) <= max(MOST_BARS, 100)
    assert sum(bar.count for bar in made.bars) == 7
    assert all(bar.start < bar.end for bar in made.bars)


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "2026-00", "x-1", "٢٠٢٦-٠١", "99999999-01", "-5-01"])
def test_months_that_are_none_are_passed_over(month: str) -> None:
    made = histogram([(month, 9), ("2026-01", 1), ("2026-02", 1)])
    assert made is not None
    assert len(made.bars) == 2


def test_a_bar_narrows_to_its_time_without_scripts(speaking: Stand) -> None:
    said(speaking).months = (("2025-11", 4), ("2026-01", 9))
    page = speaking.client.get("/search?q=الماء").text
    figure = re.search('<figure class="graph">.*?</figure>', page, re.DOTALL)
    assert figure is not None
    assert "style=" not in figure[0]
    assert "<title id=" in figure[0]
    assert "نونبر 2025" in figure[0]
    assert "9 أخبار" in figure[0]
    first, second = links(page, '<figure class="graph">.*?</figure>')
    assert [query_of(first), query_of(second)] == ["الماء date:2025-11", "الماء date:2026-01"]
    xs = [int(x) for x in re.findall(r'class="hold" x="(\d+)"', figure[0])]
    assert xs == sorted(xs, reverse=True)  # the past stands on the right
    english = speaking.client.get("/en/search?q=الماء").text
    assert [int(x) for x in re.findall(r'class="hold" x="(\d+)"', english)] == sorted(xs)


def test_a_period_in_words() -> None:
    calendar = Calendar(words("ar"), "ma")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert period(calendar, at, datetime(2026, 2, 1, tzinfo=UTC)) == "يناير 2026"
    assert period(calendar, at, datetime(2027, 1, 1, tzinfo=UTC)) == "2026"
    assert period(calendar, datetime(2010, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)) == "2010–2019"
    assert period(calendar, at, datetime(2026, 4, 1, tzinfo=UTC)) == "يناير – مارس 2026"
    assert "2026-01-01" in period(calendar, at, None)


@pytest.mark.parametrize("text", ["date:2026-03", "date:2026-01..2026-03", "date:2025-10..2025-12", "date:2025"])
def test_whole_months_are_written_without_days(text: str) -> None:
    asking = Asking.of(f"ماء {text}", NOW)
    assert [written(node) for node in asking.narrowed_by()] == [text]


def test_what_was_understood_is_said_with_a_way_back(speaking: Stand) -> None:
    said(speaking).understood = (Understood("يناير", ("كانون الثاني", "جانفي"), "spelling"),)
    said(speaking).suggestion = "الماء"
    said(speaking).widened = True
    page = speaking.client.get("/search?q=الماء").text
    assert "بُحث أيضًا عن:" in page
    assert "كانون الثاني، جانفي" in page
    assert "exact=1" in page
    assert "لعلّك تقصد:" in page
    assert words("ar")("widened") in page
    exact = speaking.client.get("/search?q=الماء&exact=1").text
    assert speaking.index.searches[-1].exact
    assert words("ar")("not_exactly") in exact
    assert speaking.client.get("/search?q=a&exact=yes").status == 400


def test_near_repeats_are_folded(speaking: Stand) -> None:
    said(speaking).folded = 9
    page = speaking.client.get("/search?q=الماء").text
    assert page.count('<details class="repeats">') == 1
    assert "و9 أخبار أخرى" in page
    assert page.count("<li><a", *_span(page, "repeats")) == 3
    told = json.loads(speaking.client.get("/search.json?q=الماء").text)
    assert len(told["results"][0]["repeats"]) == 9


def test_articles_of_one_event_are_folded_under_the_best(speaking: Stand) -> None:
    before = json.loads(speaking.client.get("/search.json?q=الماء").text)["results"]
    first, second, third = (
        Permalink(source, int(number)) for source, number in (one["id"].split("/") for one in before[:3])
    )
    lines = speaking.store.headlines_of([first, third])
    speaking.store.told[7] = Story(7, (lines[first], lines[third]))
    told = json.loads(speaking.client.get("/search.json?q=الماء").text)["results"]
    assert [one["id"] for one in told[:2]] == [str(first), str(second)]
    assert told[0]["repeats"] == [str(third)]
    assert str(third) not in [one["id"] for one in told]
    page = speaking.client.get("/search?q=الماء").text
    assert lines[third].title in unescape(page[slice(*_span(page, "repeats"))])
    newest = json.loads(speaking.client.get("/search.json?q=الماء&order=newest").text)["results"]
    assert not any(one["repeats"] for one in newest)


def _span(page: str, name: str) -> tuple[int, int]:
    start = page.index(f'<details class="{name}">')
    return start, page.index("</details>", start)


def test_no_page_shows_an_event_of_a_page_before(speaking: Stand) -> None:
    def told(address: str) -> dict[str, Any]:
        return dict(json.loads(speaking.client.get(address.removeprefix("https://portal.example")).text))

    first = told("/search.json?q=lang:ar")
    second = told(first["next"])
    both = [Permalink(*_named(page["results"][0]["id"])) for page in (first, second)]
    lines = speaking.store.headlines_of(both)
    speaking.store.told[7] = Story(7, tuple(lines[one] for one in both))
    assert [one["id"] for one in told(first["next"])["results"]] == [one["id"] for one in second["results"][1:]]
    assert [one["id"] for one in told("/search.json?q=lang:ar")["results"]] == [one["id"] for one in first["results"]]


def _named(permalink: str) -> tuple[str, int]:
    source, _, number = permalink.partition("/")
    return source, int(number)


def test_pages_hold_still_while_news_arrive(speaking: Stand) -> None:
    for order in ("best", "newest"):
        page = speaking.client.get(f"/search?q=الماء&order={order}").text
        (further,) = re.findall(r'<a rel="next" href="([^"]*)"', page)
        before = speaking.client.get(f"{unescape(further).replace('/search?', '/search.json?')}").text
        template = next(one for one in speaking.store.articles.values() if "الماء" in one.article.title)
        for nth in range(5):
            speaking.clock.move(60)
            number = 90_000 + nth + (10 if order == "newest" else 0)
            article = replace(template.article, published=speaking.clock.now, url=f"https://x.example/{number}")
            fresh = replace(
                template, permalink=replace(template.permalink, number=number), article=article,
                first_seen=speaking.clock.now,
            )  # fmt: skip
            speaking.store.keep(fresh)
        after = speaking.client.get(f"{unescape(further).replace('/search?', '/search.json?')}").text
        assert [one["id"] for one in json.loads(after)["results"]] == [
            one["id"] for one in json.loads(before)["results"]
        ]
        assert json.loads(before)["results"]


@pytest.mark.parametrize("until", ["x", "-1", "99999999999", "٣", "1e9"])
def test_a_time_that_is_none_is_refused(shown: Stand, until: str) -> None:
    assert shown.client.get(f"/search?q=a&until={quote(until)}").status == 400


def test_nothing_found_helps(speaking: Stand) -> None:
    page = speaking.client.get("/search?q=الماء زقزقة lang:ar").text
    hrefs = [unescape(href) for href in re.findall(r'<a href="([^"]*)"', page[page.index('class="empty"') :])]
    asked = [parse_qs(urlsplit(href).query).get("q", [""])[0] for href in hrefs]
    assert "الماء lang:ar" in asked  # the word that is nowhere left out
    assert "زقزقة lang:ar" not in asked  # that would find nothing either
    assert "الماء زقزقة" in asked
    assert any(href.startswith("/section/") for href in hrefs)


def test_what_was_asked_goes_nowhere(speaking: Stand) -> None:
    for address in (
        "/search?q=الماء",
        "/search.json?q=الماء",
        "/search.rss?q=الماء",
        "/suggest.json?q=صبا",
        "/fr/search?q=eau",
    ):
        headers = speaking.client.get(address).headers
        assert headers["cache-control"] == "no-store", address
        assert headers["referrer-policy"] == "no-referrer", address
    assert speaking.client.get("/").headers["referrer-policy"] != "no-referrer"


def test_names_are_suggested_from_the_archive(speaking: Stand) -> None:
    def ask(q: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(speaking.client.get(f"/suggest.json?q={quote(q)}").text)["items"]
        return found

    assert ask("صباح") == [{"name": "صباح الوادي", "kind": "الصحيفة", "q": "source:sabah-wadi"}]
    assert "سعر source:sabah-wadi" in [one["q"] for one in ask("سعر الوادي")]
    assert {"name": "اقتصاد", "kind": "القسم", "q": "section:اقتصاد"} in ask("إقتصا")
    assert ask("s") == ask("") == ask("زقزقة") == []
    searched = len(speaking.index.searches)
    ask("اقتصاد")
    assert len(speaking.index.searches) == searched  # the names are kept for some minutes
    assert len(ask("ال")) <= 8


def test_what_holds_some_of_the_words_is_told_apart(speaking: Stand) -> None:
    whole = json.loads(speaking.client.get("/search.json?q=الماء").text)
    assert words("ar")("nearby") not in speaking.client.get("/search?q=الماء").text
    said(speaking).beside = 1
    told = json.loads(speaking.client.get("/search.json?q=الماء").text)
    assert (told["results"], told["nearby"]) == (whole["results"][:-1], whole["results"][-1:])
    listed = speaking.client.get("/search?q=الماء").text.partition('<ol class="hits"')[2]
    before, heading, behind = listed.partition(words("ar")("nearby"))
    assert heading
    last = whole["results"][-1]["url"].removeprefix("https://portal.example")
    assert (f'href="{last}"' in before, f'href="{last}"' in behind) == (False, True)


def test_programs_are_told_everything(speaking: Stand) -> None:
    said(speaking).suggestion = "ماء"
    told = json.loads(speaking.client.get("/search.json?q=الماء").text)
    assert {"facets", "histogram", "understood", "suggestion", "widened", "exact", "until", "next", "results"} <= set(
        told
    )
    assert told["suggestion"] == "ماء"
    assert told["next"].startswith("https://portal.example/search.json?q=")


@pytest.mark.parametrize("edition", ["", "/fr", "/en"])
@pytest.mark.parametrize(("q", "limit"), [("الماء", 60), ("ما", 60), ("ا" * 120, 75), (" ".join(["الماء"] * 60), 110)])
def test_a_full_page_stays_light(speaking: Stand, edition: str, q: str, limit: int) -> None:
    said(speaking).months = tuple((f"{2023 + n // 12}-{n % 12 + 1:02}", n + 1) for n in range(36))
    said(speaking).folded = 9
    answer = speaking.client.get(f"{edition}/search?q={quote(q)}", accept_encoding="identity")
    assert answer.status == 200
    files = [assets().by_name[name] for name in ("site.css", "site.js", "early.js", "search.css", "search.js")]
    assert len(answer.body) + sum(len(file.body) for file in files) <= limit * 1024
    packed = speaking.client.get(f"{edition}/search?q={quote(q)}", accept_encoding="gzip")
    assert len(packed.body) + sum(len(file.gzipped) for file in files) <= 18 * 1024

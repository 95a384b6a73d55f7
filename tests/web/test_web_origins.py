"""Whose words: tinted on the article, told stretch by stretch on a page of their own, and for programs."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import (
    OWN,
    UNDECIDED,
    Block,
    BlockKind,
    Edge,
    Evidence,
    Origin,
    Passage,
    PassageKind,
    Permalink,
    Share,
    Sign,
    Trace,
)
from masdar.web.assets import assets
from masdar.web.naming import agency
from masdar.web.origins import whole
from masdar.web.pages.article import REPRINTS
from masdar.web.words import words
from tests.web.conftest import Stand

TAKEN = "أعلنت هيئة الميناء افتتاح الرصيف الشرقي أمام السفن الكبيرة."
CHANGED = "أعلنت هيئة الميناء أمس افتتاح الرصيف الشرقي أمام السفن الكبيرة."
OWN_WORDS = "وعلق صيادو القرية <b>المجاورة</b> بأن الأمواج صارت أعلى."


@pytest.fixture
def taker(portal: Stand) -> Permalink:
    """An article whose first paragraph another paper had, and whose second is its own."""
    store = portal.store
    one, other = [place for place in store.articles if store.articles[place].article.language == "ar"][:2]
    for place, texts in ((one, (CHANGED, OWN_WORDS)), (other, (TAKEN,))):
        blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
        stored = store.articles[place]
        store.keep(replace(stored, article=replace(stored.article, blocks=blocks, title=f"خبر {place.number}")))
    signs = (Evidence(Sign.PUBLISHED, 2.9, "-40 min"), Evidence(Sign.SEEN, -0.2))
    store.traces[one] = Trace(
        one, store.articles[one].revision, 18,
        (Origin(0, len(CHANGED), 10, other, "", 0.93, False, signs),),
        (Edge(one, other, "", 10, 0.93, signs, 2400),),
        (Share(other.source, 10, 0.556), Share(OWN, 8, 0.444)),
    )  # fmt: skip
    store.shared.append(Passage(one, 0, len(CHANGED), other, 0, len(TAKEN), 9, 10, 9))
    return one


def main_of(page: str) -> str:
    return page.split("<main")[1].split("</main>")[0]


def test_what_is_not_its_own_is_tinted_labelled_and_leads_to_the_proof(portal: Stand, taker: Permalink) -> None:
    page = main_of(portal.client.get(f"/{taker}").text)
    other = portal.store.traces[taker].edges[0].giver
    assert other is not None
    name = portal.store.by_id[other.source].name
    (link,) = re.findall(r'<a [^>]*class="from (o\d)" href="([^"]+)"[^>]*><b class="of">([^<]+)</b> (.*?)</a>', page)
    assert link[:3] == ("o1", f"/{taker}/origins#o1", name)
    assert "الرصيف" in link[3]
    assert "صيادو" not in link[3]
    assert re.search(rf"<b>56 %</b> <bdi>{name}</bdi>", page)
    assert re.search(r"<b>44 %</b> <bdi>كلماتها</bdi>", page)


def test_a_text_without_a_trace_or_with_an_older_one_is_plain(portal: Stand, taker: Permalink) -> None:
    trace = portal.store.traces[taker]
    portal.store.traces[taker] = replace(trace, revision=trace.revision + 1)
    assert 'class="from' not in portal.client.get(f"/{taker}").text
    del portal.store.traces[taker]
    portal.clock.move(60)
    assert portal.client.get(f"/{taker}").status == 200
    assert portal.client.get(f"/{taker}/origins").status == 200


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_both_texts_stand_side_by_side_with_their_differences(portal: Stand, taker: Permalink, prefix: str) -> None:
    page = main_of(portal.client.get(f"{prefix}/{taker}/origins").text)
    assert page.count('id="o1"') == 1
    assert "<ins>أمس</ins>" in page
    assert "93 %" in page
    against = page.split('class="against"')[1].split("</li>")[0]
    assert {"": "رأيناه هنا أوّلًا", "/fr": "vu ici d’abord", "/en": "seen here first"}[prefix] in against
    assert "None" not in re.sub("<[^>]*>", " ", page)


def test_stretches_of_one_origin_that_go_on_from_another_are_labelled_once(portal: Stand, taker: Permalink) -> None:
    trace = portal.store.traces[taker]
    cut = CHANGED.index(" ", 20)
    parts = [replace(trace.origins[0], end=cut), replace(trace.origins[0], start=cut + 1, confidence=0.7)]
    portal.store.traces[taker] = replace(trace, origins=tuple(parts))
    page = main_of(portal.client.get(f"/{taker}").text)
    assert 'origins#o1"' in page
    assert 'origins#o2"' in page
    assert page.count('<b class="of">') == 1


def test_a_passage_of_two_stretches_shows_each_of_them_once(portal: Stand, taker: Permalink) -> None:
    other, trace = portal.store.shared[0].other, portal.store.traces[taker]
    stored = portal.store.articles[other]
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in (TAKEN, OWN_WORDS))
    portal.store.keep(replace(stored, article=replace(stored.article, blocks=blocks)))
    whole, theirs = len(f"{CHANGED}\n{OWN_WORDS}"), len(f"{TAKEN}\n{OWN_WORDS}")
    portal.store.shared[0] = replace(portal.store.shared[0], end=whole, other_end=theirs)
    first = trace.origins[0]
    second = replace(first, start=len(CHANGED) + 1, end=whole, agency="afp")
    portal.store.traces[taker] = replace(trace, origins=(first, second))
    one, two = main_of(portal.client.get(f"/{taker}/origins").text).split('id="o1"')[1].split('id="o2"')
    assert ("<ins>أمس</ins>" in one, "<ins>أمس</ins>" in two) == (True, False)
    assert ("صيادو القرية" in one, two.count("صيادو القرية")) == (False, 2)
    assert ("الأصل ليس في الأرشيف" in one, "الأصل ليس في الأرشيف" in two) == (False, True)


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_of_a_stretch_that_stands_elsewhere_in_part_all_is_shown(portal: Stand, taker: Permalink, prefix: str) -> None:
    trace, text = portal.store.traces[taker], f"{CHANGED}\n{OWN_WORDS}"
    portal.store.traces[taker] = replace(
        trace, origins=(Origin(0, len(text), 18, None, "afp", 0.97, evidence=(Evidence(Sign.MARK, 3.5, "أ ف ب"),)),)
    )
    page = main_of(portal.client.get(f"{prefix}/{taker}/origins").text)
    assert {"": "كلمات منه في", "/fr": "mots en commun avec", "/en": "words of it as in"}[prefix] in page
    assert {"": "النصّ نفسه", "/fr": "Le même texte", "/en": "The same text"}[prefix] not in page
    assert "<ins>" in page.split("صيادو")[0].rsplit("<p", 1)[1]


def test_its_reprints_are_a_time_line_on_the_first(portal: Stand, taker: Permalink) -> None:
    other = portal.store.traces[taker].edges[0].giver
    page = main_of(portal.client.get(f"/{other}").text)
    assert f'href="/{taker}/origins"' in page.split('id="reprints"')[1]
    assert "بعد 40 دقيقة" in page


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_a_dispatch_that_dozens_carry_names_all_of_them(portal: Stand, taker: Permalink, prefix: str) -> None:
    trace = portal.store.traces[taker]
    other = trace.edges[0].giver
    assert other is not None
    portal.store.traces[other] = replace(trace, permalink=other, origins=(), edges=(), shares=())
    carriers = [one for one in portal.store.articles if one not in (taker, other)][:60]
    for one in carriers:
        portal.store.traces[one] = replace(trace, permalink=one, edges=(replace(trace.edges[0], taker=one),))
    page = portal.client.get(f"{prefix}/{other}").text
    shown, folded = page.split('id="reprints"')[1].split("</section>")[0].split("<details")
    assert [part.count("<li>") for part in (shown, folded)] == [REPRINTS, len(carriers) + 1 - REPRINTS]
    for one in carriers:
        assert f'href="{prefix}/{one}/origins"' in page
    assert len(page.encode()) < 60 * 1024
    assert len(json.loads(portal.client.get(f"/{other}.json").text)["trace"]["reprints"]) == len(carriers) + 1


def test_a_verdict_that_changes_is_seen(portal: Stand, taker: Permalink) -> None:
    before = portal.client.get(f"/{taker}")
    trace = portal.store.traces[taker]
    share = (Share(UNDECIDED, 10, 0.556), Share(OWN, 8, 0.444))
    origins = (replace(trace.origins[0], first=None, undecided=True, confidence=0.55),)
    portal.store.traces[taker] = replace(trace, origins=origins, shares=share, edges=())
    portal.clock.move(60)
    after = portal.client.get(f"/{taker}")
    assert after.headers["etag"] != before.headers["etag"]
    assert 'class="from oq"' in after.text
    assert "غير محسوم" in after.text


def test_an_agency_that_is_not_in_the_archive_is_named_all_the_same(portal: Stand, taker: Permalink) -> None:
    trace = portal.store.traces[taker]
    portal.store.shared.clear()
    portal.store.traces[taker] = replace(
        trace,
        origins=(replace(trace.origins[0], first=None, agency="afp"),),
        edges=(Edge(taker, None, "afp", 10, 0.97, (Evidence(Sign.MARK, 3.4, "أ ف ب"),)),),
        shares=(Share("afp", 10, 0.556), Share(OWN, 8, 0.444)),
    )
    page = main_of(portal.client.get(f"/{taker}/origins").text)
    assert "الأصل ليس في الأرشيف" in page
    assert agency("afp", "ar") in page
    assert agency("afp", "en") in portal.client.get(f"/en/{taker}").text


def test_a_papers_standing_footer_makes_no_article_the_same(portal: Stand, taker: Permalink) -> None:
    store = portal.store
    length = len(store.articles[taker].article.text)
    others = [one for one in store.articles if one != taker][:8]
    whole = Passage(taker, 0, length, others[0], 0, length, 18, 18, 18, PassageKind.REPEAT)
    store.shared = [
        replace(whole, start=length - 20, other=one, other_start=0, other_end=20, words=4, ours=4, theirs=4)
        for one in others
    ]
    assert "نشرته الصحيفة نفسها أيضًا" not in main_of(portal.client.get(f"/{taker}/origins").text)
    store.shared.append(whole)
    page = main_of(portal.client.get(f"/{taker}/origins").text)
    assert page.split("نشرته الصحيفة نفسها أيضًا")[1].count("<li>") == 1


def test_what_both_quote_is_no_copy(portal: Stand, taker: Permalink) -> None:
    portal.store.shared[0] = replace(portal.store.shared[0], kind=PassageKind.QUOTATION)
    page = main_of(portal.client.get(f"/{taker}/origins").text)
    assert "تقتبس الكلام نفسه" in page
    assert "النصّ نفسه" not in page


def test_it_is_there_for_machines(portal: Stand, taker: Permalink) -> None:
    made = json.loads(portal.client.get(f"/{taker}.json").text)["trace"]
    other = str(portal.store.traces[taker].edges[0].giver)
    assert [(one["whose"], one["words"]) for one in made["shares"]] == [("other", 10), ("own", 8)]
    assert made["origins"][0]["first"] == other
    assert made["origins"][0]["evidence"][0] == {"sign": "published", "weight": 2.9, "detail": "-40 min"}
    assert made["from"][0]["lag"] == 2400
    assert made["passages"][0]["other"] == other
    assert json.loads(portal.client.get(f"/{other}.json").text)["trace"] is None


def test_a_tinted_page_weighs_at_most_sixty_kilobytes(portal: Stand, taker: Permalink) -> None:
    files = assets()
    names = ("site.css", "site.js", "early.js", "article.css", "origins.css")
    shared = sum(len(files.by_name[name].body) for name in names)
    for address in (f"/{taker}", f"/{taker}/origins"):
        assert len(portal.client.get(address).body) + shared <= 60 * 1024


@pytest.mark.parametrize("tag", ["ar", "fr", "en"])
def test_every_sign_and_kind_has_its_words(tag: str) -> None:
    told = words(tag)
    assert set(told.table("signs")) == set(told.table("signs_against")) == {sign.value for sign in Sign}
    assert set(told.table("passage_kinds")) == {kind.value for kind in PassageKind} - {"copy"}


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=8))
def test_percentages_sum_to_a_hundred(weights: list[float]) -> None:
    made = whole([weight / sum(weights) for weight in weights])
    assert sum(made) == 100
    assert all(abs(percent - 100 * weight / sum(weights)) <= 1 for percent, weight in zip(made, weights, strict=True))

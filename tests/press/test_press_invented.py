"""What the invented press prints: enough of it, the same for a seed, and true to what it says of itself."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from masdar.model import ChannelKind, SourceKind
from masdar.press import Press, invented
from masdar.press.invented import pictures
from masdar.press.invented.prose import events, titles

from .conftest import START

REAL = (
    "رويترز|فرانس برس|أسوشيتد برس|واس|الجزيرة نت|هسبريس|المغرب|الجزائر|تونس|ليبيا|السعودية|فلسطين|العراق|الأردن|لبنان|"
    "Reuters|AFP|Agence France|Associated Press|Hespress|Morocco|Maroc|Algeria|Algérie|Tunisia|Tunisie|Egypt|France"
)


def pieces(press: Press) -> list[Any]:
    return [piece for paper in press.papers for piece in paper.pieces]  # type: ignore[attr-defined]  # the invented press's own papers


def test_a_press_is_large_and_varied(the_press: Press) -> None:
    printed = pieces(the_press)
    assert len(the_press.papers) >= 16
    assert sum(source.kind is SourceKind.AGENCY for source in the_press.sources(1)) >= 1
    assert len({event.id for event in events()}) == len(events()) >= 60
    assert len(printed) >= 400
    languages = Counter(piece.language for piece in printed)
    assert languages["ar"] > languages["fr"] > 20
    assert languages["en"] > 20


def test_every_paper_that_still_appears_has_articles(the_press: Press) -> None:
    for paper in the_press.papers:
        count = len(paper.pieces)  # type: ignore[attr-defined]  # the invented press's own papers
        assert count >= (5 if paper.id != "dhakira" else 0), paper.id


def test_the_same_seed_prints_the_same_press(the_press: Press) -> None:
    again = invented.press(7, START)
    assert pieces(again) == pieces(the_press)
    assert again.truth() == the_press.truth()


def test_another_seed_prints_another(the_press: Press) -> None:
    other = invented.press(8, START)
    assert [piece.title for piece in pieces(other)] != [piece.title for piece in pieces(the_press)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_number_is_left_undrawn_and_none_is_used_twice(seed: int) -> None:
    printed = pieces(invented.press(seed, START))
    for piece in printed:
        words = "\n".join((piece.title, *(paragraph.text for paragraph in piece.paragraphs)))
        assert not re.search(r"[{}]", words), piece.id
        assert piece.title.strip()
        assert piece.paragraphs
    assert len({piece.id for piece in printed}) == len(printed)


def test_most_is_out_and_the_rest_follows_every_few_seconds(the_press: Press) -> None:
    times = sorted(piece.published for piece in pieces(the_press))
    live = [at for at in times if at > START]
    assert 40 <= len(live) <= len(times) / 4
    gaps = [(after - before).total_seconds() for before, after in zip([START, *live], live, strict=False)]
    assert all(5 <= gap <= 20 for gap in gaps)
    assert (START - times[0]).total_seconds() > 60 * 3600


def test_numbers_rise_with_time_in_every_paper(the_press: Press) -> None:
    for paper in the_press.papers:
        printed = paper.pieces  # type: ignore[attr-defined]  # the invented press's own papers
        assert [piece.number for piece in printed] == sorted({piece.number for piece in printed})
        assert [piece.published for piece in printed] == sorted(piece.published for piece in printed)


def test_truth_covers_each_text_and_names_earlier_pieces(the_press: Press) -> None:
    truth = the_press.truth()
    when = {piece.id: piece.published for piece in pieces(the_press)}
    for known in truth.values():
        assert known.spans[0].start == 0
        assert known.spans[-1].end == len(known.text)
        for span in known.spans:
            assert known.text[span.start : span.end].strip() == known.text[span.start : span.end]
            if span.origin:
                assert when[span.origin] <= when[known.piece]
                assert truth[span.origin].event == known.event


def test_what_is_called_taken_really_stands_at_its_origin(the_press: Press) -> None:
    truth = the_press.truth()
    plain = edited = 0
    for known in truth.values():
        for span in known.spans:
            if not span.origin:
                continue
            words, source = known.text[span.start : span.end], truth[span.origin].text
            if span.edited:
                edited += 1
                match = SequenceMatcher(None, words, source, autojunk=False).find_longest_match()
                assert match.size >= 10, (known.piece, words)
            else:
                plain += 1
                assert words in source, known.piece
    assert plain > 100
    assert edited > 100


def test_there_are_own_words_reprints_and_mixtures(the_press: Press) -> None:
    shares = [known.borrowed() for known in the_press.truth().values()]
    assert sum(share == 0 for share in shares) > 100
    assert sum(share == 1 for share in shares) > 100
    assert sum(0.05 < share < 0.95 for share in shares) >= 3


def test_reprints_come_with_and_without_credit_under_other_headlines(the_press: Press) -> None:
    truth, printed = the_press.truth(), {piece.id: piece for piece in pieces(the_press)}
    reprints = [known for known in truth.values() if known.borrowed() == 1 and not known.follows]
    assert sum(known.credited for known in reprints) > 20
    assert sum(not known.credited for known in reprints) > 20
    changed = [known for known in reprints if printed[known.piece].title != printed[known.spans[0].origin].title]
    assert len(changed) > 40


def test_a_report_and_an_analysis_stand_in_one_article(the_press: Press) -> None:
    joined = [piece for piece in pieces(the_press) if any(part.kind == "kicker" for part in piece.paragraphs)]
    assert joined
    for piece in joined:
        papers = {part.origin.partition("/")[0] for part in piece.paragraphs if part.origin}
        assert papers == {"shiraa", "sanunu"}


def test_nothing_real_is_named() -> None:
    written = " ".join(
        " ".join((*event.heads, *event.wire, *(text for block in event.own for text in block))) for event in events()
    )
    written += " ".join(
        " ".join((telling.title, *telling.paragraphs))
        for event in events()
        for telling in (event.french, event.english, event.later, event.analysis)
        if telling
    )
    written += " ".join(f"{title.name} {title.latin} {title.tagline}" for title in titles())
    assert re.findall(rf"\b(?:{REAL})\b", written) == []


def test_a_correction_changes_words_that_were_there() -> None:
    for event in events():
        if event.fix:
            assert any(event.fix[0] in text for text in event.wire), event.id


def test_a_catalogue_entry_names_each_papers_channels(the_press: Press) -> None:
    sources = {source.id: source for source in the_press.sources(8090)}
    assert {channel.kind for channel in sources["alfanar"].channels} == {ChannelKind.FEED, ChannelKind.SITEMAP}
    assert [channel.kind for channel in sources["sawt-alwadi"].channels] == [ChannelKind.SECTION]
    assert [channel.kind for channel in sources["almijhar"].channels] == [ChannelKind.SITEMAP]
    assert the_press.homes(8090) == [source.home for source in the_press.sources(8090)]


@pytest.mark.parametrize("scene", pictures.SCENES)
def test_every_scene_is_drawn_the_same_twice_and_not_empty(scene: str) -> None:
    first = pictures.render(scene, 5, (160, 90), "png")
    pictures.render.cache_clear()
    pictures._composed.cache_clear()
    assert pictures.render(scene, 5, (160, 90), "png") == first
    with Image.open(BytesIO(first)) as picture:
        assert len(picture.convert("RGB").getcolors(2**16) or ()) > 30


def test_every_event_shows_a_scene_that_can_be_drawn() -> None:
    assert {event.scene for event in events()} <= set(pictures.SCENES)

"""What a passage means: whose words it prints, both quote, or are a paper's own furniture."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.model import Article, Block, BlockKind, Match, PassageKind, Permalink, StoredArticle
from masdar.provenance import Sighting, sighting
from masdar.provenance.passages import passage, without_furniture

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
SAID = "نحن ملتزمون تحديث المنظمة في أقرب وقت ممكن ولن نتراجع"
MORE = "كما أننا سنعمل على تطوير العلاقات الثنائية بين البلدين"


def seen(source: str, text: str, number: int = 1) -> Sighting:
    article = Article(source, f"https://{source}.example/{number}", "خبر", (Block(BlockKind.PARAGRAPH, text),), "ar")
    return sighting(StoredArticle(Permalink(source, number), article, 1, NOW, NOW), None)


def kind(ours: str, theirs: str) -> PassageKind:
    """Of a passage that is all of both texts."""
    one, other = seen("first", ours), seen("second", theirs)
    match = Match(other.permalink, 0, len(ours), 0, len(theirs), 10, 10, 10, 9.0)
    return passage(match, one, other).kind


@pytest.mark.parametrize(
    ("ours", "theirs", "meant"),
    [
        (f"«{SAID}»", f"«{SAID}»", PassageKind.QUOTATION),
        (f"التي أكدت قائلة: «{SAID}»", f'التي أكدت قائلة "{SAID}"', PassageKind.QUOTATION),
        (f"«{SAID}»، وأضافت «{MORE}»", f"«{SAID}». وأضافت «{MORE}»", PassageKind.QUOTATION),
        (f"التي أكدت قائلة: «{SAID}»", f"التي أكدت قائلة {SAID}", PassageKind.COPY),  # one has it in its own voice
        (f"وقالت الوزيرة خلال مؤتمر عن الأمن في ميونيخ «{SAID}»",) * 2 + (PassageKind.COPY,),  # so is the sentence
        (f"{MORE} «{SAID}»", f"{MORE} «{SAID}»", PassageKind.COPY),
    ],
)
def test_a_speech_that_both_quote_is_no_copy_with_the_words_that_introduce_it(
    ours: str, theirs: str, meant: PassageKind
) -> None:
    assert kind(ours, theirs) is meant


def test_what_a_paper_prints_under_many_of_its_articles_is_none_of_their_passages() -> None:
    text = f"{'خبر ' * 100}{SAID}"
    one = seen("first", text, 99)
    size = len(text)

    def shared(source: str, number: int, start: int) -> Match:
        return Match(Permalink(source, number), start, size, 0, size - start, 10, 10, 10, 9.0)

    under = [
        passage(shared("first", nth, size - len(SAID)), one, seen("first", MORE * 9 + SAID, nth)) for nth in range(1, 9)
    ]
    copied = passage(shared("second", 1, size - len(SAID)), one, seen("second", SAID))
    again = passage(shared("first", 50, 0), one, seen("first", text, 50))
    assert without_furniture([*under, copied, again], size) == [copied, again]
    assert without_furniture(under[:6], size) == under[:6]  # a few may be printed again

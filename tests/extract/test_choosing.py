"""Which blocks of a page are its article, by the shapes in which pages are written."""

from __future__ import annotations

from re import _parser  # type: ignore[attr-defined]  # the parser has no public name

import pytest

from masdar.extract import against, phrases, walls
from masdar.model import BlockKind
from tests.extract.pages import FRENCH, PARAGRAPHS, paragraphs
from tests.extract.test_reading import TITLE, prose, read


def page(body: str) -> str:
    return (
        f"<html><head><title>{TITLE}</title></head><body><div class='zone'><h1>{TITLE}</h1>{body}</div></body></html>"
    )


def test_boxes_that_begin_other_articles_are_no_part_of_this_one() -> None:
    others = "".join(
        f"<li class='unit'><div><h3><a href='/{n}'>عنوان آخر من عناوين اليوم {n}</a></h3><p>{text} ({n})</p></div></li>"
        for n, text in enumerate(FRENCH * 3)
    )
    article = read(page(f"{paragraphs()}<ul class='list'>{others}</ul>"))
    assert [block.text for block in article.blocks] == list(PARAGRAPHS)


def test_boxes_with_linked_headings_are_the_text_where_there_is_no_other() -> None:
    units = "".join(
        f"<div class='unit'><h2><a href='/{n}'>المكان رقم {n} على القائمة</a></h2><p>{text}</p></div>"
        for n, text in enumerate(PARAGRAPHS)
    )
    assert prose(read(page(units))) == list(PARAGRAPHS)


def test_linked_headings_divide_a_text_and_a_single_one_leads_elsewhere() -> None:
    listed = "".join(f"<h3><a href='/{n}'>الكتاب {n}</a></h3><p>{text}</p>" for n, text in enumerate(PARAGRAPHS))
    assert [b.text for b in read(page(listed)).blocks if b.kind is BlockKind.HEADING] == [
        f"الكتاب {n}" for n in (0, 1, 2)
    ]
    first, *rest = PARAGRAPHS
    once = f"<p>{first}</p><h3><a href='/9'>خبر آخر من المدينة نفسها</a></h3>{paragraphs(tuple(rest))}"
    assert "خبر آخر" not in read(page(once)).text


def test_short_cells_of_a_table_of_data_stay() -> None:
    rows = "<tr><th>السنة</th><th>الزوار</th></tr><tr><td>2023</td><td>1200</td></tr>"
    table = f"<div class='data'><table>{rows}</table></div>"
    article = read(page(f"{paragraphs()}{table}{paragraphs(FRENCH)}"))
    assert [b.text for b in article.blocks if b.kind is BlockKind.ROW] == ["السنة | الزوار", "2023 | 1200"]


def test_a_text_in_pieces_of_one_name_is_kept_whole() -> None:
    most = paragraphs(PARAGRAPHS * 4)
    pieces = f"<div class='layout-single'>{most}</div><hr><div class='layout-single'>{paragraphs(FRENCH)}</div>"
    html = f"<div class='zone'>{pieces}</div>"
    assert prose(read(page(html)))[-3:] == list(FRENCH)


def test_words_that_open_a_note_stay_in_their_sentence() -> None:
    html = page(
        f"<p>زار الوزير <a class='popup' href='#n1'>سوق الحرفيين</a> في اليوم نفسه مع وفد من التجار.</p>{paragraphs()}"
    )
    assert prose(read(html))[0] == "زار الوزير سوق الحرفيين في اليوم نفسه مع وفد من التجار."


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("<math><mi>E</mi><mo>=</mo><mi>m</mi><annotation>E=m</annotation></math>", "E = m"),
        ("<span style='display:none'><math><mi>E</mi></math></span><img src='/e.svg' alt=''>", ""),
        ("<span class='katex'><span class='katex-mathml'><math><mi>E</mi></math></span><span>E=m</span></span>", "E=m"),
    ],
)
def test_formulas(formula: str, expected: str) -> None:
    html = page(f"<p>تقول المعادلة التي يعرفها الجميع {formula} إن الطاقة تعادل الكتلة في كل مكان.</p>{paragraphs()}")
    wanted = f"تقول المعادلة التي يعرفها الجميع {expected} إن الطاقة تعادل الكتلة في كل مكان."
    assert prose(read(html))[0] == " ".join(wanted.split())


def test_utility_classes_with_values_say_nothing() -> None:
    html = page("".join(f"<p class='Bd(share) Mt(ad)'>{text}</p>" for text in PARAGRAPHS) + paragraphs(FRENCH))
    assert prose(read(html)) == [*PARAGRAPHS, *FRENCH]


def test_a_page_of_short_lines_is_read_by_the_element_named_as_its_text() -> None:
    lines = ("المكان: الواحة", "الفيلم: أبيض وأسود", "المدة: خمس ساعات ونصف", "التاريخ: ربيع السنة الماضية")
    others = "".join(f"<div class='unit'><a href='/{n}'>صورة أخرى {n}</a></div>" for n in range(9))
    html = page(f"<div class='entry-content'>{paragraphs(lines)}</div><div class='zone-b'>{others}<p>هامش</p></div>")
    assert prose(read(html)) == list(lines)


def test_text_behind_a_broken_noscript_is_read_as_browsers_do() -> None:
    html = page(f"<noscript><div></noscript>{paragraphs()}<noscript></div></noscript>").replace("<h1>", "<h2>")
    html = html.replace("<div class='zone'>", "<noscript><div id='n'></noscript><div class='zone'>")
    article = read(html)
    assert prose(article) == list(PARAGRAPHS)
    assert article.evidence["body"] == "structure"


def test_a_by_line_is_read_from_the_line_without_the_date() -> None:
    told = "<div class='author-line'><div class='author'>سعيد المثالي</div><div>12 مايو 2024</div></div>"
    article = read(page(f"{told}{paragraphs()}"))
    assert (article.byline, article.authors) == ("سعيد المثالي", ("سعيد المثالي",))


def test_a_text_of_short_lines_alone_is_read_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masdar.extract.last_resort.read", lambda html: pytest.fail("the last resort was asked"))
    lines = [f"السطر {n} من سطور الصور" for n in range(6)]
    told = "".join(f"<section><h3>الصورة {n}</h3><p>{line}</p></section>" for n, line in enumerate(lines))
    filed = "".join(f"<div class='category'>{word * 14}</div>" for word in ("حديقة، ", "مدينة، "))
    article = read(page(f"<div class='share'>شارك المقال</div>{told}<div>{filed}</div>"))
    assert prose(article) == lines
    assert article.evidence["body"] == "structure"


@pytest.mark.parametrize(
    ("pattern", "shortest"),
    [
        (phrases.DISCLAIMER, against.SHORTEST_DISCLAIMER),
        (phrases.TERMS, against.SHORTEST_TERMS),
        (walls._WALL.pattern, walls.SHORTEST),
    ],
    ids=["disclaimer", "terms", "wall"],
)
def test_no_line_is_too_short_to_be_asked_that_could_say_it(pattern: str, shortest: int) -> None:
    assert _parser.parse(pattern).getwidth()[0] >= shortest

# ruff: noqa: E501 - pages are kept as they read
"""Pages laid out by tables and line breaks, which print title, day and caption in the text's own place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.extract import read_article
from masdar.model import Article, Precision
from tests.extract.pages import NOW, PARAGRAPHS, SOURCE, capture

TITLE = "تعديل حكومي محدود يطال ثلاث حقائب"
DAY = "الثلاثاء 18 يونيو 2024 - 19:21"
CAPTION = "مقر المجلس في المدينة"
KICKED = "<b>تحليل إخباري</b><br><b>ما الذي لا تقوله الأرقام</b><br>"


def read(title: str = TITLE, day: str = DAY, page_title: str = "", text: str = "<br><br>".join(PARAGRAPHS)) -> Article:
    """The article of a page whose paper nobody knows."""
    html = f"""<HTML dir=rtl><HEAD><TITLE>{page_title or f"صوت الضفة الأخرى - {title}"}</TITLE></HEAD><BODY><TABLE>
<TR><TD colspan=3><FONT size=7><B>صوت الضفة الأخرى</B></FONT><BR>جريدة جهوية نصف شهرية</TD></TR>
<TR><TD><A href=/a>مجتمع</A> | <A href=/b>رياضة</A></TD></TR>
<TR><TD><SPAN class=titre>{title}</SPAN><BR><SPAN>{day}</SPAN>
<TABLE align=left><TR><TD><IMG src="/media/1.jpg" width=290></TD></TR><TR><TD><SMALL>{CAPTION}</SMALL></TD></TR></TABLE><BR>
{text}</TD></TR></TABLE></BODY></HTML>"""
    return read_article(capture(html), SOURCE, now=NOW)


def test_title_day_and_caption_are_said_once() -> None:
    article = read()
    assert (article.title, article.image and article.image.caption) == (TITLE, CAPTION)
    assert [block.text for block in article.blocks] == list(PARAGRAPHS)


def test_a_headline_that_begins_like_a_label_labels_no_date() -> None:
    article = read()
    assert article.published == datetime(2024, 6, 18, 18, 21, tzinfo=UTC)
    assert (article.published_precision, article.modified) == (Precision.MINUTE, None)


@pytest.mark.parametrize("day", ["2024/06/18", "نُشر في: 18/06/2024 19:21", "18 يونيو 2024 م الموافق 12 ذو الحجة 1445"])
def test_days_of_every_print_are_no_text(day: str) -> None:
    assert read(day=day).blocks[0].text == PARAGRAPHS[0]


@pytest.mark.parametrize("line", ["تقرير 18 يونيو 2024", "خطة 2024 للمدينة.", "ميزانية 2024"])
def test_a_line_that_says_more_than_a_day_stays(line: str) -> None:
    assert read(day=line).blocks[0].text == line


@pytest.mark.parametrize("title", [f"{TITLE} - قسم لا تذكره الصفحة", f"قسم لا تذكره الصفحة أبدا - {TITLE}", TITLE])
def test_of_a_page_title_the_part_that_the_page_prints_is_the_title(title: str) -> None:
    assert read(page_title=title).title == TITLE


def test_few_words_behind_a_headline_may_be_the_papers_name() -> None:
    assert read(page_title="خبر لا تطبعه الصفحة نفسها - جريدة جهوية نصف شهرية").title != TITLE


def test_a_kicker_in_a_line_of_its_own_opens_a_part() -> None:
    text = "<br><br>".join((*PARAGRAPHS, KICKED + PARAGRAPHS[0], PARAGRAPHS[1]))
    article = read(text=text)
    assert [block.part for block in article.blocks] == [0, 0, 0, 1, 1, 1, 1]
    assert [part.title for part in article.parts] == ["ما الذي لا تقوله الأرقام"]
    assert article.parts[0].authors == (), "a kicker is no person"


def test_lines_without_a_kicker_stay_together() -> None:
    assert (
        read(text="بيت أول من القصيدة<br>بيت ثان منها<br><br>" + "<br><br>".join(PARAGRAPHS)).blocks[0].text
        == "بيت أول من القصيدة\nبيت ثان منها"
    )

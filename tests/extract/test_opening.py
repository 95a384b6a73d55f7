# ruff: noqa: E501 - pages are kept as they read
"""Pages laid out by tables and line breaks, which print title, day and caption in the text's own place."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from masdar.extract import read_article
from masdar.model import Article, Precision
from tests.extract.pages import NOW, PARAGRAPHS, SOURCE, capture, paragraphs

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


@pytest.mark.parametrize(
    ("line", "byline", "authors"),
    [
        ("الثلاثاء 18 يونيو 2024 - 19:21<span>ليلى التجريبية</span>", "ليلى التجريبية", ("ليلى التجريبية",)),
        ("ليلى التجريبية | الثلاثاء 18 يونيو 2024 - 19:21", "ليلى التجريبية", ("ليلى التجريبية",)),
        ("الثلاثاء 18 يونيو 2024 - 19:21 وكالة المثال", "وكالة المثال", ()),
        ("(و م ع) | الثلاثاء ١٨ يونيو ٢٠٢٤ - ١٩:٢١", "(و م ع)", ()),
        ("الثلاثاء 18 يونيو 2024 - 19:21 مجتمع", "", ()),
    ],
)
def test_who_is_named_beside_the_day_wrote_it(line: str, byline: str, authors: tuple[str, ...]) -> None:
    article = read(day=line)
    assert (article.byline, article.authors) == (byline, authors)
    assert article.blocks[0].text == PARAGRAPHS[0]
    assert article.published == datetime(2024, 6, 18, 18, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("under", "byline"),
    [
        (
            "الثلاثاء 12 ذو الحجة 1445هـ - 18 يونيو 2024م - العدد 17650<br>الرباط - ليلى التجريبية",
            "الرباط - ليلى التجريبية",
        ),
        ("أرسلت بواسطة admin في الثلاثاء 18 يونيو 2024 (10:15:22) (1523 قراءة)", ""),
        ("مجتمع<br>الثلاثاء 18 يونيو 2024<br>بقلم: ليلى التجريبية", "بقلم: ليلى التجريبية"),
    ],
)
def test_lines_under_the_title_up_to_the_day_and_who_wrote_are_no_text(under: str, byline: str) -> None:
    article = read(day=under)
    assert article.blocks[0].text == PARAGRAPHS[0]
    assert (article.byline, article.authors) == (byline, ("ليلى التجريبية",) if byline else ())


def test_a_section_above_the_title_and_lists_of_links_below_are_no_text() -> None:
    text = "<br><br>".join((*PARAGRAPHS, "مواضيع مرتبطة:"))
    assert [
        block.text for block in read(title=f"<b>محليات</b><br>{TITLE}", page_title=TITLE, text=text).blocks
    ] == list(PARAGRAPHS)


def test_a_papers_name_and_a_colon_are_no_part_of_a_title() -> None:
    html = f"<title>{SOURCE.name}: {TITLE}</title><h1>{SOURCE.name}</h1>{paragraphs()}"
    assert read_article(capture(html), SOURCE, now=NOW).title == TITLE


@pytest.mark.parametrize("told", ["حديقة جديدة على ضفة النهر", "مجتمع محلي: حديقة جديدة على ضفة النهر"])
def test_a_kicker_inside_a_heading_is_no_part_of_the_title(told: str) -> None:
    head = f"<meta property='og:title' content='{told}'>"
    heading = "<h1><span>مجتمع محلي</span><span>حديقة جديدة على ضفة النهر</span></h1>"
    article = read_article(capture(f"{head}<article>{heading}{paragraphs()}</article>"), SOURCE, now=NOW)
    assert article.title == told
    assert [block.text for block in article.blocks] == list(PARAGRAPHS)


def test_a_heading_whose_first_word_machines_are_not_told_stays() -> None:
    html = "<meta property='og:title' content='seven new gardens open today'><h1>The seven new gardens open today</h1>"
    assert read_article(capture(html + paragraphs()), SOURCE, now=NOW).title == "The seven new gardens open today"


@pytest.mark.parametrize("tag", ["p", "div class=source"])
def test_whom_a_text_was_taken_from_is_kept(tag: str) -> None:
    html = f"<h1>{TITLE}</h1><div class=article-body>{paragraphs()}<{tag}>المصدر: رويترز</{tag.split()[0]}></div>"
    article = read_article(capture(html), SOURCE, now=NOW)
    assert (article.byline, article.authors) == ("المصدر: رويترز", ())


def test_an_account_of_a_papers_system_is_no_byline() -> None:
    head = '<meta name="author" content="admin">'
    html = f"{head}<h1>{TITLE}</h1><div class=article-body>{paragraphs()}<p>المصدر: وكالات</p></div>"
    assert read_article(capture(html), SOURCE, now=NOW).byline == "المصدر: وكالات"


def test_what_a_wall_says_is_no_text() -> None:
    wall = "<div>هذا المحتوى مخصص للمشتركين</div><div>لقراءة بقية الخبر سجل دخولك أو اشترك</div>"
    html = f"<h1>{TITLE}</h1><div>{paragraphs(PARAGRAPHS[:1])}</div>{wall}"
    article = read_article(capture(html), SOURCE, now=NOW)
    assert [block.text for block in article.blocks] == [PARAGRAPHS[0]]
    assert article.partial


def test_hydration_data_that_carries_the_text_says_who_wrote_it_and_where() -> None:
    told = {
        "title": TITLE, "author": {"name": "ليلى التجريبية"}, "category": {"name": "سياسة"},
        "publishedAt": "2024-06-18T19:21:00+01:00", "image": {"url": "/media/1.jpg", "caption": CAPTION},
        "body": paragraphs(),
    }  # fmt: skip
    data = json.dumps({"props": {"pageProps": {"article": told, "related": [{"title": "غيره", "author": "سعيد"}]}}})
    html = f'<h1>{TITLE}</h1><div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{data}</script>'
    article = read_article(capture(html), SOURCE, now=NOW)
    assert (article.authors, article.section) == (("ليلى التجريبية",), "سياسة")
    assert article.image is not None
    assert (article.image.url, article.image.caption) == ("https://mithal.example/media/1.jpg", CAPTION)
    assert article.published == datetime(2024, 6, 18, 18, 21, tzinfo=UTC)
    assert {article.evidence[name] for name in ("body", "authors", "section", "image", "published")} == {
        "hydration data"
    }


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

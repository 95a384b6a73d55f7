from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.extract import explain, read_article
from masdar.model import Article, BlockKind, Direction, Entry, Part, Precision, Quarantine, Reason
from tests.extract.pages import (
    AMP,
    BROKEN,
    DIV_SOUP,
    FRENCH,
    NOW,
    PARAGRAPHS,
    SOURCE,
    WORDPRESS,
    capture,
    paragraphs,
)

TITLE = "حديقة جديدة في الواحة"


def read(html: str | bytes, entry: Entry | None = None, **kwargs: str) -> Article:
    return read_article(capture(html, **kwargs), SOURCE, entry, now=NOW)


def prose(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.kind is BlockKind.PARAGRAPH]


def test_wordpress_page() -> None:
    article = read(WORDPRESS)
    assert article.title == TITLE
    assert prose(article) == list(PARAGRAPHS)
    assert [(b.text, b.level) for b in article.blocks if b.kind is BlockKind.HEADING] == [("سنتان من العمل", 2)]
    assert [b.text for b in article.blocks if b.kind is BlockKind.CAPTION] == ["الحديقة ليلة الافتتاح"]
    assert article.url == "https://mithal.example/news/42/"
    assert article.published == datetime(2024, 6, 18, 8, 30, tzinfo=UTC)
    assert article.modified == datetime(2024, 6, 18, 10, 0, tzinfo=UTC)
    assert article.published_zone == "+01:00"
    assert article.authors == ("سعيد المثالي",)
    assert article.section == "محلي"
    assert article.image is not None
    assert article.image.url == "https://mithal.example/i/42.jpg"
    assert (article.language, article.direction, article.partial) == ("ar", Direction.RTL, False)
    assert article.evidence["published"] == "json-ld"
    assert article.evidence["title"] == "h1"
    assert article.evidence["url"] == "link canonical"


def test_page_of_tables_and_line_breaks() -> None:
    article = read(DIV_SOUP)
    assert article.title == TITLE
    assert [text for text in article.text.split("\n") if text in PARAGRAPHS] == list(PARAGRAPHS)
    assert "اتصل بنا" not in article.text
    assert article.published is not None
    assert article.published.date().isoformat() == "2024-06-18"
    assert article.evidence["published"] == "text"


def test_amp_page_in_french() -> None:
    article = read(AMP)
    assert (article.title, prose(article)) == ("Un jardin au bord du fleuve", list(FRENCH))
    assert (article.language, article.direction) == ("fr", Direction.LTR)
    assert article.authors == ("Marie Modèle", "Jean Exemple")


def test_broken_markup() -> None:
    assert prose(read(BROKEN)) == list(PARAGRAPHS)


@pytest.mark.parametrize("declared", ["header", "meta", "nowhere"])
def test_windows_1256_declared_or_not(declared: str) -> None:
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">' if declared == "meta" else ""
    text = [paragraph.replace("ــ", "") for paragraph in PARAGRAPHS]
    html = (
        f"<html><head>{meta}<title>{TITLE}</title></head><body><h1>{TITLE}</h1>{paragraphs(tuple(text))}</body></html>"
    )
    kind = "text/html; charset=windows-1256" if declared == "header" else "text/html"
    article = read(html.encode("cp1256"), content_type=kind)
    assert prose(article) == text


def test_utf8_wins_over_a_false_declaration() -> None:
    article = read(WORDPRESS, content_type="text/html; charset=iso-8859-1")
    assert article.title == TITLE


def test_words_never_join_over_tags_and_never_part_inside_them() -> None:
    filler = paragraphs()
    html = (
        f"<h1>{TITLE}</h1><div class=article-body>{filler}"
        "<p>الرجل ال<b>نشط</b>في المدينة يعمل<br>كل يوم بلا كلل ولا ملل منذ سنوات طويلة جدا</p>"
        "<h3>عنوان فرعي</h3><p>فقرة تالية طويلة بما يكفي لتكون من النص، وفيها كلام كثير عن الحديقة الجديدة</p>"
        "<table><tr><td>السنة الأولى للمشروع</td><td>ألف شجرة وألف وردة</td></tr></table></div>"
    )
    article = read(html)
    assert "الرجل النشطفي المدينة يعمل\nكل يوم" in article.text
    assert "عنوان فرعيفقرة" not in article.text
    assert [b.text for b in article.blocks if b.kind is BlockKind.ROW] == ["السنة الأولى للمشروع | ألف شجرة وألف وردة"]


def test_a_place_in_bold_is_no_part_of_the_word_behind_it() -> None:
    def first(html: str) -> str:
        return read(f"<h1>{TITLE}</h1><div class=article-body><p>{html}</p>{paragraphs()}</div>").blocks[0].text

    rest = "قال رئيس المجلس إن الحديقة تضم مكتبة صغيرة وملاعب للأطفال ومقهى على ضفة النهر"
    assert first(f"<b>الرباط</b><span>{rest}</span>") == f"الرباط {rest}"
    assert first(f"<b>الرباط</b>{rest}") == f"الرباط{rest}", "as it is printed"
    assert first(f"<b>ال</b><span>{rest}</span>") == f"ال{rest}"
    assert first(f"<span>الرباط</span><span>{rest}</span>") == f"الرباط{rest}"


def test_kashida_and_diacritics_stay_and_invisible_marks_go() -> None:
    odd = "وقال الأشغــال مُضيفاً\u00a0أن\u200f الأمر\u200b سهل\ufeff جدا، "
    odd += "كما ورد في بيان طويل صدر عن المجلس أمس\u00ad."
    article = read(f"<h1>{TITLE}</h1>{paragraphs()}<p>{odd}</p>")
    assert "الأشغــال مُضيفاً أن الأمر سهل جدا، كما ورد في بيان طويل صدر عن المجلس أمس." in article.text


def test_persian_joiner_stays() -> None:
    text = "او گفت که این پروژه را می\u200cسازیم و به مردم شهر خیالی هدیه می\u200cدهیم تا همه خوشحال باشند."
    assert "می\u200cسازیم" in read(f"<h1>پروژه تازه در شهر خیالی</h1><p>{text}</p><p>{text}</p><p>{text}</p>").text


def test_each_block_has_its_own_direction() -> None:
    article = read(f"<h1>{TITLE}</h1><div>{paragraphs()}<blockquote><p>{FRENCH[0]}</p></blockquote></div>")
    quote = next(block for block in article.blocks if block.kind is BlockKind.QUOTE)
    assert (quote.direction, quote.language) == (Direction.LTR, "fr")


def test_canonical_of_another_site_is_evidence_only() -> None:
    html = WORDPRESS.replace("https://mithal.example/news/42/?utm_source=feed", "https://elsewhere.example/x")
    article = read(html, url="https://mithal.example/news/42?fbclid=1")
    assert article.url == "https://mithal.example/news/42"
    assert article.evidence["canonical elsewhere"] == "https://elsewhere.example/x"


def test_feed_fills_what_the_page_does_not_say() -> None:
    entry = Entry(
        "mithal",
        "https://mithal.example/news/42",
        title=TITLE,
        author="ليلى التجريبية",
        section="ثقافة",
        image="https://mithal.example/feed.jpg",
        published=datetime(2024, 6, 17, 8, 0, tzinfo=UTC),
    )
    article = read(f"<div>{paragraphs()}</div>", entry)
    assert (article.title, article.authors, article.section) == (TITLE, ("ليلى التجريبية",), "ثقافة")
    assert article.published == entry.published
    assert {article.evidence[name] for name in ("title", "byline", "section", "published", "image")} == {"feed"}


def test_site_clock_is_not_the_day_of_publication() -> None:
    html = (
        "<div>الأربعاء، 19 حزيران/يونيو 2024، آخر تحديث 10:00 (GMT+0400)</div>"
        f"<h1>{TITLE}</h1><div class=body>{paragraphs()}</div>"
    )
    article = read(html, url="https://mithal.example/2024/05/03/garden")
    assert article.published == datetime(2024, 5, 3, tzinfo=UTC)
    assert (article.published_precision, article.evidence["published"]) == (Precision.DAY, "address")


def test_time_of_change_alone_is_not_publication() -> None:
    article = read(f"<h1>{TITLE}</h1><div>آخر تحديث: 12 مايو 2024</div><div>{paragraphs()}</div>")
    assert article.published is None
    assert article.modified is not None


@pytest.mark.parametrize(
    ("html", "partial"),
    [
        (f"<h1>{TITLE}</h1><p>{PARAGRAPHS[0][:-1]}...</p>", True),
        (f"<h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p><div>هذا المحتوى مخصص للمشتركين</div>", True),
        (f"<h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p><p>التفاصيل في النسخة الورقية</p>", True),
        (f"<h1>{TITLE}</h1>{paragraphs()}", False),
    ],
)
def test_teasers_are_marked(html: str, partial: bool) -> None:
    assert read(html).partial is partial


def test_article_body_of_json_ld_where_the_page_shows_a_teaser() -> None:
    body = "\\n".join(PARAGRAPHS * 2)
    data = f'{{"@type":"NewsArticle","headline":"{TITLE}","articleBody":"{body}"}}'
    script = f'<script type="application/ld+json">{data}</script>'
    article = read(f"<html><head>{script}</head><body><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p></body></html>")
    assert article.evidence["body"] == "json-ld articleBody"
    assert prose(article) == list(PARAGRAPHS * 2)


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", Reason.EMPTY_BODY),
        (b"   \n", "text/html", Reason.EMPTY_BODY),
        (b"\x89PNG....", "image/png", Reason.NOT_HTML),
        (b"plain words, no tag", "text/html", Reason.NOT_HTML),
        (f"<div>{paragraphs()}</div>".encode(), "text/html", Reason.NO_TITLE),
        (f"<title>{TITLE}</title><h1>{TITLE}</h1>".encode(), "text/html", Reason.NO_TEXT),
        (("<div>" * 100_000 + paragraphs()).encode(), "text/html", Reason.TOO_DEEP),
        (b"<div " + b" ".join(b'a%d=">"' % i for i in range(30_000)) + b">x", "text/html", Reason.TOO_LARGE),
        (b"<p>x" * 500_000, "text/html", Reason.TOO_LARGE),
    ],
)
def test_what_is_no_article_is_quarantined(body: bytes, content_type: str, reason: Reason) -> None:
    with pytest.raises(Quarantine) as caught:
        read(body, content_type=content_type)
    assert caught.value.reason is reason


def test_explaining_names_every_block_and_why() -> None:
    told = {one.text: one for one in explain(capture(WORDPRESS))}
    assert told[PARAGRAPHS[0]].kept
    assert told["جميع الحقوق محفوظة 2024"].why == "tag footer"
    assert not told["بقلم سعيد المثالي"].kept


def test_a_second_article_under_its_own_kicker_is_another_part() -> None:
    html = (
        f"<h1>{TITLE}</h1><div class=article-body>{paragraphs()}<p>تحليل</p>{paragraphs(FRENCH + PARAGRAPHS[:1])}</div>"
    )
    article = read(html)
    assert [block.part for block in article.blocks] == [0, 0, 0, 1, 1, 1, 1, 1]


def test_a_second_article_has_a_heading_and_a_credit_of_its_own() -> None:
    second = f"<h2>تحليل: ماذا بعد القرار؟</h2><p>بقلم: ليلى التجريبية</p>{paragraphs()}"
    article = read(f"<h1>{TITLE}</h1><div class=article-body>{paragraphs()}{second}</div>")
    assert article.parts == (Part("تحليل: ماذا بعد القرار؟", "بقلم: ليلى التجريبية", ("ليلى التجريبية",)),)
    assert read(f"<h1>{TITLE}</h1><div class=article-body>{paragraphs()}</div>").parts == ()


@pytest.mark.parametrize(
    ("heading", "title", "byline", "author"),
    [
        (
            "تحليل: ماذا بعد القرار؟ بقلم ليلى التجريبية",
            "تحليل: ماذا بعد القرار؟",
            "بقلم ليلى التجريبية",
            "ليلى التجريبية",
        ),
        ("تحليل: ماذا بعد؟ (كتب: سعيد المثالي)", "تحليل: ماذا بعد؟", "كتب: سعيد المثالي", "سعيد المثالي"),
        ("Analyse : que faire – par Jean Exemple", "Analyse : que faire", "par Jean Exemple", "Jean Exemple"),
        ("Analysis: Why now<br>By Jane Sample", "Analysis: Why now", "By Jane Sample", "Jane Sample"),
    ],
)
def test_a_credit_in_the_heading_of_a_part_is_its_credit(heading: str, title: str, byline: str, author: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div class=article-body>{paragraphs()}<h2>{heading}</h2>{paragraphs()}</div>")
    assert article.parts == (Part(title, byline, (author,)),)
    assert [block.text for block in article.blocks if block.kind is BlockKind.HEADING] == [title]


@pytest.mark.parametrize(
    "heading",
    ["Analyse : le texte défendu par Jean Exemple", "تحليل: رواية كتبها سعيد المثالي", "Analysis: Saved by the bell"],
)
def test_a_sentence_with_by_in_a_heading_is_no_credit(heading: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div class=article-body>{paragraphs()}<h2>{heading}</h2>{paragraphs()}</div>")
    assert article.parts == (Part(heading),)


@pytest.mark.parametrize("line", ["قبل قليل", "Last Tuesday", "الثلاثاء الماضي", "10:15 اليوم"])
def test_times_told_in_words_under_the_title(line: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div class=info>{line}</div><div class=article-body>{paragraphs()}</div>")
    assert article.published is not None
    assert article.published_precision is not Precision.SECOND


def test_copy_of_a_second_agency_is_another_part() -> None:
    first = ("واحة الخيال (رويترز) - " + PARAGRAPHS[0], *PARAGRAPHS[1:])
    second = ("واحة الخيال (أ ف ب) - " + PARAGRAPHS[0], *PARAGRAPHS[1:])
    article = read(f"<h1>{TITLE}</h1><div>{paragraphs(first + second)}</div>")
    assert [block.part for block in article.blocks] == [0, 0, 0, 1, 1, 1]
    assert article.parts == (Part(byline="واحة الخيال (أ ف ب)"),)
    assert {block.part for block in read(f"<h1>{TITLE}</h1><div>{paragraphs(first)}</div>").blocks} == {0}


def test_posts_and_videos_from_elsewhere_are_links() -> None:
    html = (
        f"<h1>{TITLE}</h1><div><p>{PARAGRAPHS[0]}</p>"
        '<iframe src="https://www.youtube.com/embed/abc123"></iframe>'
        f"<p>{PARAGRAPHS[1]}</p><blockquote class='twitter-tweet'><p>منشور خيالي قصير</p>"
        "<a href='https://twitter.com/specimen/status/1?ref_src=x'>يوم</a></blockquote>"
        f"<p>{PARAGRAPHS[2]}</p><iframe src='https://ads.example/x'></iframe></div>"
    )
    embeds = [block for block in read(html).blocks if block.kind is BlockKind.EMBED]
    assert [block.link for block in embeds] == [
        "https://www.youtube.com/embed/abc123",
        "https://twitter.com/specimen/status/1",
    ]
    assert [block.kind for block in read(html).blocks][1] is BlockKind.EMBED


def test_live_blogs_and_galleries_are_recognised() -> None:
    words = "سطر من أسطر التغطية المباشرة يقول ما جرى في ذلك الوقت وهو طويل بما يكفي ليعد فقرة"
    live = "".join(f"<p>1{hour}:30 {words} {hour}</p>" for hour in range(6))
    told = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "تغطية"}</script>'
    box = (
        '<figure><img src="/{n}.jpg"><figcaption>صورة رقم {n} من صور المهرجان في المدينة القديمة</figcaption></figure>'
    )
    gallery = f"<article><p>{words}</p>{''.join(box.format(n=n) for n in range(8))}</article>"
    for body, form in (
        (live, "live blog (text)"),
        (f"{told}<p>{words}</p>", "live blog (json-ld)"),
        (gallery, "gallery (captions)"),
        (f"<p>{words}</p><p>{words}</p>", ""),
    ):
        read = read_article(
            capture(f"<title>تغطية اليوم كله</title><h1>تغطية اليوم كله</h1>{body}"), SOURCE, None, now=NOW
        )
        assert read.evidence.get("form", "") == form


def test_lead_picture_brings_its_caption_and_credit() -> None:
    html = (
        '<head><meta property="og:image" content="https://cdn.mithal.example/large/42.jpg?w=900"></head>'
        f"<body><h1>{TITLE}</h1><div class=media><img data-src='/small/42.jpg'>"
        f"<span>الحديقة ليلة الافتتاح (تصوير: مصور خيالي)</span></div><div>{paragraphs()}</div></body>"
    )
    image = read(html).image
    assert image is not None
    assert image.caption == "الحديقة ليلة الافتتاح (تصوير: مصور خيالي)"
    assert image.credit == "مصور خيالي"


def test_picture_of_the_text_where_the_page_names_none() -> None:
    html = f"<img src='/logo.png' width=40><h1>{TITLE}</h1><div><img src='/i/42.jpg'>{paragraphs()}</div>"
    image = read(html).image
    assert image is not None
    assert image.url == "https://mithal.example/i/42.jpg"


@pytest.mark.parametrize("between", ["|", " - ", " – ", " .. ", " … ", " :: ", " : ", " » ", " > ", " ~ ", " / "])
@pytest.mark.parametrize("behind", [True, False])
def test_the_papers_name_is_no_part_of_a_title(between: str, *, behind: bool) -> None:
    told = f"{TITLE}{between}{SOURCE.name}" if behind else f"{SOURCE.name}{between}{TITLE}"
    article = read(f"<title>{told}</title><div class=tt>{TITLE}</div>{paragraphs(PARAGRAPHS)}")
    assert article.title == TITLE
    assert prose(article) == list(PARAGRAPHS)

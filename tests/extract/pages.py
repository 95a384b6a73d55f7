# ruff: noqa: E501 - tables and pages are kept as they read
"""Invented pages in the shapes that newspapers' systems make, and captures of them."""

from __future__ import annotations

from datetime import UTC, datetime

from masdar.model import Capture, Purpose, Source

NOW = datetime(2024, 6, 19, 12, 0, tzinfo=UTC)
SOURCE = Source("mithal", "جريدة المثال", "https://mithal.example/", languages=("ar",), timezone="Africa/Casablanca")

PARAGRAPHS = (
    "افتتح مجلس مدينة الواحة الخيالية اليوم حديقة جديدة على ضفة النهر، بحضور عدد كبير من السكان وممثلي الجمعيات المحلية.",
    "وقال رئيس المجلس إن الأشغــال دامت سنتين كاملتين، مُضيفاً أن الحديقة تضم مكتبةً صغيرة وملاعب للأطفال ومقهى.",
    "وأضاف المتحدث نفسه أن المرحلة الثانية من المشروع ستنطلق قبل نهاية السنة، وستشمل غرس ألف شجرة على طول الضفة.",
)
FRENCH = (
    "Le conseil municipal de la ville imaginaire a inauguré mercredi un jardin au bord du fleuve, devant ses habitants.",
    "Les travaux ont duré deux ans, a précisé le maire, et le jardin compte une petite bibliothèque ainsi qu'un café.",
    "La seconde phase du projet doit commencer avant la fin de l'année avec la plantation d'un millier d'arbres.",
)


def capture(html: str | bytes, url: str = "https://mithal.example/news/42", content_type: str = "text/html") -> Capture:
    """A capture of a page as the fetch room would hand it over."""
    body = html.encode() if isinstance(html, str) else html
    headers = (("Content-Type", content_type),)
    return Capture(url, url, 200, headers, body, NOW, Purpose.PAGE, "mithal")


def paragraphs(texts: tuple[str, ...] = PARAGRAPHS) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


WORDPRESS = f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><title>حديقة جديدة في الواحة - جريدة المثال</title>
<meta property="og:title" content="حديقة جديدة في الواحة - جريدة المثال"><meta property="og:site_name" content="جريدة المثال">
<link rel="canonical" href="https://mithal.example/news/42/?utm_source=feed">
<meta property="og:image" content="https://mithal.example/i/42.jpg"><meta property="article:section" content="محلي">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite","name":"جريدة المثال"}},
{{"@type":"NewsArticle","headline":"حديقة جديدة في الواحة","datePublished":"2024-06-18T09:30:00+01:00",
"dateModified":"2024-06-18T11:00:00+01:00","author":{{"@type":"Person","name":"سعيد المثالي"}}}}]}}</script></head>
<body class="single-post"><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/s">رياضة</a></li></ul></nav>
<article class="post-42"><header><h1>حديقة جديدة في الواحة</h1><div class="entry-meta">بقلم سعيد المثالي</div></header>
<div class="entry-content"><figure><img src="/i/42.jpg"><figcaption>الحديقة ليلة الافتتاح</figcaption></figure>
<p>{PARAGRAPHS[0]}</p><div class="related-posts"><h4>اقرأ أيضا</h4><ul><li><a href="/1">خبر لا علاقة له بالموضوع أبدا</a></li></ul></div>
<h2>سنتان من العمل</h2><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>
<p>اقرأ أيضا: <a href="/2">خبر آخر لا علاقة له بالموضوع</a></p></div>
<div class="sharedaddy">شارك هذا الموضوع على فيسبوك</div></article>
<section id="comments" class="comments-area"><h3>تعليقات</h3><p>هذا تعليق طويل كتبه قارئ خيالي ولا يجوز أن يظهر في نص المقال أبدا مهما طال.</p></section>
<footer>جميع الحقوق محفوظة 2024</footer></body></html>"""

DIV_SOUP = f"""<html><head><title>حديقة جديدة في الواحة</title></head><body><table><tr><td><a href=/>الأولى</a> <a href=/a>أخبار</a>
</td></tr><tr><td><div><b>حديقة جديدة في الواحة</b></div><div>نشر في 18 يونيو 2024 - 10:30</div>
<div>{PARAGRAPHS[0]}<br><br>{PARAGRAPHS[1]}<br><br>{PARAGRAPHS[2]}</div></td></tr>
<tr><td>اتصل بنا | من نحن</td></tr></table></body></html>"""

AMP = f"""<!doctype html><html amp lang="fr"><head><title>Un jardin au bord du fleuve | Le Spécimen</title>
<link rel="canonical" href="https://mithal.example/jardin"><meta property="og:site_name" content="Le Spécimen">
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Un jardin au bord du fleuve",
"datePublished":"2024-06-18T09:30:00Z","author":[{{"name":"Marie Modèle"}},{{"name":"Jean Exemple"}}]}}</script></head>
<body><amp-sidebar><ul><li><a href="/">Accueil</a></li></ul></amp-sidebar><article><h1>Un jardin au bord du fleuve</h1>
{paragraphs(FRENCH)}<amp-ad>Publicité pour rien du tout</amp-ad></article></body></html>"""

BROKEN = f"""<html><body><div class=story-text><h1>حديقة جديدة في الواحة<p>{PARAGRAPHS[0]}<p><b><i>{PARAGRAPHS[1]}</b></i>
<p>{PARAGRAPHS[2]}<div class="sha"re"></span></article></div"""

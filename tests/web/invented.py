# ruff: noqa: E501 - a line of a text is a line of a text
"""An invented press for the pages' tests: papers, people and events that do not exist."""

from __future__ import annotations

import hashlib
import io
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache

from PIL import Image as Pillow
from PIL import ImageDraw

from masdar.model import (
    Article,
    Block,
    BlockKind,
    Direction,
    Image,
    Permalink,
    Precision,
    Source,
    SourceKind,
    StoredArticle,
    Thumbnail,
)

NOW = datetime(2026, 3, 14, 15, 42, tzinfo=UTC)

SOURCES = (
    Source("sabah-wadi", "صباح الوادي", "https://sabah-wadi.example/", name_latin="Sabah al-Wadi", kind=SourceKind.DAILY,
           languages=("ar",), country="ma", timezone="Africa/Casablanca"),
    Source("manara", "المنارة الجهوية", "https://manara.example/", name_latin="Al Manara", kind=SourceKind.REGIONAL,
           languages=("ar",), country="ma"),
    Source("barid-janub", "بريد الجنوب", "https://barid-janub.example/", kind=SourceKind.ONLINE, languages=("ar",)),
    Source("wakala-tilal", "وكالة التلال للأنباء", "https://tilal.example/", kind=SourceKind.AGENCY, languages=("ar",)),
    Source("mizan-suq", "ميزان السوق", "https://mizan-suq.example/", kind=SourceKind.WEEKLY, languages=("ar",)),
    Source("courrier-dunes", "Le Courrier des Dunes", "https://courrier-dunes.example/", kind=SourceKind.DAILY,
           languages=("fr",), country="ma"),
    Source("phare-oriental", "Le Phare oriental", "https://phare.example/", languages=("fr",)),
    Source("harbour-ledger", "The Harbour Ledger", "https://ledger.example/", kind=SourceKind.ONLINE, languages=("en",)),
    Source("cedar-wire", "Cedar Wire", "https://cedar.example/", kind=SourceKind.AGENCY, languages=("en",)),
)  # fmt: skip

_ARABIC = (
    ("مجتمع", "مجلس «وادي الزيتون» يقرّ ميزانية الماء بعد جلسة دامت تسع ساعات",
     "صادق المجلس بالأغلبية على خطة من ثلاث مراحل لإصلاح الشبكة، فيما طالبت المعارضة بنشر دراسة الكلفة كاملة قبل بدء الأشغال."),
    ("اقتصاد", "شركة Aqua Nova تفوز بصفقة تحلية بقيمة 48 مليون درهم",
     "قالت الشركة إن المحطة الجديدة ستزوّد ثلاث مدن ساحلية قبل نهاية 2027، وإن نصف الطاقة سيأتي من الشمس."),
    ("رياضة", "نادي «نجم التلال» يقلب الطاولة ويبلغ النهائي بركلات الترجيح",
     "سجّل البديل هدف التعادل في الدقيقة 94، ثم صدّ الحارس ركلتين في أمسية ماطرة امتلأت فيها المدرّجات."),
    ("ثقافة", "مكتبة متنقّلة تصل إلى أربعين قرية في أعالي الجبال",
     "تحمل الحافلة ألفي كتاب، وتقيم في كلّ قرية يومين، ويقرأ فيها الأطفال قبل الكبار."),
    ("مجتمع", "أمطار غزيرة تعيد الحياة إلى سدّ «عين الغزال» بعد ثلاث سنوات من الجفاف",
     "بلغت نسبة الملء 61 في المائة، وهي الأعلى منذ 2022، حسب نشرة مصلحة المياه."),
    ("اقتصاد", "أسعار زيت الزيتون تتراجع مع بداية موسم الجني", "عزا التجار التراجع إلى وفرة المحصول وانخفاض كلفة العصر."),
    ("دولي", "قمة المناخ تنتهي باتفاق على صندوق للدول الساحلية الصغيرة",
     "يبلغ رأسمال الصندوق 12 مليار دولار على خمس سنوات، مع آلية مراجعة سنوية."),
    ("علوم", "فريق جامعي يطوّر لقاحًا ضدّ مرض يصيب أشجار النخيل", "أظهرت التجارب الأولى نجاحًا في ثمانٍ من كلّ عشر أشجار."),
    ("رياضة", "عدّاءة شابّة تحطّم الرقم الوطني في 1500 متر", ""),
    ("ثقافة", "مهرجان الخط العربي يفتتح دورته العاشرة بمعرض عن النقطة وموازينها",
     "يضمّ المعرض مئة وعشرين لوحة، ويعلّم زوّاره كيف تُقاس الحروف بالنقط."),
    ("مجتمع", "قطار ليلي جديد يربط الساحل بالجنوب ابتداء من أبريل", "الرحلة في تسع ساعات، وثمن التذكرة الأدنى 140 درهمًا."),
    ("دولي", "سفن الحبوب تعود إلى المرور من المضيق بعد توقف دام أسبوعين", ""),
    ("اقتصاد", "المصرف المركزي يثبّت سعر الفائدة للمرة الثالثة على التوالي", "توقّع أن يستقرّ التضخم دون 2,4% هذا العام."),
    ("علوم", "مرصد «الأطلس» يلتقط صورًا نادرة لمذنّب يقترب من الشمس", "يمكن رؤيته بالعين المجرّدة قبيل الفجر حتى نهاية الأسبوع."),
    ("رياضة", "المدرّب: «لم نأتِ للنزهة»… والفريق يستعدّ لمواجهة الديربي", ""),
    ("ثقافة", "رواية أولى لكاتبة من الواحات تصل إلى القائمة القصيرة", "تحكي الرواية سيرة بئر على لسان من حفروها."),
    ("مجتمع", "متطوّعون يرمّمون سور المدينة القديمة حجرًا حجرًا", "بدأ العمل قبل عامين بستة أشخاص، وصاروا اليوم مئتين."),
    ("دولي", "اتفاق على فتح معبر حدودي أمام الشاحنات سبعة أيام في الأسبوع", ""),
)  # fmt: skip

_FRENCH = (
    ("Société", "Le train de nuit relie enfin la côte aux oasis du Sud",
     "Neuf heures de trajet, cent quarante dirhams le billet : la ligne attendue depuis vingt ans ouvre en avril."),
    ("Économie", "L’huile d’olive recule avec une récolte abondante", "Les pressoirs tournent jour et nuit, et les prix suivent."),
    ("Culture", "Au festival de calligraphie, le point mesure toutes les lettres", "Une exposition raconte la نقطة et ses proportions."),
    ("Sport", "Étoile des Collines en finale après les tirs au but", ""),
    ("Société", "Barrage d’Aïn Ghazal : les pluies ramènent l’eau, et l’espoir", "Le taux de remplissage atteint 61 %."),
    ("Économie", "La banque centrale laisse son taux inchangé", ""),
)  # fmt: skip

_ENGLISH = (
    ("World", "Climate summit agrees on a fund for small coastal states", "Twelve billion dollars over five years, reviewed yearly."),
    ("Science", "University team tests a vaccine for ailing date palms", "Eight trees in ten recovered in the first trials."),
    ("Business", "Desalination contract goes to Aqua Nova", "The plant will serve three cities; half its power will be solar."),
    ("Culture", "A travelling library reaches forty mountain villages", "Two thousand books, two days in each village."),
    ("Sport", "Young runner breaks the national 1500 m record", ""),
    ("World", "Grain ships return to the strait after two weeks", ""),
)  # fmt: skip

_BODY_AR = (
    "أعلنت بلدية «وادي الزيتون» أمس عن خطة من ثلاث مراحل لإصلاح شبكة الماء، تبلغ كلفتها نحو 48 مليون درهم، وفق بيان لشركة Aqua Nova اطّلعت عليه الصحيفة. وقالت المهندسة المشرفة إنّ الأشغال تبدأ في الأحياء العليا، حيث ينقطع الماء ساعاتٍ كلّ يوم.",
    "وتشمل المرحلة الأولى تغيير أنابيب يعود بعضها إلى ستينيات القرن الماضي، وتركيب عدّادات ذكية من طراز WM-200 تكشف التسرّب قبل أن يتّسع. أمّا المرحلتان الثانية والثالثة فتمتدّان إلى سنة 2028.",
)
_LATIN = ("[CC BY 4.0]", "H2O", "OpenWater v2.1")


def _text(title: str, summary: str, language: str, place: int) -> tuple[Block, ...]:
    if language == "ar":
        return (
            Block(BlockKind.PARAGRAPH, summary or title, Direction.RTL, "ar"),
            *(Block(BlockKind.PARAGRAPH, text, Direction.RTL, "ar") for text in _BODY_AR),
            Block(BlockKind.HEADING, "ثلاث مراحل وسؤال", Direction.RTL, "ar", level=2),
            Block(BlockKind.ITEM, "الأحياء العليا: من مارس إلى يوليوز", Direction.RTL, "ar"),
            Block(BlockKind.ITEM, "وسط المدينة: من غشت إلى دجنبر", Direction.RTL, "ar"),
            Block(BlockKind.QUOTE, "«الماء لا ينتظر الاجتماعات»، تقول ساكنة في حيّ الصفصاف، وتشير إلى صفّ من القوارير أمام بابها.", Direction.RTL, "ar"),
            Block(BlockKind.PARAGRAPH, f"وتُنشر بيانات القياس على منصّة {_LATIN[place % 3]} برخصة مفتوحة، ويمكن لأيّ كان أن يتحقّق منها.", Direction.RTL, "ar"),
            Block(BlockKind.PARAGRAPH, "The full data set will be published in English as well.", Direction.LTR, "en"),
            Block(BlockKind.ROW, "المرحلة | الكلفة | الأجل", Direction.RTL, "ar"),
            Block(BlockKind.ROW, "الأولى | 18 مليون | 2026", Direction.RTL, "ar"),
            Block(BlockKind.PARAGRAPH, "وختم المجلس جلسته بعد منتصف الليل بقليل، على أن تُعرض التفاصيل في لقاء مفتوح مع السكان يوم السبت المقبل.", Direction.RTL, "ar"),
        )  # fmt: skip
    if language == "fr":
        told = (
            summary or title,
            "À l’aube, la gare était déjà pleine. On y entendait parler de prix, de retards, et d’un mot arabe, رحلة, que les enfants répétaient en riant.",
            "La mairie promet un bilan public au bout de six mois ; les associations, elles, demandent des chiffres chaque semaine.",
        )
    else:
        told = (summary or title, "Officials said the first results would be public within a month. The Arabic name of the programme, مشروع النخلة, means the palm project.", "Independent readers welcomed the openness and asked for the raw numbers, not only the averages.")  # fmt: skip
    return tuple(Block(BlockKind.PARAGRAPH, text, Direction.LTR, language) for text in told)


@cache
def picture(seed: int) -> tuple[str, dict[int, Thumbnail]]:
    """An invented landscape: sky, sun, hills. Its sha256 and thumbnails by width."""
    skies = ((238, 196, 140), (150, 186, 214), (58, 70, 110), (214, 130, 96), (190, 205, 190), (120, 150, 190))
    hills = ((92, 70, 58), (60, 88, 80), (30, 36, 62), (80, 40, 44), (70, 84, 60), (40, 62, 90))
    sky, hill = skies[seed % 6], hills[(seed * 5 + 1) % 6]
    canvas = Pillow.new("RGB", (960, 640), sky)
    draw = ImageDraw.Draw(canvas)
    for row in range(400):
        fade = row / 400
        draw.line([(0, row), (960, row)], fill=tuple(int(c + (255 - c) * fade * 0.55) for c in sky))
    x = 180 + seed * 137 % 600
    draw.ellipse((x, 120 + seed * 31 % 120, x + 110, 230 + seed * 31 % 120), fill=(255, 244, 214))
    for layer in range(4):
        base, shade = 330 + layer * 75, 0.55 + 0.15 * layer
        points = [
            (px, base - int(60 * abs(((px * (layer + 2) + seed * 97) % 640) / 320 - 1))) for px in range(0, 961, 40)
        ]
        fill = tuple(int(c * (1.5 - shade) if c * (1.5 - shade) < 255 else 255) for c in hill)
        draw.polygon([(0, 640), *points, (960, 640)], fill=fill)
    made = {}
    for width in (960, 480, 240):
        held = io.BytesIO()
        canvas.resize((width, width * 2 // 3), Pillow.Resampling.BILINEAR).save(held, "WEBP", quality=60, method=0)
        made[width] = Thumbnail(width, width * 2 // 3, held.getvalue())
    return hashlib.sha256(made[960].data).hexdigest(), made


def articles() -> tuple[list[StoredArticle], dict[str, dict[int, Thumbnail]]]:
    """All of them, with their pictures; numbers rise with time within a paper."""
    pictures: dict[str, dict[int, Thumbnail]] = {}
    made: list[tuple[str, Article, datetime, str]] = []
    plan = ((_ARABIC, "ar", SOURCES[:5], 3), (_FRENCH, "fr", SOURCES[5:7], 1), (_ENGLISH, "en", SOURCES[7:], 1))
    for told, language, papers, rounds in plan:
        for lap in range(rounds):
            for place, (section, title, summary) in enumerate(told):
                seed = lap * len(told) + place
                source = papers[(place + lap) % len(papers)]
                at = NOW - timedelta(minutes=7 + seed * 23 + lap * 400)
                sha256 = ""
                if place % 4 != 3:
                    sha256, thumbnails = picture(seed % 12)
                    pictures[sha256] = thumbnails
                shown = title if lap == 0 else f"{title} ({('', 'تفاصيل', 'متابعة')[lap]})"
                made.append(
                    (
                        source.id,
                        _article(source, shown, section, summary, language, at, place, bool(sha256)),
                        at,
                        sha256,
                    )
                )
    made.sort(key=lambda one: one[2])
    numbers: dict[str, int] = {}
    stored = []
    for source_id, article, at, sha256 in made:
        numbers[source_id] = numbers.get(source_id, 1000) + 1
        seen = at + timedelta(minutes=3)
        stored.append(StoredArticle(Permalink(source_id, numbers[source_id]), article, 1, seen, seen, picture=sha256))
    return stored, pictures


def _article(
    source: Source, title: str, section: str, summary: str, language: str, at: datetime, place: int, pictured: bool
) -> Article:
    authors = {"ar": ("سلمى بنت الوادي",), "fr": ("Inès Desdunes",), "en": ("Rowan Harbour",)}[language]
    return Article(
        source=source.id,
        url=f"{source.home}{section}/{place}-{zlib.crc32(title.encode()) % 997}.html",
        title=title,
        blocks=_text(title, summary, language, place),
        language=language,
        direction=Direction.RTL if language == "ar" else Direction.LTR,
        summary=summary,
        byline=authors[0],
        authors=authors if place % 3 else (),
        section=section,
        published=at,
        published_precision=Precision.MINUTE,
        modified=at + timedelta(hours=1) if place % 5 == 0 else None,
        image=Image("https://pictures.example/1.jpg", "منظر من أعالي المدينة عند الفجر" if language == "ar" else "", "صباح الوادي" if language == "ar" else "") if pictured else None,
        partial=place == 6,
    )  # fmt: skip

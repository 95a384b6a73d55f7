# ruff: noqa: E501 - tables are kept as they read
"""What lines of news pages say that is not the news: rights, terms, credits of pictures, the first words of furniture.

Tables for people to read and mend. A pattern takes long, so each comes with signs: one of them stands in all it matches.
"""

from __future__ import annotations


class Signs:
    """Texts without which a pattern cannot match; those in ASCII alone are asked of a line that is."""

    __slots__ = ("every", "in_ascii")

    def __init__(self, *signs: str) -> None:
        self.every = signs
        self.in_ascii = tuple(sign for sign in signs if sign.isascii())


def signed(low: str, signs: Signs) -> bool:
    """Whether a line in lower case holds one of the signs."""
    for sign in signs.in_ascii if low.isascii() else signs.every:  # noqa: SIM110 - any() costs twice as much
        if sign in low:
            return True
    return False


# What papers say of themselves, never of the news: rights, views, readers' rules. Anywhere in a text.
DISCLAIMER = (
    r"لا تعبر (?:بالضرورة )?عن (?:رأي|آراء|وجهة|موقف)|لا يتحمل الموقع|الحقوق محفوظة|تعبر عن رأي (?:كاتبها|صاحبها|أصحابها)|"
    r"n['’]engagent que (?:leurs?|son) auteur|droits réservés|reproduction interdite|"
    r"not necessarily (?:reflect|represent) the|all rights reserved|may not be (?:reproduced|published, broadcast)|"
    r"without (?:prior )?written permission|alle rechte vorbehalten|todos los derechos reservados"
)
DISCLAIMER_SIGNS = Signs(
    "لا تعبر", "لا يتحمل", "الحقوق", "تعبر عن", "engagent", "droits", "reproduction", "not necessarily", "all rights",
    "may not", "permission", "vorbehalten", "reservados",
)  # fmt: skip
# The same of the site's use; only at a text's end or in a short line, for news is written of such things too.
TERMS = (
    r"سياسة الخصوصية|شروط (?:ال)?استخدام|قواعد النشر|privacy policy|terms (?:of (?:use|service)|and conditions)|"
    r"politique de confidentialité|conditions d['’]utilisation|datenschutzerklärung|nutzungsbedingungen|"
    r"política de privacidad|newsletter|push[- ]?(?:nachricht|notification)|الإشعارات|النشرة البريدية|نشرتنا"
)
TERMS_SIGNS = Signs(
    "سياسة", "شروط", "قواعد", "privacy", "terms", "politique", "conditions", "datenschutz", "nutzungs", "política",
    "newsletter", "push", "الإشعارات", "النشرة", "نشرتنا",
)  # fmt: skip
# A line that credits a picture.
CREDIT = (
    r"^\s*(?:©|\(c\)\s)|©\s|\((?:foto|photo|bild|image|imagen|symbolbild|archivfoto|quelle|source|crédit|credit)s?\b[^)]{0,80}\)?\s*$|"
    r"\b(?:foto|fotos|photo|photos|bild|bildquelle|crédit photo|photo credit|image|imagen|zdjęcie|fot\.)\s?:\s|"
    r"\b(?:getty images|shutterstock|istock|picture[ -]alliance|imago|symbolbild|archivbild)\b|"
    r"(?:تصوير|عدسة|الصورة|صورة)\s?:|\((?:أرشيف|صورة|الأناضول|رويترز|أ ف ب|غيتي)\)\s*$"
)
CREDIT_SIGNS = Signs(
    "©", "(c)", "foto", "photo", "bild", "imag", "quelle", "source", "crédit", "credit", "zdjęcie", "fot.", "getty",
    "shutterstock", "istock", "picture", "تصوير", "عدسة", "صورة", "أرشيف", "الأناضول", "رويترز", "أ ف ب", "غيتي",
)  # fmt: skip

# The first words of lines that are furniture wherever they stand: short lines only. Folded to lower case.
LINE_BEGINNINGS = tuple(
    line.strip()
    for row in """
    اقرأ أيضا | اقرأ أيضاً | إقرأ أيضا | إقرأ أيضاً | اقرا ايضا | اقرأ المزيد | إقرأ المزيد | اقرأ كذلك | قد يهمك
    مواضيع ذات صلة | مواضيع متعلقة | مقالات ذات صلة | أخبار ذات صلة | اخبار ذات صلة | شاهد أيضا | شاهد ايضا
    شاهد أيضاً | طالع أيضا | المزيد من | تابعوا | تابعونا | تابعنا على | تابع أخبار | اشترك في | اشترك الآن
    انضم الآن | شارك هذا | شارك المقال | شارك الخبر | شاركها | للمزيد من | انقر هنا | اضغط هنا | جميع الحقوق محفوظة
    حقوق النشر | لن يتم نشر عنوان بريدك | اترك تعليقا | أضف تعليق | كلمات دلالية | الوسوم | وسوم:
    الكلمات المفتاحية | كلمات مفتاحية | رابط مختصر | الرابط المختصر | عدد المشاهدات | عدد القراءات | à lire aussi
    a lire aussi | lire aussi | lire également | à lire également | voir aussi | à voir aussi | lire la suite
    sur le même sujet | partager cet article | partager sur | suivez-nous | abonnez-vous | inscrivez-vous
    tous droits réservés | mots-clés | mots clés | publié par | cet article vous a plu | read more | read also
    also read | see also | read next | related: | related articles | related posts | related stories
    related topics | more from | more on this | you may also like | you might also like | recommended for you
    share this | share on | follow us | follow @ | subscribe to | subscribe now | sign up for | sign up to
    click here to | all rights reserved | copyright © | © 20 | tags: | filed under | posted in | categories:
    leave a comment | leave a reply | view comments | no comments | advertisement | continue reading
    story continues below | article continues below | photo: | image: | image credit | photo credit | getty images
    lesen sie auch | lesen sie mehr | mehr zum thema | auch interessant | zum thema | teilen | artikel teilen
    diesen artikel | schlagworte | schlagwörter | quelle: | foto: | bild: | lee también | lea también | leer más
    te puede interesar | compartir | leggi anche | leia também | leia mais | lees ook | läs också | les også
    læs også | zobacz też | czytaj też | czytaj także | baca juga | читайте также | lesen sie hier | lesen sie dazu
    lesen sie weiter | weiterlesen | weiterführende links | weitere artikel | weitere themen | weitere beiträge
    weitere informationen zum thema | mehr themen | mehr dazu | das könnte | das thema könnte | könnte sie auch
    verwandte | ähnliche | empfohlene | empfehlungen der redaktion | meistgelesen | beliebteste
    möchten sie den artikel | beitragsbild | abbildung | abb. | grafik: | titelbild | externer inhalt
    empfohlener externer inhalt | an dieser stelle finden sie | kommentare | kommentar schreiben | keine kommentare
    newsletter | jetzt abonnieren | folgen sie uns | publiziert: | veröffentlicht am | zuletzt aktualisiert
    aktualisiert am | stand: | nach oben | zurück zu | vorheriger beitrag | nächster beitrag | anzeige | werbung
    *werbung | image illustrative | photo d'illustration | illustration : | crédit photo | crédits photo | publicité
    suivez l'actualité | suivre l'actualité | recevez | retrouvez | à lire sur | pour aller plus loin
    sur le même thème | dans la même rubrique | articles similaires | articles liés | les plus lus | commentaires
    le puede interesar | puede interesarte | te puede interesar | también te puede | también puede leer | lea más
    lea además | lea aquí | mira también | mirá también | ver también | ver más | más noticias
    noticias relacionadas | temas relacionados | artículos relacionados | síguenos | suscríbete | únete a
    recibe las | leggi anche | potrebbe interessarti | veja também | saiba mais | assine | polecamy | podziel się
    zobacz także | więcej | reklama | lees meer | les mer | läs mer | ilgili haberler | if you enjoyed
    if you liked | did you enjoy | we want to hear | do you want to | get the latest | get our | join our
    join the conversation | download our | listen to this | watch: | watch now | see more | learn more
    find out more | related stories | related content | related news | most popular | most read | trending
    recommended | top stories | latest news | latest stories | what to read next | more stories | more news
    have a story | got a tip | have a tip | send us | contact us | report a | submit a | loading | please enable
    this article was | this story was | originally published | last updated | updated: | published:
    publication date | posted by | posted on | suggested citation | sponsored | تاريخ النشر | آخر تحديث
    نشر في | عدد الزيارات | طباعة | إرسال إلى صديق | للاشتراك | لمتابعة | حمل تطبيق | حمّل تطبيق | لا تنسى الاشتراك
    للتوصل بآخر | للتوصل بجديد | انضموا إلى | انضم إلى قنات | تابع صفحت | تابع قنات | اشتركوا في | اضغطوا هنا
    مواضيع مرتبطة | أخبار مرتبطة | مقالات مرتبطة | مواضيع مشابهة | روابط ذات صلة
    أخبار متعلقة | موضوعات متعلقة | موضوعات ذات صلة | ذات صلة | المزيد حول | إعلان | مشاركة | التعليقات | تعليقات
    """.strip().splitlines()
    for line in row.split("|")
)

# ruff: noqa: E501 - tables and pages are kept as they read
"""What classes, ids and lines say of themselves on news pages, in the words that themes and papers use.

Tables for people to read and mend. A class or id is cut into words at hyphens, underscores and capitals ("relatedPosts"
→ related, posts); a word here decides alone, a pair decides when both stand side by side.
"""

from __future__ import annotations

# Furniture: an element with such a word is not the article.
FURNITURE = frozenset(
    """
    share sharing sharer shares sharebar sharethis addthis addtoany social socials socialmedia sociallinks jiathis shr
    comment comments commentlist commentform commentaires commentaire kommentare kommentar disqus respond livefyre
    discussion
    related relatednews relatedposts relateds recommended recommend recommendation recommendations recommendeds recirc
    recirculation suggestions suggested similar outbrain taboola plista zergnet revcontent mgid ligatus popular trending
    mostread mostpopular readmore readnext upnext seealso alsoread verwandt teasers
    sidebar sidebars rightrail widget widgets widgetarea
    nav navi navbar navigation menu menus submenu breadcrumb breadcrumbs crumb crumbs pagination pager paging paginator
    footer foot colophon copyright copyrights impressum disclaimer
    newsletter newsletters subscribe subscription subscriptions signup login signin register registration
    ad ads adv advert adverts advertisement advertisements advertising advertorial adsense adsbygoogle adbox adblock
    adslot adcontainer banner banners sponsor sponsored sponsors promo promos promotion promotions promoted dfp
    werbung anzeige anzeigen publicite pub reklama
    cookie cookies consent gdpr cookiebar onetrust didomi usercentrics privacy cmp
    tags taglist tagcloud tagged keywords schlagworte
    byline dateline timestamp postmeta pubdate metadata bylines
    print toolbar tools toolbox rating ratings vote votes poll polls survey quiz
    modal popup overlay tooltip lightbox offscreen visuallyhidden sronly skiplink skip noprint
    search searchform searchbox vcard sabox saboxplugin bio ticker topbar masthead
    donate donation authorbox authorbio aboutauthor
    affiliate disclosure pushlayer appstores appstore
    carousel slideshow slider toc warning backtotop jumplink navbox catlinks editsection
    """.split()
)

# Of these, words that say of a link or a few words inside a sentence only what they do.
BEHAVIOUR = frozenset("popup overlay lightbox modal toc".split())

# Beginnings of words that say the same ("relatedlinks", "newsletterbox").
FURNITURE_BEGINNINGS = (
    "related",
    "breadcrumb",
    "newsletter",
    "advert",
    "recommend",
    "sharing",
    "sharebutton",
    "cookie",
)


MENUS = frozenset("nav navbar navigation menu menus submenu breadcrumb breadcrumbs pagination pager sitemap".split())

# What readers wrote below: furniture even where it is longer than the article.
COMMENTS = frozenset(
    """
    comment comments commentlist commentform commentaires commentaire kommentare kommentar disqus respond livefyre
    discussion comentarios comentario commenti reacties komentarze تعليقات التعليقات
    """.split()
)

# Pairs side by side ("post-meta", "entry-footer").
FURNITURE_PAIRS = frozenset(
    tuple(pair.split("-"))
    for pair in """
    post-meta entry-meta article-meta story-meta meta-data meta-info post-info article-info entry-info post-details
    entry-utility post-tags entry-tags article-tags tag-list tag-links tags-links cat-links post-categories entry-footer
    post-footer article-footer author-box author-bio author-info about-author author-description author-card
    post-author article-author entry-author author-name author-meta bio-box
    read-more more-news more-stories more-articles more-posts more-from see-also lire-aussi also-read read-also
    most-read most-popular most-viewed top-stories latest-news last-news latest-posts recent-posts recent-comments
    next-post prev-post previous-post post-navigation nav-links nav-next nav-previous next-prev post-nav
    sign-up log-in call-to cta-box cta-block back-top to-top screen-reader visually-hidden sr-only skip-link
    site-header site-footer page-header page-footer main-menu top-menu mobile-menu top-bar side-bar right-rail right-col
    right-column left-col left-column left-rail
    social-media social-links social-icons social-share share-buttons share-bar follow-us
    jp-relatedposts yarpp-related email-subscribe wp-polls view-count page-views views-count
    post-views print-only no-print no-display is-hidden d-none display-none article-sidebar
    table-contents lwptoc-header ez-toc
    """.split()
)

# Words of lines about the article: who, when, where filed. Only small elements are meant.
ABOUT = frozenset(
    """
    author authors auteur auteurs autor autoren autore writer date datum fecha time datetime published publish publishdate
    updated category categories kategorie rubrik rubrique readtime reading duration views counter postinfo meta infos
    details signature posted created timestamp
    """.split()
)
# What papers say of themselves, never of the news: rights, views, readers' rules. Anywhere in a text.
DISCLAIMER = (
    r"لا تعبر (?:بالضرورة )?عن (?:رأي|آراء|وجهة|موقف)|لا يتحمل الموقع|الحقوق محفوظة|تعبر عن رأي (?:كاتبها|صاحبها|أصحابها)|"
    r"n['’]engagent que (?:leurs?|son) auteur|droits réservés|reproduction interdite|"
    r"not necessarily (?:reflect|represent) the|all rights reserved|may not be (?:reproduced|published, broadcast)|"
    r"without (?:prior )?written permission|alle rechte vorbehalten|todos los derechos reservados"
)
# One of these stands in each of them: asking for them first costs a tenth.
DISCLAIMER_SIGNS = (
    "لا تعبر", "لا يتحمل", "الحقوق", "تعبر عن", "engagent", "droits", "reproduction", "not necessarily", "all rights",
    "may not", "permission", "vorbehalten", "reservados",
)  # fmt: skip
# The same of the site's use; only at a text's end or in a short line, for news is written of such things too.
TERMS = (
    r"سياسة الخصوصية|شروط (?:ال)?استخدام|قواعد النشر|privacy policy|terms (?:of (?:use|service)|and conditions)|"
    r"politique de confidentialité|conditions d['’]utilisation|datenschutzerklärung|nutzungsbedingungen|"
    r"política de privacidad|newsletter|push[- ]?(?:nachricht|notification)|الإشعارات|النشرة البريدية|نشرتنا"
)
TERMS_SIGNS = (
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

# One of these stands in each of them.
CREDIT_SIGNS = (
    "©", "(c)", "foto", "photo", "bild", "imag", "quelle", "source", "crédit", "credit", "zdjęcie", "fot.", "getty",
    "shutterstock", "istock", "picture", "تصوير", "عدسة", "صورة", "أرشيف", "الأناضول", "رويترز", "أ ف ب", "غيتي",
)  # fmt: skip
# Classes of posts from elsewhere set into a text.
EMBEDS = frozenset(
    """
    twitter-tweet twitter-video instagram-media tiktok-embed fb-post fb-video fb-xfbml reddit-card bluesky-embed
    telegram-post imgur-embed-pub mastodon-embed
    """.split()
)
# Hosts whose frames are posts or videos.
EMBED_HOSTS = (
    "youtube.com/embed", "youtube-nocookie.com/embed", "player.vimeo.com", "dailymotion.com/embed", "facebook.com/plugins",
    "platform.twitter.com/embed", "instagram.com/", "tiktok.com/embed", "t.me/", "soundcloud.com/player", "open.spotify.com",
)  # fmt: skip
# Words of a picture's caption or credit.
CAPTION = frozenset(
    """
    caption captions figcaption legende bildunterschrift bildtext bildbeschreibung imagetext imagedescription imgdesc
    didascalia pie photocredit imagecredit photographer mediacaption imagecaption imgcaption photocaption credit credits
    bildquelle copyrightinfo
    """.split()
)
# Words of the paragraph that stands between headline and text.
LEAD = frozenset(
    """
    lead lede leadin leadtext intro introduction standfirst chapo chapeau abstract subtitle subheadline subhead
    subheading dek deck kicker summary excerpt teaser vorspann anriss einleitung ingress entradilla bajada sommario
    occhiello sapo
    """.split()
)

# Words that say "this is the text". They win over weak furniture words in the same class or id.
CONTENT = frozenset(
    """
    articlebody articletext articlecontent articlecopy storybody storytext storycontent storycopy postcontent posttext
    postbody entrycontent newsbody newstext newscontent maincontent bodytext bodycopy fulltext pagecontent blogpost
    articolo artikel artikeltext richtext wysiwyg prose contenu texte corps haber
    """.split()
)
CONTENT_PAIRS = frozenset(
    tuple(pair.split("-"))
    for pair in """
    article-body article-content article-text article-copy article-main article-detail article-details article-wrap
    story-body story-content story-text story-copy
    post-content post-body post-text post-entry entry-content entry-body entry-text news-body news-content news-text
    news-detail news-details single-content content-body content-text content-article content-main main-content
    body-content body-text body-copy rich-text text-content page-content blog-content blog-post blog-entry
    field-body name-body td-post paragraph-text detail-content details-content node-content content-entry
    td-content text-body text-formatted article-paragraphs post-article article-container
    """.split()
)

# The first words of lines that are furniture wherever they stand: short lines only. Folded to lower case.
LINE_BEGINNINGS = tuple(
    line.strip()
    for line in """
    اقرأ أيضا
    اقرأ أيضاً
    إقرأ أيضا
    إقرأ أيضاً
    اقرا ايضا
    اقرأ المزيد
    إقرأ المزيد
    اقرأ كذلك
    قد يهمك
    مواضيع ذات صلة
    مواضيع متعلقة
    مقالات ذات صلة
    أخبار ذات صلة
    اخبار ذات صلة
    شاهد أيضا
    شاهد ايضا
    شاهد أيضاً
    طالع أيضا
    المزيد من
    تابعوا
    تابعونا
    تابعنا على
    تابع أخبار
    اشترك في
    اشترك الآن
    انضم الآن
    شارك هذا
    شارك المقال
    شارك الخبر
    شاركها
    للمزيد من
    انقر هنا
    اضغط هنا
    جميع الحقوق محفوظة
    حقوق النشر
    لن يتم نشر عنوان بريدك
    اترك تعليقا
    أضف تعليق
    كلمات دلالية
    الوسوم
    وسوم:
    الكلمات المفتاحية
    كلمات مفتاحية
    رابط مختصر
    الرابط المختصر
    عدد المشاهدات
    عدد القراءات
    à lire aussi
    a lire aussi
    lire aussi
    lire également
    à lire également
    voir aussi
    à voir aussi
    lire la suite
    sur le même sujet
    partager cet article
    partager sur
    suivez-nous
    abonnez-vous
    inscrivez-vous
    tous droits réservés
    mots-clés
    mots clés
    publié par
    cet article vous a plu
    read more
    read also
    also read
    see also
    read next
    related:
    related articles
    related posts
    related stories
    related topics
    more from
    more on this
    you may also like
    you might also like
    recommended for you
    share this
    share on
    follow us
    follow @
    subscribe to
    subscribe now
    sign up for
    sign up to
    click here to
    all rights reserved
    copyright ©
    © 20
    tags:
    filed under
    posted in
    categories:
    leave a comment
    leave a reply
    view comments
    no comments
    advertisement
    continue reading
    story continues below
    article continues below
    photo:
    image:
    image credit
    photo credit
    getty images
    lesen sie auch
    lesen sie mehr
    mehr zum thema
    auch interessant
    zum thema
    teilen
    artikel teilen
    diesen artikel
    schlagworte
    schlagwörter
    quelle:
    foto:
    bild:
    lee también
    lea también
    leer más
    te puede interesar
    compartir
    leggi anche
    leia também
    leia mais
    lees ook
    läs också
    les også
    læs også
    zobacz też
    czytaj też
    czytaj także
    baca juga
    читайте также
    lesen sie hier
    lesen sie dazu
    lesen sie weiter
    weiterlesen
    weiterführende links
    weitere artikel
    weitere themen
    weitere beiträge
    weitere informationen zum thema
    mehr themen
    mehr dazu
    das könnte
    das thema könnte
    könnte sie auch
    verwandte
    ähnliche
    empfohlene
    empfehlungen der redaktion
    meistgelesen
    beliebteste
    möchten sie den artikel
    beitragsbild
    abbildung
    abb.
    grafik:
    titelbild
    externer inhalt
    empfohlener externer inhalt
    an dieser stelle finden sie
    kommentare
    kommentar schreiben
    keine kommentare
    newsletter
    jetzt abonnieren
    folgen sie uns
    publiziert:
    veröffentlicht am
    zuletzt aktualisiert
    aktualisiert am
    stand:
    nach oben
    zurück zu
    vorheriger beitrag
    nächster beitrag
    anzeige
    werbung
    *werbung
    image illustrative
    photo d'illustration
    illustration :
    crédit photo
    crédits photo
    publicité
    suivez l'actualité
    suivre l'actualité
    recevez
    retrouvez
    à lire sur
    pour aller plus loin
    sur le même thème
    dans la même rubrique
    articles similaires
    articles liés
    les plus lus
    commentaires
    le puede interesar
    puede interesarte
    te puede interesar
    también te puede
    también puede leer
    lea más
    lea además
    lea aquí
    mira también
    mirá también
    ver también
    ver más
    más noticias
    noticias relacionadas
    temas relacionados
    artículos relacionados
    síguenos
    suscríbete
    únete a
    recibe las
    leggi anche
    potrebbe interessarti
    veja também
    saiba mais
    assine
    polecamy
    podziel się
    zobacz także
    więcej
    reklama
    lees meer
    les mer
    läs mer
    ilgili haberler
    if you enjoyed
    if you liked
    did you enjoy
    we want to hear
    do you want to
    get the latest
    get our
    join our
    join the conversation
    download our
    listen to this
    watch:
    watch now
    see more
    learn more
    find out more
    related stories
    related content
    related news
    most popular
    most read
    trending
    recommended
    top stories
    latest news
    latest stories
    what to read next
    more stories
    more news
    have a story
    got a tip
    have a tip
    send us
    contact us
    report a
    submit a
    loading
    please enable
    this article was
    this story was
    originally published
    last updated
    updated:
    published:
    publication date
    posted by
    posted on
    suggested citation
    sponsored
    المصدر:
    تاريخ النشر
    آخر تحديث
    نشر في
    عدد الزيارات
    طباعة
    إرسال إلى صديق
    للاشتراك
    لمتابعة
    حمل تطبيق
    حمّل تطبيق
    لا تنسى الاشتراك
    أخبار متعلقة
    موضوعات متعلقة
    موضوعات ذات صلة
    ذات صلة
    المزيد حول
    إعلان
    مشاركة
    التعليقات
    تعليقات
    """.strip().splitlines()
    if line.strip()
)


def signed(low: str, signs: tuple[str, ...]) -> bool:
    """Whether a line in lower case holds one of the signs without which a pattern cannot match."""
    for sign in signs:  # noqa: SIM110 - any() costs twice as much, and this is asked of every line
        if sign in low:
            return True
    return False

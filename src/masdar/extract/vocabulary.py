# ruff: noqa: E501 - tables and pages are kept as they read
"""What classes and ids say of themselves on news pages, in the words that themes and papers use.

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

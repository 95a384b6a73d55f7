"""Signals and what follows from them. No state that accuses (missing, parked, taken over, gone) rests on one signal
alone; where the signals do not suffice the state stays what it was and the page is looked at again.

The states of dead links follow what link-rot studies tell apart: soft 404s (Bar-Yossef et al., "Sic transit gloria
telae", WWW 2004) and content drift (Jones et al., "Scholarly Context Adrift", PLOS ONE 2016).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from masdar import urls
from masdar.language.fold import fold
from masdar.model import Article, Link, LinkState
from masdar.vitality.pages import PageSigns, words_of


class Signal(StrEnum):
    """Evidence of what became of a page. Words for people live in `web/messages/`."""

    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    NO_ANSWER = "no_answer"  # no name, no connection, again and again
    HOME_SILENT = "home_silent"  # nor does the home page answer
    TO_THE_FRONT = "to_the_front"  # the address now leads to a front page
    OTHER_HOST = "other_host"
    SAYS_NOT_FOUND = "says_not_found"
    TITLE_LOST = "title_lost"
    TEXT_LOST = "text_lost"
    EMPTIED = "emptied"
    OTHER_LANGUAGE = "other_language"
    PARKING_MARKS = "parking_marks"
    OTHER_TRADE = "other_trade"  # gambling, loans, pills: what bought domains sell
    NEW_TEMPLATE = "new_template"
    NAME_LOST = "name_lost"  # the paper's name stands nowhere on the page
    SAME_ANSWER = "same_answer"  # other addresses get the very same page


@dataclass(frozen=True, slots=True)
class Finding:
    """`state` None: the signals do not suffice."""

    state: LinkState | None
    signals: tuple[Signal, ...] = ()
    target: str = ""

    def link(self, before: Link, at: datetime) -> Link | None:
        """The link's new record; `since` stays while the state does."""
        if self.state is None:
            return None
        since = before.since if before.state is self.state and before.since else at
        named = tuple(signal.value for signal in self.signals)
        return Link(self.state, since, named, self.target)


MISSES = 5  # askings in vain, weeks apart at last, after which a page may be called gone
ENOUGH_KEPT = 0.3  # of an article's word pairs on the page: it is still there, however much was rewritten
_NOT_FOUND = re.compile(
    "(?:page|article|content|story|url) (?:you requested |you are looking for )?(?:was |is |could |can)?(?:not|n't) "
    "?(?:be )?found|no longer (?:available|exists)|does ?n.t exist|error 404|404 (?:error|not found)|not found"
    "|page introuvable|introuvable|n.existe (?:pas|plus)|n.est plus disponible|page non trouvee|erreur 404"
    "|غير موجود|لم يتم العثور|الصفحه المطلوبه|لا توجد صفحه|لا يمكن العثور|عذرا.{0,30}(?:الصفحه|المقال|الرابط)"
    "|خطا 404|(?:الصفحه|المقال|الخبر|المحتوي) (?:غير متوفر|لم يعد)|تم حذف (?:المقال|الصفحه|الخبر)|\\b404\\b",
)
_PARKING = re.compile(
    "sedoparking|parkingcrew|bodis\\.com|hugedomains|dan\\.com|afternic|above\\.com|parklogic|domainmarket"
    "|cashparking|parked-content|domain (?:name )?(?:is|may be|could be|might be) (?:available )?for sale"
    "|buy this domain|this domain (?:is|may be|has been) (?:for sale|parked|registered|expired|available)"
    "|domaine (?:est )?a vendre|ce domaine est|النطاق (?:معروض )?للبيع|هذا النطاق|related searches",
)
_TRADE = re.compile(
    "\\b(?:casino|slots?|roulette|poker|betting|bookmaker|jackpot|free spins|payday|viagra|cialis|escorts?|porn|xxx"
    "|judi|togel|gacor|sbobet|betway|1xbet|crypto bonus|forex|cbd)\\b|كازينو|مراهنات|قمار|روليت|فياجرا",
)
_TRADE_SOME = 3


def finding(
    page: PageSigns, final_url: str, ours: Article, *, paper: str = "", before: frozenset[str] = frozenset()
) -> Finding:
    """What an answered page tells of the article that stood there. `paper` is the source's name, `before` the class
    names of the page as it was when the article was read."""
    kept_title, kept_text = _title_kept(page, ours), text_kept(page, ours)
    if kept_text >= ENOUGH_KEPT:
        return _answering(final_url, ours)
    signals = _signals(page, final_url, ours, (paper, before))
    found = set(signals)
    if kept_title and not found & {Signal.SAYS_NOT_FOUND, Signal.PARKING_MARKS, Signal.OTHER_TRADE}:
        return _with_title(page, final_url, ours, signals)
    if not kept_title:
        signals = (Signal.TITLE_LOST, *signals)
    signals = (Signal.TEXT_LOST, *signals)
    return Finding(_accused(set(signals)), signals)


def _answering(final_url: str, ours: Article) -> Finding:
    if urls.key(final_url) == urls.key(ours.url):
        return Finding(LinkState.ANSWERING)
    return Finding(LinkState.MOVED, (Signal.OTHER_HOST,) if _elsewhere(final_url, ours.url) else (), final_url)


def _with_title(page: PageSigns, final_url: str, ours: Article, signals: tuple[Signal, ...]) -> Finding:
    """The title still stands: rewritten where there is text, emptied where there is next to none."""
    if _to_the_front(final_url, ours.url):
        return Finding(None, signals)
    own = set(words_of(ours.text))
    if len(own) > 30 and len(page.words) < max(20, len(own) // 4) and text_kept(page, ours) < 0.05:
        return Finding(LinkState.WITHDRAWN, (Signal.EMPTIED, Signal.TEXT_LOST))
    return _answering(final_url, ours)


def _accused(found: set[Signal]) -> LinkState | None:
    """Title and text are both lost: what else speaks?"""
    if Signal.TITLE_LOST not in found and Signal.SAYS_NOT_FOUND not in found:
        return None
    strange = found & {Signal.OTHER_TRADE, Signal.OTHER_LANGUAGE, Signal.NEW_TEMPLATE, Signal.NAME_LOST}
    if Signal.OTHER_TRADE in found and len(strange) >= 2:
        return LinkState.TAKEN_OVER
    if Signal.PARKING_MARKS in found and strange - {Signal.OTHER_TRADE}:
        return LinkState.PARKED
    if Signal.SAYS_NOT_FOUND in found:
        return LinkState.MISSING
    if len(strange) >= 3:
        return LinkState.TAKEN_OVER
    return LinkState.MISSING if Signal.TO_THE_FRONT in found else None


def _signals(page: PageSigns, final_url: str, ours: Article, known: tuple[str, frozenset[str]]) -> tuple[Signal, ...]:
    paper, before = known
    folded = fold(page.text[:20_000])
    head = fold(f"{page.title} {page.heading}")
    trade = set(_TRADE.findall(folded[:20_000]))
    own_trade = set(_TRADE.findall(fold(ours.text)))
    says = _NOT_FOUND.search(head) or (len(page.words) < 120 and _NOT_FOUND.search(folded))
    language = ours.language.split("-")[0]
    tests = (
        (Signal.TO_THE_FRONT, _to_the_front(final_url, ours.url)),
        (Signal.OTHER_HOST, _elsewhere(final_url, ours.url)),
        (Signal.SAYS_NOT_FOUND, says),
        (Signal.PARKING_MARKS, _PARKING.search(folded) or _PARKING.search(page.markup)),
        (Signal.OTHER_TRADE, len(trade - own_trade) >= _TRADE_SOME),
        (Signal.OTHER_LANGUAGE, language and page.language and page.language != language and len(page.words) > 8),
        (Signal.NEW_TEMPLATE, len(before) >= 4 and len(before & page.classes) < len(before) / 10),
        (Signal.NAME_LOST, paper and not set(words_of(paper)) <= set(page.words) | set(words_of(page.title))),
    )
    return tuple(signal for signal, holds in tests if holds)


def _title_kept(page: PageSigns, ours: Article) -> bool:
    wanted = set(words_of(ours.title))
    if not wanted:
        return False
    standing = set(words_of(page.title)) | set(words_of(page.heading))
    return len(wanted & standing) >= 0.7 * len(wanted)


def text_kept(page: PageSigns, ours: Article) -> float:
    """The share of the article's neighbouring word pairs that stand on the page; those of its title tell nothing, since
    an emptied page still has it."""
    own = words_of(ours.text[:20_000])
    pairs = set(itertools.pairwise(own)) - set(itertools.pairwise(words_of(ours.title)))
    if not pairs:
        return 0.0
    return len(pairs & set(zip(page.words, page.words[1:], strict=False))) / len(pairs)


def _to_the_front(final_url: str, url: str) -> bool:
    return (
        urlsplit(final_url).path.strip("/") in ("", "index.html", "ar", "fr", "en")
        and bool(urlsplit(url).path.strip("/") or urlsplit(url).query)
        and urls.key(final_url) != urls.key(url)
    )


def _elsewhere(final_url: str, url: str) -> bool:
    return urls.host(final_url).removeprefix("www.") != urls.host(url).removeprefix("www.")


def answered(status_gone: bool) -> Finding:
    """A 404 or 410: the server itself says that the page is not there, which is the paper's own word."""
    return Finding(LinkState.WITHDRAWN, (Signal.GONE if status_gone else Signal.NOT_FOUND,))


def unanswered(misses: int, *, home_silent: bool) -> Finding:
    """Nobody answered, `misses` times in a row over weeks, nor did the home page: then it is gone."""
    if misses >= MISSES and home_silent:
        return Finding(LinkState.GONE, (Signal.NO_ANSWER, Signal.HOME_SILENT))
    return Finding(None, (Signal.NO_ANSWER,))


def host_finding(findings: Sequence[Finding]) -> Finding:
    """What a sample of a host's pages tells of the host: most must agree, two at least where there are two."""
    told = [one for one in findings if one.state is not None]
    for state in (LinkState.TAKEN_OVER, LinkState.PARKED, LinkState.GONE):
        agreeing = [one for one in told if one.state is state]
        bad = [one for one in told if one.state in (LinkState.TAKEN_OVER, LinkState.PARKED, LinkState.GONE)]
        if (
            agreeing
            and len(bad) * 2 > len(findings)
            and len(bad) >= min(2, len(findings))
            and len(agreeing) * 2 >= len(bad)
        ):
            signals = dict.fromkeys(signal for one in agreeing for signal in one.signals)
            return Finding(state, tuple(signals))
    if any(one.state in (LinkState.ANSWERING, LinkState.MOVED) for one in told):
        return Finding(LinkState.ANSWERING)
    if told and all(one.state in (LinkState.WITHDRAWN, LinkState.MISSING) for one in told):
        return Finding(LinkState.ANSWERING, tuple(dict.fromkeys(s for one in told for s in one.signals)))
    return Finding(None)

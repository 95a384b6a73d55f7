"""Who prints what, when, and out of whose words: the agency first, then the papers.

For each event the agency sends a dispatch; some papers tell it in their own words, some reprint the dispatch with small
edits, some mix the two. What came of the event follows hours later. Everything is drawn from the seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from masdar.press.invented.edits import headline, in_spelling, reprint
from masdar.press.invented.pieces import Paragraph, Picture, Piece
from masdar.press.invented.prose import Event, Telling, Title

AGENCY = "shiraa"
ANALYSTS = "sanunu"
_PAST = timedelta(hours=72)
_LIVE_SHARE = 0.16  # of the events happen while the press is watched
_WITHDRAWN_AFTER = timedelta(seconds=60)  # counted from the opening of the press
_LIVE_GAP = (5, 16)  # seconds between two live pieces
_CREDIT = {
    "ar": ("(شراع)", "المصدر: شراع", "وكالة شراع للأنباء"),
    "fr": ("(Chiraa)", "avec Chiraa"),
    "en": ("(Shiraa)", "Shiraa"),
}
_KICKERS = ("تحليل إخباري", "قراءة في الحدث", "خلفيات")


@dataclass(frozen=True, slots=True)
class Draft:
    """A piece before its paper has numbered and spelt it. `after` is seconds since the event's dispatch; `key` names it
    among the drafts, so that others can take words from it."""

    key: str
    paper: str
    event: Event
    title: str
    language: str
    paragraphs: tuple[Paragraph, ...]
    after: float
    byline: str = ""
    credited: bool = False
    follows: bool = False
    corrected: tuple[Paragraph, ...] = ()
    picture: bool = True
    withdrawn: bool = False


@dataclass(slots=True)
class _Desk:
    """The state of handing out one event."""

    event: Event
    rng: Random
    titles: dict[str, Title]
    drafts: list[Draft] = field(default_factory=list)

    def add(self, draft: Draft) -> str:
        self.drafts.append(draft)
        return draft.key

    def free(self, language: str) -> list[Title]:
        """Papers of a language that care for the section and have not printed the event, shuffled."""
        busy = {draft.paper for draft in self.drafts}
        found = [
            title
            for title in self.titles.values()
            if title.kind != "agency" and title.language == language and title.id not in busy
            if self.event.section in title.sections and "parked" not in title.habits
        ]
        self.rng.shuffle(found)
        return found

    def person(self, title: Title) -> str:
        return self.rng.choice(title.people) if title.people and self.rng.random() < 0.8 else ""


def _filled(event: Event, rng: Random) -> Event:
    """The event with its numbers drawn, the same in every telling."""
    drawn = {f"{{{name}}}": str(rng.randint(low, high)) for name, (low, high) in event.numbers.items()}

    def fill(words: str) -> str:
        for mark, number in drawn.items():
            words = words.replace(mark, number)
        return words

    def told(telling: Telling | None) -> Telling | None:
        return telling and Telling(fill(telling.title), tuple(map(fill, telling.paragraphs)))

    return replace(
        event,
        heads=tuple(map(fill, event.heads)),
        wire=tuple(map(fill, event.wire)),
        own=tuple(tuple(map(fill, block)) for block in event.own),
        later=told(event.later),
        analysis=told(event.analysis),
        french=told(event.french),
        english=told(event.english),
    )


def _own(words: tuple[str, ...]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text) for text in words)


def _taken(words: tuple[str, ...], key: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text, key) for text in words)


def _dispatch(desk: _Desk) -> str:
    event = desk.event
    corrected: tuple[Paragraph, ...] = ()
    if event.fix:
        wrong, right = event.fix
        note = Paragraph(f"(تصحيح: ورد في نسخة سابقة من هذا الخبر «{wrong}»، والصواب «{right}»)")
        corrected = (*_own(tuple(text.replace(wrong, right) for text in event.wire)), note)
    return desk.add(
        Draft(f"{event.id}:wire", AGENCY, event, event.heads[0], "ar", _own(event.wire), 0, "شراع", corrected=corrected)
    )


def _own_tellings(desk: _Desk, wire: str) -> None:
    event, rng = desk.event, desk.rng
    for number, words in enumerate(event.own):
        papers = desk.free("ar")
        if not papers:
            return
        paragraphs = _own(words)
        if len(event.wire) > 3 and rng.random() < 0.3:
            # Own words in front, the agency's background behind them.
            paragraphs += _taken(event.wire[-1:], wire)
        title = event.heads[(number + 1) % len(event.heads)]
        after = rng.uniform(-1200, 5400)
        key = f"{event.id}:own{number}"
        desk.add(Draft(key, papers[0].id, event, title, "ar", paragraphs, max(after, 60), desk.person(papers[0])))


def _reprints(desk: _Desk, wire: str, many: int) -> None:
    event, rng = desk.event, desk.rng
    for number, paper in enumerate(desk.free("ar")[:many]):
        credited = rng.random() < 0.55
        paragraphs = reprint(_taken(event.wire, wire), rng, "ar")
        byline = rng.choice(_CREDIT["ar"]) if credited else rng.choice(("", "متابعة", desk.person(paper)))
        title = event.heads[(number + 2) % len(event.heads)]
        after = rng.uniform(300, 14000)
        desk.add(
            Draft(f"{event.id}:re{number}", paper.id, event, title, "ar", paragraphs, after, byline, credited=credited)
        )


def _analysis(desk: _Desk, wire: str) -> None:
    """The analysts' piece, and a paper that prints report and analysis as one, the second under a kicker."""
    event, rng = desk.event, desk.rng
    if event.analysis is None:
        return
    told = event.analysis
    source = desk.add(
        Draft(
            f"{event.id}:analysis",
            ANALYSTS,
            event,
            told.title,
            "ar",
            _own(told.paragraphs),
            7200,
            "سنونو",
            follows=True,
        )
    )
    papers = desk.free("ar")
    if papers:
        kicker = Paragraph(rng.choice(_KICKERS), kind="kicker")
        head = Paragraph(told.title, kind="head")
        joined = (*_taken(event.wire, wire), kicker, head, *_taken(told.paragraphs, source))
        title = event.heads[-1]
        desk.add(Draft(f"{event.id}:joined", papers[0].id, event, title, "ar", joined, 10800, "", credited=False))


def _later(desk: _Desk) -> None:
    event, rng = desk.event, desk.rng
    if event.later is None:
        return
    told = event.later
    key = desk.add(
        Draft(f"{event.id}:later", AGENCY, event, told.title, "ar", _own(told.paragraphs), 21600, "شراع", follows=True)
    )
    papers = [title for title in desk.titles.values() if title.language == "ar" and title.kind != "agency"]
    papers = [title for title in papers if event.section in title.sections and "parked" not in title.habits]
    for number, paper in enumerate(rng.sample(papers, min(2, len(papers)))):
        words = reprint(_taken(told.paragraphs, key), rng, "ar")
        desk.add(
            Draft(f"{event.id}:later{number}", paper.id, event, told.title, "ar", words, 21600 + rng.uniform(600, 9000),
                  rng.choice(("", *_CREDIT["ar"])), follows=True)
        )  # fmt: skip


def _abroad(desk: _Desk, telling: Telling | None, language: str) -> None:
    """French and English: the agency's dispatch and its reprints, or a paper's own telling."""
    if telling is None:
        return
    event, rng = desk.event, desk.rng
    papers = desk.free(language)
    origin = ""
    if rng.random() < 0.6:
        origin = desk.add(
            Draft(f"{event.id}:{language}", AGENCY, event, telling.title, language, _own(telling.paragraphs), 1500)
        )
    for number, paper in enumerate(papers[: 2 if origin else 1]):
        words = reprint(_taken(telling.paragraphs, origin), rng, language) if origin else _own(telling.paragraphs)
        byline = rng.choice(_CREDIT[language]) if origin and rng.random() < 0.6 else desk.person(paper)
        desk.add(
            Draft(f"{event.id}:{language}{number}", paper.id, event, telling.title, language, words,
                  rng.uniform(2400, 9000), byline, credited=byline in _CREDIT[language])
        )  # fmt: skip


def _drafts(event: Event, titles: dict[str, Title], rng: Random) -> list[Draft]:
    desk = _Desk(_filled(event, rng), rng, titles)
    wire = _dispatch(desk)
    _analysis(desk, wire)
    _own_tellings(desk, wire)
    _reprints(desk, wire, rng.choice((2, 3, 3, 4)))
    _abroad(desk, desk.event.french, "fr")
    _abroad(desk, desk.event.english, "en")
    _later(desk)
    return desk.drafts


def _withdrawing(timed: list[tuple[datetime, Draft]]) -> list[tuple[datetime, Draft]]:
    """The newest piece of each of two papers will be taken back."""
    left = {"nawras", "harbour-gazette"}
    made = []
    for at, draft in reversed(timed):
        taken_back = draft.paper in left
        left.discard(draft.paper)
        made.append((at, replace(draft, withdrawn=True) if taken_back else draft))
    return made[::-1]


def _live_times(waiting: list[tuple[float, Draft]], start: datetime, rng: Random) -> list[tuple[datetime, Draft]]:
    """The pieces still to come: one every few seconds, in the order of their times (seconds after the opening)."""
    made, at = [], start
    for _, draft in sorted(waiting, key=lambda pair: (pair[0], pair[1].key)):
        at += timedelta(seconds=rng.randint(*_LIVE_GAP))
        made.append((at, draft))
    return made


def pieces(events: tuple[Event, ...], titles: tuple[Title, ...], seed: int, start: datetime) -> list[Piece]:
    """Every piece of the press, oldest first."""
    by_id = {title.id: title for title in titles}
    rng = Random(seed)
    order = list(events)
    rng.shuffle(order)
    told = [_drafts(event, by_id, Random(f"{seed}:{event.id}")) for event in order]
    past = len(told) - round(len(told) * _LIVE_SHARE)
    timed: list[tuple[datetime, Draft]] = []
    waiting = [(place * 900 + draft.after, draft) for place, drafts in enumerate(told[past:]) for draft in drafts]
    for number, drafts in enumerate(told[:past]):
        begun = start - _PAST * (1 - number / max(past, 1)) + timedelta(seconds=rng.randrange(1200))
        for draft in drafts:
            at = begun + timedelta(seconds=draft.after)
            if at < start:
                timed.append((at, draft))
            else:
                waiting.append(((at - start).total_seconds(), draft))
    timed.sort(key=lambda pair: (pair[0], pair[1].key))
    timed = _withdrawing(timed) + _live_times(waiting, start, rng)
    timed.sort(key=lambda pair: (pair[0], pair[1].key))
    return _printed(timed, by_id, rng, start)


def _printed(
    timed: list[tuple[datetime, Draft]], titles: dict[str, Title], rng: Random, start: datetime
) -> list[Piece]:
    numbers: dict[str, int] = {title: 100 + rng.randrange(900) for title in titles}
    ids: dict[str, str] = {}
    placed: list[tuple[datetime, Draft, int]] = []
    for at, draft in timed:
        numbers[draft.paper] += rng.choice((1, 1, 2, 3))
        ids[draft.key] = f"{draft.paper}/{numbers[draft.paper]}"
        placed.append((at.replace(microsecond=0), draft, numbers[draft.paper]))
    return [_piece(at, draft, number, (titles[draft.paper], ids, rng, start)) for at, draft, number in placed]


def _piece(at: datetime, draft: Draft, number: int, room: tuple[Title, dict[str, str], Random, datetime]) -> Piece:
    title, ids, rng, start = room
    event = draft.event

    def finished(words: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        return tuple(
            in_spelling(replace(paragraph, origin=ids[paragraph.origin] if paragraph.origin else ""), title)
            for paragraph in words
        )

    changed_at = None
    if draft.corrected:
        changed_at = at + (timedelta(hours=1) if at < start else timedelta(seconds=90))
    caption = event.caption if draft.language == "ar" else ""
    return Piece(
        paper=draft.paper,
        number=number,
        event=event.id,
        title=headline(draft.title, title, rng),
        section=event.section,
        language=draft.language,
        published=at,
        paragraphs=finished(draft.paragraphs),
        byline=draft.byline,
        credited=draft.credited,
        follows=draft.follows,
        picture=Picture(event.scene, sum(map(ord, event.id)), caption) if rng.random() < 0.85 else None,
        corrected=finished(draft.corrected),
        changed_at=changed_at,
        withdrawn_at=start + _WITHDRAWN_AFTER if draft.withdrawn else None,
    )

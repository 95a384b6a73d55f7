"""What a paper, or all of them, print again and again is no passage; what goes round is one, however widely."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from masdar.model import Permalink
from masdar.reuse import Detector
from tests.reuse.making import Writer

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def print_daily(detector: Detector, writer: Writer, words: str, days: int, a_day: int = 1, every: int = 1) -> None:
    """Puts the same words under other ones, some articles a day."""
    for nth in range(days * a_day):
        at = NOON + timedelta(days=nth // a_day * every, minutes=nth % a_day)
        detector.add(Permalink("paper", nth + 1), f"{writer.text(40)}\n{words}", at)


def test_a_footer_under_every_article_is_known_though_its_first_days_held_more_than_are_kept() -> None:
    writer = Writer(1)
    footer = writer.text(22)
    detector = Detector()
    print_daily(detector, writer, footer, days=32, a_day=20)
    assert detector.ask(f"{writer.text(30)} {footer}") == []


def test_it_is_known_after_a_restart(tmp_path: Path) -> None:
    writer = Writer(2)
    footer, report = writer.text(30), writer.text(30)
    detector = Detector(tmp_path)
    print_daily(detector, writer, footer, days=40, a_day=4)
    detector.add(Permalink("other", 1), report, NOON)
    detector.keep(7)
    detector.close()
    again = Detector(tmp_path)
    assert again.ask(f"{writer.text(30)} {footer}") == []
    assert [match.other for match in again.ask(f"{writer.text(30)} {report} {footer}")] == [Permalink("other", 1)]


def test_a_title_is_known_sooner_than_a_sentence_that_is_said_as_often() -> None:
    writer = Writer(3)
    title, background = writer.text(11), writer.text(25)
    detector = Detector()
    print_daily(detector, writer, f"{title} {writer.text(1)}\n{background}", days=7, every=3)
    assert detector.ask(f"{writer.text(20)} {title} {writer.text(20)}") == []
    assert len(detector.ask(f"{writer.text(20)} {background} {writer.text(20)}")) == 7


def test_a_report_that_forty_papers_print_in_two_days_is_no_formula() -> None:
    writer = Writer(4)
    report = writer.text(20)
    detector = Detector()
    for paper in range(40):
        text = f"{writer.text(30)} {report} {writer.text(30)}"
        detector.add(Permalink(f"paper-{paper}", 1), text, NOON + timedelta(hours=paper))
    assert len(detector.ask(f"{writer.text(20)} {report} {writer.text(20)}")) >= 30


def test_news_that_holds_a_formula_is_a_passage_with_it() -> None:
    writer = Writer(5)
    title, before, behind = writer.text(10), writer.text(8), writer.text(8)
    detector = Detector()
    print_daily(detector, writer, title, days=8, every=3)
    detector.add(Permalink("other", 1), f"{writer.text(20)} {before} {title} {behind} {writer.text(20)}", NOON)
    (found,) = detector.ask(f"{writer.text(20)} {before} {title} {behind} {writer.text(20)}")
    assert (found.other, found.words) == (Permalink("other", 1), 26)

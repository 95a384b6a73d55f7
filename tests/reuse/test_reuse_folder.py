"""The detector's folder: what is known outlives the process, the hot window, merging, and a kill at any moment."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from masdar.model import Match, Permalink
from masdar.reuse import Detector
from masdar.reuse import detector as module
from tests.reuse.making import Writer

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FLUSHED", 10)
    monkeypatch.setattr(module, "MERGED", 3)


def texts(count: int, seed: int = 1) -> list[str]:
    writer = Writer(seed)
    return [writer.text(60) for _ in range(count)]


def filled(folder: Path, written: list[str], *, days: float = 0.0, hot_days: int = 90) -> Detector:
    """`days` lie between one article and the next."""
    detector = Detector(folder, hot_days)
    for number, text in enumerate(written, 1):
        detector.add(Permalink("paper", number), text, NOON + timedelta(days=days * number))
        detector.keep(number)
    return detector


def found(detector: Detector, text: str) -> set[int]:
    return {match.other.number for match in detector.ask(text)}


def test_what_was_closed_is_there_again(tmp_path: Path) -> None:
    written = texts(25)
    filled(tmp_path, written).close()
    again = Detector(tmp_path)
    assert again.position() == 25
    assert len(again) == 25
    assert [found(again, text) for text in written] == [{number} for number in range(1, 26)]


def test_a_killed_process_loses_only_what_came_after_its_position(tmp_path: Path) -> None:
    written = texts(25)
    filled(tmp_path, written)  # never closed
    again = Detector(tmp_path)
    assert again.position() == 20
    assert found(again, written[19]) == {20}
    assert found(again, written[20]) == set()


def test_what_a_crash_left_half_written_is_swept_away(tmp_path: Path) -> None:
    filled(tmp_path, texts(20)).close()
    state = (tmp_path / "state.json").read_bytes()
    (tmp_path / "segment-000099").mkdir()
    (tmp_path / "segment-000098.new").mkdir()
    (tmp_path / "state.json.new").write_bytes(state[:5])
    assert len(Detector(tmp_path)) == 20
    assert not list(tmp_path.glob("segment-00009*"))


@pytest.mark.parametrize("state", [b"", b"{", b'{"version": 0}', json.dumps({"version": 99}).encode()])
def test_a_folder_of_another_form_begins_anew(tmp_path: Path, state: bytes) -> None:
    filled(tmp_path, texts(10)).close()
    (tmp_path / "state.json").write_bytes(state)
    again = Detector(tmp_path)
    assert (again.position(), len(again)) == (0, 0)


def test_older_articles_are_found_on_disk(tmp_path: Path) -> None:
    written = texts(40)
    detector = filled(tmp_path, written, days=1, hot_days=5)
    hot = len(detector._numbers)
    assert hot < 20
    assert [found(detector, text) for text in written] == [{number} for number in range(1, 41)]
    detector.close()
    again = Detector(tmp_path, 5)
    assert len(again._numbers) <= 6
    assert [found(again, text) for text in written] == [{number} for number in range(1, 41)]


def test_a_passage_on_disk_has_the_places_it_had_in_memory(tmp_path: Path) -> None:
    written = texts(20)
    detector = filled(tmp_path, written, days=3, hot_days=2)
    text = f"{Writer(9).text(20)} {written[3][30:300]} {Writer(10).text(20)}"
    hot = Detector()
    hot.add(Permalink("paper", 4), written[3])

    def places(matches: list[Match]) -> list[tuple[int, ...]]:
        return [(m.other.number, m.start, m.end, m.other_start, m.other_end, m.words) for m in matches]

    assert places(detector.ask(text)) == places(hot.ask(text)) != []


def test_removal_holds_on_disk_and_after_merging(tmp_path: Path) -> None:
    written = texts(60)
    detector = filled(tmp_path, written, days=1, hot_days=5)
    assert detector.remove(Permalink("paper", 2))
    assert not detector.remove(Permalink("paper", 2))
    assert found(detector, written[1]) == set()
    detector.keep(61)
    detector.close()
    again = Detector(tmp_path, 5)
    assert found(again, written[1]) == set()
    more = texts(60, seed=2)
    for number, text in enumerate(more, 61):
        again.add(Permalink("paper", number), text, NOON + timedelta(days=number))
        again.keep(number)
    again.close()
    last = Detector(tmp_path, 5)
    assert found(last, written[1]) == set()
    assert found(last, written[0]) == {1}
    assert len(last) == 119


def test_another_text_takes_the_place_of_the_old_one_wherever_it_stands(tmp_path: Path) -> None:
    written = texts(30)
    detector = filled(tmp_path, written, days=1, hot_days=5)
    new = Writer(77).text(60)
    for number in (1, 29):
        detector.add(Permalink("paper", number), new, NOON + timedelta(days=30))
        assert found(detector, written[number - 1]) == set()
    assert found(detector, new) == {1, 29}
    assert len(detector) == 30


def test_segments_are_merged(tmp_path: Path) -> None:
    filled(tmp_path, texts(200)).close()
    assert len(list(tmp_path.glob("segment-*"))) < 8
    shutil.rmtree(tmp_path)


def test_a_line_run_again_and_again_leaves_few_segments(tmp_path: Path) -> None:
    written = texts(12)
    for number, text in enumerate(written, 1):
        detector = Detector(tmp_path)
        detector.add(Permalink("paper", number), text, NOON)
        detector.keep(number)
        detector.close()
    assert len(list(tmp_path.glob("segment-*"))) <= 3
    assert [found(Detector(tmp_path), text) for text in written] == [{number} for number in range(1, 13)]


def test_what_is_said_day_after_day_is_a_formula_and_a_report_is_not() -> None:
    writer = Writer(5)
    footer, report = writer.text(20), writer.text(20)
    detector = Detector()
    for day in range(12):
        at = NOON + timedelta(days=3 * day)
        detector.add(Permalink("paper", day + 1), f"{writer.text(50)}\n{footer}", at)
        detector.add(Permalink("other", day + 1), f"{report} {writer.text(50)}", NOON + timedelta(hours=day))
    assert detector.ask(f"{writer.text(30)} {footer}") == []
    assert len(detector.ask(f"{writer.text(30)} {report}")) == 12

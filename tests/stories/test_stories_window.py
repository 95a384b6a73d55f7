"""The window of articles: what it finds, and that nothing changes when it lets words go."""

from __future__ import annotations

import math

import numpy as np
import pytest

from masdar.stories import words as wording
from masdar.stories.kernels import NAMED
from masdar.stories.pairs import Joining, grown
from masdar.stories.window import Window
from masdar.stories.words import BLUNT, LEAD, Worded

TEXTS = [
    ("فيضانات في طنجة", "أمطار غزيرة تغرق شوارع طنجة وتقطع الطرق"),
    ("أمطار طنجة", "سيول تغرق شوارع المدينة وتقطع طرق الشمال"),
    ("الرجاء يفوز", "الرجاء يفوز على الوداد في مباراة القمة"),
    ("ميزانية السنة", "البرلمان يصادق على ميزانية السنة المقبلة"),
]


def read(window: Window, number: int) -> Worded:
    title, body = TEXTS[number % len(TEXTS)]
    return window.vocabulary.read(title, "", f"{body} عدد{number}", "ar")


def test_a_word_that_one_day_is_full_of_is_weighed_by_the_other_days() -> None:
    window = Window(200, keys=8, posted=20, candidates=10)
    for serial in range(1, 81):
        later, often = serial > 40, serial % 2
        words = " ".join(["زلزال"] * (later and often) + ["حكومة"] * often + [f"عدد{serial}"])
        window.add(serial, window.vocabulary.read("", "", words, "ar"), hour=24.0 * later)
    quake, state = (window.vocabulary.read("", "", word, "ar").whole[0] for word in ("زلزال", "حكومة"))
    telling = window.vocabulary.telling() ** (1 / BLUNT)
    assert math.exp(-telling[quake]) < 0.02  # of the first day's articles none held it
    assert math.exp(-telling[state]) == pytest.approx(0.5, abs=0.01)


def filled(count: int, most: int = 50, candidates: int = 10) -> Window:
    window = Window(most, keys=8, posted=20, candidates=candidates)
    for serial in range(1, count + 1):
        if serial > most:
            window.drop(serial - most)
        window.add(serial, read(window, serial - 1), hour=serial)
        window.post(serial, window.telling(serial, 8))
    return window


def found(window: Window, serial: int) -> dict[int, float]:
    serials, alike = window.compare(serial, window.telling(serial, 20))
    return dict(zip(serials.tolist(), alike.round(6).tolist(), strict=True))


def test_those_of_one_event_are_near_and_others_are_not() -> None:
    near = found(filled(4), 1)
    assert near[1] == 1.0
    assert near[2] > 0.1
    assert max(near[3], near[4]) < 0.01


def test_all_held_against_all_are_as_alike_as_one_by_one() -> None:
    window = filled(8)
    alike = window.alike(range(1, 9))
    for serial in range(1, 9):
        serials, likenesses = window.compare(serial, window.telling(serial, 20))
        for other, likeness in zip(serials.tolist(), likenesses.tolist(), strict=True):
            assert other == serial or alike[serial - 1, other - 1] == pytest.approx(likeness, abs=1e-5)


def test_what_a_title_names_is_sought_in_the_lead_of_the_other() -> None:
    """The same words, in the title of one and the lead of the other, or in its whole alone."""
    window, filler = Window(50, keys=8, posted=20, candidates=10), " ".join(f"حشو{n}" for n in range(LEAD))
    bodies = "جسر الوادي ينهار", f"جسر الوادي ينهار {filler}", f"{filler} جسر الوادي ينهار"
    titles = "جسر الوادي", "فاجعة تازة", "فاجعة تازة"
    for serial, (title, body) in enumerate(zip(titles, bodies, strict=True), 1):
        window.add(serial, window.vocabulary.read(title, "", body, "ar"), hour=1.0)
    alike = window.alike([1, 2, 3])
    assert alike[0, 1] > NAMED / 2  # all of the first one's title, none of the second one's
    assert alike[0, 2] < NAMED / 2


JOINING = Joining(least=0.25, growth=0.4, apart=0.3, fading=48.0, faint=0.05, lasting=20, compared=2**40)


def pairs_alike(within: float, between: float, count: int) -> np.ndarray:
    """Articles of two events, one half each, that are so much alike."""
    half = np.arange(count) < count // 2
    alike = np.where(half[:, None] == half[None, :], within, between).astype(np.float32)
    np.fill_diagonal(alike, 0.0)
    return alike


def test_two_groups_must_be_more_alike_than_an_article_and_a_group() -> None:
    """Two pairs and an article, as alike as each other: the article joins one of them, the other stays apart."""
    alike = np.full((5, 5), 0.2, np.float32)
    alike[0, 1] = alike[1, 0] = alike[2, 3] = alike[3, 2] = 0.9
    np.fill_diagonal(alike, 0.0)
    assert grown(alike.copy(), np.zeros(5), JOINING._replace(apart=0.0)).tolist() == [0, 0, 0, 0, 0]
    assert grown(alike.copy(), np.zeros(5), JOINING).tolist() == [0, 0, 2, 2, 0]


def test_the_further_apart_in_time_the_less_alike() -> None:
    alike = pairs_alike(0.0, 0.3, 2)
    assert grown(alike.copy(), np.array([0.0, 1.0]), JOINING).tolist() == [0, 0]
    assert grown(alike.copy(), np.array([0.0, 24.0]), JOINING).tolist() == [0, 1]


def test_a_story_that_lasts_goes_on_the_next_day() -> None:
    """Two days of one event: what parts them is the night between, not that the first hour is far from the last."""
    hours = np.concatenate([np.arange(0.0, 20.0, 2.0), np.arange(26.0, 46.0, 2.0)])
    alike = pairs_alike(0.6, 0.3, len(hours))
    assert len(set(grown(alike.copy(), hours, JOINING).tolist())) == 1
    assert len(set(grown(alike.copy(), hours + 60.0 * (hours > 20.0), JOINING).tolist())) == 2  # quiet for days


def test_only_so_many_are_compared_the_older_of_equals() -> None:
    window = filled(12, candidates=2)
    serials, _ = window.compare(1, window.telling(1, 20))
    assert serials.tolist() == [1, 5]  # 9 shares as much


def test_who_left_is_found_no_more_and_its_slot_is_used_again() -> None:
    window = filled(57)  # the first seven made room
    assert {serial % 4 for serial in found(window, 53)} == {1}
    assert min(found(window, 53)) > 7


def test_words_that_nobody_holds_are_let_go_and_nothing_else_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = filled(400)
    monkeypatch.setattr(wording, "SPARE", 30)
    tidied = filled(400)
    assert len(tidied.vocabulary) < len(plain.vocabulary) / 2
    assert found(tidied, 399) == found(plain, 399)

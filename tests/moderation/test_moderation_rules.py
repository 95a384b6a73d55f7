"""Who covers a picture, who does not, and how it comes back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from masdar.moderation import (
    Allowance,
    Appeal,
    Cause,
    Cover,
    Decision,
    Judgement,
    Ledger,
    Print,
    Report,
    Rule,
    Rules,
    Ruling,
    Sighting,
    Standing,
    Tick,
    Undo,
    Veil,
    Withdrawal,
    replay,
    tells_of_conflict,
)
from masdar.moderation.rules import DAY, HOUR, MINUTE

from .making import START, copy_of, print_of, report

BAD = print_of("bad")
OPENED = report(99, print_of("long ago"), START - 60 * DAY, born=START - 400 * DAY)


@dataclass
class Desk:
    """A ledger of a portal that has been open for months."""

    ledger: Ledger

    def __call__(self, *events: object) -> Cover | None:
        for event in events:
            self.ledger.apply(event)  # type: ignore[arg-type]  # one of the events
        return self.of(BAD)

    def of(self, picture: Print) -> Cover | None:
        return self.ledger.state.covers.get(picture.sha256)

    def veil(self, picture: Print = BAD) -> Veil | None:
        cover = self.of(picture)
        return cover.veil if cover else None


@pytest.fixture
def desk() -> Desk:
    return Desk(replay([OPENED]))


def many(count: int, picture: Print = BAD, **more: object) -> list[Report]:
    return [report(who, picture, START + who * 20 * MINUTE, **more) for who in range(count)]


def test_the_second_blurs_and_the_third_hides(desk: Desk) -> None:
    one, two, three = many(3)
    assert desk(one) is None
    assert desk(two) is not None
    assert desk.veil() is Veil.BLURRED
    cover = desk(three)
    assert cover is not None
    assert (cover.veil, cover.rule, cover.reporters, cover.weight) == (Veil.HIDDEN, Rule.REPORTS, 3, 3.0)


def test_one_reader_is_one_however_often_and_however_heavy(desk: Desk) -> None:
    again = [report(1, BAD, START + hours * 7 * HOUR) for hours in range(20)]
    assert desk(*again) is None
    assert desk(report(2, BAD, START + 8 * DAY, standing=Standing.PROVEN), *again) is not None
    assert desk.veil() is Veil.BLURRED


def test_copies_of_a_picture_are_one_to_a_reporter(desk: Desk) -> None:
    copies = [copy_of(BAD, f"copy {bits}", bits, first_seen=START - DAY) for bits in (2, 4, 6)]
    desk(*(report(1, one, START + place * HOUR) for place, one in enumerate((BAD, *copies))))
    assert not desk.ledger.state.covers
    assert sum(len(case.reports) for case in desk.ledger.state.cases.values()) == 2  # this one, and the first of all


@pytest.mark.parametrize(
    "shared",
    [{"prefix": "one"}, {"browser": "one"}, {"born": START - 90 * DAY}],
    ids=["prefix", "browser", "made together"],
)
def test_reports_that_may_be_one_hands_count_once(desk: Desk, shared: dict[str, object]) -> None:
    assert desk(*(report(who, BAD, START + who, **shared) for who in range(8))) is None


def test_a_prefix_is_one_reader_for_ten_minutes_only(desk: Desk) -> None:
    desk(*(report(who, BAD, START + who * 11 * MINUTE, prefix="campus") for who in range(3)))
    assert desk.veil() is Veil.HIDDEN


def test_young_cookies_blur_and_never_hide(desk: Desk) -> None:
    young = [report(who, BAD, START + who * HOUR, born=START - 60) for who in range(20)]
    young += [report(who, BAD, START + who * 2 * HOUR, born=START + who * 2 * HOUR - 60) for who in range(20, 40)]
    desk(*young)
    assert desk.veil() is Veil.BLURRED


def test_cookies_of_days_need_readers_of_weeks_beside_them(desk: Desk) -> None:
    days = [report(who, BAD, START + who * 20 * MINUTE, born=START - 26 * HOUR - who * 7 * HOUR) for who in range(9)]
    desk(*days)
    assert desk.veil() is Veil.BLURRED
    desk(report(20, BAD, START + 5 * HOUR), report(21, BAD, START + 6 * HOUR))
    assert desk.veil() is Veil.HIDDEN


def test_in_a_portals_first_week_a_day_is_old_enough() -> None:
    young = Desk(Ledger())
    young(*(report(who, BAD, START + who * 20 * MINUTE, born=START - 25 * HOUR - who * 4 * HOUR) for who in range(3)))
    assert young.veil() is Veil.HIDDEN


def test_nobody_gives_more_than_all_others(desk: Desk) -> None:
    desk(report(1, BAD, standing=Standing.PROVEN), report(2, BAD, START + HOUR, accounts=True))
    assert desk.of(BAD) is None  # 2 and .5 come to 1
    desk(report(3, BAD, START + 2 * HOUR, accounts=True))
    assert desk.veil() is Veil.BLURRED  # 2, .5 and .5 come to 2
    desk(report(4, BAD, START + 3 * HOUR, accounts=True), report(5, BAD, START + 4 * HOUR, accounts=True))
    assert desk.veil() is Veil.HIDDEN


def test_what_many_saw_needs_more_who_object(desk: Desk) -> None:
    views = 15_000  # the root of 16 is 4
    desk(*many(3, views=views))
    assert desk.veil() is Veil.BLURRED
    desk(report(3, BAD, START + 2 * HOUR, views=views))
    assert desk.veil() is Veil.HIDDEN


def test_the_third_report_of_an_hour_weighs_nothing(desk: Desk) -> None:
    others = [print_of(f"other {number}") for number in range(3)]
    desk(*(report(1, one, START + place) for place, one in enumerate(others)))
    assert others[1].sha256 in desk.ledger.state.cases
    assert others[2].sha256 not in desk.ledger.state.cases


def test_a_prefix_has_ten_an_hour(desk: Desk) -> None:
    desk(*(report(who, print_of(f"p{who}"), START + who, prefix="one") for who in range(12)))
    assert len(desk.ledger.state.cases) == 1 + 10


def test_who_is_mostly_wrong_weighs_nothing(desk: Desk) -> None:
    at = START
    for number in range(10):
        good = print_of(f"good {number}")
        at += DAY
        desk(report(1, good, at), Judgement(at=at + 1, picture=good, decision=Decision.KEEP))
    assert desk(report(1, BAD, at + DAY), report(2, BAD, at + 2 * DAY)) is None


def test_who_is_mostly_right_weighs_more(desk: Desk) -> None:
    at = START
    for number in range(20):
        other = print_of(f"bad {number}")
        at += DAY
        for who in (1, 2):
            desk(report(who, other, at + who * HOUR))
        desk(Judgement(at=at + 3 * HOUR, picture=other, decision=Decision.UPHOLD))
    assert desk.ledger.state.reporters.record("reader-1") == [True] * 20


def test_pairs_that_always_agree_become_one(desk: Desk) -> None:
    at = START
    for number in range(3):
        at += DAY
        desk(*(report(who, print_of(f"target {number}"), at + who * 20 * MINUTE) for who in range(4)))
    at += DAY
    assert desk(*(report(who, BAD, at + who * 20 * MINUTE) for who in range(4))) is None


def test_child_safety_hides_at_the_first_report_and_has_no_clock(desk: Desk) -> None:
    cover = desk(report(1, BAD, cause=Cause.CHILD_SAFETY))
    assert cover is not None
    assert (cover.veil, cover.rule) == (Veil.HIDDEN, Rule.CHILD_SAFETY)
    desk(Tick(at=START + 30 * DAY))
    assert desk.veil() is Veil.HIDDEN


def test_a_false_alarm_is_raised_once(desk: Desk) -> None:
    good = print_of("good")
    desk(report(1, good, cause=Cause.CHILD_SAFETY), Judgement(at=START + 1, picture=good, decision=Decision.KEEP))
    assert desk.of(good) is None
    assert desk(report(1, BAD, START + HOUR, cause=Cause.CHILD_SAFETY)) is None


def test_a_fresh_cookie_alone_covers_nothing_whatever_it_says(desk: Desk) -> None:
    assert desk(report(1, BAD, cause=Cause.CHILD_SAFETY, born=START - 60)) is None


def test_war_is_blurred_until_a_person_looked(desk: Desk) -> None:
    cover = desk(*many(6, conflict=True, cause=Cause.VIOLENCE))
    assert cover is not None
    assert (cover.veil, cover.rule) == (Veil.BLURRED, Rule.CONFLICT)
    desk(Judgement(at=START + DAY, picture=BAD, decision=Decision.UPHOLD))
    assert desk.veil() is Veil.HIDDEN


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("قصف عنيف على المدينة", True),
        ("والاحتجاجات تتواصل في العاصمة", True),
        ("Frappes sur le port", True),
        ("Protesters fill the square", True),
        ("مهرجان الزيتون يفتتح دورته", False),
        ("The warm season of olives", False),
        ("", False),
    ],
)
def test_conflict_is_told_by_words(title: str, told: bool) -> None:
    assert tells_of_conflict("", title) is told


def test_too_many_hides_in_an_hour_pull_the_brake(desk: Desk) -> None:
    hidden = []
    for number in range(14):
        one = print_of(f"one {number}")
        desk(*(report(who + number * 3, one, START + number * 60 + who * 7, source=f"p{number}") for who in range(3)))
        hidden.append(desk.veil(one))
    assert hidden == [Veil.HIDDEN] * 10 + [Veil.BLURRED] * 4
    cover = desk.of(print_of("one 13"))
    assert cover is not None
    assert cover.rule is Rule.BRAKE


def test_a_whole_paper_reported_is_only_blurred(desk: Desk) -> None:
    pictures = [print_of(f"of one paper {number}") for number in range(12)]
    for place, one in enumerate(pictures):
        for who in range(2):
            desk(report(100 + place * 3 + who, one, START + place * 900 + who, pictures=12))
    for place, one in enumerate(pictures):
        desk(report(102 + place * 3, one, START + 4 * HOUR + place * 900, pictures=12))
    assert {desk.veil(one) for one in pictures} == {Veil.BLURRED}


def test_an_unjudged_hide_goes_back_to_blur_after_its_clock(desk: Desk) -> None:
    desk(*many(3))
    hidden = desk.of(BAD)
    assert hidden is not None
    desk(Tick(at=hidden.at + 72 * HOUR - 1))
    assert desk.veil() is Veil.HIDDEN
    assert list(desk.ledger.due()) == [hidden.at + 72 * HOUR]
    cover = desk(Tick(at=hidden.at + 72 * HOUR))
    assert cover is not None
    assert (cover.veil, cover.rule) == (Veil.BLURRED, Rule.CLOCK)
    desk(report(9, BAD, START + 5 * DAY))
    assert desk.veil() is Veil.BLURRED


def test_rights_have_no_clock(desk: Desk) -> None:
    desk(*many(3, cause=Cause.RIGHTS), Tick(at=START + 9 * DAY))
    assert desk.veil() is Veil.HIDDEN


def test_a_kept_picture_needs_twice_the_weight_of_new_reporters(desk: Desk) -> None:
    desk(*many(3), Judgement(at=START + DAY, picture=BAD, decision=Decision.KEEP))
    assert desk.of(BAD) is None
    later = [report(who, BAD, START + 2 * DAY + who * 20 * MINUTE) for who in range(10, 16)]
    desk(*later[:3])
    assert desk.of(BAD) is None
    desk(*later[3:5])
    assert desk.veil() is Veil.BLURRED
    desk(later[5])
    assert desk.veil() is Veil.HIDDEN


def test_decisions_of_a_person_stand(desk: Desk) -> None:
    desk(*many(3), Judgement(at=START + DAY, picture=BAD, decision=Decision.UPHOLD), Tick(at=START + 90 * DAY))
    cover = desk.of(BAD)
    assert cover is not None
    assert (cover.veil, cover.rule, cover.automatic) == (Veil.HIDDEN, Rule.PERSON, False)
    desk(Judgement(at=START + 91 * DAY, picture=BAD, decision=Decision.WARN))
    assert desk.veil() is Veil.BLURRED
    desk(Judgement(at=START + 92 * DAY, picture=BAD, decision=Decision.WRONG, source="paper", number=1))
    assert desk.of(BAD) is None
    assert desk.ledger.state.detached == {"paper/1": BAD.sha256}


def test_a_changed_decision_changes_the_reporters_record(desk: Desk) -> None:
    desk(*many(3), Judgement(at=START + DAY, picture=BAD, decision=Decision.KEEP))
    assert desk.ledger.state.reporters.record("reader-1") == [False]
    desk(Judgement(at=START + DAY, picture=BAD, decision=Decision.UPHOLD))
    assert desk.ledger.state.reporters.record("reader-1") == [True]


def test_a_report_can_be_taken_back(desk: Desk) -> None:
    desk(*many(3), Withdrawal(at=START + HOUR, reporter="reader-2", sha256=BAD.sha256))
    assert desk.veil() is Veil.BLURRED


def spread(desk: Desk, *copies: Print, sources: tuple[str, ...] = ("paper",)) -> None:
    for one in copies:
        desk(Sighting(at=START + 2 * HOUR, of=BAD.sha256, picture=one, sources=sources))


def test_a_close_copy_that_came_later_is_hidden_with_it(desk: Desk) -> None:
    close, near, far = copy_of(BAD, "close", 20, second=16), copy_of(BAD, "near", 31), copy_of(BAD, "far", 32)
    spread(desk, close)
    assert desk.of(close) is None  # nothing is hidden yet
    desk(*many(3))
    spread(desk, close, near, far)
    assert (desk.veil(close), desk.veil(near), desk.veil(far)) == (Veil.HIDDEN, Veil.BLURRED, None)
    desk(Judgement(at=START + DAY, picture=close, decision=Decision.KEEP, alone=True))
    assert (desk.veil(close), desk.veil()) == (None, Veil.HIDDEN)


def test_where_only_pdq_is_close_a_person_should_look(desk: Desk) -> None:
    one = copy_of(BAD, "pdq alone", 3, second=40)
    desk(*many(3))
    spread(desk, one)
    assert desk.veil(one) is Veil.BLURRED


@pytest.mark.parametrize(("quality", "veil"), [(49, None), (50, Veil.BLURRED), (79, Veil.BLURRED), (80, Veil.HIDDEN)])
def test_a_fingerprint_of_low_quality_says_nothing(desk: Desk, quality: int, veil: Veil | None) -> None:
    plain = print_of("plain", quality=quality)
    other = copy_of(plain, "other", 0)
    desk(*many(3, plain), Sighting(at=START + DAY, of=plain.sha256, picture=other))
    assert desk.veil(other) is veil


def test_what_was_here_before_may_be_what_it_was_made_of(desk: Desk) -> None:
    older = copy_of(BAD, "original", 6, first_seen=START - 30 * DAY)
    desk(*many(3))
    spread(desk, older)
    assert desk.veil(older) is Veil.BLURRED
    desk(Judgement(at=START + DAY, picture=BAD, decision=Decision.UPHOLD))
    assert desk.veil(older) is Veil.HIDDEN


def test_reports_of_a_later_copy_do_not_count_against_the_original(desk: Desk) -> None:
    original = copy_of(BAD, "original", 4, first_seen=START - 30 * DAY)
    desk(report(7, original), *many(3))
    assert desk.veil() is Veil.HIDDEN
    assert desk.veil(original) is not Veil.HIDDEN


def test_reports_of_an_original_count_against_its_copies(desk: Desk) -> None:
    copy = copy_of(BAD, "copy", 4)
    desk(report(1, BAD), report(2, BAD, START + HOUR), report(3, copy, START + 2 * HOUR))
    assert desk.veil(copy) is Veil.HIDDEN
    assert desk.veil() is Veil.BLURRED


@pytest.mark.parametrize("wide", ["pictures", "sources"])
def test_a_match_too_wide_blurs_until_a_person_confirms(desk: Desk, wide: str) -> None:
    desk(*many(3))
    copies = [copy_of(BAD, f"copy {number}", number % 8) for number in range(51 if wide == "pictures" else 6)]
    for place, one in enumerate(copies):
        spread(desk, one, sources=("paper",) if wide == "pictures" else (f"paper {place}",))
    assert {desk.veil(one) for one in copies} == {Veil.BLURRED}
    assert desk.veil() is Veil.HIDDEN
    desk(Judgement(at=START + DAY, picture=BAD, decision=Decision.UPHOLD))
    assert {desk.veil(one) for one in copies} == {Veil.HIDDEN}


def test_a_copy_is_uncovered_with_its_original(desk: Desk) -> None:
    close = copy_of(BAD, "close", 3)
    desk(*many(3))
    spread(desk, close)
    desk(Judgement(at=START + DAY, picture=BAD, decision=Decision.KEEP))
    assert not desk.ledger.state.covers
    assert not desk.ledger.state.parents


def test_the_clock_runs_for_copies_too(desk: Desk) -> None:
    close = copy_of(BAD, "close", 3)
    desk(*many(3))
    spread(desk, close)
    desk(Tick(at=START + 4 * DAY))
    assert (desk.veil(), desk.veil(close)) == (Veil.BLURRED, Veil.BLURRED)


def test_what_is_allowed_is_not_covered(desk: Desk) -> None:
    logo = copy_of(BAD, "logo", 2)
    desk(Allowance(at=START, picture=logo), *many(3, print_of("else")))
    assert desk(*many(3)) is None
    desk(Allowance(at=START + DAY, picture=logo, allowed=False))
    assert desk.veil() is Veil.HIDDEN


def test_an_appeal_waits_at_the_case(desk: Desk) -> None:
    close = copy_of(BAD, "close", 3)
    desk(*many(3))
    spread(desk, close)
    desk(Appeal(at=START + DAY, sha256=close.sha256, text="صورة تمثال"), Appeal(at=START, sha256="0" * 64))
    assert [one.text for one in desk.ledger.state.cases[close.sha256].appeals] == ["صورة تمثال"]
    assert desk.veil(close) is Veil.HIDDEN


def test_undoing_a_reporter_is_as_if_there_had_been_none(desk: Desk) -> None:
    before = desk.ledger.encode()
    desk(report(1, BAD, cause=Cause.CHILD_SAFETY))
    spread(desk, copy_of(BAD, "close", 3))
    assert len(desk.ledger.state.covers) == 2
    changes = desk.ledger.apply(Undo(at=START + DAY, reporter="reader-1"))
    assert [change.after for change in changes] == [None, None]
    assert desk.ledger.encode() == before


def test_undoing_a_rule_uncovers_all_it_covered(desk: Desk) -> None:
    desk(*many(3), report(9, print_of("other"), cause=Cause.CHILD_SAFETY, at=START + 9 * HOUR))
    desk(Undo(at=START + DAY, rule="child_safety"))
    assert desk.veil(print_of("other")) is None
    assert desk.veil() is Veil.HIDDEN


def test_other_numbers_hold_from_then_on(desk: Desk) -> None:
    changed = Rules(hide_reporters=2, hide_weight=2.0)
    assert changed.version != Rules().version
    desk(Ruling(at=START, rules=changed), *many(2))
    assert desk.veil() is Veil.HIDDEN

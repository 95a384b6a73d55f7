"""Laws of the ledger, whatever comes in."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from masdar.moderation import (
    Appeal,
    Cause,
    Decision,
    Event,
    Judgement,
    Ledger,
    Rule,
    Sighting,
    Standing,
    Tick,
    Undo,
    Veil,
    Withdrawal,
    decode,
    encode,
    replay,
)
from masdar.moderation.chain import GENESIS, Entry, broken, sealed
from masdar.moderation.rules import DAY, HOUR

from .making import START, copy_of, print_of, report

FIRST = [print_of(mark) for mark in "abc"]
PICTURES = [*FIRST, *(copy_of(one, f"copy of {one.sha256}", 5) for one in FIRST)]
READERS = 6
_ordinary = st.sampled_from([cause for cause in Cause if cause is not Cause.CHILD_SAFETY])


_every = st.sampled_from(list(Cause))
_anybody = st.integers(0, READERS - 1)


def reports(
    causes: st.SearchStrategy[Cause] = _every, readers: st.SearchStrategy[int] = _anybody
) -> st.SearchStrategy[Event]:
    return st.builds(
        lambda who, picture, at, cause, standing, age: report(
            who, picture, START + at, cause=cause, standing=standing, born=START + at - age - who * 3 * DAY
        ),
        readers,
        st.sampled_from(PICTURES),
        st.integers(0, 20 * DAY),
        causes,
        st.sampled_from([Standing.COOKIE, Standing.COOKIE, Standing.ACCOUNT, Standing.PROVEN]),
        st.sampled_from([60, 30 * HOUR, 10 * DAY, 90 * DAY]),
    )


_at = st.integers(START, START + 20 * DAY)
_picture = st.sampled_from(PICTURES)
_others: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        lambda at, who, picture: Withdrawal(at=at, reporter=f"reader-{who}", sha256=picture.sha256),
        _at, st.integers(0, READERS - 1), _picture,
    ),
    st.builds(
        lambda at, of, picture: Sighting(at=at, of=of.sha256, picture=picture, sources=("x",)), _at, _picture, _picture
    ),
    st.builds(
        lambda at, picture, decision, alone: Judgement(at=at, picture=picture, decision=decision, alone=alone),
        _at, _picture, st.sampled_from(list(Decision)), st.booleans(),
    ),
    st.builds(lambda at, picture: Appeal(at=at, sha256=picture.sha256, reporter="r"), _at, _picture),
    st.builds(lambda at: Tick(at=at), _at),
)  # fmt: skip


def histories(events: st.SearchStrategy[Event], most: int = 25) -> st.SearchStrategy[list[Event]]:
    return st.lists(events, max_size=most).map(lambda found: sorted(found, key=lambda event: event.at))


@given(histories(st.one_of(reports(), _others)), st.integers(0, READERS - 1))
def test_undo_is_never_having_been(history: list[Event], who: int) -> None:
    ledger = replay(history)
    ledger.apply(Undo(at=START + 30 * DAY, reporter=f"reader-{who}"))
    without = replay([event for event in history if getattr(event, "reporter", "") != f"reader-{who}"])
    assert ledger.encode() == without.encode()


@given(histories(st.one_of(reports(), _others)))
def test_stored_events_make_the_same_bytes(history: list[Event]) -> None:
    assert replay([decode(encode(event)) for event in history]).encode() == replay(history).encode()


@given(histories(st.one_of(reports(), _others)))
def test_every_change_is_told(history: list[Event]) -> None:
    ledger, told = Ledger(), {}
    for event in history:
        for change in ledger.apply(event):
            assert told.get(change.sha256) == change.before
            told[change.sha256] = change.after
    assert {sha: cover for sha, cover in told.items() if cover} == ledger.state.covers


@given(histories(reports(_ordinary, st.just(1)), 12))
def test_one_reader_covers_nothing(history: list[Event]) -> None:
    assert replay(history).state.covers == {}


@given(histories(reports(_ordinary)), st.data())
def test_two_readers_hide_nothing(history: list[Event], data: st.DataObject) -> None:
    two = {f"reader-{who}" for who in data.draw(st.sets(st.integers(0, READERS - 1), max_size=2))}
    ledger = replay([event for event in history if getattr(event, "reporter", "") in two])
    assert all(cover.veil is Veil.BLURRED for cover in ledger.state.covers.values())


@given(histories(reports()), st.sampled_from(list(Rule)))
def test_an_undone_rule_covers_nothing(history: list[Event], rule: Rule) -> None:
    ledger = replay(history)
    ledger.apply(Undo(at=START + 30 * DAY, rule=rule.value))
    assert all(cover.rule is not rule for cover in ledger.state.covers.values() if rule is not Rule.CLOCK)


@given(st.integers(3, 12), st.integers(0, 100_000))
def test_one_more_stranger_never_uncovers(count: int, views: int) -> None:
    grade = {None: 0, Veil.BLURRED: 1, Veil.HIDDEN: 2}
    ledger, before = Ledger(), 0
    for who in range(count):
        ledger.apply(report(who, FIRST[0], START + who * HOUR, views=views))
        cover = ledger.state.covers.get(FIRST[0].sha256)
        now = grade[cover.veil if cover else None]
        assert now >= before
        before = now


@dataclass
class Log:
    entries: list[Entry]


def _log(told: list[str]) -> list[Entry]:
    entries: list[Entry] = []
    for seq, text in enumerate(told, 1):
        before = entries[-1].hash if entries else GENESIS
        particulars: dict[str, object] = {"text": text, "weight": 1.5}
        line = Entry(seq=seq, at=START + seq, who="operator", what="judged", told=particulars, before=before)
        entries.append(sealed(line))
    return entries


@given(st.lists(st.text(max_size=8), min_size=1, max_size=6), st.data())
def test_a_log_that_was_touched_is_found_out(told: list[str], data: st.DataObject) -> None:
    entries = _log(told)
    assert broken(entries) == 0
    place = data.draw(st.integers(0, len(entries) - 1))
    if place < len(entries) - 1:
        assert broken(entries[:place] + entries[place + 1 :]) > 0
    other = sealed(Entry(seq=place + 1, at=START, who="nobody", what="judged", told={}, before=entries[place].before))
    changed = [*entries[:place], other, *entries[place + 1 :]]
    assert broken(changed) > 0 or place == len(entries) - 1

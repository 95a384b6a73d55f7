"""The teller: what it puts together, what it keeps apart, and what lives on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Permalink
from masdar.stories import Decided, Known, Rules, Teller, Told

from .telling import ALONE, BRIDGE, MATCH, NOON, day, told

LETTERS = "دذرزسشصضطظعغفقج"


def together(teller: Teller) -> list[list[int]]:
    return sorted(sorted(one.number for one in group) for group in teller.groups())


def taken(articles: list[Told], rules: Rules | None = None) -> Teller:
    teller = Teller(rules)
    for article in articles:
        teller.take([article])
    return teller


def unlike(number: int) -> tuple[str, str]:
    """A title and body whose words no other number has."""
    one, two = (LETTERS[each] for each in divmod(number, len(LETTERS)))
    words = [f"{one}{third}{two}{third}{one}" for third in LETTERS[:9]]
    return " ".join(words[:4]), " ".join(words[4:])


def test_articles_of_one_event_are_one_story_and_the_others_stand_alone() -> None:
    assert together(taken(day())) == [[1, 4, 8], [2], [3, 6, 9], [5], [7], [10]]


def test_only_stories_of_two_articles_have_a_number() -> None:
    stands = taken(day()).decided().stands
    assert {one.number for one in stands} == {1, 4, 8, 3, 6, 9}
    assert len({stands[Permalink("paper", n)] for n in (1, 4, 8)}) == 1
    assert sorted(set(stands.values())) == [1, 2]


def test_what_was_decided_is_said_once() -> None:
    teller = taken(day())
    assert teller.decided().stands
    assert teller.decided() == Decided({}, {})


def test_an_article_known_already_changes_nothing() -> None:
    teller = taken(day())
    before = together(teller)
    teller.decided()
    teller.take(day())
    assert together(teller) == before
    assert teller.decided() == Decided({}, {})


def test_the_same_order_tells_the_same_stories() -> None:
    assert taken(day()).decided() == taken(day()).decided()


def test_the_order_of_arrival_does_not_matter_in_a_small_window() -> None:
    assert together(taken(day()[::-1])) == together(taken(day()))


def test_a_window_that_outgrows_what_is_judged_as_a_whole_tells_the_same_stories() -> None:
    small, filler = Rules(small=6), [told(200 + n, unlike(n), minutes=100 + n) for n in range(20)]
    teller = taken(day()[:5], small)
    first = teller.decided().stands
    teller.take([*day()[5:], *filler])
    grown = [group for group in together(teller) if len(group) > 1]
    assert grown == [[1, 4, 8], [3, 6, 9]]
    assert teller.decided().stands[Permalink("paper", 8)] == first[Permalink("paper", 1)]


def test_a_window_that_shrinks_is_judged_as_a_whole_again() -> None:
    later = [
        replace(each, at=each.at + timedelta(days=10), permalink=Permalink("b", each.permalink.number))
        for each in day()
    ]
    teller = taken([*day(), *later], Rules(small=8))
    assert together(teller) == [[1, 4, 8], [2], [3, 6, 9], [5], [7], [10]]


def test_a_large_window_that_is_full_is_judged_again_while_it_is_replaced() -> None:
    """Two articles share words that everybody used when they came; when the others have left, those words tell."""
    usual = "أمطار غزيرة عاصفة رعدية"
    crowd = [told(n, (f"{usual} {unlike(n)[0]}", unlike(n)[1]), minutes=n) for n in range(60)]
    pair = [told(n, (f"{usual} {unlike(n)[0].split()[0]}", unlike(n)[1].split()[0]), minutes=n) for n in (60, 61)]
    teller = taken([*crowd, *pair], Rules(small=4, most=60, candidates=70))
    assert [60, 61] not in together(teller)
    teller.take([told(n, unlike(n), minutes=n) for n in range(62, 112)])
    assert [60, 61] in together(teller)
    assert set(teller.decided().stands) == {Permalink("paper", 60), Permalink("paper", 61)}


def test_a_name_is_the_same_in_every_papers_spelling() -> None:
    spelled = (("ترامب يلتقي نتانياهو", "ترامب نتانياهو غوتيريس"), ("ترمب يلتقي نتنياهو", "ترمب نتنياهو غوتيرس"))
    teller = taken([told(n, words) for n, words in enumerate((*spelled, *ALONE), 1)])
    assert [1, 2] in together(teller)


def lasting(quiet: float) -> list[Told]:
    """Four articles of an event over thirty hours, and after so many quiet ones four more, in which half is new."""
    first = [(f"انهيار جسر الوادي ضحايا {LETTERS[n] * 4}", "سيول حافلة ركاب غرقى") for n in range(4)]
    later = [(f"انهيار جسر الوادي لجنة {LETTERS[n] * 4}", "سيول حافلة تحقيق مهندس") for n in range(4, 8)]
    hours = [each + start for start in (0.0, 30.0 + quiet) for each in (0.0, 10.0, 20.0, 30.0)]
    return [told(n, words, minutes=60 * hours[n]) for n, words in enumerate([*first, *later])]


@pytest.mark.parametrize("small", [6, 1500])
def test_a_story_goes_on_until_it_is_quiet_for_long(small: int) -> None:
    filler, rules = [told(200 + n, unlike(n), minutes=n) for n in range(30)], Rules(small=small, window=200.0)
    assert list(range(8)) in together(taken([*filler, *lasting(6)], rules))
    assert list(range(8)) not in together(taken([*filler, *lasting(60)], rules))


def test_how_long_a_story_has_gone_on_does_not_end_it() -> None:
    articles = [*[told(200 + n, unlike(n), minutes=n) for n in range(30)], *lasting(6)]
    assert list(range(8)) in together(taken(articles))
    assert list(range(8)) not in together(taken(articles, Rules(lasting=10**9)))


def test_languages_stand_apart() -> None:
    teller = taken([told(1, BRIDGE[0]), told(2, BRIDGE[0], language="fr")])
    assert together(teller) == [[1], [2]]


def test_the_same_text_weeks_later_is_another_story() -> None:
    late = 60 * 24 * 14
    assert together(taken([*day(), told(11, BRIDGE[0], minutes=late)]))[-1] == [11]


def test_the_window_is_bounded() -> None:
    teller = Teller(Rules(most=5))
    teller.take([told(number, ALONE[number % 4]) for number in range(1, 50)])
    assert sum(len(group) for group in teller.groups()) == 5


def test_a_teller_that_recalls_goes_on_as_one_that_never_stopped() -> None:
    articles = day()
    whole = taken(articles)
    first = taken(articles[:6])
    stands = first.decided().stands
    second = Teller(last_number=max(stands.values()))
    second.recall(Known(one, stands.get(one.permalink, 0)) for one in articles[:6])
    assert second.decided() == Decided({}, {})
    second.take(articles[6:])
    assert together(second) == together(whole)
    assert second.decided().stands[Permalink("paper", 8)] == stands[Permalink("paper", 1)]


def test_an_article_taken_down_leaves_its_story() -> None:
    teller = taken(day())
    teller.remove(Permalink("paper", 4))
    assert [1, 8] in together(teller)
    teller.remove(Permalink("paper", 99))


def test_stories_that_turn_out_to_be_one_keep_the_older_address() -> None:
    """A recalled pair of stories on one event becomes one with the next article on it."""
    teller = Teller(last_number=2)
    pieces = [(1, BRIDGE[0], 1), (2, BRIDGE[0], 1), (3, BRIDGE[1], 2), (4, BRIDGE[1], 2)]
    others = [Known(told(10 + place, words)) for place, words in enumerate(ALONE + MATCH)]
    teller.recall([*(Known(told(number, words), story) for number, words, story in pieces), *others])
    teller.take([told(5, (BRIDGE[0][0] + " " + BRIDGE[1][0], BRIDGE[0][1] + " " + BRIDGE[1][1]))])
    decided = teller.decided()
    assert decided.merged == {2: 1}
    assert {decided.stands[Permalink("paper", number)] for number in (3, 4, 5)} == {1}


def test_judging_all_again_keeps_addresses() -> None:
    teller = taken(day())
    before = teller.decided().stands
    filler = [told(100 + n, (f"خبر{n} مختلف{n}", f"كلام{n} آخر{n} تماما{n}"), minutes=100 + n) for n in range(80)]
    for one in filler:
        teller.take([one])
    after = teller.decided()
    assert not {permalink for permalink in after.stands if permalink in before}
    assert after.merged == {}


def test_the_event_that_fills_the_day_gathers_its_sides_but_nothing_from_before_it() -> None:
    sides = "الجيش البرلمان البورصة المطار الجامعة المصرف السفارة المستشفى الملعب المسرح الميناء المحكمة".split()
    told_alike = [
        told(100 + n, (f"زلزال قوي يضرب مراكش {side}", f"زلزال قوي ضرب مراكش وهز {side} أمس"), minutes=300 + n)
        for n, side in enumerate(sides)
    ]
    others = [told(n, unlike(n), minutes=n) for n in range(1, 30)]
    aside = ("الزلزال: ماذا قال الملك", "قال الملك إن زلزال مراكش امتحان للبلاد كلها وعزى الأسر ودعا إلى التضامن")
    before, after = told(50, aside, minutes=200), told(51, aside, minutes=400)
    last = [told(n, unlike(n), minutes=400 + n) for n in range(60, 100)]
    articles = [*others, before, *told_alike, after, *last]
    quake = set(range(100, 112))
    assert quake | {51} in map(set, together(taken(articles, Rules(fading=1.0))))  # hours apart: no longer alike
    alone = taken(articles, Rules(fading=1.0, great=1000))
    assert quake in map(set, together(alone))


def test_who_warned_of_an_event_does_not_bring_in_what_came_before_it() -> None:
    """One article from half a day before stands in the story; another, that reads like a side of it, stays out, unless
    so long before is taken for when the event began."""
    quake = ("زلزال قوي يضرب مراكش", "زلزال قوي ضرب مراكش أمس وهز البيوت")
    warned = told(1, quake, minutes=0)
    before = told(2, ("خبراء يتوقعون", "توقع خبراء حدوث زلزال قرب مراكش"), minutes=100)
    after = told(51, ("الزلزال: ماذا قال الملك", "قال الملك عن زلزال مراكش إنه امتحان"), minutes=800)
    others = [told(n, unlike(n), minutes=n) for n in range(3, 30)]
    members = [told(100 + n, quake, minutes=700 + n) for n in range(24)]
    articles = [warned, before, *others, *members, after]
    event = {1, 51, *range(100, 124)}
    assert event in map(set, together(taken(articles, Rules(fading=10.0, onset=6.0))))
    assert event | {2} in map(set, together(taken(articles, Rules(fading=10.0, onset=12.0))))


def test_an_article_without_words_stands_alone() -> None:
    teller = taken(
        [told(1, ("", "")), told(2, ("…", "؟")), *[replace(one, permalink=Permalink("b", 1)) for one in day()[:1]]]
    )
    assert all(len(group) == 1 for group in teller.groups())


@pytest.mark.parametrize("rules", [Rules(window=100), Rules(window=100, small=4, most=15)], ids=["small", "large"])
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-200, 200), st.integers(0, 60)), max_size=40))
def test_every_article_of_the_window_stands_in_one_group(rules: Rules, pieces: list[tuple[int, int, int]]) -> None:
    """Articles come at any hour, and now and then one is taken down."""
    words = [*BRIDGE, *MATCH, *ALONE]
    teller = Teller(rules)
    for number, (which, hours, gone) in enumerate(pieces, 1):
        teller.take([replace(told(number, words[which]), at=NOON + timedelta(hours=hours))])
        teller.remove(Permalink("paper", gone))
        members = [one for group in teller.groups() for one in group]
        assert len(members) == len(set(members))
        assert all(teller.groups())
        stands = teller.decided().stands
        assert set(stands) <= set(members)


@pytest.mark.parametrize("language", ["ar", "fr", "en", ""])
def test_any_language_is_read(language: str) -> None:
    same = ("Le pont de la vallée s'est effondré", "Le pont de la vallée s'est effondré après de fortes pluies à Taza")
    other = ("Olive oil prices rise", "Prices of olive oil rose this week because the harvest was poor")
    teller = taken(
        [told(n, words, language=language) for n, words in ((1, same), (2, other), (3, same), (4, ALONE[0]))]
    )
    assert [1, 3] in together(teller)

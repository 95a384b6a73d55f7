"""What is learnt of a paper from its own pages."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from masdar.extract import Furniture, explain, read_page
from masdar.extract.furniture import MOST_LINES, MOST_PLACES, MOST_TITLES, Seen
from masdar.model import Capture
from tests.extract.pages import NOW, SOURCE, capture

WORDS = "مدينة قرية جبل نهر سوق ميناء طريق مدرسة حديقة قنطرة واحة صيف شتاء مطر قمح زيتون كتاب باب بيت سفينة".split()
BOX = "تصلكم أخبارنا كل صباح في رسالة واحدة إن تركتم عنوانكم لدينا ويمكنكم التوقف متى شئتم"
LEAD_IN = "حلقة جديدة من سلسلة نزور فيها كل أسبوع قرية من قرى الجبل ونسمع حكاياتها من أهلها"


def paragraph(number: int, length: int = 20) -> str:
    """Words that no other paragraph has in this order."""
    chance = random.Random(number)
    return " ".join(chance.choice(WORDS) for _ in range(length)) + "."


def page(number: int, *, before: str = "", after: str = "", title: str = "") -> Capture:
    text = "".join(f"<p>{paragraph(number * 10 + at)}</p>" for at in range(4))
    title = title or f"عنوان الخبر {paragraph(number, 4)}"
    body = f"<div class=k><h1>{title}</h1>{before}{text}{after}</div>"
    return capture(f"<html lang=ar><title>{title}</title><body>{body}</body></html>")


def learn(pages: list[Capture], known: Furniture | None = None) -> Furniture:
    known = known or Furniture()
    for one in pages:
        pageful = read_page(one, SOURCE, now=NOW, known=known)
        known.learn(pageful.article.title, pageful.seen)
    return known


def lines(one: Capture, known: Furniture) -> list[str]:
    return [block.text for block in read_page(one, SOURCE, now=NOW, known=known).article.blocks]


def test_a_box_among_the_paragraphs_goes_once_it_came_back() -> None:
    after = f"<p>{BOX}</p><p>قرأه 1234 شخصا</p>"
    assert BOX in lines(page(99, after=after), Furniture())
    known = learn([page(number, after=after.replace("1234", str(number))) for number in range(20)])
    assert lines(page(99, after=after), known) == [paragraph(990 + at) for at in range(4)]


def test_explaining_says_that_it_recurs() -> None:
    known = learn([page(number, after=f"<p>{BOX}</p>") for number in range(20)])
    told = {one.text: one.why for one in explain(page(99, after=f"<p>{BOX}</p>"), known)}
    assert told[BOX] == "recurs on this paper's pages"


def test_leads_to_other_articles_go_by_their_beginning() -> None:
    def lead(number: int) -> str:
        return f'<p>وكنا نشرنا هنا: <a href="/{number}">{paragraph(number + 7000, 6)}</a></p>'

    known = learn([page(number, after=lead(number)) for number in range(20)])
    assert lines(page(99, after=lead(99)), known) == [paragraph(990 + at) for at in range(4)]


def test_titles_of_other_articles_are_no_text() -> None:
    known = learn([page(number) for number in range(20)])
    other = f"عنوان الخبر {paragraph(3, 4)}"
    assert lines(page(99, after=f"<p>{other}</p>"), known)[-1] == paragraph(993)


def test_a_story_printed_again_teaches_nothing() -> None:
    known = learn([page(number) for number in range(20)])
    copies = [page(5, title=f"عنوان آخر لها {number}") for number in range(6)]
    before = known.pages
    learn(copies, known)
    assert known.pages == before
    assert lines(page(5), known) == [paragraph(50 + at) for at in range(4)]


def test_a_serials_lead_in_stays() -> None:
    known = learn([page(number, before=f"<p>{LEAD_IN}</p>" if number % 4 == 0 else "") for number in range(40)])
    assert lines(page(99, before=f"<p>{LEAD_IN}</p>"), known)[0] == LEAD_IN


def test_a_page_that_is_all_furniture_keeps_its_words() -> None:
    known = learn([page(number, after=f"<p>{BOX}</p>") for number in range(20)])
    alone = capture(f"<title>من نحن وماذا نريد</title><h1>من نحن وماذا نريد</h1><p>{BOX}</p>")
    assert lines(alone, known) == [BOX]


def test_what_stopped_recurring_is_forgotten() -> None:
    known = learn([page(number, after=f"<p>{BOX}</p>") for number in range(20)])
    learn([page(number) for number in range(100, 520)], known)
    assert BOX in lines(page(99, after=f"<p>{BOX}</p>"), known)


def test_texts_that_differ_in_furniture_alone_are_the_same() -> None:
    known = learn([page(number, after=f"<p>{BOX}</p>") for number in range(20)])
    assert known.apart_from(["أول", BOX, "آخر"], ["أول", "آخر"])
    assert not known.apart_from(["أول", BOX, "آخر"], ["أول"])
    assert not known.apart_from(["أول", "آخر"], ["أول", "آخر"])


@given(st.lists(st.tuples(st.integers(0, 9**9), st.integers(0, 9**9), st.booleans()), max_size=40), st.integers(1, 12))
def test_the_record_is_bounded_and_comes_back_as_it_was(drawn: list[tuple[int, int, bool]], times: int) -> None:
    known = Furniture()
    for turn in range(times * 10):
        seen = [Seen(f"{a}-{turn}", f"{a}-{turn}", str(b), 100, c, at == 0) for at, (a, b, c) in enumerate(drawn)]
        known.learn(f"عنوان {turn * 'ا'}", seen)
    assert len(known.lines) <= MOST_LINES
    assert len(known.places) <= MOST_PLACES
    assert len(known.titles) <= MOST_TITLES
    assert Furniture.from_text(known.to_text()) == known


@given(st.text(max_size=200))
def test_a_damaged_record_is_a_new_one(text: str) -> None:
    assert isinstance(Furniture.from_text(text), Furniture)
    assert Furniture.from_text('{"pages":1,"lines":[1],"places":{},"titles":[]}') == Furniture()

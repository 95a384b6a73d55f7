"""Taking papers of the catalogue: as they stand, or as a look at them finds them."""

from __future__ import annotations

import pytest

from masdar.jobs.enabling import Found, Prepared, prepare
from masdar.model import ChannelKind, SourceKind
from masdar.pipeline import Line
from masdar.publishers import Address, Publisher
from tests.pipeline.stand import PORT, MemoryArchive, PressFetcher, SetClock, the_press
from tests.running import run

PRESS = the_press()
LIVE = [paper for paper in PRESS.papers if paper.source(PORT).channels[0].kind is ChannelKind.FEED]


def publisher(id_: str, home: str, feeds: tuple[Address, ...] = (), *, closed: bool = False) -> Publisher:
    return Publisher(id_, "ورقة", "Waraqa", "ma", SourceKind.DAILY, ("ar",), "UTC", Address(home), feeds, closed=closed)


def prepared(*publishers: Publisher) -> dict[str, Prepared]:
    clock = SetClock()
    line = Line(PressFetcher(PRESS, clock), MemoryArchive(), None, clock)

    async def gather() -> dict[str, Prepared]:
        return {one.publisher.id: one async for one in prepare(line, publishers)}

    return run(gather())


def test_known_channels_are_taken_without_a_look() -> None:
    feed = Address("https://paper.example/feed")
    done = prepared(publisher("a", "https://paper.example/", (feed,)))["a"]
    assert done.found is Found.CATALOGUE
    assert done.source is not None
    assert [channel.url for channel in done.source.channels] == [feed.url]


def test_unknown_channels_are_looked_for_and_the_rest_stays_the_catalogues() -> None:
    paper = next(
        paper for paper in LIVE if prepared(publisher("x", f"http://{paper.id}.localhost:{PORT}/"))["x"].source
    )
    done = prepared(publisher("a", f"http://{paper.id}.localhost:{PORT}/"))["a"]
    assert done.found is Found.SURVEY
    assert done.source is not None
    assert done.source.channels
    assert (done.source.id, done.source.name, done.source.country) == ("a", "ورقة", "ma")


@pytest.mark.parametrize("count", [1, 30])
def test_papers_that_do_not_answer_are_not_added(count: int) -> None:
    done = prepared(*(publisher(f"p{number}", f"https://nobody{number}.example/") for number in range(count)))
    assert len(done) == count
    assert all(one.found is Found.NO_ANSWER and one.source is None and one.detail for one in done.values())


def test_a_closed_paper_is_left_out() -> None:
    assert prepared(publisher("a", "https://paper.example/", closed=True))["a"].source is None

"""Adding a paper by its home page: what is found on the invented press."""

from __future__ import annotations

import pytest

from masdar.jobs.survey import Survey, SurveyFailed, survey
from masdar.model import ChannelKind, Reason
from masdar.pipeline import Line
from masdar.press import Press
from tests.pipeline.stand import PORT, MemoryArchive, PressFetcher, SetClock, the_press
from tests.running import run


@pytest.fixture(scope="module")
def press() -> Press:
    return the_press()


def look(press: Press, url: str) -> tuple[Survey, MemoryArchive]:
    clock, archive = SetClock(), MemoryArchive()
    return run(survey(Line(PressFetcher(press, clock), archive, None, clock), url)), archive


def homes(press: Press) -> dict[str, str]:
    return {paper.id: home for paper, home in zip(press.papers, press.homes(PORT), strict=True)}


def test_most_papers_are_found_by_their_home_pages(press: Press) -> None:
    found = {name: look(press, home)[0].source for name, home in homes(press).items()}
    listing = [name for name, source in found.items() if source.channels]
    assert len(listing) >= 0.8 * len(found)


def test_a_paper_found_has_a_name_an_id_and_a_language(press: Press) -> None:
    for home in list(homes(press).values())[:5]:
        source = look(press, home)[0].source
        assert source.name
        assert source.id
        assert source.home.startswith("http://")


def test_a_feed_address_is_enough(press: Press) -> None:
    feeds = [
        channel.url
        for source in press.sources(PORT)
        for channel in source.channels
        if channel.kind is ChannelKind.FEED and channel.url.endswith(("feed/", "rss", ".xml"))
    ]
    found = look(press, feeds[0])[0]
    assert feeds[0] in {channel.url for channel in found.source.channels}


def test_every_answer_of_a_survey_is_archived(press: Press) -> None:
    found, archive = look(press, press.homes(PORT)[0])
    answered = {tried.channel.url for tried in found.tried if tried.listing}
    assert answered <= {capture.url for capture in archive.captures}


def test_an_address_that_does_not_answer_says_why(press: Press) -> None:
    with pytest.raises(SurveyFailed, match="unresolvable") as failed:
        look(press, "http://nobody.localhost:8099/")
    assert failed.value.failed.reason is Reason.UNRESOLVABLE

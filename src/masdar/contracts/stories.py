"""The store of stories and of traces, and who works on what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from masdar.model import Document, Edge, Habit, Passage, Permalink, StoredArticle, Story, Trace


@dataclass(frozen=True, slots=True)
class StoryNote:
    """What a list says of the story a headline belongs to. `origins` 0: nobody knows yet."""

    number: int
    articles: int
    papers: int
    origins: int = 0


class StoryStore(Protocol):
    """Which articles tell one event. An address (`number`) is never given to another story."""

    def keep_stories(self, stands: Mapping[Permalink, int], merged: Mapping[int, int], at: datetime) -> set[int]:
        """One transaction: where articles stand from now on (0: in no story), and which stories became part of others,
        each with its row in the stories' log. Keeping the same twice changes nothing. The stories touched."""
        ...

    def entitle(self, headlines: Mapping[int, Permalink]) -> None:
        """Which article's title a story goes by."""
        ...

    def count_origins(self, origins: Mapping[int, int]) -> None:
        """How many independent origins stand behind stories; 0 where nobody knows."""
        ...

    def last_story(self) -> int:
        """The highest number given so far."""
        ...

    def story(self, number: int) -> Story | None: ...

    def stories(self, numbers: Sequence[int]) -> dict[int, Story]:
        """Those of the stories that have articles."""
        ...

    def stories_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, StoryNote]: ...

    def story_window(self, position: int, limit: int) -> list[tuple[Document, int]]:
        """The articles changed last, the newest change last, with their stories (0: none): what a keeper that has
        followed the log to `position` has judged, and what it had judged beyond when it died."""
        ...


@dataclass(frozen=True, slots=True)
class Traced:
    """What one batch of tracing writes: all of it or nothing. `forgotten` are articles whose passages are all taken
    back first (their text changed, or they are gone); a pair in `passages` has then those and no others. `gone` have
    no trace any more. `revised` are articles whose verdict changed though they did not: each gets a change row."""

    at: datetime
    traces: Sequence[Trace] = ()
    passages: Sequence[Passage] = ()
    forgotten: Sequence[Permalink] = ()
    gone: Sequence[Permalink] = ()
    revised: Sequence[Permalink] = ()


# Who prints words later than this quotes the past: paragraphs of background come again for months, and one of them
# would outweigh a hundred reports that were carried within the hour.
PROMPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Lags:
    """How many seconds after agencies and after other papers a source has their words; None: nothing is known."""

    agencies: int | None = None
    papers: int | None = None


class TraceStore(Protocol):
    """Whose words articles print."""

    def articles_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, StoredArticle]:
        """Those that stand."""
        ...

    def passages_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, list[Passage]]:
        """Each article's passages, seen from it, in order of its text; an empty list where it shares nothing."""
        ...

    def traces_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, Trace]:
        """Those that were traced."""
        ...

    def reprints_of(self, permalink: Permalink, limit: int) -> list[Edge]:
        """Who has words from it, earliest first."""
        ...

    def newest_edges(self, limit: int) -> list[Edge]:
        """Of all articles, those of the newest first."""
        ...

    def keep_traces(self, traced: Traced) -> None:
        """Writes; the same again changes nothing but the change rows."""
        ...

    def habits(self, since: datetime | None = None, source: str = "") -> list[Habit]:
        """Who carries whom, most first; of a source: as taker or giver. `lag` is the median of what came
        within `PROMPT`."""
        ...

    def whose_words(self, source: str, start: datetime, end: datetime) -> list[tuple[str, int]]:
        """(`Share.of`, words) of a source's articles in a time, most first."""
        ...

    def lags(self, source: str, bounds: Sequence[datetime], agencies: Collection[str]) -> list[Lags]:
        """How much later a source has others' words, in each stretch between two rising bounds; the median of what
        came within `PROMPT`."""
        ...


class RoleStore(Protocol):
    """Roles that only one process may have at a time, and how far those who have them are."""

    def take_role(self, role: str, holder: str, now: datetime, seconds: float) -> bool:
        """Takes or renews the role; False where another holds it."""
        ...

    def leave_role(self, role: str, holder: str) -> None: ...

    def position(self, name: str) -> int:
        """How far the change log was followed under this name; 0 where nothing was kept."""
        ...

    def keep_position(self, name: str, position: int) -> None:
        """Written after what was done with the changes up to it: a crash between the two repeats them."""
        ...

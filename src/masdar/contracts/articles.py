"""The store of articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from masdar.contracts.batches import Batch, Kept, Selection
from masdar.model import (
    CaptureRef,
    Change,
    Document,
    Headline,
    Outcome,
    Permalink,
    Revision,
    StoredArticle,
    Thumbnail,
    Trace,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """An article as a reader opens it, with all that its page must know before it can be made. `taken` says that others
    have words from it; `story` 0: it stands in none."""

    stored: StoredArticle
    trace: Trace | None = None
    taken: bool = False
    story: int = 0
    told: int = 0  # articles that tell the story, this one among them


class ArticleStore(Protocol):
    """Articles, revisions, pictures, outcomes and the change log."""

    def commit(self, batch: Batch) -> Sequence[Kept]:
        """One transaction: readings become articles, revisions or nothing new (the same words at the same address),
        each change with its change row; entries settle; outcomes are counted. Committing the same batch twice changes
        nothing the second time but the outcomes. A reading whose (source, `urls.key(article.url)`) is known is the
        same article. One result a reading, in order."""
        ...

    def article(self, permalink: Permalink) -> StoredArticle | None: ...

    def opened(self, permalink: Permalink) -> Opened | None: ...

    def by_url(self, source_id: str, url: str) -> Permalink | None: ...

    def revisions(self, permalink: Permalink) -> list[Revision]:
        """Every text kept of it, oldest first, the latest included."""
        ...

    def headlines(self, selection: Selection) -> list[Headline]:
        """Newest first."""
        ...

    def headlines_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, Headline]: ...

    def counts(self, selection: Selection, bounds: Sequence[datetime]) -> list[int]:
        """How many headlines there are from each bound up to the next; `before` and `limit` are passed over. For a
        list by author ValueError."""
        ...

    def oldest(self, selection: Selection) -> datetime | None:
        """The time of the last headline of the whole list; as `counts`."""
        ...

    def sections(self, languages: tuple[str, ...] = ()) -> list[tuple[str, int]]:
        """Sections with their number of articles, most first."""
        ...

    def thumbnail(self, sha256: str, width: int) -> Thumbnail | None:
        """The smallest thumbnail at least `width` wide, else the largest there is."""
        ...

    def count(self) -> int: ...

    def last_numbers(self) -> dict[str, int]:
        """The highest number of each source that has articles."""
        ...

    def numbers(self, source_id: str, first: int, last: int) -> list[tuple[int, datetime]]:
        """A source's numbers from `first` to `last` that stand, each with the time of its newest text."""
        ...

    def changes(self, after: int, limit: int) -> list[Change]: ...

    def last_change(self) -> int: ...

    def documents(self, permalinks: Sequence[Permalink]) -> list[Document]:
        """For the index; those removed are left out."""
        ...

    def walk(self, after: Permalink | None = None, size: int = 500) -> Iterator[list[StoredArticle]]:
        """Every article in (source, number) order, in pages of `size`."""
        ...

    def record(self, outcomes: Iterable[Outcome]) -> None: ...

    def outcome_counts(self) -> dict[tuple[str, str, str, str], int]:
        """(source, step, result, reason or "") → how many, since the beginning."""
        ...

    def latest_outcomes(self, limit: int, result: str = "") -> list[Outcome]: ...

    def captures_of(self, permalink: Permalink) -> list[CaptureRef]: ...

    def problems(self) -> Iterator[str]:
        """What is wrong inside the store, in English for the operator: numbers out of order, revisions missing, an
        article without its change row, one address twice. Empty where all is well."""
        ...

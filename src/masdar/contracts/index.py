"""The search index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, Self

from masdar.model import Document, Permalink, Results, Search


class IndexBusy(Exception):
    """The index cannot be opened to write: another process is writing it."""


class IndexDown(Exception):
    """The index is not to be had now: its machines do not answer or say that they cannot, or its files are damaged."""


class Index(Protocol):
    """Finds articles. One process writes, many read. Every method may raise `IndexDown`, of an index that lives on
    other machines or whose files are damaged."""

    def position(self) -> int:
        """The change this index has followed the log to; 0 where it is new. It is kept in the same commit as the
        documents, so a crash leaves both as they were."""
        ...

    def apply(self, documents: Sequence[Document], removed: Sequence[Permalink], position: int) -> None:
        """Replaces and removes documents, commits, and from then on `position()` is `position`."""
        ...

    def clear(self) -> None: ...

    def beside(self) -> Self:
        """A new, empty index beside this one, to be filled; nobody reads it yet. What an earlier one left that never
        took its place is removed. Only the one writer may call it."""
        ...

    def take_place(self) -> None:
        """From now on all readers that `refresh` see this index instead of the one it was made beside, in one step;
        that one is deleted, as are those of older versions of the analysis."""
        ...

    def search(self, search: Search) -> Results: ...

    def count(self) -> int: ...

    def permalinks(self) -> Iterator[Permalink]:
        """Every permalink in the index, in no order: for `masdar check`."""
        ...

    def refresh(self) -> None:
        """Readers see the newest commit."""
        ...

    def close(self) -> None: ...

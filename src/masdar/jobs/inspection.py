"""Is everything where it should be? What `masdar check` asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from masdar.contracts import Archive, Index, Store
from masdar.model import Permalink, StoredArticle

MOST_NAMED = 20  # problems of one kind that are told one by one


def inspect(store: Store, index: Index, archive: Archive, progress: Callable[[int], None]) -> Iterator[str]:
    """Every problem found, in words for the operator; nothing where all is well.

    Asks: is the store sound, is the index what the store says, is every article's capture in the archive?"""
    yield from store.problems()
    yield from _behind(store, index)
    indexed: dict[str, set[int]] = {}
    for permalink in index.permalinks():
        numbers = indexed.setdefault(permalink.source, set())
        if permalink.number in numbers:
            yield f"{permalink} stands twice in the index. Run: masdar reindex"
        numbers.add(permalink.number)
    done = missing = 0
    for page in store.walk():
        for stored in page:
            if not _indexed(stored.permalink, indexed):
                missing += 1
                if missing <= MOST_NAMED:
                    yield f"{stored.permalink} is not in the index. Run: masdar reindex"
            yield from _captured(stored, archive)
        done += len(page)
        progress(done)
    if missing > MOST_NAMED:
        yield f"{missing - MOST_NAMED} more articles are not in the index. Run: masdar reindex"
    for source, numbers in indexed.items():
        for number in sorted(numbers)[:MOST_NAMED]:
            yield f"{Permalink(source, number)} stands in the index but not in the store. Run: masdar reindex"


def _behind(store: Store, index: Index) -> Iterator[str]:
    last, position = store.last_change(), index.position()
    if position < last:
        yield f"the index has followed {position} of {last} changes. Start the keeper (masdar run), or: masdar reindex"
    if position > last:
        yield f"the index is ahead of the store ({position} > {last}). Run: masdar reindex"


def _indexed(permalink: Permalink, indexed: dict[str, set[int]]) -> bool:
    """Whether an article stands in the index; what remains of `indexed` in the end is not in the store."""
    numbers = indexed.get(permalink.source, set())
    found = permalink.number in numbers
    numbers.discard(permalink.number)
    return found


def _captured(stored: StoredArticle, archive: Archive) -> Iterator[str]:
    if stored.capture is None:
        return  # imported from a file of texts: there was no page
    try:
        archive.read(stored.capture)
    except (KeyError, ValueError, OSError) as error:
        place = f"{stored.capture.file} at {stored.capture.offset}"
        yield f"{stored.permalink}: its capture cannot be read: {place} ({error})"

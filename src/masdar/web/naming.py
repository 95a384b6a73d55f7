"""What agencies are called that are credited, whether the archive holds any of their articles or not."""

from __future__ import annotations

from functools import lru_cache

from masdar.publishers.catalogue import load


@lru_cache(maxsize=1024)
def agency(name: str, tag: str) -> str:
    """The agency's name for an edition's readers; its id where the catalogue does not have it."""
    entry = load().entry(name)
    if entry is None:
        return name
    return entry.name if tag == "ar" else entry.name_latin or entry.name

"""Which papers are there, and how are they read? The catalogue of publishers, one file each: `<country>/<id>.toml`.

`load()` reads it, `publisher` finds one of it, `take_in` adds an operator's own files, `check_file` says what is wrong
with a file, `Publisher.source()` is what is collected.
"""

from __future__ import annotations

from masdar.publishers.catalogue import Catalogue, check_file, load, publisher, take_in
from masdar.publishers.problems import CatalogueError, Problem
from masdar.publishers.record import Address, Publisher, Selectors

__all__ = [
    "Address",
    "Catalogue",
    "CatalogueError",
    "Problem",
    "Publisher",
    "Selectors",
    "check_file",
    "load",
    "publisher",
    "take_in",
]

"""Reads the catalogue: the files that come with the program and, where an operator keeps some, theirs.

Reading these files is this room's only I/O. A process reads the operator's once, when it starts: `take_in`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from masdar import urls
from masdar.model import SourceKind
from masdar.publishers import checking
from masdar.publishers.problems import CatalogueError, Problem
from masdar.publishers.record import Publisher
from masdar.publishers.words import spelling

SUFFIX = ".toml"


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The publishers known, ordered by country and id."""

    entries: tuple[Publisher, ...]
    _by_id: dict[str, Publisher] = field(init=False, repr=False)
    _by_host: dict[str, Publisher] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {entry.id: entry for entry in self.entries})
        hosts = {urls.host(entry.home.url).removeprefix("www."): entry for entry in self.entries}
        object.__setattr__(self, "_by_host", hosts)

    def entry(self, id_: str) -> Publisher | None:
        """The publisher of that id, None where there is none."""
        return self._by_id.get(id_)

    def at(self, url: str) -> Publisher | None:
        """The publisher on whose home page's host an address lies, None where there is none."""
        return self._by_host.get(urls.host(url).removeprefix("www."))

    def of_country(self, code: str) -> tuple[Publisher, ...]:
        """The publishers of a country, by its two letters in either case."""
        return tuple(entry for entry in self.entries if entry.country == code.lower())

    @property
    def agencies(self) -> tuple[Publisher, ...]:
        return tuple(entry for entry in self.entries if entry.kind is SourceKind.AGENCY)

    @property
    def countries(self) -> dict[str, int]:
        """Country → how many publishers, in the order of their letters."""
        counts: dict[str, int] = {}
        for entry in self.entries:
            counts[entry.country] = counts.get(entry.country, 0) + 1
        return counts


_taken_in: list[Catalogue] = []  # with the operator's files, one at most


def take_in(extra: Path | None) -> None:
    """From now on this process's catalogue has the files in `extra` too; None: only ours. Raises `CatalogueError`."""
    _taken_in[:] = [load(extra)] if extra is not None else []


def load(extra: Path | None = None) -> Catalogue:
    """The catalogue of this process; with the files in `extra` (`<country>/<id>.toml`) where it is given: a file of
    theirs takes the place of ours of the same id. Raises `CatalogueError` with every problem in every file."""
    if extra is None:
        return _taken_in[0] if _taken_in else _packaged()
    return _together(_packaged(), extra)


def publisher(id_: str) -> Publisher | None:
    """The publisher of that id in this process's catalogue, None where there is none. Where nobody asked for the whole
    catalogue yet its own file alone is read. Raises `CatalogueError`."""
    return load().entry(id_) if _taken_in or _packaged.cache_info().currsize else _alone(id_)


@lru_cache(maxsize=1000)
def _alone(id_: str) -> Publisher | None:
    if urls.slug(id_) != id_:
        return None  # no name of a file of ours
    for folder in _folders(resources.files(__package__)):
        file = folder / f"{id_}{SUFFIX}"
        if file.is_file():
            found, problems = _read_file(file, f"{folder.name}/{file.name}", folder.name)
            if problems:
                raise CatalogueError(problems)
            return found
    return None


@cache
def _packaged() -> Catalogue:
    entries, problems = _read_folder(resources.files(__package__), "")
    problems += _clashes(entries)
    if problems:
        raise CatalogueError(problems)
    return Catalogue(tuple(entry for entry, _ in entries))


def _together(packaged: Catalogue, extra: Path) -> Catalogue:
    if not extra.is_dir():
        raise CatalogueError([Problem(str(extra), 1, "there is no such folder", "give one with <country>/<id>.toml")])
    own, problems = _read_folder(extra, f"{extra}/")
    ids = {entry.id for entry, _ in own}
    kept = [(entry, f"{entry.country}/{entry.id}{SUFFIX}") for entry in packaged.entries if entry.id not in ids]
    problems += _clashes([*kept, *own])
    if problems:
        raise CatalogueError(problems)
    together = [*(entry for entry, _ in kept), *(entry for entry, _ in own)]
    return Catalogue(tuple(sorted(together, key=lambda entry: (entry.country, entry.id))))


def check_file(path: Path) -> list[Problem]:
    """What is wrong with one file, by itself; empty where all is well. It must stand in its country's folder."""
    return _read_file(path, str(path), path.parent.name)[1]


Read = tuple[Publisher, str]  # a publisher and the file it stands in


def _read_folder(root: Traversable, shown: str) -> tuple[list[Read], list[Problem]]:
    entries: list[Read] = []
    problems: list[Problem] = []
    for country, file in _files(root):
        name = f"{shown}{country}/{file.name}"
        publisher, found = _read_file(file, name, country)
        problems += found
        if publisher is not None:
            entries.append((publisher, name))
    return entries, problems


def _folders(root: Traversable) -> list[Traversable]:
    found = [folder for folder in root.iterdir() if not folder.name.startswith((".", "_")) and folder.is_dir()]
    return sorted(found, key=lambda folder: folder.name)


def _files(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    for folder in _folders(root):
        for file in sorted(folder.iterdir(), key=lambda found: found.name):
            if file.name.endswith(SUFFIX) and not file.name.startswith("."):
                yield folder.name, file


def _read_file(file: Traversable, shown: str, country: str) -> tuple[Publisher | None, list[Problem]]:
    if not file.name.endswith(SUFFIX):
        return None, [Problem(shown, 1, "not a catalogue file", f"name it <id>{SUFFIX}")]
    try:
        with file.open("rb") as opened:
            data = opened.read(4 * checking.LARGEST + 1)
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem(shown, line, "the file is not UTF-8", "save it as UTF-8")]
    except OSError as error:
        return None, [Problem(shown, 1, f"cannot be read: {error.strerror}", "look at its place and permissions")]
    return checking.read(text, shown, country, file.name.removesuffix(SUFFIX))


def _clashes(entries: Iterable[Read]) -> list[Problem]:
    """What two files cannot both say: one id, one home page, one mark."""
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    homes: dict[str, str] = {}
    marks: dict[tuple[str, ...], str] = {}
    for entry, file in entries:
        if (other := ids.setdefault(entry.id, file)) != file:
            problems.append(Problem(file, 1, f"the id {entry.id!r} is that of {other} too", "rename one of them"))
        if (other := homes.setdefault(urls.key(entry.home.url), file)) != file:
            cure = f"keep one of them; to change {other}, name yours after it"
            problems.append(Problem(file, 1, f"{entry.home.url} is the home page of {other} too", cure))
        for mark in entry.marks:
            if (other := marks.setdefault(spelling(mark), file)) != file:
                cure = "take it out of the one it does not belong to"
                problems.append(Problem(file, 1, f"the mark {mark!r} is one of {other} too", cure))
    return problems

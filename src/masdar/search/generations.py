"""Where an index on one machine lies: a folder a generation, and a link that says which of them is read.

A new generation is filled beside the one there is and takes its place when the link is replaced, in one step. The link
is named after the version of the analysis, so a new version begins without one.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path


class Generations:
    """The generations of one version of the analysis under `path`."""

    def __init__(self, path: Path, version: str) -> None:
        self._path = path
        self._link = path / f"v{version}"

    def current(self) -> Path | None:
        """The generation that is read."""
        try:
            return self._path / self._link.readlink()
        except OSError:
            return None

    def first(self) -> Path:
        """The generation that is read; a first, empty one where there is none."""
        folder = self.current()
        if folder is None or not folder.is_dir():
            folder = self.anew()
        return folder

    def anew(self) -> Path:
        """A new, empty generation in place of the one there is, which is left to lie."""
        folder = self._new()
        self._point(folder)
        return folder

    def beside(self) -> Path:
        """The folder of a new generation; of those that never took their place none is left."""
        current = self.current()
        for folder in self._own():
            if folder != current:
                shutil.rmtree(folder)
        return self._new()

    def put(self, folder: Path) -> None:
        """From now on `folder` is read; all others are deleted, those of other versions too."""
        self._point(folder)
        for other in self._path.glob("v*"):
            if other.is_symlink():
                if other != self._link:
                    other.unlink()
            elif other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def older(self) -> list[str]:
        """Generations of other versions of the analysis."""
        own = self._own()
        return sorted(each.name for each in self._path.glob("v*") if not each.is_symlink() and each not in own)

    def _own(self) -> list[Path]:
        return sorted(folder for folder in self._path.glob(f"{self._link.name}.*") if folder.is_dir())

    def _new(self) -> Path:
        last = max((int(folder.suffix[1:]) for folder in self._own()), default=0)
        folder = self._path / f"{self._link.name}.{last + 1:04d}"
        folder.mkdir(parents=True)
        return folder

    def _point(self, folder: Path) -> None:
        arriving = self._path / f".{self._link.name}"
        arriving.unlink(missing_ok=True)
        arriving.symlink_to(folder.name)
        os.replace(arriving, self._link)

"""`masdar import` of a corpus, until every article can be found, and until every one was traced and told as a story.

    python -m benchmarks.transfer CORPUS.jsonl[.xz|.gz]

Runs the command as it is, watching the memory of all its processes and how far its index is. Prints JSON lines.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.line import show
from benchmarks.processes import Watch, Watched
from masdar import app as parts
from masdar.config import Settings, as_environment, load
from masdar.contracts import Index


@contextmanager
def index_of(settings: Settings) -> Iterator[Index]:
    index = parts.make_index(settings)
    try:
        yield index
    finally:
        index.close()


def main() -> None:
    file = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="masdar-bench-") as folder:
        settings = load(data=Path(folder))
        began = time.perf_counter()
        command = [sys.executable, "-m", "masdar", "import", str(file)]
        process = subprocess.Popen(command, env=as_environment(settings), stderr=subprocess.DEVNULL)
        watch = Watch([Watched("import", process.pid)])
        counts: list[tuple[float, int]] = []
        with index_of(settings) as index:
            while process.poll() is None:
                watch.sample()
                index.refresh()
                counts.append((time.perf_counter() - began, index.count()))
                time.sleep(0.1)
            seconds = time.perf_counter() - began
            if process.returncode:
                raise SystemExit(f"the import failed with {process.returncode}")
            index.refresh()
            found = index.count()
        searchable = next((at for at, count in counts if count == found), seconds)
        size = sum(path.stat().st_size for path in (Path(folder) / "index").rglob("*") if path.is_file())
        store = sum(path.stat().st_size for path in Path(folder).glob("masdar.sqlite*"))
    show("transfer.articles_per_second", round(found / searchable, 1), found)
    show("transfer.traced_per_second", round(found / seconds, 1), found)
    show("transfer.peak_megabytes", watch.peak >> 20, found)
    show("transfer.index_bytes_per_article", round(size / max(found, 1)), found)
    show("transfer.store_bytes_per_article", round(store / max(found, 1)), found)


if __name__ == "__main__":
    main()

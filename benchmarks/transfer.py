"""`masdar import` of a corpus, until every article can be found.

    python -m benchmarks.transfer CORPUS.jsonl[.xz|.gz]

Runs the command as it is, watching the memory of all its processes. Prints JSON lines.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.line import show
from benchmarks.processes import Watch, Watched
from masdar import app as parts
from masdar.config import as_environment, load


def main() -> None:
    file = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="masdar-bench-") as folder:
        settings = load(data=Path(folder))
        began = time.perf_counter()
        command = [sys.executable, "-m", "masdar", "import", str(file)]
        process = subprocess.Popen(command, env=as_environment(settings), stderr=subprocess.DEVNULL)
        watch = Watch([Watched("import", process.pid)])
        while process.poll() is None:
            watch.sample()
            time.sleep(0.1)
        seconds = time.perf_counter() - began
        if process.returncode:
            raise SystemExit(f"the import failed with {process.returncode}")
        index = parts.make_index(settings)
        found = index.count()
        index.close()
        size = sum(path.stat().st_size for path in (Path(folder) / "index").rglob("*") if path.is_file())
        store = sum(path.stat().st_size for path in Path(folder).glob("masdar.sqlite*"))
    show("transfer.articles_per_second", round(found / seconds, 1), found)
    show("transfer.peak_megabytes", watch.peak >> 20, found)
    show("transfer.index_bytes_per_article", round(size / max(found, 1)), found)
    show("transfer.store_bytes_per_article", round(store / max(found, 1)), found)


if __name__ == "__main__":
    main()

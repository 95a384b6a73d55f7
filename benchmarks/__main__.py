"""Every benchmark, one after the other, on a folder of evaluation data.

    python -m benchmarks [DIR]        DIR defaults to ../shared/eval

Prints the JSON lines of each; a benchmark whose data does not stand is named and passed over.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DEFAULT = Path(__file__).parents[2] / "shared" / "eval"
RUNS = (
    ("line", "corpora/ant.jsonl.xz"),
    ("transfer", "corpora/ant.jsonl.xz"),
    ("web", "corpora/ant.jsonl.xz"),
    ("strip", ""),
    ("search", "corpora/ant.jsonl.xz"),
    ("reuse", "corpora/ant.jsonl.xz"),
    ("stories", "corpora/ant.jsonl.xz"),
    ("schedule", "corpora/ant.jsonl.xz"),
    ("feeds", "feeds"),
    ("extraction", "extraction/trafilatura"),
    ("images", "images/pdq"),
    ("crash", "corpora/ant.jsonl.xz"),
)


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    failed = 0
    for module, data in RUNS:
        path = folder / data
        if not path.exists():
            print(f"not there, so not run: benchmarks.{module} {path}", flush=True)
            continue
        print(f"benchmarks.{module} {path}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{module}", *([str(path)] if data else [])]
        failed += subprocess.run(command, check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

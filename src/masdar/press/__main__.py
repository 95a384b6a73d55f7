"""`python -m masdar.press invented` or `python -m masdar.press corpus FILE`: a press on a port until it is stopped."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from masdar.press import corpus, invented, stand
from masdar.press.server import serve


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m masdar.press", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--slow", type=float, default=1.0, help="how slow the slow papers are; 0: not at all")
    kinds = parser.add_subparsers(dest="kind", required=True)
    made = kinds.add_parser("invented", help="newspapers of a country that is not")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--speed", type=float, default=1.0)
    real = kinds.add_parser("corpus", help="a JSONL corpus, plain, .gz or .xz")
    real.add_argument("file", type=Path)
    real.add_argument("--limit", type=int)
    real.add_argument("--speed", type=float, help="times faster than its own dates; without it all is out at once")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Serves the press the arguments ask for; prints its address once it answers."""
    given = _arguments().parse_args(argv)
    try:
        if given.kind == "corpus":
            press = corpus.press(given.file, limit=given.limit, speed=given.speed)
        else:
            press = replace(invented.press(given.seed, stand.now()), speed=given.speed)
        serve(
            replace(press, slow=given.slow),
            host=given.host,
            port=given.port,
            ready=lambda port: sys.stdout.write(f"http://{given.host}:{port}/\n") and sys.stdout.flush(),
        )
    except (OSError, ValueError) as error:
        sys.stderr.write(f"masdar.press: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

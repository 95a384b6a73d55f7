"""The portal under readers: how many pages a second on one core, how long the slowest wait, how much memory.

    python -m benchmarks.web [CORPUS.jsonl[.xz|.gz]] [--articles N] [--seconds S] [--readers N] [--data FOLDER]

Imports the corpus (an invented one of N articles where none is named), starts `masdar run --role web` pinned to the
first core, and asks it from the others over connections that are kept open. Every article is asked for in an order of
chance, so no page is asked for twice soon. Prints JSON lines. With --data the imported store is kept and used again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from benchmarks.processes import Watch, Watched
from masdar import app as parts
from masdar.config import Settings, as_environment, load
from masdar.model import Permalink

WARM_UP = 200  # requests before counting
SEED = 20


@dataclass(slots=True)
class Tally:
    """What came back: milliseconds of each answer, bytes, answers that were not 200."""

    waits: list[float] = field(default_factory=list)
    received: int = 0
    wrong: int = 0


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="masdar-bench-") as temporary:
        folder = Path(options.data or temporary)
        settings = load(data=folder, port=_free_port())
        if not (folder / "masdar.sqlite").exists():
            _fill(settings, options.corpus, options.articles, Path(temporary))
        permalinks = _permalinks(settings)
        server = subprocess.Popen(
            [sys.executable, "-m", "masdar", "run", "--role", "web"],
            env=as_environment(settings),
            preexec_fn=lambda: os.sched_setaffinity(0, {0}),
        )
        try:
            if (os.cpu_count() or 1) > 1:
                os.sched_setaffinity(0, set(range(1, os.cpu_count() or 1)))
            watch = Watch([Watched("web", server.pid)])
            asyncio.run(_measure(settings.port, permalinks, options, watch))
            show("web.peak_megabytes", watch.peak >> 20, len(permalinks))
        finally:
            server.terminate()
            server.wait(15)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--articles", type=int, default=31_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--readers", type=int, default=16)
    parser.add_argument("--data", default="")
    return parser.parse_args()


def show(measure: str, value: float, n: int, **more: object) -> None:
    print(json.dumps({"measure": measure, "value": value, "n": n, **more}), flush=True)


def _free_port() -> int:
    async def pick() -> int:
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
        port: int = server.sockets[0].getsockname()[1]
        server.close()
        return port

    return asyncio.run(pick())


# --- the store ---


def _fill(settings: Settings, corpus: Path | None, articles: int, temporary: Path) -> None:
    file = corpus or invented(temporary / "invented.jsonl", articles)
    command = [sys.executable, "-m", "masdar", "import", str(file)]
    subprocess.run(command, env=as_environment(settings), stderr=subprocess.DEVNULL, check=True)


def invented(file: Path, articles: int) -> Path:
    """A corpus of sentences made by chance out of some Arabic words."""
    words = (
        "المدينة أعلنت خطة جديدة لإصلاح شبكة الماء والطريق بين الساحل والجنوب وقالت البلدية إن العمل يبدأ في الربيع "
        "مع فريق من المهندسين والسكان بعد دراسة طويلة نشرها المجلس أمس حول الميزانية والمدارس والحدائق والمكتبة"
    ).split()
    chance = random.Random(SEED)
    at = datetime(2025, 1, 1, tzinfo=UTC)
    with file.open("w", encoding="utf-8") as out:
        for number in range(articles):
            body = "\n".join(" ".join(chance.choices(words, k=45)) + "." for _ in range(6))
            record = {
                "source": f"paper{number % 12}",
                "url": f"https://paper{number % 12}.example/{number}",
                "title": " ".join(chance.choices(words, k=9)) + f" {number}",
                "published": (at + timedelta(minutes=number)).isoformat(),
                "author": "",
                "category": words[number % 7],
                "abstract": " ".join(chance.choices(words, k=20)),
                "body": body,
            }
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return file


def _permalinks(settings: Settings) -> list[Permalink]:
    store = parts.make_store(settings)
    found = [stored.permalink for page in store.walk() for stored in page]
    store.close()
    return found


# --- the readers ---


async def _measure(port: int, permalinks: Sequence[Permalink], options: argparse.Namespace, watch: Watch) -> None:
    chance = random.Random(SEED)
    articles = [f"/{one}" for one in permalinks]
    chance.shuffle(articles)
    sources = sorted({one.source for one in permalinks})
    words = [quote(word) for word in "الحكومة المدينة الماء رئيس اتفاق كرة الاقتصاد الانتخابات سوريا الطريق".split()]
    searches = [f"/search?q={one}+{other}" for one in words for other in words] + [f"/search?q={one}" for one in words]
    chance.shuffle(searches)
    await _wait_for(port)
    # A search is a hundred times a page's work, and few readers search at one moment.
    for name, addresses, encoding, readers in (
        ("article", articles, "", options.readers),
        ("article_gzip", articles, "gzip", options.readers),
        ("front", ["/"], "gzip", options.readers),
        ("source", [f"/{one}" for one in sources], "", options.readers),
        ("search", searches, "", min(4, options.readers)),
        ("feed", ["/rss", *(f"/{one}/rss" for one in sources)], "gzip", options.readers),
    ):
        await _load(port, addresses, encoding, readers, requests=WARM_UP)
        watch.sample()
        spent, began = watch.trees[0].seconds, time.perf_counter()
        tally = await _load(port, addresses, encoding, readers, seconds=options.seconds)
        seconds = time.perf_counter() - began
        watch.sample()
        _tell(f"web.{name}", tally, seconds, watch.trees[0].seconds - spent, readers)


def _tell(name: str, tally: Tally, seconds: float, processor: float, readers: int) -> None:
    """Prints what came of one load. `cpu_ms` is the server's own processor time a page, which does not grow when other
    programs want the core too."""
    n = len(tally.waits)
    cuts = statistics.quantiles(tally.waits, n=100)
    show(f"{name}.per_second", round(n / seconds, 1), n, readers=readers)
    show(f"{name}.p50_ms", round(cuts[49], 2), n, readers=readers)
    show(f"{name}.p99_ms", round(cuts[98], 2), n, readers=readers)
    show(f"{name}.cpu_ms", round(processor * 1000 / n, 3), n, readers=readers)
    show(f"{name}.bytes", round(tally.received / n), n)
    if tally.wrong:
        show(f"{name}.wrong", tally.wrong, n)


async def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SystemExit("the portal did not start within 20 s")


async def _load(
    port: int, addresses: Sequence[str], encoding: str, readers: int, *, seconds: float = 3600.0, requests: int = 10**9
) -> Tally:
    tally = Tally()
    waiting = iter(range(requests))
    until = time.perf_counter() + seconds

    async def reader() -> None:
        source, sink = await asyncio.open_connection("127.0.0.1", port)
        for place in waiting:
            if time.perf_counter() >= until:
                break
            address = addresses[place % len(addresses)]
            began = time.perf_counter()
            sink.write(
                f"GET {address} HTTP/1.1\r\nHost: portal.example\r\nAccept-Encoding: {encoding}\r\n\r\n".encode()
            )
            head = await source.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            await source.readexactly(length)
            tally.waits.append((time.perf_counter() - began) * 1000)
            tally.received += length
            tally.wrong += head[9:12] != b"200"
        sink.close()

    await asyncio.gather(*(reader() for _ in range(readers)))
    return tally


if __name__ == "__main__":
    main()

"""The live strip under readers: how soon all of them have a new headline, what that costs, how much memory.

    python -m benchmarks.strip [--readers N] [--updates N] [--articles N]

Starts `masdar run --role web` as one process on an invented press, opens N connections to `/strip/live` from many
addresses of loopback, then keeps new articles in the store, one after the other, and takes the time from each commit
until the last reader has it. Prints JSON lines.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.processes import Watch, Watched
from benchmarks.web import _fill, _free_port, _wait_for, show
from masdar import app as parts
from masdar.config import Settings, as_environment, load
from masdar.contracts import Batch, Reading, Store
from masdar.model import Article, Block, BlockKind

AN_ADDRESS = 20  # connections of one address of loopback
PATIENCE = 30.0  # seconds until an update counts as lost


def main() -> None:
    options = _options()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4 * options.readers)), hard))
    with tempfile.TemporaryDirectory(prefix="masdar-bench-") as temporary:
        settings = load(data=Path(temporary), port=_free_port())
        _fill(settings, None, options.articles, Path(temporary))
        server = subprocess.Popen(
            [sys.executable, "-m", "masdar", "run", "--role", "web"], env=as_environment(settings)
        )
        try:
            watch = Watch([Watched("web", server.pid)])
            asyncio.run(_measure(settings, options, watch))
            show("strip.peak_megabytes", watch.peak >> 20, options.readers)
            began = time.perf_counter()
        finally:
            server.terminate()
            server.wait(15)
        show("strip.end_seconds", round(time.perf_counter() - began, 2), options.readers)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=2000)
    parser.add_argument("--updates", type=int, default=10)
    parser.add_argument("--articles", type=int, default=2000)
    return parser.parse_args()


async def _measure(settings: Settings, options: argparse.Namespace, watch: Watch) -> None:
    await _wait_for(settings.port)
    heard: dict[str, list[float]] = {}
    readers = [asyncio.create_task(_listen(settings.port, nth, heard)) for nth in range(options.readers)]
    until = time.perf_counter() + PATIENCE
    while len(heard.get("retry:", ())) < options.readers:
        if time.perf_counter() > until:
            raise SystemExit(f"only {len(heard.get('retry:', ()))} of {options.readers} readers were let in")
        await asyncio.sleep(0.05)
    await asyncio.sleep(2)
    watch.sample()
    spent, store, waits = watch.trees[0].seconds, parts.make_store(settings), []
    for nth in range(options.updates):
        word = f"news-{nth}-ends"
        began = time.perf_counter()
        publish(store, word)
        while len(heard.get(word, ())) < options.readers:
            if time.perf_counter() - began > PATIENCE:
                raise SystemExit(f"update {nth}: only {len(heard.get(word, ()))} of {options.readers} readers had it")
            await asyncio.sleep(0.01)
        waits.append(heard[word][-1] - began)
        await asyncio.sleep(0.7)
    watch.sample()
    store.close()
    for name, value in (("mean", sum(waits) / len(waits)), ("worst", max(waits))):
        show(f"strip.to_all_seconds.{name}", round(value, 3), options.readers, updates=options.updates)
    cost = (watch.trees[0].seconds - spent) * 1000 / options.updates
    show("strip.cpu_ms_an_update", round(cost, 1), options.readers)
    for reader in readers:
        reader.cancel()


def publish(store: Store, word: str) -> None:
    """A new article of the first paper, newest of all."""
    now, source = datetime.now(UTC), store.sources()[0].id
    block = Block(BlockKind.PARAGRAPH, "نصّ قصير")
    article = Article(source, f"https://{source}.example/{word}", f"خبر {word}", (block,), "ar", published=now)
    store.commit(Batch(source, readings=(Reading(article, now),)))


async def _listen(port: int, nth: int, heard: dict[str, list[float]]) -> None:
    """One reader, from an address it shares with few."""
    far, near = divmod(nth // AN_ADDRESS, 250)
    source, sink = await asyncio.open_connection("127.0.0.1", port, local_addr=(f"127.1.{far}.{near + 1}", 0))
    sink.write(b"GET /strip/live HTTP/1.1\r\nHost: portal.example\r\nAccept: text/event-stream\r\n\r\n")
    while line := await source.readline():
        if line.startswith(b"retry:"):
            heard.setdefault("retry:", []).append(time.perf_counter())
        elif line.startswith(b"data: {"):
            at = line.find(b"news-")
            if at >= 0:  # of several that came together, the newest stands first
                heard.setdefault(line[at : line.index(b"ends", at) + 4].decode(), []).append(time.perf_counter())


if __name__ == "__main__":
    main()

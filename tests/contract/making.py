"""Small invented records for the contract tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from masdar.contracts import Batch, Reading
from masdar.model import (
    Article,
    Block,
    BlockKind,
    CaptureRef,
    Channel,
    ChannelKind,
    Entry,
    Image,
    Outcome,
    Picture,
    Reason,
    Result,
    Source,
    Step,
    Thumbnail,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = "https://paper.example/feed"


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def paper(name: str = "paper", **more: object) -> Source:
    given: dict[str, object] = {"channels": (Channel(f"https://{name}.example/feed", ChannelKind.FEED),), **more}
    return Source(name, f"جريدة {name}", f"https://{name}.example/", **given)  # type: ignore[arg-type]  # checked when it is made


def address(number: int, source: str = "paper") -> str:
    return f"https://{source}.example/a/{number}"


def article(number: int = 1, source: str = "paper", words: str = "نص الخبر", **more: object) -> Article:
    given: dict[str, object] = {
        "title": f"عنوان {number}",
        "blocks": (Block(BlockKind.PARAGRAPH, words),),
        "language": "ar",
        "published": NOON - timedelta(minutes=number),
        **more,
    }
    return Article(source, address(number, source), **given)  # type: ignore[arg-type]  # checked when it is made


def reading(number: int = 1, seconds: float = 0, *, entry: str = "", **more: object) -> Reading:
    return Reading(article(number, **more), after(seconds), entry_url=entry)  # type: ignore[arg-type]  # checked when it is made


def batch(*readings: Reading, source: str = "paper", **more: object) -> Batch:
    return Batch(source, readings, **more)  # type: ignore[arg-type]  # checked when it is made


def entry(number: int, source: str = "paper") -> Entry:
    return Entry(source, address(number, source), f"عنوان {number}", channel=FEED)


def capture(offset: int, file: str = "a.warc.gz") -> CaptureRef:
    return CaptureRef(file, offset, f"sha256:{offset:064x}")


def picture(mark: str = "a") -> Picture:
    small = (Thumbnail(640, 360, b"large" + mark.encode()), Thumbnail(320, 180, b"small" + mark.encode()))
    return Picture(mark * 64, 1280, 720, "JPEG", small, "f" * 64, 90, "1234")


def outcome(
    result: Result = Result.OK, step: Step = Step.FETCH, item: str = "x", reason: Reason | None = None
) -> Outcome:
    return Outcome(step, "paper", item, result, NOON, reason, "", 3.5)


LEAD = Image("https://paper.example/1.jpg", "تعليق")

"""What a listing is written in, declared truly, falsely or not at all."""

from __future__ import annotations

import codecs

import pytest

from .conftest import Reader

ARABIC = "وزير الثقافة المخترع يفتتح المعرض الوطني للكتاب في العاصمة"
FRENCH = "Le théâtre inventé célèbre l’été à la française"


def rss(title: str, declared: str) -> str:
    said = f' encoding="{declared}"' if declared else ""
    link = "<link>https://paper.example/1</link>"
    item = f"<item><title>{title}</title>{link}</item>"
    return f'<?xml version="1.0"{said}?><rss version="2.0"><channel>{item}</channel></rss>'


@pytest.mark.parametrize(
    ("title", "written", "declared", "server"),
    [
        (ARABIC, "utf-8", "utf-8", ""),
        (ARABIC, "utf-8", "windows-1256", ""),
        (ARABIC, "utf-8", "", "text/xml; charset=iso-8859-1"),
        (ARABIC, "cp1256", "windows-1256", ""),
        (ARABIC, "cp1256", "utf-8", "text/xml; charset=windows-1256"),
        (ARABIC, "cp1256", "", ""),
        (ARABIC, "cp1256", "utf-8", "text/xml; charset=utf-8"),
        (ARABIC, "cp1256", "iso-8859-1", ""),
        (ARABIC, "iso8859-6", "iso-8859-6", ""),
        (ARABIC, "utf-16", "utf-16", ""),
        (ARABIC, "utf-16-le", "utf-16", ""),
        (ARABIC, "utf-16-be", "utf-16", ""),
        (ARABIC, "utf-32", "utf-32", ""),
        (FRENCH, "cp1252", "iso-8859-1", ""),
        (FRENCH, "cp1252", "", ""),
        (FRENCH, "cp1252", "utf-8", ""),
        (FRENCH, "utf-8", "no-such-thing", ""),
        (FRENCH, "utf-8", "idna", "text/xml; charset=zlib"),
    ],
)
def test_letters_come_out_right(listed: Reader, title: str, written: str, declared: str, server: str) -> None:
    listing = listed(rss(title, declared).encode(written), **({"content_type": server} if server else {}))
    assert [entry.title for entry in listing.entries] == [title]


def test_marks_and_junk_before_a_feed(listed: Reader) -> None:
    body = codecs.BOM_UTF8 + b"\r\n \x00" + rss(ARABIC, "utf-8").encode("utf-8")
    assert listed(body).entries[0].title == ARABIC


def test_damaged_utf8_stays_utf8(listed: Reader) -> None:
    body = rss(ARABIC * 3 + "؟", "utf-8").encode("utf-8").replace("؟".encode(), b"\xd8")
    title = listed(body).entries[0].title
    assert title.startswith(ARABIC)
    assert "\ufffd" in title


def test_codes_of_windows_in_a_reference(listed: Reader) -> None:
    assert listed(rss("l&#146;an&#133;", "")).entries[0].title == "l’an…"

"""Every file of the catalogue, walked."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from masdar import urls
from masdar.language import bylines
from masdar.model import SourceKind
from masdar.publishers import catalogue, check_file, load, publisher
from masdar.publishers.catalogue import _packaged
from tests.pace import within

ROOT = Path(str(resources.files("masdar.publishers")))
FILES = sorted(ROOT.glob("*/*.toml"))
ARAB_LEAGUE = "ae bh dj dz eg iq jo km kw lb ly ma mr om ps qa sa sd so sy tn ye".split()
ORDER = (
    "name name_latin country kind languages timezone closed home feeds wordpress sitemaps sections marks "
    "common_words selectors"
).split()
ABROAD = {
    "bbc-arabic": "gb",
    "france24-ar": "fr",
    "dw-arabic": "de",
    "rt-arabic": "ru",
    "xinhua-arabic": "cn",
    "anadolu": "tr",
    "aawsat": "gb",
    "alhurra": "us",
}
WORLD_AGENCIES = "reuters ap afp dpa efe xinhua-arabic tass sputnik-arabic anadolu".split()
NATIONAL_AGENCIES = {
    "ma": "map", "dz": "aps", "tn": "tap", "ly": "lana", "eg": "mena", "sd": "suna", "mr": "ami", "so": "sonna",
    "dj": "adi", "km": "hzk-presse", "sa": "spa", "ae": "wam", "qa": "qna", "kw": "kuna", "bh": "bna", "om": "ona",
    "ye": "saba", "iq": "ina", "sy": "sana", "lb": "nna", "jo": "petra", "ps": "wafa",
}  # fmt: skip


def test_every_file_is_right_by_itself() -> None:
    assert [str(problem) for file in FILES for problem in check_file(file)] == []


def test_every_file_is_in_the_catalogue_under_its_country_and_name() -> None:
    listed = {(entry.country, entry.id) for entry in load().entries}
    assert listed == {(file.parent.name, file.stem) for file in FILES}


def test_every_country_of_the_league_is_there_and_the_whole_is_large() -> None:
    counts = load().countries
    assert {country: counts.get(country, 0) for country in ARAB_LEAGUE if counts.get(country, 0) < 5} == {}
    assert len(load().entries) >= 350
    assert list(counts) == sorted(counts)


def test_every_country_has_its_agency_and_the_worlds_agencies_are_there() -> None:
    catalogue = load()
    assert len(catalogue.agencies) >= 22
    for country, id_ in NATIONAL_AGENCIES.items():
        entry = catalogue.entry(id_)
        assert entry is not None, id_
        assert (entry.country, entry.kind) == (country, SourceKind.AGENCY)
    assert sorted(NATIONAL_AGENCIES) == ARAB_LEAGUE
    ids = {entry.id for entry in catalogue.agencies}
    assert [id_ for id_ in WORLD_AGENCIES if id_ not in ids] == []


@pytest.mark.parametrize("country", ARAB_LEAGUE)
def test_a_country_has_papers_and_the_states_own_voice(country: str) -> None:
    kinds = {entry.kind for entry in load().of_country(country)}
    assert SourceKind.AGENCY in kinds
    assert kinds & {SourceKind.DAILY, SourceKind.ONLINE}
    assert kinds & {SourceKind.BROADCASTER, SourceKind.OFFICIAL}


def test_services_abroad_stand_under_their_host_country() -> None:
    catalogue = load()
    found = {id_: entry.country for id_ in ABROAD if (entry := catalogue.entry(id_)) is not None}
    assert found == ABROAD


def test_nobody_has_seen_an_address_answer() -> None:
    addresses = [
        address
        for entry in load().entries
        for address in (entry.home, *entry.feeds, *entry.wordpress, *entry.sitemaps, *entry.sections)
    ]
    assert [address.url for address in addresses if address.verified] == []


def test_names_are_in_arabic_letters_and_clean() -> None:
    for entry in load().entries:
        assert re.search(r"[\u0621-\u064a]", entry.name) or entry.name.isascii(), entry.id
        assert not re.search(r"[\u0640\u064b-\u0652\u06cc\u06a9]", entry.name), entry.id
        assert not re.search(r"(?<![\u0621-\u064a])[ةىئؤء]", entry.name), (
            f"{entry.id}: a word begins with a final letter"
        )
        assert not re.search(r"[ةى](?=[\u0621-\u064a])", entry.name), f"{entry.id}: a final letter inside a word"


def test_a_country_has_one_time_zone() -> None:
    for country in load().countries:
        assert len({entry.timezone for entry in load().of_country(country)}) == 1, country


def test_keys_stand_in_one_order() -> None:
    for file in FILES:
        keys = list(tomllib.loads(file.read_text(encoding="utf-8")))
        assert keys == sorted(keys, key=ORDER.index), file


def test_feeds_do_not_belong_to_somebody_else() -> None:
    strangers = {
        (entry.id, feed.url)
        for entry in load().entries
        for feed in (*entry.feeds, *entry.sections)
        if _domain(feed.url) != _domain(entry.home.url)
    }
    assert strangers <= {
        ("bbc-arabic", "https://feeds.bbci.co.uk/arabic/rss.xml"),
        ("bbc-arabic", "https://feeds.bbci.co.uk/arabic/middleeast/rss.xml"),
    }


def _domain(url: str) -> str:
    host = urlsplit(url).hostname or ""
    parts = host.split(".")
    return ".".join(parts[-3:] if parts[-2] in ("com", "co", "org", "gov", "net", "press", "gob") else parts[-2:])


def test_ids_never_take_the_name_of_a_page() -> None:
    assert {entry.id for entry in load().entries} & urls.RESERVED == set()


@pytest.mark.slow
def test_loading_is_quick() -> None:
    with within(2 * 0.15 * len(FILES) / 400):
        for _ in range(2):
            _packaged.cache_clear()
            load()


def test_loading_twice_reads_once() -> None:
    assert load() is load()


def test_one_publisher_is_found_without_reading_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    known = load().entries[::25]
    monkeypatch.setattr(catalogue, "_packaged", cache(lambda: pytest.fail("all were read")))
    assert [publisher(entry.id) for entry in known] == list(known)
    assert publisher("nobody-prints-this") is None
    assert publisher(f"../{known[0].country}/{known[0].id}") is None


def test_no_paper_is_read_as_a_person() -> None:
    named = [name for one in load().entries for name in (one.name, one.name_latin) if name]
    persons = [name for name in named if bylines.parse(name).persons]
    assert not persons, f"add a line for each to language/data/papers.txt: {persons}"

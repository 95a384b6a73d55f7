"""A fault in a file names the file, the line and the cure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.publishers import CatalogueError, check_file, load
from masdar.publishers.checking import LARGEST, read

GOOD = """\
name = "صحيفة المثال"
name_latin = "Al Mithal"
country = "ma"
kind = "daily"
languages = ["ar"]
timezone = "Africa/Casablanca"
home = { url = "https://mithal.example/", verified = false }
feeds = [
  { url = "https://mithal.example/feed", verified = false },
]
"""
AGENCY = GOOD.replace('"daily"', '"agency"')


def problems(text: str, country: str = "ma", id_: str = "mithal") -> list[str]:
    return [str(problem) for problem in read(text, f"{country}/{id_}.toml", country, id_)[1]]


def test_a_good_file_has_none() -> None:
    publisher, found = read(GOOD, "ma/mithal.toml", "ma", "mithal")
    assert found == []
    assert publisher is not None
    assert (publisher.id, publisher.name, publisher.feeds[0].url) == (
        "mithal",
        "صحيفة المثال",
        "https://mithal.example/feed",
    )


GOLDEN = {
    "unknown key": (
        GOOD.replace("languages", "langauges"),
        [
            "ma/mithal.toml:5: unknown key 'langauges'. did you mean 'languages'.",
            "ma/mithal.toml:1: 'languages' is missing. add languages = [\"ar\"], or those it writes.",
        ],
    ),
    "missing home": (
        GOOD.replace('home = { url = "https://mithal.example/", verified = false }\n', ""),
        ["ma/mithal.toml:1: 'home' is missing. add home = { url = \"https://example.org/\", verified = false }."],
    ),
    "wrong kind": (
        GOOD.replace('"daily"', '"dayly"'),
        [
            "ma/mithal.toml:4: 'dayly' is no kind. "
            "write one of daily, weekly, agency, broadcaster, official, online, regional."
        ],
    ),
    "another country": (
        GOOD.replace('"ma"', '"dz"'),
        ["ma/mithal.toml:3: country 'dz' stands in the folder 'ma'. move the file to dz/, or write country = \"ma\"."],
    ),
    "no address": (
        GOOD.replace("https://mithal.example/feed", "mithal.example/feed"),
        [
            "ma/mithal.toml:9: 'mithal.example/feed' in 'feeds' is no address. "
            "write all of it, like https://example.org/."
        ],
    ),
    "no script": (
        GOOD.replace("https://mithal.example/feed", "javascript:alert(1)"),
        [
            "ma/mithal.toml:9: 'javascript:alert(1)' in 'feeds' is no address. "
            "write all of it, like https://example.org/."
        ],
    ),
    "irregular address": (
        GOOD.replace("https://mithal.example/feed", "https://MITHAL.example/feed?utm_source=x"),
        [
            "ma/mithal.toml:9: 'https://MITHAL.example/feed?utm_source=x' in 'feeds' is not in its regular form. "
            "write https://mithal.example/feed."
        ],
    ),
    "not said whether verified": (
        GOOD.replace('/feed", verified = false', '/feed"'),
        [
            "ma/mithal.toml:9: an address in 'feeds' does not say whether it is verified. "
            "say verified = false until somebody has seen it answer, then true."
        ],
    ),
    "a bare address": (
        GOOD.replace('{ url = "https://mithal.example/", verified = false }', '"https://mithal.example/"'),
        [
            "ma/mithal.toml:7: an address in 'home' is not a table. "
            'write it as { url = "https://example.org/", verified = false }.'
        ],
    ),
    "twice": (
        GOOD.replace("]\n", "]\n", 1) + 'sections = [{ url = "https://mithal.example/feed", verified = false }]\n',
        ["ma/mithal.toml:11: https://mithal.example/feed stands twice. take one out."],
    ),
    "no time zone": (
        GOOD.replace("Africa/Casablanca", "Africa/Rabat"),
        ["ma/mithal.toml:6: 'Africa/Rabat' is no time zone. write an IANA name like \"Africa/Cairo\"."],
    ),
    "a folder of zones": (
        GOOD.replace("Africa/Casablanca", "Africa"),
        ["ma/mithal.toml:6: 'Africa' is no time zone. write an IANA name like \"Africa/Cairo\"."],
    ),
    "zones cannot climb": (
        GOOD.replace("Africa/Casablanca", "../../etc/passwd"),
        ["ma/mithal.toml:6: '../../etc/passwd' is no time zone. write an IANA name like \"Africa/Cairo\"."],
    ),
    "no language": (
        GOOD.replace('["ar"]', '["arabic!"]'),
        ['ma/mithal.toml:5: \'arabic!\' is no language tag. write tags like "ar", "fr", "en".'],
    ),
    "marks of a paper": (
        GOOD + 'marks = ["مثال"]\n',
        ["ma/mithal.toml:11: 'marks' stands in a publisher that is no agency. take marks out."],
    ),
    "an agency without": (
        AGENCY,
        ["ma/mithal.toml:1: an agency has no 'marks'. add marks = [\"…\"], the spellings by which papers credit it."],
    ),
    "a mark of one letter": (
        AGENCY + 'marks = ["م ث", "م"]\n',
        ["ma/mithal.toml:11: the mark 'م' has fewer than two letters. write it in full."],
    ),
    "a common word that is no mark": (
        AGENCY + 'marks = ["م ث"]\ncommon_words = ["مثال"]\n',
        ["ma/mithal.toml:12: 'مثال' is none of the marks. write it in 'marks' too."],
    ),
    "kashida": (
        GOOD.replace("صحيفة", "صحيـفة"),
        ["ma/mithal.toml:1: 'name' has kashida, vowel marks, invisible marks or needless spaces. take them out."],
    ),
    "a Latin name in Arabic": (
        GOOD.replace("Al Mithal", "المثال"),
        ["ma/mithal.toml:2: 'name_latin' is not in Latin letters. write the name as it is spelt in Latin."],
    ),
    "closed is a flag": (
        GOOD + 'closed = "2021"\n',
        ["ma/mithal.toml:11: 'closed' is neither true nor false. write closed = true, or leave it out."],
    ),
    "not TOML": (
        GOOD.replace('kind = "daily"', "kind = daily"),
        ["ma/mithal.toml:4: this is not TOML: Invalid value. mend the line, or the one before it."],
    ),
    "a key twice": (
        GOOD + 'kind = "weekly"\n',
        ["ma/mithal.toml:11: this is not TOML: Cannot overwrite a value. mend the line, or the one before it."],
    ),
    "selectors that select nothing": (
        GOOD + "[[selectors]]\nvalid_until = 2024-12-31\n",
        ["ma/mithal.toml:11: selectors that select nothing. write at least one, or take them out."],
    ),
    "selectors without an end, twice": (
        GOOD + '[[selectors]]\nbody = "article"\n[[selectors]]\nbody = "main"\n',
        ["ma/mithal.toml:11: two selectors have no 'valid_until'. give the older one the last day it held."],
    ),
    "an end that is no day": (
        GOOD + '[[selectors]]\nbody = "article"\nvalid_until = "soon"\n',
        ["ma/mithal.toml:13: 'valid_until' is not a day. write valid_until = 2024-12-31."],
    ),
}


@pytest.mark.parametrize(("text", "expected"), GOLDEN.values(), ids=GOLDEN)
def test_what_is_said(text: str, expected: list[str]) -> None:
    assert problems(text) == expected


def test_ids_are_small_letters_and_never_our_pages() -> None:
    assert problems(GOOD, id_="search") == [
        "ma/search.toml:1: the id 'search' is the name of a page of ours. rename the file."
    ]
    assert problems(GOOD, id_="Al_Mithal") == [
        "ma/Al_Mithal.toml:1: the id 'Al_Mithal' is not of small Latin letters, digits and hyphens. "
        "rename the file to al-mithal.toml."
    ]


def test_a_folder_must_be_a_country() -> None:
    assert problems(GOOD, country="morocco") == [
        "morocco/mithal.toml:1: the folder 'morocco' is no country. name it by the two small letters of ISO 3166-1."
    ]


def test_everything_wrong_is_said_at_once() -> None:
    assert len(problems('kind = 3\nhome = 4\nfeeds = 5\nselectors = 6\nlanguages = "ar"\n')) == 9


def test_what_is_too_large_or_too_deep_is_refused() -> None:
    assert "keep it under" in problems("#" * (LARGEST + 1))[0]
    assert problems("x = " + "[" * 20_000) != []


@given(st.text(max_size=200))
def test_no_text_crashes_the_reader(text: str) -> None:
    publisher, found = read(text, "ma/x.toml", "ma", "x")
    assert publisher is None
    assert found != []
    assert all(problem.line >= 1 for problem in found)


VALUES = st.recursive(
    st.sampled_from(["1", "true", '"x"', '""', "2024-01-01", "1.5", '"https://a.example/"']),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(inner, max_size=2).map(
            lambda items: (
                "{ "
                + ", ".join(f"{key} = {item}" for key, item in zip(("url", "verified"), items, strict=False))
                + " }"
            )
        )
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from("name name_latin country kind languages timezone home feeds marks selectors closed".split()),
        VALUES,
    )
)
def test_no_value_of_a_wrong_type_crashes_the_reader(table: dict[str, str]) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in table.items())
    assert read(text, "ma/x.toml", "ma", "x")[1] != []


# --- an operator's own folder --------------------------------------------------------------------------------------


def write(folder: Path, place: str, text: str) -> Path:
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_operators_files_join_the_catalogue(tmp_path: Path) -> None:
    write(tmp_path, "ma/mithal.toml", GOOD)
    catalogue = load(tmp_path)
    assert len(catalogue.entries) == len(load().entries) + 1
    assert catalogue.entry("mithal") in catalogue.of_country("MA")
    assert list(catalogue.entries) == sorted(catalogue.entries, key=lambda entry: (entry.country, entry.id))


def test_an_operators_file_takes_the_place_of_ours(tmp_path: Path) -> None:
    ours = load().entry("hespress")
    assert ours is not None
    write(tmp_path, "ma/hespress.toml", GOOD.replace("https://mithal.example/", ours.home.url))
    catalogue = load(tmp_path)
    theirs = catalogue.entry("hespress")
    assert theirs is not None
    assert theirs.name == "صحيفة المثال"
    assert len(catalogue.entries) == len(load().entries)


def said(folder: Path) -> list[str]:
    with pytest.raises(CatalogueError) as raised:
        load(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in raised.value.problems]


def test_two_files_cannot_have_one_id(tmp_path: Path) -> None:
    write(tmp_path, "dz/mithal.toml", GOOD.replace('"ma"', '"dz"').replace("mithal.example", "other.example"))
    write(tmp_path, "ma/mithal.toml", GOOD)
    assert said(tmp_path) == ["ma/mithal.toml:1: the id 'mithal' is that of dz/mithal.toml too. rename one of them."]


def test_two_files_cannot_have_one_home(tmp_path: Path) -> None:
    write(tmp_path, "dz/twin.toml", GOOD.replace('"ma"', '"dz"').replace("https://mithal", "http://www.mithal"))
    write(tmp_path, "ma/mithal.toml", GOOD)
    assert said(tmp_path) == [
        "ma/mithal.toml:1: https://mithal.example/ is the home page of dz/twin.toml too. "
        "keep one of them; to change dz/twin.toml, name yours after it."
    ]


def test_two_agencies_cannot_have_one_mark_however_it_is_spelt(tmp_path: Path) -> None:
    write(tmp_path, "ma/mithal.toml", AGENCY + 'marks = ["أ.ف.ب"]\n')
    assert said(tmp_path) == [
        "ma/mithal.toml:1: the mark 'أ.ف.ب' is one of fr/afp.toml too. take it out of the one it does not belong to."
    ]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no such folder"):
        load(tmp_path / "nowhere")


def test_a_file_that_is_not_utf8_or_not_there_is_said(tmp_path: Path) -> None:
    path = tmp_path / "ma" / "mithal.toml"
    path.parent.mkdir()
    path.write_bytes(b'name_latin = "x"\nname = "\xc7\xe1"\n')
    assert [str(problem) for problem in check_file(path)] == [f"{path}:2: the file is not UTF-8. save it as UTF-8."]
    assert [problem.line for problem in check_file(tmp_path / "ma" / "gone.toml")] == [1]
    assert "not a catalogue file" in str(check_file(tmp_path / "ma" / "mithal.json")[0])

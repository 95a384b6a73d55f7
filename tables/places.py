"""Builds the gazetteer: `python tables/places.py > src/masdar/language/data/places.txt`.

Countries and the cities that name time zones, with their Arabic, French and English names, from the Unicode CLDR as the
package Babel carries it. Its licence stands beside the file (`places.LICENSE`). What a word of the language would be
taken for is left out below, each with its reason: mend it here, or in names.txt, which goes before.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import babel
from babel import Locale

LANGUAGES = ("ar", "fr", "en")
NOT_PLACES = re.compile(r"^(EU|EZ|QO|UN|XA|XB|ZZ|\d+)$")
NOT_CITIES = re.compile(
    r"^(Antarctica|Etc|Arctic|Indian/(Chagos|Mahe|Maldives)|America/North_Dakota"
    r"|America/Nome|Asia/Seoul|Asia/Amman)"  # "sleep", "floods", and what is written as Oman is
)
WORDS = {
    "مالي": "financial", "بنين": "sons", "réunion": "a meeting", "reunion": "a meeting", "maurice": "a first name",
    "dominique": "a first name", "male": "man", "center": "a centre", "georgia": "a state too", "jersey": "a shirt",
    "turkey": "a bird, and spelt Türkiye by its own", "جيرسي": "a shirt", "جورجيا": "a state too",
}  # fmt: skip


def lines() -> Iterator[str]:
    """A place a line, as in names.txt."""
    known = {language: Locale(language) for language in LANGUAGES}
    for code in sorted(known["en"].territories):
        if not NOT_PLACES.match(code):
            yield line([known[language].territories.get(code, "") for language in LANGUAGES])
    zones = known["en"].time_zones
    for zone in sorted(set(zones) | set(known["ar"].time_zones)):
        if not NOT_CITIES.match(zone):
            told = [known[language].time_zones.get(zone, {}).get("city", "") for language in LANGUAGES]
            own = zone.rpartition("/")[2].replace("_", " ")
            if told[0]:
                yield line([told[0], told[1] or told[2] or own, told[2] or own])


def line(spelt: list[str]) -> str:
    """Without what stands in brackets, and without those that are words; empty where no two are left."""
    plain = [re.sub(r"\s*[(\[].*?[)\]]|[\u200e\u200f]", "", name).replace("’", "'").strip() for name in spelt]
    kept = [name for name in dict.fromkeys(plain) if name and name.lower() not in WORDS]
    return "|".join(kept) if len(kept) > 1 and re.match("[\u0621-\u064a]", kept[0]) else ""


def main() -> None:
    out = sys.stdout
    out.write("# Countries and cities with their Arabic, French and English names. Made by tables/places.py from the\n")
    out.write(f"# Unicode CLDR (Babel {babel.__version__}); licence: places.LICENSE. Names.txt goes before it.\n")
    for entry in sorted({entry for entry in lines() if entry}):
        out.write(entry + "\n")


if __name__ == "__main__":
    main()

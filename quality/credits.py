"""Is the agency named that a report is credited to, and nobody where none is?

`python -m quality.credits CORPUS [N] [SEED]`

CORPUS is a `.jsonl`, `.xz` or `.gz` of articles (`body`), whose sentences fill in the forms of `crediting.py`; French
and English ones stand here. N reports a form, a new seed each time unless one is given. A report counts as named where
the agency and no other is credited; `credits.none` is the share of reports that owe nobody and credit nobody;
`credits.words` how many words of wholly credited reports are credited. One JSON object a figure; missed ones to stderr.
"""

from __future__ import annotations

import json
import random
import re
import secrets
import sys
from collections import Counter, defaultdict
from pathlib import Path

from masdar.provenance import credits_of
from masdar.publishers.marks import find_marks
from quality.chains_corpus import bodies
from quality.crediting import WAYS, Printed, Truth, printed, ways

EACH = 60
_SENTENCE = re.compile(r"[^.!?؟\n:«»\"()]{60,240}(?=[.!?؟\n])")
_OURS = {
    "fr": "Le conseil municipal a adopté le budget après un long débat"
    "|Les prix des légumes ont augmenté la semaine dernière"
    "|Le ministre a reçu une délégation d'hommes d'affaires étrangers|La ville a connu une coupure d'eau de deux jours"
    "|Les pluies ont retardé la récolte dans plusieurs provinces|Le tribunal rendra sa décision à la fin du mois",
    "en": "The council passed the budget after a long debate|Prices of vegetables rose sharply last week"
    "|The minister met a delegation of foreign businessmen|The town was without water for two days"
    "|Rain delayed the harvest in several provinces|The court will decide at the end of the month",
}


def sentences(corpus: Path, rolls: random.Random) -> dict[str, list[str]]:
    """Sentences that name no agency, by language."""
    found = [one.strip() for body in rolls.sample(bodies(corpus), 1500) for one in _SENTENCE.findall(body)]
    return {
        "ar": [one for one in found if not find_marks(one)],
        **{key: all_.split("|") for key, all_ in _OURS.items()},
    }


def right(one: Printed) -> bool:
    return {credit.agency for credit in credits_of(one.text, one.byline)} == ({one.agency} if one.agency else set())


def covered(one: Printed) -> float:
    credited = max((credit.end - credit.start for credit in credits_of(one.text, one.byline)), default=0)
    return credited / len(one.text)


def main(arguments: list[str]) -> None:
    each = int(arguments[1]) if len(arguments) > 1 else EACH
    seed = int(arguments[2]) if len(arguments) > 2 else secrets.randbelow(10**6)
    rolls = random.Random(seed)
    print(f"seed {seed}", file=sys.stderr)
    said = sentences(Path(arguments[0]), rolls)
    marks: dict[str, list[float]] = defaultdict(list)
    missed: Counter[str] = Counter()
    for truth in Truth:
        for language in WAYS[truth]:
            for way in ways(truth, language):
                for _ in range(each):
                    text = ". ".join(rolls.sample(said[language], 3))
                    one = printed(rolls, truth, language, way, text, rolls.choice(said[language]))
                    ok = right(one)
                    marks["named" if one.agency else "none"].append(ok)
                    marks[f"{truth.value}.{language}"].append(ok)
                    if truth is Truth.WHOLE:
                        marks["words"].append(covered(one))
                    missed[f"{truth.value} {way!r}"] += not ok
    for name, values in marks.items():
        figure = {"measure": f"credits.{name}", "value": round(sum(values) / len(values), 4), "n": len(values)}
        print(json.dumps(figure))
    for form, times in missed.most_common(12):
        if times:
            print(f"missed {times} of {each}: {form}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m quality.credits CORPUS [N] [SEED]")
    main(sys.argv[1:])

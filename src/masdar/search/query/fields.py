"""The fields a query can name, in three languages, and the values they know."""

from __future__ import annotations

from masdar.language.fold import fold, squeeze
from masdar.language.tokenise import tokens
from masdar.model import Filter

_NAMES = {
    "title": "title titre عنوان العنوان",
    "source": "source journal paper مصدر المصدر جريدة",
    "author": "author auteur by كاتب الكاتب بقلم",
    "section": "section rubrique قسم القسم باب",
    "kind": "kind type genre نوع النوع صنف",
    "lang": "lang language langue لغة اللغة لغه",
    "country": "country pays بلد البلد دولة",
    "before": "before avant قبل",
    "after": "after depuis since بعد منذ",
    "date": "date day تاريخ التاريخ يوم",
    "near": "near pres près قرب جوار",
    "has": "has avec به فيه",
    "changed": "changed modifie modifié معدل عدل",
}
# Name as typed, lower case → the field.
FIELDS: dict[str, str] = {name: field for field, names in _NAMES.items() for name in names.split()}

_IMAGE = frozenset(fold(word) for word in "image picture photo صورة صور".split())
_YES = frozenset(fold(word) for word in "yes oui نعم true 1".split())
_NO = frozenset(fold(word) for word in "no non لا false 0".split())
_KINDS = {
    fold(word): kind
    for kind, words in {
        "live": "live direct مباشر مباشرة تغطية",
        "gallery": "gallery galerie diaporama صور معرض",
        "partial": "partial extrait مقتطف موجز",
        "article": "article مقال خبر نص",
    }.items()
    for word in words.split()
}
_LANGUAGES = {
    "العربيه": "ar", "عربيه": "ar", "عربي": "ar", "arabe": "ar", "arabic": "ar",
    "الفرنسيه": "fr", "فرنسيه": "fr", "francais": "fr", "french": "fr",
    "الانجليزيه": "en", "انجليزيه": "en", "الانكليزيه": "en", "anglais": "en", "english": "en",
}  # fmt: skip


def filter_of(field: str, value: str) -> Filter | None:
    """The filter a field and its typed value make; None where the field does not know the value."""
    value = squeeze(value)
    if field == "has":
        return Filter("has", "image") if fold(value) in _IMAGE else None
    if field == "changed":
        folded = fold(value)
        return Filter("changed", "yes" if folded in _YES else "no") if folded in _YES | _NO else None
    if field == "kind":
        kind = _KINDS.get(fold(value))
        return None if kind is None else Filter("kind", kind)
    if field == "lang":
        return Filter("lang", _LANGUAGES.get(fold(value), value.lower()))
    if field in ("country", "source"):
        return Filter(field, value.lower())
    if field == "title" and not tokens(value):
        return None
    return Filter(field, value)

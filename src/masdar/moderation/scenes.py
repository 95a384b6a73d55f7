"""Does an article tell of war or protest? Its pictures may be terrible and true, and those who would have them hidden
are not always their readers: they are blurred, not hidden, until a person looked."""

from __future__ import annotations

from masdar.language.fold import fold

# Words and beginnings of words, folded; Arabic ones are also looked for behind the one-letter words written with them.
_WORDS = """
حرب حروب قصف غارة غارات عدوان احتلال شهيد شهداء شهيدا قتلى قتيل جرحى مجزرة مجازر اشتباكات معارك معركة صاروخ صواريخ
هجوم تفجير انفجار نزوح نازحين لاجئين مظاهرة مظاهرات تظاهرة متظاهرين متظاهرون احتجاج احتجاجات محتجين محتجون اعتصام
انتفاضة ثورة اضراب قمع اعتقال اعتقالات مسيرات شغب حصار مجاعة
guerre bombardement bombardements frappes attaque attentat combats massacre victimes blessés manifestation
manifestations manifestants contestation émeutes répression grève siège famine réfugiés déplacés
war bombing airstrike airstrikes shelling strike massacre killed wounded clashes fighting protest protests protesters
demonstration demonstrators uprising riot riots crackdown siege famine refugees displaced
"""
WORDS = frozenset(fold(word) for word in _WORDS.split())
_ATTACHED = ("و", "ف", "ب", "ك", "ل")


def _bare(word: str) -> set[str]:
    """A word, and what is left of it without the article and one attached letter."""
    found = {word}
    if word[:1] in _ATTACHED:
        found.add(word[1:])
    if word.startswith("لل"):
        found.add(word[2:])
    return found | {one[2:] for one in found if one.startswith("ال")}


def tells_of_conflict(*texts: str) -> bool:
    """Whether one of the texts (a title, a section, a caption) holds a word of war or protest."""
    return any(_bare(word) & WORDS for text in texts for word in _tokens(text))


def _tokens(text: str) -> list[str]:
    spaced = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    return spaced.split()

"""Numbers as papers print them → one form: ASCII digits, a point before decimals, no marks between thousands.

Arabic-Indic and Persian digits, "٥٫١", "5,1", "1.000", and the agencies' "3ر4", a decimal typed with the letter ر.
"""

from __future__ import annotations

import re
import unicodedata


class _Digits(dict[int, str | int]):
    """Code point of a decimal digit of any script → the ASCII digit."""

    def __missing__(self, code: int) -> str | int:
        value = unicodedata.decimal(chr(code), -1)
        made: str | int = code if value < 0 else str(value)
        self[code] = made
        return made


_DIGITS = _Digits()
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,٬’'\u066b]\d{3})+")
_DECIMAL = re.compile(r"(\d+)[.,٫ر](\d+)")
_BOTH = re.compile(r"(\d{1,3}(?:[.,٬]\d{3})+)([.,٫])(\d{1,2})")


def ascii_digits(text: str) -> str:
    """The text with decimal digits of every script as 0 to 9; the length stays."""
    return text if text.isascii() else text.translate(_DIGITS)


def number(text: str) -> str:
    """A printed number → one form: "1.000" is 1000, "٥٫١" and "5,1" are 5.1, "1.234,5" is 1234.5.

    A mark before exactly three digits is taken for thousands, as papers use it. Parts that make no number, as in
    "12.05.2019", come back with spaces between them."""
    text = ascii_digits(text)
    if text.isdigit():
        return text
    if found := _BOTH.fullmatch(text):
        return _joined(found[1]) + "." + found[3]
    if _THOUSANDS.fullmatch(text) and not text.startswith("0"):
        return _joined(text)
    if found := _DECIMAL.fullmatch(text):
        return f"{found[1]}.{found[2]}"
    return " ".join(re.findall(r"\d+", text))


def _joined(text: str) -> str:
    return re.sub(r"\D", "", text)

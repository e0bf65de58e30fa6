"""Mentions: texts that may let slip a person's number, found among many without going through each.

Almost no text holds enough digits for one. The texts are looked through joined, in one go; only where something is
there are they taken one by one.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache

# A mobile number has eleven digits, a resident ID more.
_ENOUGH = 11
# The gap gives nothing back: there is no digit in it to find. What begins inside a row of digits begins before it too.
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d(?:\D{0,3}+\d){10}")
_FAR_APART = re.compile(r"[^0-9]{4,}")
_APART = "\x00\x00\x00\x00"
_NEITHER_DIGIT_NOR_APART = bytes(set(range(256)) - set(b"0123456789\x00"))
_BYTES_IN_THE_PLANE = 2
_ODD = range(0x80, 0xD800)
_FULL_WIDTH = range(0xFF00, 0xFFF0)


def suspects_in(texts: Collection[str]) -> list[str]:
    """Return the texts that hold enough digits to be looked at closely, however these are written.

    A text with anything in it that cannot be seen, or that only becomes a digit when written plainly, is one too.
    """
    if _has_odd("".join(texts)):
        return [text for text in texts if _has_odd(text) or _ELEVEN_DIGITS.search(text)]
    joined = _APART.join(texts)
    digits = joined.encode().translate(None, _NEITHER_DIGIT_NOR_APART).split(_APART.encode())
    if max(map(len, digits)) < _ENOUGH or max(map(len, _FAR_APART.split(joined))) < _ENOUGH:
        return []
    return [text for text in texts if _ELEVEN_DIGITS.search(text)]


def _has_odd(text: str) -> bool:
    """Say whether a text holds what cannot be seen, an odd digit, or a character from beyond the basic plane."""
    reaches_beyond = len(text.encode("utf-16-le", "surrogatepass")) != _BYTES_IN_THE_PLANE * len(text)
    return reaches_beyond or not text.isprintable() or bool(_odd_digit().search(text))


@cache
def _odd_digit() -> re.Pattern[str]:
    """Return what finds a character that is no ASCII digit and is or becomes one: full-width, circled, foreign."""
    odd = (letter for letter in map(chr, (*_ODD, *_FULL_WIDTH)) if _becomes_digits(letter))
    return re.compile(f"[{''.join(odd)}]")


def _becomes_digits(letter: str) -> bool:
    return letter.isdecimal() or any(one.isdecimal() for one in unicodedata.normalize("NFKC", letter))

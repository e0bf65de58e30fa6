"""Mentions: texts that may let slip a person's number, found among many without going through each.

Almost no text holds enough digits for one. The texts are looked through joined, in one go; only where something is
there are they taken one by one.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache

# A mobile number has eleven digits, a resident ID more.
_ENOUGH = 11
# The gap gives nothing back: there is no digit in it to find. What begins inside a row of digits begins before it too.
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d(?:\D{0,3}+\d){10}")
# Four characters that are no digits part two numbers; these stand in no text that was read.
_APART = "\x00\x00\x00\x00"
_NEITHER_DIGIT_NOR_APART = bytes(set(range(256)) - set(b"0123456789\x00"))
_DIGITS_ALONE = bytes(ord("0") if chr(byte).isdecimal() else ord(".") for byte in range(128)).ljust(256, b".")
_BYTES_IN_THE_PLANE = 2
_ODD = range(0x80, 0xD800)
_FULL_WIDTH = range(0xFF00, 0xFFF0)


def suspects_in(texts: Collection[str], *, are_printable: bool = False) -> list[str]:
    """Return the texts that hold enough digits to be looked at closely, however these are written.

    A text with anything in it that cannot be seen, or that only becomes a digit when written plainly, is one too;
    `are_printable` says that of the first there is none.
    """
    if _has_odd("".join(texts), is_printable=are_printable):
        return [text for text in texts if _has_odd(text, is_printable=are_printable) or _ELEVEN_DIGITS.search(text)]
    plain = _APART.join(texts).encode("ascii", "replace")
    if max(map(len, plain.translate(None, _NEITHER_DIGIT_NOR_APART).split(_APART.encode()))) < _ENOUGH:
        return []
    near = (piece for piece in plain.translate(_DIGITS_ALONE).split(b"....") if len(piece) >= _ENOUGH)
    return [text for text in texts if _ELEVEN_DIGITS.search(text)] if _any_has_enough(near) else []


def _any_has_enough(pieces: Iterable[bytes]) -> bool:
    return any(piece.count(b"0") >= _ENOUGH for piece in pieces)


def _has_odd(text: str, *, is_printable: bool) -> bool:
    """Say whether a text holds what cannot be seen, an odd digit, or a character from beyond the basic plane."""
    reaches_beyond = len(text.encode("utf-16-le", "surrogatepass")) != _BYTES_IN_THE_PLANE * len(text)
    return reaches_beyond or not (is_printable or text.isprintable()) or bool(_odd_digit().search(text))


@cache
def _odd_digit() -> re.Pattern[str]:
    """Return what finds a character that is no ASCII digit and is or becomes one: full-width, circled, foreign."""
    odd = (letter for letter in map(chr, (*_ODD, *_FULL_WIDTH)) if letter.isdecimal() or _becomes_digits(letter))
    return re.compile(f"[{''.join(odd)}]")


def _becomes_digits(letter: str) -> bool:
    if not unicodedata.decomposition(letter):
        return False
    return any(one.isdecimal() for one in unicodedata.normalize("NFKC", letter))

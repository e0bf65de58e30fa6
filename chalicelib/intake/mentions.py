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
_BETWEEN_TEXTS = "\x00"
# What almost every text here is made of; saying so takes a third of the time of looking for anything else.
_USUAL = re.compile(r"[ -~一-龥、。〈〉《》「」【】〔〕〇“”‘’—…·×，；：（）！？％～]*")
_ALL_USUAL = re.compile(_USUAL.pattern.replace("[", f"[{_BETWEEN_TEXTS}", 1))
# Four characters that are no digits part two numbers.
_APART = b"...."
_DIGITS_ALONE = bytes(ord("0") if chr(byte).isdecimal() else ord(".") for byte in range(128)).ljust(256, b".")
_SKELETON = _BETWEEN_TEXTS.encode() + _DIGITS_ALONE[1:]
_BYTES_IN_THE_PLANE = 2
_ODD = range(0x80, 0xD800)
_FULL_WIDTH = range(0xFF00, 0xFFF0)


def joined_usual(texts: Collection[str]) -> str | None:
    """Return texts joined, if there are any and none holds anything but Chinese, ASCII and the usual marks.

    Then all of it can be seen, and what is a digit is one of ASCII's. Between two texts is what stands in none.
    """
    joined = _BETWEEN_TEXTS.join(texts)
    is_usual = _ALL_USUAL.fullmatch(joined) is not None and joined.count(_BETWEEN_TEXTS) == len(texts) - 1
    return joined if is_usual else None


def has_blanks_around(joined: str) -> bool:
    """Say whether of texts that were joined one begins or ends with a blank."""
    return " " in joined and (
        f" {_BETWEEN_TEXTS}" in joined or f"{_BETWEEN_TEXTS} " in joined or joined != joined.strip(" ")
    )


def any_has_enough_digits(joined: str) -> bool:
    """Say whether digits lie close together in one of the texts that were joined.

    Of each only where its digits lie is looked at, and those in which they lie alike are one.
    """
    skeletons = joined.encode("ascii", "replace").translate(_SKELETON)
    if skeletons.count(b"0") < _ENOUGH:
        return False
    crowded = [one for one in {*skeletons.split(_BETWEEN_TEXTS.encode())} if one.count(b"0") >= _ENOUGH]
    return any(piece.count(b"0") >= _ENOUGH for piece in {*_APART.join(crowded).split(_APART)})


def suspects_in(texts: Collection[str]) -> list[str]:
    """Return the texts that hold enough digits to be looked at closely, however these are written.

    A text with anything in it that cannot be seen, or that only becomes a digit when written plainly, is one too.
    """
    usual = joined_usual(texts)
    if usual is not None and not any_has_enough_digits(usual):
        return []
    return [text for text in texts if _is_odd(text) or _ELEVEN_DIGITS.search(text)]


def _is_odd(text: str) -> bool:
    """Say whether a text holds what cannot be seen, an odd digit, or a character from beyond the basic plane."""
    if _USUAL.fullmatch(text):
        return False
    reaches_beyond = len(text.encode("utf-16-le", "surrogatepass")) != _BYTES_IN_THE_PLANE * len(text)
    return reaches_beyond or not text.isprintable() or bool(_odd_digit().search(text))


@cache
def _odd_digit() -> re.Pattern[str]:
    """Return what finds a character that is no ASCII digit and is or becomes one: full-width, circled, foreign."""
    odd = (letter for letter in map(chr, (*_ODD, *_FULL_WIDTH)) if letter.isdecimal() or _becomes_digits(letter))
    return re.compile(f"[{''.join(odd)}]")


def _becomes_digits(letter: str) -> bool:
    if not unicodedata.decomposition(letter):
        return False
    return any(one.isdecimal() for one in unicodedata.normalize("NFKC", letter))

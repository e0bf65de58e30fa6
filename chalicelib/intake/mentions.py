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
# What almost every text here is made of; saying so takes a third of the time of looking for anything else.
_USUAL = re.compile(r"[ -~一-龥、。〈〉《》「」【】〔〕〇“”‘’—…·×，；：（）！？％～]*")
# Four characters that are no digits part two numbers.
_APART = b"...."
_DIGITS_ALONE = bytes(ord("0") if chr(byte).isdecimal() else ord(".") for byte in range(128)).ljust(256, b".")
_BETWEEN_TEXTS = "\x00"  # stands in no text that was read
_SKELETON = b"\x00" + _DIGITS_ALONE[1:]
_BYTES_IN_THE_PLANE = 2
_ODD = range(0x80, 0xD800)
_FULL_WIDTH = range(0xFF00, 0xFFF0)


def is_usual(text: str) -> bool:
    """Say whether a text holds nothing but Chinese, ASCII and the usual marks: all seen, no odd digit."""
    return _USUAL.fullmatch(text) is not None


def suspects_in(texts: Collection[str], *, are_usual: bool = False) -> list[str]:
    """Return the texts that hold enough digits to be looked at closely, however these are written.

    A text with anything in it that cannot be seen, or that only becomes a digit when written plainly, is one too;
    `are_usual` says that there is nothing of the kind.
    """
    joined = _BETWEEN_TEXTS.join(texts)
    odd = set() if are_usual or is_usual("".join(texts)) else {text for text in texts if _is_odd(text)}
    if not odd and not _any_has_enough(joined.encode("ascii", "replace").translate(_SKELETON)):
        return []
    return [text for text in texts if text in odd or _ELEVEN_DIGITS.search(text)]


def _any_has_enough(skeletons: bytes) -> bool:
    """Say whether digits lie close together in a text; of each only where they lie is known, and alike are one."""
    if skeletons.count(b"0") < _ENOUGH:
        return False
    crowded = [one for one in {*skeletons.split(_BETWEEN_TEXTS.encode())} if one.count(b"0") >= _ENOUGH]
    return any(piece.count(b"0") >= _ENOUGH for piece in {*_APART.join(crowded).split(_APART)})


def _is_odd(text: str) -> bool:
    """Say whether a text holds what cannot be seen, an odd digit, or a character from beyond the basic plane."""
    if is_usual(text):
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

"""Whether a text lets slip what is a person's: a resident ID or a mobile number in a remark, a file name, a header.

Numbers are found however they are written: full-width, in other scripts' digits, with blanks, hyphens, dots or
invisible characters between. In doubt it is a mention: a text held back is looked at by a person, one let through
is read by everybody.
"""

import re
import unicodedata
from collections.abc import Iterator

from chalicelib.terms.resident_id_form import LENGTH, OLD_LENGTH, PROVINCES, has_its_check, looks_like_one

_MANY_DIGITS = re.compile(r"(?:\d\D{0,3}){14}\d")
_LIKE_X = str.maketrans(dict.fromkeys("×✕✖╳Х", "X"))
_GROUP = re.compile(r"[0-9]+X?")
_GAP = re.compile(r"[\s\-‐‑‒–—―_.·/]{0,3}")
_REGION_LENGTH = 6
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[\s\-‐–—]{0,2})?1[3-9][0-9](?:[\s\-‐–—]{0,2}[0-9]{4}){2}(?![0-9])")
_LONG = re.compile(r"[0-9]{11}|[0-9]{4}(?:[\s\-‐–—][0-9]{4}){2}")
_SPACED_MOBILE = re.compile(r"(?<![0-9])1[\s\-][3-9](?:[\s\-][0-9]){9}(?![0-9])")


def mentions_resident_id(text: str) -> bool:
    """Say whether a text holds what may be a resident ID of either form.

    A group of 18 or 15 that stands by itself counts if its region and birth date are possible; one put together
    from several groups, or cut from a longer row of digits, only if more speaks for it.
    """
    plain = _plain(text)
    if not _MANY_DIGITS.search(plain):
        return False
    return any(_holds_one(stretch) for stretch in _stretches_in(plain))


def mentions_mobile(text: str) -> bool:
    """Say whether a text holds what may be a mobile number (手机号码), with or without the country's prefix."""
    plain = _plain(text)
    return bool(_MOBILE.search(plain) or _SPACED_MOBILE.search(plain))


def mentions_long_number(text: str) -> bool:
    """Say whether a text holds a number of eleven digits or more, in one row or in fours: an account, a card."""
    return bool(_LONG.search(_plain(text)))


def _plain(text: str) -> str:
    """Return the text with every digit in ASCII, upper case, and without characters that cannot be seen."""
    if text.isascii():
        return text.upper()
    seen = (letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    digits = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in seen)
    return digits.upper().translate(_LIKE_X)


def _stretches_in(plain: str) -> Iterator[list[str]]:
    """Yield the groups of digits that belong together: nothing but a short gap is between them."""
    stretch: list[str] = []
    end = 0
    for group in _GROUP.finditer(plain):
        if stretch and not _GAP.fullmatch(plain, end, group.start()):
            yield stretch
            stretch = []
        stretch.append(group.group())
        end = group.end()
    yield stretch


def _holds_one(stretch: list[str]) -> bool:
    return any(
        _stands_alone(group) or _is_cut_from(group) or _is_put_together(stretch, start)
        for start, group in enumerate(stretch)
    )


def _stands_alone(group: str) -> bool:
    return looks_like_one(group) or looks_like_one(group.removesuffix("X"))


def _is_cut_from(group: str) -> bool:
    return any(has_its_check(group[start : start + LENGTH]) for start in range(len(group) - LENGTH + 1))


def _is_put_together(stretch: list[str], start: int) -> bool:
    joined = ""
    for count, group in enumerate(stretch[start : start + LENGTH], start=1):
        joined += group
        if has_its_check(joined):
            return True
        # Fifteen digits have no check: they count where they are parted as people part them.
        parted_as_one = len(stretch[start]) == _REGION_LENGTH or count == OLD_LENGTH
        if parted_as_one and len(joined) == OLD_LENGTH and looks_like_one(joined):
            return True
        if len(joined) >= LENGTH or (len(joined) > 1 and joined[:2] not in PROVINCES):
            return False
    return False

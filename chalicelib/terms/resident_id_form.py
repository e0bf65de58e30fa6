"""The form of a resident ID: its parts, its check, and whether a number could be one.

Eighteen characters: six digits of a region, eight of the birth date, three of a serial, one check character. The
old form of fifteen leaves out the century and the check.

Source: GB 11643-1999.
"""

import re
from datetime import date

LENGTH = 18
OLD_LENGTH = 15
OLDEST_BIRTH = date(1880, 1, 1)
SHAPE = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
PROVINCES = frozenset(
    f"{number}"
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for number in range(first, last + 1)
)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_character_of(first_seventeen: str) -> str:
    """Return the check character that belongs to the first seventeen digits.

    Source: GB 11643-1999 (ISO 7064 MOD 11-2).
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECKS[total % len(_CHECKS)]


def eighteen_of(number: str) -> str:
    """Return the eighteen characters of a compact number: an old one gets its century and check."""
    if len(number) != OLD_LENGTH or not SHAPE.fullmatch(number):
        return number
    first_seventeen = f"{number[:6]}19{number[6:]}"
    return first_seventeen + check_character_of(first_seventeen)


def birth_date_in(eighteen: str) -> date | None:
    """Return the birth date in a number of eighteen, or None if there is no such day or nobody can be so old."""
    return _possible_birth(eighteen[6:14])


def looks_like_one(number: str) -> bool:
    """Say whether a compact number could be a person's: region and birth date are possible; the check may be off."""
    if number[:2] not in PROVINCES or not SHAPE.fullmatch(number):
        return False
    return _possible_birth(f"19{number[6:12]}" if len(number) == OLD_LENGTH else number[6:14]) is not None


def _possible_birth(day: str) -> date | None:
    try:
        born = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None
    return born if born >= OLDEST_BIRTH else None


def has_its_check(number: str) -> bool:
    """Say whether a compact number of eighteen could be a person's and its check character agrees."""
    return len(number) == LENGTH and looks_like_one(number) and check_character_of(number[:-1]) == number[-1]

"""The number of a report (报告编号): made once, printed on paper, read aloud, and typed in again.

Thirty-one characters: ZY, six digits of the issuing division, fourteen of the instant in Beijing, eight that nobody
can foresee, and a check character over all that stands behind ZY. The alphabet and the check are those of the credit
code: weights 3^i mod 31, of which no two are equal here (3 is a primitive root and the row is shorter than its order),
so that one wrong character and two neighbours swapped are both noticed always, the check character among them.

Years before the platform's first report are no such number: nobody's birth date fits in.

Shape:  "ZY" "512000" "20261127093015" "7K3M2QXT" "A"
Source: the national number is a time stamp with eight characters behind it (公共信用信息报告 V2.0); ZY, the
        division and the check are ours.
"""

import re
import unicodedata
from datetime import UTC, datetime

from chalicelib.terms.credit_codes import ALPHABET
from chalicelib.terms.dates import BEIJING

DIVISION = "512000"
LETTERS = 8
PREFIX = "ZY"
FIRST_YEAR = 2026
_MODULUS = len(ALPHABET)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_SHAPE = re.compile(rf"{PREFIX}(?P<division>\d{{6}})(?P<at>\d{{14}})[{ALPHABET}]{{{LETTERS + 1}}}")
_INSTANT = "%Y%m%d%H%M%S"


def number_of(*, division: str, at: datetime, letters: str) -> str:
    """Return the number of a report that is issued for a division at an instant, with its check character.

    Shape: letters are eight characters of the alphabet, from the number maker.
    """
    behind = f"{division}{at.astimezone(BEIJING):{_INSTANT}}{letters}"
    return f"{PREFIX}{behind}{check_character_of(behind)}"


def earliest_since(at: datetime, *, division: str = DIVISION) -> str:
    """Return what stands before every number of a division that was made at an instant or later."""
    return f"{PREFIX}{division}{at.astimezone(BEIJING):{_INSTANT}}"


def check_character_of(behind_prefix: str) -> str:
    """Return the check character that belongs to what stands between ZY and it."""
    total = sum(_VALUES[character] * pow(3, place, _MODULUS) for place, character in enumerate(behind_prefix))
    return ALPHABET[-total % _MODULUS]


def compact(text: str) -> str:
    """Return a number as it is stored: half-width, upper case, without the blanks and hyphens that ease reading."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def is_valid(number: str) -> bool:
    """Say whether a compact text is a sound number; whether a report was issued under it is another question."""
    found = _SHAPE.fullmatch(number)
    if found is None or not number.isascii() or _instant_in(found["at"]) is None:
        return False
    return check_character_of(number[len(PREFIX) : -1]) == number[-1]


def issued_at(number: str) -> datetime:
    """Return the instant in a sound number, to the second, in UTC.

    Raises: ValueError for what is no sound number.
    """
    found = _SHAPE.fullmatch(number)
    at = _instant_in(found["at"]) if found else None
    if at is None or not is_valid(number):
        message = "not the number of a report"
        raise ValueError(message)
    return at


def _instant_in(text: str) -> datetime | None:
    try:
        at = datetime.strptime(text, _INSTANT).replace(tzinfo=BEIJING)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.year >= FIRST_YEAR else None

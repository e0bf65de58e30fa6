"""Unified social credit code (统一社会信用代码), the one number of every organisation.

Eighteen characters of an alphabet of 31 (no I, O, S, V, Z): the registering department, the kind within it, six
digits of the registering authority's division, nine characters that are an organisation code, one check character.

The division is the one of the authority at the time of registration and stays what it was: it is never checked
and nothing is derived from it. The first two characters are not checked against a list either; a new kind of
organisation is not a fault. An organisation code whose own check does not agree is a warning and no more:
living firms carry such codes. The all-zero number passes the formula and is refused by name.

Source:  GB 32100-2015; the organisation code within it GB 11714.
Example: is_valid("53512000MJ00000343") -> True
"""

import re
import unicodedata
from operator import mul

from chalicelib.terms.legacy_codes import organisation_check_in

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18

_MODULUS = len(ALPHABET)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, _MODULUS) for place in range(LENGTH - 1))
_ORGANISATION = slice(8, 17)
_SHAPE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1"})

FAULTS = {
    "identity.credit_code_length": "统一社会信用代码应为18位。",
    "identity.credit_code_alphabet": "统一社会信用代码含有代码字符集以外的字符（不使用 I、O、S、V、Z）。",
    "identity.credit_code_all_zero": "统一社会信用代码不能全为0。",
    "identity.credit_code_check": "统一社会信用代码的校验码不符，请核对。",
}


def compact(text: str) -> str:
    """Return the code as it is stored: full-width made half-width, no blanks around it, upper case."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def check_character_of(first_seventeen: str) -> str:
    """Return the check character (校验码) that belongs to the first seventeen characters.

    Source: GB 32100-2015; weights 3^i mod 31.
    """
    total = sum(map(mul, map(_VALUES.__getitem__, first_seventeen), _WEIGHTS))
    return ALPHABET[-total % _MODULUS]


def fault_in(code: str) -> str | None:
    """Return the stable code of what is wrong with a compact credit code, or None if it is sound.

    Shape: one of the keys of FAULTS.
    """
    if len(code) != LENGTH:
        return "identity.credit_code_length"
    if not _SHAPE.fullmatch(code):
        return "identity.credit_code_alphabet"
    if code == "0" * LENGTH:
        return "identity.credit_code_all_zero"
    if check_character_of(code[:-1]) != code[-1]:
        return "identity.credit_code_check"
    return None


def is_valid(code: str) -> bool:
    """Say whether a compact code is a sound credit code."""
    return fault_in(code) is None


def organisation_code_in(code: str) -> str:
    """Return the organisation code (组织机构代码) that a credit code carries in characters 9 to 17."""
    return code[_ORGANISATION]


def organisation_code_agrees(code: str) -> bool:
    """Say whether the organisation code within a sound credit code has its check character; a warning if not."""
    inner = organisation_code_in(code)
    return organisation_check_in(inner[:-1]) == inner[-1]


def hint_for(code: str) -> str | None:
    """Return the code that was probably meant where O was typed for 0 or I for 1; never put in its place silently."""
    meant = code.translate(_LOOK_ALIKES)
    return meant if meant != code and is_valid(meant) else None

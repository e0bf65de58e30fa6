"""Resident ID (公民身份号码) and the residence permits that share its form: what is wrong with one, and what it says.

The region is the one valid when the number was given out, and it was given out late, renumbered and kept: it is
never checked against the year of birth, and which regions there were is not asked.

A number is never put into an exception, a finding or a log; what is wrong with it is said by code.

Source: GB 11643-1999.
"""

import re
import unicodedata
from datetime import date

from chalicelib.terms.personal_mentions import mentions_mobile, mentions_resident_id
from chalicelib.terms.resident_id_form import (
    LENGTH,
    OLD_LENGTH,
    PROVINCES,
    SHAPE,
    birth_date_in,
    check_character_of,
    eighteen_of,
)

__all__ = [
    "FAULTS",
    "age_on",
    "born_on",
    "compact",
    "eighteen_of",
    "fault_in",
    "is_residence_permit",
    "is_valid",
    "mentions_mobile",
    "mentions_resident_id",
]

_RESIDENCE_PERMITS = ("810000", "820000", "830000")

FAULTS = {
    "identity.resident_id_length": "公民身份号码应为18位（旧号码15位）。",
    "identity.resident_id_characters": "公民身份号码应为数字，仅末位可以是X。",
    "identity.resident_id_region": "公民身份号码的前两位不是有效的省级代码。",
    "identity.resident_id_birth_date": "公民身份号码中的出生日期不存在或早于1880年。",
    "identity.resident_id_birth_future": "公民身份号码中的出生日期晚于今天。",
    "identity.resident_id_check": "公民身份号码的校验码不符，请核对。",
}


def compact(text: str) -> str:
    """Return a number as it is compared: half-width, no blanks, upper case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def fault_in(number: str, *, today: date) -> str | None:
    """Return the stable code of what is wrong with a compact number of either form, or None if it is sound.

    Shape: one of the keys of FAULTS.
    Units: `today` is a Beijing date; who is born later is a fault.
    """
    if len(number) not in {LENGTH, OLD_LENGTH}:
        return "identity.resident_id_length"
    if not SHAPE.fullmatch(number):
        return "identity.resident_id_characters"
    whole = eighteen_of(number)
    if whole[:2] not in PROVINCES:
        return "identity.resident_id_region"
    born = birth_date_in(whole)
    if born is None:
        return "identity.resident_id_birth_date"
    if born > today:
        return "identity.resident_id_birth_future"
    return None if check_character_of(whole[:-1]) == whole[-1] else "identity.resident_id_check"


def is_valid(number: str, *, today: date) -> bool:
    """Say whether a compact number of either form is sound."""
    return fault_in(number, today=today) is None


def born_on(number: str) -> date:
    """Return the birth date a compact number carries.

    Raises: ValueError where it carries none; without the number.
    """
    born = birth_date_in(eighteen_of(number)) if SHAPE.fullmatch(number) else None
    if born is None:
        message = "not a resident ID"
        raise ValueError(message)
    return born


def age_on(number: str, day: date) -> int:
    """Return the age, in whole years, that a person with this compact number has on a day.

    Raises: ValueError where the number carries no birth date; without the number.
    """
    born = born_on(number)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_residence_permit(number: str) -> bool:
    """Say whether a compact number is one of a residence permit for Hong Kong, Macao or Taiwan residents."""
    return len(number) == LENGTH and number.startswith(_RESIDENCE_PERMITS)

"""The numbers organisations had before the credit code: still found in files, never a subject's key of themselves.

The tax number (税务登记号), the institution certificate (事业单位证书号) and the social-organisation certificate
(社会组织登记证号) have a shape and no check character.

Source: GB 11714 (组织机构代码); ISO 7064 MOD 11,10 (工商注册号).
"""

import re
import unicodedata
from operator import mul

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LETTER_VALUES = {character: int(character, 36) for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")
_REGISTRATION = re.compile(r"[0-9]{15}")
_TAX = re.compile(r"[0-9A-Z]+")
_TAX_LENGTHS = frozenset({15, 17, 18, 20})
_INSTITUTION = re.compile(r"[0-9]{12}")
_SOCIAL_ORGANISATION_LONGEST = 50

FAULTS = {
    "identity.organisation_code_shape": "组织机构代码应为8位数字或大写字母加1位校验码。",
    "identity.organisation_code_check": "组织机构代码的校验码不符，请核对。",
    "identity.registration_number_shape": "工商注册号应为15位数字；更早的编号请按文本填写。",
    "identity.registration_number_check": "工商注册号的校验码不符，请核对。",
    "identity.tax_number_shape": "税务登记号应为15、17、18或20位数字或大写字母。",
    "identity.institution_certificate_shape": "事业单位证书号应为12位数字。",
    "identity.social_organisation_certificate_shape": "社会组织登记证号不能为空，且不超过50个字。",
}


def compact(text: str) -> str:
    """Return a number as it is compared: half-width, upper case, no blanks and no hyphen."""
    return re.sub(r"[\s\-－‐–—]", "", unicodedata.normalize("NFKC", text)).upper()


def organisation_check_in(first_eight: str) -> str:
    """Return the check character that belongs to the first eight of an organisation code (组织机构代码).

    Source: GB 11714; a letter counts from A = 10, ten is written X.
    """
    total = sum(map(mul, map(_LETTER_VALUES.__getitem__, first_eight), _ORGANISATION_WEIGHTS))
    return "0123456789X"[-total % 11]


def organisation_code_fault_in(code: str) -> str | None:
    """Return what is wrong with a compact organisation code, or None if it is sound."""
    if not _ORGANISATION.fullmatch(code):
        return "identity.organisation_code_shape"
    if organisation_check_in(code[:-1]) != code[-1]:
        return "identity.organisation_code_check"
    return None


def registration_check_in(first_fourteen: str) -> str:
    """Return the check digit that belongs to the first fourteen of a registration number (工商注册号).

    Source: ISO 7064 MOD 11,10.
    """
    product = 10
    for digit in first_fourteen:
        product = 2 * ((product + int(digit)) % 10 or 10) % 11
    return str((11 - product) % 10)


def registration_number_fault_in(number: str) -> str | None:
    """Return what is wrong with a compact 15-digit registration number, or None if it is sound.

    Older numbers of 13 digits and the worded ones of foreign-invested firms exist: a caller that takes those
    takes them as text and does not ask here.
    """
    if not _REGISTRATION.fullmatch(number):
        return "identity.registration_number_shape"
    if registration_check_in(number[:-1]) != number[-1]:
        return "identity.registration_number_check"
    return None


def tax_number_fault_in(number: str) -> str | None:
    """Return what is wrong with a compact tax number (税务登记号), or None; only length and characters are known."""
    if len(number) not in _TAX_LENGTHS or not _TAX.fullmatch(number):
        return "identity.tax_number_shape"
    return None


def institution_certificate_fault_in(number: str) -> str | None:
    """Return what is wrong with a compact institution certificate number (事业单位证书号), or None."""
    return None if _INSTITUTION.fullmatch(number) else "identity.institution_certificate_shape"


def social_organisation_certificate_fault_in(number: str) -> str | None:
    """Return what is wrong with a social-organisation certificate number (社会组织登记证号), or None; a short text."""
    if 0 < len(number.strip()) <= _SOCIAL_ORGANISATION_LONGEST:
        return None
    return "identity.social_organisation_certificate_shape"

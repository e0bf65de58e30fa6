"""Which kind of code a bare number is, where a file does not say: to be asked for whenever it can be.

Fifteen digits may be a registration number or an old resident ID, eighteen a credit code or a resident ID. In
doubt it is a person's: a number of an organisation held back does less harm than a person's shown.
"""

from enum import StrEnum

from chalicelib.terms import credit_codes, legacy_codes
from chalicelib.terms.resident_id_form import OLD_LENGTH, has_its_check, looks_like_one


class CodeKind(StrEnum):
    """What a bare number is taken for."""

    CREDIT_CODE = "credit_code"
    RESIDENT_ID = "resident_id"
    ORGANISATION_CODE = "organisation_code"
    REGISTRATION_NUMBER = "registration_number"
    UNKNOWN = "unknown"


def kind_of_code(text: str) -> CodeKind:
    """Return what a number is most likely to be, written in any width and case.

    A resident ID of eighteen needs its check and a possible birth date; an old one of fifteen, which has no
    check, a possible birth date.
    """
    number = legacy_codes.compact(text)
    if has_its_check(number):
        return CodeKind.RESIDENT_ID
    if len(number) == OLD_LENGTH and looks_like_one(number):
        return CodeKind.RESIDENT_ID
    if credit_codes.is_valid(number):
        return CodeKind.CREDIT_CODE
    if legacy_codes.organisation_code_fault_in(number) is None:
        return CodeKind.ORGANISATION_CODE
    if legacy_codes.registration_number_fault_in(number) is None:
        return CodeKind.REGISTRATION_NUMBER
    return CodeKind.UNKNOWN

"""The crosswalk (新旧代码对照): which credit code an organisation's older numbers stand for, and from when to when.

A row that carries only an old code is attached where the register knows exactly one organisation for it on the day
that counts, and held where it knows none or several. Nothing is guessed, and a name decides nothing.

A tax number of a self-employed business was once made of its operator's resident ID: such a number never becomes
an old code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.terms import credit_codes, legacy_codes
from chalicelib.terms.resident_id_form import LENGTH, OLD_LENGTH, looks_like_one

UNKNOWN = "subject.old_code_unknown"
AMBIGUOUS = "subject.old_code_ambiguous"
FAULTS = {
    UNKNOWN: "旧代码尚无对应的统一社会信用代码，本行暂挂，待登记信息到达后再处理。",
    AMBIGUOUS: "旧代码对应多个统一社会信用代码，本行暂挂，请补充统一社会信用代码。",
}

# In digits; fewer is a placeholder.
_SHORTEST_REGISTRATION = 8
_SHORTEST_CERTIFICATE = 2
_TAX_ORGANISATION = slice(6, 15)
_OLD_CODE_FIELDS = {
    "reg_no": "registration_number",
    "org_code": "organisation_code",
    "tax_no": "tax_number",
    "inst_cert_no": "institution_certificate",
    "socorg_cert_no": "social_organisation_certificate",
}


class OldCodeKind(StrEnum):
    """The numbers that were before the credit code.

    Shape: 工商注册号, 组织机构代码, 税务登记号, 事业单位证书号, 社会组织登记证号, in this order.
    """

    REGISTRATION_NUMBER = "registration_number"
    ORGANISATION_CODE = "organisation_code"
    TAX_NUMBER = "tax_number"
    INSTITUTION_CERTIFICATE = "institution_certificate"
    SOCIAL_ORGANISATION_CERTIFICATE = "social_organisation_certificate"


@dataclass(frozen=True, slots=True, order=True)
class OldCode:
    """An organisation's number from before the credit code, as it is compared.

    Shape: OldCode(OldCodeKind.ORGANISATION_CODE, "MA0000019")
    """

    kind: OldCodeKind
    number: str


@dataclass(frozen=True, slots=True)
class Link:
    """That an old code stands for a credit code, in which days (None is open), and who says so.

    Shape: source "market_entity_registration" or the batch it came with.
    """

    old: OldCode
    credit_code: str
    valid_from: date | None
    valid_to: date | None
    source: str

    def is_good_on(self, day: date) -> bool:
        """Say whether the link holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Attached:
    """The row belongs to this organisation."""

    credit_code: str


@dataclass(frozen=True, slots=True)
class Held:
    """The row waits; `reason` is one of the keys of FAULTS."""

    reason: str


def old_code_of(kind: OldCodeKind | str, text: str) -> OldCode | None:
    """Return the old code that a cell holds, or None for a blank, a placeholder or a number that may be a person's.

    A tax number made of an organisation code, or a credit code in its place, is taken as that organisation code.
    """
    kind, number = OldCodeKind(kind), legacy_codes.compact(text)
    if not _IS_ONE[kind](number):
        return None
    within = _organisation_code_in(number) if kind is OldCodeKind.TAX_NUMBER else None
    return OldCode(OldCodeKind.ORGANISATION_CODE, within) if within else OldCode(kind, number)


def resolution(links: Iterable[Link], *, on: date) -> Attached | Held:
    """Return which organisation a row's old codes stand for on a day, or why the row is held.

    `links` are those of every old code the row carries: two codes of two organisations are ambiguous too.
    """
    known = {link.credit_code for link in links if link.is_good_on(on)}
    if not known:
        return Held(UNKNOWN)
    return Attached(known.pop()) if len(known) == 1 else Held(AMBIGUOUS)


def links_in(fields: Mapping[str, object], *, source: str) -> tuple[Link, ...]:
    """Return the links that a registration gives: its old numbers, and the organisation code within its credit code.

    Shape: fields {"credit_code": "91…", "reg_no": "…", "org_code": "…", "tax_no": "…", "inst_cert_no": "…",
           "socorg_cert_no": "…"}; all but the credit code may be blank or absent.
    """
    code = credit_codes.compact(str(fields["credit_code"]))
    cells = [(kind, fields.get(field)) for field, kind in _OLD_CODE_FIELDS.items()]
    cells.append(("organisation_code", credit_codes.organisation_code_in(code)))
    codes = (old_code_of(kind, cell) for kind, cell in cells if isinstance(cell, str))
    # An organisation may have borne its numbers before the day its present licence names, so the links are open.
    return tuple(Link(old, code, None, None, source) for old in dict.fromkeys(codes) if old is not None)


def _is_a_registration_number(number: str) -> bool:
    if legacy_codes.registration_number_fault_in(number) is None:
        return True
    return _digits_in(number) >= _SHORTEST_REGISTRATION and not _may_be_a_person(number)


def _is_a_tax_number(number: str) -> bool:
    return legacy_codes.tax_number_fault_in(number) is None and not _may_be_a_person(number)


def _organisation_code_in(tax_number: str) -> str | None:
    if len(tax_number) == credit_codes.LENGTH and credit_codes.is_valid(tax_number):
        code = credit_codes.organisation_code_in(tax_number)
    else:
        code = tax_number[_TAX_ORGANISATION] if len(tax_number) == OLD_LENGTH else ""
    return code if legacy_codes.organisation_code_fault_in(code) is None else None


def _is_a_social_organisation_certificate(number: str) -> bool:
    is_short_enough = legacy_codes.social_organisation_certificate_fault_in(number) is None
    return is_short_enough and _digits_in(number) >= _SHORTEST_CERTIFICATE and not _may_be_a_person(number)


def _digits_in(number: str) -> int:
    return sum(character.isdigit() for character in number)


def _may_be_a_person(number: str) -> bool:
    return looks_like_one(number[:OLD_LENGTH]) or looks_like_one(number[:LENGTH])


_IS_ONE = {
    OldCodeKind.REGISTRATION_NUMBER: _is_a_registration_number,
    OldCodeKind.ORGANISATION_CODE: lambda number: legacy_codes.organisation_code_fault_in(number) is None,
    OldCodeKind.TAX_NUMBER: _is_a_tax_number,
    OldCodeKind.INSTITUTION_CERTIFICATE: lambda number: legacy_codes.institution_certificate_fault_in(number) is None,
    OldCodeKind.SOCIAL_ORGANISATION_CERTIFICATE: _is_a_social_organisation_certificate,
}

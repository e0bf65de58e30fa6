"""Invented organisations and persons with numbers that pass every check and belong to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.terms.credit_codes import check_character_of
from chalicelib.terms.legacy_codes import organisation_check_in, registration_check_in

REGION = "512099"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CYCLE = 60
_TRADES = ("食品", "建筑", "商贸", "农业", "运输", "医药", "机械", "环保")
_SELF_EMPLOYED_DIGIT = 9
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An invented organisation. Shape: code "91512099XN…", name "示例虚构甲子食品有限公司"."""

    code: str
    name: str
    legal_rep_name: str
    registration_number: str

    @property
    def is_self_employed(self) -> bool:
        """Say whether it is a self-employed business (个体工商户)."""
        return self.code.startswith("92")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. Shape: name "虚构人甲子", number of 18 characters with region 512099."""

    name: str
    number: str


def credit_code(kind: str, number: int) -> str:
    """Return a valid credit code of an invented organisation. Shape: kind "91", number below 1,000,000."""
    serial = f"XN{number:06d}"
    first_seventeen = f"{kind}{REGION}{serial}{organisation_check_in(serial)}"
    return first_seventeen + check_character_of(first_seventeen)


def sign(number: int) -> str:
    """Return the pair of the sixty-year cycle that tells invented names apart, from 甲子 on."""
    cycle = f"{_STEMS[number % 10]}{_BRANCHES[number % 12]}"
    return cycle if number < _CYCLE else f"{cycle}{number // _CYCLE + 1}"


def companies(count: int) -> Sequence[Organisation]:
    """Return invented companies; every tenth is a self-employed business."""
    return [_company(number) for number in range(count)]


def institutions(count: int) -> Sequence[Organisation]:
    """Return invented public institutions (事业单位)."""
    return [
        Organisation(credit_code("12", number), f"示例虚构{sign(number)}中心", f"虚构人{sign(number)}", "")
        for number in range(count)
    ]


def social_organisations(count: int) -> Sequence[Organisation]:
    """Return invented social organisations (社会团体)."""
    return [
        Organisation(credit_code("51", number), f"示例虚构{sign(number)}协会", f"虚构人{sign(number)}", "")
        for number in range(count)
    ]


def persons(count: int) -> Sequence[Person]:
    """Return invented persons of full age."""
    return [_person(number) for number in range(count)]


def _company(number: int) -> Organisation:
    trade, self_employed = _TRADES[number % len(_TRADES)], number % 10 == _SELF_EMPLOYED_DIGIT
    name = f"示例虚构{sign(number)}{trade}{'经营部' if self_employed else '有限公司'}"
    fourteen = f"{REGION}{number:08d}"
    registration = fourteen + registration_check_in(fourteen)
    return Organisation(
        credit_code("92" if self_employed else "91", number), name, f"虚构人{sign(number)}", registration
    )


def _person(number: int) -> Person:
    seventeen = f"{REGION}1990{number % 12 + 1:02d}{number % 28 + 1:02d}{number % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _WEIGHTS, strict=True))
    return Person(f"虚构人{sign(number)}", seventeen + "10X98765432"[total % 11])

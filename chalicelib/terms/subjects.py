"""Credit subjects and the three libraries they are kept in.

An organisation's key is its credit code. A person's key is a random reference that says nothing of the person.

Source: 资府办发〔2017〕7号 二(四): 市场主体、个人、其他组织机构.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.errors import UnprocessableError
from chalicelib.terms import credit_codes

REFERENCE_BYTES = 16
_REFERENCE_PREFIX = "PERSON-"
_REFERENCE = re.compile(rf"{_REFERENCE_PREFIX}[A-Z2-7]{{26}}")
_MARKET_PREFIX = "9"
SELF_EMPLOYED_PREFIX = "92"  # GB 32100-2015


class Library(StrEnum):
    """One of the three libraries: market entities (市场主体), persons (自然人), other organisations (其他组织机构)."""

    MARKET_ENTITIES = "market_entities"
    PERSONS = "persons"
    ORGANISATIONS = "organisations"

    @property
    def letter(self) -> str:
        """The one letter that stands for the library in a record id."""
        return self.value[0]

    @property
    def zh(self) -> str:
        """The library's official name."""
        return _LIBRARY_ZH[self]

    @classmethod
    def lettered(cls, letter: str) -> "Library | None":
        """Return the library a letter stands for, or None."""
        return _LETTERED.get(letter)


_LIBRARY_ZH = {Library.MARKET_ENTITIES: "市场主体", Library.PERSONS: "自然人", Library.ORGANISATIONS: "其他组织机构"}
_LETTERED = {library.letter: library for library in Library}


class SubjectKind(StrEnum):
    """What a row says its subject is (主体类别).

    Source: the double-publicity layout of 2018: 法人及非法人组织、自然人、个体工商户.
    """

    LEGAL = "legal"
    PERSON = "person"
    SELF_EMPLOYED = "self_employed"

    @property
    def zh(self) -> str:
        """The official word."""
        return _KIND_ZH[self]


_KIND_ZH = {
    SubjectKind.LEGAL: "法人及非法人组织",
    SubjectKind.PERSON: "自然人",
    SubjectKind.SELF_EMPLOYED: "个体工商户",
}


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """A credit subject (信用主体): which library it is in, and its key there.

    Shape: Subject(Library.ORGANISATIONS, "53512000MJ00000343"), Subject(Library.PERSONS, "PERSON-…")
    """

    library: Library
    key: str

    @property
    def is_person(self) -> bool:
        """Say whether the subject is a natural person."""
        return self.library is Library.PERSONS

    @property
    def reference(self) -> str:
        """Return how the ledger, a case and a grant name the subject. Shape: "m~9151…"."""
        return f"{self.library.letter}~{self.key}"


def library_of(credit_code: str) -> Library:
    """Return the library a compact credit code belongs to: registered by market supervision, or any other.

    A self-employed business (个体工商户) is a market entity; what it says of its operator is a person's.
    A prefix that is not known is an other organisation, never an error.
    """
    return Library.MARKET_ENTITIES if credit_code.startswith(_MARKET_PREFIX) else Library.ORGANISATIONS


def subject_of(credit_code: str) -> Subject:
    """Return the organisation a credit code stands for; written in any width and case.

    Raises: UnprocessableError with the code of the fault, so that no other number becomes a key.
    """
    code = credit_codes.compact(credit_code)
    fault = credit_codes.fault_in(code)
    if fault:
        raise UnprocessableError(fault, credit_codes.FAULTS[fault], "Not a valid unified social credit code.")
    return Subject(library_of(code), code)


def person_reference_of(random_bytes: bytes) -> str:
    """Return the reference that random bytes make; URL safe, and it says nothing of the person.

    Shape: "PERSON-" and 26 characters of base 32.
    Units: exactly REFERENCE_BYTES bytes, from the number maker.
    Raises: ValueError for fewer or more.
    """
    if len(random_bytes) != REFERENCE_BYTES:
        message = f"a reference is made of {REFERENCE_BYTES} bytes"
        raise ValueError(message)
    return _REFERENCE_PREFIX + base64.b32encode(random_bytes).decode("ascii").rstrip("=")


def reference_of_nobody(document: str) -> str:
    """Return the reference under which nothing is kept, to ask for where a keyed hash belongs to nobody.

    So that who is unknown costs the same requests as who is known.
    """
    return person_reference_of(hashlib.sha256(document.encode()).digest()[:REFERENCE_BYTES])


def is_person_reference(key: str) -> bool:
    """Say whether a key has the shape of a person's reference."""
    return bool(_REFERENCE.fullmatch(key))


def person_of(reference: str) -> Subject:
    """Return the person a reference stands for.

    Raises: UnprocessableError for what is no reference, and above all for an ID number.
    """
    if not is_person_reference(reference):
        code = "identity.person_reference_shape"
        raise UnprocessableError(code, "不是有效的自然人标识。", "Not a person reference.")
    return Subject(Library.PERSONS, reference)

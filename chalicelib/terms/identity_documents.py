"""The identity documents (证件类型) of persons: which there are, and what a number on each looks like.

A resident ID and a residence permit are checked to the last character. Of the other documents no text of a
standard is at hand, so their shapes in identity_documents.toml are doubts, not faults.

Source: the code list of the national collection client (1 身份证 … 5 外国人永久居留身份证, 其他).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from chalicelib.errors import DataFileError
from chalicelib.terms import resident_ids, tables

_FILE = "terms/identity_documents"
_LONGEST = 64
_CHECKED_LIKE_A_RESIDENT_ID = frozenset({"resident_id", "residence_permit"})

FAULTS = resident_ids.FAULTS | {
    "identity.document_number_length": "证件号码不能为空，且不超过64个字符。",
    "identity.document_number_shape": "证件号码只能由数字、字母和连接号组成。",
    "identity.residence_permit_region": "居住证号码应以810000、820000或830000开头。",
}
_NUMBER = re.compile(r"[0-9A-Z()\-]+")


class DocumentType(StrEnum):
    """A kind of identity document (证件类型)."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    MAINLAND_TRAVEL_PERMIT_HONG_KONG_MACAO = "mainland_travel_permit_hong_kong_macao"
    MAINLAND_TRAVEL_PERMIT_TAIWAN = "mainland_travel_permit_taiwan"
    PERMANENT_RESIDENCE_CARD = "permanent_residence_card"
    RESIDENCE_PERMIT = "residence_permit"
    OTHER = "other"

    @classmethod
    def worded(cls, word: str) -> "DocumentType":
        """Return the type an official word or code stands for; 其他-… is an other document.

        Raises: DataFileError for a word that no document has: who asks has read it by the code list of documents.
        """
        text = resident_ids.compact(word)
        other = documents()[cls.OTHER].zh
        if text.startswith(other):
            return cls.OTHER
        for kind, document in documents().items():
            if text in document.words:
                return kind
        raise DataFileError(_FILE, "documents", "has no document for a word of the code list")


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of one kind of document.

    Shape: zh "护照号", words {"护照号", "护照", "2"}, code "2", shape of the number, confirmed or a mere doubt.
    """

    zh: str
    words: frozenset[str]
    code: str | None
    shape: re.Pattern[str]
    confirmed: bool


@cache
def documents() -> Mapping[DocumentType, Document]:
    """Return what is known of every kind of document; read once."""
    return documents_in(tables.table(_FILE))


def documents_in(table: Mapping[str, Any]) -> dict[DocumentType, Document]:
    """Return the documents that a table names.

    Raises: DataFileError for a type that is unknown, doubled or missing, a doubled word, or a shape that is none.
    """
    found: dict[DocumentType, Document] = {}
    for value in tables.strict(table, file=_FILE, required={"basis", "documents"})["documents"]:
        kind, document = _document_in(value)
        if kind in found or any(document.words & other.words for other in found.values()):
            raise DataFileError(_FILE, kind, "is doubled, or one of its words is")
        found[kind] = document
    missing = sorted(set(DocumentType) - set(found))
    if missing:
        raise DataFileError(_FILE, missing[0], "is missing")
    return found


def fault_in(kind: DocumentType, number: str, *, today: date) -> str | None:
    """Return the stable code of what is wrong with a compact number on a document, or None.

    Shape: one of the keys of FAULTS.
    """
    if kind in _CHECKED_LIKE_A_RESIDENT_ID:
        fault = resident_ids.fault_in(number, today=today)
        if fault is None and kind is DocumentType.RESIDENCE_PERMIT and not resident_ids.is_residence_permit(number):
            return "identity.residence_permit_region"
        return fault
    if not 0 < len(number) <= _LONGEST:
        return "identity.document_number_length"
    return None if _NUMBER.fullmatch(number) else "identity.document_number_shape"


def is_of_usual_shape(kind: DocumentType, number: str) -> bool:
    """Say whether a compact number has the shape usual on a document; if not, a warning."""
    return bool(documents()[kind].shape.fullmatch(number))


def _document_in(value: object) -> tuple[DocumentType, Document]:
    required = {"type", "zh", "words", "shape", "confirmed"}
    read = tables.strict(value, file=_FILE, key="documents", required=required, optional={"code"})
    name = tables.text_of(read["type"], file=_FILE, key="documents.type")
    if name not in set(DocumentType):
        raise DataFileError(_FILE, name, "is not a known type")
    zh = tables.text_of(read["zh"], file=_FILE, key=f"{name}.zh")
    code = read.get("code")
    try:
        shape = re.compile(tables.text_of(read["shape"], file=_FILE, key=f"{name}.shape"))
    except re.error as error:
        raise DataFileError(_FILE, f"{name}.shape", "is not a regular expression") from error
    words = frozenset(word for word in (zh, code, *read["words"]) if word is not None)
    confirmed = tables.flag_of(read["confirmed"], file=_FILE, key=f"{name}.confirmed")
    return DocumentType(name), Document(zh, words, code, shape, confirmed)

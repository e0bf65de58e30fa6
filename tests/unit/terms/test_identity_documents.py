"""Identity documents of persons; every number here is made up."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.terms import tables
from chalicelib.terms.identity_documents import (
    FAULTS,
    DocumentType,
    documents,
    documents_in,
    fault_in,
    is_of_usual_shape,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("身份证", DocumentType.RESIDENT_ID),
        ("1", DocumentType.RESIDENT_ID),
        (" １ ", DocumentType.RESIDENT_ID),
        ("护照", DocumentType.PASSPORT),
        ("港澳居民来往内地通行证", DocumentType.MAINLAND_TRAVEL_PERMIT_HONG_KONG_MACAO),
        ("4", DocumentType.MAINLAND_TRAVEL_PERMIT_TAIWAN),
        ("外国人永久居留身份证", DocumentType.PERMANENT_RESIDENCE_CARD),
        ("港澳台居民居住证", DocumentType.RESIDENCE_PERMIT),
        ("其他-军官证", DocumentType.OTHER),
    ],
)
def test_a_document_is_known_by_its_official_word_or_code(word: str, kind: DocumentType) -> None:
    assert DocumentType.worded(word) is kind


@pytest.mark.parametrize("word", ["", "6", "驾驶证"])
def test_a_word_nobody_uses_is_no_document(word: str) -> None:
    with pytest.raises(DataFileError, match="has no document for a word"):
        DocumentType.worded(word)


@pytest.mark.parametrize(
    ("kind", "number", "fault"),
    [
        (DocumentType.RESIDENT_ID, "512002199003070019", None),
        (DocumentType.RESIDENT_ID, "512002199003070018", "identity.resident_id_check"),
        (DocumentType.RESIDENCE_PERMIT, "810000199408230021", None),
        (DocumentType.RESIDENCE_PERMIT, "810000199408230022", "identity.resident_id_check"),
        (DocumentType.RESIDENCE_PERMIT, "512002199003070019", "identity.residence_permit_region"),
        (DocumentType.PASSPORT, "E00000019", None),
        (DocumentType.PASSPORT, "", "identity.document_number_length"),
        (DocumentType.PASSPORT, "E" * 65, "identity.document_number_length"),
        (DocumentType.OTHER, "军字第1号", "identity.document_number_shape"),
    ],
)
def test_a_number_is_checked_by_its_document(kind: DocumentType, number: str, fault: str | None) -> None:
    assert fault_in(kind, number, today=TODAY) == fault
    assert fault is None or fault in FAULTS


@pytest.mark.parametrize(
    ("kind", "number", "usual"),
    [
        (DocumentType.PASSPORT, "E00000019", True),
        (DocumentType.PASSPORT, "E1", False),
        (DocumentType.MAINLAND_TRAVEL_PERMIT_HONG_KONG_MACAO, "H00000019", True),
        (DocumentType.MAINLAND_TRAVEL_PERMIT_TAIWAN, "00000019", True),
        (DocumentType.PERMANENT_RESIDENCE_CARD, "CHN510000000019", True),
        (DocumentType.PERMANENT_RESIDENCE_CARD, "932682198501010017", True),
        (DocumentType.PERMANENT_RESIDENCE_CARD, "512002199003070019", False),
    ],
)
def test_an_unusual_shape_is_a_doubt_and_no_fault(kind: DocumentType, number: str, *, usual: bool) -> None:
    assert is_of_usual_shape(kind, number) is usual
    assert fault_in(kind, number, today=TODAY) is None


def test_only_the_shape_of_a_resident_id_is_confirmed() -> None:
    assert [kind for kind, document in documents().items() if document.confirmed] == [DocumentType.RESIDENT_ID]


def _table(**changed: object) -> dict[str, Any]:
    table = deepcopy(tables.table("terms/identity_documents"))
    table["documents"][1] |= changed
    return table


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"type": "resident_id"}, "is doubled"),
        ({"words": ["身份证"]}, "is doubled"),
        ({"type": "driving_licence"}, "is not a known type"),
        ({"shape": "["}, "is not a regular expression"),
        ({"extra": 1}, "is not a known key"),
    ],
)
def test_a_table_that_cannot_be_is_refused(changed: dict[str, object], why: str) -> None:
    with pytest.raises(DataFileError, match=why):
        documents_in(_table(**changed))


def test_a_table_that_leaves_a_document_out_is_refused() -> None:
    table = _table()
    del table["documents"][1]

    with pytest.raises(DataFileError, match="passport: is missing"):
        documents_in(table)

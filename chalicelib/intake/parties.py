"""The party (主体) that a row names: an organisation by its credit code or by old codes only, or a person.

Shape: Party(name "示例虚构甲有限公司", credit_code "9151…")
       Party(name "…", old_codes (OldCode("registration_number", "5120…"),))
       Party(name "…", document_type "resident_id", document_number "…")
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.catalogue.fields import PERSON
from chalicelib.intake.forms import Typed
from chalicelib.intake.rows import Rows
from chalicelib.terms.crosswalk import OldCode, old_code_of
from chalicelib.terms.identity_documents import DocumentType
from chalicelib.terms.subjects import SubjectKind


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a row is about, as the row says it; a document's number never shows itself."""

    name: str
    credit_code: str | None = None
    old_codes: tuple[OldCode, ...] = ()
    document_type: DocumentType | None = None
    document_number: str | None = field(default=None, repr=False)

    @property
    def is_person(self) -> bool:
        """Say whether it is a natural person."""
        return self.document_number is not None


def party_at(rows: Rows, place: int) -> Party:
    """Return the party of a sound row."""
    subject = rows.item.subject
    name = str(rows.column(subject.name)[place] or "")
    if _is_person(rows, place):
        kind = document_type_said(rows.column(subject.document_type)[place])
        return Party(name, document_type=kind, document_number=_said(rows, subject.document_number, place))
    code = _said(rows, subject.credit_code, place)
    if code is not None:
        return Party(name, credit_code=code)
    given = ((kind, _said(rows, column, place)) for kind, column in subject.old_codes.items())
    read = (old_code_of(kind, said) for kind, said in given if said)
    return Party(name, old_codes=tuple(dict.fromkeys(one for one in read if one is not None)))


def document_type_said(word: Typed) -> DocumentType:
    """Return the type of document that a sound cell names; one that names none is an other."""
    return DocumentType.worded(str(word)) if word else DocumentType.OTHER


def party_keys_in(rows: Rows) -> Sequence[object]:
    """Return what tells the parties of a chunk's rows apart without asking any store."""
    subject = rows.item.subject
    codes, numbers = rows.column(subject.credit_code), rows.column(subject.document_number)
    if None not in codes:
        return codes
    old = list(zip(*(rows.column(name) for name in subject.old_codes.values()), strict=True)) or [()] * len(rows)
    return [code or number or olds for code, number, olds in zip(codes, numbers, old, strict=True)]


def _is_person(rows: Rows, place: int) -> bool:
    subject = rows.item.subject
    if subject.kind is None:
        return rows.item.subject_kinds == (PERSON,)
    return rows.column(subject.kind)[place] == SubjectKind.PERSON.zh


def _said(rows: Rows, name: str | None, place: int) -> str | None:
    value = rows.column(name)[place]
    return value if isinstance(value, str) else None

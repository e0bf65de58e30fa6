"""Presence: who stands at a counter, how that is known, and for whom.

A document is read by a machine, or two officers enter it each for themselves. Who acts for another shows papers
besides. What is kept is references; name and number are dropped once the reference is made.
"""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from chalicelib.errors import FieldError, UnprocessableError
from chalicelib.grants.lookups import Presented, person_presented
from chalicelib.terms.subjects import Subject, subject_of

if TYPE_CHECKING:
    from chalicelib.grants.means import Means


class Evidence(StrEnum):
    """How it is known who is present: a machine read the document, or a second officer entered it too."""

    DOCUMENT_READ = "document_read"
    SECOND_OFFICER = "second_officer"


class Represented(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """For whom somebody present acts: an organisation or a person, exactly one; and the papers that show it.

    Shape: {"credit_code": "9151…", "papers": "授权委托书 虚构〔2026〕1号"}
    """

    papers: Annotated[str, Meta(min_length=1, max_length=200)]
    credit_code: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    person: Presented | None = None


class Arrival(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who came to a counter; `read_by` is the machine that read the document.

    Shape: {"person": {"name": "…", …}, "evidence": "document_read", "read_by": "reader 3"}
    """

    person: Presented
    evidence: Evidence
    read_by: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    represented: Represented | None = None


class Attendance(Struct, frozen=True, kw_only=True):
    """Who is present, and whose act it is; one and the same unless papers say otherwise."""

    present: Subject
    subject: Subject


def attendance_of(arrival: Arrival, *, means: "Means", today: date) -> Attendance:
    """Return who is present, and for whom.

    Raises: UnprocessableError `presence.unsound`, or the fault of a number that no document or organisation bears.
    """
    _must_be_whole(arrival)
    present = person_presented(arrival.person, means=means, today=today)
    represented = arrival.represented
    if represented is None:
        return Attendance(present=present, subject=present)
    if represented.person is not None:
        return Attendance(present=present, subject=person_presented(represented.person, means=means, today=today))
    return Attendance(present=present, subject=subject_of(represented.credit_code or ""))


def _must_be_whole(arrival: Arrival) -> None:
    faults = []
    if (arrival.read_by is not None) != (arrival.evidence is Evidence.DOCUMENT_READ):
        zh, en = (
            "读取证件的，须注明读卡设备；双人核验的，不填。",
            "A document read names its reader; nothing else does.",
        )
        faults.append(FieldError("/read_by", "presence.reader_unfit", zh, en))
    represented = arrival.represented
    if represented is not None and (represented.credit_code is None) == (represented.person is None):
        zh, en = "请填写一个被代理的主体。", "Name one subject who is represented."
        faults.append(FieldError("/represented", "presence.represented_missing", zh, en))
    if faults:
        raise UnprocessableError(
            "presence.unsound", "到场核验内容有误。", "The arrival has faults.", errors=tuple(faults)
        )

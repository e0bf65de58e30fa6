"""A filing: what a subject says is wrong with one record about itself, checked whole before anything is kept."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.catalogue.items import Item
from chalicelib.errors import FieldError, UnprocessableError
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Record, Value
from chalicelib.library.visibility import View, kind_of
from chalicelib.objections.cases import CaseKind
from chalicelib.objections.outcomes import outcomes
from chalicelib.objections.papers import Agent, Applicant, Disputed, Objection
from chalicelib.objections.reasons import reasons
from chalicelib.objections.texts import STATEMENT_LENGTH, faults_in_text, faults_in_value

if TYPE_CHECKING:
    from chalicelib.terms.subjects import Subject

VALUE_LENGTH = 4000
NAME_LENGTH = 50
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")
REPRESENTATIVE = "representative"


class Claimed(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One field that is disputed, and what it ought to say in the subject's view."""

    field: str
    claimed: Value = None


class NamedAgent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to call about the case. Shape: name "示例经办人", phone "13800000000"."""

    name: str
    phone: str


class Filing(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is filed.

    Shape: record_id "m~9151…~administrative_penalty~2025-03-02~k3f9…", reason "wrong_information",
           statement 1 to 300 characters, fields ({field "fine_amount_wan", claimed "1.5"},),
           requested_outcome "corrected", agent {name "示例经办人", phone "13800000000"}
    """

    record_id: str
    reason: str
    statement: str
    fields: tuple[Claimed, ...] = ()
    requested_outcome: str | None = None
    agent: NamedAgent | None = None


def objection_in(filing: Filing, *, record: Record, item: Item, view: View) -> Objection:
    """Return the objection, with what the subject is shown of each field it disputes.

    A field that is empty may be disputed too, if the subject would be shown it.

    Raises: UnprocessableError `objection.unsound` that names every fault, and no value.
    """
    fields = frozenset(view.columns_of(item, kind=kind_of(record, item=item)))
    applicant = applicant_of(view.reader, record)
    faults = (*_faults_in(filing, fields), *_faults_in_agent(filing.agent, applicant))
    if faults:
        raise UnprocessableError("objection.unsound", "异议申请内容有误。", "The objection has faults.", errors=faults)
    shown = view.shown(record, item=item)
    seen = shown.fields if shown else {}
    return Objection(
        record_id=record.record_id,
        record_version=record.version,
        subject=reference_of(record.subject),
        reason=filing.reason,
        statement=filing.statement.strip(),
        fields=tuple(
            Disputed(field=one.field, shown=seen.get(one.field), claimed=one.claimed) for one in filing.fields
        ),
        filed_by=view.reader.sub,
        representative=view.reader.role == REPRESENTATIVE and applicant is not Applicant.AGENCY,
        requested_outcome=filing.requested_outcome,
        applicant=applicant,
        agent=Agent(name=filing.agent.name.strip(), phone=filing.agent.phone) if filing.agent else None,
        agency=agency_of(view.reader),
        assisted_by=view.reader.assisted_by,
    )


def applicant_of(by: Reader, record: Record) -> Applicant:
    """Return what kind of applicant someone is to a record: by their standing, never by what they say of themselves."""
    if by.level is Level.AUTHORISED:
        return Applicant.AGENCY
    return Applicant.PERSON if record.subject.is_person else Applicant.LEGAL


def agency_of(by: Reader) -> str | None:
    """Return the credit code of who acts for a subject on its grant, None for who acts for their own."""
    return by.subject.key if by.level is Level.AUTHORISED and by.subject is not None else None


def reference_of(subject: "Subject") -> str:
    """Return how a case and the ledger name a subject. Shape: "m~9151…"."""
    return f"{subject.library.letter}~{subject.key}"


def _faults_in(filing: Filing, fields: frozenset[str]) -> Iterator[FieldError]:
    reason = reasons().get(filing.reason)
    if reason is None:
        yield FieldError("/reason", "objection.reason_unknown", "异议事由不在清单内。", "No such reason.")
    elif reason.needs_fields and not filing.fields:
        yield FieldError("/fields", "objection.fields_missing", "请指明有异议的字段。", "Name the disputed fields.")
    if filing.requested_outcome is not None and filing.requested_outcome not in askable_outcomes():
        zh, en = "期望的处理结果不在清单内。", "No such outcome may be asked for."
        yield FieldError("/requested_outcome", "objection.outcome_unknown", zh, en)
    yield from faults_in_text(filing.statement, pointer="/statement", longest=STATEMENT_LENGTH)
    seen: set[str] = set()
    for place, one in enumerate(filing.fields):
        yield from _faults_in_claim(one, pointer=f"/fields/{place}", fields=fields - seen)
        seen.add(one.field)


def askable_outcomes() -> tuple[str, ...]:
    """Return the outcomes that an objection may ask for: those that follow it."""
    theirs = CaseKind.OBJECTION
    return tuple(code for code, outcome in outcomes().items() if outcome.in_favour and theirs in outcome.kinds)


def _faults_in_agent(agent: NamedAgent | None, applicant: Applicant) -> Iterator[FieldError]:
    if agent is None:
        if applicant is Applicant.AGENCY:
            zh, en = "代为申请的，请填写经办人。", "Who acts for another names whom to call."
            yield FieldError("/agent", "objection.agent_missing", zh, en)
        return
    yield from faults_in_text(agent.name, pointer="/agent/name", longest=NAME_LENGTH)
    if not _PHONE.fullmatch(agent.phone) or faults_in_value(agent.phone, pointer=""):
        yield FieldError("/agent/phone", "objection.phone_unfit", "电话号码格式不符。", "Not a telephone number.")


def _faults_in_claim(one: Claimed, *, pointer: str, fields: frozenset[str]) -> Iterator[FieldError]:
    if one.field not in fields:
        zh = "该字段不在可异议之列，或者已列出。"
        yield FieldError(f"{pointer}/field", "objection.field_unknown", zh, "No such field is shown, or it is doubled.")
    written = one.claimed if isinstance(one.claimed, list) else [one.claimed]
    if any(len(str(value)) > VALUE_LENGTH for value in written):
        yield FieldError(f"{pointer}/claimed", "text.too_long", "内容过长。", "The value is too long.")
    yield from faults_in_value(one.claimed, pointer=f"{pointer}/claimed")

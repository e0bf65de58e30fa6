"""Eligibility (可否提出异议): told before anyone types: what may be objected to, how, and otherwise where to go.

Source: doors.toml for where else; evidence.toml, reasons.toml and outcomes.toml for the lists.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.catalogue.items import Item
from chalicelib.library.readers import Reader
from chalicelib.library.records import Record, Value
from chalicelib.library.visibility import View, kind_of
from chalicelib.objections import drafts
from chalicelib.objections.acts import own_record, view_of
from chalicelib.objections.doors import Door, doors_beside
from chalicelib.objections.evidence.demands import filer
from chalicelib.objections.evidence.rules import rules
from chalicelib.objections.filings import REPRESENTATIVE, applicant_of, askable_outcomes
from chalicelib.objections.means import Means
from chalicelib.objections.outcomes import outcomes
from chalicelib.objections.reasons import reasons
from chalicelib.objections.texts import STATEMENT_LENGTH


class Choice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of a closed list, what choosing it asks for, and of a reason why it asks for evidence, or does not."""

    code: str
    zh: str
    needs_fields: bool = False
    needs_evidence: bool = False
    why: str | None = None


class Disputable(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A field that may be objected to, and what is shown there; an empty one may be objected to for what is missing."""

    field: str
    zh: str
    shown: Value = None


class Otherwise(Struct, frozen=True, kw_only=True):
    """Where somebody goes with what is no objection. Shape: code "repair", goes_to "POST /v1/repairs"."""

    code: str
    zh: str
    en: str
    goes_to: str


class Paper(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A paper that must go with an objection of whoever asks, whatever its reason.

    `met_by` says what was seen already and stands for it: `grant` or `counter`; without it the paper is to be brought.
    """

    kind: str
    zh: str
    why: str
    met_by: str | None = None


class Accepted(Struct, frozen=True, kw_only=True):
    """What is taken as evidence. Units: largest_bytes of one file, most_pieces of one case."""

    kinds: Sequence[Choice]
    types: Sequence[Choice]
    largest_bytes: int
    most_pieces: int


class Eligibility(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether an objection may be filed to a record now: not while one is open on it.

    `open_case` and `draft` are the numbers to go on with. `statement_length` is in characters.
    """

    record_id: str
    record_version: int
    item: str
    may_object: bool
    fields: Sequence[Disputable]
    reasons: Sequence[Choice]
    outcomes: Sequence[Choice]
    evidence: Accepted
    papers: Sequence[Paper]
    statement_length: int
    otherwise: Sequence[Otherwise]
    open_case: str | None = None
    draft: str | None = None


def eligibility_for(record_id: str, *, by: Reader, means: Means, now: datetime) -> tuple[Eligibility, Record]:
    """Return what somebody may do about a record, and the record.

    Raises: NotFoundError for a record that is not there, not theirs or not shown to them, alike.
    """
    record = own_record(record_id, by=by, means=means, now=now)
    item = means.catalogue.get(record.content.item)
    open_case = _open_on(record_id, means=means)
    told = Eligibility(
        record_id=record_id,
        record_version=record.version,
        item=item.id,
        may_object=open_case is None,
        fields=_fields_of(record, item, view=view_of(by, means=means, now=now)),
        reasons=[
            Choice(
                code=one.code,
                zh=one.zh,
                needs_fields=one.needs_fields,
                needs_evidence=one.needs_evidence,
                why=one.why,
            )
            for one in reasons().values()
        ],
        outcomes=[Choice(code=code, zh=outcomes()[code].zh) for code in askable_outcomes()],
        evidence=_accepted(),
        papers=_papers_of(by, record),
        statement_length=STATEMENT_LENGTH,
        otherwise=[_otherwise(door) for door in doors_beside(is_negative=item.severity_rule is not None)],
        open_case=open_case,
        draft=drafts.standing_on(record_id, by=by, means=means, now=now),
    )
    return told, record


def _open_on(record_id: str, *, means: Means) -> str | None:
    number = means.cases.open_on(record_id)
    case = means.cases.find(number) if number else None
    return None if case is None or case.state.is_final else case.case


def _fields_of(record: Record, item: Item, *, view: View) -> Sequence[Disputable]:
    shown = view.shown(record, item=item)
    seen = shown.fields if shown else {}
    names = view.columns_of(item, kind=kind_of(record, item=item))
    return [Disputable(field=name, zh=item.field(name).zh, shown=seen.get(name)) for name in names]


def _accepted() -> Accepted:
    return Accepted(
        kinds=[Choice(code=one.code, zh=one.zh) for one in rules().kinds.values()],
        types=[Choice(code=one.code, zh=one.zh) for one in rules().types.values()],
        largest_bytes=rules().largest_bytes,
        most_pieces=rules().most_pieces,
    )


def _papers_of(by: Reader, record: Record) -> Sequence[Paper]:
    """Return what must be brought by who would file now; the same is asked of what they filed."""
    whoever = filer(
        is_person=record.subject.is_person,
        applicant=applicant_of(by, record),
        is_represented=by.role == REPRESENTATIVE,
        assisted_by=by.assisted_by,
    )
    return [
        Paper(kind=one.kind, zh=rules().kinds[one.kind].zh, why=one.zh, met_by=one.met_for(whoever))
        for one in rules().demands
        if one.is_for(whoever)
    ]


def _otherwise(door: Door) -> Otherwise:
    return Otherwise(code=door.code, zh=door.zh, en=door.en, goes_to=door.goes_to)

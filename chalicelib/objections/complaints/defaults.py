"""Defaults of public bodies (政府失信): the record that an established complaint becomes, about the body alone.

No official is named in it, and not who complained. Where the register knows no credit code of the body, its file cannot
be found, and there is no record yet: the complaint stands as established, and the desk is told what is missing.
"""

import hashlib
from datetime import datetime

import msgspec

from chalicelib.catalogue.severity import class_of
from chalicelib.errors import StaleVersionError
from chalicelib.library.changes import Change
from chalicelib.library.places import record_place, suffix_of
from chalicelib.library.records import Content, Reason, Record, Supply
from chalicelib.objections.complaints.complaint import Complaint, Decision
from chalicelib.objections.complaints.means import Means
from chalicelib.objections.complaints.rules import rules
from chalicelib.terms.bodies import Body
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import subject_of

ITEM = "government_default"


def put_record(complaint: Complaint, *, means: Means, known_at: datetime) -> str | None:
    """Put the record of an established default unless it stands already, and announce it; return its id.

    None where the register knows no credit code of the body. `known_at` is of one that does not stand yet.

    Raises: StaleVersionError where the complaint was moved meanwhile.
    """
    body = means.bodies.get(complaint.filing.body)
    if body.credit_code is None or complaint.decision is None:
        return None
    record = record_of(complaint, complaint.decision, body, means=means, known_at=known_at)
    standing = means.library.find(record.record_id)
    if means.complaints.find(complaint.complaint) != complaint:
        raise StaleVersionError
    if standing is None:
        means.library.put(record, over=None)
    means.announce([Change(before=None, after=standing or record, by=complaint.decision.decided_by, role="department")])
    return record.record_id


def record_of(complaint: Complaint, decision: Decision, body: Body, *, means: Means, known_at: datetime) -> Record:
    """Return the first version of the record: in the same place, however often it is made."""
    today = beijing_date(decision.decided_at)
    superior = means.bodies.get(complaint.superior) if complaint.superior else None
    item = means.catalogue.get(ITEM)
    fields = {
        "body_name": body.name_on(today),
        "body_credit_code": body.credit_code,
        "kind": rules().kinds[complaint.filing.kind],
        "ground": rules().grounds[decision.ground or ""],
        "doc_no": decision.document,
        "facts": decision.facts,
        "found_on": today.isoformat(),
        "source_name": superior.name_on(today) if superior else None,
    }
    content = Content(
        item=ITEM,
        item_version=str(item.version),
        fields={name: value for name, value in fields.items() if value is not None},
        known_at=known_at,
        reason=Reason.SUPPLIED,
        act=complaint.complaint,
        supply=_supply_of(complaint, decision, superior, body),
        determined_on=today,
        severity=class_of(item, fields),
        subject_division=body.division,
        reviewed=decision.reviewed_by is not None,
    )
    place = record_place(ITEM, on=today, suffix=suffix_of(complaint.complaint))
    return Record(subject=subject_of(body.credit_code or ""), place=place, version=1, content=content)


def _supply_of(complaint: Complaint, decision: Decision, superior: Body | None, body: Body) -> Supply:
    """Return where the record came from: a decision, which has no file; the hash is that of the decision."""
    source = superior or body
    return Supply(
        body=source.key,
        named=source.name_on(beijing_date(decision.decided_at)),
        division=source.division,
        batch=complaint.complaint,
        row=1,
        file_sha256=hashlib.sha256(msgspec.json.encode(decision)).hexdigest(),
        certifier=decision.decided_by,
        supplied_at=decision.decided_at,
    )

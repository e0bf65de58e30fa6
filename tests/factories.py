"""Sound things by default; keywords change one thing.

Nothing here exists: every organisation and body is invented, says so in its name, and bears a credit
code with the region part 512099, which no office has.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from chalicelib.intake.batches import Batch, Review, Ticket
from chalicelib.intake.batches import State as BatchState
from chalicelib.ledger.seen import seen_in
from chalicelib.ledger.signatures import Signed
from chalicelib.library.places import profile_place, record_id_of, record_place, suffix_of
from chalicelib.library.readers import PUBLIC
from chalicelib.library.records import Content, Reason, Record, Supply, Value
from chalicelib.objections.cases import Case, Move
from chalicelib.objections.cases import State as CaseState
from chalicelib.objections.papers import Disputed, Objection
from chalicelib.reports.issue import Issue
from chalicelib.reports.issue import Kind as ReportKind
from chalicelib.reports.issue import State as IssueState
from chalicelib.terms.credit_codes import check_character_of
from chalicelib.terms.legacy_codes import organisation_check_in
from chalicelib.terms.report_numbers import number_of
from chalicelib.terms.subjects import Subject, person_of, person_reference_of, subject_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BODY, BODY_NAME, DIVISION = "shili-jgj", "示例市虚构监督管理局", "512000"
PENALTY, REGISTRATION = "administrative_penalty", "market_entity_registration"
DECIDED_ON = date(2026, 3, 2)


def a_credit_code(n: int = 1, *, kind: str = "91") -> str:
    """Return the n-th valid credit code of nobody.

    Shape: kind "91" enterprise, "92" self-employed, "12" institution, "11" office.
    """
    organisation = f"MA{n:06d}"
    first_seventeen = f"{kind}512099{organisation}{organisation_check_in(organisation)}"
    return first_seventeen + check_character_of(first_seventeen)


def a_subject(n: int = 1, *, kind: str = "91") -> Subject:
    """Return the n-th invented organisation."""
    return subject_of(a_credit_code(n, kind=kind))


def a_person(n: int = 1) -> Subject:
    """Return the n-th invented person, known by a reference alone."""
    return person_of(person_reference_of(n.to_bytes(16)))


def a_supply(**changes: Any) -> Supply:
    """Return where a record came from."""
    supply = Supply(
        body=BODY,
        named=BODY_NAME,
        division=DIVISION,
        batch=f"{BODY}-20261120-aaaaaaaa",
        row=2,
        file_sha256="0" * 64,
        certifier="示例经办人",
        supplied_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
    )
    return msgspec.structs.replace(supply, **changes)


def penalty_fields(subject: Subject, **changes: Value) -> dict[str, Value]:
    """Return the fields of an invented penalty of an organisation, as they are stored."""
    named = "示例虚构甲有限公司"
    fields: dict[str, Value] = {
        "party_name": named,
        "party_type": "法人及非法人组织",
        "party_credit_code": subject.key,
        "legal_rep_name": "示例代表",
        "doc_no": "虚构罚字〔2026〕1号",
        "violation_type": "虚构的违法行为",
        "violation_fact": "虚构的事实，仅供测试。",
        "penalty_basis": "虚构的依据",
        "penalty_kinds": ["罚款"],
        "penalty_content": "虚构的罚款",
        "fine_amount_wan": "1.5",
        "decision_date": DECIDED_ON.isoformat(),
        "penalty_valid_to": "2099-12-31",
        "authority_name": BODY_NAME,
        "authority_credit_code": a_credit_code(900, kind="11"),
        "source_name": BODY_NAME,
        "source_credit_code": a_credit_code(900, kind="11"),
    }
    return fields | changes


def registration_fields(subject: Subject, **changes: Value) -> dict[str, Value]:
    """Return the fields of an invented registration of a market entity, as they are stored."""
    fields: dict[str, Value] = {
        "credit_code": subject.key,
        "name": "示例虚构甲有限公司",
        "legal_rep_name": "示例代表",
        "established_on": "2015-06-01",
        "address": "示例市虚构路1号",
        "region_code": "512002",
        "registry_authority": BODY_NAME,
    }
    return fields | changes


def a_record(
    *,
    subject: Subject | None = None,
    number: int = 1,
    fields: Mapping[str, Value] | None = None,
    mark: str | None = None,
    **content: Any,
) -> Record:
    """Return the first version of a reviewed penalty; `number` tells records of one subject apart.

    `fields` changes or adds single fields; further keywords change the content.
    """
    owner = subject or a_subject()
    doc_no = f"虚构罚字〔2026〕{number}号"
    made = Content(
        item=PENALTY,
        item_version="1",
        fields=penalty_fields(owner, doc_no=doc_no, **(fields or {})),
        known_at=datetime(2026, 11, 20, 1, 5, tzinfo=UTC),
        reason=Reason.SUPPLIED,
        act=f"{BODY}-20261120-aaaaaaaa",
        supply=a_supply(row=number + 1),
        determined_on=DECIDED_ON,
        severity="general",
        subject_division="512002",
        reviewed=True,
    )
    place = record_place(PENALTY, on=DECIDED_ON, suffix=suffix_of(BODY, doc_no))
    return Record(subject=owner, place=place, version=1, content=msgspec.structs.replace(made, **content), mark=mark)


def a_profile(*, subject: Subject | None = None, fields: Mapping[str, Value] | None = None, **content: Any) -> Record:
    """Return the first version of the registration profile of a market entity."""
    owner = subject or a_subject()
    made = Content(
        item=REGISTRATION,
        item_version="1",
        fields=registration_fields(owner, **(fields or {})),
        known_at=datetime(2026, 11, 20, 1, 5, tzinfo=UTC),
        reason=Reason.SUPPLIED,
        act=f"{BODY}-20261120-aaaaaaaa",
        supply=a_supply(),
        subject_division="512002",
        reviewed=True,
    )
    return Record(
        subject=owner, place=profile_place(REGISTRATION), version=1, content=msgspec.structs.replace(made, **content)
    )


def an_issue(**changes: Any) -> Issue:
    """Return the issue of a public report that shows one penalty, not printed yet."""
    issue = Issue(
        number=number_of(division=DIVISION, at=NOW, letters="00000001"),
        version=1,
        state=IssueState.LIVE,
        kind=ReportKind.PUBLIC,
        subject=a_subject(),
        named="示例虚构甲有限公司",
        reader=PUBLIC,
        issued_at=NOW,
        moved_at=NOW,
        sha256="0" * 64,
        signed=Signed(key="TEST-memory", suite="ES256", signature="-"),
        seen=seen_in([(a_record().record_id, 1)]),
        until=date(2026, 12, 23),
    )
    return msgspec.structs.replace(issue, **changes)


def a_ticket(**changes: Any) -> Ticket:
    """Return the ticket of a reviewed file."""
    ticket = Ticket(
        item=PENALTY,
        body=BODY,
        division=DIVISION,
        certifier="示例经办人",
        file_name="虚构处罚.csv",
        size_bytes=1024,
        sha256="0" * 64,
        review=Review(reviewed_by="示例审查人", reviewed_on=date(2026, 11, 20), item=PENALTY),
    )
    return msgspec.structs.replace(ticket, **changes)


def a_batch(**changes: Any) -> Batch:
    """Return a batch whose ticket has been given."""
    batch = Batch(
        batch=f"{BODY}-20261120-aaaaaaaa",
        version=1,
        state=BatchState.TICKETED,
        ticket=a_ticket(),
        ticketed_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
        moved_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
    )
    return msgspec.structs.replace(batch, **changes)


def an_objection(record: Record | None = None, **changes: Any) -> Objection:
    """Return an objection of the subject to the amount of its penalty."""
    disputed = record or a_record()
    objection = Objection(
        record_id=record_id_of(disputed.subject, disputed.place),
        record_version=disputed.version,
        subject=f"{disputed.subject.library.letter}~{disputed.subject.key}",
        reason="data_wrong",
        statement="罚款金额与决定书不符。",
        fields=(Disputed(field="fine_amount_wan", shown="1.5", claimed="0.5"),),
        filed_by="subject-1",
    )
    return msgspec.structs.replace(objection, **changes)


def a_move(number: int = 1, **changes: Any) -> Move:
    """Return one line of a trail."""
    move = Move(number=number, move="draft", by="subject-1", role="citizen", at=NOW, state=CaseState.DRAFT)
    return msgspec.structs.replace(move, **changes)


def a_case(**changes: Any) -> Case:
    """Return a case as it was drafted."""
    case = Case(
        case="YY20261123-aaaaaaaa",
        version=1,
        state=CaseState.DRAFT,
        objection=an_objection(),
        opened_at=NOW,
        moved_at=NOW,
        last=a_move(),
    )
    return msgspec.structs.replace(case, **changes)

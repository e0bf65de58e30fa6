"""Findings of liability (侵权责任): that a department or one of its staff answers for records that were corrected.

It is linked to the cases that it follows from, each of them closed by a decision that changed the record. The lead
notes it and the auditor reads it; nobody else does. It changes nothing, and is never a record.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.errors import FieldError, NotFoundError
from chalicelib.library.readers import Reader
from chalicelib.objections.cases import Case, State
from chalicelib.objections.complaints.liability_kinds import kinds
from chalicelib.objections.outcomes import Effect, outcomes
from chalicelib.objections.owners import faults_in, must_be_sound

if TYPE_CHECKING:
    from chalicelib.objections.complaints.means import LiabilityMeans

QUEUE = "findings"
UNSOUND = "liability.unsound"
TEXT_LENGTH, BASIS_LENGTH, MOST_CASES = 2000, 300, 50
READERS = frozenset({"lead", "auditor"})
_CHANGING = frozenset({Effect.CORRECT, Effect.WITHDRAW, Effect.END_PUBLICATION})


class Claimed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is found, of whom, on what.

    Shape: {"cases": ["YY2026…"], "body": "transport", "staff": "clerk-7", "kind": "wrong_supply", "reasons": "…",
            "basis": "…"}; staff as the token names them, left out for the department as such
    """

    cases: tuple[str, ...]
    body: str
    kind: str
    reasons: str
    basis: str
    staff: str | None = None


class Finding(Struct, frozen=True, kw_only=True):
    """A finding of liability, with the records that its cases corrected; once noted, it is not changed."""

    finding: str
    version: int
    found: Claimed
    record_ids: tuple[str, ...]
    noted_by: str
    noted_at: datetime

    @property
    def queue(self) -> str:
        """Return the one list in which all of them stand."""
        return QUEUE

    @property
    def told_to(self) -> None:
        """Return nobody: no subject is told."""
        return

    @property
    def filed_at(self) -> datetime:
        """Return when it was noted."""
        return self.noted_at


def note(claimed: Claimed, *, by: Reader, means: "LiabilityMeans", now: datetime) -> Finding:
    """Note a finding. Raises: NotFoundError for who is no lead; UnprocessableError `liability.unsound`, every fault."""
    if by.role != "lead":
        raise NotFoundError
    cases = [means.cases.find(number) for number in dict.fromkeys(claimed.cases[:MOST_CASES])]
    must_be_sound(_faults_in(claimed, cases, means=means), code=UNSOUND)
    finding = Finding(
        finding=means.numbers.finding_number(at=now),
        version=1,
        found=claimed,
        record_ids=tuple(dict.fromkeys(case.objection.record_id for case in cases if case is not None)),
        noted_by=by.sub,
        noted_at=now.replace(microsecond=0),
    )
    means.findings.put(finding, over=None)
    return finding


def finding_for(by: Reader, number: str, *, means: "LiabilityMeans") -> Finding:
    """Return a finding to a lead or an auditor. Raises: NotFoundError for any other."""
    finding = means.findings.find(number) if by.role in READERS else None
    if finding is None:
        raise NotFoundError
    return finding


def all_for(by: Reader, *, means: "LiabilityMeans", limit: int, after: str | None = None) -> list[Finding]:
    """Return all findings to a lead or an auditor, oldest first. Raises: NotFoundError for any other."""
    if by.role not in READERS:
        raise NotFoundError
    found = (means.findings.find(number) for number in means.findings.waiting(QUEUE, limit=limit, after=after))
    return [finding for finding in found if finding is not None]


def _faults_in(claimed: Claimed, cases: Sequence[Case | None], *, means: "LiabilityMeans") -> list[FieldError]:
    faults = faults_in(claimed.reasons, pointer="/reasons", longest=TEXT_LENGTH)
    faults += faults_in(claimed.basis, pointer="/basis", longest=BASIS_LENGTH)
    if claimed.kind not in kinds():
        faults.append(FieldError("/kind", "liability.kind_unknown", "责任类型不在列。", "Not a listed kind."))
    if claimed.body not in means.bodies:
        faults.append(FieldError("/body", "liability.body_unknown", "没有这个机构。", "There is no such body."))
    if not 0 < len(claimed.cases) <= MOST_CASES:
        faults.append(FieldError("/cases", "liability.cases_number", "应为1至50件。", "1 to 50 cases are needed."))
    for place, case in enumerate(cases):
        if case is None or not _changed_its_record(case):
            zh, en = "该件未更正记录。", "The case corrected no record."
            faults.append(FieldError(f"/cases/{place}", "liability.case_unfit", zh, en))
    return faults


def _changed_its_record(case: Case) -> bool:
    if case.state is not State.CLOSED or case.decision is None:
        return False
    return outcomes()[case.decision.outcome].effect in _CHANGING

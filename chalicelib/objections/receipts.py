"""The receipt of a submission (异议受理回执): what was handed in, and the days that bind the platform from then on.

It says what was true when the objection was submitted and never changes with the case: the deadlines are those that the
submission started, by the calendar as it is known. A provisional day says so, and is computed again; what pauses and
extensions made of a day, the case's clock tells.
"""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from chalicelib.errors import NotFoundError
from chalicelib.objections.cases import Case
from chalicelib.objections.clocks import deadlines_from, rule_for
from chalicelib.objections.means import Means
from chalicelib.objections.moves import MoveName
from chalicelib.objections.papers import EvidenceState
from chalicelib.objections.trail import lines_of
from chalicelib.terms.dates import beijing_date


class Bound(Struct, frozen=True, kw_only=True):
    """A day by which the platform must have done something, and where that comes from."""

    act: str
    zh: str
    on: date
    basis: str
    provisional: bool
    proposal: bool


class Handed(Struct, frozen=True, kw_only=True):
    """A piece of evidence that was handed in, by its content."""

    kind: str
    media_type: str
    bytes: int
    sha256: str


class Receipt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody takes away who has submitted an objection."""

    case: str
    record_id: str
    record_version: int
    reason: str
    submitted_at: datetime
    evidence: Sequence[Handed]
    deadlines: Sequence[Bound]
    assisted: bool = False


def receipt_of(case: Case, *, means: Means) -> Receipt:
    """Return the receipt of a case.

    Raises: NotFoundError `receipt.not_ready` for a case that was not submitted.
    """
    submitted = [line for line in lines_of(case, means.cases) if line.move == MoveName.SUBMIT.value]
    if not submitted:
        raise NotFoundError("receipt.not_ready", "尚未提交，没有回执。", "It was not submitted yet.")
    at = submitted[0].at
    return Receipt(
        case=case.case,
        record_id=case.objection.record_id,
        record_version=case.objection.record_version,
        reason=case.objection.reason,
        submitted_at=at,
        evidence=[
            Handed(kind=one.kind, media_type=one.media_type, bytes=one.bytes, sha256=one.sha256)
            for one in case.objection.evidence
            if one.state is EvidenceState.KEPT and (one.added_at is None or one.added_at <= at)
        ],
        deadlines=_started_on(case, beijing_date(at), means=means),
        assisted=case.objection.assisted_by is not None,
    )


def _started_on(case: Case, day: date, *, means: Means) -> list[Bound]:
    started = deadlines_from(MoveName.SUBMIT, started_on=day, calendar=means.calendar, regime=case.regime)
    return [
        Bound(
            act=one.act,
            zh=rule_for(one, case).act.zh,
            on=one.on,
            basis=one.basis,
            provisional=one.provisional,
            proposal=one.proposal,
        )
        for one in started
    ]

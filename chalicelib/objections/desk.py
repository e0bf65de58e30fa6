"""The desk (异议办理): the way of an objection from submission to close, one function a move of staff or platform.

    centre    request_supplement, accept or not_accept, own_check, refer, put_on_hold, resume, decide
    source    extend, reply
    reviewer  review_decide
    platform  lapsed, fell_silent, by schedule
    subject   file, submit, supplement, withdraw: `applications`; asking for a review: `reviews`

Every move is one conditional put of the case, which is its commit; what the move promises is then rolled forward
(`acts`, `effects`). A move of staff shows that it holds the case, which it claimed before (`claims`). Who may not see
a case is answered as if there were none (`scope`). What a move says is looked at by `rulings`.
"""

from datetime import datetime

import msgspec

from chalicelib.errors import NotFoundError
from chalicelib.objections import rulings
from chalicelib.objections.acts import carried_out, committed, held, record_of, source_of
from chalicelib.objections.cases import Case, CaseKind
from chalicelib.objections.clocks import day_for
from chalicelib.objections.leases import Hold
from chalicelib.objections.means import Means
from chalicelib.objections.moves import Actor, MoveName, Row, row_for
from chalicelib.objections.papers import Decision, ExpertHold, Extension, Reply, Supplement
from chalicelib.objections.remedies import remedies_against
from chalicelib.objections.repairs import answers, revocations
from chalicelib.objections.repairs.answers import Matter
from chalicelib.objections.repairs.authorities import authority_of
from chalicelib.objections.rulings import Answer, Delay, MoreTime, Ruling
from chalicelib.objections.steps import line_of
from chalicelib.terms.dates import beijing_date

LAPSED = "supplement.lapsed"


def request_supplement(number: str, missing: list[str], *, hold: Hold, means: Means, now: datetime) -> Case:
    """Ask the subject for everything that is missing, once and all at once; the clocks stand still meanwhile.

    Raises: as `accept`; ConflictError `supplement.already_requested`; UnprocessableError `supplement.nothing_missing`
            or `text.unsound`.
    """
    case, row = held(number, MoveName.REQUEST_SUPPLEMENT, hold=hold, means=means, now=now)
    asked = Supplement(missing=rulings.missing_in(missing, case=case), requested_by=hold.by.sub, requested_at=now)
    return carried_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means, supplement=asked)


def lapsed(number: str, *, means: Means, now: datetime) -> Case:
    """End a case that was not supplemented in time, for the schedule; it is not accepted.

    Raises: NotFoundError; ConflictError `supplement.not_lapsed` or as `row_for`; StaleVersionError.
    """
    case, row = _unbidden(number, MoveName.LAPSE, means=means)
    rulings.must_be_past(day_for(case.deadlines, "supplement"), now=now, code="supplement.not_lapsed")
    decision = _not_accepted(case, LAPSED, by="", means=means, now=now)
    return carried_out(case, row, line=line_of(case, row, by=None, at=now), means=means, decision=decision)


def accept(number: str, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Accept an objection (受理): the record is marked, and only then does anyone see `accepted`.

    Raises: NotFoundError; ConflictError, ForbiddenError or StaleVersionError as `row_for` and `leases.must_hold`.
    """
    case, row = held(number, MoveName.ACCEPT, hold=hold, means=means, now=now)
    return carried_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means)


def not_accept(number: str, reasons: str, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Refuse to accept an objection (不予受理), with reasons; the record never bears a mark.

    Raises: as `accept`; UnprocessableError `decision.reasons_missing` or `text.unsound`.
    """
    case, row = held(number, MoveName.NOT_ACCEPT, hold=hold, means=means, now=now)
    rulings.must_say_something(reasons, code="decision.reasons_missing", pointer="/reasons")
    decision = _not_accepted(case, reasons.strip(), by=hold.by.sub, means=means, now=now)
    return carried_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means, decision=decision)


def own_check(number: str, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Have what is shown compared with what the source sent last, and return the case `checking`.

    The comparing is left to the queue of machine steps: no door reads the files that departments sent.

    Raises: as `accept`.
    """
    case, row = held(number, MoveName.OWN_CHECK, hold=hold, means=means, now=now)
    return committed(case, row, line=line_of(case, row, by=hold.by, at=now), means=means)


def refer(number: str, note: str | None, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Refer a case (转送) to the body that is responsible today for what the source supplied, once.

    A repair goes to who determined the record.

    Raises: as `accept`; ConflictError `objection.already_referred`; UnprocessableError `text.unsound`.
    """
    case, row = held(number, MoveName.REFER, hold=hold, means=means, now=now)
    rulings.must_not_be_referred(case)
    rulings.must_be_fit_to_keep(note, pointer="/note")
    record, _ = record_of(case, means)
    if case.kind is CaseKind.REPAIR:
        body = authority_of(record, bodies=means.bodies, on=beijing_date(now)).body
    else:
        body = source_of(record, means=means, now=now)
    line = line_of(case, row, by=hold.by, at=now, note=note)
    return carried_out(case, row, line=line, means=means, referred_to=body.key)


def extend(number: str, more: MoreTime, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Give a source more time to answer, once and in time, for a reason and with the leave of its head.

    Raises: as `accept`; what `rulings.must_be_extendable` raises.
    """
    case, row = held(number, MoveName.EXTEND, hold=hold, means=means, now=now)
    rulings.must_be_extendable(more, case=case, until=day_for(case.deadlines, "reply"), now=now)
    given = Extension(
        reason=more.reason.strip(), approved_by=more.approved_by.strip(), extended_by=hold.by.sub, extended_at=now
    )
    return carried_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means, extension=given)


def reply(number: str, answer: Answer, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Take what the source answers, also when it is late; the case goes back to the centre.

    Raises: as `accept`; UnprocessableError as `rulings.answered_values`; of a repair, as `answers.answered_values`.
    """
    case, row = held(number, MoveName.REPLY, hold=hold, means=means, now=now)
    record, item = record_of(case, means)
    if case.kind is CaseKind.REPAIR:
        values = answers.answered_values(answer, matter=Matter(case, record, item), by=hold.by, means=means, now=now)
    else:
        values = rulings.answered_values(answer, record=record, item=item, today=beijing_date(now))
    said = Reply(
        answer=answer.answer,
        reason=answer.reason.strip(),
        values=values,
        finding=answer.finding,
        replied_by=hold.by.sub,
        replied_at=now,
        late=rulings.is_past(day_for(case.deadlines, "reply"), now=now),
    )
    return carried_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means, reply=said)


def fell_silent(number: str, *, means: Means, now: datetime) -> Case:
    """Suspend the public display of what its source did not confirm in time, for the schedule, at the hard cap.

    Raises: NotFoundError; ConflictError `objection.cap_not_reached` or as `row_for`; ForbiddenError
            `objection.upstream_record` for a record of a court, the province or the nation; StaleVersionError.
    """
    case, row = _unbidden(number, MoveName.FALL_SILENT, means=means)
    record, _ = record_of(case, means)
    rulings.must_not_be_upstream(source_of(record, means=means, now=now), code="objection.upstream_record")
    rulings.must_be_past(day_for(case.deadlines, rulings.CAP), now=now, code="objection.cap_not_reached")
    return carried_out(case, row, line=line_of(case, row, by=None, at=now), means=means, silent_since=now)


def put_on_hold(number: str, delay: Delay, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Wait for an expert or a laboratory (鉴定); the clocks stand still meanwhile.

    Raises: as `accept`; UnprocessableError `hold.unknown`, `hold.reason_missing` or `text.unsound`.
    """
    case, row = held(number, MoveName.HOLD, hold=hold, means=means, now=now)
    rulings.must_be_a_hold(delay)
    waits = ExpertHold(by_whom=delay.by_whom, reason=delay.reason.strip(), held_by=hold.by.sub, held_at=now)
    return carried_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means, hold=waits)


def resume(number: str, finding: str, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Go on with a case on hold, saying what came of it.

    Raises: as `accept`; UnprocessableError `hold.finding_missing` or `text.unsound`.
    """
    case, row = held(number, MoveName.RESUME, hold=hold, means=means, now=now)
    rulings.must_say_something(finding, code="hold.finding_missing", pointer="/finding")
    over = case.hold and msgspec.structs.replace(case.hold, finding=finding.strip())
    return carried_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means, hold=over)


def decide(number: str, ruling: Ruling, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Decide a case; the record is corrected, withdrawn or unmarked, all are told, and only then is it seen `closed`.

    Raises: as `accept`; what `rulings.must_be_allowed` and `rulings.decided_values` raise.
    """
    found = held(number, MoveName.DECIDE, hold=hold, means=means, now=now)
    return _decided(found, ruling, hold=hold, means=means, now=now)


def review_decide(number: str, ruling: Ruling, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Decide a review, by one who had no part in what is reviewed.

    Raises: as `decide`; ForbiddenError `decision.had_a_part`.
    """
    found = held(number, MoveName.REVIEW_DECIDE, hold=hold, means=means, now=now)
    return _decided(found, ruling, hold=hold, means=means, now=now)


def _decided(found: tuple[Case, Row], ruling: Ruling, *, hold: Hold, means: Means, now: datetime) -> Case:
    case, row = found
    record, item = record_of(case, means)
    if case.kind is CaseKind.REPAIR:
        matter = Matter(case, record, item)
        decision = answers.decision_on(ruling, matter=matter, by=hold.by, means=means, now=now)
        return carried_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means, decision=decision)
    if case.kind is CaseKind.REVOCATION:
        revocations.must_have_been_heard(case, now=now)
    source = source_of(record, means=means, now=now)
    rulings.must_be_allowed(ruling, case=case, record=record, by=hold.by)
    rulings.must_be_ours(ruling, source)
    decision = Decision(
        outcome=ruling.outcome,
        reasons=ruling.reasons.strip(),
        values=rulings.decided_values(ruling, record=record, item=item, today=beijing_date(now)),
        on_evidence=rulings.answers_on_evidence(ruling, case=case),
        decided_by=hold.by.sub,
        decided_at=now,
        source=source.name,
        remedies=remedies_against(ruling.outcome, kind=case.kind),
    )
    return carried_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means, decision=decision)


def _not_accepted(case: Case, reasons: str, *, by: str, means: Means, now: datetime) -> Decision:
    record, _ = record_of(case, means)
    return Decision(
        outcome="not_accepted",
        reasons=reasons,
        decided_by=by,
        decided_at=now,
        source=source_of(record, means=means, now=now).name,
        remedies=remedies_against("not_accepted", kind=case.kind),
    )


def _unbidden(number: str, move: MoveName, *, means: Means) -> tuple[Case, Row]:
    case = means.cases.find(number)
    if case is None:
        raise NotFoundError
    return case, row_for(case, move, actor=Actor.SYSTEM)

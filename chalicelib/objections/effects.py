"""What a case promised and does: from its commit an act only rolls forward.

    submitting   the opening under the record's id ─▶ submitted, a review accepting; or not accepted, if another stands
    declining    told ─▶ opening removed ─▶ not accepted
    accepting    the mark ─▶ announced ─▶ accepted
    checking     the row read again from the file as it was sent ─▶ checked
    deciding     the corrected, repaired, withdrawn or unmarked version ─▶ announced ─▶ a bar noted ─▶ notifying
    notifying    told ─▶ opening removed ─▶ closed
    withdrawing  the unmarked version, if it was marked ─▶ announced ─▶ opening removed ─▶ withdrawn
    superseding  the unmarked version, if it still bears the mark ─▶ announced ─▶ told ─▶ opening removed ─▶ superseded

What each state promises is told by `moves.PROMISES`. Each effect on the record reads the record, then the case, then
puts on the record's version: in the other order a stalled worker would bring a removed mark back. Where it finds
nothing to put, it reads the record once more: what it read before the case may be older than the case, and no put on
its version would tell. Once marked, a record bears the mark until the case's own ending version takes it away, through
every new supply, or until its source withdraws it, which supersedes the case; so the mark tells whether that version
was put. Doing a step twice, late or at once with another worker changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.records import Content, Reason, Record, Status
from chalicelib.objections import checks, corrections, statements
from chalicelib.objections.cases import Case, CaseKind, State
from chalicelib.objections.means import Means
from chalicelib.objections.moves import PROMISES, Actor, MoveName, Promise, allowed, row_for
from chalicelib.objections.notifying import commit_told
from chalicelib.objections.outcomes import Effect, outcomes
from chalicelib.objections.papers import Decision
from chalicelib.objections.steps import line_of, moved

TRIES = 8
# How the number of a case ends that takes a repair back; before it stands that of the repair.
TAKEN_BACK = "-CX"
ALREADY_OPEN = "objection.already_open"
SUPERSEDED, REVOKED = "superseded", "repair_revoked"
_ENDED_BY: Mapping[State, MoveName] = {
    State.ACCEPTING: MoveName.MARKED,
    State.SUSPENDING: MoveName.SUSPENDED,
    State.DECLINING: MoveName.DECLINED,
    State.DECIDING: MoveName.SETTLED,
    State.NOTIFYING: MoveName.NOTIFIED,
    State.WITHDRAWING: MoveName.RELEASED,
    State.SUPERSEDING: MoveName.SUPERSEDED,
}
_OPENED_BY: Mapping[CaseKind, MoveName] = {
    CaseKind.REVIEW: MoveName.REVIEW_OPENED,
    CaseKind.REVOCATION: MoveName.REVOCATION_OPENED,
}
_MADE_IN: Mapping[State, frozenset[Reason]] = {
    State.ACCEPTING: frozenset({Reason.MARKED}),
    State.SUSPENDING: frozenset({Reason.SUSPENDED}),
}
_ENDING_REASONS = frozenset(
    {
        *(Reason.CORRECTED, Reason.REPAIRED, Reason.SHIELDED, Reason.REPAIR_REVOKED),
        *(Reason.WITHDRAWN, Reason.MARK_REMOVED),
    }
)
_GRANTED = frozenset({Reason.REPAIRED, Reason.SHIELDED})


class PromiseError(Exception):
    """A failure of ours: the library does not hold what the case relies on; it names the case, never the record."""


def roll_forward(number: str, *, means: Means, now: datetime) -> Case:
    """Finish what a case promised, promise after promise, and return it; one that promised nothing stays as it is.

    Raises: NotFoundError for no such case; StaleVersionError where others moved the record or the case at every
            try; PromiseError.
    """
    case = _case(number, means)
    for _ in range(TRIES):
        try:
            case = _step(case, means=means, now=now) if case.state.is_under_way else _at_rest(case, means)
            case = _behind_its_record(case, means, now)
        except StaleVersionError:
            case = _case(number, means)
        else:
            if not case.state.is_under_way:
                return case
    raise StaleVersionError


def _at_rest(case: Case, means: Means) -> Case:
    """Take an ended case off its record: a worker that stalled while it was submitted may have put it there again."""
    if case.state.is_final:
        means.cases.close(case.objection.record_id, case.case)
    if case.is_unsettled:
        return statements.placed(case, means=means)
    return case


def _behind_its_record(case: Case, means: Means, now: datetime) -> Case:
    """Supersede a case whose record no longer stands; behind a step too, for what told of it came while that was done.

    Before it is accepted nobody is told at all: the record bears no mark that would lead to the case.
    """
    if allowed(case, MoveName.SUPERSEDE, Actor.SYSTEM) and _is_withdrawn(_record(case, means)):
        decision = Decision(outcome=SUPERSEDED, reasons="", decided_by="", decided_at=now)
        return _ended(case, MoveName.SUPERSEDE, means=means, now=now, decision=decision)
    return case


def _is_withdrawn(record: Record) -> bool:
    return record.content.status is not Status.LIVE


def _step(case: Case, *, means: Means, now: datetime) -> Case:
    if case.state is State.SUBMITTING:
        return _submitted(case, means=means, now=now)
    state = case.state
    for promise in PROMISES[state]:
        case = _KEPT_BY[promise](case, means, now)
        if case.state is not state:
            return case
    return _ended(case, _ENDED_BY[state], means=means, now=now)


def _submitted(case: Case, *, means: Means, now: datetime) -> Case:
    """Make the case the open one on its record; where another is, the first to open wins."""
    record_id = case.objection.record_id
    holder = means.cases.open(record_id, case.case)
    if holder == case.case:
        return _ended(case, _OPENED_BY.get(case.kind, MoveName.OPENED), means=means, now=now)
    other = means.cases.find(holder)
    if other is None or other.state.is_final:
        means.cases.close(record_id, holder)
        raise StaleVersionError
    decision = Decision(outcome="not_accepted", reasons=ALREADY_OPEN, decided_by="", decided_at=now)
    return _ended(case, MoveName.NOT_OPENED, means=means, now=now, decision=decision)


def _ended(case: Case, move: MoveName, *, means: Means, now: datetime, **changes: Any) -> Case:
    row = row_for(case, move, actor=Actor.SYSTEM)
    line = line_of(case, row, by=None, at=now)
    after = moved(case, row, line=line, calendar=means.calendar, **changes)
    commit_told(after, over=case, means=means)
    return after


def _record_changed(case: Case, means: Means, now: datetime) -> Case:
    """Put the version of the record that the case promised; who was overtaken by another leaves it all to them."""
    record = _record(case, means)
    standing = _case(case.case, means)
    if standing.state is case.state:
        _change_record(standing, record, means=means, now=now)
    return standing


def _checked(case: Case, means: Means, now: datetime) -> Case:
    found = checks.own_check(case, _record(case, means), means=means, now=now)
    return _ended(case, MoveName.CHECKED, means=means, now=now, own_check=found)


def _barred(case: Case, means: Means, _: datetime) -> Case:
    """Note that a repair was asked for with false material or against a pledge, which bars another for a time.

    So does one that was taken back for that; one that was left as it is bars nothing.
    """
    is_found = case.kind is CaseKind.REPAIR or (
        case.kind is CaseKind.REVOCATION and case.decision is not None and case.decision.outcome == REVOKED
    )
    if is_found and case.reply is not None and case.reply.finding is not None:
        means.cases.bar(case.objection.subject, case.case)
    return case


def _told(case: Case, means: Means, _: datetime) -> Case:
    means.notices.tell(case)
    return case


def _released(case: Case, means: Means, _: datetime) -> Case:
    means.cases.close(case.objection.record_id, case.case)
    return case


_KEPT_BY: Mapping[Promise, Callable[[Case, Means, datetime], Case]] = {
    Promise.MARK: _record_changed,
    Promise.CHECK: _checked,
    Promise.SETTLE: _record_changed,
    Promise.BAR: _barred,
    Promise.UNMARK: _record_changed,
    Promise.SUSPEND: _record_changed,
    Promise.TELL: _told,
    Promise.RELEASE: _released,
}


def _change_record(case: Case, record: Record, *, means: Means, now: datetime) -> None:
    """Put the version the case promised, unless it was put before, and announce it, again if need be."""
    version = _version_for(case, record, means=means, now=now)
    if version is not None:
        means.library.put(version, over=record)
        means.announce([_change(case, record, version)])
        return
    if _record(case, means).version != record.version:
        raise StaleVersionError
    made = _change_made_by(case, record, means=means)
    if made is not None:
        means.announce([made])


def _version_for(case: Case, record: Record, *, means: Means, now: datetime) -> Record | None:
    if case.state is State.ACCEPTING:
        return _marked(case, record, now=now)
    if record.mark != case.case:
        return None
    if case.state is State.SUSPENDING:
        return _suspended(case, record, now=now)
    if case.decision is None:
        message = f"case {case.case} ends without a decision"
        raise PromiseError(message)
    return _ENDINGS[outcomes()[case.decision.outcome].effect](record, case.decision, case, means, now)


def _marked(case: Case, record: Record, *, now: datetime) -> Record | None:
    """Return the version with the mark; what no longer stands bears none, and supersedes the case."""
    if record.mark is None and _is_withdrawn(record):
        return None
    if record.mark is None:
        return versions.marked(record, case=case.case, at=now)
    if record.mark != case.case:
        message = f"the record of case {case.case} bears the mark of another"
        raise PromiseError(message)
    return None


def _suspended(case: Case, record: Record, *, now: datetime) -> Record | None:
    if record.content.suspended_by == case.case:
        return None
    return versions.suspended(record, case=case.case, at=now)


Ending = Callable[[Record, Decision, Case, Means, datetime], Record]


def _corrected(record: Record, decision: Decision, case: Case, means: Means, now: datetime) -> Record:
    item = means.catalogue.get(record.content.item)
    return corrections.corrected(record, decision.values, item=item, case=case.case, at=now)


def _withdrawn(record: Record, _: Decision, case: Case, __: Means, now: datetime) -> Record:
    return versions.withdrawn(record, act=case.case, at=now)


def _no_longer_public(record: Record, _: Decision, case: Case, __: Means, now: datetime) -> Record:
    return versions.publication_ended(record, case=case.case, at=now)


def _repaired(record: Record, decision: Decision, case: Case, _: Means, now: datetime) -> Record:
    return versions.repaired(record, decision.values, case=case.case, at=now)


def _shielded(record: Record, _: Decision, case: Case, __: Means, now: datetime) -> Record:
    if case.repair is None or case.repair.ruling is None:
        message = f"case {case.case} shields without a ruling"
        raise PromiseError(message)
    return versions.shielded(record, until=case.repair.ruling.until, case=case.case, at=now)


def _taken_back(record: Record, _: Decision, case: Case, means: Means, now: datetime) -> Record:
    before, after = _around_its_repair(record, case, means)
    ends = {name for name in after.fields if after.fields.get(name) != before.fields.get(name)}
    return versions.unrepaired(record, before, ends=ends, case=case.case, at=now)


def _reinstated(record: Record, _: Decision, case: Case, means: Means, now: datetime) -> Record:
    """Return the version with the repair that a review found rightly granted; of a list it ends as it had ended."""
    before, after = _around_its_repair(record, case, means)
    if after.reason is Reason.SHIELDED and after.shielded_until is not None:
        return versions.shielded(record, until=after.shielded_until, case=case.case, at=now)
    ends = {name: value for name, value in after.fields.items() if value != before.fields.get(name)}
    return versions.repaired(record, ends, case=case.case, at=now)


def _around_its_repair(record: Record, case: Case, means: Means) -> tuple[Content, Content]:
    """Return what a record said before its repair and by it, from its versions.

    A case names the repair that it takes back; its review names that case, which was named after the repair.
    """
    repair = (case.review_of or "").removesuffix(TAKEN_BACK)
    kept = {one.version: one for one in (*means.library.history_of(record.record_id), record)}
    for one in kept.values():
        if one.content.act == repair and one.content.reason in _GRANTED and one.version - 1 in kept:
            return kept[one.version - 1].content, one.content
    message = f"case {case.case} finds no version that the repair made"
    raise PromiseError(message)


def _unmarked(record: Record, _: Decision, case: Case, __: Means, now: datetime) -> Record:
    return versions.unmarked(record, case=case.case, at=now)


_ENDINGS: Mapping[Effect, Ending] = {
    Effect.CORRECT: _corrected,
    Effect.WITHDRAW: _withdrawn,
    Effect.END_PUBLICATION: _no_longer_public,
    Effect.REPAIR: _repaired,
    Effect.SHIELD: _shielded,
    Effect.TAKE_BACK: _taken_back,
    Effect.REINSTATE: _reinstated,
    Effect.REMOVE_MARK: _unmarked,
}


def _change_made_by(case: Case, record: Record, *, means: Means) -> Change | None:
    """Find the change a worker made before it stopped, so that it is announced after all."""
    wanted = _MADE_IN.get(case.state, _ENDING_REASONS)
    kept: Sequence[Record] = [*means.library.history_of(record.record_id), record]
    versions_kept = {one.version: one for one in kept}
    for one in versions_kept.values():
        if one.content.act == case.case and one.content.reason in wanted:
            return _change(case, versions_kept.get(one.version - 1), one)
    return None


def _change(case: Case, before: Record | None, after: Record) -> Change:
    return Change(before=before, after=after, by=case.last.by, role=case.last.role)


def _record(case: Case, means: Means) -> Record:
    record = means.library.find(case.objection.record_id)
    if record is None:
        message = f"the record of case {case.case} is gone"
        raise PromiseError(message)
    return record


def _case(number: str, means: Means) -> Case:
    case = means.cases.find(number)
    if case is None:
        raise NotFoundError
    return case

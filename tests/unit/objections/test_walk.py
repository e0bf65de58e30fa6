"""Any walk through the table of moves: anybody tries anything, in any order, at any time.

Cases of one record are walked side by side, objections and reviews. What is refused changes nothing; what is done
keeps the rules. The queue's worker follows every step, as in life, and what falls due by itself may do so at any time.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.errors import RefusalError
from chalicelib.library import versions
from chalicelib.library.readers import Reader
from chalicelib.library.records import Reason, Status
from chalicelib.objections import applications, claims, desk, reviews
from chalicelib.objections.cases import Case, CaseKind, State
from chalicelib.objections.clocks import due_of
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.leases import Hold
from chalicelib.objections.moves import MOVES, UNBIDDEN, Actor, MoveName, Row, allowed
from chalicelib.objections.repairs import revocations
from chalicelib.objections.steps import queue_of
from chalicelib.objections.trail import lines_of
from tests.factories import NOW, a_record
from tests.unit.objections.repairing import REVOKED, repair_in, revocation_of
from tests.unit.objections.standing import (
    AGENT,
    CLERK,
    CONFIRMED,
    CORRECTED,
    DELETED,
    DENIED,
    KEPT,
    MORE_TIME,
    OTHER_CLERK,
    PAST_ALL_DAYS,
    REVIEWER,
    SOURCE,
    SUBJECT,
    TO_A_LABORATORY,
    FakeMeans,
    a_filing,
    case_in,
    hold_of,
    means_with,
    review_of,
    with_papers,
)

RECORD = a_record().record_id
STANDS_STILL = frozenset({State.SUPPLEMENT_REQUIRED, State.HELD})
MOVERS: Mapping[Actor, tuple[Reader, ...]] = {
    Actor.SUBJECT: (SUBJECT, AGENT),
    Actor.CENTRE: (CLERK, OTHER_CLERK),
    Actor.SOURCE: (SOURCE,),
    Actor.REVIEWER: (REVIEWER,),
}
ANYBODY = [by for movers in MOVERS.values() for by in movers]
Done = Callable[[str, Hold, dict[str, Any]], object]
# How each move is made, of what the platform does only what nobody bids it to.
DO: Mapping[MoveName, Done] = {
    MoveName.SUBMIT: lambda number, hold, told: applications.submit(number, by=hold.by, **told),
    MoveName.REQUEST_SUPPLEMENT: lambda number, hold, told: desk.request_supplement(
        number, ["授权委托书"], hold=hold, **told
    ),
    MoveName.SUPPLEMENT: lambda number, hold, told: applications.supplement(number, "已补齐。", by=hold.by, **told),
    MoveName.LAPSE: lambda number, _, told: desk.lapsed(number, **told),
    MoveName.ACCEPT: lambda number, hold, told: desk.accept(number, hold=hold, **told),
    MoveName.NOT_ACCEPT: lambda number, hold, told: desk.not_accept(number, "不属于异议范围。", hold=hold, **told),
    MoveName.BE_HEARD: lambda number, hold, told: revocations.be_heard(number, "凭证属实。", by=hold.by, **told),
    MoveName.OWN_CHECK: lambda number, hold, told: desk.own_check(number, hold=hold, **told),
    MoveName.REFER: lambda number, hold, told: desk.refer(number, None, hold=hold, **told),
    MoveName.EXTEND: lambda number, hold, told: desk.extend(number, MORE_TIME, hold=hold, **told),
    MoveName.REPLY: lambda number, hold, told: desk.reply(number, CONFIRMED, hold=hold, **told),
    MoveName.FALL_SILENT: lambda number, _, told: desk.fell_silent(number, **told),
    MoveName.HOLD: lambda number, hold, told: desk.put_on_hold(number, TO_A_LABORATORY, hold=hold, **told),
    MoveName.RESUME: lambda number, hold, told: desk.resume(number, "公章属实。", hold=hold, **told),
    MoveName.DECIDE: lambda number, hold, told: desk.decide(number, KEPT, hold=hold, **told),
    MoveName.REVIEW_DECIDE: lambda number, hold, told: desk.review_decide(number, KEPT, hold=hold, **told),
    MoveName.WITHDRAW: lambda number, hold, told: applications.withdraw(number, by=hold.by, **told),
    MoveName.SUPERSEDE: lambda number, _, told: roll_forward(number, **told),
}
AT_REST = [state for state in State if not state.is_under_way]
MADE = [row for row in MOVES if row.actor is not Actor.SYSTEM or row.move in UNBIDDEN]


def test_every_move_that_is_made_is_tried_in_a_walk() -> None:
    assert set(DO) == {row.move for row in MADE}


def _case_before(row: Row, means: FakeMeans) -> Case:
    if CaseKind.OBJECTION in row.kinds:
        grounds = "published_twice" if row.state is State.CHECKED else "wrong_information"
        case = case_in(row.state, means, reason=grounds)
        with_papers(case.case, by=SUBJECT, means=means, now=NOW)
        return case
    if CaseKind.REPAIR in row.kinds:
        return repair_in(row.state, means)
    if CaseKind.REVOCATION in row.kinds:
        return revocation_of(repair_in(State.CLOSED, means), means)
    return review_of(case_in(State.CLOSED, means), means)


@pytest.mark.parametrize("row", MADE, ids=lambda row: f"{row.state}-{row.move}")
def test_every_row_leads_where_it_says(row: Row) -> None:
    means = means_with()
    case = _case_before(row, means)
    late = row.move in {MoveName.LAPSE, MoveName.FALL_SILENT} or case.state is State.SUSPENDED
    late = late or (row.move is MoveName.DECIDE and case.kind is CaseKind.REVOCATION)
    now = NOW + PAST_ALL_DAYS if late else NOW
    if row.move is MoveName.SUPERSEDE:
        _is_withdrawn_by_its_source(means, now)
    hold = hold_of(case, MOVERS.get(row.actor, (SUBJECT,))[0])
    if row.actor in {Actor.CENTRE, Actor.SOURCE, Actor.REVIEWER} and case.kind is not CaseKind.REVOCATION:
        hold = hold_of(claims.claim(case.case, by=hold.by, means=means, now=now), hold.by)
    if row.move is MoveName.DECIDE and case.kind is CaseKind.REVOCATION:
        hold = hold_of(claims.claim(case.case, by=OTHER_CLERK, means=means, now=now), OTHER_CLERK)
        desk.decide(case.case, REVOKED, hold=hold, means=means, now=now)
    elif row.move is MoveName.DECIDE and case.state is State.CHECKED:
        desk.decide(case.case, DELETED, hold=hold, means=means, now=now)
    else:
        DO[row.move](case.case, hold, {"means": means, "now": now})

    after = means.cases.find(case.case)
    assert after is not None
    made = next(line for line in lines_of(after, means.cases) if line.number == case.last.number + 1)
    assert (made.move, made.state, made.role) == (row.move, row.to, hold.by.role if _is_by_people(row) else "system")


def _is_by_people(row: Row) -> bool:
    return row.actor is not Actor.SYSTEM


def _is_withdrawn_by_its_source(means: FakeMeans, now: Any) -> None:
    record = means.library.find(RECORD)
    assert record is not None
    means.library.put(versions.withdrawn(record, act="batch-2", at=now), over=record)


class AnyWalk(RuleBasedStateMachine):
    """Anybody tries anything in any order; what is refused changes nothing, what is done keeps the rules."""

    @initialize(state=st.sampled_from(AT_REST), is_reviewed=st.booleans())
    def begin(self, state: State, is_reviewed: bool) -> None:  # noqa: FBT001
        """Start anywhere, perhaps with a review of what is closed."""
        self.means, self.now = means_with(), NOW
        case = case_in(state, self.means)
        self.numbers = [case.case]
        with_papers(case.case, by=SUBJECT, means=self.means, now=NOW)
        self.means.casework.sent.clear()
        self.now = case.moved_at
        self.is_still_supplied = state is not State.SUPERSEDED
        self.was: dict[str, Case] = self._all()
        if is_reviewed:
            self._try(lambda: reviews.ask(case.case, "请另行核查。", by=SUBJECT, means=self.means, now=self.now))

    def _all(self) -> dict[str, Case]:
        found = ((number, self.means.cases.find(number)) for number in self.numbers)
        return {number: case for number, case in found if case is not None}

    def _try(self, act: Callable[[], Any]) -> Any:
        """Do something as a caller does, then let the queue's worker work off what it asked for."""
        self.was = self._all()
        made, refused = None, False
        try:
            made = act()
        except RefusalError:
            refused = True
        assert not refused or self._all() == self.was, "a refused move changed a case"
        if isinstance(made, Case) and made.case not in self.numbers:
            self.numbers.append(made.case)
        for number in dict.fromkeys(self.means.casework.sent):
            roll_forward(number, means=self.means, now=self.now)
        self.means.casework.sent.clear()
        return made

    def _told(self) -> dict[str, Any]:
        return {"means": self.means, "now": self.now}

    @rule(by=st.sampled_from([SUBJECT, AGENT]))
    def file(self, by: Reader) -> None:
        """File one more draft, if a case is open or not."""
        self._try(lambda: applications.file(a_filing(), by=by, means=self.means, now=self.now))

    @rule(data=st.data(), moves=st.integers(1, 8))
    def goes_on(self, data: st.DataObject, moves: int) -> None:
        """Make moves that the table allows, each by one who may make it and claims the case before."""
        for _ in range(moves):
            self._goes_on(data)
            self.the_rules_are_kept()

    def _goes_on(self, data: st.DataObject) -> None:
        ways = [
            (case, row)
            for case in self._all().values()
            for row in MADE
            if allowed(case, row.move, row.actor) and row.move not in {MoveName.WITHDRAW, MoveName.SUPERSEDE}
        ]
        if not ways:
            self.file(SUBJECT)
            return
        case, row = data.draw(st.sampled_from(ways), label="way")
        by = data.draw(st.sampled_from(MOVERS.get(row.actor, (SUBJECT,))), label="by")
        if row.move in UNBIDDEN:
            self.now += PAST_ALL_DAYS
        if row.actor in {Actor.CENTRE, Actor.SOURCE, Actor.REVIEWER}:
            self._try(lambda: claims.claim(case.case, by=by, means=self.means, now=self.now))
        self._try(lambda: DO[row.move](case.case, self._hold(case.case, by), self._told()))

    @rule(data=st.data(), move=st.sampled_from(list(DO)), by=st.sampled_from(ANYBODY), back=st.integers(0, 1))
    def anybody_tries(self, data: st.DataObject, move: MoveName, by: Reader, back: int) -> None:
        """Try any move as anyone, perhaps with an old token."""
        if move is MoveName.WITHDRAW and len(self.numbers) < 2:
            return
        number = data.draw(st.sampled_from(self.numbers), label="case")
        self._try(lambda: DO[move](number, self._hold(number, by, back), self._told()))

    @rule(data=st.data(), by=st.sampled_from(ANYBODY))
    def claim(self, data: st.DataObject, by: Reader) -> None:
        """Claim."""
        number = data.draw(st.sampled_from(self.numbers), label="case")
        self._try(lambda: claims.claim(number, by=by, means=self.means, now=self.now))

    @rule(
        data=st.data(),
        ruling=st.sampled_from([CORRECTED, DELETED, KEPT]),
        by=st.sampled_from([CLERK, OTHER_CLERK, REVIEWER]),
    )
    def decide(self, data: st.DataObject, ruling: Any, by: Reader) -> None:
        """Decide, if it waits for that."""
        number = data.draw(st.sampled_from(self.numbers), label="case")
        self._try(lambda: claims.claim(number, by=by, means=self.means, now=self.now))
        decided = desk.review_decide if by is REVIEWER else desk.decide
        self._try(lambda: decided(number, ruling, hold=self._hold(number, by), **self._told()))

    @rule(data=st.data())
    def source_denies(self, data: st.DataObject) -> None:
        """Let the source name another value."""
        number = data.draw(st.sampled_from(self.numbers), label="case")
        self._try(lambda: claims.claim(number, by=SOURCE, means=self.means, now=self.now))
        self._try(lambda: desk.reply(number, DENIED, hold=self._hold(number, SOURCE), **self._told()))

    @rule(data=st.data(), by=st.sampled_from([SUBJECT, AGENT]))
    def ask_for_a_review(self, data: st.DataObject, by: Reader) -> None:
        """Ask that a case be looked at again."""
        number = data.draw(st.sampled_from(self.numbers), label="case")
        self._try(lambda: reviews.ask(number, "请另行核查。", by=by, means=self.means, now=self.now))

    @rule(length=st.sampled_from([timedelta(minutes=1), timedelta(minutes=16), timedelta(days=3), PAST_ALL_DAYS]))
    def time_passes(self, length: timedelta) -> None:
        """Let leases run out, and days pass."""
        self.now += length
        self.was = self._all()

    @rule()
    def is_supplied_again(self) -> None:
        """Let an upload bring the record once more, over what a case did not correct."""
        record = self.means.library.all()[0]
        if record.content.status is Status.LIVE and record.content.corrected_by is None:
            content = msgspec.structs.replace(record.content, reason=Reason.SUPPLIED, act="batch-2")
            self.means.library.put(versions.supplied_again(record, content), over=record)
        self.was = self._all()

    @precondition(lambda self: self.is_still_supplied and len(self.numbers) > 2)
    @rule()
    def the_source_withdraws_the_record(self) -> None:
        """Let the source take its record back, not too soon, so that walks grow long."""
        self.is_still_supplied, mark = False, self.means.library.all()[0].mark
        _is_withdrawn_by_its_source(self.means, self.now)
        self._try(lambda: self.means.casework.send(mark) if mark else None)

    @invariant()
    def the_rules_are_kept(self) -> None:
        """Look at the cases, the record and the trails."""
        record, cases = self.means.library.all()[0], self._all()
        for number, case in cases.items():
            before = self.was.get(number, case)
            assert not case.state.is_under_way
            assert (record.mark == number) == case.state.shows_mark
            assert (record.content.suspended_by == number) <= case.state.shows_mark
            assert case.queue == queue_of(case)
            assert case.due_on == due_of(case)
            assert (case.queue is not None) <= (not case.state.is_final)
            assert [one.why for one in case.pauses if one.to is None] == [case.last.move] * (case.state in STANDS_STILL)
            assert case.fence >= before.fence
            assert [line.number for line in lines_of(case, self.means.cases)] == list(range(1, case.last.number + 1))
            self._no_day_came_nearer(before, case)
            self._has_ended_for_good(before, case)
        standing = [n for n, case in cases.items() if not case.state.is_final and case.state is not State.DRAFT]
        assert standing == ([self.means.cases.open_on(RECORD)] if standing else [])
        for case in cases.values():
            self._nothing_was_decided_in_the_sources_place(case)

    def _nothing_was_decided_in_the_sources_place(self, case: Case) -> None:
        """What was disputed here is shown as it was sent, and is no ground that the platform answers for itself."""
        decided = case.kind is CaseKind.OBJECTION and case.decision is not None and case.state is State.CLOSED
        assert not decided or case.reply is not None or case.silent_since is not None

    def _no_day_came_nearer(self, before: Case, case: Case) -> None:
        earlier = {deadline.act: deadline.on for deadline in before.deadlines}
        assert all(deadline.on >= earlier.get(deadline.act, deadline.on) for deadline in case.deadlines)

    def _has_ended_for_good(self, before: Case, case: Case) -> None:
        if before.state.is_final:
            assert case == before
        if case.state is State.CLOSED:
            assert (case.case, State.NOTIFYING.value) in self.means.notices.told

    def _hold(self, number: str, by: Reader, back: int = 0) -> Hold:
        hold = hold_of(self._all()[number], by)
        return msgspec.structs.replace(hold, fence=hold.fence - back)


TestAnyWalk = AnyWalk.TestCase
TestAnyWalk.settings = settings(stateful_step_count=60, deadline=None)

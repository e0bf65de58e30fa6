"""What rolls forward: each effect once, announced until it is heard, whatever stopped it before."""

import msgspec
import pytest

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.library import versions
from chalicelib.library.records import Reason, Record, Status
from chalicelib.objections import claims, desk
from chalicelib.objections.cases import Case, State
from chalicelib.objections.effects import TRIES, PromiseError, roll_forward
from chalicelib.objections.papers import Decision
from tests.factories import NOW, a_case, a_record, an_objection
from tests.fakes import MemoryLibrary
from tests.unit.objections.standing import (
    CLERK,
    CORRECTED,
    DELETED,
    MINUTE,
    FakeMeans,
    case_in,
    claimed,
    hold_of,
    means_with,
)

CASE = "YY20261123-aaaaaaaa"
LATER = NOW + MINUTE


def _under_way(state: State, *records: Record, **changes: object) -> FakeMeans:
    """Return a desk with a case that committed a move, and then everyone stopped."""
    means = means_with(*records)
    means.cases.put(a_case(state=state, objection=an_objection(), **changes), over=None)
    return means


def _decision(outcome: str, **values: object) -> Decision:
    return Decision(outcome=outcome, reasons="虚构", decided_by="clerk-1", decided_at=NOW, values=values)  # type: ignore[arg-type]


def _the_record(means: FakeMeans) -> Record:
    return means.library.all()[0]


def test_an_accepting_case_marks_its_record_tells_of_it_and_is_accepted() -> None:
    means = _under_way(State.ACCEPTING)

    case = roll_forward(CASE, means=means, now=LATER)

    record = _the_record(means)
    assert case.state is State.ACCEPTED
    assert (record.mark, record.version, record.content.reason) == (CASE, 2, Reason.MARKED)
    assert [(change.before.version, change.after.version) for change in means.announced if change.before] == [(1, 2)]


def test_a_record_withdrawn_before_its_case_was_accepted_bears_no_mark_and_supersedes_the_case() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    record = _the_record(means)
    means.library.put(versions.withdrawn(record, act="batch-2", at=NOW), over=record)

    after = desk.accept(case.case, hold=claimed(case, means), means=means, now=LATER)

    assert (after.state, after.decision and after.decision.outcome) == (State.SUPERSEDED, "superseded")
    assert (_the_record(means).mark, _the_record(means).version, means.announced) == (None, 2, [])
    assert means.cases.open_on(record.record_id) is None


@pytest.mark.parametrize("state", [State.ACCEPTING, State.SUSPENDING])
def test_a_record_withdrawn_while_a_step_is_under_way_supersedes_the_case_behind_it(state: State) -> None:
    means = _under_way(state, a_record(mark=CASE))
    record = _the_record(means)
    means.library.put(versions.withdrawn(record, act="batch-2", at=NOW), over=record)

    assert roll_forward(CASE, means=means, now=LATER).state is State.SUPERSEDED


def test_a_mark_put_by_a_worker_that_stopped_is_announced_and_not_put_again() -> None:
    means = _under_way(State.ACCEPTING)
    record = _the_record(means)
    means.library.put(versions.marked(record, case=CASE, at=NOW), over=record)

    case = roll_forward(CASE, means=means, now=LATER)

    assert case.state is State.ACCEPTED
    assert _the_record(means).version == 2
    assert [change.after.version for change in means.announced] == [2]


def test_a_mark_is_announced_though_a_new_supply_has_replaced_its_version() -> None:
    means = _under_way(State.ACCEPTING)
    record = _the_record(means)
    marked = versions.marked(record, case=CASE, at=NOW)
    means.library.put(marked, over=record)
    content = msgspec.structs.replace(marked.content, reason=Reason.SUPPLIED, act="batch-2")
    means.library.put(versions.supplied_again(marked, content), over=marked)

    roll_forward(CASE, means=means, now=LATER)

    assert [change.after.version for change in means.announced] == [2]
    assert _the_record(means).mark == CASE


@pytest.mark.parametrize(
    ("outcome", "reason", "status", "withheld"),
    [
        ("corrected", Reason.CORRECTED, Status.LIVE, None),
        ("supplemented", Reason.CORRECTED, Status.LIVE, None),
        ("publication_ended", Reason.CORRECTED, Status.LIVE, "objection.publication_ended"),
        ("deleted", Reason.WITHDRAWN, Status.WITHDRAWN, None),
        ("delisted", Reason.WITHDRAWN, Status.WITHDRAWN, None),
        ("record_kept", Reason.MARK_REMOVED, Status.LIVE, None),
        ("unverifiable", Reason.MARK_REMOVED, Status.LIVE, None),
    ],
)
def test_each_outcome_is_one_version_without_the_mark(
    outcome: str, reason: Reason, status: Status, withheld: str | None
) -> None:
    values = {"fine_amount_wan": "0.5"} if reason is Reason.CORRECTED and withheld is None else {}
    means = _under_way(State.DECIDING, a_record(mark=CASE), decision=_decision(outcome, **values))
    means.cases.open(a_record().record_id, CASE)

    case = roll_forward(CASE, means=means, now=LATER)

    record = _the_record(means)
    assert (case.state, record.mark, record.version) == (State.CLOSED, None, 2)
    assert (record.content.reason, record.content.status, record.content.withheld) == (reason, status, withheld)
    assert record.content.fields["fine_amount_wan"] == values.get("fine_amount_wan", "1.5")
    assert means.cases.open_on(record.record_id) is None


def test_a_correction_applies_to_what_was_supplied_meanwhile() -> None:
    means = means_with()
    case = case_in(State.REPLIED, means)
    record = _the_record(means)
    fields = {**record.content.fields, "remark": "又一次报送"}
    content = msgspec.structs.replace(record.content, fields=fields, reason=Reason.SUPPLIED, act="batch-2")
    means.library.put(versions.supplied_again(record, content), over=record)

    desk.decide(case.case, CORRECTED, hold=claimed(case, means), means=means, now=NOW)

    after = _the_record(means)
    assert (after.content.fields["fine_amount_wan"], after.content.fields["remark"]) == ("0.5", "又一次报送")
    assert after.content.superseded_fields == ("fine_amount_wan",)


def test_what_an_earlier_case_corrected_stays_superseded_beside_the_new() -> None:
    means = means_with(a_record(superseded_fields=("doc_no",), corrected_by="YY-0"))
    case = case_in(State.REPLIED, means)

    desk.decide(case.case, CORRECTED, hold=claimed(case, means), means=means, now=NOW)

    assert _the_record(means).content.superseded_fields == ("doc_no", "fine_amount_wan")


@pytest.mark.parametrize("state", [state for state in State if not state.is_under_way], ids=str)
def test_a_late_repeat_changes_nothing(state: State) -> None:
    means = _under_way(state)

    case = roll_forward(CASE, means=means, now=LATER)

    assert (case.version, _the_record(means).version, means.announced) == (1, 1, [])


def test_an_ended_case_is_taken_off_its_record_where_a_stalled_worker_put_it_back() -> None:
    means = _under_way(State.CLOSED)
    means.cases.open(a_record().record_id, CASE)

    roll_forward(CASE, means=means, now=LATER)

    assert means.cases.open_on(a_record().record_id) is None


def test_a_case_withdrawn_before_it_was_accepted_leaves_the_record_as_it_was() -> None:
    means = _under_way(State.WITHDRAWING, decision=_decision("withdrawn"))

    assert roll_forward(CASE, means=means, now=LATER).state is State.WITHDRAWN
    assert (_the_record(means).version, means.announced) == (1, [])


def test_a_submission_after_an_ended_case_left_its_opening_takes_its_place() -> None:
    means = _under_way(State.SUBMITTING)
    means.cases.put(a_case(case="YY-0", state=State.CLOSED), over=None)
    means.cases.open(a_record().record_id, "YY-0")

    assert roll_forward(CASE, means=means, now=LATER).state is State.SUBMITTED
    assert means.cases.open_on(a_record().record_id) == CASE


def test_an_opening_of_a_case_that_never_was_stands_in_nobodys_way() -> None:
    means = _under_way(State.SUBMITTING)
    means.cases.open(a_record().record_id, "YY-0")

    assert roll_forward(CASE, means=means, now=LATER).state is State.SUBMITTED


def test_a_submission_beside_an_open_case_ends_and_says_why() -> None:
    means = _under_way(State.SUBMITTING)
    means.cases.put(a_case(case="YY-0", state=State.REFERRED), over=None)
    means.cases.open(a_record().record_id, "YY-0")

    case = roll_forward(CASE, means=means, now=LATER)

    assert case.state is State.NOT_ACCEPTED
    assert case.decision is not None
    assert case.decision.reasons == "objection.already_open"


def test_an_unknown_case_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        roll_forward("YY-0", means=means_with(), now=LATER)


@pytest.mark.parametrize(
    ("means", "what"),
    [
        (FakeMeans(), "is gone"),
        (means_with(a_record(mark="YY-0")), "bears the mark of another"),
    ],
    ids=["the record is gone", "the record bears another's mark"],
)
def test_a_library_that_contradicts_the_case_is_a_failure(means: FakeMeans, what: str) -> None:
    means.cases.put(a_case(state=State.ACCEPTING), over=None)

    with pytest.raises(PromiseError, match=what):
        roll_forward(CASE, means=means, now=LATER)


def test_a_case_that_ends_without_a_decision_is_a_failure() -> None:
    means = _under_way(State.DECIDING, a_record(mark=CASE))

    with pytest.raises(PromiseError, match="without a decision"):
        roll_forward(CASE, means=means, now=LATER)


def test_a_suspension_put_by_a_worker_that_stopped_is_announced_and_not_put_again() -> None:
    means = _under_way(State.SUSPENDING, a_record(mark=CASE))
    record = _the_record(means)
    means.library.put(versions.suspended(record, case=CASE, at=NOW), over=record)

    case = roll_forward(CASE, means=means, now=LATER)

    assert (case.state, case.queue) == (State.SUSPENDED, "centre")
    assert _the_record(means).version == 2
    assert [change.after.version for change in means.announced] == [2]


def test_what_a_case_has_to_tell_is_told_once_however_often_it_is_tried() -> None:
    means = _under_way(State.NOTIFYING, decision=_decision("record_kept"))
    means.cases.open(a_record().record_id, CASE)

    case = roll_forward(CASE, means=means, now=LATER)
    roll_forward(CASE, means=means, now=LATER)

    assert list(means.notices.told) == [(CASE, "notifying")]
    assert case.state is State.CLOSED
    assert means.cases.open_on(a_record().record_id) is None


class _EverMoving(MemoryLibrary):
    """A library in which somebody else is always quicker."""

    def put(self, new: Record, *, over: Record | None) -> None:
        """Refuse every put but the first."""
        if over is not None:
            raise StaleVersionError
        super().put(new, over=over)


def test_a_record_that_others_move_at_every_try_is_left_for_the_next_time() -> None:
    means = FakeMeans(library=_EverMoving())
    means.library.put(a_record(), over=None)
    means.cases.put(a_case(state=State.ACCEPTING), over=None)

    with pytest.raises(StaleVersionError):
        roll_forward(CASE, means=means, now=LATER)

    assert TRIES > 1
    assert means.cases.find(CASE) == a_case(state=State.ACCEPTING)


class _ReadLate(MemoryLibrary):
    """A library whose first read is answered with what stood before the last put."""

    old: Record | None = None

    def find(self, record_id: str) -> Record | None:
        """Answer the first read with an old version."""
        old, self.old = self.old, None
        return old or super().find(record_id)


def test_nothing_to_put_is_not_believed_of_a_record_read_before_its_case() -> None:
    means = FakeMeans(library=_ReadLate())
    means.library.put(a_record(), over=None)
    case = case_in(State.ACCEPTED, means)
    withdrawing = _commit_only(case, means)
    means.library.old = a_record()  # type: ignore[attr-defined]

    after = roll_forward(withdrawing.case, means=means, now=LATER)

    assert after.state is State.WITHDRAWN
    assert _the_record(means).mark is None


class _Overtaken(MemoryLibrary):
    """A library at whose first read another worker comes and finishes the case."""

    means: FakeMeans | None = None

    def find(self, record_id: str) -> Record | None:
        """Let the other worker finish before the answer comes back."""
        means, self.means = self.means, None
        if means is not None:
            roll_forward(CASE, means=means, now=NOW)
        return super().find(record_id)


def test_a_worker_overtaken_by_another_leaves_the_case_as_it_stands() -> None:
    library = _Overtaken()
    means = FakeMeans(library=library)
    library.put(a_record(), over=None)
    means.cases.put(a_case(state=State.ACCEPTING), over=None)
    library.means = means

    case = roll_forward(CASE, means=means, now=LATER)

    assert (case.state, case.moved_at) == (State.ACCEPTED, NOW)
    assert len(means.announced) == 1


def _commit_only(case: Case, means: FakeMeans) -> Case:
    """Commit a withdrawal and stop before any of its effects."""
    decision = _decision("withdrawn")
    after = msgspec.structs.replace(case, version=case.version + 1, state=State.WITHDRAWING, decision=decision)
    means.cases.put(after, over=case)
    return after


def test_the_change_names_who_committed_the_act() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    hold = hold_of(claims.claim(case.case, by=CLERK, means=means, now=NOW))

    desk.accept(case.case, hold=hold, means=means, now=NOW)

    assert [(change.by, change.role) for change in means.announced] == [(CLERK.sub, "desk")]


def test_a_deletion_needs_no_values() -> None:
    means = means_with()
    case = case_in(State.CHECKED, means, reason="published_twice")

    desk.decide(case.case, DELETED, hold=hold_of(case), means=means, now=NOW)

    assert _the_record(means).content.status is Status.WITHDRAWN

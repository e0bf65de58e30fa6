"""Two clerks, a crash between any two store calls and late repeats of each effect, in every order.

Every order in which the actors of a scene can make their store calls is walked (`interleavings`). After every single
call no reader may be misled; and from every world that is reached, as if all had crashed there, the sweeper and one
more clerk bring every case to its end.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import StaleVersionError
from chalicelib.library import versions
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.readers import Reader
from chalicelib.library.records import Reason
from chalicelib.library.visibility import View
from chalicelib.objections import applications, claims, desk
from chalicelib.objections.cases import Case, State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.escalation import escalate
from chalicelib.objections.means import Means
from chalicelib.objections.papers import Evidence
from chalicelib.objections.rulings import Ruling
from chalicelib.objections.trail import lines_of
from chalicelib.terms.dates import beijing_date
from tests.factories import NOW, a_record
from tests.journeys.interleavings import Act, Explored, Explorer, Moment, announced, moment_of
from tests.unit.objections.standing import (
    AGENT,
    CLERK,
    CORRECTED,
    DENIED,
    KEPT,
    MINUTE,
    ON_EVIDENCE,
    OTHER_CLERK,
    SOURCE,
    SUBJECT,
    FakeMeans,
    a_filing,
    case_in,
    claimed,
    hold_of,
    means_with,
    with_papers,
)

LATER = NOW + timedelta(minutes=16)
PAST_THE_CAP = NOW + timedelta(days=22)
MUCH_LATER = NOW + timedelta(days=23)
OTHERWISE = Ruling(
    outcome="corrected", reasons="决定书载明另一金额。", values={"fine_amount_wan": "0.7"}, on_evidence=ON_EVIDENCE
)
DELETED = Ruling(outcome="deleted", reasons="决定已被撤销。", on_evidence=ON_EVIDENCE)
NO_LONGER_PUBLIC = Ruling(outcome="publication_ended", reasons="公示期已满。", on_evidence=ON_EVIDENCE)
RECORD = a_record().record_id
WITH_A_PURPOSE = msgspec.structs.replace(
    SOURCE, purpose="supervision", ground="statutory_duty", matter_number="虚检〔2026〕1号"
)
READERS = (EVERYBODY, SUBJECT, AGENT, CLERK, WITH_A_PURPOSE)
WITHOUT_MARK = frozenset(
    {
        State.DRAFT,
        State.SUBMITTING,
        State.SUBMITTED,
        State.DECLINING,
        State.NOT_ACCEPTED,
        State.WITHDRAWN,
        State.NOTIFYING,
        State.CLOSED,
    }
)
OPEN = frozenset(
    {State.SUBMITTED, State.ACCEPTING, State.ACCEPTED, State.CHECKED, State.REFERRED, State.REPLIED, State.DECIDING}
)
ENDINGS = frozenset({Reason.CORRECTED, Reason.WITHDRAWN, Reason.MARK_REMOVED})
STAFF = frozenset({"desk", "department"})


def _accepts(number: str, by: Reader, *, at: datetime = NOW, takes: timedelta = MINUTE) -> Act:
    def act(means: Any) -> Case:
        hold = hold_of(claims.claim(number, by=by, means=means, now=at), by)
        return desk.accept(number, hold=hold, means=means, now=at + takes)

    return act


def _decides(number: str, ruling: Ruling, by: Reader, *, at: datetime = NOW) -> Act:
    def act(means: Any) -> Case:
        hold = hold_of(claims.claim(number, by=by, means=means, now=at), by)
        return desk.decide(number, ruling, hold=hold, means=means, now=at + MINUTE)

    return act


def _accepts_the_next(by: Reader, *, turn: int) -> Act:
    def act(means: Any) -> Case | str:
        case = claims.claim_next(by=by, turn=turn, means=means, now=NOW)
        if case is None:
            return "nothing"
        return desk.accept(case.case, hold=hold_of(case, by), means=means, now=NOW)

    return act


def _does_not_accept(number: str, by: Reader) -> Act:
    def act(means: Any) -> Case:
        hold = _hold(means, number, by)
        return desk.not_accept(number, "不属于异议范围。", hold=hold, means=means, now=NOW)

    return act


def _withdraws(number: str, *, at: datetime = NOW) -> Act:
    """The subject withdraws, and the queue's worker takes the step that promises."""

    def act(means: Means) -> Case:
        applications.withdraw(number, by=SUBJECT, means=means, now=at)
        return roll_forward(number, means=means, now=at)

    return act


def _submits(number: str, by: Reader, *, at: datetime = NOW) -> Act:
    return lambda means: applications.submit(number, by=by, means=means, now=at)


def _repeats(number: str, *, at: datetime = NOW) -> Act:
    """Roll a case forward, as a message delivered again or a sweeper does, with any delay between two calls."""
    return lambda means: roll_forward(number, means=means, now=at)


def _supplies_again(means: Any) -> str:
    """Supply the record once more, as an upload does: over what was read, keeping the mark, undoing no correction."""
    for _ in range(3):
        record = means.library.find(RECORD)
        if record.content.corrected_by is not None:
            return "refused"
        fields = {**record.content.fields, "violation_type": "虚构的违法行为，又一次报送"}
        content = msgspec.structs.replace(record.content, fields=fields, reason=Reason.SUPPLIED, act="batch-2")
        try:
            means.library.put(versions.supplied_again(record, content), over=record)
        except StaleVersionError:
            continue
        return "supplied"
    return "given up"


def _goes_the_whole_way(number: str) -> Act:
    def act(means: Any) -> Case:
        case = desk.accept(number, hold=_hold(means, number, CLERK), means=means, now=NOW)
        desk.own_check(number, hold=hold_of(case), means=means, now=NOW)
        case = roll_forward(number, means=means, now=NOW)
        case = desk.refer(number, None, hold=hold_of(case), means=means, now=NOW)
        case = desk.reply(number, DENIED, hold=_hold(means, number, SOURCE), means=means, now=NOW)
        return desk.decide(number, CORRECTED, hold=_hold(means, number, CLERK), means=means, now=NOW)

    return act


def _papers() -> tuple[Evidence, ...]:
    """Return what goes with an objection, as it is kept: how it came is walked elsewhere."""
    return case_in(State.SUBMITTED, means_with()).objection.evidence


def _files_again(means: Any) -> Case:
    """File a second objection to the same record as soon as the first has ended, and have it accepted."""
    draft = applications.file(a_filing(), by=AGENT, means=means, now=LATER)
    whole = msgspec.structs.replace(
        draft,
        version=draft.version + 1,
        objection=msgspec.structs.replace(draft.objection, evidence=_papers()),
    )
    means.cases.put(whole, over=draft)
    case = applications.submit(draft.case, by=AGENT, means=means, now=LATER)
    return desk.accept(case.case, hold=_hold(means, case.case, OTHER_CLERK, at=LATER), means=means, now=LATER)


def _hold(means: Any, number: str, by: Reader, *, at: datetime = NOW) -> Any:
    return hold_of(claims.claim(number, by=by, means=means, now=at), by)


# what holds after every single call, and at the end


def _nobody_is_misled(means: FakeMeans, before: Moment, after: Moment) -> None:
    record, known = after.records[RECORD], _versions_of(means)
    told = set(announced(means))
    for case in after.cases.values():
        _mark_and_state_agree(case, record, known, told)
        _only_its_holder_moved_it(before.cases.get(case.case), case)
        if case.state is State.CLOSED:
            assert (case.case, State.NOTIFYING.value) in means.notices.told, "closed, and nobody was told"
        assert [line.number for line in lines_of(case, means.cases)] == list(range(1, case.last.number + 1))
        assert len(_made_by(case, known, {Reason.MARKED})) <= 1, "marked twice"
        assert len(_made_by(case, known, ENDINGS)) <= 1, "decided twice"
    _no_correction_reverts(after.cases, known)
    standing = [case.case for case in after.cases.values() if case.state in OPEN]
    assert standing in ([], [means.cases.open_on(RECORD)]), "two cases are open on one record"


def _mark_and_state_agree(case: Case, record: Any, known: Sequence[Any], told: set[Any]) -> None:
    if case.state.shows_mark:
        assert record.mark == case.case, f"{case.state} is seen without its mark"
        assert {(RECORD, one.version) for one in _made_by(case, known, {Reason.MARKED})} <= told
    if case.state in WITHOUT_MARK:
        assert record.mark != case.case, f"{case.state} is seen with its mark"
    if case.state.is_final:
        assert {(RECORD, one.version) for one in _made_by(case, known, ENDINGS)} <= told, "an ending nobody was told of"


def _only_its_holder_moved_it(before: Case | None, after: Case) -> None:
    if before is None or before == after:
        return
    assert not before.state.is_final, "an ended case moved"
    assert after.version == before.version + 1
    if after.last.number > before.last.number and after.last.role in STAFF:
        assert before.lease is not None
        assert before.lease.holder == after.last.by, "moved by one who did not hold it"
        assert after.last.at < before.lease.until, "moved under a lease that had run out"


def _no_correction_reverts(cases: Mapping[str, Case], known: Sequence[Any]) -> None:
    decided: dict[str, Any] = {}
    for version in known:
        if version.content.reason is Reason.CORRECTED and (decision := cases[version.content.act].decision):
            decided |= decision.values
        assert decided.items() <= version.content.fields.items(), "a corrected value came back"


def _versions_of(means: FakeMeans) -> Sequence[Any]:
    """Return every version there is of the record, oldest first; a version may be kept before it is replaced."""
    record = means.library.find(RECORD)
    assert record is not None
    kept = {one.version: one for one in (*means.library.history_of(RECORD), record)}
    return [kept[number] for number in sorted(kept)]


def _made_by(case: Case, known: Sequence[Any], reasons: Any) -> Sequence[Any]:
    return [one for one in known if one.content.act == case.case and one.content.reason in reasons]


def _all_comes_to_its_end(means: FakeMeans, numbers: tuple[str, ...]) -> None:
    """Let the sweeper finish what is under way, and one more clerk what waits; all others have crashed."""
    for number in means.cases.unsettled(before=MUCH_LATER, limit=100):
        roll_forward(number, means=means, now=MUCH_LATER)
    for case in moment_of(means, numbers).cases.values():
        _bring_to_its_end(case, means)
    now = moment_of(means, numbers)
    assert now.records[RECORD].mark is None
    assert means.cases.open_on(RECORD) is None, "the opening was not removed"
    _nobody_is_misled(means, now, now)


def _bring_to_its_end(case: Case, means: FakeMeans) -> None:
    steps = {
        State.SUBMITTED: _accept,
        State.ACCEPTED: _check,
        State.CHECKED: _refer,
        State.REFERRED: _reply,
        State.REPLIED: _decide,
        State.SUSPENDED: _decide,
    }
    while case.state in steps:
        by = SOURCE if case.state is State.REFERRED else CLERK
        case = steps[case.state](means, claimed(case, means, by=by, now=MUCH_LATER), case.case)
    assert case.state.is_final or case.state is State.DRAFT


def _accept(means: FakeMeans, hold: Any, number: str) -> Case:
    return desk.accept(number, hold=hold, means=means, now=MUCH_LATER)


def _check(means: FakeMeans, hold: Any, number: str) -> Case:
    desk.own_check(number, hold=hold, means=means, now=MUCH_LATER)
    return roll_forward(number, means=means, now=MUCH_LATER)


def _refer(means: FakeMeans, hold: Any, number: str) -> Case:
    return desk.refer(number, None, hold=hold, means=means, now=MUCH_LATER)


def _reply(means: FakeMeans, hold: Any, number: str) -> Case:
    return desk.reply(number, DENIED, hold=hold, means=means, now=MUCH_LATER)


def _decide(means: FakeMeans, hold: Any, number: str) -> Case:
    return desk.decide(number, KEPT, hold=hold, means=means, now=MUCH_LATER)


def _walked(scene: str, means: FakeMeans, *numbers: str, **actors: Act) -> Explored:
    explored = Explorer(
        means=means,
        numbers=numbers,
        actors=actors,
        after_every_call=_nobody_is_misled,
        at_every_world=_all_comes_to_its_end,
    ).run()
    print(f"{scene}: {explored}")
    return explored


def test_two_clerks_and_a_late_repeat_accept_a_case_once() -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case

    explored = _walked(
        "accept",
        means,
        number,
        clerk=_accepts(number, CLERK),
        another=_accepts(number, OTHER_CLERK),
        repeat=_repeats(number),
    )

    won, lost = "returned accepted", {"lease.held", "version.stale", "objection.step_under_way"}
    assert {ended[:2] for ended in explored.endings} == {(won, how) for how in lost} | {(how, won) for how in lost}


def test_a_clerk_overtaken_by_another_is_refused_wherever_he_stopped() -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case

    explored = _walked(
        "an old token",
        means,
        number,
        slow=_accepts(number, CLERK),
        next=_accepts(number, OTHER_CLERK, at=LATER),
        repeat=_repeats(number),
    )

    assert all(ended[:2].count("returned accepted") == 1 for ended in explored.endings)
    assert ("lease.fence_stale", "returned accepted") in {ended[:2] for ended in explored.endings}


def test_a_clerk_whose_lease_ran_out_moves_nothing_though_nobody_overtook_him() -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case

    explored = _walked(
        "an expired lease",
        means,
        number,
        slow=_accepts(number, CLERK, takes=timedelta(minutes=15)),
        subject=_withdraws(number, at=LATER),
        repeat=_repeats(number),
    )

    assert {ended[1] for ended in explored.endings} == {"returned withdrawn", "version.stale"}
    refused = {"lease.expired", "objection.step_under_way", "objection.already_closed", "version.stale"}
    assert {ended[0] for ended in explored.endings} == refused


def test_two_clerks_who_take_the_next_case_take_one_each() -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case

    explored = _walked(
        "the next",
        means,
        number,
        clerk=_accepts_the_next(CLERK, turn=0),
        another=_accepts_the_next(OTHER_CLERK, turn=1),
        repeat=_repeats(number),
    )

    won = "returned accepted"
    assert {ended[:2] for ended in explored.endings} == {(won, "returned nothing"), ("returned nothing", won)}


def test_a_subject_withdraws_while_a_clerk_accepts() -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case

    explored = _walked(
        "withdraw",
        means,
        number,
        clerk=_accepts(number, CLERK),
        subject=_withdraws(number),
        repeat=_repeats(number),
    )

    won_nothing = {"version.stale", "objection.step_under_way"}
    assert all(ended[1] == "returned withdrawn" or ended[0] == "returned accepted" for ended in explored.endings)
    assert {ended[1] for ended in explored.endings} == {"returned withdrawn", *won_nothing}


def test_a_subject_withdraws_while_a_clerk_does_not_accept() -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case

    explored = _walked(
        "not accept",
        means,
        number,
        clerk=_does_not_accept(number, CLERK),
        subject=_withdraws(number),
        repeat=_repeats(number),
    )

    assert all(
        (ended[0] == "returned not_accepted") != (ended[1] == "returned withdrawn") for ended in explored.endings
    )


def test_of_two_drafts_on_one_record_one_is_opened() -> None:
    means = means_with()
    first = applications.file(a_filing(), by=SUBJECT, means=means, now=NOW).case
    second = applications.file(a_filing(), by=AGENT, means=means, now=LATER).case
    with_papers(first, by=SUBJECT, means=means, now=NOW)
    with_papers(second, by=AGENT, means=means, now=LATER)

    explored = _walked(
        "submit",
        means,
        first,
        second,
        subject=_submits(first, SUBJECT),
        agent=_submits(second, AGENT, at=LATER),
        repeat=_repeats(first),
    )

    won, lost = "returned submitted", "objection.already_open"
    assert {ended[:2] for ended in explored.endings} == {(won, lost), (lost, won)}


def test_two_clerks_decide_once_while_an_upload_comes_in() -> None:
    means = means_with()
    number = case_in(State.REPLIED, means).case

    explored = _walked(
        "decide",
        means,
        number,
        clerk=_decides(number, CORRECTED, CLERK),
        another=_decides(number, OTHERWISE, OTHER_CLERK, at=LATER),
        repeat=_repeats(number),
        upload=_supplies_again,
    )

    assert all(ended[:2].count("returned closed") == 1 for ended in explored.endings)
    assert {ended[3] for ended in explored.endings} == {"returned supplied", "returned refused"}


@pytest.mark.parametrize("ruling", [DELETED, KEPT, NO_LONGER_PUBLIC], ids=lambda ruling: ruling.outcome)
def test_every_outcome_is_put_once_whatever_is_repeated(ruling: Ruling) -> None:
    means = means_with()
    number = case_in(State.REPLIED, means).case

    explored = _walked(
        ruling.outcome,
        means,
        number,
        clerk=_decides(number, ruling, CLERK),
        subject=_withdraws(number),
        repeat=_repeats(number),
    )

    assert all((ended[0] == "returned closed") != (ended[1] == "returned withdrawn") for ended in explored.endings)


def test_a_stalled_repeat_brings_nothing_back_however_late_it_goes_on() -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case

    explored = _walked(
        "the whole way",
        means,
        number,
        everyone=_goes_the_whole_way(number),
        repeat=_repeats(number),
        upload=_supplies_again,
    )

    assert {ended[0] for ended in explored.endings} == {"returned closed"}
    assert {ended[2] for ended in explored.endings} == {"returned supplied", "returned refused"}


def test_a_late_repeat_of_one_case_leaves_the_next_cases_mark_alone() -> None:
    means = means_with()
    number = case_in(State.REPLIED, means).case
    next_number = means.numbers.case_number(at=LATER)

    explored = _walked(
        "the next case",
        means,
        number,
        next_number,
        clerk=_decides(number, KEPT, CLERK),
        agent=_files_again,
        repeat=_repeats(number),
    )

    closed, accepted = "returned closed", "returned accepted"
    assert {ended[:2] for ended in explored.endings} == {(closed, accepted), (closed, "objection.already_open")}


def test_no_reader_misses_a_mark_from_the_first_read_after_acceptance() -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case

    explored = _walked(
        "a reader",
        means,
        number,
        clerk=_accepts(number, CLERK),
        repeat=_repeats(number),
        upload=_supplies_again,
        reader=_looks_at(number),
    )

    assert explored.orders >= 10_000
    assert {ended[3] for ended in explored.endings} == {"returned without a mark", "returned with its mark"}


def _looks_at(number: str) -> Act:
    """Read the case as its subject does, then the record as every kind of reader does."""

    def act(means: Any) -> str:
        state = means.cases.find(number).state
        record = means.library.find(RECORD)
        views = (View(reader=by, today=beijing_date(NOW), periods=periods()) for by in READERS)
        shown = [view.shown(record, item=catalogue().get(record.content.item)) for view in views]
        marked = {one is not None and one.marked for one in shown}
        assert None not in shown
        assert len(marked) == 1, "one reader sees a mark that another does not"
        if state.shows_mark and marked != {True}:
            return "missed it"
        return "with its mark" if marked == {True} else "without a mark"

    return act


def test_a_source_answers_at_the_very_moment_at_which_it_is_taken_to_be_silent() -> None:
    means = means_with()
    number = case_in(State.REFERRED, means).case

    explored = _walked(
        "the hard cap",
        means,
        number,
        source=_replies(number, at=PAST_THE_CAP),
        schedule=lambda stepped: ",".join(escalate(number, means=stepped, now=PAST_THE_CAP)),
        repeat=_repeats(number, at=PAST_THE_CAP),
    )

    steps = "returned reminder,escalated_to_lead,escalated_to_commission"
    assert {ended[1] for ended in explored.endings} >= {f"{steps},fall_silent", "version.stale"}
    assert "returned replied" in {ended[0] for ended in explored.endings}


def _replies(number: str, *, at: datetime) -> Act:
    return lambda means: desk.reply(number, DENIED, hold=_hold(means, number, SOURCE, at=at), means=means, now=at)

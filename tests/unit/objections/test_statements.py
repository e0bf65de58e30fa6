"""A subject's own statement beside a record that stayed."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import ConflictError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.library import versions
from chalicelib.library.readers import PUBLIC, Reader
from chalicelib.library.records import Reason, Record
from chalicelib.library.visibility import View
from chalicelib.objections import statements
from chalicelib.objections.cases import Case, State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.papers import Decision, OwnStatement
from chalicelib.terms.dates import beijing_date
from tests.factories import NOW, a_case, a_record, an_objection
from tests.unit.objections.standing import (
    AN_ID,
    ANOTHER_SUBJECT,
    CLERK,
    MINUTE,
    SUBJECT,
    FakeMeans,
    means_with,
)

TEXT = "该处罚已于当月缴清，并已完成整改。"
LATER = NOW + MINUTE
NUMBER = a_case().case


def _stayed(outcome: str = "record_kept", state: State = State.CLOSED) -> FakeMeans:
    means = means_with()
    decision = Decision(outcome=outcome, reasons="经核查属实。", decided_by="clerk-1", decided_at=NOW)
    means.cases.put(a_case(state=state, objection=an_objection(), decision=decision), over=None)
    return means


def _state(means: FakeMeans, text: str = TEXT, *, by: Reader = SUBJECT) -> Case:
    return statements.state(NUMBER, text, by=by, means=means, now=LATER)


def _placed(means: FakeMeans) -> Case:
    return roll_forward(NUMBER, means=means, now=LATER)


def _record(means: FakeMeans) -> Record:
    record = means.library.find(a_record().record_id)
    assert record is not None
    return record


def _shown_to_all(record: Record) -> str | None:
    view = View(reader=PUBLIC, today=beijing_date(NOW), periods=periods())
    shown = view.shown(record, item=catalogue().get(record.content.item))
    assert shown is not None
    return shown.statement


@pytest.mark.parametrize("outcome", ["record_kept", "unverifiable"])
def test_what_is_stated_stands_beside_the_record_in_everybodys_view(outcome: str) -> None:
    means = _stayed(outcome)

    assert _state(means).is_unsettled
    assert means.casework.sent == [NUMBER]
    assert _shown_to_all(_record(means)) is None
    case = _placed(means)

    record = _record(means)
    assert not case.is_unsettled
    assert (record.version, record.content.reason, record.content.act) == (2, Reason.STATED, NUMBER)
    assert _shown_to_all(record) == TEXT
    assert [(change.by, change.after) for change in means.announced] == [("subject-1", record)]


def test_it_is_placed_once_however_often_the_case_is_rolled_forward() -> None:
    means = _stayed()
    _state(means)

    cases = {_placed(means).version for _ in range(3)}

    assert len(cases) == 1
    assert _record(means).version == 2


def test_the_sweeper_finds_a_statement_that_was_not_placed_and_none_that_was() -> None:
    means = _stayed()
    _state(means)
    assert list(means.cases.unsettled(before=LATER + MINUTE, limit=5)) == [NUMBER]

    _placed(means)

    assert list(means.cases.unsettled(before=LATER + MINUTE, limit=5)) == []


def test_it_survives_a_new_supply_and_a_mark_and_a_correction() -> None:
    means = _stayed()
    _state(means)
    _placed(means)
    record = _record(means)

    supplied = versions.supplied_again(record, a_record(fields={"remark": "再次报送"}).content)
    marked = versions.marked(supplied, case="YY-2", at=LATER)
    corrected = versions.corrected(marked, {"fine_amount_wan": "0.5"}, case="YY-2", at=LATER)

    assert {_shown_to_all(one) for one in (supplied, marked, corrected)} == {TEXT}


def test_who_takes_it_back_has_it_shown_to_nobody_any_more_not_even_as_of_an_earlier_day() -> None:
    means = _stayed()
    _state(means)
    _placed(means)
    with_it = _record(means)

    for _ in range(2):
        statements.take_back(NUMBER, by=SUBJECT, means=means, now=LATER)
    _placed(means)

    record = _record(means)
    assert (record.version, _shown_to_all(record)) == (3, None)
    view = View(reader=PUBLIC, today=beijing_date(NOW), periods=periods())
    then = view.shown_as_of(with_it, current=record, item=catalogue().get(record.content.item))
    assert then is not None
    assert then.statement is None


def test_taking_back_what_was_never_stated_changes_nothing() -> None:
    means = _stayed()

    assert statements.take_back(NUMBER, by=SUBJECT, means=means, now=LATER).own_statement is None
    assert means.casework.sent == []


def test_another_statement_takes_the_place_of_the_first_and_the_same_again_is_the_same() -> None:
    means = _stayed()
    first = _state(means)
    assert _state(means) == first
    _placed(means)
    assert _state(means).version == first.version + 1

    _state(means, "另行声明。")
    _placed(means)

    assert _shown_to_all(_record(means)) == "另行声明。"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("字" * 301, "text.too_long"),
        (" ", "text.blank"),
        (f"号码{AN_ID}", "text.resident_id"),
        ("联系电话13800000000", "text.mobile"),
        ("账号62220000 0000 0000", "text.long_number"),
    ],
    ids=["301 characters", "blank", "a resident ID", "a mobile number", "an account"],
)
def test_a_text_that_may_not_stand_there_is_refused(text: str, code: str) -> None:
    with pytest.raises(UnprocessableError) as refused:
        _state(_stayed(), text)

    assert refused.value.code == "statement.unsound"
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("/text", code)]


def test_300_characters_are_taken_however_many_bytes_they_are() -> None:
    text = "𠮷" * 300
    assert len(text.encode()) == 1200

    assert _state(_stayed(), text).own_statement == OwnStatement(text=text, by="subject-1", role="citizen", at=LATER)


@pytest.mark.parametrize(
    ("outcome", "state", "code"),
    [
        ("corrected", State.CLOSED, "statement.record_not_kept"),
        ("withdrawn", State.WITHDRAWN, "statement.record_not_kept"),
        ("record_kept", State.NOTIFYING, "objection.step_under_way"),
        ("record_kept", State.ACCEPTED, "statement.record_not_kept"),
        ("no_longer_listed", State.CLOSED, "statement.record_not_kept"),
    ],
)
def test_beside_a_record_that_did_not_stay_or_is_not_decided_nothing_is_stated(
    outcome: str, state: State, code: str
) -> None:
    with pytest.raises(ConflictError) as refused:
        _state(_stayed(outcome, state))

    assert refused.value.code == code


def test_a_case_without_a_decision_left_nothing_standing() -> None:
    means = means_with()
    means.cases.put(a_case(), over=None)

    with pytest.raises(ConflictError):
        _state(means)


@pytest.mark.parametrize("by", [ANOTHER_SUBJECT, CLERK], ids=["another subject", "a clerk"])
def test_nobody_else_states_anything(by: Reader) -> None:
    with pytest.raises(NotFoundError):
        _state(_stayed(), by=by)


def test_a_version_that_a_worker_put_before_it_stopped_is_announced_after_all() -> None:
    means = _stayed()
    _state(means)
    record = _record(means)
    means.library.put(versions.stated(record, TEXT, case=NUMBER, at=LATER), over=record)
    later = versions.marked(_record(means), case="YY-2", at=LATER)
    means.library.put(later, over=_record(means))

    _placed(means)

    assert [change.after.version for change in means.announced] == [2]


def test_the_same_text_that_another_case_placed_is_announced_by_no_one_again() -> None:
    means = _stayed()
    record = _record(means)
    means.library.put(versions.stated(record, TEXT, case="YY-2", at=NOW), over=record)
    _state(means)

    assert not _placed(means).is_unsettled
    assert means.announced == []


@pytest.mark.parametrize("text", [TEXT, None], ids=["an earlier one, placed late", "an earlier one, taken back"])
def test_a_record_has_one_statement_the_last_that_its_subject_made(text: str | None) -> None:
    means = _stayed()
    _state(means)
    if text is None:
        _placed(means)
        statements.take_back(NUMBER, by=SUBJECT, means=means, now=LATER)
    record = _record(means)
    means.library.put(versions.stated(record, "另案声明。", case="YY-2", at=LATER + MINUTE), over=record)
    means.announced.clear()

    assert not _placed(means).is_unsettled
    assert _shown_to_all(_record(means)) == "另案声明。"
    assert means.announced == []


def test_a_later_statement_of_another_case_takes_the_place_of_the_first_as_a_new_version() -> None:
    means = _stayed()
    record = _record(means)
    means.library.put(versions.stated(record, "另案声明。", case="YY-2", at=NOW), over=record)
    _state(means)

    _placed(means)

    assert (_record(means).version, _shown_to_all(_record(means))) == (3, TEXT)


@pytest.mark.parametrize("gone", ["withdrawn", "absent"])
def test_beside_a_record_that_stands_no_more_nothing_is_put(gone: str) -> None:
    means = _stayed()
    _state(means)
    record = _record(means)
    if gone == "withdrawn":
        means.library.put(versions.withdrawn(record, act="YY-9", at=LATER), over=record)
        assert not _placed(means).is_unsettled
    else:
        means.library.__init__()  # type: ignore[misc]
        case = means.cases.find(NUMBER)
        assert case is not None
        assert statements.placed(case, means=means) == case
    assert means.announced == []


def test_a_case_that_others_settled_meanwhile_is_returned_as_it_stands() -> None:
    means = _stayed()
    stale = _state(means)
    settled = _placed(means)

    assert statements.placed(stale, means=means) == settled
    assert statements.placed(msgspec.structs.replace(stale, case="YY-gone"), means=means).case == "YY-gone"


def test_where_others_move_the_record_it_is_tried_again() -> None:
    means = _stayed()
    _state(means)
    find, moves = means.library.find, iter([True])

    def find_and_move(record_id: str) -> Record | None:
        record = find(record_id)
        if record is not None and next(moves, False):
            means.library.put(versions.marked(record, case="YY-2", at=NOW + timedelta(days=1)), over=record)
        return record

    means.library.find = find_and_move  # type: ignore[method-assign]
    _placed(means)

    record = _record(means)
    assert (record.version, record.mark, _shown_to_all(record)) == (3, "YY-2", TEXT)
    assert record.content.known_at == NOW + timedelta(days=1)
    assert record.content.statement is not None
    assert record.content.statement.made_at == LATER


def test_a_put_that_always_loses_is_told() -> None:
    means = _stayed()

    def losing(new: Any, *, over: Any) -> None:  # noqa: ARG001
        raise StaleVersionError

    means.cases.put = losing  # type: ignore[method-assign]
    with pytest.raises(StaleVersionError):
        _state(means)

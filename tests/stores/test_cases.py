"""Cases, their trails, which one is open on a record, and the three ways they are found."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.objections.cases import Case, Deadline, Lease, Note, State
from chalicelib.objections.papers import Decision, OwnStatement, Reply
from chalicelib.objections.store import CaseStore
from tests.factories import NOW, a_case, a_move, a_record
from tests.stores.places import Stores

CASE, OTHER = "YY20261123-aaaaaaaa", "YY20261123-bbbbbbbb"


@pytest.fixture
def cases(stores: Stores) -> CaseStore:
    return stores.cases()


def waiting(cases: CaseStore, number: str, *, due_on: date | None, queue: str = "centre") -> Case:
    case = a_case(case=number, queue=queue, due_on=due_on, state=State.SUBMITTED)
    cases.put(case, over=None)
    return case


def numbers_in(found: Sequence[Case]) -> list[str]:
    return [case.case for case in found]


def test_a_case_is_found_as_it_was_put(cases: CaseStore) -> None:
    case = a_case(
        lease=Lease(holder="desk-1", until=NOW),
        deadlines=(
            Deadline(act="refer", on=date(2026, 11, 26), basis="XX", provisional=True, started_on=date(2026, 11, 23)),
        ),
        reply=Reply(
            answer="partial", reason="虚构", replied_by="c-1", replied_at=NOW, values={"fine_amount_wan": "0.5"}
        ),
        decision=Decision(
            outcome="corrected", reasons="虚构", decided_by="d-1", decided_at=NOW, values={"remark": None}
        ),
    )
    cases.put(case, over=None)

    assert cases.find(CASE) == case
    assert cases.find(OTHER) is None


def test_a_case_is_put_over_the_version_that_was_read_and_no_other(cases: CaseStore) -> None:
    first, second, rival = a_case(), a_case(version=2, fence=1), a_case(version=2, fence=7)
    cases.put(first, over=None)
    cases.put(second, over=first)

    with pytest.raises(StaleVersionError):
        cases.put(rival, over=first)
    with pytest.raises(StaleVersionError):
        cases.put(first, over=None)

    assert cases.find(CASE) == second


def test_a_put_that_was_answered_and_not_heard_may_be_sent_again(cases: CaseStore) -> None:
    first, second = a_case(), a_case(version=2, fence=1)
    for _ in range(2):
        cases.put(first, over=None)
    for _ in range(2):
        cases.put(second, over=first)

    assert cases.find(first.case) == second
    with pytest.raises(StaleVersionError):
        cases.put(first, over=None)


def test_a_version_that_does_not_follow_is_our_mistake(cases: CaseStore) -> None:
    with pytest.raises(ValueError, match="version 3"):
        cases.put(a_case(version=3), over=a_case())


def test_a_trail_is_in_order_and_a_line_once_written_stays(cases: CaseStore) -> None:
    for number in (1, 2, 10, 3):
        cases.add_to_trail(CASE, a_move(number))
    cases.add_to_trail(CASE, a_move(2, note="另一个"))
    cases.add_to_trail(OTHER, a_move(1))

    assert list(cases.trail_of(CASE)) == [a_move(1), a_move(2), a_move(3), a_move(10)]


def test_a_trail_may_be_there_before_and_without_its_case(cases: CaseStore) -> None:
    cases.add_to_trail(CASE, a_move(1))

    assert cases.find(CASE) is None
    assert list(cases.trail_of(OTHER)) == []


def test_one_case_is_open_on_a_record_and_the_first_stays(cases: CaseStore) -> None:
    record = a_record().record_id

    assert cases.open_on(record) is None
    assert cases.open(record, CASE) == CASE
    assert cases.open(record, OTHER) == CASE
    assert cases.open(record, CASE) == CASE
    assert cases.open_on(record) == CASE


def test_a_case_is_taken_off_its_record_by_itself_alone(cases: CaseStore) -> None:
    record = a_record().record_id
    cases.open(record, CASE)

    cases.close(record, OTHER)
    assert cases.open_on(record) == CASE

    cases.close(record, CASE)
    cases.close(record, CASE)
    assert cases.open_on(record) is None
    assert cases.open(record, OTHER) == OTHER


def test_cases_are_found_by_the_months_in_which_they_were_opened_each_once(cases: CaseStore) -> None:
    opened = {"YY-1": (2026, 10, 31, 15), "YY-2": (2026, 10, 31, 16), "YY-3": (2026, 12, 1, 2), "YY-4": (2027, 1, 1, 2)}
    for number, at in opened.items():
        first = a_case(case=number, opened_at=datetime(*at, tzinfo=UTC))
        cases.put(first, over=None)
        cases.put(msgspec.structs.replace(first, version=2), over=first)
        cases.add_to_trail(number, a_move(1))

    found = list(cases.opened(first=date(2026, 11, 30), last=date(2027, 1, 1)))
    assert [(case.case, case.version) for case in found] == [("YY-2", 2), ("YY-3", 2), ("YY-4", 2)]
    assert [case.case for case in cases.opened(first=date(2026, 10, 1), last=date(2026, 10, 2))] == ["YY-1"]
    assert list(cases.opened(first=date(2025, 1, 1), last=date(2026, 9, 30))) == []


def test_a_queue_shows_the_most_urgent_first_and_those_without_a_day_last(cases: CaseStore) -> None:
    waiting(cases, "YY-1", due_on=date(2026, 12, 3))
    waiting(cases, "YY-2", due_on=None)
    waiting(cases, "YY-3", due_on=date(2026, 12, 1))
    waiting(cases, "YY-4", due_on=date(2026, 12, 1))
    waiting(cases, "YY-5", due_on=date(2026, 11, 1), queue="body:shili-jgj")

    assert numbers_in(cases.waiting("centre", limit=10)) == ["YY-3", "YY-4", "YY-1", "YY-2"]
    assert numbers_in(cases.waiting("body:shili-jgj", limit=10)) == ["YY-5"]
    assert numbers_in(cases.waiting("body:nobody", limit=10)) == []


def test_a_queue_is_read_page_by_page(cases: CaseStore) -> None:
    for number in range(5):
        waiting(cases, f"YY-{number}", due_on=date(2026, 12, 1 + number // 2))

    assert numbers_in(cases.waiting("centre", limit=2)) == ["YY-0", "YY-1"]
    assert numbers_in(cases.waiting("centre", limit=2, after="YY-1")) == ["YY-2", "YY-3"]
    assert numbers_in(cases.waiting("centre", limit=2, after="YY-4")) == []


def test_a_queue_holds_its_cases_whole(cases: CaseStore) -> None:
    case = waiting(cases, CASE, due_on=date(2026, 12, 1))
    leased = msgspec.structs.replace(case, version=2, fence=1, lease=Lease(holder="desk-1", until=NOW))
    cases.put(leased, over=case)

    assert list(cases.waiting("centre", limit=5)) == [leased]


def test_a_queue_is_read_up_to_a_day(cases: CaseStore) -> None:
    for number in range(4):
        waiting(cases, f"YY-{number}", due_on=date(2026, 12, 1 + number // 2))
    waiting(cases, "YY-4", due_on=None)

    second, third = date(2026, 12, 2), date(2026, 12, 3)
    assert numbers_in(cases.waiting("centre", limit=9, due_before=second)) == ["YY-0", "YY-1"]
    assert numbers_in(cases.waiting("centre", limit=9, due_before=third, after="YY-0")) == ["YY-1", "YY-2", "YY-3"]
    assert numbers_in(cases.waiting("centre", limit=9, due_before=second, after="YY-3")) == []
    assert numbers_in(cases.waiting("centre", limit=9, due_before=date(2026, 12, 1))) == []


def test_notes_are_in_order_apart_from_the_trail_and_once_written_stay(cases: CaseStore) -> None:
    notes = [Note(case=CASE, id=f"2026112{day}", by="desk-1", role="desk", at=NOW, text="虚构") for day in (3, 1, 2)]
    for note in (*notes, msgspec.structs.replace(notes[0], text="另一个")):
        cases.add_note(note)
    cases.add_note(msgspec.structs.replace(notes[0], case=OTHER))
    cases.add_to_trail(CASE, a_move(1))

    assert list(cases.notes_on(CASE)) == [notes[1], notes[2], notes[0]]
    assert list(cases.trail_of(CASE)) == [a_move(1)]
    assert list(cases.notes_on("YY-nobody")) == []


def test_a_page_goes_on_behind_a_case_that_has_left_the_queue(cases: CaseStore) -> None:
    for number in range(3):
        waiting(cases, f"YY-{number}", due_on=date(2026, 12, 1 + number))
    left = cases.find("YY-1")
    assert left is not None
    cases.put(a_case(case="YY-1", version=2, due_on=left.due_on, state=State.REPLIED), over=left)

    assert numbers_in(cases.waiting("centre", limit=5)) == ["YY-0", "YY-2"]
    assert numbers_in(cases.waiting("centre", limit=5, after="YY-1")) == ["YY-2"]


def test_a_page_behind_a_case_that_never_was_is_refused(cases: CaseStore) -> None:
    with pytest.raises(NotFoundError):
        cases.waiting("centre", limit=5, after="YY-nobody")


def test_promised_effects_are_found_oldest_first(cases: CaseStore) -> None:
    for number, state in enumerate((State.ACCEPTING, State.DECIDING, State.WITHDRAWING, State.ACCEPTED, State.CLOSED)):
        moved_at = NOW - timedelta(minutes=number + 1)
        cases.put(a_case(case=f"YY-{number}", state=state, moved_at=moved_at), over=None)

    assert list(cases.unsettled(before=NOW, limit=10)) == ["YY-2", "YY-1", "YY-0"]
    assert list(cases.unsettled(before=NOW, limit=1)) == ["YY-2"]
    assert list(cases.unsettled(before=NOW - timedelta(minutes=2), limit=10)) == ["YY-2"]


def test_a_kept_promise_is_no_longer_found(cases: CaseStore) -> None:
    first = a_case(state=State.ACCEPTING, moved_at=NOW - timedelta(hours=1))
    cases.put(first, over=None)
    cases.put(a_case(version=2, state=State.ACCEPTED), over=first)

    assert list(cases.unsettled(before=NOW, limit=10)) == []


def test_a_statement_that_the_record_does_not_bear_yet_is_found_and_one_that_it_does_is_not(cases: CaseStore) -> None:
    said = OwnStatement(text="已整改。", by="subject-1", role="citizen", at=NOW)
    stated = a_case(state=State.CLOSED, moved_at=NOW - timedelta(hours=1), own_statement=said)
    cases.put(stated, over=None)
    assert list(cases.unsettled(before=NOW, limit=10)) == [stated.case]

    placed = msgspec.structs.replace(stated, version=2, own_statement=msgspec.structs.replace(said, is_placed=True))
    cases.put(placed, over=stated)

    assert cases.find(stated.case) == placed
    assert list(cases.unsettled(before=NOW, limit=10)) == []


def test_drafts_on_a_record_are_told_newest_day_first(cases: CaseStore) -> None:
    record_id = a_record().record_id
    for number in ("YY20261122-aaaaaaaa", "YY20261123-aaaaaaaa", "YY20261122-aaaaaaaa"):
        cases.add_draft(record_id, number)

    assert list(cases.drafts_on(record_id, limit=10)) == ["YY20261123-aaaaaaaa", "YY20261122-aaaaaaaa"]
    assert list(cases.drafts_on(record_id, limit=1)) == ["YY20261123-aaaaaaaa"]
    assert cases.open_on(record_id) is None
    assert list(cases.drafts_on(a_record(number=2).record_id, limit=10)) == []


def test_what_bars_a_subject_is_noted_once_and_beside_no_other(cases: CaseStore) -> None:
    ours, theirs = "m~91512099MA0000018X", "m~91512099MA0000026R"
    for case in ("XF20261123-aaaaaaaa", "XF20261124-bbbbbbbb", "XF20261123-aaaaaaaa"):
        cases.bar(ours, case)

    assert list(cases.bars_on(ours)) == ["XF20261123-aaaaaaaa", "XF20261124-bbbbbbbb"]
    assert list(cases.bars_on(theirs)) == []

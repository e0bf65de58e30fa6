"""The sweeper."""

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.intake import tickets
from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import approve, rules
from chalicelib.intake.batches import State as BatchState
from chalicelib.intake.opening import LAPSES_AFTER
from chalicelib.library.readers import Level, Reader
from chalicelib.library.versions import marked
from chalicelib.objections.cases import State
from chalicelib.objections.complaints.complaint import Complaint
from chalicelib.objections.incidents.incident import Incident
from chalicelib.workers import sweeping
from chalicelib.workers.sweeping import SweepError, sweep
from tests.factories import BODY, NOW, a_case, a_record, an_issue, an_objection
from tests.factories_notices import a_notice
from tests.fakes import MemoryBatches, MemoryCases, MemoryReceipts, MemorySuppliers, MemoryUploads
from tests.fakes_acts import MemoryActs
from tests.fakes_bulk import MemoryBulkJobs
from tests.fakes_notices import MemoryNoticeQueue, MemoryNotices
from tests.fakes_reports import MemoryDocuments, MemoryIssues, MemoryPrinting
from tests.unit.intake.standing import a_declaration, csv_of, penalty_row, receipt_of, sent, some_services
from tests.unit.objections.standing import MINUTE, FakeMeans

LATER = NOW + 2 * MINUTE


@dataclass(kw_only=True)
class Everything(FakeMeans):
    """What every kind of owner needs."""

    batches: MemoryBatches = field(default_factory=MemoryBatches)
    uploads: MemoryUploads = field(default_factory=MemoryUploads)
    receipts: MemoryReceipts = field(default_factory=MemoryReceipts)
    issues: MemoryIssues = field(default_factory=MemoryIssues)
    report_documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    printing: MemoryPrinting = field(default_factory=MemoryPrinting)
    bulk_jobs: MemoryBulkJobs = field(default_factory=MemoryBulkJobs)
    complaints: MemoryActs[Complaint] = field(default_factory=lambda: MemoryActs(Complaint, number="complaint"))
    incidents: MemoryActs[Incident] = field(default_factory=lambda: MemoryActs(Incident, number="incident"))
    settings: Any = field(default_factory=lambda: SimpleNamespace(chunk_rows=4))
    notice_store: MemoryNotices = field(default_factory=MemoryNotices)
    notice_queue: MemoryNoticeQueue = field(default_factory=MemoryNoticeQueue)


def _with_cases(*states: State) -> Everything:
    means = Everything()
    for number, state in enumerate(states, start=1):
        record = a_record(number=number)
        means.library.put(record, over=None)
        case = a_case(case=f"YY-{number}", state=state, objection=an_objection(record))
        means.cases.put(case, over=None)
    return means


def test_every_case_that_is_under_way_is_finished_and_no_other_touched() -> None:
    means = _with_cases(State.ACCEPTING, State.DRAFT, State.DECLINING, State.CLOSED)

    assert sweep(means, now=LATER)["cases"] == 2  # type: ignore[arg-type]

    states = [case.state for number in range(1, 5) if (case := means.cases.find(f"YY-{number}"))]
    assert states == [State.ACCEPTED, State.DRAFT, State.NOT_ACCEPTED, State.CLOSED]
    assert set(sweep(means, now=LATER).values()) == {0}  # type: ignore[arg-type]


def test_who_moved_a_moment_ago_is_left_alone() -> None:
    assert sweep(_with_cases(State.ACCEPTING), now=NOW + MINUTE)["cases"] == 0  # type: ignore[arg-type]
    assert timedelta(minutes=1) == sweeping.LEFT_ALONE


def test_one_owner_that_cannot_be_finished_keeps_no_other_from_it_and_is_heard_of() -> None:
    means = _with_cases(State.DECIDING, State.ACCEPTING)
    first = means.library.find(a_record(number=1).record_id)
    assert first is not None
    means.library.put(marked(first, case="YY-1", at=NOW), over=first)

    with pytest.raises(SweepError, match="1 owners"):
        sweep(means, now=LATER)  # type: ignore[arg-type]

    finished = means.cases.find("YY-2")
    assert finished is not None
    assert finished.state is State.ACCEPTED


def test_the_schedule_sweeps_with_the_services_of_the_container() -> None:
    with wiring.using(_with_cases(State.ACCEPTING)):  # type: ignore[arg-type]
        assert sweeping.work({}, None)["batches"] == 0  # type: ignore[arg-type]


def test_a_file_that_came_without_a_message_is_taken_up() -> None:
    services = some_services(cases=MemoryCases())
    number = sent(services, csv_of([penalty_row(1)]))

    assert sweep(services, now=LATER)["tickets"] == 1

    batch = services.batches.find(number)
    assert batch is not None
    assert (batch.state, batch.counts.added) == (BatchState.APPLIED, 1)
    assert sweep(services, now=LATER + 2 * MINUTE)["tickets"] == 0


def test_a_ticket_whose_file_never_comes_lapses_with_a_receipt_that_says_so() -> None:
    services = some_services(cases=MemoryCases())
    data = csv_of([penalty_row(1)])
    batch, _ = tickets.ticket(a_declaration(data), means=services, now=NOW)
    in_time = NOW + LAPSES_AFTER

    sweep(services, now=in_time)
    waiting = services.batches.find(batch.batch)
    sweep(services, now=in_time + MINUTE)
    lapsed = services.batches.find(batch.batch)

    assert waiting is not None
    assert waiting.state is BatchState.TICKETED
    assert lapsed is not None
    assert (lapsed.state, lapsed.reason) == (BatchState.REFUSED, "file.never_came")
    assert [one.code for one in receipt_of(services, batch.batch).findings] == ["file.never_came"]


def test_a_plan_that_nobody_lets_go_lapses_and_one_that_was_let_go_is_applied() -> None:
    services = some_services(cases=MemoryCases(), suppliers=MemorySuppliers())
    left, let = (
        admit(sent(services, csv_of([penalty_row(n)]), at=NOW + n * MINUTE), means=services, now=NOW, chunk_rows=4)
        for n in (1, 2)
    )
    checker = Reader(level=Level.DEPARTMENT, sub="department-2", role="department", body=BODY)
    approve(let.batch, by=checker, means=services, now=NOW)

    assert sweep(services, now=LATER)["batches"] == 1
    assert sweep(services, now=NOW + rules().planned + 2 * MINUTE)["plans"] == 1

    ended = [services.batches.find(one.batch) for one in (left, let)]
    assert [one.state for one in ended if one] == [BatchState.LAPSED, BatchState.APPLIED]


def test_a_file_exchanged_for_good_leaves_its_batch_refused_with_what_was_done() -> None:
    services = some_services(cases=MemoryCases())
    data = csv_of([penalty_row(n) for n in range(1, 7)])
    number = sent(services, data)
    batch = services.batches.find(number)
    assert batch is not None
    services.batches.put(batch.moved(BatchState.APPLYING, at=NOW), over=batch)
    services.uploads.receive(number, data[:-1] + b"x")  # type: ignore[attr-defined]  # the fake's own

    with pytest.raises(SweepError):
        sweep(services, now=NOW + LAPSES_AFTER)
    sweep(services, now=NOW + LAPSES_AFTER + MINUTE)

    refused = services.batches.find(number)
    assert refused is not None
    assert (refused.state, refused.reason) == (BatchState.REFUSED, "file.changed_under_way")
    assert receipt_of(services, number).findings[-1].code == "file.changed_under_way"


def test_a_report_whose_last_day_is_over_is_closed_and_one_not_printed_is_asked_for_again() -> None:
    means, issue = Everything(), an_issue()
    means.issues.put(issue, over=None)

    printing = sweep(means, now=LATER)  # type: ignore[arg-type]
    closing = sweep(means, now=NOW + timedelta(days=31))  # type: ignore[arg-type]

    assert (printing["reports"], printing["printing"]) == (0, 1)
    assert (closing["reports"], closing["printing"]) == (1, 0)
    assert means.printing.sent == [issue.number]
    closed = means.issues.find(issue.number)
    assert closed is not None
    assert not closed.is_open


def test_a_notice_that_waits_is_asked_for_again_and_one_that_is_at_rest_is_not() -> None:
    means, waiting = Everything(), a_notice()
    told = a_notice(version=5)
    means.notice_store.put(waiting, over=None)
    means.notice_store.put(told, over=None)
    means.notice_store.put(told.acknowledged(by="source-1", at=NOW), over=told)

    assert sweep(means, now=LATER)["notices"] == 1  # type: ignore[arg-type]

    assert means.notice_queue.sent == [waiting.notice]

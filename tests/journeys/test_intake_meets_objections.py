"""A file whose intake broke off anywhere, an objection to its first row brought to any state, the message once more.

Whatever happens to the record meanwhile, the message delivered again changes nothing of it, counts its rows as what
they were, and leaves one ledger entry a version. Then the file comes again, and comes again with other values.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Message
from chalicelib.intake.batches import State as BatchState
from chalicelib.ledger.entries import Kind
from chalicelib.library.readers import Reader
from chalicelib.library.records import REPAIRED, Record, Status
from chalicelib.objections import applications, claims, desk
from chalicelib.objections.cases import Case, State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.filings import Claimed, Filing
from chalicelib.objections.leases import Hold
from chalicelib.objections.rulings import Ruling
from chalicelib.wiring import Services
from tests import fakes, fakes_ledger
from tests.factories import NOW, PENALTY, a_subject
from tests.fakes_evidence import MemoryEvidence
from tests.journeys.killing import Counted, KilledError, Killer, Moment
from tests.unit.intake.standing import csv_of, penalty_row, sent, some_services, taken_in
from tests.unit.intake.telling import message_file, told
from tests.unit.objections.standing import CLERK, CORRECTED, DENIED, KEPT, ON_EVIDENCE, SOURCE, SUBJECT, hold_of, submit

ROWS = [penalty_row(n) for n in (1, 2, 3)]
CHUNK_ROWS = 2
MEANWHILE, AGAIN = NOW + timedelta(minutes=10), NOW + timedelta(hours=1)
COUNTED = ("batches", "library", "receipts", "ledger", "listings", "site", "names", "crosswalk")
DELETED = Ruling(outcome="deleted", reasons="经核查，记录有误。", on_evidence=ON_EVIDENCE)
ENDED = Ruling(outcome="publication_ended", reasons="经核查，不应继续公示。", on_evidence=ON_EVIDENCE)

# Where the case is brought, by which ruling, and what the same file and a changed one then come to for the first row.
STORIES: dict[str, tuple[State, Ruling | None, str, str]] = {
    "submitted": (State.SUBMITTED, None, "unchanged", "changed"),
    "accepted": (State.ACCEPTED, None, "unchanged", "changed"),
    "referred": (State.REFERRED, None, "unchanged", "changed"),
    "replied": (State.REPLIED, None, "unchanged", "changed"),
    "withdrawn": (State.WITHDRAWN, None, "unchanged", "changed"),
    "kept": (State.CLOSED, KEPT, "unchanged", "changed"),
    "corrected": (State.CLOSED, CORRECTED, "refused", "refused"),
    "deleted": (State.CLOSED, DELETED, "refused", "refused"),
    "no longer public": (State.CLOSED, ENDED, "unchanged", "changed"),
}


def _begun() -> tuple[Services, str]:
    evidence = MemoryEvidence()
    services = some_services(cases=fakes.MemoryCases(), casework=fakes.MemoryCasework(), evidence=evidence)
    return services, sent(services, csv_of(ROWS))


def _broken_off(services: Services, number: str, killer: Killer) -> None:
    kept = ("uploads", "numbers", "identities")
    parts = {name: Counted(getattr(services, name), lambda: killer) for name in COUNTED}
    counted = some_services(**parts, **{name: getattr(services, name) for name in kept})
    try:
        admit(number, means=counted, now=NOW, chunk_rows=CHUNK_ROWS)
    except KilledError:
        assert killer.at is not None


def _first_row_s(services: Services) -> list[Record]:
    return list(services.library.records_of(a_subject(1), PENALTY))


def _objected(services: Services, record: Record, state: State, ruling: Ruling | None) -> Case:
    filing = Filing(
        record_id=record.record_id,
        reason="wrong_information",
        statement="罚款金额与决定书不符。",
        fields=(Claimed(field="fine_amount_wan", claimed="0.5"),),
    )
    case = applications.file(filing, by=SUBJECT, means=services, now=MEANWHILE)
    for step in _steps(case.case, services, ruling, withdraws=state is State.WITHDRAWN):
        step()
        found = services.cases.find(case.case)
        assert found is not None
        if found.state is state:
            return found
    message = f"no way to {state}"
    raise AssertionError(message)


def _steps(
    number: str, services: Services, ruling: Ruling | None, *, withdraws: bool
) -> Iterator[Callable[[], object]]:
    told: dict[str, Any] = {"means": services, "now": MEANWHILE}

    def claimed(by: Reader) -> Hold:
        return hold_of(claims.claim(number, by=by, **told), by)

    yield lambda: submit(number, by=SUBJECT, **told)
    yield lambda: desk.accept(number, hold=claimed(CLERK), **told)
    if withdraws:
        yield lambda: applications.withdraw(number, by=SUBJECT, **told)
        yield lambda: roll_forward(number, **told)
    yield lambda: desk.own_check(number, hold=claimed(CLERK), **told)
    yield lambda: roll_forward(number, **told)
    yield lambda: desk.refer(number, "与原始报送一致。", hold=claimed(CLERK), **told)
    yield lambda: desk.reply(number, DENIED, hold=claimed(SOURCE), **told)
    yield lambda: desk.decide(number, ruling or KEPT, hold=claimed(CLERK), **told)


def _versions_in(services: Services) -> int:
    library = services.library
    assert isinstance(library, fakes.MemoryLibrary)
    return sum(1 + len(library.history_of(record.record_id)) for record in library.all())


def _changes_told_of(services: Services) -> int:
    ledger = services.ledger
    assert isinstance(ledger, fakes_ledger.MemoryLedger)
    return sum(entry.kind is Kind.CHANGE for entry in ledger.all())


@pytest.mark.parametrize("story", STORIES)
def test_a_message_delivered_again_changes_nothing_of_what_an_objection_did_meanwhile(story: str) -> None:
    state, ruling, same, changed = STORIES[story]
    services, number = _begun()
    counting = Killer()
    _broken_off(services, number, counting)
    met = 0
    for at in range(1, counting.calls + 1):
        for moment in Moment:
            services, number = _begun()
            _broken_off(services, number, Killer(at=at, moment=moment))
            if not _first_row_s(services):
                continue
            met += 1
            _objected(services, _first_row_s(services)[0], state, ruling)
            before = _first_row_s(services)

            batch = admit(number, means=services, now=AGAIN, chunk_rows=CHUNK_ROWS)

            assert _first_row_s(services) == before, f"killed {moment} call {at}"
            assert (batch.state, batch.counts.added) == (BatchState.APPLIED, len(ROWS))
            assert _changes_told_of(services) == _versions_in(services)
    print(f"{story}: killed at {met} of {2 * counting.calls} moments with the record there")
    assert met

    alike, _ = taken_in(services, csv_of(ROWS[:1]), at=AGAIN + timedelta(hours=1))
    mark = _first_row_s(services)[0].mark
    other, _ = taken_in(services, csv_of([ROWS[0] | {"legal_rep_name": "示例新代表"}]), at=AGAIN + timedelta(hours=2))

    assert (getattr(alike.counts, same), getattr(other.counts, changed)) == (1, 1)
    assert _first_row_s(services)[0].mark == mark
    assert (mark is not None) == state.shows_mark
    assert _changes_told_of(services) == _versions_in(services)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REFERRED, State.REPLIED])
def test_a_decision_that_is_annulled_while_it_is_disputed_takes_the_case_with_it(state: State) -> None:
    services, number = _begun()
    admit(number, means=services, now=NOW, chunk_rows=CHUNK_ROWS)
    case = _objected(services, _first_row_s(services)[0], state, None)
    data = message_file(Message.REVOKE, [told(Message.REVOKE, ROWS[0])])

    batch, _ = taken_in(services, data, message=Message.REVOKE, at=AGAIN)
    ended = roll_forward(case.case, means=services, now=AGAIN)

    (record,) = _first_row_s(services)
    assert batch.counts.changed == 1
    assert case.case in services.casework.sent  # type: ignore[attr-defined]  # the fake's own
    assert (ended.state, ended.decision and ended.decision.outcome) == (State.SUPERSEDED, "superseded")
    assert (record.mark, record.content.status) == (None, Status.WITHDRAWN)
    assert record.content.announced is not None


def test_a_repair_elsewhere_leaves_an_open_case_open_and_stays_when_that_is_decided() -> None:
    services, number = _begun()
    admit(number, means=services, now=NOW, chunk_rows=CHUNK_ROWS)
    case = _objected(services, _first_row_s(services)[0], State.REPLIED, None)
    data = message_file(Message.REPAIR, [told(Message.REPAIR, ROWS[0])])

    taken_in(services, data, message=Message.REPAIR, at=AGAIN)
    standing = roll_forward(case.case, means=services, now=AGAIN)
    assert (standing.state, _first_row_s(services)[0].mark) == (State.REPLIED, case.case)
    hold = hold_of(claims.claim(case.case, by=CLERK, means=services, now=AGAIN), CLERK)
    desk.decide(case.case, KEPT, hold=hold, means=services, now=AGAIN)
    roll_forward(case.case, means=services, now=AGAIN)

    (record,) = _first_row_s(services)
    assert (record.mark, record.content.ended, record.content.withheld) == (None, REPAIRED, REPAIRED)

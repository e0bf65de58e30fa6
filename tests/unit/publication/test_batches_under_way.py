"""A public list takes a batch once it is whole: killed anywhere, the page shows all of it or nothing of it."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.intake.admission import admit
from chalicelib.intake.batches import State
from chalicelib.intake.undoing import undo
from chalicelib.library import versions
from chalicelib.library.readers import Level, Reader
from chalicelib.publication.edition import Press, page_of, publish_due, served
from chalicelib.publication.pages import Page
from chalicelib.wiring import Services
from tests.factories import BODY, NOW, PENALTY, a_subject
from tests.journeys.killing import Counted, KilledError, Killer, Moment
from tests.unit.intake.standing import csv_of, penalty_row, sent, some_services, taken_in

DAY, LIST = "2026-03-02", "penalties"
LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
COUNTED = ("library", "batches", "listings", "site", "receipts", "ledger", "suppliers", "supplies")
OTHER = Reader(level=Level.DEPARTMENT, sub="department-2", role="department", body=BODY)


def _begun(*, is_undone: bool) -> tuple[Services, str]:
    services = some_services()
    taken_in(services, csv_of([penalty_row(n) for n in (1, 2)]))
    data = csv_of([penalty_row(n, violation_type="另一行为") for n in range(1, 6)])
    if not is_undone:
        return services, sent(services, data, at=LATER)
    batch, _ = taken_in(services, data, at=LATER)
    return services, undo(batch.batch, by=OTHER, means=services, now=LATEST).batch


def _shown(services: Services) -> list[str]:
    press: Press = services.press
    page: Page = page_of(LIST, DAY, press=press, now=LATEST)
    return sorted(str(line.fields["violation_type"]) for line in page.entries)


BEFORE, AFTER = ["虚构的违法行为"] * 2, ["另一行为"] * 5


@pytest.mark.parametrize("is_undone", [False, True], ids=["applied", "taken back"])
@pytest.mark.parametrize("moment", Moment)
def test_a_page_shows_a_batch_whole_or_not_at_all_wherever_it_breaks_off(moment: Moment, *, is_undone: bool) -> None:
    services, number = _begun(is_undone=is_undone)
    before, after = (AFTER, BEFORE) if is_undone else (BEFORE, AFTER)
    killer = Killer()
    parts = {name: Counted(getattr(services, name), lambda: killer) for name in COUNTED}
    kept = {name: getattr(services, name) for name in ("uploads", "identities")}
    admit(number, means=some_services(**parts, **kept), now=LATEST, chunk_rows=2)
    found = set()

    for call in range(1, killer.calls + 1):
        services, number = _begun(is_undone=is_undone)
        killer = Killer(at=call, moment=moment)
        parts = {name: Counted(getattr(services, name), lambda killer=killer: killer) for name in COUNTED}  # type: ignore[misc]
        kept = {name: getattr(services, name) for name in ("uploads", "identities")}
        with pytest.raises(KilledError):
            admit(number, means=some_services(**parts, **kept), now=LATEST, chunk_rows=2)

        # What the schedule writes now must not outlive the batch's end.
        publish_due(press=services.press, now=LATEST, next_run=LATEST + timedelta(hours=1))
        batch, shown = services.batches.find(number), _shown(services)
        assert batch is not None
        assert shown in (before, after), f"killed {moment} call {call}"
        assert shown == before or batch.state is State.APPLIED
        found.add(tuple(shown))

        admit(number, means=services, now=LATEST, chunk_rows=2)
        assert _shown(services) == after
        assert _served(services) == after
    assert len(found) == 2


def _served(services: Services) -> list[str]:
    page = msgspec.json.decode(served(LIST, DAY, press=services.press, now=LATEST).body, type=Page)
    return sorted(str(line.fields["violation_type"]) for line in page.entries)


def test_what_a_case_does_to_a_record_shows_at_once_while_its_batch_is_under_way() -> None:
    services = some_services()
    number = sent(services, csv_of([penalty_row(1)]))
    services.listings.begin(number)
    batch = admit(number, means=services, now=NOW, chunk_rows=4)
    assert len(_shown(services)) == 1

    (record,) = services.library.records_of(a_subject(1), PENALTY)
    services.library.put(versions.withdrawn(record, act="YY1", at=NOW), over=record)

    assert (batch.state, _shown(services)) == (State.APPLIED, [])

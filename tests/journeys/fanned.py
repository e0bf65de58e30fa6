"""A large file in small: a dozen rows and two, in portions of four, and what it meets; and deliveries that go wrong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, cast

import msgspec

from chalicelib.errors import StaleVersionError
from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Batch
from chalicelib.intake.fanning import NEVER, Fanning, take_ahead
from chalicelib.intake.taking import OvertakenError
from chalicelib.intake.waivers import Waivers
from chalicelib.terms.findings import Waiver
from chalicelib.wiring import Services
from tests import fakes, fakes_fanning, fakes_ledger
from tests.factories import BODY, NOW, PENALTY, REGISTRATION
from tests.journeys.killing import Counted, Intruder, KilledError, Killer, Moment
from tests.unit.intake.standing import (
    ALSO_GROWN,
    CHUNK_ROWS,
    csv_of,
    kept_plan_of,
    kept_receipt_of,
    penalty_row,
    person_row,
    registration_row,
    sent,
    some_services,
    taken_in,
)

STORES = (
    "library",
    "ledger",
    "identities",
    "batches",
    "uploads",
    "receipts",
    "crosswalk",
    "names",
    "listings",
    "site",
    "supplies",
    "suppliers",
    "portions",
    "portion_queue",
    "admissions",
)
LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
# Sent again whenever somebody looks: so nothing that is lost needs a clock.
SMALL = Fanning(above_rows=5, portion_rows=CHUNK_ROWS, sent_again_after=timedelta(0))
OLD_NUMBER = "512099000000019"
EXCUSED = Waiver(
    key="2026-001",
    rule="cell.required",
    body=BODY,
    item=PENALTY,
    field="legal_rep_name",
    granted_by="示例虚构信用中心",
    reason_zh="旧系统没有这一栏，虚构。",
    basis="P",
    valid_from=date(2026, 11, 1),
    until=date(2026, 12, 31),
)
Sent = tuple[bytes, dict[str, Any]]
_ROUNDS = 30


def rows_of_a_large_file() -> list[dict[str, str]]:
    """Return rows whose portions depend on one another in every way there is.

    Repeated and contradicted in a later portion, by another code of the same party, persons whom an earlier portion
    names first, under the same name and another; and rows that are wrong, excused, new, changed and the same.
    """
    return [
        penalty_row(1),
        person_row(2),
        penalty_row(3, legal_rep_name="示例新代表"),
        penalty_row(4, party_credit_code="915120990000000000"),
        penalty_row(5, legal_rep_name=""),
        person_row(6, party_name="虚构人乙"),
        penalty_row(1),
        penalty_row(3, fine_amount_wan="2.5"),
        penalty_row(1, party_credit_code="", party_reg_no=OLD_NUMBER),
        person_row(10, number=ALSO_GROWN),
        penalty_row(11),
        penalty_row(12, party_credit_code="", party_reg_no="512099000000108"),
        person_row(13, number=ALSO_GROWN),
        penalty_row(1, party_credit_code="", party_reg_no=OLD_NUMBER, fine_amount_wan="3"),
    ]


def file_of(rows: list[dict[str, str]]) -> bytes:
    """Return a file of rows of organisations and persons."""
    return csv_of(rows, columns=[*dict.fromkeys(name for row in rows for name in row)])


class Fate(StrEnum):
    """What becomes of a message."""

    DELIVERED = "delivered"
    DOUBLED = "doubled"
    LOST = "lost"
    BROKEN_OFF = "broken off"


@dataclass
class Scene:
    """A deployment in which some records stand, and a batch whose file has come."""

    services: Services = field(default_factory=lambda: some_services(waivers=Waivers((EXCUSED,))))
    number: str = ""
    chunk_rows: int = CHUNK_ROWS

    def begin(self, rows: list[dict[str, str]] | None = None) -> "Scene":
        """Take in what stands before, and send the file."""
        services = self.services
        taken_in(services, csv_of([registration_row(1, reg_no=OLD_NUMBER)], item=REGISTRATION), item=REGISTRATION)
        taken_in(services, file_of([penalty_row(3), penalty_row(11)]), at=NOW + timedelta(minutes=1))
        self.number = sent(services, file_of(rows or rows_of_a_large_file()), at=LATER)
        return self

    def begin_with(self, data: bytes, *, before: Sequence[Sent], **declared: Any) -> "Scene":
        """Take in some files one after the other, and send another."""
        for minute, (earlier, how) in enumerate(before):
            taken_in(self.services, earlier, at=NOW + timedelta(minutes=minute), **how)
        self.number = sent(self.services, data, at=LATER, **declared)
        return self

    def counted(self, killer: Killer | Intruder) -> Services:
        """Return the services on stores whose calls are counted, and at one of which a run is killed."""
        return some_services(
            **{name: Counted(getattr(self.services, name), lambda: cast("Killer", killer)) for name in STORES},
            waivers=self.services.waivers,
        )

    @property
    def batch(self) -> Batch:
        """Return the batch as it stands."""
        found = self.services.batches.find(self.number)
        assert found is not None
        return found

    def run(
        self,
        message: tuple[str, int] | None,
        *,
        fanning: Fanning = SMALL,
        killer: Killer | Intruder | None = None,
    ) -> int:
        """Let a function take a message, None for one that tells of the batch; return how many calls it made."""
        counting = killer or Killer()
        means = self.counted(counting)
        try:
            if message is None:
                admit(self.number, means=means, now=LATEST, chunk_rows=self.chunk_rows, fanning=fanning)
            else:
                take_ahead(*message, means=means, now=LATEST)
        except (KilledError, OvertakenError, StaleVersionError):
            pass  # it comes again, or another goes on
        return counting.calls

    def messages(self) -> list[tuple[str, int]]:
        """Return what is in the queue."""
        queue = self.services.portion_queue
        assert isinstance(queue, fakes_fanning.MemoryPortionQueue)
        return queue.sent

    def settle(self, *, fanning: Fanning = SMALL) -> Batch:
        """Deliver whatever there is, and look again, until nothing is left to do."""
        for _ in range(_ROUNDS):
            self.run(None, fanning=fanning)
            if self.batch.is_at_rest:
                return self.batch
            while self.messages():
                self.run(self.messages().pop())
        message = f"the batch stays {self.batch.state}"
        raise AssertionError(message)

    def left(self) -> dict[str, Any]:
        """Return all that is left behind; how often a batch was put is nobody's matter."""
        services, library, ledger = self.services, self.services.library, self.services.ledger
        assert isinstance(library, fakes.MemoryLibrary)
        assert isinstance(ledger, fakes_ledger.MemoryLedger)
        assert isinstance(services.portions, fakes_fanning.MemoryPortions)
        records = library.all()
        return {
            "records": records,
            "history": [one for record in records for one in library.history_of(record.record_id)],
            "batch": msgspec.structs.replace(self.batch, version=0),
            "plan": kept_plan_of(services, self.number),
            "receipt": kept_receipt_of(services, self.number),
            "tally": services.suppliers.tally_of(self.batch.ticket.body, self.batch.ticket.item),
            "supplies": services.supplies.of(self.batch.ticket.item),
            "entries": sorted(entry.entry for entry in ledger.all()),
            "pieces": services.portions.kept,
        }


def taken_alone(rows: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """Return what one run alone comes to."""
    scene = Scene().begin(rows)
    scene.settle(fanning=NEVER)
    return scene.left()


def alone_and_fanned_out(
    data: bytes, *, before: Sequence[Sent] = (), chunk_rows: int = CHUNK_ROWS, **declared: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what one run alone comes to with a file, and what many functions do."""
    alone, many = (Scene(chunk_rows=chunk_rows).begin_with(data, before=before, **declared) for _ in range(2))
    alone.settle(fanning=NEVER)
    many.settle(fanning=replace(SMALL, portion_rows=chunk_rows))
    return alone.left(), many.left()


Step = tuple[int, Fate, int, Moment]


def at_run(run: int) -> Scene:
    """Return a scene in which so many functions went through, one after the other; the next is to come."""
    scene = Scene().begin()
    for _ in range(run):
        scene.run(scene.messages().pop(0) if scene.messages() else None)
    return scene


def played(steps: Iterator[Step], begin: Callable[[], Scene]) -> Scene:
    """Return a scene in which messages met their fates; a step says which, what becomes of it, and where it breaks."""
    scene = begin()
    scene.run(None)
    for which, fate, call, moment in steps:
        waiting: list[tuple[str, int] | None] = [None, *scene.messages()]
        message = waiting[which % len(waiting)]
        if fate in {Fate.DELIVERED, Fate.LOST} and message is not None:
            scene.messages().remove(message)
        if fate is not Fate.LOST:
            scene.run(message, killer=Killer(at=call, moment=moment) if fate is Fate.BROKEN_OFF else None)
    return scene

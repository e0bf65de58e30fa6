"""Erasing (清除不应归集的信息): what should never have been held is taken out of every version of its record.

    asked for by one ─▶ planned ─▶ let go on by another ─▶ record erased ─▶ its versions erased ─▶ applied

It is about somebody else than the record says, or outside the catalogue. The current version goes first: from then on
nobody is shown anything of it, at any level, and no older version is shown without it. Key, salted hash and reason
stay, and the entries of the ledger, which hold nothing of it. Receipts repeat nothing of its rows any more
(`redaction`). The case that is open on it learns that its record is gone; reports that show it are revoked. What was
erased cannot be taken back, and is not brought in again by a file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from chalicelib.errors import ConflictError, FieldError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.intake.batches import Batch, Erasure, Message, State, Ticket
from chalicelib.intake.judged import Judged, Kind, counts_of
from chalicelib.intake.means import Means
from chalicelib.intake.redaction import redact
from chalicelib.intake.rehearsals import Rehearsal
from chalicelib.intake.systems.answering import answer
from chalicelib.intake.taking import TRIES, Taken, must_be_standing
from chalicelib.intake.works import Portion
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Record, Status
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.personal_mentions import mentions_mobile, mentions_resident_id

GROUNDS = ("wrong_person", "outside_catalogue")
LONGEST = 300


class BatchUnderWayError(Exception):
    """A failure: a batch that a version came by is not at its end, and writes its receipt yet; names the batch.

    The record itself is erased already; the rest follows once that batch is at its end.
    """


class Order(NamedTuple):
    """What is to be erased, of which kind the mistake is, and why."""

    record_id: str
    ground: str
    reason: str


def erase(order: Order, *, by: Reader, means: Means, now: datetime) -> Batch:
    """Make the batch that erases a record once somebody else lets it; return it.

    The body that answers for the record's source may ask for it, or the centre.

    Raises: NotFoundError for no such record, or one that is not the caller's; UnprocessableError for an order that is
            not sound; ConflictError for a record that is erased already.
    """
    _must_be_sound(order)
    record = means.library.find(order.record_id)
    if record is None:
        raise NotFoundError
    body = _source_of(record, means=means, now=now)
    if by.level is not Level.DESK and by.body != body:
        raise NotFoundError
    if record.content.status is Status.ERASED:
        raise ConflictError("record.erased", "该记录已清除。", "The record is erased already.")
    supply = record.content.supply
    ticket = Ticket(
        item=record.content.item,
        body=body,
        division=supply.division,
        certifier=by.sub,
        file_name="",
        size_bytes=0,
        sha256="",
        message=Message.ERASURE,
    )
    batch = Batch(
        batch=means.numbers.batch_number(body=body, at=now),
        version=1,
        state=State.PLANNING,
        ticket=ticket,
        ticketed_at=now,
        moved_at=now,
        planned_from=now,
        erases=Erasure(record_id=order.record_id, ground=order.ground, reason=order.reason, salt=means.numbers.entry()),
    )
    means.batches.put(batch, over=None)
    means.admissions.send(batch.batch)
    return batch


def _source_of(record: Record, *, means: Means, now: datetime) -> str:
    """Return the body that answers today for a record's source; one that is in no register answers for itself."""
    source = record.content.supply.body
    return means.bodies.responsible(source, beijing_date(now)).key if source in means.bodies else source


def _sources_of(version: Record) -> Iterator[tuple[str, int]]:
    """Yield the batches that a version came by, each with its row: of its supply, and of what was announced since."""
    content = version.content
    yield content.supply.batch, content.supply.row
    for told in (*content.kin, *([content.announced] if content.announced is not None else ())):
        yield told.batch, told.row


def _must_be_sound(order: Order) -> None:
    faults = []
    if order.ground not in GROUNDS:
        faults.append(FieldError("/ground", "erasure.ground_unknown", "没有这种情形。", "No such ground."))
    if not 0 < len(order.reason.strip()) <= LONGEST:
        zh, en = f"请写明理由，不超过{LONGEST}字。", f"Say why, in at most {LONGEST} characters."
        faults.append(FieldError("/reason", "erasure.reason_shape", zh, en))
    elif mentions_resident_id(order.reason) or mentions_mobile(order.reason):
        zh, en = "理由中不能有证件号码或者手机号码。", "The reason may hold no number of a person."
        faults.append(FieldError("/reason", "erasure.reason_carries_identifier", zh, en))
    if faults:
        raise UnprocessableError("erasure.unsound", "填写内容有误。", "What was sent has faults.", errors=tuple(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureWork:
    """The record that is to be erased."""

    erases: Erasure
    means: Means
    now: datetime

    def portions(self, *, seam: int) -> Iterator[Portion]:  # noqa: ARG002 -- it has one
        """Yield the one portion."""
        yield Portion(1, self._take)

    def _take(self, batch: Batch, rehearsal: Rehearsal | None) -> Taken:
        """Erase the record, and each of its versions after it."""
        record = self._standing()
        row = record.content.supply.row
        judged = [Judged(row, Kind.REVOKE, None, record.record_id, record.version)]
        if record.content.status is Status.ERASED and record.content.act != batch.batch:
            judged = [Judged(row, Kind.UNCHANGED, None, record.record_id, record.version)]
        if rehearsal is not None:
            return Taken(counts_of(judged), (), judged, ())
        must_be_standing(batch, means=self.means)
        erased = self._erased(record, batch)
        held = self.means.library.history_of(erased.record_id)
        full = [version for version in held if version.content.status is not Status.ERASED]
        self._redact_receipts(full)  # before it is forgotten which batches they came by
        for version in full:
            left = versions.blank(version, act=batch.batch, salt=self.erases.salt)
            self.means.library.overwrite_replaced(left)
        before = self.means.library.history_of(erased.record_id)[-1]
        change = Change(before=before, after=erased, by=batch.ticket.certifier, role="department")
        return Taken(counts_of(judged), (change,) if erased.content.act == batch.batch else (), judged, ())

    def _redact_receipts(self, full: Sequence[Record]) -> None:
        """Take what receipts repeat of the rows that versions came from out of them, and out of their copies.

        Raises: BatchUnderWayError for a batch that is still to write its receipt.
        """
        rows: dict[str, set[int]] = {}
        for number, row in chain.from_iterable(map(_sources_of, full)):
            rows.setdefault(number, set()).add(row)
        for number, own in rows.items():
            batch = self.means.batches.find(number)
            if batch is None:
                continue
            if not batch.state.is_an_end:
                raise BatchUnderWayError(number)
            redact(batch, own, receipts=self.means.receipts)
            answer(batch, means=self.means)

    def _standing(self) -> Record:
        record = self.means.library.find(self.erases.record_id)
        if record is None:
            raise NotFoundError
        return record

    def _erased(self, record: Record, batch: Batch) -> Record:
        for _ in range(TRIES):
            if record.content.status is Status.ERASED:
                return record
            erased = versions.erased(record, act=batch.batch, at=self.now, salt=self.erases.salt)
            try:
                self.means.library.put(erased, over=record)
            except StaleVersionError:
                must_be_standing(batch, means=self.means)
                record = self._standing()
            else:
                return erased
        raise StaleVersionError

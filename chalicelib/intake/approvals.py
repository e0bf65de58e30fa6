"""Approvals (入库审批): whether a planned batch may be applied, by whose word, and how far it may reach.

sent by one ─▶ planned ─▶ let go on by another ─▶ applied                        the rule
                       └─▶ at once, where it is noted of the body                its practice
                       └─▶ by one more, where it reaches beyond the radius       any batch
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from msgspec import Struct

from chalicelib.catalogue.bases import bases
from chalicelib.errors import ConflictError, DataFileError, ForbiddenError, NotFoundError, StaleVersionError
from chalicelib.intake.batches import Approval, Batch, Message, State
from chalicelib.intake.means import Means
from chalicelib.intake.plans import CHANGING, PlanCounts
from chalicelib.intake.store import SupplierStore
from chalicelib.library.readers import Level, Reader
from chalicelib.terms import tables

_FILE = "intake/applying"
_NEVER_AT_ONCE = frozenset({Message.ERASURE, Message.RESYNC})
TRIES = 8


class Practice(Struct, frozen=True, kw_only=True):
    """How a body's batches are applied: at once or on a second person's word; who noted it, and when."""

    body: str
    version: int
    is_at_once: bool
    set_by: str
    set_at: datetime


class Tally(Struct, frozen=True, kw_only=True):
    """How many live records of an item a body's batches have brought, and the last batches counted in it.

    What a case withdrew is not taken off: it is a measure of how much a batch touches, and no figure to show.
    """

    body: str
    item: str
    version: int
    live: int
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """When a batch is applied. Units: shares in percent, terms in whole days."""

    at_once: bool
    share_percent: int
    at_least: int
    planned: timedelta
    undo: timedelta

    def is_beyond(self, touched: int, *, live: int) -> bool:
        """Say whether withdrawing or changing so many records of so many live ones is too much for one word."""
        return touched >= self.at_least and touched * 100 > self.share_percent * live


def rules_in(read: Mapping[str, Any]) -> Rules:
    """Return the rules that a table makes.

    Raises: DataFileError for a missing or unknown key, a basis that is not in the register, a number out of range.
    """
    raw = tables.strict(read, file=_FILE, required={"basis", "confirmed", "at_once", "radius", "terms"})
    bases().get(raw["basis"], file=_FILE, place="basis")
    tables.flag_of(raw["confirmed"], file=_FILE, key="confirmed")
    radius = tables.strict(raw["radius"], file=_FILE, key="radius", required={"share_percent", "at_least"})
    terms = tables.strict(raw["terms"], file=_FILE, key="terms", required={"planned_days", "undo_days"})
    return Rules(
        at_once=tables.flag_of(raw["at_once"], file=_FILE, key="at_once"),
        share_percent=_whole(radius, "share_percent", at_most=100),
        at_least=_whole(radius, "at_least"),
        planned=timedelta(days=_whole(terms, "planned_days")),
        undo=timedelta(days=_whole(terms, "undo_days")),
    )


@cache
def rules() -> Rules:
    """Return the platform's rules; read once."""
    return rules_in(tables.table(_FILE))


def _whole(read: Mapping[str, Any], key: str, *, at_most: int | None = None) -> int:
    value = read[key]
    is_whole = isinstance(value, int) and not isinstance(value, bool) and value > 0
    if not is_whole or (at_most is not None and value > at_most):
        raise DataFileError(_FILE, key, "is no whole number in range")
    return int(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a batch reaches, and how many persons must let it."""

    live: int
    touched: int
    is_beyond: bool
    approvals_needed: int


def reach_of(batch: Batch, counts: PlanCounts, *, suppliers: SupplierStore) -> Reach:
    """Return how far a batch reaches whose rows are all judged.

    What takes a batch back was asked for by another than who sent it; a zero report changes no record. What erases a
    record, and what states everything that is live, so that what it lacks ends, needs another in any case.
    """
    ticket = batch.ticket
    tally = suppliers.tally_of(ticket.body, ticket.item)
    live = max(tally.live, 0) if tally else 0
    touched = sum(getattr(counts, kind.value) for kind in CHANGING)
    is_beyond = rules().is_beyond(touched, live=live)
    return Reach(live=live, touched=touched, is_beyond=is_beyond, approvals_needed=_first(batch, suppliers) + is_beyond)


def _first(batch: Batch, suppliers: SupplierStore) -> int:
    message = batch.ticket.message
    if message in _NEVER_AT_ONCE:
        return 1
    if message is Message.UNDO or message is Message.ZERO_REPORT:
        return 0
    practice = suppliers.practice_of(batch.ticket.body)
    return 0 if (practice.is_at_once if practice else rules().at_once) else 1


def count_live(batch: Batch, *, suppliers: SupplierStore) -> None:
    """Count what a batch brought and took among its body's live records of its item; once, however often it is asked.

    Raises: StaleVersionError where others counted at every try.
    """
    body, item = batch.ticket.body, batch.ticket.item
    for _ in range(TRIES):
        tally = suppliers.tally_of(body, item)
        if tally is not None and batch.batch in tally.counted:
            return
        counted = (*(tally.counted if tally else ()), batch.batch)[-_REMEMBERED:]
        version, live = (tally.version, tally.live) if tally else (0, 0)
        new = Tally(body=body, item=item, version=version + 1, live=live + batch.live, counted=counted)
        try:
            suppliers.put_tally(new, over=tally)
        except StaleVersionError:
            continue
        return
    raise StaleVersionError


# More batches of one body and item than are ever applied at once.
_REMEMBERED = 100


def approve(number: str, *, by: Reader, means: Means, now: datetime) -> Batch:
    """Let a planned batch be applied, as one person; return it as it stands. Twice by the same person is once.

    Raises: NotFoundError for no such batch or another body's; ConflictError for one that is not planned;
            ForbiddenError for who sent it; StaleVersionError where others moved it at every try.
    """
    for _ in range(TRIES):
        batch = batch_for(number, by=by, means=means)
        if any(one.by == by.sub for one in batch.approvals):
            return batch
        if batch.state is not State.PLANNED:
            raise ConflictError(
                "upload.not_planned", "该批次不在待入库状态。", "The batch does not wait to be applied."
            )
        if batch.ticket.certifier == by.sub and batch.approvals_needed:
            raise own_file()
        approvals = (*batch.approvals, Approval(by=by.sub, role=by.role, at=now))
        approved = batch.moved(State.PLANNED, at=now, approvals=approvals, is_held=False)
        try:
            means.batches.put(approved, over=batch)
        except StaleVersionError:
            continue
        if approved.may_be_applied:
            means.admissions.send(number)
        return approved
    raise StaleVersionError


def batch_for(number: str, *, by: Reader, means: Means) -> Batch:
    """Return a batch to a member of the body whose it is, or to the centre; to anybody else it does not exist.

    Raises: NotFoundError.
    """
    batch = means.batches.find(number)
    if batch is None or not (by.level is Level.DESK or batch.ticket.body == by.body):
        raise NotFoundError
    return batch


def own_file() -> ForbiddenError:
    """Return the refusal for who would decide on what they sent themselves."""
    zh, en = "本人报送的批次应由他人办理。", "Somebody else than who sent the batch must do this."
    return ForbiddenError("upload.own_file", zh, en)


def practise(  # noqa: PLR0913 -- who, what and over which version comes by keyword
    body: str, *, is_at_once: bool, replaces: int, by: Reader, means: Means, now: datetime
) -> Practice:
    """Note how a body's batches are applied, in place of the version named, 0 for none; return what is noted.

    What says the same stays as it was noted.

    Raises: NotFoundError for a body that is not known; StaleVersionError where another version stands.
    """
    if body not in means.bodies:
        raise NotFoundError
    standing = means.suppliers.practice_of(body)
    if (standing.version if standing else 0) != replaces:
        raise StaleVersionError
    if standing is not None and standing.is_at_once == is_at_once:
        return standing
    new = Practice(body=body, version=replaces + 1, is_at_once=is_at_once, set_by=by.sub, set_at=now)
    means.suppliers.put_practice(new, over=standing)
    return new

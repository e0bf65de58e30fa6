"""Admission (归集入库): the flow from a file that came to a receipt. Read it from top to bottom.

    ticketed ─▶ planning ─▶ (portion judged ─▶ findings and plan kept ─▶ committed)… ─▶ plan, receipt ─▶ planned
             └─▶ receipt ─▶ refused               the file cannot be read, is not the one declared, or never came
    planned  ─▶ applying ─▶ (portion put ─▶ findings and what was made kept ─▶ announced ─▶ committed)…
             │                                    at once, or once somebody lets it (`approvals`)
             └─▶ lapsed                           nobody did
    applying ─▶ receipt ─▶ counted ─▶ applied ─▶ told to whoever looks at many records, who take it from then on

A portion is judged and put by the same code. What is put is judged anew: where it comes to something else than was
planned, the receipt says so. What undoes or erases is a batch like any other, and begins at planning.

Everything is done by what the batch says and by the file: a run that broke off anywhere is taken up by the next
message or the sweeper, and comes to the same end. Two runs at once do no harm: each commits over the version it
read, and who comes late goes on from what the other committed.
"""

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

import msgspec

from chalicelib.errors import StaleVersionError
from chalicelib.intake.approvals import Reach, count_live, reach_of, rules
from chalicelib.intake.batches import Batch, Counts, Fan, Message, State
from chalicelib.intake.chains import Chain
from chalicelib.intake.fanning import NEVER, Fanning, clear, is_large, missing_in, split
from chalicelib.intake.judged import Kind
from chalicelib.intake.made import Part as MadePart
from chalicelib.intake.made import live_by, made_in
from chalicelib.intake.means import Means
from chalicelib.intake.opening import can_come_no_more, get, work_of
from chalicelib.intake.plans import Planned
from chalicelib.intake.receipts import Parts, name_of, part_of, receipt_for
from chalicelib.intake.rulebook import finding
from chalicelib.intake.sending import give_up
from chalicelib.intake.stock import note_made
from chalicelib.intake.supplied import note_supply, supplied_with
from chalicelib.intake.systems.answering import answer
from chalicelib.intake.taking import TRIES, OvertakenError, Taken
from chalicelib.intake.works import FileWork, Portion, Work
from chalicelib.terms.findings import Finding

DECIDED_ANEW = "plan.decided_anew"


class UploadChangedError(Exception):
    """A failure: the file of a batch under way is gone, or no longer the one that was begun; names the batch.

    As long as it can still be sent it may come back; after that the batch is refused for the rows that are left.
    """


def admit(number: str, *, means: Means, now: datetime, chunk_rows: int, fanning: Fanning = NEVER) -> Batch:
    """Bring a batch to rest, from wherever it is, and return it; one at rest stays as it is.

    A batch whose file has not come yet stays ticketed, until nobody can send it any more; one that is planned and waits
    for a person stays planned, until it lapses; one of a large file that waits for its portions stays as it is.

    Units:  chunk_rows, rows between two commits.
    Raises: NotFoundError for no such batch; UploadChangedError; StaleVersionError where others moved it at every try.
    """
    for _ in range(TRIES):
        batch = get(number, means=means)
        try:
            return _carried_on(batch, means=means, now=now, chunk_rows=chunk_rows, fanning=fanning)
        except (OvertakenError, StaleVersionError):
            continue
    raise StaleVersionError


def _carried_on(batch: Batch, *, means: Means, now: datetime, chunk_rows: int, fanning: Fanning) -> Batch:
    """Do one step after the other, until the batch is at rest or waits: for its file, or for portions of it."""
    while True:
        if batch.is_at_rest:
            if not _has_waited_too_long(batch, now):
                return batch
            batch = _lapsed(batch, means=means, now=now)
        elif batch.state.is_an_end:
            batch = _told(batch, means=means, now=now)
        elif batch.state is State.PLANNED:
            batch = _begun(batch, means=means, now=now)
        elif batch.fan is not None and (missing := missing_in(batch, means=means)):
            return _sent(batch, batch.fan, missing, means=means, now=now, fanning=fanning)
        else:
            after = _worked_off(batch, means=means, now=now, chunk_rows=chunk_rows, fanning=fanning)
            if after is batch:
                return batch
            batch = after


def _worked_off(batch: Batch, *, means: Means, now: datetime, chunk_rows: int, fanning: Fanning) -> Batch:
    """Judge what a batch has to do and plan it, or put it; the batch itself where its file has not come yet."""
    with ExitStack() as kept:  # the file stays open for as long as its rows are walked
        work, faults = work_of(batch, means=means, now=now, chunk_rows=chunk_rows, kept=kept)
        return _worked(batch, work, faults, means=means, now=now, fanning=fanning)


def _worked(  # noqa: PLR0913 -- what a flow's step needs comes by keyword
    batch: Batch, work: Work | None, faults: list[Finding], *, means: Means, now: datetime, fanning: Fanning
) -> Batch:
    if work is None and not faults:
        return batch
    if work is None and batch.state is State.APPLYING:
        if not can_come_no_more(batch, now):
            raise UploadChangedError(batch.batch)
        faults = [finding("file.changed_under_way", rows_done=batch.rows_done)]
    if work is None:
        return _refused(batch, faults, means=means, now=now)
    if batch.state is State.TICKETED:
        batch = _committed(batch.moved(State.PLANNING, at=now, planned_from=now), over=batch, means=means)
    if type(work) is FileWork and not batch.rows_done and is_large(work, fanning):
        return _fanned_out(batch, work, means=means, now=now, fanning=fanning)
    if batch.state is State.APPLYING:
        return _applied(batch, work, means=means, now=now)
    return _planned(batch, work, means=means, now=now)


def _fanned_out(batch: Batch, work: FileWork, *, means: Means, now: datetime, fanning: Fanning) -> Batch:
    """Cut a large file into pieces, for functions to take ahead; they are sent once the batch says which."""
    if batch.state is State.APPLYING:
        means.announce_begun(batch.batch)
    fan = split(batch, work, size=fanning.portion_rows)
    return _committed(batch.moved(batch.state, at=now, fan=fan), over=batch, means=means)


def _sent(  # noqa: PLR0913 -- what a flow's step needs comes by keyword
    batch: Batch, fan: Fan, missing: list[int], *, means: Means, now: datetime, fanning: Fanning
) -> Batch:
    """Send the portions that nothing came of yet, unless they were sent not long ago."""
    if fan.sent_at is not None and now - fan.sent_at < fanning.sent_again_after:
        return batch
    means.portion_queue.send(batch.batch, missing)
    sent = msgspec.structs.replace(fan, sent_at=now)
    return _committed(batch.moved(batch.state, at=now, fan=sent), over=batch, means=means)


# --- Plan -----------------------------------------------------------------------------------------------------------


def _planned(batch: Batch, work: Work, *, means: Means, now: datetime) -> Batch:
    """Judge every portion, and keep the plan and its receipt."""
    parts, plan = Parts(batch.batch, means.receipts), Planned(batch.batch, means.receipts)
    rehearsal = plan.rehearsal(batch.plan)
    for portion in work.portions(seam=batch.rows_done):
        if portion.last <= batch.rows_done:
            continue
        taken = portion.take(batch, rehearsal)
        batch = _committed(
            batch.moved(
                State.PLANNING,
                at=now,
                plan=plan.add(taken.judged, rehearsal.taken(), previous=batch.plan, days=taken.days),
                **_progress(batch, portion, taken, parts=parts),
            ),
            over=batch,
            means=means,
        )
    reach = reach_of(batch, plan.counts(batch.plan), suppliers=means.suppliers)
    needed, is_held = reach.approvals_needed, batch.ticket.dry_run
    clear(batch, means=means)
    planned = batch.moved(State.PLANNED, at=now, approvals_needed=needed, is_held=is_held, fan=None)
    planned = msgspec.structs.replace(planned, planned_as=_kept_plan(planned, plan, reach, now=now))
    means.receipts.put(name_of(planned), receipt_for(planned, parts.up_to(batch.findings)))
    answer(planned, means=means)
    return _committed(planned, over=batch, means=means)


def _progress(batch: Batch, portion: Portion, taken: Taken, *, parts: Parts) -> dict[str, object]:
    """Keep what was found in a portion, and return how far the batch is with it."""
    return {
        "counts": batch.counts.plus(taken.counts),
        "rows_done": portion.last,
        "findings": parts.add(
            part_of(
                taken.findings,
                previous=batch.findings,
                quoting=taken.quoting,
                room=parts.room_behind(batch.findings),
            )
        ),
    }


def _kept_plan(batch: Batch, plan: Planned, reach: Reach, *, now: datetime) -> str:
    """Keep a plan, and return its name."""
    return plan.put(
        batch,
        judged_from=batch.planned_from or now,
        judged_until=now,
        live=reach.live,
        withdraws_or_changes=reach.touched,
        is_beyond_radius=reach.is_beyond,
        approvals_needed=reach.approvals_needed,
    )


def _has_waited_too_long(batch: Batch, now: datetime) -> bool:
    return batch.state is State.PLANNED and now - batch.moved_at > rules().planned


def _lapsed(batch: Batch, *, means: Means, now: datetime) -> Batch:
    """Give up a plan that nobody let go on; its receipt says so, and nothing of it was ever put."""
    lapsed = batch.moved(State.LAPSED, at=now, reason="plan.lapsed", is_untold=batch.ticket.is_exchanged)
    means.receipts.put(name_of(lapsed), receipt_for(lapsed, Parts(batch.batch, means.receipts).up_to(batch.findings)))
    return _committed(lapsed, over=batch, means=means)


# --- Apply ----------------------------------------------------------------------------------------------------------


def _begun(batch: Batch, *, means: Means, now: datetime) -> Batch:
    """Begin to apply a plan: counts and findings begin anew, for it is judged anew."""
    begun = batch.moved(
        State.APPLYING,
        at=now,
        counts=Counts(),
        rows_done=0,
        findings=None,
        planned_findings=batch.findings,
        supplied=supplied_with(batch, means=means),
    )
    return _committed(begun, over=batch, means=means)


def _applied(batch: Batch, work: Work, *, means: Means, now: datetime) -> Batch:
    """Put every portion, keep what was made and announce it, and bring the batch to its end."""
    parts, made = Parts(batch.batch, means.receipts), Chain(batch.batch, means.receipts, MadePart)
    planned = Planned(batch.batch, means.receipts).verdicts(batch.plan)
    if _is_told_as_a_whole(batch):
        means.announce_begun(batch.batch)
    for portion in work.portions(seam=batch.rows_done):
        if portion.last <= batch.rows_done:
            continue
        taken = _with_news(portion.take(batch, None), planned)
        name, ahead = batch.made, taken.ahead
        versions, live = ahead or (made_in(taken.changes), live_by(taken.changes, taken.judged, ticket=batch.ticket))
        if versions and _is_told_as_a_whole(batch):
            name = made.add(MadePart(previous=batch.made, versions=tuple(versions)))
        if taken.changes:
            means.announce(taken.changes)
        progress = _progress(batch, portion, taken, parts=parts)
        done = batch.moved(State.APPLYING, at=now, made=name, live=batch.live + live, **progress)
        batch = _committed(done, over=batch, means=means)
    clear(batch, means=means)
    applied = batch.moved(State.APPLIED, at=now, is_untold=_is_told_as_a_whole(batch), fan=None)
    means.receipts.put(name_of(applied), receipt_for(applied, parts.up_to(batch.findings)))
    count_live(applied, suppliers=means.suppliers)
    note_supply(applied, means=means)
    return _committed(applied, over=batch, means=means)


def _is_told_as_a_whole(batch: Batch) -> bool:
    """Say whether a batch counts for who looks at many records once it is whole; what is erased is gone at once."""
    return batch.ticket.message is not Message.ERASURE


def _with_news(taken: Taken, planned: Mapping[int, Collection[Kind]]) -> Taken:
    """Return what was put with a word on each row that came to something else than was planned."""
    anew = [one.row for one in taken.judged if one.kind not in planned.get(one.row, (one.kind,))]
    return replace(taken, findings=[*taken.findings, *(finding(DECIDED_ANEW, row=row or None) for row in anew)])


def _refused(batch: Batch, faults: list[Finding], *, means: Means, now: datetime) -> Batch:
    """Refuse a file; of one that was only judged so far nothing was put, and no row came to anything."""
    is_untold = batch.state is State.APPLYING or batch.ticket.is_exchanged
    told: dict[str, object] = {"reason": faults[0].code, "is_untold": is_untold}
    if batch.state is not State.APPLYING:
        told |= {"counts": Counts(), "rows_done": 0, "findings": None}
    refused = batch.moved(State.REFUSED, at=now, **told)
    give_up(batch, means=means)
    parts = Parts(batch.batch, means.receipts).up_to(refused.findings, besides=faults)
    means.receipts.put(name_of(refused), receipt_for(refused, parts))
    return _committed(refused, over=batch, means=means)


def _told(batch: Batch, *, means: Means, now: datetime) -> Batch:
    """Tell whoever looks at many records of a batch at its end: from now on they take it; and who sent it."""
    answer(batch, means=means)
    made = Chain(batch.batch, means.receipts, MadePart)
    changed = (one.record_id for _, part in made.backwards(batch.made) for one in part.versions)
    means.announce_whole(batch.batch, changed)
    note_made(batch, means=means, now=now)
    return _committed(batch.moved(batch.state, at=now, is_untold=False), over=batch, means=means)


def _committed(batch: Batch, *, over: Batch, means: Means) -> Batch:
    means.batches.put(batch, over=over)
    return batch

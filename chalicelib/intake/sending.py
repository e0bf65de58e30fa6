"""Sending in parts (分段上传): a file that is too large for one form goes up part by part, and is joined when all came.

    ticket ─▶ upload begun in the bucket ─▶ batch put ─▶ (links to what is missing ─▶ parts put)… ─▶ joined ─▶ it came
                                                    └─▶ given up: nobody can send it any more

An upload that no batch names is given up by the bucket itself. Which parts came, the bucket alone says. So what broke
off is gone on with by asking for links again, and joining again is joining once: what is joined is the file of its
batch, whose size and hash are looked at like those of any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.errors import ConflictError
from chalicelib.intake.batches import Batch, Sending, State
from chalicelib.intake.means import Means
from chalicelib.intake.store import SentPart
from chalicelib.intake.tickets import batch_of

SENDING_TAKES = timedelta(hours=6)
LINKS_AT_ONCE = 50
_LINK_SECONDS = 3600
_NAMED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Link:
    """Where a part is put, with the bytes of the file that it is. Units: bytes; `first` counted from 0."""

    number: int
    first: int
    size_bytes: int
    url: str


def links_for(number: str, *, body: str, means: Means, now: datetime) -> tuple[Batch, Sequence[Link]]:
    """Return a batch, and where to put the next parts that have not come; none once all have.

    Raises: NotFoundError for no such batch, or another body's; ConflictError for one that is not sent in parts, or
            whose ticket has ended.
    """
    batch, sending = _sent_in_parts(number, body=body, means=means)
    if batch.state is not State.TICKETED or now - batch.ticketed_at > SENDING_TAKES:
        raise ConflictError("upload.ticket_ended", "上传凭证已失效，请重新取得。", "The ticket has ended.")
    came = means.uploads.parts_of(number, sending.upload)
    missing = [] if came is None else _missing(batch, sending, came)
    return batch, [_link_to(one, batch, sending, means=means) for one in missing[:LINKS_AT_ONCE]]


def join(number: str, *, body: str, means: Means) -> Batch:
    """Join the parts of a batch's file, and return the batch; joined again it stays as it is.

    Raises: NotFoundError; ConflictError for one that is not sent in parts, or while parts are missing.
    """
    batch, sending = _sent_in_parts(number, body=body, means=means)
    came = means.uploads.parts_of(number, sending.upload)
    if came is None:  # joined already, or given up: the batch says which
        return batch
    missing = _missing(batch, sending, came)
    if missing:
        named = "、".join(map(str, missing[:_NAMED_AT_MOST]))
        zh = f"还有{len(missing)}个分段没有收到或者大小不符：{named}。"
        raise ConflictError("upload.parts_missing", zh, f"{len(missing)} parts have not come whole.")
    wanted = range(1, _count(batch, sending) + 1)
    means.uploads.join_parts(number, sending.upload, [one for one in came if one.number in wanted])
    return batch


def give_up(batch: Batch, *, means: Means) -> None:
    """Drop the parts that came of a file which is not taken any more."""
    if batch.sending is not None:
        means.uploads.drop_parts(batch.batch, batch.sending.upload)


def _sent_in_parts(number: str, *, body: str, means: Means) -> tuple[Batch, Sending]:
    batch = batch_of(number, body=body, means=means)
    if batch.sending is None:
        raise ConflictError("upload.not_in_parts", "该批次的文件不分段上传。", "The batch is not sent in parts.")
    return batch, batch.sending


def _count(batch: Batch, sending: Sending) -> int:
    return -(-batch.ticket.size_bytes // sending.part_bytes)


def _size_of(number: int, batch: Batch, sending: Sending) -> int:
    return min(sending.part_bytes, batch.ticket.size_bytes - (number - 1) * sending.part_bytes)


def _missing(batch: Batch, sending: Sending, came: Sequence[SentPart]) -> list[int]:
    """Return the parts that have not come, or in another size than they have."""
    sizes = {one.number: one.size_bytes for one in came}
    every = range(1, _count(batch, sending) + 1)
    return [number for number in every if sizes.get(number) != _size_of(number, batch, sending)]


def _link_to(number: int, batch: Batch, sending: Sending, *, means: Means) -> Link:
    url = means.uploads.link_to_part(batch.batch, sending.upload, number, seconds=_LINK_SECONDS)
    return Link(number, (number - 1) * sending.part_bytes, _size_of(number, batch, sending), url)

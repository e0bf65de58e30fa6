"""A large file sent in parts: where the next ones are put, and that all are there."""

from msgspec import Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, SYSTEM
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.api.uploads import BatchState, answer_with, own_batch
from chalicelib.intake import sending


class PartLink(Struct, frozen=True, kw_only=True):
    """Where to PUT a part, without any other header: the bytes of the file from `first` on, as many as said.

    Units: first and size_bytes are bytes, first counted from 0; the link is good for an hour.
    """

    number: int
    first: int
    size_bytes: int
    url: str


class PartsToSend(Struct, frozen=True, kw_only=True):
    """The next parts that have not come, at most fifty; none when all have, and are to be joined."""

    batch: str
    parts: tuple[PartLink, ...]


def links(call: Call, *, batch: str) -> Answer:
    """Give the places of the parts that have not come yet."""
    body = own_batch(call, batch).ticket.body
    found, missing = sending.links_for(batch, body=body, means=call.services, now=call.now)
    parts = tuple(
        PartLink(number=one.number, first=one.first, size_bytes=one.size_bytes, url=one.url) for one in missing
    )
    return Answer(content=PartsToSend(batch=batch, parts=parts), look=AT_NOTHING, act=found.batch)


def joining(call: Call, *, batch: str) -> Answer:
    """Join the parts of a file, now that all are there; asked for again, they are joined."""
    return answer_with(sending.join(batch, body=own_batch(call, batch).ticket.body, means=call.services))


_SENDERS = {OFFICE: DEPARTMENT | SYSTEM}

ROUTES = (
    Route(
        method="GET",
        path="/v1/uploads/{batch}/parts",
        zh="分段上传：还要发送哪些分段，发送到哪里",
        view=links,
        serves=_SENDERS,
        gives=PartsToSend,
        refuses=("upload.not_in_parts", "upload.ticket_ended"),
    ),
    Route(
        method="POST",
        path="/v1/uploads/{batch}/parts",
        zh="分段上传：各分段已发送完毕",
        view=joining,
        serves=_SENDERS,
        gives=BatchState,
        refuses=("upload.not_in_parts", "upload.parts_missing"),
    ),
)

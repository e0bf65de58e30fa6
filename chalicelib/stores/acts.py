"""Acts that are no cases, in DynamoDB: tips, complaints, findings, incidents; one table each, one shape.

Two sparse indexes: `queue` holds what somebody must act on, `told` what is told to somebody.
"""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from chalicelib.errors import NotFoundError
from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import bound, instant, put_over


class Kept(Protocol):
    """What every act says of itself for its place in the table."""

    @property
    def version(self) -> int:
        """The version that stands."""

    @property
    def filed_at(self) -> datetime:
        """When it was filed, by which its lists are in order."""

    @property
    def queue(self) -> str | None:
        """Who must act on it, if anybody."""

    @property
    def told_to(self) -> str | None:
        """Who is told of it, if anybody."""


_Act = TypeVar("_Act", bound=Kept)


class ActsInQueue(GlobalSecondaryIndex["ActItem"]):  # type: ignore[no-untyped-call]
    """Acts that somebody must act on, in order of time."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "queue"
        projection = KeysOnlyProjection()

    queue = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class ActsTold(GlobalSecondaryIndex["ActItem"]):  # type: ignore[no-untyped-call]
    """Acts that are told to somebody, in order of time."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "told"
        projection = KeysOnlyProjection()

    told_to = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class ActItem(Model):
    """An act. Shape: {act: "JB…", version: 2, body: "{…}", place: "2026…#JB…", queue: "tips", told_to: "m~9151…"}."""

    act = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    body = UnicodeAttribute()
    place = UnicodeAttribute()
    queue = UnicodeAttribute(null=True)
    told_to = UnicodeAttribute(null=True)
    by_queue = ActsInQueue()
    by_told = ActsTold()


class DynamoActs(Generic[_Act]):
    """Acts of one kind, found by number, by who must act on them, and by who is told of them."""

    def __init__(self, client: Any, table: str, *, kind: type[_Act], number: str) -> None:
        """Take the client, the table's full name, the acts' shape, and the name of the field with their number."""
        self._model = bound(ActItem, client=client, table=table)
        self._decoder: msgspec.json.Decoder[_Act] = msgspec.json.Decoder(kind)
        self._number_of = attrgetter(number)

    def find(self, number: str) -> _Act | None:
        """Return an act by one consistent read."""
        try:
            return self._decoder.decode(self._model.get(number, consistent_read=True).body)
        except self._model.DoesNotExist:
            return None

    def put(self, new: _Act, *, over: _Act | None) -> None:
        """Put an act over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there;
                ValueError for a version that does not follow the one it is put over.
        """
        item = self._model(
            self._number_of(new),
            version=new.version,
            body=encoded(new),
            place=self._place_of(new),
            queue=new.queue,
            told_to=new.told_to,
        )
        put_over(item, over=over.version if over else None)

    def waiting(self, queue: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of what a queue must act on, oldest first, from behind an act (an index: a hint).

        Raises: NotFoundError when there is no act `after`.
        """
        behind = self._model.place > self._place_after(after) if after else None
        return [item.act for item in self._model.by_queue.query(queue, behind, limit=limit)]

    def about(self, subject: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the acts that are told to a subject, newest first, from behind an act.

        Raises: NotFoundError when there is no act `after`.
        """
        before = self._model.place < self._place_after(after) if after else None
        found = self._model.by_told.query(subject, before, limit=limit, scan_index_forward=False)
        return [item.act for item in found]

    def _place_after(self, number: str) -> str:
        last = self.find(number)
        if last is None:
            raise NotFoundError
        return self._place_of(last)

    def _place_of(self, act: _Act) -> str:
        return f"{instant(act.filed_at)}#{self._number_of(act)}"

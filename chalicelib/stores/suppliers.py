"""What is noted of bodies as suppliers, in the table of supplies: how their batches are applied, and what they hold.

Shape: {item: "practice#", body: "zy-scjgj", version: 1, kept: "{…}"}
       {item: "tally#administrative_penalty", body: "zy-scjgj", version: 12, kept: "{…}"}
       {item: "made#administrative_penalty#zy-scjgj", body: "zy-scjgj-20261123-7f3k9m2c", kept: "{…}"}

No item of the catalogue has a number sign in its id, so none of these is ever met where last supplies are looked for.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from chalicelib.errors import StaleVersionError
from chalicelib.intake.approvals import Practice, Tally
from chalicelib.intake.stock import Noted
from chalicelib.stores.contents import encoded
from chalicelib.stores.items import Items, item_of

_PRACTICE = "practice#"
_Kept = TypeVar("_Kept", bound=Struct)


class DynamoSuppliers:
    """Practices and tallies."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the full name of the table of supplies."""
        self._items = Items(client, table, key="item")

    def practice_of(self, body: str) -> Practice | None:
        """Return how a body's batches are applied, by one consistent read; None where nothing is noted."""
        return self._found(_PRACTICE, body, Practice)

    def put_practice(self, new: Practice, *, over: Practice | None) -> None:
        """Put a practice over the version that was read, or as new. Raises: StaleVersionError."""
        self._put(_PRACTICE, new, over=over)

    def tally_of(self, body: str, item: str) -> Tally | None:
        """Return how many live records a body has of an item, by one consistent read; None where none was counted."""
        return self._found(_tally(item), body, Tally)

    def put_tally(self, new: Tally, *, over: Tally | None) -> None:
        """Put a tally over the version that was read, or as new. Raises: StaleVersionError."""
        self._put(_tally(new.item), new, over=over)

    def note_made(self, body: str, item: str, noted: Noted) -> None:
        """Note what a batch of a body made of an item; noted again, it stays."""
        self._items.add(item_of(item=_made(body, item), body=noted.batch, kept=encoded(noted)))

    def made_of(self, body: str, item: str) -> Sequence[Noted]:
        """Return what is noted of a body's batches of an item, in the order of their numbers; read consistently."""
        found = self._items.all(_made(body, item), ConsistentRead=True)
        return [msgspec.json.decode(each["kept"]["S"], type=Noted) for each in found]

    def _found(self, name: str, body: str, kind: type[_Kept]) -> _Kept | None:
        found = self._items.find(item=name, body=body)
        return None if found is None else msgspec.json.decode(found["kept"]["S"], type=kind)

    def _put(self, name: str, new: Practice | Tally, *, over: Practice | Tally | None) -> None:
        item = item_of(item=name, body=new.body, version=new.version, kept=encoded(new))
        was_put = self._items.add(item) if over is None else self._items.replace(item, version=over.version)
        if not was_put and self._items.find(item=name, body=new.body) != item:
            raise StaleVersionError


def _made(body: str, item: str) -> str:
    return f"made#{item}#{body}"


def _tally(item: str) -> str:
    return f"tally#{item}"

"""The blocks of the ledger, and what belongs to them, in DynamoDB. Nothing but progress is ever put over.

Shape: {chain: "0a", place: "0000000012", header: "{…}", body: "[…]" or packed: b"…"}      a block
       {chain: "0a-20261123T1905", place: "0000000012", entries: "9f0c… 77ab…"}            what it took of a slot
       {chain: "heads", place: "0000000007", body: "{…}"}                                  a signed head
       {chain: "progress", place: "0a#seal", body: "{…}"}                                  how far a work has come
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec

from chalicelib.ledger.blocks import Block, Gathered
from chalicelib.ledger.heads import Head
from chalicelib.ledger.progress import Progress
from chalicelib.stores.contents import encoded, packed, unpacked
from chalicelib.stores.items import Item, Items, Range, item_of

_HEADS, _PROGRESS = "heads", "progress"
_gathered_in = msgspec.json.Decoder(tuple[Gathered, ...]).decode
_head_in = msgspec.json.Decoder(Head).decode
_progress_in = msgspec.json.Decoder(Progress).decode


class DynamoChain:
    """The blocks of every shard, what is told of them by slot, and the signed heads."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._items = Items(client, table, key="chain")

    def add(self, block: Block) -> bool:
        """Put a block under its number unless one stands there; say whether this very block stands there now."""
        told = block.told
        gathered = packed(msgspec.json.encode(block.gathered).decode())
        item = item_of(chain=told.shard, place=_place(told.number), header=block.header, **gathered)
        return self._items.add(item) or self.find(told.shard, told.number) == block

    def find(self, shard: str, number: int) -> Block | None:
        """Return a block, by one consistent read."""
        item = self._items.find(chain=shard, place=_place(number))
        return _block_in(item) if item else None

    def last(self, shard: str) -> Block | None:
        """Return the block of a shard with the highest number, read consistently."""
        item = self._last_item(shard)
        return _block_in(item) if item else None

    def following(self, shard: str, number: int) -> Iterator[Block]:
        """Yield the blocks of a shard behind a number, in their order."""
        behind = Range(name="place", operator=">", value=_place(number))
        return (_block_in(item) for item in self._items.all(shard, behind, ConsistentRead=True))

    def tell(self, block: Block) -> None:
        """Tell of each slot which of its entries a block gathered; told again, it stays as it is."""
        for slot, leaves in block.gathered:
            entries = " ".join(leaf.entry for leaf in leaves)
            self._items.put(item_of(chain=slot, place=_place(block.told.number), entries=entries))

    def told_of(self, slot: str) -> Mapping[str, int]:
        """Return the entries of a slot that were gathered, each with its block's number, read consistently."""
        return {
            entry: int(item["place"]["S"])
            for item in self._items.all(slot, ConsistentRead=True)
            if "entries" in item
            for entry in item["entries"]["S"].split(" ")
        }

    def progress(self, shard: str, work: str) -> Progress:
        """Return how far a work has come with a shard; nowhere, where nothing was noted."""
        item = self._items.find(chain=_PROGRESS, place=f"{shard}#{work}")
        return _progress_in(item["body"]["S"]) if item else Progress()

    def note(self, shard: str, work: str, progress: Progress) -> None:
        """Note how far a work has come with a shard."""
        self._items.put(item_of(chain=_PROGRESS, place=f"{shard}#{work}", body=encoded(progress)))

    def add_head(self, head: Head) -> bool:
        """Put a signed head under its number unless one stands there; say whether this very head stands there now."""
        number = head.told.number
        item = item_of(chain=_HEADS, place=_place(number), body=encoded(head))
        return self._items.add(item) or self.head(number) == head

    def head(self, number: int) -> Head | None:
        """Return a signed head, by one consistent read."""
        item = self._items.find(chain=_HEADS, place=_place(number))
        return _head_in(item["body"]["S"]) if item else None

    def last_head(self) -> Head | None:
        """Return the signed head with the highest number, read consistently."""
        item = self._last_item(_HEADS)
        return _head_in(item["body"]["S"]) if item else None

    def heads(self, *, limit: int, before: int | None = None) -> Sequence[Head]:
        """Return signed heads, newest first, from below a number."""
        below = Range(name="place", operator="<", value=_place(before)) if before is not None else None
        items = self._items.all(_HEADS, below, Limit=limit, ScanIndexForward=False)
        return [_head_in(item["body"]["S"]) for item in islice(items, limit)]

    def _last_item(self, chain: str) -> Item | None:
        items, _ = self._items.page(chain, ConsistentRead=True, Limit=1, ScanIndexForward=False)
        return items[0] if items else None


def _place(number: int) -> str:
    return f"{number:010d}"


def _block_in(item: Item) -> Block:
    return Block(header=item["header"]["S"], gathered=_gathered_in(unpacked(item)))

"""What is asked of the ledger's table."""

from typing import Protocol

from chalicelib.ledger.entries import Entry


class LedgerStore(Protocol):
    """The ledger; what is in it is never changed."""

    def put(self, entry: Entry) -> None:
        """Commit an entry; an entry that is there already stays as it is."""

    def find(self, slot: str, entry: str) -> Entry | None:
        """Return one entry."""

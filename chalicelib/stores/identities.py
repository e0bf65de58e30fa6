"""Identity documents' keyed hashes in DynamoDB.

Shape: {document: "v1:4be1…", reference: "PERSON-…"}
"""

from typing import Any

from chalicelib.stores.items import Items, item_of


class DynamoIdentities:
    """Keyed hashes of identity documents, and the random references of the persons they belong to."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._items = Items(client, table, key="document")

    def find(self, document: str) -> str | None:
        """Return the reference a document hash belongs to, by one consistent read."""
        item = self._items.find(document=document)
        return item["reference"]["S"] if item else None

    def add(self, document: str, reference: str) -> str:
        """Tie a document hash to a reference unless it has one; return the one that stands.

        Raises: RuntimeError for a tie that vanished meanwhile; a tie is never taken away.
        """
        if self._items.add(item_of(document=document, reference=reference)):
            return reference
        standing = self.find(document)
        if standing is None:
            message = "an identity document lost its reference"
            raise RuntimeError(message)
        return standing

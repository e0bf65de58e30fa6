"""The bucket of receipts. Shape: key "receipts/<batch>.json"."""

from typing import Any

from chalicelib.stores.objects import Objects


class BucketReceipts:
    """Receipts, one a batch."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._objects = Objects(client, bucket)

    def put(self, batch: str, receipt: bytes) -> None:
        """Keep a receipt, in place of an earlier one of the same batch."""
        self._objects.put(_key_of(batch), receipt, content_type="application/json")

    def find(self, batch: str) -> bytes | None:
        """Return a receipt."""
        return self._objects.find(_key_of(batch))


def _key_of(batch: str) -> str:
    return f"receipts/{batch}.json"

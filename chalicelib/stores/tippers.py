"""Who reported, in a table of its own and sealed under a key of its own; nothing else is kept there.

The public's deployment may put and seal, the office's find and open; neither may do both. The key never leaves the
service: each sealing and each opening is a call, and a tip is rare.

Shape: {tip: "JB20261123-…", sealed: b"…"}
"""

from typing import Any

from chalicelib.stores.items import Items, item_of

PURPOSE = "tipper"


class DynamoTippers:
    """Sealed tippers by the number of the tip."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._items = Items(client, table, key="tip")

    def add(self, tip: str, sealed: bytes) -> None:
        """Keep a sealed tipper under a number that has none yet; the first one stays."""
        self._items.add(item_of(tip=tip, sealed=sealed))

    def find(self, tip: str) -> bytes | None:
        """Return a sealed tipper, by one consistent read."""
        item = self._items.find(tip=tip)
        return bytes(item["sealed"]["B"]) if item else None


class KmsVault:
    """The key of tippers; what is sealed for one tip opens for no other."""

    def __init__(self, client: Any, key: str) -> None:
        """Take the client and the key's id or alias."""
        self._client, self._key = client, key

    def sealed(self, text: str, *, place: str) -> bytes:
        """Return a text sealed for one place."""
        answer = self._client.encrypt(KeyId=self._key, Plaintext=text.encode(), EncryptionContext=_context_of(place))
        return bytes(answer["CiphertextBlob"])

    def opened(self, sealed: bytes, *, place: str) -> str:
        """Return the text again; the service refuses what was sealed for another place."""
        answer = self._client.decrypt(CiphertextBlob=sealed, EncryptionContext=_context_of(place))
        plain: bytes = answer["Plaintext"]
        return plain.decode()


def _context_of(place: str) -> dict[str, str]:
    return {"purpose": PURPOSE, "tip": place}

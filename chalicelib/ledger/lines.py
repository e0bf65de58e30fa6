"""Lines of the ledger: an entry in the very words it was committed in, and the salted hash that stands for it.

What is hashed is never written anew: a shape that grows later changes no hash that was given. The salt keeps an
entry that can be guessed from being found out by its hash, which anyone may hold.

Shape:  reference "0a-20261123T1905-9f0c…", hash SHA-256(00 ‖ salt ‖ body) in hex
Source: RFC 9162 §2.1.1 (a leaf and a node are hashed under different first bytes).
"""

import hashlib

import msgspec
from msgspec import Struct

from chalicelib.ledger.entries import Entry

_LEAF = b"\x00"
_entry_in = msgspec.json.Decoder(Entry).decode


class Line(Struct, frozen=True, kw_only=True):
    """One committed entry. Shape: slot "0a-20261123T1905", entry "9f0c…", salt 32 hex digits, body "{…}"."""

    slot: str
    entry: str
    salt: str
    body: str

    @property
    def reference(self) -> str:
        """Return what names it to whoever holds an answer. Shape: "0a-20261123T1905-9f0c…"."""
        return f"{self.slot}-{self.entry}"

    @property
    def sha256(self) -> str:
        """Return the hash that stands for it in a block. Shape: 64 hex digits."""
        return hashlib.sha256(b"".join((_LEAF, bytes.fromhex(self.salt), self.body.encode()))).hexdigest()

    @property
    def told(self) -> Entry:
        """Return the entry."""
        return _entry_in(self.body)

    def says(self, entry: Entry) -> bool:
        """Say whether it is the line of an entry, which may have been made again at another instant."""
        told = self.told
        return msgspec.structs.replace(told, at=entry.at) == entry


def line_of(entry: Entry, *, salt: bytes) -> Line:
    """Return the line that an entry is committed as. Units: salt of 16 random bytes."""
    return Line(slot=entry.slot, entry=entry.entry, salt=salt.hex(), body=msgspec.json.encode(entry).decode())


def place_in(reference: str) -> tuple[str, str]:
    """Return slot and entry id that a reference names; of what is none, a place where nothing stands."""
    slot, _, entry = reference.rpartition("-")
    return slot or "-", entry or "-"

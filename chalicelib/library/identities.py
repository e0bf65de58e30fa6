"""How a person is found without their number being kept in clear.

A person's key is a random reference. The reference is found under a keyed hash of document type
and number, whose key has a version, so that the key can change without touching a record. The
number itself is kept sealed in the person's profile alone.


"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Protocol

_NONCE_BYTES = 12


class IdentityStore(Protocol):
    """Keyed hashes of identity documents, and the random references of the persons they belong to."""

    def find(self, document: str) -> str | None:
        """Return the reference a document hash belongs to, by one consistent read."""

    def add(self, document: str, reference: str) -> str:
        """Tie a document hash to a reference unless it has one; return the one that stands."""


@dataclass(frozen=True, slots=True, repr=False)
class Documents:
    """Makes the keyed hash of an identity document.

    Shape: "v1:" and 64 hex digits.
    """

    version: str
    key: bytes

    def hash_of(self, document_type: str, number: str) -> str:
        """Return the keyed hash under which a person's reference is found; HMAC-SHA256."""
        digest = hmac.new(self.key, f"{document_type}\x1f{number}".encode(), hashlib.sha256)
        return f"{self.version}:{digest.hexdigest()}"


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """Encrypts what one place alone may hold; AES-256-GCM, the place is bound in as associated data."""

    key: bytes

    def sealed(self, text: str, *, place: str) -> str:
        """Return the text encrypted for one place. Shape: base64 of nonce and ciphertext."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_BYTES)
        return base64.b64encode(nonce + AESGCM(self.key).encrypt(nonce, text.encode(), place.encode())).decode()

    def opened(self, sealed: str, *, place: str) -> str:
        """Return the text again. Raises: InvalidTag where it was sealed for another place or was altered."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        raw = base64.b64decode(sealed)
        return AESGCM(self.key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()

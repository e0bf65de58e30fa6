"""Data keys, kept wrapped in the settings and unwrapped by KMS once per container; no call a row."""

import base64
from typing import Any

from chalicelib.library.identities import Documents, Seal

KEY_BYTES = 32


def context_of(purpose: str) -> dict[str, str]:
    """Return what a key was wrapped with besides, so that a key cannot be put in another's place."""
    return {"purpose": purpose}


def unwrapped(client: Any, wrapped: str, *, purpose: str) -> bytes:
    """Return a data key.

    Shape:  wrapped is KMS ciphertext in base64, purpose "identity", "sealing" or "cursor".
    Raises: ValueError for a key of another length than KEY_BYTES.
    """
    answer = client.decrypt(CiphertextBlob=base64.b64decode(wrapped), EncryptionContext=context_of(purpose))
    key: bytes = answer["Plaintext"]
    if len(key) != KEY_BYTES:
        message = f"the {purpose} key has {len(key)} bytes, not {KEY_BYTES}"
        raise ValueError(message)
    return key


def documents(client: Any, wrapped: str, *, version: str = "v1") -> Documents:
    """Return the maker of keyed hashes of identity documents; `version` names its key in every hash."""
    return Documents(version, unwrapped(client, wrapped, purpose="identity"))


def seal(client: Any, wrapped: str, *, purpose: str) -> Seal:
    """Return the seal of a purpose. Shape: "sealing" or "cursor"."""
    return Seal(unwrapped(client, wrapped, purpose=purpose))

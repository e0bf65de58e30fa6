"""Signing by KMS: the private key never leaves it."""

from functools import cached_property
from typing import Any

from chalicelib.ledger.signatures import SUITES, TEST_KEY

SUITE = "ES256"


class KmsSigner:
    """A signing key of KMS. The message is sent whole and hashed there: not every compatible service takes a digest."""

    suite = SUITE

    def __init__(self, client: Any, key: str, *, is_for_tests: bool) -> None:
        """Take the client and the key's id or alias; one of a local cloud says in its name that it is for tests."""
        self._client, self._key = client, key
        self.key = (TEST_KEY if is_for_tests else "") + key.removeprefix("alias/")

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message, as ASN.1 (DER)."""
        answer = self._client.sign(
            KeyId=self._key, Message=message, MessageType="RAW", SigningAlgorithm=SUITES[self.suite].at_key_store
        )
        made: bytes = answer["Signature"]
        return made

    def public_key(self) -> bytes:
        """Return the public key, asked for once. Shape: DER, SubjectPublicKeyInfo."""
        return self._public_key

    @cached_property
    def _public_key(self) -> bytes:
        key: bytes = self._client.get_public_key(KeyId=self._key)["PublicKey"]
        return key

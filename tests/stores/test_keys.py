"""Data keys, wrapped by KMS with what they are for."""

import base64

import pytest
from botocore.exceptions import ClientError

from chalicelib.stores.keys import context_of, documents, seal, unwrapped
from infra.local.resources import create
from tests.stores.places import OnServer

KEY = bytes(range(32))


def wrapped(server: OnServer, purpose: str, key: bytes = KEY) -> str:
    made = create(server.template, server.server.furnishing.get, kinds=("AWS::KMS::Key",))
    answer = server.server.furnishing.get("kms").encrypt(
        KeyId=made["LibraryKey"], Plaintext=key, EncryptionContext=context_of(purpose)
    )
    return base64.b64encode(answer["CiphertextBlob"]).decode()


def test_a_key_is_unwrapped_for_its_purpose(server: OnServer) -> None:
    assert unwrapped(server.server.clients.get("kms"), wrapped(server, "sealing"), purpose="sealing") == KEY


def test_a_key_is_not_unwrapped_for_another_purpose(server: OnServer) -> None:
    with pytest.raises(ClientError, match="InvalidCiphertext"):
        unwrapped(server.server.clients.get("kms"), wrapped(server, "cursor"), purpose="sealing")


def test_a_key_of_another_length_is_refused(server: OnServer) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        unwrapped(server.server.clients.get("kms"), wrapped(server, "cursor", KEY[:16]), purpose="cursor")


def test_documents_and_seals_are_made_from_unwrapped_keys_with_one_call_each(server: OnServer) -> None:
    kms = server.server.clients.get("kms")
    identity, sealing = wrapped(server, "identity"), wrapped(server, "sealing")

    maker, sealer = documents(kms, identity, version="v7"), seal(kms, sealing, purpose="sealing")

    assert maker.hash_of("resident_id", "虚构号码").startswith("v7:")
    assert sealer.opened(sealer.sealed("虚构号码", place="a"), place="a") == "虚构号码"
    assert server.server.recorder.operations() == ["Decrypt", "Decrypt"]

"""Signing by KMS, on servers that sign in earnest."""

from chalicelib.ledger.signatures import is_genuine, signed
from chalicelib.stores.signing import KmsSigner
from infra.local.resources import create
from tests.stores.places import OnServer


def test_what_kms_signs_is_genuine_by_its_public_key(server: OnServer) -> None:
    made = create(server.template, server.server.furnishing.get, kinds=("AWS::KMS::Key",))
    signer = KmsSigner(server.server.clients.get("kms"), made["SigningKey"], is_for_tests=True)

    given = signed(b"a statement", signer=signer)

    assert is_genuine(b"a statement", given, public_key=signer.public_key())
    assert not is_genuine(b"another", given, public_key=signer.public_key())
    assert given.key == f"TEST-{made['SigningKey']}"


def test_a_deployed_key_is_called_by_its_alias() -> None:
    assert KmsSigner(None, "alias/ziyang-signing-key", is_for_tests=False).key == "ziyang-signing-key"

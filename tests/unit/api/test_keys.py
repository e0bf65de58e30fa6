"""Keys come from one issuer, are kept, and are asked for again at most once a minute."""

import io
import json
from dataclasses import replace

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.api.keys import (
    BETWEEN_REFRESHES_SECONDS,
    FRESH_SECONDS,
    LIMIT_BYTES,
    Keyring,
    KeysUnreachableError,
    document_in,
    keyring,
    keys_in,
)
from chalicelib.errors import UnauthenticatedError
from tests.app.world import settings_for


def _key(key_id: str) -> dict[str, object]:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(public)), "kid": key_id, "use": "sig"}


class Issuer:
    """An issuer whose keys can be changed, and that can be out of reach."""

    def __init__(self, *keys: dict[str, object]) -> None:
        """Publish these keys."""
        self.keys, self.asked, self.is_reachable, self.now = list(keys), 0, True, 0.0

    def fetch(self) -> bytes:
        self.asked += 1
        if not self.is_reachable:
            raise TimeoutError
        return json.dumps({"keys": self.keys}).encode()


def _ring(issuer: Issuer) -> Keyring:
    return Keyring(issuer.fetch, clock=lambda: issuer.now)


def test_keys_are_asked_for_once() -> None:
    issuer = Issuer(_key("a"))
    ring = _ring(issuer)

    ring.get("a")
    ring.get("a")

    assert issuer.asked == 1


def test_a_new_key_is_found_after_a_minute_and_made_up_ones_do_not_ask_each_time() -> None:
    issuer = Issuer(_key("a"))
    ring = _ring(issuer)
    ring.get("a")
    issuer.keys.append(_key("b"))

    for _ in range(3):
        with pytest.raises(UnauthenticatedError):
            ring.get("b")
    assert issuer.asked == 1
    issuer.now = BETWEEN_REFRESHES_SECONDS + 1
    ring.get("b")

    assert issuer.asked == 2


def test_a_key_that_was_withdrawn_is_no_longer_good_when_the_keys_are_old() -> None:
    issuer = Issuer(_key("a"))
    ring = _ring(issuer)
    ring.get("a")
    issuer.keys, issuer.now = [_key("b")], FRESH_SECONDS + 1

    with pytest.raises(UnauthenticatedError):
        ring.get("a")


def test_known_keys_stay_good_while_the_issuer_is_out_of_reach() -> None:
    issuer = Issuer(_key("a"))
    ring = _ring(issuer)
    ring.get("a")
    issuer.is_reachable, issuer.now = False, FRESH_SECONDS + 1

    assert ring.get("a")


def test_without_any_key_it_is_our_failure_and_not_the_callers() -> None:
    issuer = Issuer(_key("a"))
    issuer.is_reachable = False

    with pytest.raises(KeysUnreachableError):
        _ring(issuer).get("a")


@pytest.mark.parametrize(
    "odd",
    [
        {"kty": "OKP", "crv": "X25519", "x": "AAAA"},
        {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"},
        {"kty": "RSA"},
        {"kty": "EC", "crv": "P-256", "alg": "ES999", "x": "AA", "y": "AA"},
    ],
    ids=["for_agreement", "curve", "empty", "algorithm"],
)
def test_a_key_that_cannot_be_read_takes_no_other_with_it(odd: dict[str, str]) -> None:
    keys = [{**odd, "kid": "odd"}, _key("a")]

    assert set(keys_in(json.dumps({"keys": keys}).encode())) == {"a"}


def test_a_shared_secret_or_a_key_for_encryption_is_no_key() -> None:
    secret = {"kty": "oct", "kid": "s", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}
    sealing = {**_key("e"), "use": "enc"}

    assert set(keys_in(json.dumps({"keys": [secret, sealing, _key("a")]}).encode())) == {"a"}


@pytest.mark.parametrize("url", ["http://127.0.0.1/keys", "file:///etc/hosts", "https://127.0.0.1:1/keys"])
def test_keys_come_over_https_or_not_at_all(url: str) -> None:
    settings = replace(settings_for(frozenset({"open"})), token_keys=None, token_keys_url=url)

    with pytest.raises(KeysUnreachableError):
        keyring(settings).get("a")


def test_a_key_set_larger_than_is_read_is_not_read() -> None:
    assert document_in(io.BytesIO(b"x" * LIMIT_BYTES))
    with pytest.raises(OSError, match="larger"):
        document_in(io.BytesIO(b"x" * (LIMIT_BYTES + 1)))

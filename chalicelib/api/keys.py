"""The keys that tokens are checked with: those of the one issuer, and no others (JSON Web Key Set).

Source: RFC 7517.
"""

import time
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import msgspec

from chalicelib.api.verified import Verified
from chalicelib.errors import UnauthenticatedError
from chalicelib.settings import Settings

if TYPE_CHECKING:
    from jwt import PyJWK

TIMEOUT_SECONDS = 3.0
LIMIT_BYTES = 65_536
FRESH_SECONDS = 600.0
BETWEEN_REFRESHES_SECONDS = 60.0
ASYMMETRIC = frozenset({"EC", "RSA", "OKP"})


class SupportsRead(Protocol):
    """An answer that is read in parts."""

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes."""


class KeysUnreachableError(Exception):
    """The issuer's keys cannot be had; a failure of the platform, not of who calls."""


class Keyring:
    """The issuer's keys by their key id; fetched when first needed, and again when old or when an id is unknown.

    Keys that were fetched once stay good while the issuer cannot be reached; an unknown id asks again at most
    once a minute, so that made-up tokens cannot make us ask for each of them.

    Units: seconds of a monotonic clock.
    """

    def __init__(self, fetch: Callable[[], bytes], *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take what gives the key set as it stands at the issuer."""
        self._fetch, self._clock = fetch, clock
        self.verified = Verified(clock=clock)
        self._keys: dict[str, PyJWK] = {}
        self._tried_at = self._fetched_at = float("-inf")
        self._lock = Lock()

    def get(self, key_id: str) -> "PyJWK":
        """Return one key.

        Raises: UnauthenticatedError for an id that the issuer does not have;
                KeysUnreachableError where no key could ever be fetched.
        """
        if not self._is_good_for(key_id):
            with self._lock:
                self._refresh(key_id)
        if key_id not in self._keys:
            raise UnauthenticatedError("token.key_unknown", "登录凭证无效。", "The token's key is not the issuer's.")
        return self._keys[key_id]

    def _is_good_for(self, key_id: str) -> bool:
        return key_id in self._keys and self._clock() - self._fetched_at < FRESH_SECONDS

    def _refresh(self, key_id: str) -> None:
        now = self._clock()
        if self._is_good_for(key_id) or (self._keys and now - self._tried_at < BETWEEN_REFRESHES_SECONDS):
            return
        self._tried_at = now
        try:
            self._keys = keys_in(self._fetch())
        except (OSError, msgspec.DecodeError) as error:
            if not self._keys:
                raise KeysUnreachableError from error
            return
        self._fetched_at = now


class _KeySet(msgspec.Struct):
    keys: list[dict[str, object]]


def keys_in(document: bytes) -> "dict[str, PyJWK]":
    """Return the signing keys of a key set by their ids; what is symmetric, for encryption or unreadable is left out.

    Source: RFC 7517 §5: keys that are not understood are ignored.
    """
    given = msgspec.json.decode(document, type=_KeySet).keys
    read = {
        str(key["kid"]): _key_in(key)
        for key in given
        if key.get("kid") and key.get("kty") in ASYMMETRIC and key.get("use", "sig") == "sig"
    }
    return {key_id: key for key_id, key in read.items() if key is not None}


def _key_in(given: dict[str, object]) -> "PyJWK | None":
    from jwt import PyJWK, PyJWTError

    try:
        return PyJWK.from_dict(given)
    except PyJWTError:
        return None


@cache
def keyring(settings: Settings) -> Keyring:
    """Return the deployment's keyring, one for the life of the container."""
    inline = settings.token_keys
    if inline is not None:
        return Keyring(inline.encode)
    return Keyring(lambda: _fetched(settings.token_keys_url))


def _fetched(url: str) -> bytes:
    from urllib.request import urlopen

    if not url.startswith("https://"):
        message = "keys are fetched over https alone"
        raise OSError(message)
    with urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  https is checked above
        return document_in(answer)


def document_in(answer: SupportsRead) -> bytes:
    """Return what an issuer sent. Raises: OSError where it is larger than is read."""
    document = answer.read(LIMIT_BYTES + 1)
    if len(document) > LIMIT_BYTES:
        message = "the key set is larger than is read"
        raise OSError(message)
    return document

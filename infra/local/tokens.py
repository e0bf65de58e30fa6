"""Mints tokens for the local cloud alone: its issuer is refused in any other stage."""

import json
import time
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from chalicelib.settings import LOCAL_ISSUER

KEY_ID = "local-test-key"
LASTS_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True, repr=False)
class Mint:
    """A signing key made for one run."""

    key: ec.EllipticCurvePrivateKey

    @classmethod
    def new(cls) -> "Mint":
        """Make a key that lives as long as the run."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    def key_set(self) -> dict[str, Any]:
        """Return the public half as a JWKS."""
        public = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KEY_ID, "use": "sig", "alg": "ES256"}]}

    def token(self, **claims: Any) -> str:
        """Return a signed token with the claims given, and those every token has."""
        now = int(time.time())
        standing = {"iss": LOCAL_ISSUER, "aud": "ziyang", "iat": now, "exp": now + LASTS_SECONDS}
        return jwt.encode({**standing, **claims}, self.key, algorithm="ES256", headers={"kid": KEY_ID})

"""A token is verified once a minute, and never believed beyond its end."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.api.verified import MOST, SECONDS, Verified
from chalicelib.errors import UnauthenticatedError


@dataclass
class Issuer:
    """Verifies, and counts how often it was asked to."""

    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "clerk-1", "exp": 1_000.0})
    now: float = 0.0
    asked: int = 0

    def verify(self, _: str) -> dict[str, Any]:
        self.asked += 1
        return self.claims

    def verified(self) -> Verified:
        return Verified(clock=lambda: self.now, wall=lambda: self.now)


def test_a_token_that_comes_again_within_the_minute_is_not_verified_again() -> None:
    issuer = Issuer()
    verified = issuer.verified()

    assert verified.claims_of("one", issuer.verify) == verified.claims_of("one", issuer.verify) == issuer.claims
    assert issuer.asked == 1
    verified.claims_of("another", issuer.verify)
    issuer.now = SECONDS
    verified.claims_of("one", issuer.verify)
    assert issuer.asked == 3


def test_a_token_is_not_believed_beyond_its_end() -> None:
    issuer = Issuer(claims={"sub": "clerk-1", "exp": 10.0})
    verified = issuer.verified()
    verified.claims_of("one", issuer.verify)

    issuer.now = 10.0
    verified.claims_of("one", issuer.verify)

    assert issuer.asked == 2


def test_a_token_that_names_a_subject_is_kept_nowhere() -> None:
    issuer = Issuer(claims={"sub": "citizen-1", "exp": 1_000.0, "subject": "somebody"})
    verified = issuer.verified()

    verified.claims_of("one", issuer.verify)
    verified.claims_of("one", issuer.verify)

    assert issuer.asked == 2


def test_a_refusal_is_not_remembered() -> None:
    def refuse(_: str) -> dict[str, Any]:
        raise UnauthenticatedError("token.invalid", "登录凭证无效。", "Not valid.")

    issuer = Issuer()
    verified = issuer.verified()
    with pytest.raises(UnauthenticatedError):
        verified.claims_of("one", refuse)

    assert verified.claims_of("one", issuer.verify) == issuer.claims


def test_what_is_remembered_does_not_grow_for_ever() -> None:
    issuer = Issuer()
    verified = issuer.verified()
    for number in range(MOST + 1):
        verified.claims_of(f"token {number}", issuer.verify)

    verified.claims_of("token 0", issuer.verify)

    assert issuer.asked == MOST + 2

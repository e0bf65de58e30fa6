"""Both sides hold the same receipt, whatever becomes of the grant."""

import hashlib
import json

import msgspec

from chalicelib.grants import giving, uses
from chalicelib.grants.receipts import receipt_of, sha256_of, text_for_paper
from chalicelib.grants.wishes import Uses
from tests.factories import NOW
from tests.unit.grants.standing import BANK, GIVER, FakeMeans, a_wish
from tests.unit.grants.test_uses import a_use


def test_a_receipt_stays_the_same_when_the_grant_is_used_and_revoked() -> None:
    means = FakeMeans()
    grant = giving.give(a_wish(uses=Uses.REPEATED), by=GIVER, means=means, now=NOW)
    uses.used(grant.grant, a_use(), by=BANK, grants=means.grants)
    revoked = giving.revoke(grant.grant, by=GIVER, grants=means.grants, outbox=means.outbox, now=NOW)

    assert receipt_of(revoked) == receipt_of(grant)
    assert receipt_of(grant).uses == "repeated"


def test_its_hash_is_that_of_what_is_answered_with_its_keys_sorted() -> None:
    receipt = receipt_of(giving.give(a_wish(), by=GIVER, means=FakeMeans(), now=NOW))

    answered = json.loads(msgspec.json.encode(receipt))
    canonical = json.dumps(answered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert answered["uses"] == "single"
    assert answered["given_at"] == "2026-11-23T02:00:00Z"
    assert sha256_of(receipt) == hashlib.sha256(canonical.encode()).hexdigest()


def test_what_a_paper_carries_names_the_number_and_the_hash() -> None:
    assert text_for_paper("grant", "SQ-1", "ab") == "urn:credit-ziyang:grant:SQ-1:sha256:ab"

"""A grant for one look is used once, whoever knocks at the same moment, on a server that is exact about it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import msgspec

from chalicelib import wiring
from chalicelib.api.wsgi import Door
from chalicelib.errors import ForbiddenError
from chalicelib.grants import giving, uses
from chalicelib.grants.grant import Grant, State, Use
from chalicelib.grants.store import GrantStore
from chalicelib.library.readers import Level, Reader
from tests.app.test_wsgi import knock
from tests.app.world import a_world, token_for
from tests.factories import NOW, a_profile, a_record, a_subject
from tests.fakes_notices import an_outbox
from tests.stores.places import OnServer
from tests.stores.test_grants import FIRST, a_grant

RIVALS, ROUNDS = 8, 5
BANK = Reader(level=Level.AGENCY, sub="bank-1", role="agency", subject=a_subject(7))
GIVER = Reader(level=Level.SUBJECT, sub="giver-1", role="representative", subject=a_subject())


def a_use(rival: int, *, look: str | None = None) -> Use:
    """Return the use of a rival's look; of the same look, if they are one tap."""
    return Use(look=look or f"look-{rival}", entry=f"{rival:032x}", shown="0" * 64, by="bank-1", at=NOW)


def at_once(grants: GrantStore, *, look: str | None = None) -> list[Use | str]:
    """Let rivals use a grant at one moment; return what each was answered."""
    together = Barrier(RIVALS)

    def attempt(rival: int) -> Use | str:
        together.wait()
        try:
            return uses.used(FIRST, a_use(rival, look=look), by=BANK, grants=grants)
        except ForbiddenError as refusal:
            return refusal.code

    with ThreadPoolExecutor(RIVALS) as threads:
        return list(threads.map(attempt, range(RIVALS)))


def standing(grants: GrantStore) -> Grant:
    """Return the grant as it stands."""
    grant = grants.find(FIRST)
    assert grant is not None
    return grant


def test_one_of_eight_looks_uses_it_and_the_others_are_told_that_it_is_used(ministack: OnServer) -> None:
    grants = ministack.grants()
    for _ in range(ROUNDS):
        over = grants.find(FIRST)
        fresh = a_grant() if over is None else msgspec.structs.replace(a_grant(), version=over.version + 1)
        grants.put(fresh, over=over)

        answers = at_once(grants)

        (used,) = [answer for answer in answers if isinstance(answer, Use)]
        assert answers.count("grant.used") == RIVALS - 1
        assert standing(grants).uses == (used,)
        assert standing(grants).state_at(NOW) is State.USED


def test_eight_calls_at_once_are_one_report_and_one_entry(ministack: OnServer) -> None:
    world = a_world(grants=ministack.grants(), ledger=ministack.ledger())
    world.hold(a_profile(), a_record())
    world.services.grants.put(a_grant(), over=None)
    door, together = Door(world.app), Barrier(RIVALS)
    told = {
        "HTTP_AUTHORIZATION": f"Bearer {token_for('agency')}",
        "HTTP_X_PURPOSE": "commercial_loan",
        "HTTP_X_GRANT": FIRST,
    }

    def call(_: int) -> tuple[int, str | None]:
        together.wait()
        heard = knock(door, "POST", "/v1/reports", body=b'{"kind": "full"}', environ=told)
        return heard.status, heard.json.get("code")

    ministack.server.recorder.sent.clear()
    with wiring.using(world.services), ThreadPoolExecutor(RIVALS) as threads:
        answers = list(threads.map(call, range(RIVALS)))
    entries = [one for one in ministack.server.recorder.sent if one.request["TableName"].endswith("-ledger")]

    assert answers.count((201, None)) == 1
    assert answers.count((403, "grant.used")) == RIVALS - 1
    assert len(entries) == 1
    assert standing(world.services.grants).uses[0].entry in f"{entries[0].request['Item']}"


def test_eight_taps_that_are_one_are_one_use_and_all_are_answered(ministack: OnServer) -> None:
    grants = ministack.grants()
    grants.put(a_grant(), over=None)

    answers = at_once(grants, look="one tap")

    assert all(isinstance(answer, Use) for answer in answers)
    (used,) = {answer.entry for answer in answers if isinstance(answer, Use)}
    assert (standing(grants).times, standing(grants).uses[0].entry) == (1, used)


def test_eight_looks_on_a_grant_for_many_are_all_counted(ministack: OnServer) -> None:
    grants = ministack.grants()
    grants.put(a_grant(repeated=True), over=None)

    answers = at_once(grants)

    assert all(isinstance(answer, Use) for answer in answers)
    assert standing(grants).times == RIVALS


def test_a_grant_revoked_while_eight_look_has_no_use_after_it_is(ministack: OnServer) -> None:
    grants = ministack.grants()
    grants.put(a_grant(repeated=True), over=None)

    with ThreadPoolExecutor(1) as beside:
        revoking = beside.submit(lambda: giving.revoke(FIRST, by=GIVER, grants=grants, outbox=an_outbox(), now=NOW))
        answers = at_once(grants)
        revoked = revoking.result()

    used = [answer for answer in answers if isinstance(answer, Use)]
    assert answers.count("grant.revoked") == RIVALS - len(used)
    assert standing(grants) == revoked
    assert revoked.times == len(used)

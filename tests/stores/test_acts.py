"""Acts that are no cases: put over the version that was read, found by who must act, by who is told; tippers apart."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.objections.owners import ActStore, Line
from chalicelib.objections.tips.store import TipperStore
from chalicelib.objections.tips.tip import Filing, Outcome, State, Tip
from tests.factories import BODY, NOW, a_credit_code, a_subject
from tests.stores.places import OnServer, Stores

FIRST, SECOND, THIRD = "JB20261123-aaaaaaaa", "JB20261123-bbbbbbbb", "JB20261123-cccccccc"


def a_tip(number: str = FIRST, **changes: Any) -> Tip:
    """Return a tip that was filed."""
    tip = Tip(
        tip=number,
        version=1,
        state=State.FILED,
        filing=Filing(kind="work_safety", reported="示例虚构", statement="虚构。", reported_code=a_credit_code()),
        filed_at=NOW,
        moved_at=NOW,
        salt="0" * 32,
        code_sha256="0" * 64,
        is_named=False,
        trail=(Line(move="file", at=NOW),),
    )
    return msgspec.structs.replace(tip, **changes)


def told(tip: Tip) -> Tip:
    """Return the next version of a tip, whose facts are told."""
    outcome = Outcome(reasons="属实。", facts="查实一处。", decided_by="source-1", decided_at=NOW)
    version = tip.version + 1
    return msgspec.structs.replace(tip, version=version, state=State.ESTABLISHED, referred_to=BODY, outcome=outcome)


@pytest.fixture
def tips(stores: Stores) -> ActStore[Tip]:
    return stores.tips()


@pytest.fixture
def tippers(stores: Stores) -> TipperStore:
    return stores.tippers()


def test_an_act_is_found_as_it_was_put(tips: ActStore[Tip]) -> None:
    filed = a_tip()
    for new, over in ((filed, None), (told(filed), filed)):
        tips.put(new, over=over)
        assert tips.find(FIRST) == new

    assert tips.find(SECOND) is None


def test_an_act_is_put_over_the_version_that_was_read_and_no_other(tips: ActStore[Tip]) -> None:
    filed = a_tip()
    tips.put(filed, over=None)
    tips.put(told(filed), over=filed)

    with pytest.raises(StaleVersionError):
        tips.put(msgspec.structs.replace(filed, version=2), over=filed)
    with pytest.raises(StaleVersionError):
        tips.put(a_tip(salt="1" * 32), over=None)
    with pytest.raises(ValueError, match="version 3"):
        tips.put(msgspec.structs.replace(filed, version=3), over=filed)


def test_a_put_that_was_answered_and_not_heard_may_be_sent_again(tips: ActStore[Tip]) -> None:
    for _ in range(2):
        tips.put(a_tip(), over=None)

    assert tips.find(FIRST) == a_tip()


def test_what_waits_is_found_oldest_first_and_leaves_the_queue_when_it_moves(tips: ActStore[Tip]) -> None:
    for number, hours in ((SECOND, 1), (FIRST, 0), (THIRD, 2)):
        tips.put(a_tip(number, filed_at=NOW + timedelta(hours=hours)), over=None)
    standing = tips.find(SECOND)
    assert standing is not None

    assert list(tips.waiting("tips", limit=2)) == [FIRST, SECOND]
    assert list(tips.waiting("tips", limit=2, after=SECOND)) == [THIRD]
    tips.put(told(standing), over=standing)
    assert list(tips.waiting("tips", limit=5)) == [FIRST, THIRD]
    assert list(tips.waiting(f"body:{BODY}", limit=5)) == []


def test_what_is_told_is_found_newest_first_by_whom_it_is_told(tips: ActStore[Tip]) -> None:
    for number, hours in ((SECOND, 1), (FIRST, 0), (THIRD, 2)):
        filed = a_tip(number, filed_at=NOW + timedelta(hours=hours))
        tips.put(filed, over=None)
        if number != FIRST:
            tips.put(told(filed), over=filed)

    subject = a_subject().reference
    assert list(tips.about(subject, limit=5)) == [THIRD, SECOND]
    assert list(tips.about(subject, limit=1, after=THIRD)) == [SECOND]
    assert list(tips.about(a_subject(2).reference, limit=5)) == []


def test_behind_an_act_that_never_was_there_is_nothing(tips: ActStore[Tip]) -> None:
    with pytest.raises(NotFoundError):
        tips.waiting("tips", limit=1, after=THIRD)
    with pytest.raises(NotFoundError):
        tips.about(a_subject().reference, limit=1, after=THIRD)


def test_each_other_kind_has_a_table_of_its_own(stores: Stores) -> None:
    for store in (stores.complaints(), stores.findings(), stores.incidents(), stores.systems()):
        assert store.find("nothing") is None
        assert list(store.waiting("nobody", limit=1)) == []
        assert list(store.about("nobody", limit=1)) == []


def test_a_tipper_is_kept_once_under_its_number(tippers: TipperStore) -> None:
    assert tippers.find(FIRST) is None

    tippers.add(FIRST, b"\x00sealed")
    tippers.add(FIRST, b"\x00another")

    assert tippers.find(FIRST) == b"\x00sealed"
    assert tippers.find(SECOND) is None


def test_the_key_of_tippers_opens_for_the_tip_that_it_sealed_for(server: OnServer) -> None:
    vault = server.tipper_vault()

    sealed = vault.sealed("示例举报人", place=FIRST)

    assert "示例举报人".encode() not in sealed
    assert vault.opened(sealed, place=FIRST) == "示例举报人"
    with pytest.raises(server.server.clients.get("kms").exceptions.ClientError):
        vault.opened(sealed, place=SECOND)

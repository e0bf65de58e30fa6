"""The table of limits: one contract everywhere, exact under many threads, and silent where nobody answers."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.api.limits.allowances import Allowance
from chalicelib.api.limits.buckets import Buckets
from chalicelib.api.limits.store import LimitStore
from chalicelib.errors import UnansweredError
from chalicelib.stores.clients import Clients
from chalicelib.stores.limits import DynamoLimits
from tests.servers import free_port
from tests.stores.places import REGION, OnServer, Stores

WHO, NOW = "department~clerk-1", 1_795_000_000_000
LATER = NOW // 1000 + 3600
THREADS = 8


@pytest.fixture
def limits(stores: Stores) -> LimitStore:
    return stores.limits()


def test_an_instant_that_is_not_known_is_set_and_one_within_bounds_stays(limits: LimitStore) -> None:
    assert limits.find(WHO) is None
    assert limits.set(WHO, at=NOW + 5, unless=(NOW, NOW + 9), expires=LATER)
    assert not limits.set(WHO, at=NOW + 7, unless=(NOW, NOW + 9), expires=LATER)
    assert limits.find(WHO) == NOW + 5


@pytest.mark.parametrize("bounds", [(NOW + 6, NOW + 9), (NOW, NOW + 4)], ids=["passed", "too far ahead"])
def test_an_instant_outside_the_bounds_is_set_anew(limits: LimitStore, bounds: tuple[int, int]) -> None:
    limits.set(WHO, at=NOW + 5, unless=bounds, expires=LATER)

    assert limits.set(WHO, at=NOW + 7, unless=bounds, expires=LATER)
    assert limits.find(WHO) == NOW + 7


def test_an_instant_is_moved_where_it_lies_within_bounds(limits: LimitStore) -> None:
    assert limits.move(WHO, by=3, within=(0, NOW + 9), expires=LATER) is None
    limits.set(WHO, at=NOW + 5, unless=(0, 0), expires=LATER)

    assert limits.move(WHO, by=3, within=(NOW + 5, NOW + 5), expires=LATER) == NOW + 8
    assert limits.move(WHO, by=3, within=(NOW, NOW + 7), expires=LATER) is None
    assert limits.move(WHO, by=3, within=(NOW + 9, NOW + 99), expires=LATER) is None
    assert limits.find(WHO) == NOW + 8


def test_a_tally_is_put_over_the_version_that_was_read(limits: LimitStore) -> None:
    line = "codes#2026-11-27T20"
    assert limits.tally_of(WHO, line) is None
    assert limits.put_tally(WHO, line, 1 << 1023, over=0, expires=LATER)
    assert not limits.put_tally(WHO, line, 3, over=0, expires=LATER)
    assert limits.tally_of(WHO, line) == (1 << 1023, 1)
    assert limits.put_tally(WHO, line, 7, over=1, expires=LATER)
    assert not limits.put_tally(WHO, line, 9, over=1, expires=LATER)
    assert limits.tally_of(WHO, line) == (7, 2)


def test_of_eight_threads_no_more_pass_than_the_bucket_holds_and_it_refills(ministack: OnServer) -> None:
    limits = ministack.limits()
    of = Allowance("department", 200, 20)

    def passed(buckets: Buckets) -> int:
        return sum(not buckets.take(WHO, 1, of=of, now=NOW).is_refused for _ in range(60))

    # Each thread is a container of its own, and all of them together ask for more than twice of what there is.
    with ThreadPoolExecutor(THREADS) as threads:
        first = sum(threads.map(passed, [Buckets(limits) for _ in range(THREADS)]))
    assert 200 - THREADS * (200 // 16) <= first <= 200

    shared = Buckets(limits)
    later = NOW + 200 * 20

    def passed_later(_: int) -> int:
        return sum(not shared.take(WHO, 1, of=of, now=later).is_refused for _ in range(60))

    # And threads of one container share its lease, exactly.
    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(passed_later, range(THREADS))) == 200


def test_a_service_that_does_not_say_what_an_update_left_is_asked(tables: OnServer) -> None:
    class Taciturn:
        """A client whose updates give nothing back."""

        def __init__(self, client: object) -> None:
            self._client = client

        def __getattr__(self, name: str) -> object:
            return getattr(self._client, name)

        def update_item(self, **request: object) -> dict[str, object]:
            del request["ReturnValues"]
            self._client.update_item(**request)  # type: ignore[attr-defined]
            return {}

    limits = DynamoLimits(Taciturn(tables.dynamodb), tables.table("limits"))
    limits.set(WHO, at=NOW + 5, unless=(0, 0), expires=LATER)

    assert limits.move(WHO, by=3, within=(NOW, NOW + 9), expires=LATER) == NOW + 8


def test_a_store_that_takes_the_call_and_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{mute.getsockname()[1]}")
        limits = DynamoLimits(Clients(region=REGION, environ={}).impatient("dynamodb"), "ziyang-limits")
        before = time.monotonic()

        with pytest.raises(UnansweredError):
            limits.find(WHO)
    assert time.monotonic() - before < 2


def test_a_store_that_nobody_answers_for_is_silent_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    client = Clients(region=REGION, environ={}).impatient("dynamodb")
    limits, before = DynamoLimits(client, "ziyang-limits"), time.monotonic()

    for ask in (
        lambda: limits.find(WHO),
        lambda: limits.move(WHO, by=1, within=(0, 1), expires=1),
        lambda: limits.set(WHO, at=1, unless=(0, 1), expires=1),
        lambda: limits.tally_of(WHO, "codes"),
        lambda: limits.put_tally(WHO, "codes", 1, over=0, expires=1),
    ):
        with pytest.raises(UnansweredError):
            ask()
    assert time.monotonic() - before < 3

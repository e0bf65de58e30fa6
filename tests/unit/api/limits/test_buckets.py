"""A bucket gives what it holds and no more, refills with time, and is told by one number."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.api.limits.allowances import Allowance
from chalicelib.api.limits.buckets import LEASE_MS, LEASE_PART, SKEW_MS, Buckets
from tests.fakes_limits import MemoryLimits

SIZE, UNIT_MS = 160, 100
OF = Allowance("department", SIZE, UNIT_MS)
NOW = 1_795_000_000_000
WHO = "department~clerk-1"


def _taken(buckets: Buckets, units: int, *, now: int = NOW) -> bool:
    return not buckets.take(WHO, units, of=OF, now=now).is_refused


def _emptied(store: MemoryLimits, *, now: int = NOW) -> int:
    buckets, taken = Buckets(store), 0
    while _taken(buckets, 1, now=now):
        taken += 1
    return taken


def test_a_full_bucket_gives_its_size_and_then_says_when_to_come_back() -> None:
    store = MemoryLimits()

    assert _emptied(store) == SIZE
    stands = Buckets(store).take(WHO, 5, of=OF, now=NOW)
    assert (stands.is_refused, stands.remaining, stands.wait_ms, stands.full_in_ms) == (True, 0, 500, SIZE * UNIT_MS)


def test_after_the_wait_that_was_told_the_call_passes_and_a_moment_before_it_does_not() -> None:
    store = MemoryLimits()
    _emptied(store)

    assert not _taken(Buckets(store), 5, now=NOW + 499)
    assert _taken(Buckets(store), 5, now=NOW + 500)


def test_an_emptied_bucket_is_full_again_after_its_time_and_not_fuller_after_more() -> None:
    store = MemoryLimits()
    _emptied(store)

    assert _emptied(store, now=NOW + SIZE * UNIT_MS) == SIZE
    assert _emptied(store, now=NOW + 10 * SIZE * UNIT_MS) == SIZE


def test_a_caller_who_asks_often_costs_a_request_now_and_then() -> None:
    store, buckets = MemoryLimits(), Buckets(MemoryLimits())
    buckets = Buckets(store)

    assert all(_taken(buckets, 1) for _ in range(SIZE // 2))

    assert store.asked <= LEASE_PART // 2 + 4


def test_what_one_container_has_leased_no_other_gives() -> None:
    store = MemoryLimits()
    containers = [Buckets(store) for _ in range(8)]

    taken = sum(_taken(containers[n % 8], 3) for n in range(400)) * 3

    assert SIZE - 8 * SIZE // LEASE_PART <= taken <= SIZE


def test_of_a_bucket_less_than_half_full_nothing_is_leased() -> None:
    store, buckets = MemoryLimits(), Buckets(MemoryLimits())
    buckets = Buckets(store)
    _taken(buckets, SIZE // 2 + 1)

    _taken(buckets, 1)

    assert store.full_at[WHO] == NOW + (SIZE // 2 + 2) * UNIT_MS


def test_what_is_told_to_remain_is_never_more_than_a_bucket() -> None:
    store = MemoryLimits()
    buckets = Buckets(store)
    for later in range(0, 20 * UNIT_MS, UNIT_MS):
        stands = buckets.take(WHO, 1, of=OF, now=NOW + 9 * later)

        assert stands.remaining <= SIZE


def test_a_lease_ends() -> None:
    store = MemoryLimits()
    buckets = Buckets(store)
    assert _taken(buckets, 1)
    assert _taken(buckets, 1)
    asked = store.asked

    assert _taken(buckets, 1, now=NOW + LEASE_MS - 1)
    assert store.asked == asked
    assert _taken(buckets, 1, now=NOW + LEASE_MS)
    assert store.asked > asked


def test_who_is_refused_again_costs_no_further_request() -> None:
    store = MemoryLimits()
    buckets = Buckets(store)
    while _taken(buckets, 1):
        pass
    asked = store.asked

    assert not _taken(buckets, 1)
    assert store.asked == asked


def test_a_charge_runs_into_debt_and_no_further_than_one_bucket() -> None:
    store = MemoryLimits()
    buckets = Buckets(store)
    for _ in range(100):
        buckets.charge(WHO, SIZE // 3, of=OF, now=NOW)

    assert NOW + SIZE * UNIT_MS < store.full_at[WHO] <= NOW + 2 * SIZE * UNIT_MS
    assert not _taken(Buckets(store), 1, now=NOW + SIZE // 2 * UNIT_MS)
    assert _taken(Buckets(store), 1, now=NOW + 2 * SIZE * UNIT_MS)


def test_a_charge_takes_back_what_is_leased_here() -> None:
    store = MemoryLimits()
    buckets = Buckets(store)
    _taken(buckets, 1)
    _taken(buckets, 1)

    buckets.charge(WHO, 2 * SIZE - SIZE // LEASE_PART - 2, of=OF, now=NOW)

    assert not _taken(buckets, 1)


def test_a_clock_that_runs_ahead_gives_what_comes_back_in_its_lead_and_no_more() -> None:
    store, lead = MemoryLimits(), 3_000
    right, ahead = Buckets(store), Buckets(store)

    taken = 0
    for _ in range(1000):
        taken += _taken(right, 1) + _taken(ahead, 1, now=NOW + lead)

    assert taken <= SIZE + lead // UNIT_MS


def test_an_instant_of_a_clock_that_is_wrong_altogether_locks_nobody_out() -> None:
    store = MemoryLimits()
    assert _taken(Buckets(store), 1, now=NOW + 10 * SKEW_MS)

    assert _taken(Buckets(store), 1)
    assert store.full_at[WHO] == NOW + UNIT_MS


def test_callers_forgotten_by_a_container_are_not_given_more() -> None:
    store = MemoryLimits()
    buckets = Buckets(store)
    while _taken(buckets, 1):
        pass
    for number in range(1500):
        buckets.take(f"department~{number}", 1, of=OF, now=NOW)

    assert not _taken(buckets, 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 20), st.integers(0, 400)), max_size=120))
def test_in_any_order_of_calls_no_more_passes_than_was_there_and_came_back(calls: list[tuple[int, int, int]]) -> None:
    store, now, taken = MemoryLimits(), NOW, 0
    containers = [Buckets(store) for _ in range(4)]

    for container, units, later in calls:
        now += later
        taken += units if _taken(containers[container], units, now=now) else 0

        assert taken <= SIZE + (now - NOW) // UNIT_MS

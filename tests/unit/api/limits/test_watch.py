"""What is walked through is counted without names, by all containers together, and tells from when it is too much."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.api.limits.allowances import Watched
from chalicelib.api.limits.watch import BITS, NOTHING, Watch, line_of, number_of
from tests.fakes_limits import MemoryLimits

NOW = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)
CODES, PERSONS = Watched("codes", "hour", 10, 5), Watched("persons", "day", 10, 5)
WHO = "department~clerk-1"


def test_the_number_is_about_what_was_counted_for_as_many_as_there_are_bits() -> None:
    for number in (1, 10, 100, 1000):
        store = MemoryLimits()
        Watch(store).notice(WHO, map(str, range(number)), what=CODES, now=NOW)
        ((bits, _),) = store.tallies.values()

        assert number_of(bits) == pytest.approx(number, rel=0.1, abs=1)


def test_what_is_counted_again_costs_nothing_and_counts_nothing() -> None:
    store = MemoryLimits()
    watch = Watch(store)
    watch.notice(WHO, ["a"], what=CODES, now=NOW)
    asked = store.asked

    assert watch.notice(WHO, ["a"], what=CODES, now=NOW) is NOTHING
    assert store.asked == asked


def test_containers_count_together_and_only_what_is_beyond_is_surcharged() -> None:
    store = MemoryLimits()
    watches = [Watch(store) for _ in range(3)]

    noticed = [watches[n % 3].notice(WHO, [str(n)], what=CODES, now=NOW) for n in range(40)]

    assert [one.surcharged for one in noticed[:9]] == [0] * 9
    assert sum(one.surcharged for one in noticed) == pytest.approx(30, abs=4)


def test_it_is_reported_at_the_allowed_number_and_each_time_it_has_doubled() -> None:
    watch = Watch(MemoryLimits())

    noticed = [watch.notice(WHO, [str(n)], what=CODES, now=NOW) for n in range(100)]

    assert 3 <= sum(one.is_reported for one in noticed) <= 4
    assert min(n for n, one in enumerate(noticed) if one.is_reported) in {8, 9, 10, 11}


def test_another_hour_counts_anew_and_sets_other_bits() -> None:
    store = MemoryLimits()
    watch = Watch(store)
    for at in (NOW, NOW + timedelta(hours=1)):
        watch.notice(WHO, ["a"], what=CODES, now=at)

    (first, _), (second, _) = store.tallies.values()
    assert first != second


def test_a_day_is_a_day_in_beijing() -> None:
    assert line_of(PERSONS, NOW) == "persons#2026-11-28"
    assert line_of(CODES, NOW) == "codes#2026-11-27T20"


def test_a_thing_is_one_bit_of_many_that_share_it() -> None:
    store = MemoryLimits()
    Watch(store).notice(WHO, ["m~9151"], what=CODES, now=NOW)

    ((bits, _),) = store.tallies.values()
    assert (bits.bit_count(), bits.bit_length() <= BITS) == (1, True)


def test_all_bits_set_is_a_number_and_no_failure() -> None:
    assert number_of((1 << BITS) - 1) > BITS


def test_a_tally_that_another_container_moves_each_time_is_given_up() -> None:
    class Contended(MemoryLimits):
        """Somebody else always was first."""

        def put_tally(self, *_: object, **__: object) -> bool:
            """Put nothing."""
            return False

    assert Watch(Contended()).notice(WHO, ["a"], what=CODES, now=NOW).number == 1


def test_lines_of_many_callers_are_forgotten_here_and_kept_there() -> None:
    store = MemoryLimits()
    watch = Watch(store)
    for number in range(1100):
        watch.notice(f"department~{number}", ["a"], what=CODES, now=NOW)

    watch.notice("department~0", ["b"], what=CODES, now=NOW)

    assert store.tallies["department~0", line_of(CODES, NOW)][0].bit_count() == 2

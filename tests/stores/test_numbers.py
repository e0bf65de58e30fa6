"""What must be new is new, and has the agreed shape."""

import re
from datetime import UTC, datetime

from chalicelib.intake.store import Numbers
from chalicelib.stores.numbers import RandomNumbers
from chalicelib.terms.subjects import is_person_reference
from tests.fakes import FixedNumbers

LATE = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # already the 23rd in Beijing
MAKERS: tuple[Numbers, ...] = (RandomNumbers(), FixedNumbers())


def test_numbers_have_the_agreed_shape_and_the_day_of_beijing() -> None:
    for numbers in MAKERS:
        assert re.fullmatch(r"zy-jgj-20261123-[a-z0-9]{8}", numbers.batch_number(body="zy-jgj", at=LATE))
        assert re.fullmatch(r"YY20261123-[a-z0-9]{8}", numbers.case_number(at=LATE))
        assert re.fullmatch(r"[0-9a-f]{32}", numbers.entry())
        assert is_person_reference(numbers.person_reference(document="v1:a"))


def test_random_numbers_do_not_repeat() -> None:
    numbers = RandomNumbers()

    assert len({numbers.batch_number(body="zy-jgj", at=LATE) for _ in range(1000)}) == 1000
    assert len({numbers.person_reference(document="v1:a") for _ in range(1000)}) == 1000


def test_fixed_numbers_repeat_for_what_they_are_made_from() -> None:
    one, two = FixedNumbers(), FixedNumbers()

    assert one.case_number(at=LATE) == two.case_number(at=LATE)
    assert one.person_reference(document="v1:a") == two.person_reference(document="v1:a")
    assert one.person_reference(document="v1:a") != one.person_reference(document="v1:b")
    assert [one.entry(), one.entry()] == [two.entry(), two.entry()]


def test_one_tap_makes_one_case_number_a_day_and_another_tap_another() -> None:
    for numbers in (RandomNumbers(), FixedNumbers()):
        assert numbers.case_number(at=LATE, tap="a tap") == numbers.case_number(at=LATE, tap="a tap")
        assert numbers.case_number(at=LATE, tap="a tap") != numbers.case_number(at=LATE, tap="another")
        assert re.fullmatch(r"YY20261123-[a-z0-9]{8}", numbers.case_number(at=LATE, tap="a tap"))

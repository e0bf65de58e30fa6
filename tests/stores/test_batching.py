"""Many items by one request, and what is done about those left over."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.stores.batching import LeftOverError, put_all, read_all
from chalicelib.stores.items import Item, item_of


class Stinting:
    """A service that takes and gives so many at a time."""

    def __init__(self, at_a_time: int) -> None:
        """Take how many it takes at a time."""
        self.at_a_time, self.kept, self.asked = at_a_time, list[Item](), list[int]()

    def batch_write_item(self, RequestItems: Mapping[str, Any]) -> Any:  # noqa: N803 -- the service's name
        ((table, puts),) = RequestItems.items()
        self.asked.append(len(puts))
        self.kept += [put["PutRequest"]["Item"] for put in puts[: self.at_a_time]]
        left = puts[self.at_a_time :]
        return {"UnprocessedItems": {table: left} if left else {}}

    def batch_get_item(self, RequestItems: Mapping[str, Any]) -> Any:  # noqa: N803
        ((table, asked),) = RequestItems.items()
        assert asked["ConsistentRead"]
        self.asked.append(len(asked["Keys"]))
        given, left = asked["Keys"][: self.at_a_time], asked["Keys"][self.at_a_time :]
        return {
            "Responses": {table: given},
            "UnprocessedKeys": {table: {**asked, "Keys": left}} if left else {},
        }


def some(count: int) -> list[Item]:
    return [item_of(key=f"{number:03d}") for number in range(count)]


def test_what_is_left_over_is_put_after_pauses_of_which_none_is_longer_than_two_seconds() -> None:
    service, pauses = Stinting(20), list[float]()

    put_all(service, "names", some(60), pause=pauses.append)

    assert service.kept == some(60)
    assert service.asked == [25, 5, 25, 5, 10]
    assert len(pauses) == 2
    assert max(pauses) <= 2


def test_what_is_left_over_is_read_again() -> None:
    service, pauses = Stinting(60), list[float]()

    assert read_all(service, {"persons": some(150)}, pause=pauses.append) == {"persons": some(150)}
    assert service.asked == [100, 40, 50]


def test_nothing_is_asked_for_nothing() -> None:
    assert read_all(Stinting(1), {}) == {}


@pytest.mark.parametrize(
    "act", [put_all, lambda client, table, items, pause: read_all(client, {table: items}, pause=pause)]
)
def test_a_service_that_never_takes_all_is_a_failure(act: Any) -> None:
    pauses: list[float] = []

    with pytest.raises(LeftOverError):
        act(Stinting(0), "names", some(2), pause=pauses.append)

    assert len(pauses) == 7

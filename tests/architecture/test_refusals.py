"""Every refusal there is has a status in HTTP."""

import importlib
import pkgutil
from collections.abc import Iterator

import chalicelib
from chalicelib.api.problems import STATUS, status_of
from chalicelib.errors import RefusalError


def _all_below(refusal: type[RefusalError]) -> Iterator[type[RefusalError]]:
    for each in refusal.__subclasses__():
        yield each
        yield from _all_below(each)


def _refusals() -> set[type[RefusalError]]:
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        importlib.import_module(module.name)
    return {each for each in _all_below(RefusalError) if each.__module__.startswith("chalicelib.")}


def test_each_refusal_has_a_status_of_the_callers_kind() -> None:
    refusals = _refusals()

    assert refusals
    for refusal in refusals:
        assert 400 <= status_of(refusal) < 500, refusal


def test_each_status_in_the_table_is_of_a_refusal_that_exists() -> None:
    assert set(STATUS) <= _refusals()


def test_each_kind_of_refusal_has_a_name_of_its_own() -> None:
    kinds = [refusal.kind for refusal in _refusals() if "kind" in vars(refusal)]

    assert len(kinds) == len(set(kinds))

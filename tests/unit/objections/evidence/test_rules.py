"""What evidence may be, as data."""

from copy import deepcopy
from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.objections.evidence.rules import FILE, rules, rules_in
from chalicelib.terms.tables import table
from infra.local.resources import TEMPLATE
from infra.packaging import templates


def _changed(place: str, value: object) -> dict[str, Any]:
    raw = deepcopy(table(FILE))
    outer, inner = place.split(".")
    target = raw[outer][0] if isinstance(raw[outer], list) else raw[outer]
    target[inner] = value
    return raw


def test_the_platforms_own_rules_name_five_types_and_what_proves() -> None:
    assert list(rules().types) == ["png", "jpeg", "pdf", "doc", "docx"]
    assert (rules().largest_bytes, rules().most_pieces) == (10 * 1024 * 1024, 20)
    assert not rules().kinds["pledge"].proves
    assert not rules().kinds["authorisation"].proves
    assert rules().kinds["decision"].proves


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("limits.most_pieces", 0),
        ("limits.largest_bytes", True),
        ("limits.basis", "NO_SUCH"),
        ("limits.confirmed", "no"),
        ("retention.years", "5"),
        ("quarantine.more", 1),
        ("types.code", "pdf"),
        ("types.media_type", " "),
        ("kinds.code", "annulment"),
        ("kinds.proves", "yes"),
        ("kinds.more", 1),
    ],
)
def test_a_table_with_a_fault_is_refused_by_name(place: str, value: object) -> None:
    with pytest.raises(DataFileError) as refused:
        rules_in(_changed(place, value))

    assert refused.value.file == FILE


def test_the_bucket_keeps_as_long_as_the_rules_say_and_a_year_for_the_case() -> None:
    bucket = templates.read(TEMPLATE)["Resources"]["EvidenceBucket"]
    lifecycle = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    kept = {rule["Prefix"]: rule["ExpirationInDays"] for rule in lifecycle}

    assert kept["kept/"] == 2192
    assert kept["kept/"] >= (rules().kept_years + 1) * 365
    assert kept["quarantine/"] == rules().quarantine_days

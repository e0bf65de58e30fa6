"""What one body supplied no other writes over; a county registers anew only who is registered in it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.library.places import profile_place, record_id_of
from chalicelib.library.records import Record
from chalicelib.wiring import Services
from tests.factories import BODY, NOW, REGISTRATION, a_subject
from tests.unit.intake.standing import (
    COUNTY,
    COUNTY_BODY,
    OLD_BODY,
    OTHER_BODY,
    OTHER_NAME,
    csv_of,
    penalty_row,
    registration_row,
    some_services,
    taken_in,
)

LATER = NOW + timedelta(hours=1)
OF_ANOTHER = {"library.of_another_body": 1}


def _held(services: Services, item: str) -> list[Record]:
    profile = services.library.find(record_id_of(a_subject(1), profile_place(item)))
    return [*services.library.records_of(a_subject(1), item), *([profile] if profile else [])]


def _registered(services: Services, *, region: str, cells: Mapping[str, str] = {}, **declared: Any) -> dict[str, int]:
    """Register the first company in a division and return what the receipt says of it."""
    address = f"示例市虚构路{region}号"
    data = csv_of([registration_row(1, region_code=region, address=address, **cells)], item=REGISTRATION)
    _, receipt = taken_in(services, data, item=REGISTRATION, **declared)
    return {code: count for code, count in receipt.totals.by_code.items() if not code.endswith(".advised")}


@pytest.mark.parametrize("review", ["given", "missing"])
def test_a_record_of_another_body_is_neither_changed_nor_hidden(review: str) -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    before = _held(services, "administrative_penalty")

    declared: dict[str, Any] = {} if review == "given" else {"review": None}
    row = penalty_row(1, source_name=OTHER_NAME, penalty_content="虚构的另一处罚。", publish_until="2026-04-01")
    batch, receipt = taken_in(services, csv_of([row]), at=LATER, body=OTHER_BODY, **declared)

    assert _held(services, "administrative_penalty") == before
    assert (batch.counts.refused, batch.counts.changed) == (1, 0)
    assert OF_ANOTHER.items() <= receipt.totals.by_code.items()


def test_who_came_after_the_source_supplies_its_records_again() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    standing = _held(services, "administrative_penalty")[0]
    old = standing.content.supply
    services.library.put(_by(standing, OLD_BODY), over=standing)

    batch, _ = taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)

    assert batch.counts.changed == 1
    assert _held(services, "administrative_penalty")[0].content.supply.body == old.body == BODY


def test_what_a_body_supplied_that_nobody_knows_any_more_is_not_written_over() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    standing = _held(services, "administrative_penalty")[0]
    services.library.put(_by(standing, "shili-forgotten"), over=standing)

    batch, receipt = taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)

    assert batch.counts.refused == 1
    assert receipt.totals.by_code == OF_ANOTHER
    assert _held(services, "administrative_penalty")[0].content.supply.body == "shili-forgotten"


def test_a_county_does_not_draw_a_company_of_elsewhere_into_its_division() -> None:
    services = some_services()
    _registered(services, region="512002")

    said = _registered(services, region=COUNTY, at=LATER, body=COUNTY_BODY, division=COUNTY)

    assert said == OF_ANOTHER
    assert _held(services, REGISTRATION)[0].content.subject_division == "512002"


def test_a_county_registers_anew_who_is_registered_in_it() -> None:
    services = some_services()
    _registered(services, region=COUNTY)

    cells = {"legal_rep_name": "示例新代表"}
    assert _registered(services, region=COUNTY, cells=cells, at=LATER, body=COUNTY_BODY, division=COUNTY) == {}
    assert _held(services, REGISTRATION)[0].content.supply.body == COUNTY_BODY


def test_the_city_s_registrar_moves_a_company_from_one_county_to_another() -> None:
    services = some_services()
    _registered(services, region=COUNTY, body=COUNTY_BODY, division=COUNTY)

    assert _registered(services, region="512002", at=LATER) == {}
    assert _held(services, REGISTRATION)[0].content.subject_division == "512002"


def _by(record: Record, body: str) -> Record:
    from msgspec.structs import replace

    supply = replace(record.content.supply, body=body)
    return replace(record, version=record.version + 1, content=replace(record.content, supply=supply))

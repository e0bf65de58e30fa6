"""A row read again, long after it was taken in."""

import hashlib

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.intake.origins import Origins
from chalicelib.library.records import Supply
from tests.factories import PENALTY, a_supply
from tests.fakes import MemoryUploads
from tests.unit.intake.standing import csv_of, penalty_row, person_row

ITEM = catalogue().get(PENALTY)
FILE = csv_of([penalty_row(1), penalty_row(2, fine_amount_wan="0,5"), person_row(3)])
SUPPLY = a_supply(row=2, file_sha256=hashlib.sha256(FILE).hexdigest())


def _sent(file: bytes = FILE, supply: Supply = SUPPLY) -> object:
    uploads = MemoryUploads()
    uploads.receive(supply.batch, file)
    return Origins(uploads=uploads, catalogue=catalogue()).values_sent(supply, item=ITEM)


def test_a_row_says_what_the_record_keeps_of_it_but_not_whom_it_is_about() -> None:
    values = _sent()

    assert isinstance(values, dict)
    assert values["fine_amount_wan"] == "1.5"
    assert ITEM.subject.credit_code not in values
    assert all(ITEM.field(name).is_stored for name in values)


def test_an_empty_cell_is_told_as_nothing() -> None:
    file = csv_of([penalty_row(1, violation_fact=" ")])
    supply = msgspec.structs.replace(SUPPLY, file_sha256=hashlib.sha256(file).hexdigest())

    values = _sent(file, supply)

    assert isinstance(values, dict)
    assert values["violation_fact"] is None


def test_a_file_that_is_not_kept_any_more_says_nothing() -> None:
    origins = Origins(uploads=MemoryUploads(), catalogue=catalogue())

    assert origins.values_sent(SUPPLY, item=ITEM) is None


@pytest.mark.parametrize(
    ("file", "supply"),
    [
        (FILE + b"\n", SUPPLY),
        (b"", msgspec.structs.replace(SUPPLY, file_sha256=hashlib.sha256(b"").hexdigest())),
        (FILE, msgspec.structs.replace(SUPPLY, row=99)),
    ],
    ids=["another file", "no sheet", "no such row"],
)
def test_a_file_that_does_not_hold_the_row_says_nothing(file: bytes, supply: Supply) -> None:
    assert _sent(file, supply) is None

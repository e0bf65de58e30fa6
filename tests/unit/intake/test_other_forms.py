"""The same decision in the form of an earlier time and in today's is one record; today's form tells more, and stays."""

from datetime import timedelta

import pytest

from chalicelib.intake.admission import admit
from chalicelib.intake.undoing import undo
from chalicelib.library.readers import Level, Reader
from tests.factories import BODY, NOW, a_credit_code
from tests.unit.intake.standing import CHUNK_ROWS, csv_of, penalty_row, some_services, taken_in
from tests.unit.intake.test_times import OF_PENALTIES, a_file_of_old, admitted, an_old_row

LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
OTHER = Reader(level=Level.DEPARTMENT, sub="department-2", role="department", body=BODY)


def in_todays_form(**cells: str) -> bytes:
    told = {"doc_no": OF_PENALTIES["doc_no"], "decision_date": "2016-03-02", "publish_until": ""}
    return csv_of([penalty_row(1, **{**told, **cells})])


def test_todays_form_makes_a_new_version_of_what_came_in_the_form_of_2016() -> None:
    services = some_services()
    taken_in(services, a_file_of_old(an_old_row()))
    (old,) = admitted(services)

    batch, receipt = taken_in(services, in_todays_form(), at=LATER)

    (record,) = admitted(services)
    assert (batch.counts.changed, receipt.totals.by_code) == (1, {})
    assert (record.place, record.version) == (old.place, 2)
    assert record.content.fields["authority_credit_code"] == penalty_row(1)["authority_credit_code"]


def test_the_form_of_2016_replaces_nothing_of_todays_and_says_so() -> None:
    services = some_services()
    taken_in(services, in_todays_form())
    (before,) = admitted(services)

    batch, receipt = taken_in(services, a_file_of_old(an_old_row()), at=LATER)

    assert (batch.state, batch.counts.superseded) == ("applied", 1)
    assert [(one.row, one.code, one.severity) for one in receipt.findings] == [
        (2, "library.same_decision_in_other_form", "warning")
    ]
    assert admitted(services) == [before]


def test_sent_in_one_form_after_the_other_and_again_it_stays_one_record() -> None:
    services = some_services()
    files = (a_file_of_old(an_old_row()), in_todays_form())

    for number, data in enumerate((*files, *files)):
        taken_in(services, data, at=NOW + timedelta(hours=number))

    (record,) = admitted(services)
    assert record.version == 2


def test_what_todays_form_made_of_it_is_taken_back_by_an_undo() -> None:
    services = some_services()
    taken_in(services, a_file_of_old(an_old_row()))
    (old,) = admitted(services)
    batch, _ = taken_in(services, in_todays_form(), at=LATER)

    undoing = undo(batch.batch, by=OTHER, means=services, now=LATEST)
    admit(undoing.batch, means=services, now=LATEST, chunk_rows=CHUNK_ROWS)

    (record,) = admitted(services)
    assert (record.place, record.content.fields) == (old.place, old.content.fields)


@pytest.mark.parametrize("cells", [{"authority_name": "示例市虚构交通局"}, {"doc_no": "虚构罚字〔2016〕9号"}])
def test_another_authority_or_number_is_another_decision(cells: dict[str, str]) -> None:
    services = some_services()
    taken_in(services, a_file_of_old(an_old_row(**cells)))

    taken_in(services, in_todays_form(), at=LATER)

    assert len(admitted(services)) == 2


def test_two_codes_tell_two_decisions_apart_whatever_the_names() -> None:
    services = some_services()
    taken_in(services, in_todays_form())

    taken_in(services, in_todays_form(authority_credit_code=a_credit_code(9002, kind="11")), at=LATER)

    assert len(admitted(services)) == 2

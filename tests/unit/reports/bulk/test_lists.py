"""A list names subjects one a line; what names nobody is told by its line, and an ID number refuses the whole."""

import pytest

from chalicelib.reports.bulk.lists import FAULTS_LISTED, LineFault, Listed, Unfit, listed_in
from tests.app.world import CITIZEN_NUMBER
from tests.factories import a_credit_code, a_subject

ONE, TWO = a_credit_code(1), a_credit_code(2)


def _listed(text: str, *, most: int = 10) -> Listed | Unfit:
    return listed_in(text.encode(), most=most)


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}",
        f"\ufeff统一社会信用代码,名称\r\n{ONE},示例虚构甲有限公司\r\n\r\n{TWO},\r\n",
        f'credit_code\n"{ONE}","示例,虚构"\n{TWO.lower()}\n{ONE}\n',
    ],
    ids=["plain", "csv", "quoted and doubled"],
)
def test_subjects_are_read_each_once_in_order(text: str) -> None:
    assert _listed(text) == Listed((a_subject(1), a_subject(2)), (), 0)


def test_lines_that_name_nobody_are_told_by_their_number() -> None:
    listed = _listed(f"{ONE}\n123\n{TWO}\n名称\n")

    assert isinstance(listed, Listed)
    assert listed.faults == (
        LineFault(2, "identity.credit_code_length"),
        LineFault(4, "identity.credit_code_length"),
    )
    assert listed.faulty == 2


def test_of_very_many_faults_the_first_are_listed_and_all_are_counted() -> None:
    listed = _listed("\n".join([ONE, *["123"] * (FAULTS_LISTED + 5)]), most=1000)

    assert isinstance(listed, Listed)
    assert (len(listed.faults), listed.faulty) == (FAULTS_LISTED, FAULTS_LISTED + 5)


@pytest.mark.parametrize(
    ("text", "unfit"),
    [
        ("", Unfit("bulk.list_empty")),
        ("统一社会信用代码\n123\n", Unfit("bulk.list_empty")),
        (f"{ONE}\n" * 2 + f"{TWO}\n" + "123\n" * 9, Unfit("bulk.list_too_long")),
        (f"{ONE}\n{CITIZEN_NUMBER},示例\n", Unfit("bulk.list_resident_id", 2)),
        (f"{ONE}\n示例,{CITIZEN_NUMBER}\n", Unfit("bulk.list_resident_id", 2)),
        (f"{ONE}\n{'a' * 5000}", Unfit("bulk.list_line_too_long", 2)),
    ],
    ids=["empty", "faults_alone", "too_long", "resident_id_first", "resident_id_beside", "long_line"],
)
def test_a_list_that_will_not_do_is_refused_whole(text: str, unfit: Unfit) -> None:
    assert _listed(text) == unfit


def test_what_is_no_utf8_is_refused() -> None:
    assert listed_in("示例".encode("gbk"), most=1) == Unfit("bulk.list_not_utf8")

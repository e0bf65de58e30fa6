"""The letter that tells how a repair ended."""

from copy import deepcopy
from typing import Any

import msgspec
import pytest

from chalicelib.errors import DataFileError, NotFoundError
from chalicelib.objections import applications, desk
from chalicelib.objections.cases import Case, State
from chalicelib.objections.repairs.letters import FILE, Letter, letter_of, page_of, words_in
from chalicelib.terms.tables import table
from tests.factories import NOW, a_case
from tests.unit.objections.repairing import (
    GRANT,
    PLAN,
    REFUSE,
    REFUSED,
    SHIELDED,
    a_list_entry,
    an_application,
    repair_in,
)
from tests.unit.objections.standing import SUBJECT, FakeMeans, claimed, means_with


def _letter(case: Case, means: FakeMeans) -> Letter:
    record = means.library.all()[0]
    return letter_of(case, record, means.catalogue.get(record.content.item))


def test_a_granted_repair_is_told_with_number_reasons_basis_and_what_follows_from_it() -> None:
    means = means_with()
    letter = _letter(repair_in(State.CLOSED, means), means)

    assert letter.number == f"{letter.case}-JD"
    assert (letter.title, letter.outcome, letter.reasons) == ("信用修复决定书", "repair_granted", GRANT.reason)
    assert (letter.subject, letter.record) == ("示例虚构甲有限公司", "行政处罚 虚构罚字〔2026〕1号")
    assert [(one.key, one.confirmed) for one in letter.basis] == [("O36", False)]
    assert letter.remedies == []
    assert letter.decided_on.isoformat() in letter.sentence
    assert letter.authority in letter.sentence


def test_a_refusal_names_its_remedies() -> None:
    means = means_with()
    letter = _letter(repair_in(State.CLOSED, means, answer=REFUSE, ruling=REFUSED), means)

    assert [one.zh for one in letter.remedies] == ["申请行政复议", "提起行政诉讼", "投诉"]
    assert letter.reasons == REFUSE.reason


def test_a_shielding_names_its_last_day_and_an_exit_its_list() -> None:
    means = means_with()
    shielded = _letter(
        repair_in(State.CLOSED, means, asked=an_application(kind="restructuring", ruling=PLAN), ruling=SHIELDED), means
    )
    entry = a_list_entry()
    listed = means_with(entry)
    exit_letter = _letter(repair_in(State.CLOSED, listed, asked=an_application(entry, kind="list_exit")), listed)

    assert (shielded.until, PLAN.until.isoformat() in shielded.sentence) == (PLAN.until, True)
    assert exit_letter.record == "严重失信主体名单 虚构列入〔2025〕1号"


def test_what_was_not_accepted_is_told_too() -> None:
    means = means_with()
    case = repair_in(State.SUBMITTED, means)
    ended = desk.not_accept(case.case, "承诺书未盖章。", hold=claimed(case, means), means=means, now=NOW)

    letter = _letter(ended, means)

    assert (letter.title, letter.reasons) == ("信用修复不予受理告知书", "承诺书未盖章。")
    assert letter.remedies


def test_there_is_no_letter_before_the_end_nor_for_what_is_no_repair() -> None:
    means = means_with()
    case = repair_in(State.REPLIED, means)

    with pytest.raises(NotFoundError) as early:
        _letter(case, means)
    with pytest.raises(NotFoundError) as other:
        _letter(a_case(state=State.CLOSED), means)
    withdrawn = means_with()
    asked = repair_in(State.SUBMITTED, withdrawn)
    applications.withdraw(asked.case, by=SUBJECT, means=withdrawn, now=NOW)
    with pytest.raises(NotFoundError):
        _letter(withdrawn.cases.find(asked.case) or asked, withdrawn)

    assert (early.value.code, other.value.code) == ("letter.not_ready", "resource.not_found")


def test_a_record_that_names_nothing_and_a_decision_without_source_are_told_by_what_is_known() -> None:
    means = means_with()
    case = repair_in(State.CLOSED, means)
    assert case.decision is not None
    case = msgspec.structs.replace(case, decision=msgspec.structs.replace(case.decision, source=None))
    record = means.library.all()[0]
    bare = msgspec.structs.replace(record, content=msgspec.structs.replace(record.content, fields={}))

    letter = letter_of(case, bare, means.catalogue.get("administrative_penalty"))

    assert (letter.subject, letter.record, letter.authority) == ("", "行政处罚", record.content.supply.named)


def test_the_page_says_what_the_letter_says_and_nothing_of_it_is_taken_for_markup() -> None:
    means = means_with()
    answer = msgspec.structs.replace(GRANT, reason="已缴清<script>alert(1)</script>")
    letter = _letter(repair_in(State.CLOSED, means, answer=answer), means)

    page = page_of(letter)

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    for text in (letter.number, letter.title, letter.sentence, letter.subject, "条文未核对原文", "无需救济"):
        assert text in page


def test_the_page_of_a_shielding_and_of_a_refusal_tell_day_and_remedies() -> None:
    means = means_with()
    asked = an_application(kind="restructuring", ruling=PLAN)
    shielded = page_of(_letter(repair_in(State.CLOSED, means, asked=asked, ruling=SHIELDED), means))
    refused_means = means_with()
    refused = repair_in(State.CLOSED, refused_means, answer=REFUSE, ruling=REFUSED)

    assert f"<td>{PLAN.until.isoformat()}</td>" in shielded
    assert "申请行政复议；提起行政诉讼；投诉" in page_of(_letter(refused, refused_means))


def test_a_basis_that_was_read_and_has_no_number_is_named_without_either() -> None:
    means = means_with()
    letter = _letter(repair_in(State.CLOSED, means), means)
    read = msgspec.structs.replace(letter.basis[0], confirmed=True, number=None)

    assert f"《{read.title}》</td>" in page_of(msgspec.structs.replace(letter, basis=[read]))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"more": 1}, "more"),
        ({"basis": "NO_SUCH"}, "basis"),
        ({"letters": {"pardon": {"title": "x", "sentence": "y"}}}, "pardon"),
        ({"letters": {"shielded": {"title": "x"}}}, "shielded.sentence"),
        ({"unconfirmed": " "}, "unconfirmed"),
    ],
)
def test_words_with_a_fault_are_refused_by_key(change: dict[str, Any], key: str) -> None:
    with pytest.raises(DataFileError) as refused:
        words_in(deepcopy(dict(table(FILE))) | change)

    assert refused.value.key == key

"""May I, to what, and otherwise where to go."""

from typing import Any

import pytest

from chalicelib.errors import NotFoundError
from chalicelib.objections import applications
from chalicelib.objections.cases import State
from chalicelib.objections.eligibility import eligibility_for
from tests.factories import NOW, a_profile, a_record, a_subject
from tests.fakes import MemoryLibrary
from tests.unit.objections.standing import ANOTHER_SUBJECT, CLERK, SUBJECT, a_filing, case_in, means_with, submit

RECORD = a_record().record_id


def test_before_anyone_types_they_are_told_what_may_be_objected_to_and_how() -> None:
    told, record = eligibility_for(RECORD, by=SUBJECT, means=means_with(), now=NOW)

    assert record == a_record()
    assert (told.may_object, told.open_case, told.draft, told.statement_length) == (True, None, None, 300)
    shown = {one.field: (one.zh, one.shown) for one in told.fields}
    assert shown["fine_amount_wan"] == ("罚款金额(万元)", "1.5")
    assert shown["case_name"][1] is None
    assert "person_id_no" not in shown
    assert [one.code for one in told.reasons if one.needs_evidence] == [
        "wrong_information",
        "missing_information",
        "differs_from_authority",
        "list_conditions_not_met",
        "decision_annulled",
        "repaired_yet_published",
        "other",
    ]
    assert all(one.why for one in told.reasons)
    assert [one.code for one in told.outcomes] == [
        "deleted",
        "corrected",
        "supplemented",
        "publication_ended",
        "delisted",
    ]
    assert told.evidence.largest_bytes == 10 * 1024 * 1024
    assert [one.code for one in told.otherwise] == ["repair", "review_or_litigation", "access", "report"]


def test_what_counts_against_nobody_leads_to_no_repair() -> None:
    profile = a_profile()
    told, _ = eligibility_for(profile.record_id, by=SUBJECT, means=means_with(profile), now=NOW)

    assert [one.code for one in told.otherwise] == ["access", "report"]


def test_an_open_case_is_named_and_so_is_a_draft() -> None:
    means = means_with()
    draft = applications.file(a_filing(), by=SUBJECT, means=means, now=NOW)
    told, _ = eligibility_for(RECORD, by=SUBJECT, means=means, now=NOW)
    assert (told.may_object, told.draft) == (True, draft.case)

    submit(draft.case, by=SUBJECT, means=means, now=NOW)
    told, _ = eligibility_for(RECORD, by=SUBJECT, means=means, now=NOW)

    assert (told.may_object, told.open_case, told.draft) == (False, draft.case, None)


def test_a_case_that_has_ended_stands_in_nobodys_way() -> None:
    means = means_with()
    ended = case_in(State.CLOSED, means)
    means.cases.open(RECORD, ended.case)

    told, _ = eligibility_for(RECORD, by=SUBJECT, means=means, now=NOW)

    assert told.may_object


class _Counting(MemoryLibrary):
    """A library that notes what it is asked."""

    def __init__(self) -> None:
        """Start with nothing asked."""
        super().__init__()
        self.asked: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        """Note each question."""
        if not name.startswith("_") and name not in {"asked", "put"}:
            self.asked.append(name)
        return super().__getattribute__(name)


@pytest.mark.parametrize("by", [ANOTHER_SUBJECT, CLERK], ids=["another subject", "a clerk"])
def test_a_record_of_someone_else_is_answered_as_one_that_does_not_exist_after_the_same_requests(by: Any) -> None:
    asked: list[list[str]] = []
    for record_id in (RECORD, a_record(subject=a_subject(9)).record_id):
        means = means_with()
        means.library = _Counting()
        means.library.put(a_record(), over=None)
        with pytest.raises(NotFoundError) as refused:
            eligibility_for(record_id, by=by, means=means, now=NOW)
        assert (refused.value.code, refused.value.errors) == ("resource.not_found", ())
        asked.append(means.library.asked)
        with pytest.raises(NotFoundError):
            applications.file(a_filing(record_id=record_id), by=by, means=means, now=NOW)

    assert asked[0][:1] == asked[1][:1] == ["find"]

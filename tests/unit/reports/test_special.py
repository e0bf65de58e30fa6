"""The special report: what is chosen is shown, and of every authority it is said what was looked at."""

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import UnprocessableError
from chalicelib.library.holdings import Holdings
from chalicelib.library.supplies import LastSupply
from chalicelib.reports.issue import Form, Kind
from chalicelib.reports.layout import IssuedContent
from tests.factories import BODY_NAME, PENALTY, a_profile, a_record, a_supply
from tests.unit.reports.standing import OWN, Means, a_penalty, chosen, means_with, ordered, some_means

PERMIT = "administrative_permit"
LISTED = "serious_dishonesty_list"
SUPPLIED_AT = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)


def _content(means: Means, **choice: Any) -> IssuedContent:
    issue = ordered(means, Kind.SPECIAL, reader=OWN, chosen=chosen(**choice))
    raw = means.report_documents.find(issue.number, issue.sha256, form=Form.JSON)
    assert raw is not None
    return msgspec.json.decode(raw, type=IssuedContent)


def _sections(content: IssuedContent) -> dict[str, int]:
    return {section.item: section.count for chapter in content.chapters for section in chapter.sections}


def _supply(means: Means, item: str, body: str, named: str) -> None:
    means.supplies.note(LastSupply(item=item, body=body, named=named, supplied_at=SUPPLIED_AT))


def test_it_shows_the_registration_and_what_was_chosen_within_the_period() -> None:
    means = means_with(a_profile(), a_record(), a_penalty(2), a_record(number=3, item=LISTED))

    content = _content(means, until=date(2026, 5, 1))

    assert _sections(content) == {"market_entity_registration": 1, PENALTY: 1}
    assert content.choice is not None
    assert (content.choice.purpose_zh, content.choice.items) == ("招标投标", (PENALTY,))
    assert content.explanation[-1].startswith("本专项信用报告的用途")
    assert content.head.accesses is None


def test_of_an_item_the_fields_chosen_are_shown_and_no_others() -> None:
    content = _content(some_means(), fields={PENALTY: ["doc_no", "decision_date", "doc_no"]})

    section = next(one for chapter in content.chapters for one in chapter.sections if one.item == PENALTY)
    assert list(section.labels) == ["doc_no", "decision_date"]
    assert set(section.records[0].fields) == {"doc_no", "decision_date"}


def test_it_never_says_none_but_what_was_supplied_and_up_to_when() -> None:
    means = some_means()
    _supply(means, PENALTY, "b-1", "示例虚构甲局")
    _supply(means, PENALTY, "b-2", BODY_NAME)

    found = {one.authority: one for one in _content(means).found}

    assert found["示例虚构甲局"].text == "在示例虚构甲局截至2026-11-22报送的“行政处罚”中，查询期间内未发现。"
    assert (found["示例虚构甲局"].count, found[BODY_NAME].count) == (0, 1)
    assert found[BODY_NAME].text == f"在{BODY_NAME}截至2026-11-22报送的“行政处罚”中，查询期间内发现1条。"


def test_the_last_supply_is_known_from_the_records_where_it_was_not_noted() -> None:
    (found,) = _content(some_means()).found

    assert (found.authority, found.count, found.supplied_at) == (BODY_NAME, 1, a_record().content.known_at)


def test_where_nobody_ever_supplied_an_item_that_is_said() -> None:
    (found,) = _content(some_means(), items=[PERMIT]).found

    assert found.text == "尚无信源单位向平台报送过“行政许可”，无从查询。"
    assert found.supplied_at is None


def test_a_body_that_is_to_supply_an_item_and_never_did_is_named() -> None:
    items = catalogue().items
    named = tuple(
        dataclasses.replace(one, suppliers=("market_supervision",)) if one.id == PENALTY else one for one in items
    )

    class Named(Means):
        """Means whose catalogue says who supplies penalties."""

        @property
        def holdings(self) -> Holdings:
            kept = dataclasses.replace(catalogue(), items=named)
            return Holdings(library=self.library, catalogue=kept, periods=periods(), bodies=self.bodies)

    silent, supplying = Named(), Named()
    for means in (silent, supplying):
        means.library.put(a_profile(), over=None)
    name = silent.bodies.get("market_supervision").names[-1].name
    _supply(supplying, PENALTY, "market_supervision", name)

    assert [one.text for one in _content(silent).found] == [f"{name}尚未向平台报送过“行政处罚”，无从查询。"]
    assert [one.authority for one in _content(supplying).found] == [name]
    silent.library.put(a_record(supply=a_supply(named=name)), over=None)
    assert [one.count for one in _content(silent).found] == [1]


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({"purpose": "curiosity"}, "report.purpose_unknown"),
        ({"since": date(2021, 11, 21)}, "report.period_unfit"),
        ({"since": date(2026, 11, 23)}, "report.period_unfit"),
        ({"until": date(2026, 11, 24)}, "report.period_unfit"),
        ({"items": []}, "report.items_unfit"),
        ({"items": ["market_entity_registration"]}, "report.items_unfit"),
        ({"fields": {PERMIT: ["doc_no"]}}, "report.items_unfit"),
        ({"fields": {PENALTY: []}}, "report.fields_unfit"),
        ({"fields": {PENALTY: ["unheard_of"]}}, "report.fields_unfit"),
    ],
    ids=[
        "another purpose", "more than five years", "upside down", "not over yet", "nothing", "the registration",
        "fields of what was not chosen", "no field", "a field that is none",
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_made_is_refused(choice: dict[str, Any], code: str) -> None:
    with pytest.raises(UnprocessableError, match=code):
        ordered(some_means(), Kind.SPECIAL, reader=OWN, chosen=chosen(**choice))


def test_five_years_are_not_too_long() -> None:
    assert _content(some_means(), since=date(2021, 11, 22)).choice is not None

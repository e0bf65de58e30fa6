"""The exit from the list of abnormal operations: whose door it is, when, and what it does."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import ConflictError, ForbiddenError
from chalicelib.intake.offers import Offer, Outcome, verdict_on
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.records import REPAIRED, Record
from chalicelib.library.visibility import Shown, View
from chalicelib.objections import desk
from chalicelib.objections.cases import State
from chalicelib.objections.repairs import filing
from chalicelib.terms.bodies import bodies
from chalicelib.terms.dates import beijing_date
from tests.factories import NOW, a_supply
from tests.unit.objections.repairing import (
    ABNORMAL,
    ABNORMAL_ON,
    GRANT,
    an_abnormal_entry,
    an_application,
    repair_in,
)
from tests.unit.objections.standing import SOURCE, SUBJECT, FakeMeans, claimed, means_with

ITEM = catalogue().get(ABNORMAL)
TODAY = beijing_date(NOW)


def _seen(record: Record, *, on: date = TODAY) -> Shown | None:
    return View(reader=EVERYBODY, today=on, periods=periods(), bodies=bodies()).shown(record, item=ITEM)


def _asked(entry: Record) -> filing.Application:
    return an_application(entry, kind="abnormal_exit", statement="已补报年度报告，申请移出。")


def test_an_entry_is_shown_for_a_year_from_its_listing_and_ends_when_it_is_removed() -> None:
    entry, removed = an_abnormal_entry(), an_abnormal_entry(removed_on="2026-11-01")

    assert _seen(entry, on=date(2027, 7, 2)) is not None
    assert _seen(entry, on=date(2027, 7, 3)) is None
    assert _seen(removed, on=date(2026, 10, 31)) is not None
    assert _seen(removed, on=date(2026, 11, 1)) is None


@pytest.mark.parametrize("authority", ["资阳市市场监督管理局", "示例县市场监督管理局"])
def test_what_market_supervision_listed_is_asked_for_in_its_own_system_with_its_own_clock(authority: str) -> None:
    entry = an_abnormal_entry(authority_name=authority)
    means = means_with(entry)

    told, _ = filing.eligibility_for(entry.record_id, by=SUBJECT, means=means, now=NOW)
    with pytest.raises(ConflictError) as refused:
        filing.apply(_asked(entry), by=SUBJECT, means=means, now=NOW)

    assert told.door is not None
    assert (told.door.code, told.door.answers_within, told.door.unit) == ("market_supervision", 7, "working_days")
    assert (told.decided_by, told.severity, told.may_apply) == (authority, "general", False)
    assert refused.value.code == "repair.another_door"
    assert means.cases.open_cases == {}


def test_what_that_system_decided_comes_with_the_next_supply_and_ends_the_display() -> None:
    entry = an_abnormal_entry(authority_name="资阳市市场监督管理局")
    later = a_supply(batch="shili-jgj-20261124-bbbbbbbb", supplied_at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    fields = {
        **entry.content.fields,
        "removed_on": "2026-11-23",
        "removed_reason": "已补报并公示年度报告",
        "removed_by": "资阳市市场监督管理局",
    }
    content = msgspec.structs.replace(entry.content, fields=fields, supply=later, act=later.batch)
    offer = Offer(subject=entry.subject, place=entry.place, content=content, dedup=ITEM.dedup)

    verdict = verdict_on(offer, entry)

    assert verdict.outcome is Outcome.CHANGED
    assert verdict.new is not None
    assert verdict.new.content.severity == "general"
    assert _seen(entry) is not None
    assert _seen(verdict.new) is None


def test_what_another_body_listed_is_asked_for_here_and_leaves_the_list_by_its_answer() -> None:
    entry = an_abnormal_entry()
    means = means_with(entry)

    case = repair_in(State.CLOSED, means, asked=_asked(entry))

    record = means.library.all()[0]
    fields = record.content.fields
    assert fields["removed_on"] == TODAY.isoformat()
    assert case.case in str(fields["removed_reason"])
    assert fields["removed_by"] == fields["authority_name"]
    assert (record.content.withheld, record.mark, _seen(record)) == (REPAIRED, None, None)
    assert [one.after.content.reason.value for one in means.announced][-1] == "repaired"
    assert means.notices.told
    assert {one.act: one.on for one in case.deadlines}["repair_answer"] == date(2026, 12, 7)


def test_it_is_not_asked_for_before_its_three_months_are_over() -> None:
    entry = an_abnormal_entry(listed_on=date(2026, 9, 1))
    means = means_with(entry)

    with pytest.raises(ConflictError) as refused:
        filing.apply(_asked(entry), by=SUBJECT, means=means, now=NOW)

    assert [one.code for one in refused.value.errors] == ["repair.minimum_period"]
    assert "2026-12-01" in refused.value.errors[0].message_zh
    assert ABNORMAL_ON < TODAY


def _certified_by(sub: str) -> FakeMeans:
    entry = an_abnormal_entry()
    supply = msgspec.structs.replace(entry.content.supply, certifier=sub)
    return means_with(msgspec.structs.replace(entry, content=msgspec.structs.replace(entry.content, supply=supply)))


def test_who_certified_the_entry_may_neither_answer_its_repair_nor_decide_it() -> None:
    means = _certified_by(SOURCE.sub)
    case = repair_in(State.REFERRED, means, asked=_asked(means.library.all()[0]))

    with pytest.raises(ForbiddenError) as refused:
        desk.reply(case.case, GRANT, hold=claimed(case, means, by=SOURCE), means=means, now=NOW)
    colleague = msgspec.structs.replace(SOURCE, sub="source-9")
    held = claimed(case, means, by=colleague, now=datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    answered = desk.reply(case.case, GRANT, hold=held, means=means, now=datetime(2026, 11, 23, 9, 1, tzinfo=UTC))

    assert refused.value.code == "reply.certifier_may_not_answer"
    assert answered.state is State.REPLIED


def test_who_certified_it_may_not_carry_out_what_was_answered() -> None:
    means = _certified_by("clerk-1")

    with pytest.raises(ForbiddenError) as refused:
        repair_in(State.CLOSED, means, asked=_asked(means.library.all()[0]))

    assert refused.value.code == "decision.certifier_may_not_decide"

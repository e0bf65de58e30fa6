"""The platform's own check, against what the source sent last."""

import msgspec

from chalicelib.catalogue.items import catalogue
from chalicelib.library import versions
from chalicelib.library.records import Announced, Reason
from chalicelib.objections.checks import differences, last_sent
from chalicelib.objections.papers import Differing
from tests.factories import NOW, PENALTY, a_case, a_record, an_objection

ITEM = catalogue().get(PENALTY)


def test_what_the_source_sent_last_is_the_newest_version_that_a_supply_made() -> None:
    first = a_record()
    marked = versions.marked(first, case="YY-1", at=NOW)
    again = versions.supplied_again(marked, msgspec.structs.replace(marked.content, reason=Reason.SUPPLIED))
    corrected = versions.corrected(again, {"fine_amount_wan": "0.5"}, case="YY-1", at=NOW)

    assert last_sent(first, history=[]) is first
    assert last_sent(marked, history=[first]) is first
    assert last_sent(corrected, history=[first, marked, again]) is again


def test_where_no_supply_is_kept_any_more_the_oldest_version_stands_for_it() -> None:
    first = a_record()
    marked = versions.marked(first, case="YY-1", at=NOW)
    unmarked = versions.unmarked(marked, case="YY-1", at=NOW)

    assert last_sent(unmarked, history=[marked]) is marked


def test_only_disputed_fields_are_compared_and_without_any_all_are() -> None:
    record = a_record()
    sent = {**record.content.fields, "fine_amount_wan": "0.5", "doc_no": "另一文号"}
    of_all = a_case(objection=an_objection(fields=()))

    assert differences(a_case(), record, sent=sent, item=ITEM) == (
        Differing(field="fine_amount_wan", shown="1.5", sent="0.5"),
    )
    assert {one.field for one in differences(of_all, record, sent=sent, item=ITEM)} == {"fine_amount_wan", "doc_no"}


def test_what_an_earlier_case_decided_is_no_fault_of_the_platform() -> None:
    record = versions.corrected(a_record(), {"fine_amount_wan": "0.5"}, case="YY-1", at=NOW)

    assert differences(a_case(), record, sent=a_record().content.fields, item=ITEM) == ()


def test_what_its_source_told_since_by_a_message_is_no_difference() -> None:
    told = Announced(
        message="status",
        on=NOW.date(),
        reason="虚构的原因。",
        batch="b-2",
        row=2,
        at=NOW,
        certifier="示例经办人",
        before={"fine_amount_wan": "1.5"},
    )
    record = versions.announced(a_record(), {"fine_amount_wan": "2"}, told, act="b-2", at=NOW)

    assert differences(a_case(), record, sent=a_record().content.fields, item=ITEM) == ()

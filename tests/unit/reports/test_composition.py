"""The report: what stands in it, for whom, and the look that it is."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import NotFoundError
from chalicelib.library import versions
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import profile_place, record_place, suffix_of
from chalicelib.library.readers import PUBLIC, Level, Reader
from chalicelib.library.records import Record
from chalicelib.reports import composition
from chalicelib.reports.composition import (
    Asked,
    Selection,
    profile_and_counts_of,
    record_shown,
    records_of,
    report_on,
)
from chalicelib.reports.layout import Line, ReportContent, Section
from chalicelib.reports.parts import MOST_RECORDS
from chalicelib.terms.subjects import Subject
from tests.factories import NOW, PENALTY, REGISTRATION, a_person, a_profile, a_record, a_subject
from tests.fakes import MemoryLibrary

CASE = "YY20261123-aaaaaaaa"
PERMIT = "administrative_permit"
OWN = Reader(level=Level.SUBJECT, sub="s", role="citizen", subject=a_subject())
DESK = Reader(level=Level.DESK, sub="k", role="desk")


class Counting(MemoryLibrary):
    """A library that tells which requests it was sent."""

    def __init__(self, **pages: int) -> None:
        """Start empty, with nothing asked."""
        super().__init__(**pages)
        self.asked: list[str] = []

    def file_of(self, subject: Subject, *, after: str | None = None) -> Any:
        self.asked.append("file_of")
        return super().file_of(subject, after=after)

    def find(self, record_id: str) -> Record | None:
        self.asked.append("find")
        return super().find(record_id)


def a_department(**changes: Any) -> Reader:
    city = Reader(
        level=Level.DEPARTMENT, sub="d", role="department", body="shili-qt", division="512000", purpose="supervision"
    )
    return msgspec.structs.replace(city, **changes)


def a_penalty(number: int, **content: Any) -> Record:
    on = date(2026, 6, 1) + timedelta(days=number % 28)
    made = a_record(number=number, determined_on=on, **content)
    return msgspec.structs.replace(made, place=record_place(PENALTY, on=on, suffix=suffix_of(str(number))))


def a_library(*records: Record, **pages: int) -> Counting:
    library = Counting(**pages)
    for record in records:
        library.put(record, over=None)
    return library


def holdings_of(library: MemoryLibrary) -> Holdings:
    return Holdings(library=library, catalogue=catalogue(), periods=periods())


def report(library: MemoryLibrary, reader: Reader = PUBLIC, *, now: datetime = NOW) -> ReportContent:
    return report_on(a_subject(), reader=reader, holdings=holdings_of(library), now=now).content


def section(content: ReportContent, item: str) -> Section:
    return next(one for chapter in content.chapters for one in chapter.sections if one.item == item)


def numbers_in(content: ReportContent) -> Sequence[Any]:
    return [line.fields["doc_no"] for line in section(content, PENALTY).records]


def records(library: MemoryLibrary, reader: Reader = PUBLIC, **selection: Any) -> composition.Answered[Any]:
    chosen = Selection(**({"limit": 10} | selection))
    return records_of(a_subject(), reader=reader, holdings=holdings_of(library), now=NOW, selection=chosen)


def test_the_chapters_stand_in_their_order_with_the_fixed_words_where_nothing_is() -> None:
    content = report(a_library(a_profile()))

    assert [chapter.numeral for chapter in content.chapters] == [*"一二三四五六七八九十", ""]
    assert [chapter.text for chapter in content.chapters[5:7]] == ["查询期内无相关信息"] * 2
    assert content.chapters[9].text == "建议秉持诚信理念，合法有序开展经营活动。"
    assert section(content, PENALTY).empty == "查询期内无相关信息"
    assert content.chapters[0].text is None


def test_the_head_says_what_whose_and_for_whom() -> None:
    profile = a_profile(fields={"reg_status": "存续"})

    head = report(a_library(profile), a_department()).head

    assert (head.title, head.version, head.reader, head.purpose) == (
        "公共信用信息报告",
        "V2.0",
        "department",
        "supervision",
    )
    assert (head.subject.credit_code, head.subject.name, head.subject.labels) == (
        a_subject().key,
        "示例虚构甲有限公司",
        ("存续",),
    )
    assert head.issuing_body
    assert head.complete


def test_the_registration_comes_first_and_says_what_stands_for_what_is_missing() -> None:
    (first,) = report(a_library(a_penalty(1), a_profile())).chapters[0].sections

    assert first.item == REGISTRATION
    assert first.labels["name"] == "机构全称"
    assert "business_scope" in first.labels
    assert "business_scope" not in first.records[0].fields
    assert first.missing == "— —"


def test_records_are_numbered_newest_update_first() -> None:
    late = a_penalty(1, known_at=datetime(2026, 11, 22, tzinfo=UTC))
    content = report(a_library(a_profile(), a_penalty(2), late, a_penalty(3)))

    assert numbers_in(content) == [f"虚构罚字〔2026〕{number}号" for number in (1, 3, 2)]
    assert [line.heading for line in section(content, PENALTY).records] == ["第1条", "第2条", "第3条"]


def test_the_summary_counts_eight_groups() -> None:
    listed = a_record(item="serious_dishonesty_list", severity="serious", number=9)
    listed = msgspec.structs.replace(listed, place=listed.place.replace(PENALTY, "serious_dishonesty_list"))

    summary = report(a_library(a_profile(), a_penalty(1), a_penalty(2), listed)).summary

    assert [(count.group, count.count) for count in summary] == [
        ("administration", 2),
        ("honesty", 0),
        ("serious_dishonesty", 1),
        ("abnormal_operation", 0),
        ("pledges", 0),
        ("evaluation", 0),
        ("judgments", 0),
        ("other", 0),
    ]


@pytest.mark.parametrize("reader", [PUBLIC, OWN, a_department(), DESK], ids=lambda reader: reader.level.value)
def test_a_disputed_record_says_so_to_every_reader(reader: Reader) -> None:
    (line,) = section(report(a_library(a_penalty(1, mark=CASE)), reader), PENALTY).records

    assert line.disputed
    assert line.disputed_zh


def test_an_undisputed_record_says_nothing_of_it() -> None:
    (line,) = section(report(a_library(a_penalty(1))), PENALTY).records

    assert b"disputed" not in msgspec.json.encode(line)


def test_the_desk_is_told_what_was_withdrawn() -> None:
    withdrawn = versions.withdrawn(a_penalty(1), act=CASE, at=NOW)
    library = a_library(a_penalty(1))
    library.put(withdrawn, over=a_penalty(1))

    (line,) = section(report(library, DESK), PENALTY).records

    assert line.withdrawn
    assert line.withdrawn_zh


def _penalties(library: MemoryLibrary, reader: Reader) -> Sequence[Line]:
    return section(report(library, reader), PENALTY).records


def test_the_desk_is_told_what_is_suspended_and_the_public_is_not_shown_it() -> None:
    library = a_library(a_penalty(1), a_penalty(2))
    library.put(versions.suspended(a_penalty(1), case=CASE, at=NOW), over=a_penalty(1))

    told = {line.record: (line.suspended, bool(line.suspended_zh)) for line in _penalties(library, DESK)}

    assert told == {a_penalty(1).record_id: (True, True), a_penalty(2).record_id: (False, False)}
    assert [line.record for line in _penalties(library, PUBLIC)] == [a_penalty(2).record_id]


def test_what_was_repaired_or_is_shielded_is_gone_from_public_reports_and_told_to_who_still_sees_it() -> None:
    until = date(2030, 1, 1)
    library = a_library(a_penalty(1), a_penalty(2), a_penalty(3))
    library.put(versions.repaired(a_penalty(1), {}, case=CASE, at=NOW), over=a_penalty(1))
    library.put(versions.shielded(a_penalty(2), until=until, case=CASE, at=NOW), over=a_penalty(2))

    told = {line.record: (line.repaired, line.repaired_zh, line.shielded_until) for line in _penalties(library, DESK)}

    assert told[a_penalty(1).record_id][0]
    assert "已修复" in (told[a_penalty(1).record_id][1] or "")
    assert told[a_penalty(2).record_id] == (False, None, until)
    assert [line.record for line in _penalties(library, PUBLIC)] == [a_penalty(3).record_id]
    assert any(until.isoformat() in (line.shielded_zh or "") for line in _penalties(library, DESK))


def test_three_readers_see_three_reports() -> None:
    unpublished = a_penalty(1, withheld="text.personal", fields={"remark": "虚构的备注"})
    library = a_library(a_profile(), unpublished, a_penalty(2))

    assert numbers_in(report(library)) == ["虚构罚字〔2026〕2号"]
    assert len(numbers_in(report(library, OWN))) == 2
    assert "remark" not in section(report(library), PENALTY).labels
    assert "remark" in section(report(library, a_department()), PENALTY).labels


def test_nothing_is_in_a_public_report_on_the_day_after_its_end() -> None:
    library = a_library(a_profile(), a_penalty(1))
    last = datetime(2027, 6, 2, 15, 59, tzinfo=UTC)

    assert len(numbers_in(report(library, now=last))) == 1
    assert numbers_in(report(library, now=last + timedelta(minutes=1))) == []


def test_a_department_is_told_that_its_report_is_partial() -> None:
    library = a_library(a_profile(), a_penalty(1))

    assert len(report(library, a_department()).explanation) == len(report(library).explanation) + 1


def test_items_outside_a_purpose_are_left_out_rather_than_called_empty() -> None:
    library = a_library(a_profile(), a_penalty(1))

    assert PENALTY in report(library, a_department()).head.covers
    with pytest.raises(NotFoundError):
        report(library, a_department(purpose="commercial_loan"))


def test_items_of_another_library_are_no_part_of_a_report() -> None:
    covers = report(a_library(a_profile())).head.covers

    assert REGISTRATION in covers
    assert "institution_registration" not in covers


@pytest.mark.parametrize(
    "records",
    [pytest.param([], id="unknown"), pytest.param([a_profile(reviewed=False)], id="nothing_visible")],
)
def test_what_is_not_visible_and_what_never_was_are_one_answer_by_the_same_requests(records: list[Record]) -> None:
    library = a_library(*records)

    with pytest.raises(NotFoundError) as refused:
        report(library)

    assert (refused.value.code, str(refused.value)) == (NotFoundError().code, str(NotFoundError()))
    assert library.asked == ["file_of"]


def test_a_report_is_one_query() -> None:
    library = a_library(a_profile(), *[a_penalty(number) for number in range(25)])

    report(library, a_department(division="512002"))

    assert library.asked == ["file_of"]


def test_a_file_of_several_pages_is_one_report() -> None:
    library = a_library(a_profile(), *[a_penalty(number) for number in range(20)], page_bytes=4000)

    content = report(library, a_department(division="512002"))

    assert len(numbers_in(content)) == 20
    assert len(library.asked) > 1
    assert content.head.complete


def test_the_same_file_makes_the_same_bytes() -> None:
    library = a_library(a_profile(), *[a_penalty(number) for number in range(5)])

    once, again = (msgspec.json.encode(report(library)) for _ in range(2))

    assert once == again
    assert json.loads(once)["head"]["title"] == "公共信用信息报告"


def test_a_report_is_a_look_at_what_it_shows_and_at_nothing_else() -> None:
    shown, hidden = a_penalty(1), a_penalty(2, reviewed=False)

    look = report_on(
        a_subject(), reader=PUBLIC, holdings=holdings_of(a_library(a_profile(), shown, hidden)), now=NOW
    ).look

    assert look.subjects == (f"m~{a_subject().key}",)
    assert look.versions == ((a_profile().record_id, 1), (shown.record_id, 1))


def test_a_file_of_thousands_is_given_in_parts_that_say_so() -> None:
    library = a_library(a_profile(), *[a_penalty(number) for number in range(MOST_RECORDS + 4)])
    county = a_department(division="512002")

    first = report_on(a_subject(), reader=county, holdings=holdings_of(library), now=NOW)
    second = report_on(
        a_subject(), reader=county, holdings=holdings_of(library), now=NOW, asked=Asked(after=first.after)
    )

    assert [len(part.look.versions) for part in (first, second)] == [MOST_RECORDS, 5]
    assert not set(first.look.versions) & set(second.look.versions)
    assert [part.content.head.complete for part in (first, second)] == [False, False]
    assert (second.content.head.subject.name, second.after) == (None, None)


def test_a_part_that_ends_with_the_file_is_the_last() -> None:
    library = a_library(a_profile(), *[a_penalty(number) for number in range(MOST_RECORDS - 1)])

    answered = report_on(a_subject(), reader=PUBLIC, holdings=holdings_of(library), now=NOW)

    assert (answered.after, answered.content.head.complete) == (None, True)


def test_a_record_of_an_item_that_is_gone_is_passed_over() -> None:
    gone = a_profile(item="unheard_of")
    library = a_library(a_profile(), msgspec.structs.replace(gone, place=profile_place("unheard_of")))

    assert len(report(library).chapters[0].sections) == 1


def test_a_person_reads_their_own_report_and_the_public_none() -> None:
    person = a_person()
    profile = msgspec.structs.replace(
        a_profile(item="person_profile", fields={"name": "虚构甲", "id_no_sealed": "x"}),
        subject=person,
        place=profile_place("person_profile"),
    )
    library = a_library(profile, a_record(subject=person))
    own = msgspec.structs.replace(OWN, subject=person)

    content = report_on(person, reader=own, holdings=holdings_of(library), now=NOW).content

    assert (content.head.subject.reference, content.head.subject.credit_code) == (person.key, None)
    assert content.head.subject.name == "虚构甲"
    assert b"id_no" not in msgspec.json.encode(content)
    with pytest.raises(NotFoundError):
        report_on(person, reader=PUBLIC, holdings=holdings_of(library), now=NOW)


def test_a_shop_s_report_shows_its_masked_name() -> None:
    shop = a_subject(5, kind="92")
    profile = a_profile(subject=shop, fields={"name": "虚构甲", "legal_rep_name": "虚构甲"})

    content = report_on(shop, reader=PUBLIC, holdings=holdings_of(a_library(profile)), now=NOW).content

    assert content.head.subject.name == "虚**"
    assert "虚构甲" not in msgspec.json.encode(content).decode()


def test_an_overview_has_the_registration_and_the_counts() -> None:
    answered = profile_and_counts_of(
        a_subject(),
        reader=PUBLIC,
        holdings=holdings_of(a_library(a_profile(), a_penalty(1), a_penalty(2))),
        now=NOW,
    )

    assert [one.item for one in answered.content.registration] == [REGISTRATION]
    assert answered.content.items.items() >= {PERMIT: 0, PENALTY: 2, "serious_dishonesty_list": 0}.items()
    assert sum(answered.content.items.values()) == 2
    assert answered.content.summary[0].count == 2
    assert len(answered.look.versions) == 3


def test_an_overview_of_nothing_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        profile_and_counts_of(a_subject(), reader=PUBLIC, holdings=holdings_of(a_library()), now=NOW)


def test_records_are_given_in_parts_until_there_are_no_more() -> None:
    library = a_library(a_profile(), *[a_penalty(number) for number in range(7)])
    found, after = [], None

    for _ in range(4):
        answered = records(library, limit=3, after=after)
        found += [record.record for record in answered.content.records]
        after = answered.after
        if after is None:
            break

    assert len(found) == len(set(found)) == 8
    assert after is None


def test_records_of_one_item_alone() -> None:
    library = a_library(a_profile(), a_penalty(1))

    answered = records(library, item=PENALTY)

    assert [record.item for record in answered.content.records] == [PENALTY]
    assert answered.content.records[0].item_zh == "行政处罚"


def test_none_of_an_item_is_an_empty_answer_and_a_look_at_nothing() -> None:
    answered = records(a_library(a_profile()), item=PENALTY)

    assert (list(answered.content.records), answered.look.versions, answered.after) == ([], (), None)


def test_hidden_records_leave_no_trace_in_the_paging() -> None:
    library = a_library(a_profile(), a_penalty(1, reviewed=False), a_penalty(2, reviewed=False))

    assert records(library, limit=1).after is None


def test_records_of_nothing_visible_are_not_found() -> None:
    with pytest.raises(NotFoundError):
        records(a_library(a_profile(reviewed=False)))


def test_a_county_s_right_holds_on_every_page_of_records() -> None:
    library = a_library(a_profile(), *[a_penalty(number, subject_division=None) for number in range(4)])
    county = a_department(division="512002")

    first = records(library, county, limit=2)
    second = records(library, county, limit=9, after=first.after)

    assert len(second.content.records) == 3


def one(library: MemoryLibrary, record_id: str, reader: Reader = PUBLIC) -> composition.Answered[Any]:
    return record_shown(record_id, reader=reader, holdings=holdings_of(library), now=NOW)


def test_one_record_is_shown_with_its_labels() -> None:
    answered = one(a_library(a_penalty(1)), a_penalty(1).record_id)

    assert answered.content.labels["doc_no"] == "行政处罚决定书文号"
    assert answered.content.fields["doc_no"] == "虚构罚字〔2026〕1号"
    assert answered.look.versions == ((a_penalty(1).record_id, 1),)


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(None, id="unknown"),
        pytest.param(a_penalty(1, subject_division=None), id="not_for_this_reader"),
        pytest.param(a_penalty(1, item="unheard_of"), id="an_item_that_is_gone"),
    ],
)
def test_a_record_that_is_not_visible_is_not_found_by_the_same_requests(record: Record | None) -> None:
    library = a_library(*([record] if record else []))

    with pytest.raises(NotFoundError):
        one(library, a_penalty(1).record_id, a_department(division="512021"))

    assert library.asked == ["find", "file_of"]


def test_what_is_no_record_id_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        one(a_library(), "unheard-of")


def test_a_county_sees_a_record_of_a_subject_registered_there() -> None:
    library = a_library(a_profile(), a_penalty(1, subject_division=None))

    assert one(library, a_penalty(1).record_id, a_department(division="512002")).content.item == PENALTY

"""What the flows rely on in the three libraries, on every place they may be kept."""

import msgspec
import pytest

from chalicelib.errors import NotFoundError, OversizeError, StaleVersionError
from chalicelib.library import versions
from chalicelib.library.records import Record
from chalicelib.library.store import LibraryStore
from chalicelib.stores.contents import LIMIT_BYTES
from chalicelib.terms.subjects import Subject
from tests.factories import NOW, PENALTY, REGISTRATION, a_person, a_profile, a_record, a_subject
from tests.stores.capacity import item_bytes, units_of
from tests.stores.places import OnServer, Stores

CASE = "YY20261123-aaaaaaaa"
BODY_KB = 300


@pytest.fixture
def library(stores: Stores) -> LibraryStore:
    return stores.library()


def a_file_of(library: LibraryStore, subject: Subject) -> list[Record]:
    page = library.file_of(subject)
    records = list(page.records)
    while page.after is not None:
        page = library.file_of(subject, after=page.after)
        records += page.records
    return records


def a_large_record(number: int) -> Record:
    return a_record(number=number, fields={"remark": "x" * BODY_KB * 1024})


def test_a_first_version_is_found_as_it_was_put(library: LibraryStore) -> None:
    record = a_record(fields={"remark": "引号\"，反斜线\\，换行\n，𠮷，\x00，' OR '"})

    library.put(record, over=None)

    assert library.find(record.record_id) == record


def test_what_was_never_put_is_not_found(library: LibraryStore) -> None:
    assert library.find(a_record().record_id) is None
    assert library.file_of(a_subject()).records == []
    assert list(library.history_of(a_record().record_id)) == []
    assert list(library.records_of(a_subject(), PENALTY)) == []


def test_several_are_found_at_once_in_the_order_asked_for_and_those_that_exist_once(library: LibraryStore) -> None:
    firm, office = a_profile(), a_record(subject=a_subject(4, kind="12"))
    for record in (firm, office, a_record(number=2)):
        library.put(record, over=None)

    asked = [office.record_id, a_record(number=3).record_id, firm.record_id, office.record_id]

    assert list(library.find_all(asked)) == [office, firm]
    assert list(library.find_all([])) == []
    with pytest.raises(NotFoundError):
        library.find_all(["m~../../etc"])


def test_more_are_found_at_once_than_one_request_holds(library: LibraryStore) -> None:
    records = [a_record(number=number) for number in range(3)]
    for record in records:
        library.put(record, over=None)
    absent = [a_record(number=number).record_id for number in range(3, 130)]

    assert list(library.find_all([*absent, *(record.record_id for record in records)])) == records


def test_what_is_no_record_id_is_not_found_either(library: LibraryStore) -> None:
    with pytest.raises(NotFoundError):
        library.find("m~../../etc")
    with pytest.raises(NotFoundError):
        library.history_of("")


def test_a_first_version_is_not_put_over_one_that_stands(library: LibraryStore) -> None:
    record = a_record()
    library.put(record, over=None)

    with pytest.raises(StaleVersionError):
        library.put(a_record(fields={"remark": "另一个"}), over=None)

    assert library.find(record.record_id) == record


def test_a_version_replaces_the_one_that_was_read_and_keeps_it_in_history(library: LibraryStore) -> None:
    first = a_record()
    marked = versions.marked(first, case=CASE, at=NOW)
    library.put(first, over=None)

    library.put(marked, over=first)

    assert library.find(first.record_id) == marked
    assert list(library.history_of(first.record_id)) == [first]


def test_a_version_is_not_put_over_one_that_has_changed_meanwhile(library: LibraryStore) -> None:
    first = a_record()
    marked, corrected = versions.marked(first, case=CASE, at=NOW), versions.corrected(first, {}, case=CASE, at=NOW)
    library.put(first, over=None)
    library.put(marked, over=first)

    with pytest.raises(StaleVersionError):
        library.put(corrected, over=first)

    assert library.find(first.record_id) == marked
    assert list(library.history_of(first.record_id)) == [first]


def test_a_put_that_was_answered_and_not_heard_may_be_sent_again(library: LibraryStore) -> None:
    first = a_record()
    marked = versions.marked(first, case=CASE, at=NOW)
    for _ in range(2):
        library.put(first, over=None)
    for _ in range(2):
        library.put(marked, over=first)

    assert library.find(first.record_id) == marked
    assert list(library.history_of(first.record_id)) == [first]
    with pytest.raises(StaleVersionError):
        library.put(first, over=None)


def test_a_version_is_not_put_over_one_that_is_not_there(library: LibraryStore) -> None:
    first = a_record()

    with pytest.raises(StaleVersionError):
        library.put(versions.marked(first, case=CASE, at=NOW), over=first)

    assert library.find(first.record_id) is None


def test_a_version_that_does_not_follow_the_one_it_is_put_over_is_our_mistake(library: LibraryStore) -> None:
    first = a_record()
    library.put(first, over=None)

    with pytest.raises(ValueError, match="version 3"):
        library.put(msgspec.structs.replace(first, version=3), over=first)
    with pytest.raises(ValueError, match="version 2"):
        library.put(msgspec.structs.replace(first, version=2), over=None)


def test_history_is_in_the_order_of_versions_and_without_the_current_one(library: LibraryStore) -> None:
    kept = [a_record()]
    library.put(kept[0], over=None)
    for _ in range(11):
        kept.append(versions.marked(kept[-1], case=CASE, at=NOW))
        library.put(kept[-1], over=kept[-2])

    assert list(library.history_of(kept[0].record_id)) == kept[:-1]


def test_a_profile_has_a_history_too_and_records_of_its_subject_are_not_in_it(library: LibraryStore) -> None:
    first, record = a_profile(), a_record()
    second = versions.supplied_again(first, first.content)
    marked = versions.marked(record, case=CASE, at=NOW)
    for new, over in ((first, None), (second, first), (record, None), (marked, record)):
        library.put(new, over=over)

    assert list(library.history_of(first.record_id)) == [first]


def test_a_file_is_profile_and_current_records_in_order_and_no_history(library: LibraryStore) -> None:
    profile, one, two = a_profile(), a_record(number=1), a_record(number=2)
    marked = versions.marked(one, case=CASE, at=NOW)
    for new, over in ((two, None), (one, None), (marked, one), (profile, None)):
        library.put(new, over=over)

    current = [profile, *sorted([marked, two], key=lambda record: record.place)]

    assert list(library.file_of(profile.subject).records) == current


def test_a_long_file_comes_in_pages_and_none_is_lost_between_them(library: LibraryStore) -> None:
    records = [a_large_record(number) for number in range(5)]
    for record in records:
        library.put(record, over=None)

    first_page = library.file_of(records[0].subject)

    assert first_page.after is not None
    assert a_file_of(library, records[0].subject) == sorted(records, key=lambda record: record.place)


def test_records_of_one_item_are_all_of_them_however_many_pages(library: LibraryStore) -> None:
    profile, records = a_profile(), [a_large_record(number) for number in range(5)]
    library.put(profile, over=None)
    for record in records:
        library.put(record, over=None)

    assert list(library.records_of(profile.subject, REGISTRATION)) == []
    assert list(library.records_of(profile.subject, PENALTY)) == sorted(records, key=lambda record: record.place)


def test_an_item_whose_name_begins_like_another_is_another(library: LibraryStore) -> None:
    record = a_record()
    library.put(record, over=None)

    assert list(library.records_of(record.subject, "administrative")) == []


def test_subjects_and_libraries_do_not_meet(library: LibraryStore) -> None:
    of = {subject: a_record(subject=subject) for subject in (a_subject(1), a_subject(2), a_subject(3, kind="12"))}
    person = a_person()
    of[person] = a_record(subject=person, fields={"party_type": "自然人"})
    for record in of.values():
        library.put(record, over=None)

    assert {subject: a_file_of(library, subject) for subject in of} == {key: [record] for key, record in of.items()}


def test_what_was_read_may_be_changed_without_changing_what_is_kept(library: LibraryStore) -> None:
    record = a_record()
    library.put(record, over=None)
    found = library.find(record.record_id)
    assert found is not None

    found.content.fields["party_name"] = "虚构的篡改"

    assert library.find(record.record_id) == record


def test_a_record_that_fills_an_item_can_still_be_marked(library: LibraryStore) -> None:
    empty = a_record(fields={"remark": ""})
    spare = LIMIT_BYTES - len(msgspec.json.encode(empty.content)) - 200  # a mark's reason and act are longer
    full = a_record(fields={"remark": "满" * (spare // 3)})
    marked = versions.marked(full, case=CASE, at=NOW)

    library.put(full, over=None)
    library.put(marked, over=full)

    assert library.find(full.record_id) == marked
    assert list(library.history_of(full.record_id)) == [full]


def test_a_record_too_large_for_an_item_is_refused_in_bytes_not_characters(library: LibraryStore) -> None:
    record = a_record(fields={"remark": "满" * 140_000})

    with pytest.raises(OversizeError, match=r"store\.item_too_large"):
        library.put(record, over=None)

    assert library.find(record.record_id) is None


def test_a_first_version_is_one_put_and_a_replacement_two(tables: OnServer) -> None:
    library, first = tables.library(), a_record()
    library.put(first, over=None)
    library.put(versions.marked(first, case=CASE, at=NOW), over=first)

    assert tables.server.recorder.operations() == ["PutItem", "PutItem", "PutItem"]


def test_several_of_two_libraries_are_found_by_one_consistent_request(tables: OnServer) -> None:
    library = tables.library()
    tables.server.recorder.sent.clear()

    library.find_all(
        [a_profile(subject=a_subject(number, kind=kind)).record_id for number in (1, 2) for kind in ("91", "12")]
    )

    (sent,) = tables.server.recorder.sent
    assert sent.operation == "BatchGetItem"
    assert [asked["ConsistentRead"] for asked in sent.request["RequestItems"].values()] == [True, True]


def test_a_file_of_a_hundred_records_is_one_query_of_known_capacity(tables: OnServer) -> None:
    library = tables.library()
    records = [a_record(number=number) for number in range(100)]
    for record in records:
        library.put(record, over=None)
    tables.server.recorder.sent.clear()

    assert len(library.file_of(records[0].subject).records) == 100

    (sent,) = tables.server.recorder.sent
    size = sum(item_bytes(item) for item in sent.answer["Items"])
    assert sent.operation == "Query"
    assert units_of(sent.operation, sent.request, sent.answer) == -(-size // 4096)
    print(f"file of 100 records: {size} bytes, {units_of(sent.operation, sent.request, sent.answer)} read units")


def test_the_replaced_versions_of_a_stretch_of_a_file_are_read_in_order(stores: Stores) -> None:
    library, profile = stores.library(), a_profile()
    records = [a_record(number=n) for n in range(1, 5)]
    for first in (profile, *records):
        second = versions.marked(first, case="YY20261123-aaaaaaaa", at=NOW)
        third = versions.unmarked(second, case="YY20261123-aaaaaaaa", at=NOW)
        library.put(first, over=None)
        library.put(second, over=first)
        library.put(third, over=second)
    places = sorted(record.place for record in records)

    some = list(library.replaced(a_subject(), first=places[1], last=places[2]))
    everything = list(library.replaced(a_subject(), first="A#", last="C#zzz"))

    assert [(one.place, one.version) for one in some] == [(place, n) for place in places[1:3] for n in (1, 2)]
    assert len(everything) == 10
    assert {one.place for one in everything} == {profile.place, *places}
    assert list(library.replaced(a_subject(2), first="C#", last="C#")) == []


def test_what_is_left_of_a_replaced_version_is_put_over_it_and_a_late_copy_brings_nothing_back(
    library: LibraryStore,
) -> None:
    first = a_record()
    second = versions.marked(first, case=CASE, at=NOW)
    library.put(first, over=None)
    library.put(second, over=first)
    erased = versions.erased(second, act="e-1", at=NOW, salt="s")
    library.put(erased, over=second)
    left = [versions.blank(one, act="e-1", salt="s") for one in (first, second)]

    for _ in range(2):
        for version in left:
            library.overwrite_replaced(version)
    with pytest.raises(StaleVersionError):
        library.put(versions.unmarked(second, case=CASE, at=NOW), over=second)

    assert list(library.history_of(first.record_id)) == left
    assert library.find(first.record_id) == erased

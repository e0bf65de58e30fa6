"""What an entry tells of is told in few bytes, and can be asked for each version."""

from chalicelib.ledger.seen import seen_in, tells_of
from tests.factories import a_profile, a_record, a_subject

RECORDS = [a_record(number=number) for number in range(1, 101)]
VERSIONS = [(a_profile().record_id, 3), *((record.record_id, 1) for record in RECORDS)]


def test_every_version_is_told_of_and_no_other() -> None:
    seen = seen_in(VERSIONS)

    assert all(tells_of(seen, record_id, version) for record_id, version in VERSIONS)
    assert not tells_of(seen, RECORDS[0].record_id, 2)
    assert not tells_of(seen, a_profile().record_id, 1)
    assert not tells_of(seen, a_record(subject=a_subject(2)).record_id, 1)


def test_a_subject_and_an_item_stand_once() -> None:
    seen = seen_in(VERSIONS)

    assert [(one.subject, one.item) for one in seen] == [
        (f"m~{a_subject().key}", "market_entity_registration"),
        (f"m~{a_subject().key}", "administrative_penalty"),
    ]


def test_a_hundred_versions_fit_in_two_kilobytes() -> None:
    assert sum(len(one.versions) for one in seen_in(VERSIONS)) < 2 * 1024


def test_nothing_seen_is_nothing() -> None:
    assert seen_in([]) == ()
    assert not tells_of((), RECORDS[0].record_id, 1)

"""What a record is, and that it comes back as it was stored."""

import msgspec

from chalicelib.library.records import Content
from tests.factories import a_profile, a_record


def test_content_comes_back_as_it_was_stored() -> None:
    content = a_record().content

    assert msgspec.json.decode(msgspec.json.encode(content), type=Content) == content


def test_a_profile_knows_that_it_is_one() -> None:
    assert a_profile().is_profile
    assert not a_record().is_profile


def test_all_versions_of_a_record_have_one_id() -> None:
    record = a_record()

    assert msgspec.structs.replace(record, version=7).record_id == record.record_id

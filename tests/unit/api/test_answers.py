"""An answer leaves as UTF-8 JSON, with an instant that is not part of its tag."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.api import answers
from chalicelib.api.answers import Answer
from chalicelib.api.preconditions import replaced_version
from chalicelib.errors import PreconditionMissingError, StaleVersionError

NOW = datetime(2026, 11, 23, 2, 0, 1, 5, tzinfo=UTC)
TAG = 'W/"3.' + "a" * 32 + '"'


def test_chinese_is_not_escaped_and_the_instant_stands_first() -> None:
    assert (
        answers.encoded(Answer(content={"名": "示例"}), at=NOW).body == '{"as_of":"2026-11-23T02:00:01Z","名":"示例"}'
    )


def test_an_empty_answer_still_says_when() -> None:
    assert answers.encoded(Answer(content={}), at=NOW).body == '{"as_of":"2026-11-23T02:00:01Z"}'


def test_the_tag_is_of_what_is_shown_not_of_when() -> None:
    answer = Answer(content={"a": 1})

    assert answers.encoded(answer, at=NOW).tag == answers.encoded(answer, at=NOW + timedelta(days=1)).tag
    assert answers.encoded(answer, at=NOW).tag != answers.encoded(Answer(content={"a": 2}), at=NOW).tag


def test_a_cursor_is_new_each_time_and_not_in_the_tag() -> None:
    first, second = (answers.encoded(Answer(content={"a": 1}, next_cursor=text), at=NOW) for text in ("x", "y"))

    assert first.body == '{"as_of":"2026-11-23T02:00:01Z","a":1,"next_cursor":"x"}'
    assert first.tag == second.tag != answers.encoded(Answer(content={"a": 1}), at=NOW).tag


def test_a_fingerprint_stands_for_content_that_carries_instants() -> None:
    one, another = (answers.encoded(Answer(content={"at": at}, fingerprint=b"same"), at=NOW) for at in (1, 2))

    assert one.tag == another.tag


def test_what_has_a_version_says_so_in_its_tag() -> None:
    tag = answers.encoded(Answer(content={}, version=7), at=NOW).tag

    assert tag.startswith('W/"7.')
    assert answers.version_in(tag) == 7


@pytest.mark.parametrize("header", ['W/"abc"', '"abc"', 'W/"x", W/"abc"', "*"])
def test_who_holds_the_answer_is_told_it_is_unchanged(header: str) -> None:
    assert answers.is_unchanged('W/"abc"', header)


@pytest.mark.parametrize("header", [None, 'W/"other"', "abc", ""])
def test_who_holds_another_answer_gets_this_one(header: str | None) -> None:
    assert not answers.is_unchanged('W/"abc"', header)


def test_a_write_without_the_version_it_replaces_is_refused() -> None:
    with pytest.raises(PreconditionMissingError):
        replaced_version(None)


@pytest.mark.parametrize("header", ["*", "", '"3"', 'W/"3"', 'W/"' + "a" * 32 + '"', f"{TAG}, {TAG}"])
def test_a_write_over_what_has_no_version_of_ours_is_refused(header: str) -> None:
    with pytest.raises(StaleVersionError):
        replaced_version(header)


def test_a_write_says_which_version_it_replaces() -> None:
    assert replaced_version(TAG) == 3

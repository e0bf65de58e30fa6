"""What was sent is read into a declared shape, and what is wrong is named without its value."""

from typing import Annotated

import pytest
from msgspec import Meta, Struct

from chalicelib.api import forms
from chalicelib.errors import MalformedError

NUMBER = "512002199003070019"


class Line(Struct, forbid_unknown_fields=True):
    """A part of a form."""

    field: Annotated[str, Meta(min_length=1, max_length=8, pattern="^[a-z_]+$")]


class Form(Struct, forbid_unknown_fields=True):
    """What a route takes as its body."""

    reason: str
    fields: Annotated[list[Line], Meta(max_length=2)] = []
    values: dict[str, str | int] = {}
    count: Annotated[int, Meta(ge=1, le=5)] = 1


class Query(Struct):
    """What a route takes in its address."""

    limit: Annotated[int, Meta(ge=1, le=50)] = 20
    item: str | None = None


def _refused(body: bytes) -> MalformedError:
    with pytest.raises(MalformedError) as refused:
        forms.form_in(body, Form)
    return refused.value


def test_a_sound_body_becomes_its_shape() -> None:
    assert forms.form_in('{"reason":"数据有误"}'.encode(), Form) == Form(reason="数据有误")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (b"{}", "form.field_missing", "/reason"),
        (b'{"reason":"a","colour":1}', "form.field_unknown", "/colour"),
        (b'{"reason":"a","fields":[{"field":"a","shade":1}]}', "form.field_unknown", "/fields/0/shade"),
        (b'{"reason":1}', "form.value_type", "/reason"),
        (b'{"reason":"a","fields":[{"field":"ABC"}]}', "form.value_shape", "/fields/0/field"),
        (b'{"reason":"a","fields":[{"field":"abcdefghi"}]}', "form.value_length", "/fields/0/field"),
        (b'{"reason":"a","fields":[{"field":"a"},{"field":"b"},{"field":"c"}]}', "form.value_length", "/fields"),
        (b'{"reason":"a","values":{"secret":[]}}', "form.value_type", "/values/-"),
        (b'{"reason":"a","count":9}', "form.value_range", "/count"),
        (b"[]", "form.value_type", ""),
    ],
    ids=[
        "missing", "unknown", "unknown_within", "type", "shape", "length", "too_many", "under_any_name", "range",
        "list",
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_body_is_named(body: bytes, code: str, pointer: str) -> None:
    refusal = _refused(body)

    assert (refusal.code, refusal.errors[0].pointer) == (code, pointer)
    assert refusal.errors[0].message_zh


@pytest.mark.parametrize(
    "body",
    [b"{", b'"\\ud800"', b"\xff{}", b"[" * 100_000, b"1" * 5_000, b'{"reason":1e400}', b"NaN", b"\xef\xbb\xbf{}"],
    ids=["cut", "half_a_character", "no_utf8", "deep", "huge_number", "infinite", "nan", "byte_order_mark"],
)
def test_what_is_no_json_is_refused_not_a_failure(body: bytes) -> None:
    assert _refused(body).code == "form.not_json"


@pytest.mark.parametrize(
    "body",
    [
        f'{{"reason":"{NUMBER}"}}',
        f'{{"{NUMBER}":1}}',
        f'{{"reason":{NUMBER}}}',
        '{"reason":"\\u0031\\u0031\\u0030101199003070011"}',
        '{"reason":"１１０１０１１９９００３０７００１１"}',
        f'{{"reason":"a","fields":[{{"field":"证号 {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"}}]}}',
    ],
    ids=["value", "name", "number", "escaped", "full_width", "in_a_sentence"],
)
def test_a_resident_id_is_refused_wherever_it_stands_and_never_repeated(body: str) -> None:
    refusal = _refused(body.encode())

    assert refusal.code == "form.resident_id"
    assert NUMBER not in f"{refusal}{refusal.errors}"


class Holder(Struct, forbid_unknown_fields=True):
    """A part of a form that a number belongs in."""

    number: str
    name: str = ""


class Named(Struct, forbid_unknown_fields=True):
    """What a route takes that is asked with a number."""

    person: Holder
    reason: str = ""


@pytest.mark.parametrize(
    ("body", "is_taken"),
    [
        (f'{{"person": {{"number": "{NUMBER}"}}}}', True),
        (f'{{"person": {{"number": "1", "name": "{NUMBER}"}}}}', False),
        (f'{{"person": {{"number": "{NUMBER}"}}, "reason": "{NUMBER}"}}', False),
        (f'{{"person": {{"number": ["{NUMBER}"]}}}}', False),
        (f'{{"person": {{"number": {NUMBER}}}}}', False),
        (f'{{"person": "{NUMBER}"}}', False),
        (f'{{"number": "{NUMBER}"}}', False),
        (f'["{NUMBER}"]', False),
    ],
)
def test_a_number_is_taken_at_the_declared_place_and_nowhere_else(body: str, is_taken: bool) -> None:  # noqa: FBT001
    if is_taken:
        assert forms.form_in(body.encode(), Named, numbers_at=(("person", "number"),)).person.number == NUMBER
        return
    with pytest.raises(MalformedError, match=r"form\.resident_id") as refused:
        forms.form_in(body.encode(), Named, numbers_at=(("person", "number"),))
    assert NUMBER not in f"{refused.value}{refused.value.errors}"


class Brought(Struct, forbid_unknown_fields=True):
    """What a route takes that is brought rows of numbers."""

    rows: list[dict[str, str | None]]


class Listed(Struct, forbid_unknown_fields=True):
    """What a route takes that is brought a list of parties, each with a number."""

    parties: list[Holder]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f'{{"rows": [{{"a": "{NUMBER}", "b": null}}, {{"a": "{NUMBER}"}}]}}', None),
        (f'{{"rows": [{{"{NUMBER}": "a"}}]}}', "form.resident_id"),
        (f'{{"rows": [{{"a": {NUMBER}}}]}}', "form.resident_id"),
        (f'{{"rows": [{{"a": ["{NUMBER}"]}}]}}', "form.resident_id"),
        (f'{{"rows": ["{NUMBER}"]}}', "form.resident_id"),
        (f'{{"rows": "{NUMBER}"}}', "form.resident_id"),
        (f'{{"rows": [], "{NUMBER}": 1}}', "form.resident_id"),
        (f'{{"rows": [{{"a": "{NUMBER}"}}, 1]}}', "form.value_type"),
    ],
)
def test_a_number_is_taken_in_each_cell_of_rows_and_nowhere_else(body: str, code: str | None) -> None:
    each = (("rows", forms.EACH, forms.EACH),)
    if code is None:
        assert forms.form_in(body.encode(), Brought, numbers_at=each).rows[1] == {"a": NUMBER}
        return
    with pytest.raises(MalformedError) as refused:
        forms.form_in(body.encode(), Brought, numbers_at=each)
    assert refused.value.code == code
    assert NUMBER not in f"{refused.value}{refused.value.errors}"


def test_a_number_is_taken_under_one_name_in_each_of_a_list() -> None:
    each = (("parties", forms.EACH, "number"),)

    assert forms.form_in(f'{{"parties": [{{"number": "{NUMBER}"}}]}}'.encode(), Listed, numbers_at=each).parties
    with pytest.raises(MalformedError, match=r"form\.resident_id"):
        forms.form_in(f'{{"parties": [{{"number": "1", "name": "{NUMBER}"}}]}}'.encode(), Listed, numbers_at=each)


def test_a_hash_of_a_file_is_no_resident_id() -> None:
    forms.refuse_resident_ids({"sha256": f"ab{NUMBER}" + "c" * 44}, where="body")


def test_a_body_where_none_is_taken_is_refused() -> None:
    class Nothing(Struct, forbid_unknown_fields=True):
        pass

    assert forms.form_in(b"", Nothing) == Nothing()
    with pytest.raises(MalformedError):
        forms.form_in(b'{"a":1}', Nothing)


def test_query_parameters_are_read_as_what_they_are() -> None:
    assert forms.query_in({"limit": ["5"], "item": ["a"]}, Query) == Query(limit=5, item="a")


@pytest.mark.parametrize(
    ("given", "code", "pointers"),
    [
        ({"colour": ["1"], "shade": ["2"]}, "form.parameters", ["/query/colour", "/query/shade"]),
        ({"limit": ["1", "2"]}, "form.parameters", ["/query/limit"]),
        ({"limit": ["x"]}, "form.value_type", ["/limit"]),
        ({"limit": ["51"]}, "form.value_range", ["/limit"]),
        ({NUMBER: ["1"]}, "form.parameters", ["/query/-"]),
        ({"item": [NUMBER]}, "form.resident_id", ["/query"]),
    ],
    ids=["unknown", "doubled", "no_number", "out_of_range", "id_as_name", "id_as_value"],
)
def test_what_is_wrong_with_a_query_is_named(given: dict[str, list[str]], code: str, pointers: list[str]) -> None:
    with pytest.raises(MalformedError) as refused:
        forms.query_in(given, Query)

    assert (refused.value.code, [error.pointer for error in refused.value.errors]) == (code, pointers)
    assert NUMBER not in f"{refused.value}{refused.value.errors}"

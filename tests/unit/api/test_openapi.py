"""Pieces of the contract: prose without labels, shapes of one name, what is escaped, what nobody tells of."""

from enum import StrEnum
from http import HTTPStatus
from types import ModuleType
from typing import Any

import pytest
from msgspec import Struct, defstruct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, PUBLIC, SUBJECT
from chalicelib.api.openapi import codes, markup
from chalicelib.api.openapi.document import document_of
from chalicelib.api.openapi.refusals import refusals_of
from chalicelib.api.openapi.shapes import fields_of, prose_of, shapes_of
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route


class Colour(StrEnum):
    """A colour."""

    RED = "red"


class Asked(Struct, frozen=True, kw_only=True):
    """What is asked."""

    colour: Colour | None = None
    is_new: bool = False


class Given(Struct, frozen=True, kw_only=True):
    """What is given. Shape: {"colour": "red"}."""

    colour: Colour


def _view(_call: Call) -> Answer:
    """Give it."""
    return Answer(content=Given(colour=Colour.RED))


def _told(**changes: Any) -> dict[str, Any]:
    made = {"method": "GET", "path": "/thing", "view": _view, "serves": {OPEN: PUBLIC}, "gives": Given, "zh": "一物"}
    route = Route(**{**made, **changes})
    told = document_of([route], areas=frozenset({OPEN, OWN, OFFICE}), recorded={})
    operation: dict[str, Any] = told["paths"][route.path][route.method.lower()]
    return operation


@pytest.mark.parametrize(
    ("docstring", "prose"),
    [
        (None, ""),
        ("Give a thing.", "Give a thing."),
        ("Give a thing. Shape: {}.", "Give a thing."),
        ("Give it\n    whole.\n\n    More\n    of it.\n\n    Raises: NotFoundError.", "Give it whole.\n\nMore of it."),
        ("A size.\n\n    Shape: 1\n    Units: bytes.", "A size.\n\nUnits: bytes."),
    ],
)
def test_what_is_for_who_reads_code_is_left_out(docstring: str | None, prose: str) -> None:
    assert prose_of(docstring) == prose


def test_two_shapes_of_one_name_bear_that_of_their_module() -> None:
    modules = [ModuleType("somewhere.good_cases"), ModuleType("somewhere.lists")]
    states = [defstruct("State", [("one", int)], module=module.__name__) for module in modules]

    references, schemas = shapes_of([*states, Given])

    assert set(schemas) == {"GoodCasesState", "ListsState", "Given", "Colour"}
    assert references[states[0]] == {"$ref": "#/components/schemas/GoodCasesState"}


def test_two_shapes_of_one_name_in_modules_of_one_name_bear_that_of_their_packages() -> None:
    modules = [ModuleType("somewhere.lists"), ModuleType("elsewhere.lists")]

    _, schemas = shapes_of([defstruct("State", [("one", int)], module=module.__name__) for module in modules])

    assert set(schemas) == {"SomewhereListsState", "ElsewhereListsState"}


def test_a_parameter_that_may_be_left_out_is_not_null() -> None:
    fields, required = fields_of(Asked)

    assert fields["colour"] == {"description": "A colour.", "enum": ["red"]}
    assert fields["is_new"] == {"type": "boolean", "default": False}
    assert required == frozenset()


@pytest.mark.parametrize(
    "changes", [{"path": "/{nameless}"}, {"takes": ("X-Nothing",)}, {"refuses": ("no.such",)}, {"query": Asked}]
)
def test_what_nobody_tells_of_stops_the_document(changes: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        _told(**changes)


def test_a_route_that_does_not_say_what_it_gives_stops_the_document() -> None:
    with pytest.raises(LookupError):
        _told(gives=None)


def test_a_purpose_is_asked_of_those_alone_who_state_one() -> None:
    headers = {
        area: [one["name"] for one in _told(serves={area: audience}, asks_why=True)["parameters"]]
        for area, audience in ((OPEN, PUBLIC), (OWN, SUBJECT), (OFFICE, DEPARTMENT))
    }

    assert headers[OPEN] == ["If-None-Match"]
    assert headers[OFFICE] == ["X-Grant", "X-Purpose", "X-Matter-Number", "If-None-Match"]
    assert headers[OWN] == ["X-Grant", "X-Purpose", "X-Matter-Number", "X-Assisted-Session", "If-None-Match"]


def test_a_write_tells_of_what_it_makes_and_of_what_stands_against_it() -> None:
    told = _told(method="POST", form=Given, success=HTTPStatus.CREATED, takes=("Idempotency-Key",))

    assert {"201", "400", "409", "413", "415", "422", "500"} <= set(told["responses"])
    assert told["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Given"}


def test_codes_are_told_by_status_each_once() -> None:
    assert codes.by_status(["resource.not_found", "form.parameters", "resource.not_found"]) == {
        400: ["form.parameters"],
        404: ["resource.not_found"],
    }


def test_a_page_for_people_refuses_no_parameter() -> None:
    page = Route(method="GET", path="/p", view=_view, serves={OPEN: PUBLIC}, document="text/html; charset=utf-8")

    assert 400 not in refusals_of(page, frozenset({OPEN}))


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x>', "&lt;"])
def test_whatever_stands_in_the_page_is_escaped(hostile: str) -> None:
    written = [
        markup.prose(hostile),
        markup.prose(f"- `{hostile}`"),
        markup.code(hostile),
        markup.block(hostile),
        markup.folded(hostile, ""),
        markup.table([hostile], []),
        markup.name(hostile, is_required=True),
        markup.kind({"type": "string", "pattern": hostile}),
        markup.kind({"enum": [hostile]}),
        markup.kind({"$ref": f"#/components/schemas/{hostile}"}),
    ]

    assert all(hostile not in text for text in written)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer", "minimum": 1, "default": 20}, "整数，≥ 1，默认 20"),
        ({"type": "boolean", "default": True}, "是或否，默认 true"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "文本"),
        ({"type": "array", "items": {"type": "string", "format": "date"}}, "列表：日期"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "按名称的整数"),
        ({}, "任意"),
    ],
)
def test_a_kind_of_value_is_said_in_words(schema: dict[str, Any], words: str) -> None:
    assert markup.kind(schema) == words

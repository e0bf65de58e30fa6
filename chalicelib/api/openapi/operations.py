"""Operations: one route as OpenAPI tells it: what it takes, what it gives, how it refuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from chalicelib.api.answers import is_text
from chalicelib.api.audiences import Audience
from chalicelib.api.openapi.examples import Example
from chalicelib.api.openapi.parameters import parameters_of
from chalicelib.api.openapi.refusals import refusals_of
from chalicelib.api.openapi.shapes import REFERENCE, Schema, prose_of
from chalicelib.api.problems import CONTENT_TYPE
from chalicelib.api.routing import ENTRY, Route, function_name_of

BEARER = "bearer"
_JSON, _PAGE = "application/json", "text/html"
_STANDING: Schema = {"type": "string", "format": "date-time", "description": "作出答复的时间。When this was answered."}
_FURTHER: Schema = {
    "type": "string",
    "description": "下一页的标记；没有下一页时不出现。Where the next page begins; absent at the end.",
}
_TEXT: Schema = {"type": "string"}
_BYTES: Schema = {"type": "string", "format": "binary"}
_KEPT: Mapping[str, Any] = {"Cache-Control": {"schema": _TEXT}, "Vary": {"schema": _TEXT}}
_TAG: Mapping[str, Any] = {"ETag": {"description": "弱校验标记。A weak tag of what is shown.", "schema": _TEXT}}
_ENTRY: Mapping[str, Any] = {
    ENTRY: {"description": "台账记录及其摘要。The entry that tells of this look, and its hash.", "schema": _TEXT}
}
_FILE_NAME: Mapping[str, Any] = {"Content-Disposition": {"schema": _TEXT}}
_LIMITS: Mapping[str, Any] = {
    "RateLimit-Policy": {
        "description": "调用限额：q为额度，w为秒数。The quota and its window in seconds.",
        "schema": _TEXT,
    },
    "RateLimit": {"description": "r为剩余额度，t为恢复秒数。What remains, and seconds until whole.", "schema": _TEXT},
}
_ELSEWHERE: Mapping[str, Any] = {"Location": {"schema": _TEXT}}
_OF_STATUS: Mapping[int, Mapping[str, Any]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": {"schema": {"type": "string", "const": "Bearer"}}},
    HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": {"schema": {"type": "string", "pattern": "^[0-9]+$"}}},
}


@dataclass(frozen=True, slots=True)
class Telling:
    """What an operation is told with: the areas that are open, the references to shapes, the examples."""

    areas: frozenset[str]
    references: Mapping[type, Schema]
    examples: Mapping[str, Example]


def operation_of(route: Route, telling: Telling) -> dict[str, Any]:
    """Return a route as an operation of the document."""
    audiences = route.served_in(telling.areas)
    example = telling.examples.get(route.name)
    operation: dict[str, Any] = {
        "operationId": function_name_of(route),
        "summary": route.zh,
        "description": prose_of(route.view.__doc__),
        "tags": sorted(one.value for one in audiences),
        "security": _security(audiences),
        "parameters": [_shown(one, example) for one in parameters_of(route, audiences)],
        "responses": _responses(route, telling),
    }
    if route.form is not None:
        content = {"schema": telling.references[route.form], **({"example": example.form} if example else {})}
        files: dict[str, Schema] = {kind: {} for kind in sorted(route.files)}
        operation["requestBody"] = {"required": True, "content": {_JSON: content, **files}}
    return operation


def shapes_in(route: Route) -> list[type]:
    """Return the shapes that an operation refers to."""
    shapes = (route.form, None if route.is_for_people else route.gives)
    return [shape for shape in shapes if shape is not None]


def _security(audiences: frozenset[Audience]) -> list[dict[str, list[str]]]:
    anybody: list[dict[str, list[str]]] = [{}] if Audience.PUBLIC in audiences else []
    known: list[dict[str, list[str]]] = [{BEARER: []}] if audiences - {Audience.PUBLIC} else []
    return anybody + known


def _shown(parameter: dict[str, Any], example: Example | None) -> dict[str, Any]:
    if example is None:
        return parameter
    places = {"path": example.path, "query": example.query, "header": example.headers}
    name = parameter["name"]
    given = places[parameter["in"]]
    # Headers are recorded in lower case, as the gateway sends them.
    value = given.get(name.lower() if parameter["in"] == "header" else name)
    return parameter if value is None else {**parameter, "example": value}


def _responses(route: Route, telling: Telling) -> dict[str, Any]:
    told = {**_successes(route, telling), **_problems(route, telling.areas)}
    if route.served_in(telling.areas) - {Audience.PUBLIC}:
        told = {status: {**one, "headers": {**one["headers"], **_LIMITS}} for status, one in told.items()}
    return told


def _successes(route: Route, telling: Telling) -> dict[str, Any]:
    is_read = route.method == "GET"
    entry = _ENTRY if route.served_in(telling.areas) - {Audience.PUBLIC} else {}
    named = _FILE_NAME if route.gives_files else {}
    headers = {**_KEPT, **(_TAG if is_read or _has_a_version(route) else {}), **named, **entry}
    content = _content(route, telling)
    told: dict[str, Any] = {}
    for status in (route.success, *route.also):
        elsewhere = _ELSEWHERE if status is HTTPStatus.SEE_OTHER else {}
        told[str(int(status))] = {"description": status.phrase, "headers": {**headers, **elsewhere}, "content": content}
    if is_read:
        told["304"] = {"description": "与所持内容相同。Unchanged.", "headers": headers}
    return told


def _has_a_version(route: Route) -> bool:
    return route.gives is not None and "version" in route.gives.__struct_fields__


def _content(route: Route, telling: Telling) -> dict[str, Any]:
    if route.is_for_people:
        return {_PAGE: {"schema": _TEXT}}
    if route.gives_files:
        return {kind.partition(";")[0]: {"schema": _TEXT if is_text(kind) else _BYTES} for kind in route.gives_files}
    example = telling.examples.get(route.name)
    shown = {"example": example.answer} if example else {}
    return {_JSON: {"schema": _answer(route, telling.references), **shown}}


def _answer(route: Route, references: Mapping[type, Schema]) -> Schema:
    if route.gives is None:
        raise LookupError(route.name)
    if route.document is not None:
        return references[route.gives]
    standing = {"as_of": _STANDING}
    if any("cursor" in shape.__struct_fields__ for shape in (route.query, route.form) if shape is not None):
        standing["next_cursor"] = _FURTHER
    beside = {"type": "object", "properties": standing, "required": ["as_of"]}
    return {"allOf": [references[route.gives], beside]}


def _problems(route: Route, areas: frozenset[str]) -> dict[str, Any]:
    told = {str(status): _problem(status, codes) for status, codes in refusals_of(route, areas).items()}
    # That nothing was found is a look too.
    if "404" in told and route.served_in(areas) - {Audience.PUBLIC}:
        told["404"]["headers"] |= _ENTRY
    return told


def _problem(status: int, codes: list[str]) -> dict[str, Any]:
    said: Schema = {"properties": {"status": {"const": status}, "code": {"enum": codes}}}
    schema = {"allOf": [{"$ref": f"{REFERENCE}Problem"}, said]}
    told: dict[str, Any] = {"description": HTTPStatus(status).phrase, "content": {CONTENT_TYPE: {"schema": schema}}}
    headers = {**_KEPT, **_OF_STATUS.get(status, {})}
    return {**told, "headers": headers}

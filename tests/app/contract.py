"""The contract held against every answer that any test of a route gets: nothing is answered that is not documented."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

import jsonschema_rs

from chalicelib.api.doors import routes_in
from chalicelib.api.openapi.document import document_for
from chalicelib.api.routing import Route

# What HTTP, a browser's rules and the gateway add to every answer, and nobody documents.
_EVERYWHERE = re.compile(
    r"access-control-.*|content-(type|length)|x-request-id|content-security-policy|referrer-policy"
)
_PLAIN = frozenset({"x-content-type-options"})
_REFERENCE = re.compile(r'"\$ref": "#/components/schemas/([^"]+)"')


class Answered(Protocol):
    """What was answered; header names in lower case."""

    @property
    def status(self) -> int:
        """The status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""

    @property
    def text(self) -> str:
        """The body."""


class UndocumentedError(AssertionError):
    """Something is answered that the contract does not tell of."""


def must_tell_of(said: Answered, *, method: str, path: str, areas: frozenset[str]) -> None:
    """Fail unless the document of these areas tells of an answer: its status, headers, kind, shape and code."""
    route = _route_at(method, path.partition("?")[0], areas)
    if route is None:
        return
    told = document_for(areas)["paths"][route.path][method.lower()]["responses"].get(str(said.status))
    if told is None:
        raise UndocumentedError(f"{route.name} answers {said.status}: {said.text[:300]}")
    _headers_are_told(said, told, route)
    if not said.text:
        return
    kind = said.headers["content-type"].partition(";")[0]
    if kind not in told.get("content", {}):
        raise UndocumentedError(f"{route.name} answers {said.status} as {kind}")
    if kind.endswith("json"):
        _shape_is_told(said, route, areas=areas, kind=kind)


def _headers_are_told(said: Answered, told: Mapping[str, Any], route: Route) -> None:
    documented = {name.lower() for name in told.get("headers", {})} | _PLAIN
    further = {name for name in said.headers if name not in documented and not _EVERYWHERE.fullmatch(name)}
    if further:
        raise UndocumentedError(f"{route.name} answers {said.status} with {sorted(further)}")


def _shape_is_told(said: Answered, route: Route, *, areas: frozenset[str], kind: str) -> None:
    content = json.loads(said.text)
    faults = [
        fault.message for fault in _validator(areas, route.path, route.method, said.status, kind).iter_errors(content)
    ]
    if route.gives is not None and said.status == route.success:
        known = {*route.gives.__struct_fields__, "as_of", "next_cursor"}
        faults += [f"{name} is not told of" for name in content if name not in known]
    if faults:
        raise UndocumentedError(f"{route.name} answers {said.status}: {faults}")


@cache
def _validator(
    areas: frozenset[str], path: str, method: str, status: int, kind: str
) -> jsonschema_rs.Draft202012Validator:
    document = document_for(areas)
    schema = document["paths"][path][method.lower()]["responses"][str(status)]["content"][kind]["schema"]
    return _validator_of(areas, json.dumps(schema))


@cache
def _validator_of(areas: frozenset[str], schema: str) -> jsonschema_rs.Draft202012Validator:
    """Compile a shape once, however many operations answer with it, and with no shape that it does not lead to."""
    shapes = document_for(areas)["components"]["schemas"]
    named: dict[str, Any] = {}
    texts = [schema]
    while texts:
        for name in set(_REFERENCE.findall(texts.pop())) - set(named):
            named[name] = shapes[name]
            texts.append(json.dumps(shapes[name]))
    whole = {"components": {"schemas": named}, **json.loads(schema)}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


@cache
def _patterns(areas: frozenset[str]) -> list[tuple[re.Pattern[str], Route]]:
    opened = [route for route in routes_in(areas) if route.served_in(areas)]
    words_first = sorted(opened, key=lambda route: ("{" in route.path, route.path))
    return [
        (re.compile(re.sub(r"\{\w+\}", "[^/]+", re.escape(route.path).replace(r"\{", "{").replace(r"\}", "}"))), route)
        for route in words_first
    ]


def _route_at(method: str, path: str, areas: frozenset[str]) -> Route | None:
    return next((one for pattern, one in _patterns(areas) if one.method == method and pattern.fullmatch(path)), None)

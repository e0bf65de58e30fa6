"""The document (接口说明): every route of a deployment as OpenAPI 3.1, made from what the routes declare.

Source: OpenAPI Specification 3.1.0; JSON Schema 2020-12; RFC 9457 for the problems.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import msgspec

from chalicelib.api.audiences import Audience
from chalicelib.api.doors import routes_in
from chalicelib.api.openapi.examples import Example, examples
from chalicelib.api.openapi.operations import BEARER, Telling, operation_of, shapes_in
from chalicelib.api.openapi.shapes import shapes_of
from chalicelib.api.problems import Problem
from chalicelib.api.routing import Route

VERSION = "1"
AUDIENCES: Mapping[Audience, str] = {
    Audience.PUBLIC: "公众",
    Audience.SUBJECT: "信用主体及其代理人",
    Audience.DEPARTMENT: "部门",
    Audience.DESK: "异议办理",
    Audience.LEAD: "异议办理负责人",
    Audience.COUNTER: "窗口",
    Audience.TIPS: "举报受理",
    Audience.REVIEWER: "复核",
    Audience.AUDITOR: "审计",
    Audience.AGENCY: "信用服务机构",
    Audience.SYSTEM: "系统",
}
_ABOUT = (
    "信用资阳的查询与异议接口。日期为北京时间，时刻为 UTC。每个答复都有 `as_of`；错误一律为 "
    "`application/problem+json`（RFC 9457），以 `code` 区分。不认识的查询参数和字段一律拒绝，并指明名称。\n\n"
    "Dates are of Beijing, times in UTC. Every answer says `as_of`; every refusal is a problem (RFC 9457) told apart "
    "by its `code`; a parameter or field that is not known is refused by name."
)
_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "身份由令牌确定；没有令牌即为公众。Who calls is said by the token; without one, the public.",
}


@cache
def document_for(areas: frozenset[str]) -> dict[str, Any]:
    """Return the document of a deployment that opens these areas; made once."""
    return document_of(routes_in(areas), areas=areas, recorded=examples())


@cache
def text_for(areas: frozenset[str]) -> str:
    """Return the same document as JSON; encoded once."""
    return msgspec.json.encode(document_for(areas)).decode()


def document_of(routes: Iterable[Route], *, areas: frozenset[str], recorded: Mapping[str, Example]) -> dict[str, Any]:
    """Return the document of those routes that serve anybody in these areas."""
    opened = [route for route in routes if route.served_in(areas)]
    references, schemas = shapes_of([Problem, *(shape for route in opened for shape in shapes_in(route))])
    telling = Telling(areas, references, recorded)
    paths: dict[str, dict[str, Any]] = {}
    for route in opened:
        paths.setdefault(route.path, {})[route.method.lower()] = operation_of(route, telling)
    served = frozenset[Audience]().union(*(route.served_in(areas) for route in opened))
    return {
        "openapi": "3.1.0",
        "info": {"title": "信用资阳接口", "version": VERSION, "description": _ABOUT},
        "tags": [{"name": one.value, "description": zh} for one, zh in AUDIENCES.items() if one in served],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {BEARER: _TOKEN}},
    }

"""Parameters: what stands in paths and headers, each told once."""

import re
from collections.abc import Iterator
from typing import Any

from chalicelib.api.audiences import Audience, level_of
from chalicelib.api.openapi.shapes import Schema, fields_of
from chalicelib.api.purposes import ASKED_OF, LONGEST_MATTER_NUMBER
from chalicelib.api.repeats import KEY_MISSING, KEY_PATTERN
from chalicelib.api.routing import NoParameters, Route
from chalicelib.catalogue.purposes import purposes

_NAME = re.compile(r"\{(\w+)\}")
_OPTIONAL_FOR = frozenset({Audience.PUBLIC, Audience.SUBJECT, Audience.AGENCY})
_MAY_HOLD = frozenset({Audience.SUBJECT, Audience.DEPARTMENT, Audience.AGENCY})
_WHY = ("X-Purpose", "X-Matter-Number")

# What a path parameter names.
PATHS = {
    "entry": "台账记录，如 `X-Ledger-Entry` 所示。The reference of an entry of the ledger.",
    "grant": "授权编号。The number of a grant.",
    "notice": "通知编号。The id of a notice.",
    "job": "名单编号。The number of a job.",
    "session": "协助办理编号。The number of an assisted session.",
    "batch": "批次号。The number of a batch.",
    "body": "机构。The key of a body.",
    "credit_code": "统一社会信用代码，18位。A unified social credit code.",
    "item": "信息项。The id of an item of the catalogue.",
    "list": "公示名录。The id of a public list.",
    "number": "编号。The number that was given when it was made.",
    "piece": "证明材料在该事项中的编号。The id of a piece of evidence within its case.",
    "record": "记录号。The id of a record, percent-encoded once.",
    "system": "报送系统。The key of a sending system.",
    "client": "报送系统的凭证名。The name of a client of a sending system.",
}
# What a query parameter asks.
QUERIES = {
    "body": "机构，如所转送的信源单位。A body, as the source that cases were referred to.",
    "cursor": "上一页的 `next_cursor`。The `next_cursor` of the page before.",
    "due_before": "办理期限早于此日。Due before this day.",
    "entry": "台账记录，如 `X-Ledger-Entry` 所示。The reference of an entry of the ledger.",
    "own": "是否包括本人（本单位）自己的查询。Whether one's own looks are told of too.",
    "side": "给予的还是持有的。Those that were given, or those that are held.",
    "known_on": "当日终了时平台所知。What was known at the end of this day.",
    "valid_on": "当日有效。What was true on this day.",
    "fence": "领取时得到的办理凭证。The fencing token of the lease.",
    "form": "表式，如 organisation、person；不填为第一种。A form of the item; the first, if none is named.",
    "item": "信息项。The id of an item of the catalogue.",
    "message": "报文类型，如 revoke；不填为报送。Which message the table is of; without one, of a supply.",
    "limit": "每页条数。How many a page may hold.",
    "record": "记录号。The id of a record.",
    "q": "名称或代码。A name or a code.",
    "state": "办理状态。The state of the case.",
    "year": "年份。A year.",
}
# What a header is for, and its schema; how many letters an encoded matter number may take is not limited.
HEADERS: dict[str, tuple[str, Schema]] = {
    "Idempotency-Key": (
        "同一键、同一内容重复提交，只办理一次。The same key and body make one thing.",
        {"type": "string", "pattern": f"^{KEY_PATTERN}$"},
    ),
    "If-Match": (
        "所依据的版本：读取时得到的 ETag。The ETag of the version that this replaces.",
        {"type": "string", "pattern": '^W/"[0-9]{1,9}\\.[0-9a-f]{32}"$'},
    ),
    "If-None-Match": (
        "已持有的 ETag；内容未变时答复 304。The ETag that is held; unchanged gives 304.",
        {"type": "string"},
    ),
    "X-Assisted-Session": (
        "窗口协助办理的凭证，与工作人员自己的令牌同用。The token of an assisted session, beside the officer's own.",
        {"type": "string", "minLength": 1, "maxLength": 2048},
    ),
    "X-Grant": (
        "所持授权的编号；与 `Idempotency-Key` 同用时，重复点击是同一次使用。The grant on which a holder looks.",
        {"type": "string", "minLength": 1, "maxLength": 64},
    ),
    "X-Matter-Number": (
        f"事项编号，至多{LONGEST_MATTER_NUMBER}个字，按 UTF-8 百分号编码；部门查询时必填。For which matter.",
        {"type": "string", "minLength": 1},
    ),
    "X-Purpose": (
        "查询用途；部门和信用工作机构查询时必填。Why; departments and the desk must say it.",
        {"type": "string"},
    ),
}


def names_in(path: str) -> list[str]:
    """Return the names of the parameters in a path."""
    return _NAME.findall(path)


def headers_of(route: Route, audiences: frozenset[Audience]) -> list[str]:
    """Return the headers that a route takes of these, by what it declares and by whom it serves."""
    asks = route.asks_why or "X-Purpose" in route.takes
    names = [name for name in route.takes if name not in _WHY]
    if asks and audiences & _MAY_HOLD:
        names.append("X-Grant")
    if asks and any(level_of(one) in ASKED_OF or one in _MAY_HOLD for one in audiences):
        names += _WHY
    if Audience.SUBJECT in audiences:
        names.append("X-Assisted-Session")
    return [*names, "If-None-Match"] if route.method == "GET" else names


def parameters_of(route: Route, audiences: frozenset[Audience]) -> list[dict[str, Any]]:
    """Return what a route takes besides a body.

    Raises: KeyError for a parameter or a header that is not told of here.
    """
    return [*_in_path(route), *_in_query(route), *_in_headers(route, audiences)]


def _in_path(route: Route) -> Iterator[dict[str, Any]]:
    for name in names_in(route.path):
        schema = {"type": "string", "minLength": 1, "maxLength": 256}
        yield {"name": name, "in": "path", "required": True, "description": PATHS[name], "schema": schema}


def _in_query(route: Route) -> Iterator[dict[str, Any]]:
    if route.query is NoParameters:
        return
    fields, required = fields_of(route.query)
    for name, schema in fields.items():
        is_required = name in required
        yield {"name": name, "in": "query", "required": is_required, "description": QUERIES[name], "schema": schema}


def _in_headers(route: Route, audiences: frozenset[Audience]) -> Iterator[dict[str, Any]]:
    for name in headers_of(route, audiences):
        text, schema = HEADERS[name]
        if name == "X-Purpose":
            schema = {**schema, "enum": list(purposes().purposes)}
            text += "".join(f"\n- `{one.id}` {one.zh}" for one in purposes().purposes.values())
        is_required = (
            name == "If-Match"
            or (name == "Idempotency-Key" and KEY_MISSING in route.refuses)
            or (name == "X-Purpose" and route.asks_why and not audiences & _OPTIONAL_FOR)
        )
        yield {"name": name, "in": "header", "required": is_required, "description": text, "schema": schema}

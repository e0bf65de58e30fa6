"""The interface specification (接口规范): every route, what it takes and gives, and the codes by which it refuses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from chalicelib.api.doors import routes_in
from chalicelib.api.openapi.codes import BY_STATUS
from chalicelib.api.openapi.document import AUDIENCES, document_of
from chalicelib.api.openapi.parameters import HEADERS
from chalicelib.api.routing import BACK, OFFICE, OPEN, OWN, Route
from infra.specifications.systems import systems_parts
from infra.specifications.writing import code, specification, table

AREAS = frozenset({OPEN, OWN, OFFICE, BACK})
_CONVENTIONS = (
    ("编码", "JSON，UTF-8；键为小写加下划线。日期为北京时间的YYYY-MM-DD，时刻为RFC 3339的UTC。"),
    ("身份", "`Authorization: Bearer <JWT>`；没有令牌即为公众。权限只取自令牌，不取自请求内容。"),
    (
        "错误",
        "一律为`application/problem+json`（RFC 9457），以`code`区分；`errors[]`逐项给出`pointer`、`code`、中英文说明。",
    ),
    ("不认识的参数", "不认识的查询参数和字段以400拒绝，并指明名称；供人阅读的页面除外。"),
    ("分页", "`limit`和`cursor`；下一页的标记为`next_cursor`，只对同一调用者和同一查询有效。"),
    ("缓存", "弱`ETag`和`If-None-Match`；非公开的答复为`private, no-store`。"),
    ("修改", "工作人员的修改须带`If-Match`：未带为428，版本已变为412。"),
    ("重复提交", "创建类请求可带`Idempotency-Key`：同一键同一内容只办理一次。"),
    ("限额", "超过限额为429，并以`Retry-After`说明何时再试。请求内容至多1 MiB，文件另行上传。"),
    ("查询的依据", "查询他人的非公开信息须带`X-Purpose`；部门另须带`X-Matter-Number`。"),
    ("不可见即不存在", "调用者无权看到的，与不存在的一样答复404。"),
)
_TYPES = {
    "string": "文本",
    "integer": "整数",
    "number": "数",
    "boolean": "真假",
    "object": "对象",
    "null": "空",
    "date": "日期",
    "date-time": "时刻",
    "binary": "文件",
}


def interface_page() -> str:
    """Return the specification: conventions, routes, shapes and codes of a deployment that opens every area."""
    routes = sorted(routes_in(AREAS), key=lambda route: (route.path, route.method))
    told = document_of(routes, areas=AREAS, recorded={})
    parts = [
        "## 一、约定",
        table(("事项", "规定"), _CONVENTIONS),
        "## 二、请求头",
        table(("请求头", "用途"), _headers()),
    ]
    parts += ["## 三、接口一览", _overview(routes), "## 四、各接口"]
    parts += [part for route in routes for part in _route(route, told)]
    parts += ["## 五、数据结构", *_shapes(told["components"]["schemas"]), "## 六、错误代码", _codes()]
    parts += ["## 七、报送系统和交换目录", *systems_parts()]
    return specification("interface", parts)


def _headers() -> Iterator[Sequence[str]]:
    for name, (purpose, _) in sorted(HEADERS.items()):
        yield code(name), purpose


def _overview(routes: Iterable[Route]) -> str:
    rows = ((code(route.method), code(route.path), route.zh, _audiences(route)) for route in routes)
    return table(("方法", "路径", "名称", "对象"), rows)


def _audiences(route: Route) -> str:
    served = route.served_in(AREAS)
    return "、".join(zh for audience, zh in AUDIENCES.items() if audience in served)


def _route(route: Route, told: Mapping[str, Any]) -> Iterator[str]:
    operation = told["paths"][route.path][route.method.lower()]
    yield f"### `{route.method} {route.path}`"
    yield f"{route.zh}。{_first(operation['description'])}"
    parameters = operation["parameters"]
    if parameters:
        yield table(("参数", "位置", "须有", "说明"), map(_parameter, parameters))
    yield table(("项目", "内容"), _about(route, operation))


def _parameter(one: Mapping[str, Any]) -> Sequence[str]:
    return code(one["name"]), one["in"], "是" if one.get("required") else "", one.get("description", "")


def _about(route: Route, operation: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    yield "对象", _audiences(route)
    if "requestBody" in operation:
        yield "请求内容", "、".join(map(_content, operation["requestBody"]["content"].items()))
    for status, response in operation["responses"].items():
        if int(status) < HTTPStatus.BAD_REQUEST:
            yield f"答复{status}", "、".join(map(_content, response.get("content", {}).items())) or "无内容"
    if route.refuses:
        yield "自有的错误代码", " ".join(map(code, sorted(route.refuses)))


def _content(content: tuple[str, Mapping[str, Any]]) -> str:
    media_type, told = content
    shape = _type(told.get("schema", {}))
    return f"{code(media_type)}：{shape}" if shape else code(media_type)


def _shapes(schemas: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, schema in sorted(schemas.items()):
        yield f"### {name}"
        yield _first(schema.get("description", "")) or "—"
        if "enum" in schema:
            yield "取值：" + "、".join(code(value) for value in schema["enum"])
        properties = schema.get("properties", {})
        if properties:
            needed = set(schema.get("required", ()))
            rows = ((code(key), _type(one), "是" if key in needed else "") for key, one in properties.items())
            yield table(("字段", "类型", "须有"), rows)


def _type(schema: Mapping[str, Any]) -> str:
    """Return a schema's type in a few words, and the name of the shape that it refers to."""
    if "$ref" in schema:
        return code(schema["$ref"].rpartition("/")[2])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return (
                " 或 ".join(filter(None, map(_type, schema[several])))
                if several != "allOf"
                else _type(schema[several][0])
            )
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))}的数组"
    told = schema.get("format") or schema.get("type")
    return _TYPES.get(str(told), str(told)) if told else ""


def _codes() -> str:
    return table(("状态", "代码"), ((str(status), " ".join(map(code, codes))) for status, codes in BY_STATUS.items()))


def _first(description: str) -> str:
    """Return the first paragraph of a description."""
    return description.partition("\n\n")[0]

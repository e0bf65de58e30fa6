"""The page: the document for people, on a phone as on paper: one file, no script, nothing from another host.

Source: Content Security Policy Level 3 (what the page may load: its own style, by hash, and nothing else).
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from chalicelib.api.openapi import codes
from chalicelib.api.openapi.document import document_for
from chalicelib.api.openapi.markup import block, code, folded, kind, name, prose, table
from chalicelib.api.openapi.markup import codes as side_by_side
from chalicelib.api.problems import CONTENT_TYPE

_STYLE = Path(__file__).with_name("page.css").read_text("utf-8")
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY: Mapping[str, str] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PLACES = {"path": "路径", "query": "查询参数", "header": "请求头"}

Told = Mapping[str, Any]


@cache
def page_for(areas: frozenset[str]) -> str:
    """Return the page of a deployment that opens these areas; made once."""
    return page_of(document_for(areas))


def page_of(document: Told) -> str:
    """Return a document as a page; each route stands once, under the widest audience that it serves."""
    groups = _groups_in(document)
    named = {one["name"]: one["description"] for one in document["tags"]}
    parts = [
        f"<h1>{escape(document['info']['title'])}</h1>",
        prose(document["info"]["description"]),
        '<p><a href="openapi.json">openapi.json</a>（OpenAPI 3.1）</p>',
        f"<nav>{''.join(_contents(named[tag], group) for tag, group in groups.items())}</nav>",
        *(
            f"<h2>{escape(named[tag])}</h2>{''.join(_section(*one, named) for one in group)}"
            for tag, group in groups.items()
        ),
        "<h2>错误代码</h2>",
        table(
            ("状态", "代码"), ((code(str(status)), side_by_side(listed)) for status, listed in codes.BY_STATUS.items())
        ),
        "<h2>结构</h2>",
        *(_shape(shape, schema) for shape, schema in document["components"]["schemas"].items()),
    ]
    title = escape(document["info"]["title"])
    return (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _groups_in(document: Told) -> dict[str, list[tuple[str, str, Told]]]:
    order = [one["name"] for one in document["tags"]]
    groups: dict[str, list[tuple[str, str, Told]]] = {tag: [] for tag in order}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            groups[min(told["tags"], key=order.index)].append((path, method.upper(), told))
    return {tag: group for tag, group in groups.items() if group}


def _contents(title: str, group: list[tuple[str, str, Told]]) -> str:
    lines = (
        f'<li><a href="#{told["operationId"]}">{escape(told["summary"])}</a> {code(f"{method} {path}")}</li>'
        for path, method, told in group
    )
    return f"<details><summary>{escape(title)}（{len(group)}）</summary><ul>{''.join(lines)}</ul></details>"


def _section(path: str, method: str, told: Told, named: Mapping[str, str]) -> str:
    served = "".join(f"<li>{escape(named[tag])}</li>" for tag in named if tag in told["tags"])
    return (
        f'<section id="{told["operationId"]}"><h3>{escape(told["summary"])}</h3>'
        f'<code class="call">{escape(f"{method} {path}")}</code><ul class="served">{served}</ul>'
        f"{prose(told['description'])}{''.join(_details(path, method, told))}</section>"
    )


def _details(path: str, method: str, told: Told) -> Iterator[str]:
    if told["parameters"]:
        yield "<h4>参数</h4>" + table(("名称", "位置", "类型", "说明"), map(_parameter_row, told["parameters"]))
    if "requestBody" in told:
        yield f"<h4>请求内容</h4><p>{kind(told['requestBody']['content']['application/json']['schema'])}</p>"
    yield from _answers(told)
    yield folded("可能的错误", table(("状态", "代码"), _problem_rows(told)))
    yield folded("请求示例", block(_request(path, method, told)))
    for answer in told["responses"].values():
        shown = answer.get("content", {}).get("application/json", {})
        if "example" in shown:
            yield folded("答复示例", block(json.dumps(shown["example"], ensure_ascii=False, indent=2)))


def _answers(told: Told) -> Iterator[str]:
    for status, answer in told["responses"].items():
        for media, content in answer.get("content", {}).items():
            if media != CONTENT_TYPE:
                shape = content["schema"].get("allOf", [content["schema"]])[0]
                yield f"<h4>答复 {status}</h4><p>{kind(shape)} {code(media)}</p>"


def _parameter_row(parameter: Told) -> tuple[str, str, str, str]:
    named = name(parameter["name"], is_required=parameter["required"])
    # Values that the description explains one by one are not listed a second time.
    is_explained = "\n- " in parameter["description"]
    value = "取值见说明" if is_explained else kind(parameter["schema"])
    return named, _PLACES[parameter["in"]], value, prose(parameter["description"])


def _problem_rows(told: Told) -> Iterator[tuple[str, str]]:
    for status, answer in told["responses"].items():
        if CONTENT_TYPE in answer.get("content", {}):
            said = answer["content"][CONTENT_TYPE]["schema"]["allOf"][1]["properties"]
            yield code(status), side_by_side(said["code"]["enum"])


def _request(path: str, method: str, told: Told) -> str:
    given = {
        place: {one["name"]: one["example"] for one in told["parameters"] if one["in"] == place and "example" in one}
        for place in _PLACES
    }
    for parameter, value in given["path"].items():
        path = path.replace(f"{{{parameter}}}", quote(value, safe="~"))
    query = f"?{urlencode(given['query'])}" if given["query"] else ""
    headers = [f"{header}: {value}" for header, value in given["header"].items()]
    if {} not in told["security"]:
        headers.insert(0, "Authorization: Bearer …")
    form = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    body = (
        [] if form is None else ["Content-Type: application/json", "", json.dumps(form, ensure_ascii=False, indent=2)]
    )
    return "\n".join([f"{method} {path}{query}", *headers, *body])


def _shape(shape: str, schema: Told) -> str:
    fields = schema.get("properties", {})
    rows = (_field_row(field, one, is_required=field in schema.get("required", [])) for field, one in fields.items())
    said = prose(schema.get("description", ""))
    content = table(("字段", "类型", "说明"), rows) if fields else f"<p>{kind(schema)}</p>"
    return f'<section id="shape-{escape(shape)}"><h3>{code(shape)}</h3>{said}{content}</section>'


def _field_row(field: str, schema: Told, *, is_required: bool) -> tuple[str, str, str]:
    return name(field, is_required=is_required), kind(schema), prose(schema.get("description", ""))

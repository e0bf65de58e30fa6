"""Markup: the few pieces of HTML that the page is made of; whatever stands in them is escaped here, and only here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from chalicelib.api.openapi.shapes import REFERENCE

_CODE = re.compile(r"`([^`]+)`")
_BOUNDS = {
    "minLength": "至少{}个字符",
    "maxLength": "至多{}个字符",
    "minItems": "至少{}项",
    "maxItems": "至多{}项",
    "minimum": "≥ {}",
    "maximum": "≤ {}",
    "pattern": "格式 {}",
}
_TYPES = {"string": "文本", "integer": "整数", "number": "数", "boolean": "是或否", "object": "对象", "null": "空"}
_FORMATS = {"date": "日期", "date-time": "时刻"}
# A list goes on after an item; English follows Chinese in the same text.
_BREAK = re.compile(r"\n\n|\n(?=- )|(?<=。)(?=[A-Z`])")
_ZH = re.compile(r"[\u3400-\u9fff]")


def prose(text: str) -> str:
    """Return text as paragraphs and lists; what stands in backticks is code, what is not Chinese says so."""
    return "".join(map(_block, filter(None, _BREAK.split(text)))).replace("</ul><ul>", "")


def code(text: str) -> str:
    """Return text as code."""
    return f"<code>{escape(text)}</code>"


def codes(texts: Iterable[str]) -> str:
    """Return several codes side by side."""
    return f'<div class="codes">{"".join(map(code, texts))}</div>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose cells are markup already; on a phone its rows stand one below the other."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def block(text: str) -> str:
    """Return text that stands as it is written, line by line."""
    return f"<pre>{escape(text)}</pre>"


def folded(summary: str, markup: str) -> str:
    """Return what is shown when its heading is tapped."""
    return f"<details><summary>{escape(summary)}</summary>{markup}</details>"


def name(text: str, *, is_required: bool) -> str:
    """Return the name of a parameter or field, and whether it must be there."""
    return code(text) + (' <span class="must">必填</span>' if is_required else "")


def kind(schema: Mapping[str, Any]) -> str:
    """Return what a value must be, with its bounds."""
    bounds = [words.format(schema[bound]) for bound, words in _BOUNDS.items() if bound in schema]
    if (default := schema.get("default")) not in (None, "", [], {}):
        bounds.append(f"默认 {str(default).lower() if isinstance(default, bool) else default}")
    return "，".join([_type(schema), *map(escape, bounds)])


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        shape = schema["$ref"].removeprefix(REFERENCE)
        return f'<a href="#shape-{escape(shape)}">{escape(shape)}</a>'
    if "anyOf" in schema:
        return " 或 ".join(dict.fromkeys(_type(one) for one in schema["anyOf"] if one != {"type": "null"}))
    if "enum" in schema:
        return codes(str(one) for one in schema["enum"])
    if schema.get("type") == "array":
        return f"列表：{_type(schema.get('items', {}))}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"按名称的{_type(schema['additionalProperties'])}"
    return _FORMATS.get(schema.get("format", "")) or _TYPES.get(schema.get("type", ""), "任意")


def _block(text: str) -> str:
    said = _CODE.sub(r"<code>\1</code>", escape(text.removeprefix("- ")))
    if text.startswith("- "):
        return f"<ul><li>{said}</li></ul>"
    return f"<p>{said}</p>" if _ZH.search(text) else f'<p lang="en">{said}</p>'

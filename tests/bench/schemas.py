"""A Table Schema for frictionless, derived from an item of the catalogue: the same rules as far as it knows them."""

import re
from typing import Any

from chalicelib.catalogue.fields import Field
from chalicelib.catalogue.items import Item

CREDIT_CODE = r"[0-9A-HJ-NPQRTUWXY]{18}"


def schema_of(item: Item, *, headers: list[str]) -> dict[str, Any]:
    """Return the schema of a file with these headers: type, required, length, enumeration, code pattern.

    Shape: {"fields": [{"name": "处罚决定日期", "type": "date", "constraints": {"required": true}}]}
    """
    fields = {field.zh: field for field in item.fields}
    return {"fields": [_field(fields[header]) for header in headers], "missingValues": [""]}


def _field(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if field.need.always:
        constraints["required"] = True
    described = {"name": field.zh, "type": "string", "constraints": constraints}
    if field.type == "date":
        described["type"] = "date"
    elif field.type == "decimal":
        described["type"] = "number"
    elif field.type == "credit_code":
        constraints["pattern"] = CREDIT_CODE
    elif field.type == "enum":
        constraints["enum"] = _words(field)
    elif field.type == "enum_list":
        words = "|".join(re.escape(word) for word in _words(field))
        constraints["pattern"] = f"(?:{words})(?:[;；,，、](?:{words}))*"
    if described["type"] == "string" and field.length and "pattern" not in constraints:
        constraints["maxLength"] = field.length
    return described


def _words(field: Field) -> list[str]:
    return list(field.codes.by_word) if field.codes else []

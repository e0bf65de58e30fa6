"""Shapes: the JSON Schemas (2020-12) of what is sent and answered, made from the Structs themselves."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

Schema = dict[str, Any]

REFERENCE = "#/components/schemas/"
_LABEL = re.compile(r"(?:^|\s)(?:Shape|Raises|Source|Example|Units):")
_UNITS = re.compile(r"(?:^|\s)Units:\s*(.+)$", re.MULTILINE)


def shapes_of(types: Iterable[type]) -> tuple[dict[type, Schema], dict[str, Schema]]:
    """Return the reference to each type's schema, and all schemas by name.

    Two shapes of one name bear that of their module before it, or of as many packages as tell them apart:
    `cases.State` becomes `CasesState`.
    """
    listed = list(dict.fromkeys(types))
    references, schemas = msgspec.json.schema_components(listed, ref_template=REFERENCE + "{name}")
    names = _names_of(schemas)
    named = {names[name]: _told(schema, names) for name, schema in sorted(schemas.items())}
    return {one: _told(told, names) for one, told in zip(listed, references, strict=True)}, named


def fields_of(shape: type[Struct]) -> tuple[dict[str, Schema], frozenset[str]]:
    """Return the schema of each field of a flat shape, as it is for a parameter, and which are required."""
    _, schemas = msgspec.json.schema_components([shape], ref_template=REFERENCE + "{name}")
    schema = schemas[shape.__name__]
    fields = {name: _without_null(_told(_inlined(one, schemas), {})) for name, one in schema["properties"].items()}
    return fields, frozenset(schema["required"])


def prose_of(docstring: str | None) -> str:
    """Return what a docstring says to who calls: its sentences and its units, without the labels for who reads code."""
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", docstring or "").strip()
    units = _UNITS.search(text)
    told = re.sub(r"(?<!\n)\n(?!\n)", " ", _LABEL.split(text)[0]).strip()
    return f"{told}\n\nUnits: {units[1]}" if units else told


def _inlined(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    """Return a schema with the lists of values that it refers to written out."""
    if "$ref" in schema:
        return schemas[schema["$ref"].removeprefix(REFERENCE)]
    if "anyOf" in schema:
        return {**schema, "anyOf": [_inlined(one, schemas) for one in schema["anyOf"]]}
    return schema


def _told(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list | tuple):
        return [_told(one, names) for one in value]
    if not isinstance(value, Mapping):
        return value
    told: Schema = {}
    for name, one in value.items():
        if name == "$ref":
            told[name] = REFERENCE + names[one.removeprefix(REFERENCE)]
        elif name == "description" and isinstance(one, str):
            told |= {name: said} if (said := prose_of(one)) else {}
        elif name == "title" and isinstance(one, str):
            continue
        else:
            told[name] = _told(one, names)
    return told


def _names_of(schemas: Iterable[str]) -> dict[str, str]:
    """Return the name each schema is told by: its own, with as much of where it lies as tells it from the others."""
    dotted = {name: name.split(".") for name in schemas}
    return {name: _joined(_telling(steps, dotted.values())) for name, steps in dotted.items()}


def _telling(steps: list[str], all_steps: Iterable[list[str]]) -> list[str]:
    others = [one for one in all_steps if one[-1] == steps[-1] and one != steps]
    lengths = range(min(2, len(steps)), len(steps) + 1)
    return next(steps[-length:] for length in lengths if all(one[-length:] != steps[-length:] for one in others))


def _joined(steps: list[str]) -> str:
    return "".join(step.title().replace("_", "") for step in steps[:-1]) + steps[-1]


def _without_null(schema: Schema) -> Schema:
    """Return the schema of a parameter that may be left out: what is not sent is not null."""
    kept = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    further = {name: one for name, one in schema.items() if name != "anyOf" and (name, one) != ("default", None)}
    if not kept:
        return further
    return {**kept[0], **further} if len(kept) == 1 else {"anyOf": kept, **further}

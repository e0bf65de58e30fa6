"""CloudFormation templates as plain dictionaries: read, merged, and written so that CloudFormation takes them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

Template = dict[str, Any]


class _Reader(yaml.SafeLoader):
    """Reads the short forms of CloudFormation's functions as their long ones."""


class _Writer(yaml.SafeDumper):
    """Writes everything out: CloudFormation takes no YAML alias."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is yaml's
        return True


def _function(reader: _Reader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = reader.construct_scalar(node)
        return {name: str(value).split(".", 1) if name == "Fn::GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: reader.construct_sequence(node, deep=True)}
    return {name: reader.construct_mapping(node, deep=True)}  # type: ignore[arg-type]


_Reader.add_multi_constructor("!", _function)


def read(path: Path) -> Template:
    """Return a template with every function in its long form."""
    template: Template = yaml.load(path.read_text("utf-8"), Loader=_Reader)  # noqa: S506 - a SafeLoader
    return template


def write(path: Path, template: Template) -> None:
    """Write a template as YAML without aliases."""
    path.write_text(yaml.dump(template, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=120), "utf-8")


def merged(under: Any, over: Any) -> Any:
    """Return one value laid over another: mappings key by key, anything else in its place.

    A function of CloudFormation replaces what it meets; key by key, two functions would stand side by side.
    """
    if not (isinstance(under, Mapping) and isinstance(over, Mapping)) or is_function(under) or is_function(over):
        return over
    both = {key: merged(under[key], over[key]) for key in under.keys() & over.keys()}
    return {**under, **over, **both}


def is_function(value: Any) -> bool:
    """Say whether a mapping is a call of one of CloudFormation's functions."""
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))


def words_in(value: Any) -> set[str]:
    """Return every text a value is made of, and every name written `${Name}` or `${Name.Attribute}` inside one."""
    if isinstance(value, Mapping):
        return {str(key) for key in value} | {word for inner in value.values() for word in words_in(inner)}
    if isinstance(value, list):
        return {word for inner in value for word in words_in(inner)}
    inside = {part.split("}")[0].split(".")[0] for part in str(value).split("${")[1:]}
    return {str(value)} | inside

"""Reads DynamoDB's answers faster than botocore, with equal results.

botocore walks the model for every attribute of every item; an attribute value has one known form, so it is
taken over as it is, and only what JSON cannot say (binary) is turned. The tests hold it equal to botocore's
own parser over every attribute type.
"""

from typing import Any

import msgspec
from botocore.parsers import JSONParser, ResponseParser, ResponseParserFactory

_ATTRIBUTE = "AttributeValue"
_AS_IT_IS = frozenset({"S", "N", "SS", "NS", "BOOL", "NULL"})


class FastJSONParser(JSONParser):  # type: ignore[misc] # botocore has no types
    """botocore's parser of the `json` protocol with a short way for attribute values."""

    def _handle_list(self, shape: Any, node: Any) -> Any:
        member = shape.member
        if member.type_name == "map" and member.value.name == _ATTRIBUTE:
            return [self._attributes_of(member.value, item) for item in node]
        return super()._handle_list(shape, node)

    def _handle_map(self, shape: Any, value: Any) -> Any:
        if shape.value.name == _ATTRIBUTE:
            return self._attributes_of(shape.value, value)
        return super()._handle_map(shape, value)

    def _attributes_of(self, shape: Any, item: Any) -> Any:
        # Texts and numbers are nearly all there is, and stand in JSON as they are: then the item itself is told.
        for value in item.values():
            if len(value) != 1 or not ("S" in value or "N" in value) or None in value.values():
                return {name: self._attribute_of(shape, each) for name, each in item.items()}
        return item

    def _attribute_of(self, shape: Any, value: Any) -> Any:
        for tag, inner in value.items():
            if inner is None or len(value) > 1:
                break
            if tag in _AS_IT_IS:
                return value
            if tag == "M":
                return {tag: {name: self._attribute_of(shape, each) for name, each in inner.items()}}
            if tag == "L":
                return {tag: [self._attribute_of(shape, each) for each in inner]}
            if tag == "B":
                return {tag: self._blob_parser(inner)}
            if tag == "BS":
                return {tag: [self._blob_parser(each) for each in inner]}
        return self._handle_structure(shape, value)  # what is not known yet, or is nothing

    def _parse_body_as_json(self, body_contents: bytes) -> Any:
        try:
            return msgspec.json.decode(body_contents)
        except msgspec.DecodeError:
            return super()._parse_body_as_json(body_contents)


class FastParserFactory(ResponseParserFactory):  # type: ignore[misc] # botocore has no types
    """Gives the fast parser for the `json` protocol, botocore's own for every other."""

    def create_parser(self, protocol_name: str) -> ResponseParser:
        """Return a parser for a protocol."""
        if protocol_name == "json":
            return FastJSONParser(**self._defaults)
        return super().create_parser(protocol_name)

"""Forms: what was sent, read once into the shape a route declared; what is wrong is named, its value never.

Unknown parameters and fields are refused by name. A resident ID has no business in an address, a header or a body: what
may be one is refused before anything else looks at it, save at the one place that a route declares.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from chalicelib.errors import FieldError, MalformedError
from chalicelib.terms import report_numbers
from chalicelib.terms.resident_ids import mentions_resident_id

Shape = TypeVar("Shape", bound=Struct)
Place: TypeAlias = tuple[str, ...]

_PLACE = re.compile(r" - at `(?P<place>\$[^`]*)`$")
_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+|\.\.\.)\]")
_NAMED = re.compile(r"field `([A-Za-z_][A-Za-z0-9_]{0,39})`")
_LONGEST_NAME = 40
# In a place: each part of a list, each value of an object.
EACH = "*"
_SHA256 = re.compile(r"[0-9a-f]{64}")

_FAULTS: tuple[tuple[str, str, str, str], ...] = (
    ("Object missing required field", "form.field_missing", "缺少必填字段。", "A required field is missing."),
    ("Object contains unknown field", "form.field_unknown", "不认识的字段。", "This field is not known."),
    ("Invalid enum value", "form.value_not_listed", "取值不在允许的范围内。", "The value is not one of those allowed."),
    ("Invalid value", "form.value_invalid", "取值无效。", "The value is not valid."),
    ("Invalid", "form.value_invalid", "取值无效。", "The value is not valid."),
    ("Expected `str` matching", "form.value_shape", "格式不符。", "The value has not the agreed form."),
    ("Expected `str` of length", "form.value_length", "长度不符。", "The value is too long or too short."),
    ("Expected `array` of length", "form.value_length", "数量不符。", "There are too many or too few."),
    ("Expected `int` ", "form.value_range", "数值超出范围。", "The number is out of range."),
    ("Expected", "form.value_type", "类型不符。", "The value is of another type."),
)
_OTHER_FAULT = ("form.value_invalid", "取值无效。", "The value is not valid.")


def query_in(given: Mapping[str, Sequence[str]], shape: type[Shape]) -> Shape:
    """Return the query parameters in their declared shape.

    Raises: MalformedError that names every parameter which is unknown, doubled or no text, or the first that is unfit.
    """
    known = {field.encode_name for field in msgspec.structs.fields(shape)}
    faults = [_parameter_fault(name, "unknown") for name in given if name not in known]
    faults += [_parameter_fault(name, "doubled") for name, values in given.items() if name in known and len(values) > 1]
    faults += [_parameter_fault(name, "broken") for name, values in given.items() if not all(map(_is_text, values))]
    if faults:
        raise MalformedError("form.parameters", "查询参数有误。", "Query parameters are wrong.", errors=tuple(faults))
    refuse_resident_ids(given, where="query")
    try:
        return msgspec.convert({name: values[-1] for name, values in given.items()}, shape, strict=False)
    except msgspec.ValidationError as error:
        raise _refusal(error) from None


def form_in(body: bytes, shape: type[Shape], *, numbers_at: Sequence[Place] = ()) -> Shape:
    """Return a JSON body in its declared shape; no body at all is an empty form.

    `numbers_at` are the places where a resident ID is what the route is asked with.

    Raises: MalformedError that names the field and what is wrong there.
    """
    sent = _json_in(body) if body else {}
    refuse_resident_ids(_without(sent, numbers_at), where="body")
    try:
        return msgspec.convert(sent, shape)
    except msgspec.ValidationError as error:
        raise _refusal(error) from None


def refuse_resident_ids(given: object, *, where: str) -> None:
    """Refuse what may hold a resident ID, in any text, number or name of it.

    Raises: MalformedError that says in which part of the call, without the value.
    """
    if any(not _is_ours(text) and mentions_resident_id(text) for text in _texts_in(given)):
        raise MalformedError(
            "form.resident_id",
            "此处不得填写公民身份号码。",
            "A resident ID must not be sent here.",
            errors=(FieldError(f"/{where}", "form.resident_id", "疑似包含公民身份号码。", "May hold a resident ID."),),
        )


def _is_ours(text: str) -> bool:
    """Say whether a text is a hash or the number of a report: digits of our making, of which some look like an ID."""
    return _SHA256.fullmatch(text) is not None or report_numbers.is_valid(report_numbers.compact(text))


def _without(sent: Any, places: Sequence[Place]) -> Any:
    """Return what was sent without what stands at some places; the rest is looked at as ever."""
    for first, *further in places:
        if first == EACH:
            sent = _without_each(sent, tuple(further))
        elif isinstance(sent, dict) and isinstance(sent.get(first), (dict, list) if further else str):
            kept = {name: value for name, value in sent.items() if name != first}
            sent = {**kept, first: _without(sent[first], [tuple(further)])} if further else kept
    return sent


def _without_each(sent: Any, further: Place) -> Any:
    """Return a list or an object without what stands in each of its parts; the names of an object stay."""
    if isinstance(sent, list):
        return [_without_part(value, further) for value in sent]
    return {name: _without_part(value, further) for name, value in sent.items()} if isinstance(sent, dict) else sent


def _without_part(value: Any, further: Place) -> Any:
    if further:
        return _without(value, [further])
    return None if isinstance(value, str) else value


def _json_in(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        raise MalformedError("form.not_json", "请求内容不是有效的JSON。", "The body is not valid JSON.") from None


def _texts_in(given: object) -> Iterator[str]:
    waiting = [given]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield f"{value:.0f}" if isinstance(value, float) else str(value)


def _parameter_fault(name: str, fault: str) -> FieldError:
    shown = name if _is_showable(name) else "-"
    if fault == "unknown":
        return FieldError(f"/query/{shown}", "form.parameter_unknown", "不认识的查询参数。", f"Unknown: {shown}.")
    if fault == "broken":
        return FieldError(
            f"/query/{shown}", "form.parameter_broken", "不是完整的文字。", f"Holds half a character: {shown}."
        )
    return FieldError(f"/query/{shown}", "form.parameter_doubled", "查询参数重复。", f"Given twice: {shown}.")


def _is_text(value: str) -> bool:
    """Say whether a text is whole: half a character (a lone surrogate) can be neither kept, hashed nor told."""
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_showable(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and name.isidentifier() and name.isascii() and not mentions_resident_id(name)


def _refusal(error: msgspec.ValidationError) -> MalformedError:
    text = str(error)
    fault = next(((code, zh, en) for start, code, zh, en in _FAULTS if text.startswith(start)), _OTHER_FAULT)
    code, zh, en = fault
    return MalformedError(code, zh, en, errors=(FieldError(_pointer_in(text), code, zh, en),))


def _pointer_in(text: str) -> str:
    """Return the JSON pointer to what a validation error speaks of, as far as the names are ours."""
    place = _PLACE.search(text)
    steps = [name or index for name, index in _STEP.findall(place["place"])] if place else []
    named = _NAMED.search(text)
    if named and _is_showable(named[1]):
        steps.append(named[1])
    return "".join(f"/{'-' if step == '...' else step}" for step in steps)

"""Corrections (更正): values in the form the catalogue gives their fields, and the version that carries them.

A correction says what a field ought to say, in the form in which a file would bring the same value: the source that
supplies what was decided is not told that it contradicts it. It never makes a record another subject's: that is
deleted and supplied anew. Clocks and class are worked out again from the fields as corrected.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

import msgspec

from chalicelib.catalogue.fields import Field
from chalicelib.catalogue.items import Item
from chalicelib.catalogue.severity import class_of
from chalicelib.errors import FieldError, UnprocessableError
from chalicelib.library import versions
from chalicelib.library.records import Content, Record, Value
from chalicelib.terms import credit_codes
from chalicelib.terms.personal_mentions import mentions_mobile, mentions_resident_id
from chalicelib.terms.writing import has_control_character, plain_number

Values = Mapping[str, Value]
_EMPTY: tuple[Value, ...] = (None, "", [])
# A short text may say a number of a thousand million digits; it is not written out to see that it is too long.
_MOST_DIGITS = 60


def sound_values(values: Values, *, item: Item, fields: Values, today: date) -> dict[str, Value]:
    """Return the values of a correction as a record keeps them; None takes a value away.

    `fields` are those of the record that is corrected.

    Raises: UnprocessableError `correction.unsound` that names each field and what would be right, never the value.
    """
    typed: dict[str, Value] = {}
    faults: list[FieldError] = []
    for name, value in values.items():
        fault = _fault_in_field(name, value, item=item)
        if fault is None and value is not None:
            fault, typed[name] = _typed(item.field(name), value)
        elif fault is None:
            typed[name] = None
        if fault is not None:
            faults.append(_error(name, fault))
    if not faults:
        faults = _faults_together(typed, item=item, before=fields, today=today)
    if faults:
        zh, en = "更正内容不符合目录要求。", "A value breaks the catalogue's rules."
        raise UnprocessableError("correction.unsound", zh, en, errors=tuple(faults))
    return typed


def corrected(record: Record, values: Values, *, item: Item, case: str, at: datetime) -> Record:
    """Return the corrected version, its clocks and class worked out again from what it now says."""
    version = versions.corrected(record, values, case=case, at=at)
    content = _with_day(version.content, values, item=item)
    before, after = class_of(item, record.content.fields), class_of(item, content.fields)
    if before != after:
        content = msgspec.structs.replace(content, severity=after)
    return msgspec.structs.replace(version, content=content)


def _with_day(content: Content, values: Values, *, item: Item) -> Content:
    until = item.department_end_field or ""
    if {item.determined_on, item.finding_on} & values.keys():
        content = msgspec.structs.replace(content, determined_on=_day(item.determined_by(content.fields)))
    if until in values:
        content = msgspec.structs.replace(content, publish_until=_day(values[until]))
    return content


def _fault_in_field(name: str, value: Value, *, item: Item) -> str | None:
    if not item.has_field(name):
        return "correction.field_unknown"
    who = item.subject
    if name in {who.kind, who.credit_code, who.document_type, who.document_number}:
        return "correction.identity_field"
    if not item.field(name).is_stored:
        return "correction.field_not_kept"
    written = value if isinstance(value, list) else [value]
    texts = [one for one in written if isinstance(one, str)]
    if any(mentions_resident_id(text) for text in texts):
        return "text.resident_id"
    if item.field(name).free_text and any(mentions_mobile(text) for text in texts):
        return "text.mobile"
    return None


def _typed(field: Field, value: Value) -> tuple[str | None, Value]:
    """Return what is wrong with a value, and the value as it is kept."""
    typed = _TYPED[field.type](field, value)
    if typed is None:
        return f"correction.not_a_{field.type}", None
    if isinstance(typed, str) and field.length is not None and len(typed) > field.length:
        return "correction.too_long", None
    return None, typed


def _text(_: Field, value: Value) -> Value:
    return value.strip() or None if isinstance(value, str) and not has_control_character(value) else None


def _date(_: Field, value: Value) -> Value:
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _decimal(field: Field, value: Value) -> Value:
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return plain_number(number) if number.is_finite() and _within(field, number) else None


def _within(field: Field, number: Decimal) -> bool:
    if abs(number.adjusted()) > _MOST_DIGITS:
        return False
    decimals = len(plain_number(number).partition(".")[2])
    fine_enough = field.scale is None or decimals <= field.scale
    more = field.more_than is None or number > field.more_than
    return fine_enough and more and (field.at_least is None or number >= field.at_least)


def _credit_code(_: Field, value: Value) -> Value:
    code = credit_codes.compact(value) if isinstance(value, str) else ""
    return code if credit_codes.is_valid(code) else None


def _enum(field: Field, value: Value) -> Value:
    return field.codes.official_of(value) if field.codes and isinstance(value, str) else None


def _enum_list(field: Field, value: Value) -> Value:
    said = value if isinstance(value, list) else [value]
    official = [_enum(field, one) for one in said]
    return list(dict.fromkeys(map(str, official))) if official and None not in official else None


def _boolean(_: Field, value: Value) -> Value:
    return value if isinstance(value, bool) else None


_TYPED: Mapping[str, Callable[[Field, Value], Value]] = {
    "text": _text,
    "identifier": _text,
    "date": _date,
    "decimal": _decimal,
    "credit_code": _credit_code,
    "enum": _enum,
    "enum_list": _enum_list,
    "boolean": _boolean,
}


def _faults_together(typed: Values, *, item: Item, before: Values, today: date) -> list[FieldError]:
    after = {**before, **typed}
    checked = [one for one in item.fields if one.is_stored and _concerns(one, typed)]
    faults = [(one.id, _fault_beside(one, after, today=today)) for one in checked]
    faults += [(one.id, _fault_in_need(one, after, before=before)) for one in item.fields if one.is_stored]
    return [_error(name, fault) for name, fault in faults if fault is not None]


def _concerns(field: Field, typed: Values) -> bool:
    return bool({field.id, field.not_before, field.differs_from} & set(typed))


def _fault_beside(field: Field, after: Values, *, today: date) -> str | None:
    value = after.get(field.id)
    if value in _EMPTY:
        return None
    if field.not_future and str(value) > today.isoformat():
        return "correction.in_the_future"
    earlier = after.get(field.not_before or "")
    if earlier not in _EMPTY and str(value) < str(earlier):
        return "correction.before_its_beginning"
    return "correction.same_as_another" if value == after.get(field.differs_from or "") else None


def _fault_in_need(field: Field, after: Values, *, before: Values) -> str | None:
    """Return what a correction breaks of who must be given; what was missing before is not its fault."""
    needed, given = field.need.holds_for(after), after.get(field.id) not in _EMPTY
    was_sound = before.get(field.id) not in _EMPTY or not field.need.holds_for(before)
    if needed and not given and was_sound:
        return "correction.value_needed"
    was_excluded = before.get(field.id) not in _EMPTY and not field.need.holds_for(before)
    if field.need.exclusive and given and not needed and not was_excluded:
        return "correction.value_not_allowed"
    return None


def _day(value: Value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _error(field: str, code: str) -> FieldError:
    zh, en = _SENTENCES.get(code, ("内容与字段类型不符。", "Not a value of the field's type."))
    return FieldError(f"/values/{field}", code, zh, en)


_SENTENCES: Mapping[str, tuple[str, str]] = {
    "correction.field_unknown": ("该信息项没有这个字段。", "The item has no such field."),
    "correction.identity_field": ("主体标识不能更正，应删除后重新报送。", "Whose record it is cannot be corrected."),
    "correction.field_not_kept": ("该字段不保存，无法更正。", "The field is not kept."),
    "correction.too_long": ("超过字段长度。", "Longer than the field."),
    "correction.in_the_future": ("日期不得晚于今天。", "The day lies in the future."),
    "correction.before_its_beginning": ("日期早于应在其前的日期。", "The day lies before the one it must follow."),
    "correction.same_as_another": ("不得与另一字段相同。", "The same as another field."),
    "correction.value_needed": ("该字段必填。", "The field must be given."),
    "correction.value_not_allowed": ("该字段此时不应填写。", "The field must not be given here."),
    "text.resident_id": ("请勿填写公民身份号码。", "It may hold a resident ID."),
    "text.mobile": ("请勿填写手机号码。", "It may hold a mobile number."),
}

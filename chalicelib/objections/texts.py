"""What people write into a case: how long it may be, and that no resident ID stands in it. It is never echoed."""

from chalicelib.errors import FieldError
from chalicelib.library.records import Value
from chalicelib.terms.personal_mentions import mentions_resident_id

STATEMENT_LENGTH = 300
TEXT_LENGTH = 2000


def faults_in_text(text: str, *, pointer: str, longest: int = TEXT_LENGTH) -> list[FieldError]:
    """Return what is wrong with a text that must say something.

    Units: longest in characters.
    """
    if not text.strip():
        return [FieldError(pointer, "text.blank", "请填写内容。", "It says nothing.")]
    return faults_in_note(text, pointer=pointer, longest=longest)


def faults_in_note(text: str, *, pointer: str, longest: int = TEXT_LENGTH) -> list[FieldError]:
    """Return what is wrong with a text that may be left out.

    Units: longest in characters.
    """
    if len(text) > longest:
        return [FieldError(pointer, "text.too_long", f"不得超过{longest}个字符。", f"More than {longest} characters.")]
    return faults_in_value(text, pointer=pointer)


def faults_in_value(value: Value, *, pointer: str) -> list[FieldError]:
    """Return what is wrong with a value that is kept as it was written: a resident ID in it."""
    written = value if isinstance(value, list) else [value]
    if any(mentions_resident_id(str(one)) for one in written if one is not None):
        return [FieldError(pointer, "text.resident_id", "请勿填写公民身份号码。", "It may hold a resident ID.")]
    return []

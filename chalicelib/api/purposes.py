"""Purpose and matter: for what a department, an agency or the desk looks at others, said in two headers.

`X-Purpose` is a code of the closed list; a department says besides in `X-Matter-Number` for which matter of
its own, percent-encoded UTF-8. Neither gives a right: the token does, and which items a purpose opens is data, as is
the ground it rests on and what an agency's agreement covers.
"""

from collections.abc import Mapping
from urllib.parse import unquote

import msgspec

from chalicelib.catalogue.bases import bases
from chalicelib.catalogue.purposes import STATUTORY_DUTY, Purposes
from chalicelib.errors import FieldError, ForbiddenError, MalformedError
from chalicelib.library.readers import Level, Reader
from chalicelib.terms.resident_ids import mentions_mobile, mentions_resident_id

PURPOSE = "x-purpose"
MATTER_NUMBER = "x-matter-number"
LONGEST_MATTER_NUMBER = 100
REFUSALS = (
    "purpose.missing",
    "purpose.unknown",
    "purpose.not_open",
    "purpose.not_yours",
    "matter_number.missing",
    "matter_number.invalid",
)
ASKED_OF = frozenset({Level.DEPARTMENT, Level.AGENCY, Level.DESK})


def stated(reader: Reader, headers: Mapping[str, str], *, purposes: Purposes) -> Reader:
    """Return the reader with the purpose and matter they state; who looks at nobody else states none.

    Raises: MalformedError where one is missing or unfit, ForbiddenError for a purpose that is not theirs to name.
    """
    if reader.level not in ASKED_OF:
        return reader
    purpose, matter_number = purpose_in(headers), matter_number_in(headers)
    if reader.level is Level.DEPARTMENT and matter_number is None:
        zh, en = "请在 X-Matter-Number 中注明事项编号。", "Say for which matter in X-Matter-Number."
        raise _missing("matter_number.missing", MATTER_NUMBER, zh, en)
    _require_theirs(purpose, reader, purposes)
    ground = purposes.departments_ground(purpose) if reader.level is Level.DEPARTMENT else reader.ground
    return msgspec.structs.replace(reader, purpose=purpose, matter_number=matter_number, ground=ground)


def purpose_in(headers: Mapping[str, str]) -> str:
    """Return the purpose that is stated. Raises: MalformedError where none is."""
    purpose = headers.get(PURPOSE)
    if purpose is None:
        raise _missing("purpose.missing", PURPOSE, "请在 X-Purpose 中注明查询用途。", "Say why in X-Purpose.")
    return purpose


def _require_theirs(purpose: str, reader: Reader, purposes: Purposes) -> None:
    listed = purposes.find(purpose)
    if listed is None:
        raise _missing("purpose.unknown", PURPOSE, "查询用途不在清单内。", "X-Purpose is not on the closed list.")
    # What an agency may look for, its agreement says; under none it is shown nothing.
    is_theirs = reader.level is Level.AGENCY or STATUTORY_DUTY in listed.grounds
    if reader.level is Level.DEPARTMENT:
        is_theirs = purposes.may_use(purpose, body=reader.body or "")
    if not is_theirs:
        raise ForbiddenError("purpose.not_yours", "您所在机构不能使用此查询用途。", "Not a purpose of your body.")
    if not any(bases().can_support(purposes.grounds[ground].basis, "ground") for ground in listed.grounds):
        raise ForbiddenError("purpose.not_open", "此查询用途的依据尚未启用。", "No basis carries its ground yet.")


def matter_number_in(headers: Mapping[str, str]) -> str | None:
    """Return the matter number that is stated, if one is. Raises: MalformedError for an unfit one."""
    header = headers.get(MATTER_NUMBER)
    if header is None:
        return None
    zh, en = "事项编号应为1至100个字，且不得包含个人号码。", "X-Matter-Number is unfit."
    try:
        text = unquote(header, errors="strict")
    except UnicodeDecodeError:
        raise _missing("matter_number.invalid", MATTER_NUMBER, zh, en) from None
    is_fit = len(text.strip()) > 0 and len(text) <= LONGEST_MATTER_NUMBER and text.isprintable()
    # Some callers encode twice; what would then be said is looked at too.
    if not is_fit or any(mentions_resident_id(said) or mentions_mobile(said) for said in (text, unquote(text))):
        raise _missing("matter_number.invalid", MATTER_NUMBER, zh, en)
    return text.strip()


def _missing(code: str, header: str, zh: str, en: str) -> MalformedError:
    return MalformedError(code, zh, en, errors=(FieldError(f"/headers/{header}", code, zh, en),))

"""Messages as departments send them in tests: rows about the invented records of `standing`, as files."""

import csv
import io
from collections.abc import Mapping, Sequence

from chalicelib.catalogue.items import catalogue
from chalicelib.intake.batches import Message
from chalicelib.intake.messages import form_of
from tests.factories import BODY_NAME, PENALTY, a_credit_code
from tests.unit.intake.standing import GROWN, SOURCE_CODE

PERMIT, SERIOUS = "administrative_permit", "serious_dishonesty_list"


def permit_row(n: int = 1, **cells: str) -> dict[str, str]:
    """Return the n-th sound row of a permit of an invented company; keywords change cells."""
    row = {
        "party_name": f"示例虚构{n}号有限公司",
        "party_type": "法人及非法人组织",
        "party_credit_code": a_credit_code(n),
        "legal_rep_name": "示例代表",
        "doc_title": "虚构许可决定书",
        "doc_no": f"虚构许字〔2026〕{n}号",
        "permit_category": "普通",
        "permit_content": "虚构的许可内容。",
        "decision_date": "2026-03-02",
        "valid_from": "2026-03-02",
        "valid_to": "2029-03-01",
        "authority_name": BODY_NAME,
        "authority_credit_code": SOURCE_CODE,
        "permit_status": "1",
        "source_name": BODY_NAME,
        "source_credit_code": SOURCE_CODE,
    }
    return row | cells


def listed_row(n: int = 1, **cells: str) -> dict[str, str]:
    """Return the n-th sound row of an entry on a serious list."""
    row = {
        "party_name": f"示例虚构{n}号有限公司",
        "party_type": "法人及非法人组织",
        "party_credit_code": a_credit_code(n),
        "list_code": catalogue().get(SERIOUS).field("list_code").codes.values[0].code,  # type: ignore[union-attr]
        "decision_doc_no": f"虚构列字〔2026〕{n}号",
        "authority_name": BODY_NAME,
        "authority_credit_code": SOURCE_CODE,
        "listed_on": "2026-03-02",
        "facts": "虚构的失信事实。",
        "legal_basis": "《虚构条例》第二条",
        "prior_notice_on": "2026-02-02",
        "exit_rule": "虚构的移出条件。",
        "publish_until": "2029-03-02",
        "source_name": BODY_NAME,
        "source_credit_code": SOURCE_CODE,
    }
    return row | cells


def told(message: Message, row: Mapping[str, str], *, item: str = PENALTY, **cells: str) -> dict[str, str]:
    """Return the row of a message about the record that a supplied row made."""
    form = form_of(catalogue().get(item), message)
    said = {"told_on": "2026-11-20", "told_doc_no": "虚构更字〔2026〕1号", "told_reason": "虚构的原因。"}
    said |= {"told_by": "示例虚构国家平台"} if form.has_field("told_by") else {}
    return {name: value for name, value in row.items() if form.has_field(name)} | said | cells


def told_of_person(message: Message, row: Mapping[str, str], **cells: str) -> dict[str, str]:
    """Return the row of a message about a record of an invented person."""
    return told(message, row, **{"person_id_type": "身份证", "person_id_no": GROWN, **cells})


def message_file(message: Message, rows: Sequence[Mapping[str, str]], *, item: str = PENALTY) -> bytes:
    """Return the rows of a message as UTF-8 CSV under its headers."""
    form = form_of(catalogue().get(item), message)
    used = [field.id for field in form.fields if any(field.id in row for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([form.field(name).zh for name in used])
    writer.writerows([row.get(name, "") for name in used] for row in rows)
    return out.getvalue().encode()

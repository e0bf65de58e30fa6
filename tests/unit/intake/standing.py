"""What intake stands on in tests: invented bodies, fakes, and files of invented rows that are sound by default."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from chalicelib.catalogue.items import catalogue
from chalicelib.intake import tickets
from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Batch, Review, Ticket
from chalicelib.intake.checks import Pace, checked_rows_in
from chalicelib.intake.plans import Plan
from chalicelib.intake.reading.sheets import Sheet, sheet_in
from chalicelib.intake.receipts import Receipt, name_of, receipt_in
from chalicelib.intake.rows import Rows
from chalicelib.library.identities import Documents
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date
from chalicelib.wiring import Services
from tests import fakes
from tests.app.world import settings_for
from tests.factories import BODY, BODY_NAME, DIVISION, NOW, PENALTY, REGISTRATION, a_credit_code
from tests.fakes_acts import stores_of_acts
from tests.fakes_bulk import bulk_stores

OLD_BODY, OLD_NAME = "shili-old", "示例市虚构旧局"
COUNTY_BODY, COUNTY_NAME, COUNTY = "anyue_county", "示例虚构县监督管理局", "512021"
# The catalogue names who registers by these keys; their names here are invented like all others.
REGISTRAR, POLICE, CENTRE = "market_supervision", "public_security", "shili-centre"
OTHER_BODY, OTHER_NAME = "shili-other", "示例市虚构环境局"
SOURCE_CODE = a_credit_code(900, kind="11")
TODAY = beijing_date(NOW)
# Synthetic, their check characters right: nobody's.
GROWN, ALSO_GROWN, CHILD = "512002199003070019", "51202219880808008X", "512099201501010018"
CHUNK_ROWS = 4
PROFILE = "person_profile"
_REGISTRARS = {REGISTRATION: REGISTRAR, PROFILE: POLICE}
COURT_CODE = a_credit_code(977, kind="11")
Receive = Callable[[str, bytes], object]
# Invented bodies under the keys that items name as their suppliers.
_OTHERS_THAT_SUPPLY: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("intermediate_court", "示例市虚构法院", {"kind": "court", "credit_code": COURT_CODE}),
    ("taxation", "示例市虚构税务局", {}),
    ("human_resources", "示例市虚构社保局", {}),
    ("civil_affairs", "示例市虚构民政局", {}),
    ("establishment_office", "示例市虚构编办", {}),
    ("government_office", "示例市虚构政府办", {}),
    ("peoples_bank", "示例虚构人行", {}),
    ("nation", "示例虚构国家平台", {"level": "upstream", "kind": "partner"}),
)


def the_bodies() -> Bodies:
    """Return invented bodies: one with a predecessor, a county's, another city body."""
    rows: list[dict[str, Any]] = [
        {"key": OLD_BODY, "names": [{"name": OLD_NAME}], "valid_to": date(2019, 3, 31), "successor": BODY},
        {"key": BODY, "names": [{"name": BODY_NAME}], "valid_from": date(2019, 4, 1), "credit_code": SOURCE_CODE},
        {"key": OTHER_BODY, "names": [{"name": OTHER_NAME}], "credit_code": a_credit_code(903, kind="11")},
        {"key": COUNTY_BODY, "names": [{"name": COUNTY_NAME}], "level": "county", "division": COUNTY},
        {"key": REGISTRAR, "names": [{"name": "示例市虚构登记局"}]},
        {"key": POLICE, "names": [{"name": "示例市虚构人口登记局"}]},
        *({"key": key, "names": [{"name": name}], **more} for key, name, more in _OTHERS_THAT_SUPPLY),
        {"key": CENTRE, "names": [{"name": "示例虚构信用中心"}], "kind": "centre"},
    ]
    common = {"level": "city", "kind": "department", "division": DIVISION, "confirmed": False, "source": "虚构"}
    return Bodies.from_tables({"bodies": [{**common, **row} for row in rows]})


# What an intake reads and writes, by the names among the services.
STORES_OF_INTAKE = (
    "library",
    "ledger",
    "identities",
    "batches",
    "uploads",
    "receipts",
    "crosswalk",
    "names",
    "listings",
    "site",
    "supplies",
    "suppliers",
)


class HeldSeal:
    """A seal that seals the same text in the same way, so that two runs can be compared; it hides nothing."""

    def sealed(self, text: str, *, place: str) -> str:
        """Return what stands for the sealed text."""
        return "sealed:" + hashlib.sha256(f"{place} {text}".encode()).hexdigest()


def some_services(**parts: Any) -> Services:
    """Return services on empty fakes, made so that a run repeated makes the same; parts are put in their place."""
    made: dict[str, Any] = {
        **fakes.stores_of_records(),
        **stores_of_acts(),
        **bulk_stores(),
        "numbers": fakes.FixedNumbers(),
        "documents": Documents("v1", b"d" * 32),
        "seal": HeldSeal(),
        "bodies": the_bodies(),
    }
    return Services(settings_for(frozenset({"back"})), **{**made, **parts})


def penalty_row(n: int = 1, **cells: str) -> dict[str, str]:
    """Return the n-th sound row of a penalty of an invented company; keywords change cells."""
    row = {
        "party_name": f"示例虚构{n}号有限公司",
        "party_type": "法人及非法人组织",
        "party_credit_code": a_credit_code(n),
        "legal_rep_name": "示例代表",
        "doc_no": f"虚构罚字〔2026〕{n}号",
        "violation_type": "虚构的违法行为",
        "violation_fact": "虚构的事实，仅供测试。",
        "penalty_basis": "《虚构条例》第一条",
        "penalty_kinds": "罚款",
        "penalty_content": "虚构的罚款，一万五千元。",
        "fine_amount_wan": "1.5",
        "decision_date": "2026-03-02",
        "penalty_valid_to": "2099-12-31",
        "publish_until": "2027-03-02",
        "authority_name": BODY_NAME,
        "authority_credit_code": SOURCE_CODE,
        "source_name": BODY_NAME,
        "source_credit_code": SOURCE_CODE,
        "procedure": "普通程序",
    }
    return row | cells


def person_row(n: int = 1, *, number: str = GROWN, **cells: str) -> dict[str, str]:
    """Return the n-th sound row of a penalty of an invented person."""
    row = penalty_row(n, party_name="虚构人甲", party_type="自然人", person_id_type="身份证", person_id_no=number)
    return row | {"party_credit_code": "", "legal_rep_name": ""} | cells


def registration_row(n: int = 1, **cells: str) -> dict[str, str]:
    """Return the n-th sound row of the registration of an invented company."""
    row = {
        "credit_code": a_credit_code(n),
        "name": f"示例虚构{n}号有限公司",
        "reg_no": "",
        "legal_rep_name": "示例代表",
        "entity_class": "企业",
        "entity_type_name": "有限责任公司",
        "registered_capital_wan": "100",
        "established_on": "2015-06-01",
        "event_kind": "设立",
        "address": "示例市虚构路1号",
        "region_code": "512002",
        "registry_authority": BODY_NAME,
        "reg_status": "存续",
    }
    return row | cells


def csv_of(rows: Sequence[Mapping[str, str]], *, item: str = PENALTY, columns: Sequence[str] | None = None) -> bytes:
    """Return rows by field id as UTF-8 CSV under the official headers; the columns are those any row fills or names."""
    fields = catalogue().get(item).fields
    used = columns or [field.id for field in fields if any(field.id in row for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([catalogue().get(item).field(name).zh for name in used])
    writer.writerows([row.get(name, "") for name in used] for row in rows)
    return out.getvalue().encode()


def sheet_of(data: bytes, *, item: str = PENALTY) -> Sheet:
    """Return the sheet in a file that has one."""
    sheet, faults = sheet_in(io.BytesIO(data), item=catalogue().get(item), items=catalogue().items)
    assert sheet is not None, [fault.code for fault in faults]
    return sheet


def looked_at(data: bytes, *, item: str = PENALTY, chunk_rows: int = 1000, today: date = TODAY) -> list[Rows]:
    """Return the checked rows of a file, chunk by chunk."""
    pace = Pace(chunk_rows=chunk_rows)
    return list(checked_rows_in(sheet_of(data, item=item), item=catalogue().get(item), today=today, pace=pace))


def codes_in(data: bytes, *, item: str = PENALTY) -> list[tuple[int | None, str, str | None]]:
    """Return row, code and field of everything that is found in a file."""
    return [(one.row, one.code, one.field) for rows in looked_at(data, item=item) for one in rows.findings]


def a_declaration(data: bytes, *, item: str = PENALTY, **changes: Any) -> Ticket:
    """Return what a department declares of a file it is about to send."""
    declared: dict[str, Any] = {
        "item": item,
        "body": _REGISTRARS.get(item, BODY),
        "division": DIVISION,
        "certifier": "department-1",
        "file_name": "虚构.csv",
        "size_bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "review": Review(reviewed_by="示例审查人", reviewed_on=date(2026, 11, 20), item=item),
    }
    return Ticket(**{**declared, **changes})


def sent(services: Services, data: bytes, *, at: datetime = NOW, receive: Receive | None = None, **changes: Any) -> str:
    """Ask for a ticket and send the file; return the batch's number. `receive` is how a bucket takes it."""
    batch, post = tickets.ticket(a_declaration(data, **changes), means=services, now=at)
    assert post is not None
    (receive or services.uploads.receive)(batch.batch, data)  # type: ignore[attr-defined]  # the fake's own
    return batch.batch


def taken_in(services: Services, data: bytes, *, at: datetime = NOW, **changes: Any) -> tuple[Batch, Receipt]:
    """Send a file and take it in; return the batch and its receipt."""
    number = sent(services, data, at=at, **changes)
    batch = admit(number, means=services, now=at, chunk_rows=CHUNK_ROWS)
    return batch, receipt_of(services, number)


def kept_receipt_of(services: Services, number: str) -> bytes | None:
    """Return the receipt of a batch as it is kept, None where there is none."""
    batch = services.batches.find(number)
    return None if batch is None else services.receipts.find(name_of(batch))


def kept_plan_of(services: Services, number: str) -> bytes | None:
    """Return the plan of a batch as it is kept, None where there is none."""
    batch = services.batches.find(number)
    return None if batch is None or batch.planned_as is None else services.receipts.find(batch.planned_as)


def plan_of(services: Services, number: str) -> Plan:
    """Return the plan of a batch."""
    raw = kept_plan_of(services, number)
    assert raw is not None
    return msgspec.json.decode(raw, type=Plan)


def receipt_of(services: Services, number: str) -> Receipt:
    """Return the receipt of a batch."""
    raw = kept_receipt_of(services, number)
    assert raw is not None
    return receipt_in(raw)

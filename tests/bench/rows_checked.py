"""Rows checked a second and core on a 50,000-row penalty CSV, against frictionless with the catalogue's schema.

And against `csv.DictReader`, which merely reads it.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chalicelib.catalogue.fields import Field
from chalicelib.catalogue.items import Item, catalogue
from chalicelib.terms.dates import beijing_date
from infra.local.demonstration.organisations import Organisation, companies, credit_code
from tests.bench.measuring import ROOT, WORK, Line, RivalMissingError, best_by_turns, reported_seconds_of
from tests.bench.schemas import schema_of

ROWS, FIRMS = 50_000, 5_000
TARGET, BESIDE_READING = ">=5", ">=0.35"
RIVAL = ROOT / "tests" / "bench" / "rivals" / "frictionless_rows.py"
READER = ROOT / "tests" / "bench" / "rivals" / "dict_reader_rows.py"
PYTHON = ROOT / ".venv-rivals" / "bin" / "python"
_AUTHORITY, _AUTHORITY_CODE = "示例虚构市场监督管理局", credit_code("11", 900001)


def lines() -> Iterator[Line]:
    """Measure both on the same file."""
    if not PYTHON.exists():
        message = "frictionless is not installed; make bench installs it"
        raise RivalMissingError(message)
    path, schema = written()
    ours = [sys.executable, "-m", "tests.bench.our_rows", str(path), str(ROWS), "0"]
    # frictionless takes an absolute path for an unsafe one
    theirs = [str(PYTHON), str(RIVAL), *(str(one.relative_to(ROOT)) for one in (path, schema))]
    best = best_by_turns(
        lambda: reported_seconds_of(ours, environment={}), lambda: reported_seconds_of(theirs, environment={})
    )
    yield _line("rows_checked", best, TARGET)
    reader = [sys.executable, str(READER), str(path)]
    read = best_by_turns(
        lambda: reported_seconds_of(ours, environment={}), lambda: reported_seconds_of(reader, environment={})
    )
    yield _line("rows_checked_beside_reading", read, BESIDE_READING)


def _line(name: str, best: tuple[float, float], target: str) -> Line:
    told = [f"{ROWS / seconds:.0f}rows/s" for seconds in best]
    return Line(name, best[1] / best[0], target, *told)


def written() -> tuple[Path, Path]:
    """Return a sound file of penalties, written anew, and the catalogue's schema for it."""
    WORK.mkdir(parents=True, exist_ok=True)
    item = catalogue().get("administrative_penalty")
    headers = [field.zh for field in columns_of(item)]
    schema = WORK / "penalties.schema.json"
    schema.write_text(json.dumps(schema_of(item, headers=headers), ensure_ascii=False), "utf-8")
    path = WORK / "penalties.csv"
    path.write_bytes(_file_of(item))
    return path, schema


def columns_of(item: Item) -> list[Field]:
    """Return the fields of the official columns, in order."""
    by_header = {field.zh: field for field in item.fields}
    return [by_header[header] for header in item.official_headers()]


def _file_of(item: Item) -> bytes:
    columns, firms, today = columns_of(item), companies(FIRMS), beijing_date(datetime.now(UTC))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.zh for column in columns])
    for number in range(ROWS):
        row = row_of(number, firms[number % FIRMS], (today - timedelta(days=number % 1000)).isoformat())
        writer.writerow([row.get(column.id, "") for column in columns])
    return out.getvalue().encode()


def row_of(number: int, firm: Organisation, day: str) -> dict[str, str]:
    """Return the n-th row of an invented penalty, by field."""
    return {
        "party_name": firm.name,
        "party_type": "个体工商户" if firm.is_self_employed else "法人及非法人组织",
        "party_credit_code": firm.code,
        "legal_rep_name": firm.legal_rep_name,
        "doc_no": f"虚罚决〔{day[:4]}〕{number + 1}号",
        "violation_type": f"虚构违法行为第{number % 97}类",
        "violation_fact": f"当事人于{day}实施虚构违法行为，案号尾数{number}，示例数据，纯属虚构。" * 2,
        "penalty_basis": f"虚构条例第{number % 60 + 1}条第{number % 5 + 1}款",
        "penalty_kinds": "警告;罚款" if number % 3 else "罚款",
        "penalty_content": f"处以罚款{number % 400 + 1}00元，示例数据，纯属虚构。",
        "fine_amount_wan": f"{(number % 400 + 1) / 100:.2f}",
        "decision_date": day,
        "penalty_valid_to": "2099-12-31",
        "authority_name": _AUTHORITY,
        "authority_credit_code": _AUTHORITY_CODE,
        "source_name": _AUTHORITY,
        "source_credit_code": _AUTHORITY_CODE,
    }

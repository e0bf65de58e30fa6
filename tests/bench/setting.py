"""What the report benches share: a subject with a hundred records as DynamoDB answers them, and our environment."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import msgspec
from moto import mock_aws

from chalicelib.library.places import record_place, suffix_of
from chalicelib.library.records import Record
from chalicelib.settings import LOCAL_ISSUER
from chalicelib.stores.clients import Clients
from chalicelib.stores.library import DynamoLibrary
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Library, Subject
from infra.local.demonstration.organisations import companies
from infra.local.resources import Template, create
from infra.local.tokens import Mint
from tests.bench.measuring import ROOT, WORK
from tests.factories import a_profile, a_record

PREFIX, REGION, ACCOUNT = "bench", "cn-north-1", "123456789012"
RECORDS = 100
ATTRIBUTES = 18  # of a record as a table without our layout holds it
CALLERS = 20  # who ask by turns, so that none of them meets the end of what a caller may ask for
FIRM = companies(2)[1]
PERMIT = "administrative_permit"


def page_of_records(records: int = RECORDS) -> bytes:
    """Return what DynamoDB answers to the one Query of a report: a profile, permits and penalties 3 to 2, all shown."""
    subject = Subject(Library.MARKET_ENTITIES, FIRM.code)
    with mock_aws():
        clients = Clients(region=REGION, environ={})
        create(Template(prefix=PREFIX, account=ACCOUNT, region=REGION), clients.get, kinds=("AWS::DynamoDB::Table",))
        tables = {library: f"{PREFIX}-{library.value.replace('_', '-')}" for library in Library}
        library = DynamoLibrary(clients.get("dynamodb"), tables)
        for record in _records(subject, records):
            library.put(record, over=None)
        answer = clients.get("dynamodb").query(
            TableName=tables[subject.library],
            KeyConditionExpression="subject = :subject AND place < :history",
            ExpressionAttributeValues={":subject": {"S": subject.key}, ":history": {"S": "H"}},
        )
    page = {name: answer[name] for name in ("Items", "Count", "ScannedCount")}
    return json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()


def _records(subject: Subject, count: int) -> Iterator[Record]:
    today = beijing_date(datetime.now(UTC))
    yield a_profile(subject=subject)
    for number in range(count):
        day = today - timedelta(days=number + 1)
        record = a_record(subject=subject, number=number, determined_on=day, fields={"decision_date": day.isoformat()})
        yield _permit(record, number, day) if number % 5 < 3 else _placed(record, record.content.item, day, number)


def _permit(record: Record, number: int, day: date) -> Record:
    fields = {
        "party_name": FIRM.name,
        "party_type": "法人及非法人组织",
        "party_credit_code": FIRM.code,
        "legal_rep_name": FIRM.legal_rep_name,
        "doc_title": "虚构许可决定书",
        "doc_no": f"虚许决〔{day.year}〕{number + 1}号",
        "permit_category": "普通",
        "cert_name": "虚构经营许可证",
        "permit_no": f"XK512099{number:05d}",
        "permit_content": "准予虚构经营活动，示例数据，纯属虚构。" * 3,
        "decision_date": day.isoformat(),
        "valid_from": day.isoformat(),
        "valid_to": (day + timedelta(days=1095)).isoformat(),
        "authority_name": "示例虚构市场监督管理局",
        "authority_credit_code": FIRM.code,
        "permit_status": "1",
        "source_name": "示例虚构市场监督管理局",
        "source_credit_code": FIRM.code,
    }
    content = msgspec.structs.replace(record.content, item=PERMIT, fields=fields, severity=None, determined_on=None)
    return _placed(msgspec.structs.replace(record, content=content), PERMIT, day, number)


def _placed(record: Record, item: str, day: date, number: int) -> Record:
    return msgspec.structs.replace(record, place=record_place(item, on=day, suffix=suffix_of("bench", str(number))))


def spread_out(page: bytes) -> bytes:
    """Return the records of a page as a table without our layout holds them: 18 attributes each, and no profile."""
    items = [_spread(item) for item in json.loads(page)["Items"] if item["place"]["S"].startswith("C#")]
    return json.dumps({"Items": items, "Count": len(items), "ScannedCount": len(items)}, ensure_ascii=False).encode()


def _spread(item: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    keys = {name: item[name] for name in ("subject", "place", "version")}
    fields = json.loads(item["body"]["S"])["fields"]
    spread = {name: {"S": value} for name, value in fields.items() if isinstance(value, str)}
    return keys | dict(islice(spread.items(), ATTRIBUTES - len(keys)))


@contextmanager
def replay(content: bytes | None = None, *, name: str = "page.json") -> Iterator[str]:
    """Serve a page from a socket for a block, that of a report if none is given; gives the endpoint."""
    WORK.mkdir(parents=True, exist_ok=True)
    page = WORK / name
    page.write_bytes(content or page_of_records())
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.replaying", str(page)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None  # a pipe was asked for
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def environment(endpoint: str, mint: Mint | None = None) -> dict[str, str]:
    """Return the environment of the app, and of the rival beside it."""
    keys = {"TOKEN_KEYS": json.dumps(mint.key_set())} if mint else {}
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "AWS_EC2_METADATA_DISABLED": "true",
        "POWERTOOLS_SERVICE_NAME": "bench",
        "POWERTOOLS_LOG_LEVEL": "WARNING",
        "STAGE": "local",
        "AREAS": "open,office",
        "PREFIX": PREFIX,
        "ACCOUNT": ACCOUNT,
        "TOKEN_ISSUER": LOCAL_ISSUER,
        "TOKEN_AUDIENCE": "ziyang",
        "TOKEN_ALGORITHMS": "ES256",
        "TOKEN_KEYS_URL": "http://127.0.0.1/none",
        "WRAPPED_IDENTITY_KEY": "bm9uZQ==",
        "WRAPPED_SEALING_KEY": "bm9uZQ==",
        "WRAPPED_CURSOR_KEY": "bm9uZQ==",
        "SIGNING_KEY": "alias/none",
        "SIGNING_CERTIFICATE": "bm9uZQ==",
        "PLATFORM_URL": "https://platform.invalid",
        "CHUNK_ROWS": "200",
        "EVIDENCE_SCANNER": "none",
        **keys,
    }

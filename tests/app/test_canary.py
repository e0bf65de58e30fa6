"""One made-up ID number is sent through every door, and then looked for everywhere: it is nowhere but where it may be.

It may be in the department's own file, and encrypted in the person's profile.
"""

import csv
import hashlib
import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from chalicelib import wiring
from chalicelib.api.wsgi import Door
from tests.app.test_uploads import deliver
from tests.app.test_wsgi import Heard, knock
from tests.app.world import CITIZEN_NUMBER, ROUTES, WHY, Said, World, token_for
from tests.factories import BODY, BODY_NAME, a_credit_code, a_profile, a_record, a_subject

NUMBER = CITIZEN_NUMBER
SPACED = f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"
WIDE = NUMBER.translate({48 + n: 0xFF10 + n for n in range(10)})
FAILING = NUMBER[:-1] + "2"
FORMS = (NUMBER, SPACED, WIDE, FAILING)
FIRM, CLERK = token_for("representative"), token_for("department")
TOKENS = (
    None,
    FIRM,
    CLERK,
    token_for("desk"),
    token_for("citizen", subject=NUMBER),
    token_for("desk", sub=NUMBER),
)


class Listener(logging.Handler):
    """Keeps every log line, with all that it carries."""

    def __init__(self) -> None:
        """Hear everything."""
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(f"{record.getMessage()} {record.__dict__}")


@pytest.fixture
def heard() -> Iterator[Listener]:
    listener, root, ours = Listener(), logging.getLogger(), logging.getLogger("credit-ziyang")
    levels = root.level, ours.level
    for logger in (root, ours):
        logger.addHandler(listener)
        logger.setLevel(logging.DEBUG)
    yield listener
    for logger, level in zip((root, ours), levels, strict=True):
        logger.removeHandler(listener)
        logger.setLevel(level)


@pytest.fixture
def held(world: World) -> World:
    world.hold(a_profile(), a_record())
    return world


def _holds_number(text: str) -> bool:
    plain = text.translate({0xFF10 + n: 48 + n for n in range(10)}).replace(" ", "")
    return NUMBER in plain or NUMBER[:-1] in plain


def _addresses(number: str) -> Iterator[tuple[str, str]]:
    told = quote(number)
    for route in ROUTES:
        path = route.path
        while "{" in path:
            path = path[: path.index("{")] + told + path[path.index("}") + 1 :]
        yield route.method, path
        yield route.method, f"{path}?{told}=1"
        yield route.method, f"{path}?q={told}&limit={told}&cursor={told}&item={told}&fence={told}&state={told}"
    yield "GET", f"/v1/{told}"
    yield "PATCH", f"/v1/subjects/{told}"
    yield "GET", f"/v1/records/p~{told}~person_profile"
    yield "GET", f"/v1/records/p~PERSON-{told}~person_profile"


def _bodies(number: str) -> Iterator[Any]:
    record = a_record().record_id
    claimed = [{"field": "fine_amount_wan", "claimed": number}]
    yield {"subject": number, "kind": "public"}
    yield {"subject": number, "kind": "full"}
    yield {"kind": number}
    yield {number: 1}
    yield {"subject": a_subject().key, "kind": "public", number: number}
    yield {"record_id": record, "reason": "wrong_information", "statement": f"我是{number}", "fields": claimed}
    yield {"record_id": record, "reason": number, "statement": "x", "fields": []}
    yield {"record_id": number, "reason": "x", "statement": "x"}
    yield {"item": number, "file_name": f"{number}.csv", "size_bytes": 1, "sha256": number}
    yield {"fence": 1, "reasons": number, "reason": number, "answer": number, "values": {number: number}}
    yield {"case": number}
    yield number
    yield [number]
    if number.isascii() and number.isdecimal():
        yield {"fence": int(number)}


def _headers(number: str) -> Iterator[dict[str, str]]:
    told = quote(number)
    for name in (
        "X-Purpose",
        "X-Matter-Number",
        "Idempotency-Key",
        "If-Match",
        "If-None-Match",
        "User-Agent",
        "Accept",
    ):
        yield {**WHY, name: told}
        yield {**WHY, name: number if number.isascii() else told}
    yield {"Authorization": f"Bearer {told}"}
    yield {"Authorization": told}
    yield {"Content-Type": told}


def _through_every_door(world: World, number: str) -> Iterator[Said | Heard]:
    yield from _through_addresses(Door(world.app), number)
    for body in _bodies(number):
        for path in ("/v1/reports", "/v1/objections", "/v1/uploads", "/v1/desk/claims", "/v1/desk/cases/a/reply"):
            for token in TOKENS:
                yield world.ask("POST", path, token=token, body=body, headers=WHY)
    for headers in _headers(number):
        for method, path in (("GET", f"/v1/subjects/{a_credit_code()}"), ("POST", "/v1/objections"), ("GET", "/v1/me")):
            for token in TOKENS:
                yield world.ask(method, path, token=token, headers=headers)
    yield world.ask("GET", "/v1/me", token=token_for("citizen", subject=number))


def _through_addresses(door: Door, number: str) -> Iterator[Heard]:
    for method, path in _addresses(number):
        for token in (None, CLERK, FIRM):
            told = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
            yield knock(door, method, path, environ=told)
    raw = number.encode()
    yield knock(door, "POST", "/v1/reports", body=b'{"subject":' + raw)
    yield knock(door, "POST", "/v1/reports", body=raw, environ={"CONTENT_TYPE": number})
    yield knock(door, "POST", "/v1/reports", environ={"CONTENT_LENGTH": number})


def _sheet(world: World, item: str, form: str | None, row: dict[str, str], **extra: str) -> bytes:
    headers = [*world.services.catalogue.get(item).official_headers(form), *extra]
    text = io.StringIO(newline="")
    sheet = csv.DictWriter(text, headers, restval="")
    sheet.writeheader()
    sheet.writerow({**row, **extra})
    return text.getvalue().encode()


PERSON = {"姓名": "示例虚构人", "证件类型": "身份证", "证件号码": NUMBER}
PENALTY = {
    "行政相对人名称": "示例虚构人",
    "行政相对人类别": "自然人",
    "自然人证件类型": "身份证",
    "自然人证件号码": NUMBER,
    "行政处罚决定书文号": "虚构罚字〔2026〕9号",
    "违法行为类型": "虚构",
    "违法事实": "虚构的事实",
    "处罚依据": "虚构的依据",
    "处罚类别": "警告",
    "处罚内容": "虚构的内容",
    "处罚决定日期": "2026-03-02",
    "处罚有效期": "2099-12-31",
    "处罚机关": BODY_NAME,
    "处罚机关统一社会信用代码": a_credit_code(900, kind="11"),
    "数据来源单位": BODY_NAME,
    "数据来源单位统一社会信用代码": a_credit_code(900, kind="11"),
}


def _files(world: World) -> Iterator[tuple[str, str, bytes]]:
    person, penalty = "person_profile", "administrative_penalty"
    form = next(one.id for one in world.services.catalogue.get(penalty).forms if "person_id_no" in one.fields)
    yield "public_security", person, _sheet(world, person, None, PERSON)
    yield "public_security", person, _sheet(world, person, None, {**PERSON, "证件号码": SPACED})
    yield "public_security", person, _sheet(world, person, None, {**PERSON, "证件号码": FAILING})
    yield "public_security", person, _sheet(world, person, None, {**PERSON, "姓名": NUMBER, "证件号码": WIDE})
    yield "public_security", person, _sheet(world, person, None, PERSON, **{NUMBER: NUMBER})
    yield BODY, penalty, _sheet(world, penalty, form, PENALTY)
    for column in PENALTY:
        yield BODY, penalty, _sheet(world, penalty, form, {**PENALTY, column: f"{NUMBER}"})
        yield BODY, penalty, _sheet(world, penalty, form, {**PENALTY, column: f"见{SPACED}"})
    yield BODY, penalty, NUMBER.encode()


def _send(world: World, body: str, item: str, content: bytes) -> Iterator[Said]:
    token = token_for("department", body=body)
    world.clock.now = world.clock.now.replace(microsecond=world.clock.now.microsecond + 1)
    declared = {
        "item": item,
        "file_name": "虚构.csv",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "review": {"reviewed_by": "示例审查人", "reviewed_on": "2026-11-20", "item": item},
    }
    said = world.ask("POST", "/v1/uploads", token=token, body=declared)
    yield said
    batch = said.json["batch"]
    deliver(world, batch, content)
    yield world.ask("GET", f"/v1/uploads/{batch}", token=token)
    yield world.ask("GET", f"/v1/uploads/{batch}/receipt", token=token)


def _kept_by(world: World) -> Iterator[tuple[str, str]]:
    """Return everything that the platform keeps, but for the departments' own files."""
    services = world.services
    for name in ("library", "ledger", "batches", "cases", "crosswalk", "names", "listings", "site", "receipts"):
        yield name, f"{_plain(vars(getattr(services, name)))}"
    yield "identities", f"{services.identities.references}"
    yield "repeats", f"{[vars(item) for item in services.repeats.items.values()]}"
    yield "messages", f"{services.casework.sent}"
    yield "keys of files", f"{list(services.uploads.files)}"


def _plain(kept: Any) -> Any:
    if isinstance(kept, bytes):
        return kept.decode()
    if isinstance(kept, dict):
        return [(_plain(key), _plain(value)) for key, value in kept.items()]
    if isinstance(kept, set | list | tuple):
        return [_plain(one) for one in kept]
    return _plain(vars(kept)) if hasattr(kept, "__dict__") and not callable(kept) else f"{kept}"


def _answered_in(said: Said | Heard) -> str:
    text = said.text if isinstance(said, Said) else said.body.decode()
    return f"{said.status} {dict(said.headers)} {text} {json.dumps(text)}"


def test_the_number_is_in_no_answer_no_log_and_nothing_kept(held: World, heard: Listener) -> None:
    answers = 0
    with wiring.using(held.services):
        for said in (said for number in FORMS for said in _through_every_door(held, number)):
            answers += 1
            assert said.status < 500
            assert not _holds_number(_answered_in(said))

    assert answers > 1000
    assert not [line for line in heard.lines if _holds_number(line)]
    for name, kept in _kept_by(held):
        assert not _holds_number(kept), name


def test_of_a_file_only_the_file_itself_and_the_sealed_profile_hold_the_number(held: World, heard: Listener) -> None:
    sent = 0
    for body, item, content in _files(held):
        for said in _send(held, body, item, content):
            assert said.status < 300
            assert not _holds_number(_answered_in(said))
        sent += 1

    assert sent == 7 + 2 * len(PENALTY)
    assert not [line for line in heard.lines if _holds_number(line)]
    for name, kept in _kept_by(held):
        assert not _holds_number(kept), name


def test_the_profile_holds_the_number_sealed_and_for_its_own_place(held: World) -> None:
    for _ in _send(held, "public_security", "person_profile", _sheet(held, "person_profile", None, PERSON)):
        pass

    (reference,) = held.services.identities.references.values()
    (profile,) = [record for record in held.services.library.all() if record.subject.key == reference]
    sealed = profile.content.fields["id_no_sealed"]

    assert held.services.seal.opened(sealed, place=profile.record_id) == NUMBER
    assert NUMBER not in msgspec.json.encode(profile).decode()

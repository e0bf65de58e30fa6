"""From the order of a report to its paper, and from the paper back: printed, fetched, read by a phone, verified."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.reports.issue import Form
from chalicelib.reports.printing.codes import carried_by
from chalicelib.reports.printing.sealing import Seal
from chalicelib.workers import printing
from infra.local.certificate import self_signed
from infra.verify_report import main
from tests.app.world import CITIZEN_NUMBER, WHY, World, a_world, token_for
from tests.factories import NOW, PENALTY, a_person, a_profile, a_record, a_subject
from tests.fakes import MemorySigner
from tests.printed import code_on, texts_of

CHOSEN = {"purpose": "bidding", "since": "2024-01-01", "until": "2026-11-22", "items": [PENALTY]}
SPECIAL = {"kind": "special", "special": CHOSEN}
FULL = {"kind": "full", "subject": a_subject().key}


@pytest.fixture(scope="module")
def signer() -> MemorySigner:
    """Give a key, for which the world has a certificate."""
    return MemorySigner()


@pytest.fixture
def world(signer: MemorySigner) -> World:
    """Give a platform that knows a firm and a citizen, with the certificate of its key."""
    made = a_world(
        signer=signer, document_seal=Seal.of(signer, self_signed(signer)), platform_url="https://platform.invalid"
    )
    made.hold(a_profile(), a_record())
    made.services.identities.add(made.services.documents.hash_of("resident_id", CITIZEN_NUMBER), a_person().key)
    made.hold(a_record(subject=a_person()))
    return made


def _printed(world: World, body: dict[str, Any], *, token: str | None = None) -> tuple[str, bytes]:
    """Order a report, print what the queue asks for, and return its number and its document."""
    issued = world.ask("POST", "/v1/reports", body=body, token=token, headers=WHY)
    assert issued.status in {200, 201}, issued.text
    number = issued.json["number"]
    assert world.ask("GET", f"/v1/reports/{number}/document", token=token).status == 202
    (sent,) = world.services.printing.sent
    record = {"messageId": "1", "body": json.dumps({"number": sent}), "eventSource": "aws:sqs", "attributes": {}}
    with wiring.using(world.services):
        assert printing.work({"Records": [record]}, None) == {"batchItemFailures": []}  # type: ignore[arg-type]
    fetched = world.ask("GET", f"/v1/reports/{number}/document", token=token)
    assert fetched.status in {302, 303, 307}
    document = world.services.issues.find(number).document
    assert document.sha256 in fetched.headers["location"]
    return number, world.services.report_documents.find(number, document.sha256, form=Form.PDF)


def test_what_is_ordered_is_printed_and_proved_by_its_paper_alone(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number, pdf = _printed(world, {**FULL, "kind": "public"})
    (tmp_path / "report.pdf").write_bytes(pdf)
    (tmp_path / "report.json").write_text(world.ask("GET", f"/v1/reports/{number}").text, "utf-8")
    (tmp_path / "keys.json").write_text(world.ask("GET", "/v1/signing-keys").text)

    code = code_on(pdf)

    assert carried_by(code).number == number
    for name in ("report.pdf", "report.json"):
        assert main([str(tmp_path / name), "--keys", str(tmp_path / "keys.json"), "--code", code]) == 0, name
    assert "测试签名，不具效力" in capsys.readouterr().out


def test_the_code_leads_to_an_answer_and_the_file_is_known(world: World) -> None:
    number, pdf = _printed(world, {**FULL, "kind": "public"})

    path = code_on(pdf).removeprefix("https://platform.invalid").partition("#")[0]
    compared = world.ask("POST", "/v1/verifications", body={"sha256": hashlib.sha256(pdf).hexdigest()})

    assert world.ask("GET", path).json["state"] == "genuine"
    assert (compared.json["matches"], compared.json["form"], compared.json["report"]["number"]) == (True, "pdf", number)


def test_a_special_report_says_on_paper_what_was_found_and_never_none(world: World) -> None:
    _, pdf = _printed(world, SPECIAL, token=token_for("representative"))

    words = "".join(texts_of(pdf))

    assert "专项信用报告" in words
    assert "查询结果" in words
    assert "仅供" in words
    assert "2024-01-01 至 2026-11-22" in words


def test_a_person_s_own_report_is_printed(world: World) -> None:
    _, pdf = _printed(world, {"kind": "full"}, token=token_for("citizen"))

    words = "".join(texts_of(pdf))

    assert "自然人" in words
    assert CITIZEN_NUMBER not in words


def test_a_department_is_named_in_its_watermark(world: World) -> None:
    _, pdf = _printed(world, FULL, token=token_for("department"))

    for page in texts_of(pdf):
        assert "仅供监督检查使用" in page
        assert "示例市虚构监督管理局" in page
        assert f"{NOW:%Y-%m-%d}" in page

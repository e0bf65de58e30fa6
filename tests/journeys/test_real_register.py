"""The real register of 2,639 organisations goes in as a market-entity registration upload, class by class.

What is expected of a row is said from the row itself, by the class its credit code's region puts it in: nothing is
refused for its region, neither the 512081 of before 2016 nor the look-alike 资阳区 of 益阳.
"""

import csv
import hashlib
import io
import json
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Review, State, Ticket
from chalicelib.intake.receipts import name_of
from chalicelib.intake.tickets import ticket
from chalicelib.library.places import profile_place, record_id_of
from chalicelib.terms.subjects import subject_of
from chalicelib.wiring import Services

ITEM = "market_entity_registration"
ROWS, OLD_JIANYANG, LOOK_ALIKE, SELF_EMPLOYED = 2639, 518, 77, 29
HEADERS = ("统一社会信用代码", "机构全称", "成立日期", "注册资金(万元)", "经营范围", "住所")


@pytest.fixture(scope="module")
def register(real_data: Path) -> list[dict[str, str]]:
    with (real_data / "register_ziyang.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_register_goes_in_class_by_class(register: list[dict[str, str]], services: Services, now: datetime) -> None:
    receipt, batch = _sent(register, services, now)
    refused = {one["row"] for one in receipt["findings"] if one["severity"] == "error"}
    outcome = {
        name: Counter(number not in refused for number in numbers) for name, numbers in _classes_of(register).items()
    }

    assert batch.state is State.APPLIED
    assert {name: sum(counts.values()) for name, counts in outcome.items()} == {
        "all": ROWS,
        "old_jianyang": OLD_JIANYANG,
        "look_alike": LOOK_ALIKE,
        "self_employed": SELF_EMPLOYED,
    }
    assert outcome["old_jianyang"] == Counter({True: OLD_JIANYANG})
    assert outcome["look_alike"] == Counter({True: LOOK_ALIKE})
    assert outcome["self_employed"] == Counter({True: SELF_EMPLOYED})
    assert not [one for one in receipt["findings"] if one["severity"] == "error"]
    assert batch.counts.added + batch.counts.unchanged == ROWS


def test_every_organisation_is_found_under_its_code_and_keeps_its_name(
    register: list[dict[str, str]], services: Services, now: datetime
) -> None:
    _sent(register, services, now)

    names: dict[str, set[str]] = defaultdict(set)
    for row in register:
        names[row["uscc"]].add(row["name"])

    for code, its_names in names.items():
        profile = services.library.find(record_id_of(subject_of(code), profile_place(ITEM)))
        assert profile is not None
        assert profile.content.fields["credit_code"] == code
        assert profile.content.fields["name"] in its_names


def test_the_same_register_again_changes_nothing(
    register: list[dict[str, str]], services: Services, now: datetime
) -> None:
    _, first = _sent(register[:200], services, now)
    _, second = _sent(register[:200], services, now + timedelta(minutes=5))

    assert first.counts.added == len({row["uscc"] for row in register[:200]})
    assert (second.counts.added, second.counts.changed) == (0, 0)
    assert second.counts.unchanged == second.counts.rows


def _sent(register: list[dict[str, str]], services: Services, now: datetime) -> tuple[dict[str, Any], Any]:
    content = _file_of(register)
    declared = Ticket(
        item=ITEM,
        body="market_supervision",
        division="512000",
        certifier="clerk-1",
        file_name="register.csv",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        review=Review(reviewed_by="reviewer-1", reviewed_on=date(2026, 11, 20), item=ITEM),
    )
    batch, _ = ticket(declared, means=services, now=now)
    services.uploads.receive(batch.batch, content)  # type: ignore[attr-defined]  # the fake's own door
    done = admit(batch.batch, means=services, now=now, chunk_rows=500)
    receipt = services.receipts.find(name_of(done))
    assert receipt is not None
    return json.loads(receipt), done


def _file_of(register: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADERS)
    for row in register:
        capital = re.match(r"[\d,]+(?:\.\d+)?", row["reg_capital"])
        amount = capital[0].replace(",", "") if capital else ""
        writer.writerow([row["uscc"], row["name"], row["reg_date"], amount, row["business_scope"], row["address"]])
    return out.getvalue().encode()


def _classes_of(register: list[dict[str, str]]) -> dict[str, list[int]]:
    numbered = list(enumerate(register, start=2))
    return {
        "all": [number for number, _ in numbered],
        "old_jianyang": [number for number, row in numbered if row["uscc"][2:8] == "512081"],
        "look_alike": [number for number, row in numbered if row["uscc"].startswith("4309", 2)],
        "self_employed": [number for number, row in numbered if row["uscc"].startswith("92")],
    }

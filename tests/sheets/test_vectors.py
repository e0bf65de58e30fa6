"""Numbers from other projects' tests, sent as departments send them: what becomes of each row is said by its class."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.factories_books import Rows, an_xls, an_xlsx
from tests.unit.intake.standing import csv_of, looked_at, penalty_row, person_row

# Followed is the table's own class by GB 32100, not the authors' verdicts: four codes that they call invalid belong to
# living firms, and one that they call valid fails its check.
_FAULTS = {
    "ok": None,
    "empty": "cell.required",
    "check": "identity.credit_code_check",
    "charset": "identity.credit_code_alphabet",
}
_NOT_ASKED = {"county not registered yet", "county deregistered"}
_BODY = {f"identity.resident_id_{part}" for part in ("region", "birth_date", "birth_future")}
_FAULTS_OF = {
    "format": {"identity.resident_id_length", "identity.resident_id_characters"},
    "check_bad": {"identity.resident_id_check", *_BODY},
    "check_ok": _BODY,
    "15": _BODY,
}


def _as_book(data: bytes, kind: str) -> bytes:
    rows: Rows = list(csv.reader(data.decode().splitlines()))
    if kind == "gbk":
        return data.decode().encode("gb18030")
    return {"csv": data, "xlsx": an_xlsx({"表": rows}), "xls": an_xls({"表": rows})}[kind]


def _vectors(real_data: Path, name: str) -> list[dict[str, str]]:
    with (real_data / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _errors_by_row(data: bytes) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = {}
    for rows in looked_at(data):
        for one in rows.findings:
            if one.severity == "error" and one.row is not None:
                found.setdefault(one.row, set()).add(one.code)
    return found


@pytest.mark.parametrize("kind", ["csv", "gbk", "xlsx", "xls"])
def test_each_credit_code_is_judged_by_its_class(kind: str, real_data: Path) -> None:
    vectors = _vectors(real_data, "uscc_vectors.csv")
    sent = [penalty_row(number, party_credit_code=row["code"]) for number, row in enumerate(vectors)]

    errors = _errors_by_row(_as_book(csv_of(sent), kind))

    for number, row in enumerate(vectors, start=2):
        fault = _FAULTS.get(row["class_gb32100"], "identity.credit_code_length")
        assert errors.get(number, set()) == ({fault} if fault else set()), row["class_gb32100"]


def test_each_resident_id_is_judged_by_its_class(real_data: Path) -> None:
    # Their authors' verdicts are followed but for a region against the year of birth, which is not asked, and for a
    # foreigner's card, which is a document of its own. Whoever is sound and under age is told by another code.
    vectors = _vectors(real_data, "id_vectors.csv")
    sent = [person_row(number, number=row["number"]) for number, row in enumerate(vectors)]

    errors = _errors_by_row(csv_of(sent))

    for number, row in enumerate(vectors, start=2):
        is_sound = row["expected_by_author"].startswith("valid") or row["note"] in _NOT_ASKED
        is_sound = is_sound and not row["note"].startswith("foreigner")
        found = errors.get(number, set())
        allowed = {"party.is_a_minor"} if is_sound else _FAULTS_OF[row["iso7064_mod11_2"]]
        assert found <= allowed, row["note"]
        assert found or is_sound, row["note"]


def test_every_organisation_of_the_register_is_sound(real_data: Path) -> None:
    register = _vectors(real_data, "register_ziyang.csv")
    assert {row["code_class"] for row in register} == {"ok"}
    sent = [penalty_row(number, party_credit_code=row["uscc"]) for number, row in enumerate(register)]

    assert _errors_by_row(_as_book(csv_of(sent), "xlsx")) == {}

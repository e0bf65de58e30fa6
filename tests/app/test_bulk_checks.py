"""Many subjects in one call: a line is what the same reader sees of that subject alone, and the whole is one look."""

from typing import Any
from urllib.parse import unquote

import pytest

from chalicelib.grants.handles import handle_for
from chalicelib.library.readers import Level, Reader
from chalicelib.reports.bulk import check as bulk_check
from tests.app.world import ROLES, WHY, Said, World, token_for
from tests.factories import BODY, DIVISION, a_credit_code, a_person, a_profile, a_record, a_subject

CLERK = token_for("department")
FIRM, OTHER, NOBODY = (a_credit_code(n) for n in (1, 2, 3))


@pytest.fixture(autouse=True)
def _held(world: World) -> None:
    world.hold(a_profile(), a_record(), a_record(number=2, reviewed=False), a_record(subject=a_subject(2)))


def _check(world: World, *subjects: str, token: str | None = CLERK, why: Any = WHY, **form: Any) -> Said:
    return world.ask("POST", "/v1/bulk-checks", body={"subjects": subjects, **form}, token=token, headers=why)


def test_a_department_checks_many_subjects_in_one_call_and_one_look(world: World) -> None:
    said = _check(world, OTHER, NOBODY, FIRM)

    assert said.status == 200
    assert [(line["subject"], line["found"]) for line in said.json["lines"]] == [
        (OTHER, True),
        (NOBODY, False),
        (FIRM, True),
    ]
    (look,) = world.looks
    assert look.subjects == (f"m~{OTHER}", f"m~{FIRM}")
    assert (look.purpose, look.result, look.route) == ("supervision", "shown", "POST /v1/bulk-checks")
    assert sum(len(seen.versions.split(" ")) for seen in look.seen) == 4


def test_each_line_is_what_this_reader_sees_of_the_subject_alone(world: World) -> None:
    token = token_for("department", body="shili-xian", division="512021")
    for reader in (CLERK, token):
        lines = _check(world, FIRM, OTHER, token=reader).json["lines"]
        for line in lines:
            alone = world.ask("GET", f"/v1/subjects/{line['subject']}/records", token=reader, headers=WHY)
            seen = [one["record"] for one in alone.json.get("records", [])]
            assert [one["record"] for one in line.get("records", [])] == seen


def test_the_values_of_a_record_are_named_once_for_its_item(world: World) -> None:
    said = _check(world, FIRM, items=["administrative_penalty"]).json
    alone = world.ask("GET", f"/v1/subjects/{FIRM}/records", token=CLERK, headers=WHY).json["records"]

    assert set(said["columns"]) == {"administrative_penalty"}
    for record in said["lines"][0]["records"]:
        named = zip(said["columns"][record["item"]], record["values"], strict=True)
        (fields,) = [one["fields"] for one in alone if one["record"] == record["record"]]
        assert {name: value for name, value in named if value is not None} == fields


def test_a_subject_named_twice_in_any_writing_has_one_line(world: World) -> None:
    assert [line["subject"] for line in _check(world, FIRM, OTHER, FIRM.lower()).json["lines"]] == [FIRM, OTHER]


def test_codes_that_are_none_are_all_pointed_to_and_nothing_is_looked_at(world: World) -> None:
    said = _check(world, FIRM, "123", OTHER, f"{FIRM[:-1]}{'0' if FIRM[-1] != '0' else '1'}")

    assert (said.status, said.json["code"]) == (422, "bulk.subjects_invalid")
    assert [error["pointer"] for error in said.json["errors"]] == ["/subjects/1", "/subjects/3"]
    assert world.looks == []


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"items": ["nothing"]}, 404),
        ({"detail": "everything"}, 400),
        ({"colour": 1}, 400),
        ({"items": ["a" * 65]}, 400),
    ],
)
def test_a_form_that_will_not_do_is_refused(world: World, form: dict[str, Any], status: int) -> None:
    assert _check(world, FIRM, **form).status == status


def test_no_subject_and_more_than_five_hundred_are_refused(world: World) -> None:
    assert _check(world).status == 400
    assert _check(world, *[FIRM] * 501).json["errors"][0]["code"] == "form.value_length"
    assert _check(world, *[FIRM] * 500).status == 200


def test_a_person_is_named_by_a_handle_of_this_caller_purpose_and_matter_alone(world: World) -> None:
    person = a_person()
    world.hold(a_record(subject=person))
    reader = Reader(
        level=Level.DEPARTMENT, sub="department-1", role="department", body=BODY, division=DIVISION,
        purpose="supervision", matter_number=unquote(WHY["X-Matter-Number"]), ground="statutory_duty",
    )  # fmt: skip
    handle = handle_for(person, reader=reader, seal=world.services.cursors, now=world.clock.now)

    said = _check(world, handle, FIRM)

    assert [line["found"] for line in said.json["lines"]] == [True, True]
    assert world.looks[-1].subjects == (f"p~{person.key}", f"m~{FIRM}")
    other = _check(world, handle, why={**WHY, "X-Matter-Number": "other-1"})
    assert (other.status, other.json["code"]) == (422, "bulk.subjects_invalid")


def test_why_is_asked_of_a_department(world: World) -> None:
    assert _check(world, FIRM, why={}).json["code"] == "purpose.missing"


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"department", "agency"}])
def test_it_is_for_departments_and_agencies(world: World, role: str) -> None:
    assert _check(world, FIRM, token=token_for(role)).status == 403
    assert _check(world, FIRM, token=None).status == 401
    assert world.looks == []


def test_it_costs_by_subjects(world: World) -> None:
    first = _check(world, FIRM).headers["ratelimit"]
    second = _check(world, *(a_credit_code(n) for n in range(1, 401))).headers["ratelimit"]

    left = [int(header.split(";r=")[1].split(";")[0]) for header in (first, second)]
    assert left[0] - left[1] == 5 + 400
    assert [_check(world, *(a_credit_code(n) for n in range(1, 401))).status for _ in range(2)] == [200, 429]


def test_what_does_not_fit_into_one_answer_comes_by_cursor_and_every_part_is_a_look(world: World) -> None:
    long = "虚构的事实。" * 18_000
    firms = [a_subject(n) for n in range(10, 20)]
    world.hold(*(a_record(subject=one, number=n, fields={"violation_fact": long}) for one in firms for n in range(3)))
    asked, seen = [one.key for one in firms], list[str]()
    cursor: dict[str, str] = {}
    while True:
        said = _check(world, *asked, **cursor)
        assert len(said.text.encode()) <= bulk_check.LIMIT_BYTES + 1000
        seen += [line["subject"] for line in said.json["lines"]]
        if "next_cursor" not in said.json:
            break
        cursor = {"cursor": said.json["next_cursor"]}

    assert seen == asked
    assert len(world.looks) > 1
    assert [one for look in world.looks for one in look.subjects] == [f"m~{key}" for key in asked]


def test_a_cursor_opens_nothing_for_other_subjects_or_another_caller(world: World) -> None:
    long = "虚构的事实。" * 18_000
    firms = [a_subject(n) for n in range(10, 20)]
    world.hold(*(a_record(subject=one, number=n, fields={"violation_fact": long}) for one in firms for n in range(3)))
    keys = [one.key for one in firms]
    cursor = _check(world, *keys).json["next_cursor"]

    assert _check(world, *keys[::-1], cursor=cursor).json["code"] == "cursor.invalid"
    other = token_for("department", sub="clerk-2")
    assert _check(world, *keys, cursor=cursor, token=other).json["code"] == "cursor.invalid"


def test_a_library_that_does_not_answer_for_one_fails_the_call(world: World) -> None:
    world.services.library.file_of = None  # whatever is asked of it fails

    assert _check(world, FIRM, OTHER).status == 500
    assert world.looks == []

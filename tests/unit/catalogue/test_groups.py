"""Field groups: an item that names one has its rows, its columns in a form, and its subject, as if it wrote them."""

from typing import Any

import pytest

from chalicelib.catalogue.checks.whole import checked
from chalicelib.catalogue.groups import FILE, spelled_out
from chalicelib.catalogue.items import catalogue
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Table
from tests.unit.catalogue.faults import Fault, is_refused, shelf_of

AWARD = "catalogue/items/administrative_award"
SHARED: Table = {
    "groups": {
        "party": [
            {"id": "name", "zh": "名称", "disclosure": "public", "for_self_employed": {"public": "masked"}},
            {"id": "note", "zh": "备注", "synonyms": ["说明"], "disclosure": "shared"},
        ]
    },
    "subjects": {"party": {"name": "name"}},
}


def an_item(*, fields: list[Table] | None = None, columns: list[str] | None = None, subject: Any = "party") -> Table:
    form = {"id": "one", "fields": ["+party", "day"] if columns is None else columns}
    own = {"id": "day", "zh": "日期", "disclosure": "public"}
    return {"fields": [{"group": "party"}, own] if fields is None else fields, "form": [form], "subject": subject}


def test_a_group_stands_where_the_item_names_it() -> None:
    told = spelled_out(an_item(), SHARED, file="one")

    assert [row["id"] for row in told["fields"]] == ["name", "note", "day"]
    assert told["form"][0]["fields"] == ["name", "note", "day"]
    assert told["subject"] == {"name": "name"}


def test_an_item_without_groups_stays_as_it_is() -> None:
    own = an_item(fields=[{"id": "day", "zh": "日期"}], columns=["day"], subject={"name": "day"})

    assert spelled_out(own, SHARED, file="one") == own


@pytest.mark.parametrize("faulty", [{}, {"fields": "all", "form": "one", "subject": 7}])
def test_what_is_no_item_is_left_to_the_checks(faulty: Table) -> None:
    assert spelled_out(faulty, SHARED, file="one") == faulty


def test_the_item_s_own_word_is_the_official_header_and_the_group_s_stays_understood() -> None:
    named = an_item(fields=[{"group": "party", "zh": {"note": "说明"}}])

    note = spelled_out(named, SHARED, file="one")["fields"][1]

    assert (note["zh"], note["synonyms"]) == ("说明", ["备注"])


def test_an_item_that_is_not_public_shows_none_of_a_group_to_the_public() -> None:
    closed = an_item(fields=[{"group": "party", "disclosure": "subject"}])

    name, note = spelled_out(closed, SHARED, file="one")["fields"]

    assert name == {"id": "name", "zh": "名称", "disclosure": "subject"}
    assert note["disclosure"] == "shared"


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (an_item(fields=[{"group": "nobody"}]), "fields.group"),
        (an_item(columns=["+nobody"]), "form.one.fields"),
        (an_item(subject="nobody"), "subject"),
        (an_item(fields=[{"group": "party", "colour": "red"}]), "fields.party.colour"),
        (an_item(fields=[{"group": "party", "zh": {"age": "年龄"}}]), "fields.party.zh.age"),
    ],
)
def test_a_group_that_is_not_there_is_refused_by_file_and_key(item: Table, key: str) -> None:
    with pytest.raises(DataFileError) as refusal:
        spelled_out(item, SHARED, file="one")

    assert (refusal.value.file, refusal.value.key) == ("one", key)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FILE, "colour", "red", "colour", "not a known key"),
        Fault(AWARD, "form", [{"id": "one", "zh": "一"}], "form.one.fields", "is missing"),
    ],
    ids=lambda fault: f"{fault.path} {fault.why}",
)
def test_a_faulty_table_is_refused_by_key(fault: Fault) -> None:
    is_refused(fault)


def test_a_fault_in_a_group_is_refused_in_the_item_that_takes_it() -> None:
    with pytest.raises(DataFileError, match=r"items/\w+: fields\.authority_name\.length: is not a whole number"):
        checked(shelf_of((FILE, "groups/authority/0/length", 0)))


def test_of_what_is_not_public_nothing_is_shown_to_the_public_of_anybody() -> None:
    closed = ("compulsion", "levy", "benefit", "inspection", "adjudication", "compensation")

    for name in closed:
        item = catalogue().get(f"administrative_{name}")
        assert [item.disclosure_for("public", kind=kind) for kind in item.subject_kinds] == [(), (), ()]


@pytest.mark.parametrize("item", ["administrative_benefit", "administrative_compensation"])
def test_a_benefit_is_no_third_party_s_whether_authorised_or_not(item: str) -> None:
    assert catalogue().get(item).disclosure_for("authorised", kind="person") == ()
    assert catalogue().get(item).disclosure_for("subject", kind="person")

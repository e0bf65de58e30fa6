"""Templates as they leave: CSV unless a workbook is asked for, each a file of its own name."""

import base64
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.api.templates import XLSX
from tests.app.recording import Context
from tests.app.world import World

PATH = "/v1/catalogue/{}/template"


def answered(world: World, accept: str, *, item: str = "administrative_penalty", form: str | None = None) -> Any:
    """Return what the function gives the gateway."""
    from tests.app.prepared import SAMPLED

    path = PATH.format(item)
    event = SAMPLED["get_v1_catalogue_item_template"] | {
        "path": path,
        "pathParameters": {"item": item},
        "headers": {"accept": accept},
        "multiValueHeaders": {"accept": [accept]},
        "multiValueQueryStringParameters": {"form": [form]} if form else None,
    }
    with wiring.using(world.services):
        return world.app(event, Context())


def test_a_template_is_csv_with_the_official_header(world: World) -> None:
    said = world.ask("GET", PATH.format("administrative_penalty"))

    assert said.headers["content-type"] == "text/csv; charset=utf-8"
    assert said.headers["content-disposition"] == 'attachment; filename="administrative_penalty-organisation.csv"'
    assert said.text.removeprefix("\ufeff").startswith("行政相对人名称,行政相对人类别,")
    assert said.text.count("\r\n") == 1


def test_another_form_has_another_header(world: World) -> None:
    said = world.ask("GET", f"{PATH.format('administrative_penalty')}?form=person")

    assert "自然人证件号码" in said.text
    assert "法定代表人" not in said.text


@pytest.mark.parametrize("accept", [XLSX, f"{XLSX}, */*;q=0.5", XLSX.upper()])
def test_a_workbook_is_given_where_it_is_asked_for(world: World, accept: str) -> None:
    answer = answered(world, accept)
    headers = {name.lower(): value for name, value in answer["headers"].items()}

    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    assert headers["content-type"] == XLSX
    assert headers["content-disposition"].endswith('filename="administrative_penalty-organisation.xlsx"')
    assert headers["vary"] == "Accept, Authorization"
    assert base64.b64decode(answer["body"]).startswith(b"PK\x03\x04")


def test_a_template_that_the_caller_holds_is_not_sent_again(world: World) -> None:
    first = world.ask("GET", PATH.format("administrative_permit"))

    again = world.ask("GET", PATH.format("administrative_permit"), headers={"If-None-Match": first.headers["etag"]})

    assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (PATH.format("horoscope"), 404, "catalogue.item_unknown"),
        (f"{PATH.format('person_profile')}?form=organisation", 404, "catalogue.form_unknown"),
        (f"{PATH.format('person_profile')}?form=", 400, "form.value_length"),
        (f"{PATH.format('person_profile')}?shape=round", 400, "form.parameter_unknown"),
    ],
)
def test_a_template_that_there_is_not_is_refused(world: World, path: str, status: int, code: str) -> None:
    said = world.ask("GET", path)

    assert said.status == status
    assert code in {said.json["code"], *(one["code"] for one in said.json.get("errors", []))}


def test_a_message_has_a_table_of_its_own(world: World) -> None:
    said = world.ask("GET", f"{PATH.format('administrative_penalty')}?message=revoke&form=person")

    name = "administrative_penalty-revoke-person.csv"
    assert said.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert said.text.strip().endswith("撤销日期,撤销决定文书号,撤销原因")
    assert "证件号码" in said.text


@pytest.mark.parametrize(("message", "status"), [("list_out", 422), ("undo", 200), ("shout", 400)])
def test_a_message_that_an_item_does_not_have_has_no_table(world: World, message: str, status: int) -> None:
    said = world.ask("GET", f"{PATH.format('administrative_penalty')}?message={message}")

    assert said.status == status

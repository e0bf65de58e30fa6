"""What the platform stands on, told to anyone: the catalogue, the register of bases, the bodies."""

from tests.app.world import COUNTY_BODY, World


def test_the_catalogue_tells_what_is_collected_and_who_sees_it(world: World) -> None:
    items = {one["id"]: one for one in world.ask("GET", "/v1/catalogue").json["items"]}
    penalty = world.ask("GET", "/v1/catalogue/administrative_penalty").json

    assert {"administrative_penalty", "administrative_permit", "market_entity_registration"} <= set(items)
    assert penalty["item"]["basis"] == items["administrative_penalty"]["basis"]
    assert "行政处罚决定书文号" in penalty["forms"][0]["headers"]
    assert {one["id"]: one["needed"] for one in penalty["fields"]}["doc_no"] == "always"


def test_the_catalogue_tells_the_earlier_versions_of_an_item_with_the_forms_of_their_time(world: World) -> None:
    (earlier,) = world.ask("GET", "/v1/catalogue/administrative_penalty").json["earlier"]

    assert (earlier["version"], earlier["valid_to"]) == (1, "2018-07-24")
    assert [form["id"] for form in earlier["forms"]] == ["of_2016"]
    assert "earlier" not in world.ask("GET", "/v1/catalogue/person_profile").json


def test_the_catalogue_tells_that_of_persons_the_public_is_shown_nothing(world: World) -> None:
    penalty = world.ask("GET", "/v1/catalogue/administrative_penalty").json
    shown = {one["id"]: one["disclosure"] for one in penalty["fields"]}

    assert {one["person"]["public"] for one in shown.values()} == {"hidden"}
    assert (shown["doc_no"]["legal"]["public"], shown["party_name"]["self_employed"]["public"]) == ("full", "masked")
    assert shown["person_id_no"]["person"]["desk"] == "hidden"


def test_the_catalogue_tells_how_long_and_on_what_basis_a_record_is_shown(world: World) -> None:
    penalty = world.ask("GET", "/v1/catalogue/administrative_penalty").json
    clocks = {one["severity"]: one for one in penalty["clocks"]}

    assert [(one, clocks[one]["published"], clocks[one]["publication_months"]) for one in clocks] == [
        ("minor", False, 3),
        ("general", True, 12),
        ("serious", True, 36),
    ]
    assert {one["publication_basis"] for one in clocks.values()} == {"O36"}
    assert penalty["rhythm"]["basis"]
    assert "clocks" not in world.ask("GET", "/v1/catalogue/market_entity_registration").json


def test_what_is_not_confirmed_says_so_wherever_it_is_told(world: World) -> None:
    penalty = world.ask("GET", "/v1/catalogue/administrative_penalty").json
    codes = {one["id"]: one["codes"]["confirmed"] for one in penalty["fields"] if "codes" in one}
    told = {
        "catalogue code": penalty["item"]["catalogue_code_confirmed"],
        "periods": any(one["publication_confirmed"] or one["query_confirmed"] for one in penalty["clocks"]),
        "kinds of documents": codes["person_id_type"],
        "a basis": next(one for one in world.ask("GET", "/v1/bases").json["bases"] if one["key"] == "P")["confirmed"],
        "a list": next(
            one for one in world.ask("GET", "/v1/publications").json["lists"] if one["id"] == "serious_list"
        )["confirmed"],
    }

    assert set(told.values()) == {False}, told
    assert codes["party_type"] is True


def test_the_register_of_bases_says_what_has_lapsed(world: World) -> None:
    bases = world.ask("GET", "/v1/bases").json["bases"]

    assert any(one.get("lapsed") for one in bases)
    assert all(one["status"] for one in bases)


def test_bodies_are_told_with_the_names_they_bore(world: World) -> None:
    body = next(one for one in world.ask("GET", "/v1/bodies").json["bodies"] if one["key"] == COUNTY_BODY)

    assert (body["names"], body["division"], body["level"]) == (["示例虚构县监督管理局"], "512021", "county")


def test_the_catalogue_tells_which_messages_an_item_has_and_their_tables(world: World) -> None:
    told = {one["message"]: one for one in world.ask("GET", "/v1/catalogue/administrative_penalty").json["messages"]}

    assert list(told) == ["resync", "zero_report", "revoke", "repair"]
    assert told["resync"]["forms"] == []
    assert told["revoke"]["zh"] == "撤销决定"
    assert [form["headers"][-1] for form in told["revoke"]["forms"]] == ["撤销原因", "撤销原因"]
    assert "messages" not in world.ask("GET", "/v1/catalogue/person_profile").json

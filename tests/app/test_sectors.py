"""The plan's sectors as anyone is told of them: who leads, which items, until when supplied."""

from datetime import date, timedelta
from typing import Any

from chalicelib.library.supplies import LastSupply, ZeroReport
from tests.app.world import World
from tests.factories import NOW

PENALTY = "administrative_penalty"


def a_supply(body: str, *, days_ago: int, item: str = PENALTY) -> LastSupply:
    return LastSupply(item=item, body=body, named="示例名称", supplied_at=NOW - timedelta(days=days_ago))


def told(world: World) -> dict[str, Any]:
    return {one["id"]: one for one in world.ask("GET", "/v1/catalogue/sectors").json["sectors"]}


def test_a_sector_tells_who_led_it_then_and_who_is_responsible_today(world: World) -> None:
    sectors = told(world)

    assert sectors["environment"]["leads"] == [
        {
            "body": "environmental_protection",
            "name": "资阳市环境保护局",
            "responsible": "ecology_environment",
            "responsible_name": "资阳市生态环境局",
        }
    ]
    assert [one["responsible"] for one in sectors["taxation"]["leads"]] == ["taxation", "taxation"]
    assert (sectors["price"]["confirmed"], sectors["statistics"]["confirmed"]) == (True, False)


def test_a_sector_tells_until_when_the_body_responsible_today_supplied_each_item(world: World) -> None:
    for body, days_ago in (("ecology_environment", 3), ("environmental_protection", 900), ("transport", 1)):
        world.services.supplies.note(a_supply(body, days_ago=days_ago))

    lines = {one["item"]: one for one in told(world)["environment"]["supplies"]}

    assert {one["body"] for one in lines.values()} == {"ecology_environment"}
    assert (lines[PENALTY]["supplied_at"][:10], lines[PENALTY]["named"]) == ("2026-11-20", "示例名称")
    assert "supplied_at" not in lines["administrative_permit"]


def test_what_a_body_that_is_no_more_supplied_counts_for_who_came_after_it(world: World) -> None:
    world.services.supplies.note(a_supply("environmental_protection", days_ago=900))
    world.services.supplies.note(a_supply("nobody-we-know", days_ago=1))

    lines = {one["item"]: one for one in told(world)["environment"]["supplies"]}

    assert lines[PENALTY]["supplied_at"].startswith("2024-06-")


def test_an_item_is_told_only_of_a_body_that_supplies_it(world: World) -> None:
    taxation = {(one["item"], one["body"]) for one in told(world)["taxation"]["supplies"]}

    assert ("tax_grade_a", "taxation") in taxation
    assert [body for item, body in taxation if item == PENALTY] == ["taxation"]
    assert {one["body"] for one in told(world)["rural"]["supplies"]}.isdisjoint({"market_supervision"})


def test_a_sector_without_an_item_says_why(world: World) -> None:
    officials = told(world)["civil_servants"]

    assert "supplies" not in officials
    assert "不归集" in officials["reason"]


def test_the_latest_days_of_which_there_was_nothing_stand_beside_the_last_supply(world: World) -> None:
    for month, hours in ((9, 2), (10, 1)):
        report = ZeroReport(
            item=PENALTY,
            body="ecology_environment",
            named="示例名称",
            first=date(2026, month, 1),
            last=date(2026, month, 30),
            reported_at=NOW - timedelta(hours=hours),
            batch=f"b-{month}",
        )
        world.services.supplies.note_nothing(report)

    lines = {one["item"]: one for one in told(world)["environment"]["supplies"]}

    assert lines[PENALTY]["nothing"] == {
        "first": "2026-10-01",
        "last": "2026-10-30",
        "reported_at": "2026-11-23T01:00:00Z",
    }
    assert "nothing" not in lines["administrative_permit"]

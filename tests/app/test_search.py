"""Search as it is asked from outside: what is told with a hit, and that no query breaks it."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib import wiring
from tests.app.prepared import SAMPLED
from tests.app.recording import Context
from tests.app.world import World, token_for
from tests.factories import a_profile, a_subject

NAME = "资阳市示例食品有限公司"


def ask(world: World, q: str, **how: Any) -> Any:
    return world.ask("GET", f"/v1/subjects?q={quote(q, errors='surrogatepass')}", **how)


def test_a_hit_tells_what_each_field_of_the_ranking_gave(world: World) -> None:
    world.hold(a_profile(fields={"name": NAME}))

    (hit,) = ask(world, "資陽市示例食品").json["subjects"]

    assert (hit["credit_code"], hit["name"]) == (a_subject().key, NAME)
    assert hit["score"] == sum(point["points"] for point in hit["ranking"])
    assert hit["ranking"][0] == {"field": "stem", "points": 300}
    assert {"field": "bigrams", "points": 100, "value": "5/5"} in hit["ranking"]


def test_everybody_is_answered_alike(world: World) -> None:
    world.hold(a_profile(fields={"name": NAME}))

    assert (
        ask(world, "示例食品").json["subjects"]
        == ask(world, "示例食品", token=token_for("department")).json["subjects"]
    )


def test_a_list_that_was_not_looked_through_says_so(world: World) -> None:
    names = world.services.names
    world.hold(a_profile(fields={"name": NAME}))
    assert "capped" not in ask(world, "食品").json

    for number in range(1000):
        world.hold(a_profile(subject=a_subject(number + 2), fields={"name": f"虚构{number}食品厂"}))

    assert len(names.under("食品", limit=1000)) == 1000
    assert ask(world, "食品").json["capped"] is True


@pytest.mark.parametrize(
    ("q", "status"),
    [
        pytest.param("示", 400, id="one_letter"),
        pytest.param("。，！（）", 400, id="punctuation"),
        pytest.param("示例" * 50, 200, id="a_hundred_letters"),
        pytest.param("示例" * 50 + "示", 400, id="a_hundred_and_one"),
        pytest.param("🍎🍎🍎", 400, id="emoji"),
        pytest.param("512002199003070019", 400, id="a_resident_id"),
        pytest.param("示例512002199003070019食品", 400, id="a_resident_id_within"),
        pytest.param("'; DROP TABLE names; --", 200, id="sql"),
        pytest.param("\u202e食品\u202c", 200, id="right_to_left"),
        pytest.param("\ud800\udfff", 400, id="surrogates"),
        pytest.param("示例\ud800", 200, id="a_surrogate_behind"),
        pytest.param("%00示例", 200, id="a_nought"),
    ],
)
def test_any_query_is_answered_or_refused(world: World, q: str, status: int) -> None:
    world.hold(a_profile(fields={"name": NAME}))

    assert ask(world, q).status == status


def test_half_a_character_in_an_event_breaks_nothing(world: World) -> None:
    for number in range(1, 4):
        world.hold(a_profile(subject=a_subject(number), fields={"name": f"示例食品{number}号有限公司"}))
    event = json.loads(json.dumps(SAMPLED["get_v1_subjects"]))
    for q in ("示例\ud800", "\ud800"):
        event["queryStringParameters"] = {"q": q, "limit": "1"}
        event["multiValueQueryStringParameters"] = {"q": [q], "limit": ["1"]}
        with wiring.using(world.services):
            assert world.app(event, Context())["statusCode"] == 400

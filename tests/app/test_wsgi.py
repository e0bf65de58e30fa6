"""The WSGI door: what a gateway would do, done here, for many threads at once."""

import http.client
import io
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from chalice.app import Chalice, Response
from waitress.server import create_server

from chalicelib import wiring
from chalicelib.api.incoming import LIMIT_BYTES
from chalicelib.api.wsgi import Door
from tests.app.world import WHY, World, a_world, token_for
from tests.factories import a_credit_code, a_profile, a_subject


class Untouchable(io.BytesIO):
    """A body that must not be read."""

    def read(self, _size: int | None = -1, /) -> bytes:
        """Fail: nobody should have asked."""
        raise AssertionError


@dataclass(frozen=True)
class Heard:
    """What a server would have sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body as what it says."""
        return json.loads(self.body)


Call = Callable[..., Heard]


def knock(door: Door, method: str, path: str, *, body: bytes = b"", environ: dict[str, Any] | None = None) -> Heard:
    """Send one request through a door, as a server would."""
    told: list[Any] = []
    path_info, _, query = path.partition("?")
    base = {
        "REQUEST_METHOD": method,
        "REQUEST_URI": path,
        "PATH_INFO": path_info,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/json" if body else "",
        "wsgi.input": io.BytesIO(body),
    }

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        told.extend((status, headers))

    sent = b"".join(door({**base, **(environ or {})}, start_response))
    return Heard(int(told[0].split()[0]), {name.lower(): value for name, value in told[1]}, sent)


@pytest.fixture(scope="module")
def world() -> World:
    made = a_world()
    made.hold(*(a_profile(subject=a_subject(n), fields={"name": f"示例虚构{n}号有限公司"}) for n in range(1, 9)))
    return made


@pytest.fixture(scope="module")
def door(world: World) -> Door:
    return Door(world.app)


def test_a_route_is_answered_in_utf_8(world: World, door: Door) -> None:
    with wiring.using(world.services):
        heard = knock(door, "GET", f"/v1/subjects/{a_subject().key}")

    assert heard.status == 200
    assert "示例虚构1号有限公司".encode() in heard.body
    assert int(heard.headers["content-length"]) == len(heard.body)


@pytest.mark.parametrize("path", ["/nowhere", "/v1", "/v1/subjects//records", "/", "//healthz", "/v1/catalogue/a/b"])
def test_a_path_that_does_not_exist_is_a_problem(door: Door, path: str) -> None:
    heard = knock(door, "GET", path)

    assert (heard.status, heard.headers["content-type"]) == (404, "application/problem+json")
    assert heard.json["code"] == "route.not_found"
    assert heard.json["trace_id"] == heard.headers["x-request-id"]


def test_a_method_that_a_path_does_not_take_is_a_problem_that_names_those_it_does(door: Door) -> None:
    heard = knock(door, "PATCH", "/v1/desk/cases/YY1/lease")

    assert (heard.status, heard.headers["allow"]) == (405, "DELETE, PUT, OPTIONS")
    assert heard.json["code"] == "route.method_not_allowed"


def test_a_trailing_slash_makes_no_difference(world: World, door: Door) -> None:
    with wiring.using(world.services):
        assert knock(door, "GET", "/healthz/").status == 200


def test_head_is_get_without_the_body(world: World, door: Door) -> None:
    with wiring.using(world.services):
        got, head = (knock(door, method, "/v1/bases") for method in ("GET", "HEAD"))

    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["etag"] == got.headers["etag"]
    assert knock(door, "HEAD", "/v1/reports").status == 405


def test_a_browser_may_ask_before_it_asks(door: Door) -> None:
    heard = knock(door, "OPTIONS", "/v1/reports")

    assert (heard.status, heard.body) == (204, b"")
    assert heard.headers["access-control-allow-methods"] == "POST, OPTIONS"
    assert "Authorization" in heard.headers["access-control-allow-headers"]
    assert "content-length" not in heard.headers


@pytest.mark.parametrize("length", [str(LIMIT_BYTES + 1), "9" * 5000], ids=["by_one", "beyond_counting"])
def test_a_body_that_says_it_is_too_large_is_refused_unread(door: Door, length: str) -> None:
    heard = knock(door, "POST", "/v1/reports", environ={"CONTENT_LENGTH": length, "wsgi.input": Untouchable()})

    assert (heard.status, heard.json["code"]) == (413, "form.too_large")


@pytest.mark.parametrize("length", ["-1", "ten", "１", "1e3"])
def test_a_length_that_is_no_number_is_refused(door: Door, length: str) -> None:
    assert knock(door, "POST", "/v1/reports", environ={"CONTENT_LENGTH": length}).status == 400


@pytest.mark.parametrize("body", [b"\xff\xfe", b"\x00", b"{\xff}"])
def test_a_body_that_is_no_utf_8_is_refused_not_a_failure(world: World, door: Door, body: bytes) -> None:
    with wiring.using(world.services):
        assert knock(door, "POST", "/v1/reports", body=body).json["code"] == "form.not_json"


@pytest.mark.parametrize("query", ["a=%FF", "&".join(f"a{n}=1" for n in range(200))], ids=["no_utf8", "many"])
def test_a_query_that_cannot_be_read_is_refused(door: Door, query: str) -> None:
    assert knock(door, "GET", f"/v1/subjects?{query}").json["code"] == "form.parameters"


def test_a_path_is_decoded_once_with_or_without_the_address_as_it_was_sent(world: World, door: Door) -> None:
    encoded = "/v1/catalogue/administrative%5Fpenalty"
    with wiring.using(world.services):
        as_sent = knock(door, "GET", encoded)
        by_path_info = knock(
            door, "GET", encoded, environ={"REQUEST_URI": "", "PATH_INFO": "/v1/catalogue/administrative_penalty"}
        )
        twice = knock(door, "GET", "/v1/catalogue/administrative%255Fpenalty")

    assert (as_sent.status, by_path_info.status, twice.status) == (200, 200, 404)


def test_an_unchanged_answer_has_no_body_and_no_length(world: World, door: Door) -> None:
    with wiring.using(world.services):
        tag = knock(door, "GET", "/v1/bodies").headers["etag"]
        heard = knock(door, "GET", "/v1/bodies", environ={"HTTP_IF_NONE_MATCH": tag})

    assert (heard.status, heard.body) == (304, b"")
    assert "content-length" not in heard.headers


def test_a_thousand_requests_at_once_do_not_see_each_other(world: World, door: Door) -> None:
    clerk, firms = token_for("department"), [token_for("representative", sub=f"agent-{n}") for n in range(8)]
    why = {"HTTP_X_PURPOSE": WHY["X-Purpose"], "HTTP_X_MATTER_NUMBER": WHY["X-Matter-Number"]}

    def ask(turn: int) -> bool:
        n = turn % 8 + 1
        code = a_credit_code(n)
        match turn % 3:
            case 0:
                heard = knock(door, "GET", f"/v1/subjects/{code}")
                return bool(heard.json["subject"]["credit_code"] == code)
            case 1:
                told = {"HTTP_AUTHORIZATION": f"Bearer {clerk}", **why}
                heard = knock(door, "GET", f"/v1/subjects/{code}", environ=told)
                return bool(heard.json["subject"]["credit_code"] == code)
            case _:
                heard = knock(door, "GET", "/v1/me", environ={"HTTP_AUTHORIZATION": f"Bearer {firms[n - 1]}"})
                return bool(heard.json["file"]["subject"]["credit_code"] == a_credit_code(1))

    with wiring.using(world.services), ThreadPoolExecutor(6) as threads:
        assert all(threads.map(ask, range(1000)))


def test_opening_a_second_door_to_an_app_changes_nothing(world: World, door: Door) -> None:
    again = Door(world.app)

    with wiring.using(world.services):
        assert knock(again, "GET", "/healthz").status == knock(door, "GET", "/healthz").status == 200


def test_what_is_not_text_leaves_as_it_is() -> None:
    app = Chalice("pictures", configure_logs=False, env={})

    @app.route("/picture")
    def picture() -> Response:
        return Response(b"\x89PNG\xff", headers={"Content-Type": "image/png"})

    assert knock(Door(app), "GET", "/picture", environ={"HTTP_ACCEPT": "image/png"}).body == b"\x89PNG\xff"


def test_behind_a_real_server_with_eight_threads_nobody_gets_the_answer_of_another(world: World, door: Door) -> None:
    server = create_server(door, host="127.0.0.1", port=0, threads=8)

    def listen() -> None:
        with suppress(OSError):  # closed while it waits in select, which is how it is told to end
            server.run()

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()

    def ask(turn: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=30)
        codes = [a_credit_code((turn + n) % 8 + 1) for n in range(50)]
        seen = []
        for code in codes:
            connection.request("GET", f"/v1/subjects/{code}")
            seen.append(json.loads(connection.getresponse().read())["subject"]["credit_code"])
        connection.close()
        return seen == codes

    with wiring.using(world.services), ThreadPoolExecutor(6) as threads:
        assert all(threads.map(ask, range(12)))
    server.close()
    listening.join(timeout=10)
    assert not listening.is_alive()

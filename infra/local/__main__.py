"""`make run`: starts the local cloud, loads the demonstration through the front door, says what to try, and waits."""

import argparse
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import waitress

from chalicelib.errors import DataFileError
from chalicelib.settings import SettingsError
from chalicelib.terms.dates import beijing_date
from infra.local import telling
from infra.local.cloud import Cloud, LocalCloudError, port_is_taken, running, take_on
from infra.local.front_door import FrontDoor, FrontDoorError
from infra.local.pump import Pump
from infra.tables import read_all

HTTP_THREADS = 8
LOADING = '{"type":"about:blank","title":"The demonstration is loading.","status":503,"detail":"示例数据载入中。"}'
LIMIT_BYTES = 4 << 20  # a chunked body is read whole before the door can refuse it


class Opening:
    """The door in front of the app: `/readyz` is 503 until the demonstration is in."""

    def __init__(self, door: Callable[..., Iterable[bytes]]) -> None:
        """Take the WSGI door behind it."""
        self._door = door
        self.is_loaded = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Pass everything through but the question for readiness while data is loading."""
        if environ.get("PATH_INFO") == "/readyz" and not self.is_loaded.is_set():
            body = LOADING.encode()
            kind = ("Content-Type", "application/problem+json")
            start_response("503 Service Unavailable", [kind, ("Content-Length", str(len(body)))])
            return [body]
        return self._door(environ, start_response)


def main(clouds: Callable[[], AbstractContextManager[Cloud]] = running) -> int:
    """Run on a cloud until interrupted; 0 at an orderly end, 1 when it could not start or load."""
    options = _options()
    if port_is_taken(options.port):
        print(
            f"Port {options.port} is in use; stop what uses it, or try: make run PORT={options.port + 1}",
            file=sys.stderr,
        )
        return 1
    # A shell that starts it in the background has it ignore Ctrl-C; whoever asks it to stop is heard all the same.
    for asked_to_stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_to_stop, signal.default_int_handler)
    try:
        read_all()
        with clouds() as cloud:
            _serve(cloud, options.port)
    except (LocalCloudError, FrontDoorError, DataFileError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"{error.filename} is missing; get it back with: git checkout -- {error.filename}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
    return 0


def _serve(cloud: Cloud, port: int) -> None:
    take_on({**cloud.environment, "PLATFORM_URL": f"http://127.0.0.1:{port}"})
    # The app reads its settings from the environment when it is imported, so not before they are there.
    import app as doors
    from chalicelib.api.wsgi import Door
    from infra.local.demonstration.dispute import open_case
    from infra.local.demonstration.loading import kept_sample, load

    logging.getLogger("waitress").setLevel(logging.ERROR)
    opening = Opening(Door(doors.app))
    server = waitress.create_server(
        opening, host="127.0.0.1", port=port, threads=HTTP_THREADS, max_request_body_size=LIMIT_BYTES
    )
    threading.Thread(target=server.run, daemon=True, name="http").start()
    tables = {name: cloud.environment["PREFIX"] + "-" + table for name, table in STREAMS.items()}
    handlers = {name: getattr(doors, name) for name in (source.name for source in doors.app.event_sources)}
    pump = Pump(doors.app, handlers, cloud, tables=tables)
    pump.start()
    try:
        began = time.monotonic()
        front_door = FrontDoor(f"http://127.0.0.1:{port}")
        loaded = load(front_door, cloud.mint, today=beijing_date(datetime.now(UTC)))
        case = open_case(front_door, cloud.mint)
        pump.fire("publish")
        opening.is_loaded.set()
        seconds = time.monotonic() - began
        sample = kept_sample(loaded)
        begun = telling.Begun(loaded=loaded, sample=sample, case=case, seconds=seconds, cloud=cloud.endpoint)
        print(telling.what_to_try(front_door.base, cloud.mint, begun), flush=True)
        signal.pause()
    finally:
        pump.stop()
        server.close()


STREAMS = {"market_entities_changed": "market-entities", "organisations_changed": "organisations"}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run", description="The embedded local cloud of 信用资阳.")
    parser.add_argument("--port", type=int, default=8000, help="the loopback port to serve on (8000)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

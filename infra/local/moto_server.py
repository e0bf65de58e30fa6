"""moto as a server of its own process: `python -m infra.local.moto_server PORT`.

moto's DynamoDB loses updates when several threads write (measured: 4 × 10 optimistic increments ended
at 21 of 40), so requests pass one at a time. It ends when its standard input does, that is with the
process that started it, however that one ended.
"""

import logging
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

import waitress
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app


def one_at_a_time(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return the WSGI application with one request in it at any time."""
    lock = threading.Lock()

    def passing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with lock:
            return list(app(environ, start_response))

    return passing


def main() -> None:
    """Serve until standard input ends."""
    logging.getLogger("waitress").setLevel(logging.ERROR)
    application = one_at_a_time(DomainDispatcherApplication(create_backend_app))
    server = waitress.create_server(application, host="127.0.0.1", port=int(sys.argv[1]), threads=16)
    threading.Thread(target=server.run, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()

"""The local cloud as `make run` starts it, which tells a test besides where it is, and the key of its tokens.

python -m tests.journeys.known_cloud --port 8123     the file that KNOWN_CLOUD names holds key and environment
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from infra.local.__main__ import main
from infra.local.cloud import Cloud, running


@contextmanager
def _known() -> Iterator[Cloud]:
    with running() as cloud:
        key = cloud.mint.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        told = {"environment": cloud.environment, "key": key.decode()}
        Path(os.environ["KNOWN_CLOUD"]).write_text(json.dumps(told), "utf-8")
        yield cloud


if __name__ == "__main__":
    sys.exit(main(_known))

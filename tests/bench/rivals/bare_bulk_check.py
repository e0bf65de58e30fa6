"""Bare botocore making 500 Queries, some at once, and decoding ten records of 18 attributes from each.

`python bare_bulk_check.py`; prints CPU seconds of each loop it is told to make.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import botocore
import botocore.session
from botocore.config import Config

TABLE = "bench-market-entities"
SUBJECTS, RECORDS, AT_ONCE = 500, 10, 16


def main() -> None:
    """Warm up, then loop as often as each line of standard input says."""
    client = botocore.session.get_session().create_client("dynamodb", config=Config(max_pool_connections=AT_ONCE))
    print(f"botocore {botocore.__version__}", file=sys.stderr)
    _once(client)
    for line in sys.stdin:
        before = time.process_time()
        for _ in range(int(line)):
            _once(client)
        print(time.process_time() - before, flush=True)


def _once(client: object) -> None:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        pages = list(threads.map(lambda number: _page(client, number), range(SUBJECTS)))
    if any(len(page) != RECORDS for page in pages):
        sys.exit("the replay did not answer with its ten records")


def _page(client: object, number: int) -> list[object]:
    answer = client.query(  # type: ignore[attr-defined]
        TableName=TABLE,
        KeyConditionExpression="subject = :subject AND place < :history",
        ExpressionAttributeValues={":subject": {"S": f"91512099{number:010d}"}, ":history": {"S": "H"}},
        ConsistentRead=True,
    )
    return answer["Items"]


if __name__ == "__main__":
    main()

"""Bare botocore making the same Query and decoding the same bytes, with one PutItem besides for a department.

`python bare_report.py public|department`; prints CPU seconds of each loop it is told to make.
"""

import sys
import time

import botocore
import botocore.session

TABLE = "bench-market-entities"


def main() -> None:
    """Warm up, then loop as often as each line of standard input says."""
    reader = sys.argv[1]
    client = botocore.session.get_session().create_client("dynamodb")
    print(f"botocore {botocore.__version__}", file=sys.stderr)
    for _ in range(5):
        _once(client, reader)
    for line in sys.stdin:
        before = time.process_time()
        for _ in range(int(line)):
            _once(client, reader)
        print(time.process_time() - before, flush=True)


def _once(client: object, reader: str) -> None:
    page = client.query(  # type: ignore[attr-defined]
        TableName=TABLE,
        KeyConditionExpression="subject = :subject AND place < :history",
        ExpressionAttributeValues={":subject": {"S": "91512099XN0000018X"}, ":history": {"S": "H"}},
        ConsistentRead=True,
    )
    if len(page["Items"]) < 100:
        sys.exit("the replay did not answer with its hundred records")
    if reader == "department":
        client.put_item(  # type: ignore[attr-defined]
            TableName="bench-ledger",
            Item={"slot": {"S": "00#2026-01-01T00"}, "entry": {"S": "0" * 32}, "body": {"S": "x" * 500}},
            ConditionExpression="attribute_not_exists(entry)",
        )


if __name__ == "__main__":
    main()

"""A fresh interpreter imports chalice, boto3 and pynamodb, as the plainest such service does; same Query."""

import sys

import boto3
import chalice
import pynamodb
from chalice import Chalice
from pynamodb.models import Model

app = Chalice("bare", configure_logs=False)
dynamodb = boto3.client("dynamodb")


@app.route("/")
def report() -> dict[str, int]:
    """Answer with the number of records found."""
    page = dynamodb.query(
        TableName="bench-market-entities",
        KeyConditionExpression="subject = :subject AND place < :history",
        ExpressionAttributeValues={":subject": {"S": "91512099XN0000018X"}, ":history": {"S": "H"}},
    )
    return {"records": len(page["Items"])}


EVENT = {
    "resource": "/",
    "path": "/",
    "httpMethod": "GET",
    "headers": {},
    "multiValueHeaders": {},
    "queryStringParameters": None,
    "multiValueQueryStringParameters": None,
    "pathParameters": None,
    "stageVariables": None,
    "body": None,
    "isBase64Encoded": False,
    "requestContext": {"resourcePath": "/", "httpMethod": "GET", "path": "/"},
}

if __name__ == "__main__":
    answer = app(EVENT, None)
    if answer["statusCode"] != 200:
        sys.exit(f"the rival answered {answer['statusCode']}")
    print(chalice.__version__, boto3.__version__, pynamodb.__version__, Model.__name__, file=sys.stderr)

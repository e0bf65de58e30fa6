"""Refusals are told as problem details."""

from http import HTTPStatus

import pytest

from chalicelib.api import problems
from chalicelib.api.problems import MediaTypeError, MethodError, status_of
from chalicelib.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    GoneError,
    MalformedError,
    NotFoundError,
    OversizeError,
    PreconditionMissingError,
    RefusalError,
    StaleVersionError,
    ThrottledError,
    UnauthenticatedError,
    UnprocessableError,
)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (MalformedError, 400), (UnauthenticatedError, 401), (ForbiddenError, 403), (NotFoundError, 404),
        (MethodError, 405), (ConflictError, 409), (GoneError, 410), (StaleVersionError, 412), (OversizeError, 413),
        (MediaTypeError, 415), (UnprocessableError, 422), (PreconditionMissingError, 428), (ThrottledError, 429),
    ],
)  # fmt: skip
def test_each_kind_of_refusal_has_its_status(refusal: type[RefusalError], status: int) -> None:
    assert status_of(refusal) == HTTPStatus(status)


def test_a_refusal_of_a_new_kind_takes_the_status_of_its_nearest_ancestor() -> None:
    class CaseClosedError(ConflictError):
        """A kind of its own."""

    assert status_of(CaseClosedError) is HTTPStatus.CONFLICT


def test_a_refusal_that_descends_from_no_known_kind_is_noticed() -> None:
    with pytest.raises(LookupError):
        status_of(RefusalError)


def test_a_problem_says_what_where_and_where_to_ask() -> None:
    fault = FieldError("/reason", "form.field_missing", "缺少必填字段。", "A required field is missing.")
    refusal = MalformedError("form.field_missing", "缺少必填字段。", "A required field is missing.", errors=(fault,))

    assert problems.encoded(problems.problem_of(refusal, trace_id="t-1")) == (
        '{"type":"urn:credit-ziyang:problem:form.field_missing","title":"A required field is missing.","status":400,'
        '"detail":"缺少必填字段。","code":"form.field_missing","errors":[{"pointer":"/reason",'
        '"code":"form.field_missing","message_zh":"缺少必填字段。","message_en":"A required field is missing."}],'
        '"trace_id":"t-1"}'
    )


def test_some_refusals_say_more_in_headers() -> None:
    assert problems.headers_of(UnauthenticatedError("a", "b", "c")) == {"WWW-Authenticate": "Bearer"}
    assert problems.headers_of(ThrottledError(7)) == {"Retry-After": "7"}
    assert problems.headers_of(MethodError(("GET", "POST"))) == {"Allow": "GET, POST"}
    assert problems.headers_of(NotFoundError()) == {}


def test_a_failure_says_nothing_of_itself() -> None:
    assert problems.failure_problem(trace_id="t-1").errors == ()

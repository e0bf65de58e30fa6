"""Which codes a route may refuse with: what the frame does for every such route, and what the route itself declares."""

from collections.abc import Iterator

from chalicelib.api import preconditions, purposes, repeats, senders
from chalicelib.api.audiences import Audience
from chalicelib.api.openapi import codes
from chalicelib.api.openapi.parameters import headers_of, names_in
from chalicelib.api.routing import NoParameters, Route

_TOKEN = tuple(code for code in codes.BY_STATUS[401] if code != "token.missing")
_VALUES = tuple(code for code in codes.BY_STATUS[400] if code.startswith("form.value_"))
_BODY = ("form.field_unknown", "form.media_type", "form.not_json", "form.resident_id", "form.too_large", *_VALUES)
_OF_HEADERS = {
    "X-Assisted-Session": (
        "assisted_session.awaited",
        "assisted_session.ended",
        "assisted_session.expired",
        "assisted_session.invalid",
        "assisted_session.not_counter",
    ),
    "X-Grant": (
        "act.contended",
        "grant.expired",
        "grant.not_found",
        "grant.other_purpose",
        "grant.revoked",
        "grant.used",
        "repeat.key_unfit",
    ),
    "Idempotency-Key": repeats.REFUSALS,
    "If-Match": preconditions.REFUSALS,
    "X-Purpose": purposes.REFUSALS,
}


def refusals_of(route: Route, areas: frozenset[str]) -> dict[int, list[str]]:
    """Return the codes that a route may give in a deployment that opens these areas, by status.

    Raises: KeyError for a declared code that is not on the closed list.
    """
    audiences = route.served_in(areas)
    return codes.by_status([*_of_frame(route, audiences), *_of_what_is_sent(route, audiences), *route.refuses])


def _of_frame(route: Route, audiences: frozenset[Audience]) -> Iterator[str]:
    yield "platform.failure"
    yield from _TOKEN
    if audiences - {Audience.PUBLIC}:
        yield "limit.too_many"
    if Audience.PUBLIC not in audiences:
        yield from ("token.missing", "audience.not_served")
    if audiences - {Audience.PUBLIC}:
        yield "limit.too_many"
    if Audience.SYSTEM in audiences:
        yield from senders.REFUSALS
    if not route.is_for_people:
        yield "form.parameters"


def _of_what_is_sent(route: Route, audiences: frozenset[Audience]) -> Iterator[str]:
    if names_in(route.path):
        yield from ("form.resident_id", "resource.not_found")
    if route.query is not NoParameters:
        yield from ("form.field_missing", "form.resident_id", *_VALUES)
    if route.method != "GET":
        yield from _BODY
    if route.form is not None:
        yield "form.field_missing"
    if any("cursor" in shape.__struct_fields__ for shape in (route.query, route.form) if shape is not None):
        yield "cursor.invalid"
    for header in headers_of(route, audiences):
        yield from _OF_HEADERS.get(header, ())

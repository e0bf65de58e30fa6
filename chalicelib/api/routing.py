"""Routing: what a route declares, and the one wrapper around every view.

Order matters: who calls is established first, then whether the route serves them, then whether they may ask for more
just now, then why they look, then what they send; only then does a view run. Its answer is encoded, the look is
committed, and the answer leaves. Whatever is answered to a reader who is not the public is a look; a view that does
not say at what, answers nothing.
"""

import hashlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from chalice.app import Chalice, CORSConfig, Response
from msgspec import Struct

from chalicelib import wiring
from chalicelib.api import answers, forms, grounds, incoming, logs, looks, preconditions, problems
from chalicelib.api.answers import Answer, Encoded
from chalicelib.api.audiences import ANYONE, Audience, Caller, refusal_for
from chalicelib.api.incoming import Incoming, incoming_of
from chalicelib.api.limits.meters import Meter
from chalicelib.api.looks import Looking, UnaccountedLookError
from chalicelib.errors import NotFoundError, RefusalError
from chalicelib.library.readers import Level, Reader
from chalicelib.terms.dates import beijing_date

if TYPE_CHECKING:
    from chalicelib.wiring import Services

HeadersType = dict[str, str | list[str]]

OPEN, OWN, OFFICE, BACK = "open", "own", "office", "back"
_ASKED = (
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-Purpose",
    "X-Matter-Number",
    "X-Grant",
    "X-Assisted-Session",
)
ENTRY = "X-Ledger-Entry"
_TOLD = (
    "Content-Disposition",
    "ETag",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    ENTRY,
)
_PREFLIGHT_SECONDS = 600
CORS = CORSConfig(allow_origin="*", allow_headers=_ASKED, expose_headers=_TOLD, max_age=_PREFLIGHT_SECONDS)

View = Callable[..., Answer]


class NoParameters(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of a route that takes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route: where it is, whom it serves in which area, what it takes, what it gives.

    `asks_why` says that a department or the desk states purpose and matter in headers; a route about one case or one
    batch needs neither, for that is both. `form` is the shape of the body; without one there must be no body.
    `numbers_at` are the places in the body where a person's document number is what it is asked with or brought.
    `gives` is the shape of the answer, beside which stand `as_of` and, of what comes in pages, `next_cursor`; a
    `document` leaves as it is written instead, and one that people read ignores what else stands in its address.
    `files` are the media types of files that it takes whole, in place of a form, `gives_files` those of files that it
    gives in place of a shape, as Accept asks, else the first; `also` are statuses of success besides its own.

    For who calls: `zh` names the route, `takes` are the headers that it reads besides those that every such route
    does, `refuses` the codes it refuses with besides those of the frame (`openapi.refusals`).

    Shape: serves {"open": {public}, "office": {department, desk, lead}}, takes ("If-Match",), refuses ("lease.held",)
    """

    method: str
    path: str
    view: View
    serves: Mapping[str, frozenset[Audience]]
    query: type[Struct] = NoParameters
    form: type[Struct] | None = None
    gives: type[Struct] | None = None
    success: HTTPStatus = HTTPStatus.OK
    also: tuple[HTTPStatus, ...] = ()
    asks_why: bool = False
    document: str | None = None
    files: frozenset[str] = frozenset()
    gives_files: tuple[str, ...] = ()
    numbers_at: tuple[tuple[str, ...], ...] = ()
    zh: str = ""
    takes: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()

    @property
    def is_for_people(self) -> bool:
        """Say whether it is a page that is read in a browser, whose address others write on (WeChat does)."""
        return self.document == answers.HTML

    @property
    def name(self) -> str:
        """Return the pattern under which the route is logged, and bound into cursors and keys."""
        return f"{self.method} {self.path}"

    def served_in(self, areas: frozenset[str]) -> frozenset[Audience]:
        """Return whom a deployment that opens these areas serves here."""
        return frozenset().union(*(self.serves[area] for area in areas if area in self.serves))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, as a view is given it: who, when, what the platform works with, and what it is charged."""

    caller: Caller
    now: datetime
    services: "Services"
    route: Route
    incoming: Incoming
    context: Any
    meter: Meter = field(default_factory=lambda: Meter("-"))

    @property
    def reader(self) -> Reader:
        """Return in what standing the caller looks."""
        return self.caller.reader

    @property
    def is_public(self) -> bool:
        """Say whether the caller sees what everybody sees."""
        return self.reader.level is Level.PUBLIC

    @property
    def fingerprint(self) -> str:
        """Return the hash of the body as it came, by which a repeated call is told from another.

        With a document number in it the hash is keyed: there are few enough numbers to try them all.
        """
        digest = hashlib.sha256(self.incoming.body).hexdigest()
        return self.services.documents.hash_of("body", digest) if self.route.numbers_at else digest

    @property
    def replaced_version(self) -> int:
        """Return the version that a write of staff says it replaces (If-Match)."""
        return preconditions.replaced_version(self.incoming.headers.get("if-match"))


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present instant: with `workers`, the only place where a clock is read."""
    return datetime.now(UTC)


def open_routes(app: Chalice, routes: tuple[Route, ...], *, areas: frozenset[str], clock: Clock = utc_now) -> None:
    """Open the routes that these areas have, each behind the one wrapper."""
    for route in routes:
        audiences = route.served_in(areas)
        if audiences:
            name = function_name_of(route)
            register = app.route(route.path, methods=[route.method], name=name, cors=CORS, content_types=[])
            register(_door_of(route, app, _Doorkeeper(route, audiences, clock)))
            # The gateway passes bytes on as bytes only for the media types that it is told of.
            app.api.binary_types += [one for one in route.gives_files if not answers.is_text(one)]


def function_name_of(route: Route) -> str:
    """Return the route's name as that of a function. Shape: "get_v1_subjects_credit_code"."""
    return re.sub(r"\W+", "_", route.name.lower()).strip("_")


def _door_of(route: Route, app: Chalice, keeper: "_Doorkeeper") -> Callable[..., Response]:
    def door(**_path: str) -> Response:
        request = app.current_request
        event = request.to_original_event() if request else {}
        return keeper.response_to(event, app.lambda_context)

    door.__doc__ = route.view.__doc__
    return door


@dataclass(frozen=True, slots=True)
class _Doorkeeper:
    """The wrapper: a refusal becomes a problem, a failure a 500 without detail; nothing else ever leaves."""

    route: Route
    audiences: frozenset[Audience]
    clock: Clock

    def response_to(self, event: Mapping[str, Any], context: Any) -> Response:
        started, trace_id = time.perf_counter(), incoming.trace_id_of(event, context)
        code: str | None = None
        failure: Exception | None = None
        meter, told = Meter(self.route.name), HeadersType()
        try:
            response = self._answered(incoming_of(event, trace_id=trace_id), context, meter, told)
        except RefusalError as refusal:
            code, response = refusal.code, refused(refusal, trace_id=trace_id)
        except Exception as error:  # noqa: BLE001  the one place where a failure becomes an answer without detail
            code, failure, response = "platform.failure", error, failed(trace_id=trace_id)
        response.headers.update(meter.headers)
        response.headers.update(told)
        line = logs.Line(
            route=self.route.name,
            status=response.status_code,
            trace_id=trace_id,
            milliseconds=round((time.perf_counter() - started) * 1000),
            code=code,
        )
        if failure is None:
            logs.answered(line)
        else:
            logs.failed(line, failure)
        return response

    def _answered(self, came: Incoming, context: Any, meter: Meter, told: HeadersType) -> Response:
        call = self._call_of(came, context, meter)
        try:
            answer = self._viewed(call)
        except NotFoundError:
            told |= self._commit(call, Answer(content={}, look=looks.AT_NOTHING))
            meter.missed(came.path, came.body)
            raise
        ready = self._ready(answer, at=call.now)
        told |= self._commit(call, answer)
        meter.saw(answer.look)
        return self._response_of(call, answer, ready)

    def _ready(self, answer: Answer, *, at: datetime) -> Encoded:
        if self.route.gives_files:
            return answers.filed(answer)
        return answers.written(answer) if self.route.document else answers.encoded(answer, at=at)

    def _call_of(self, came: Incoming, context: Any, meter: Meter) -> Call:
        services, now = wiring.services(), self.clock()
        caller = self._caller_of(came, services, now)
        if caller.audience not in self.audiences and Audience.PUBLIC not in self.audiences:
            raise refusal_for(caller.audience)
        if caller.audience in self.audiences:
            meter.open(caller, services=services, now=now)
        call = Call(
            caller=caller,
            now=now,
            services=services,
            route=self.route,
            incoming=came,
            context=context,
            meter=meter,
        )
        if not self.route.asks_why:
            return call
        return replace(call, caller=replace(caller, reader=grounds.established(call)))

    def _caller_of(self, came: Incoming, services: "Services", now: datetime) -> Caller:
        authorization = came.headers.get("authorization")
        if authorization is None:
            return ANYONE
        from chalicelib.api.keys import keyring
        from chalicelib.api.tokens import Checking, caller_of

        checking = Checking(
            settings=services.settings,
            keyring=keyring(services.settings),
            bodies=lambda: services.bodies,
            documents=lambda: services.documents,
            identities=lambda: services.identities,
            today=beijing_date(now),
        )
        caller = caller_of(authorization, serves=self.audiences, checking=checking)
        if caller.audience is Audience.SYSTEM and Audience.SYSTEM in self.audiences:
            from chalicelib.api.senders import registered

            return registered(caller, services=services, now=now)
        session = came.headers.get("x-assisted-session")
        if session is None or Audience.SUBJECT not in self.audiences:
            return caller
        from chalicelib.api.counter import assisted

        return assisted(caller, session, services=services, now=now)

    def _viewed(self, call: Call) -> Answer:
        came, route = call.incoming, self.route
        path = incoming.decoded_path(came.path)
        forms.refuse_resident_ids(path, where="path")
        given: dict[str, Any] = dict(path)
        if route.query is not NoParameters or (came.query and not route.is_for_people):
            given["query"] = forms.query_in(came.query, route.query)
        if route.query is NoParameters:
            given.pop("query", None)
        if incoming.media_type_of(came) in route.files:
            given["content"] = incoming.file_in(came)
        elif route.method != "GET":
            incoming.require_json(came)
            form = forms.form_in(came.body, route.form or NoParameters, numbers_at=route.numbers_at)
            given |= {"form": form} if route.form else {}
        return route.view(call, **given)

    def _commit(self, call: Call, answer: Answer) -> HeadersType:
        """Commit the look, unless everybody sees the same; return the header that names its entry.

        The holder of an answer, be it that nothing was found, can prove an entry that vanished before it was sealed.
        """
        reader = answer.read_as or call.reader
        if reader.level is Level.PUBLIC:
            return {}
        if answer.look is None:
            raise UnaccountedLookError(self.route.name)
        entry = answer.entry or call.services.numbers.entry()
        looking = Looking(entry=entry, at=call.now, route=self.route.name, reader=reader, act=answer.act)
        if answer.uses_grant:
            looking = grounds.used(call, answer.look, looking)
        told = looks.entry_of(answer.look, looking)
        return {ENTRY: f"{told.slot}-{told.entry}; sha256={call.services.ledger.put(told)}"}

    def _response_of(self, call: Call, answer: Answer, ready: Encoded) -> Response:
        is_public = (answer.read_as or call.reader).level is Level.PUBLIC
        kind = answer.kind or self.route.document or answers.JSON
        headers: HeadersType = {"Content-Type": kind, **answers.caching_headers(is_public=is_public), **answer.headers}
        is_read = self.route.method == "GET"
        if is_read or answer.version is not None:
            headers["ETag"] = tag = ready.tag
            if is_read and answers.is_unchanged(tag, call.incoming.headers.get("if-none-match")):
                return Response(body="", status_code=int(HTTPStatus.NOT_MODIFIED), headers=headers)
        return Response(body=ready.body, status_code=int(answer.status or self.route.success), headers=headers)


def refused(refusal: RefusalError, *, trace_id: str) -> Response:
    """Return the response that tells of a refusal; nobody keeps it."""
    problem = problems.problem_of(refusal, trace_id=trace_id)
    return _problem_response(problem, problems.headers_of(refusal))


def failed(*, trace_id: str) -> Response:
    """Return the response that tells of a failure."""
    return _problem_response(problems.failure_problem(trace_id=trace_id), {})


def _problem_response(problem: problems.Problem, further: Mapping[str, str]) -> Response:
    headers: HeadersType = {"Content-Type": problems.CONTENT_TYPE, "Cache-Control": "no-store", "Vary": "Authorization"}
    headers.update(further)
    return Response(body=problems.encoded(problem), status_code=problem.status, headers=headers)
